"""The form below the conversation: the question, and beneath it a chip for each of its limits.

One HTML form, `id="ask"`, holds every choice; fields outside of it belong to it by `form="ask"`.
What the form shows is what is sent, so the server keeps nothing about the limits; controls.js keeps
them in the browser and shows them in the address.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from rag.answering.selection import MOST
from rag.errors import UsageError
from rag.formatting import format_window
from rag.llm.model_choice import NO_MODEL
from rag.types import MOST_SOURCES, Window
from rag.web.conversation import LONGEST_QUESTION, Turns, read_window
from rag.web.templating import render

if TYPE_CHECKING:
    from rag.llm.model_choice import ModelState


def render_composer(outlets: Mapping[str, int]) -> Markup:
    """The form itself; `outlets` gives the number of articles for each name."""
    return render(
        "composer", "composer", longest=LONGEST_QUESTION,
        outlets=sorted(outlets.items(), key=lambda item: (-item[1], item[0])),
        most_sources=MOST_SOURCES, usual_sources=MOST,
    )  # fmt: skip


def render_model_chip(state: "ModelState") -> Markup:
    """The chip by which another model of the server, or none, is chosen, if there is a choice.

    `state` is that of the usual model. `data-listed` says that the server has no others.
    """
    if state.name == NO_MODEL:
        return render("composer", "model_chip", choices=(), listed=True)
    others = [(name, name) for name in state.available if name != state.name]
    none = (NO_MODEL, "No model: source sentences alone")
    choices = [("", f"{state.name}, as usual"), *others, none]
    return render("composer", "model_chip", choices=choices, listed=state.reachable)


def render_window_chip(
    window: Window | None, *, by_hand: bool, asked: bool, fault: str = ""
) -> Markup:
    """The chip that shows the time window and, opened, lets it be set or removed.

    `by_hand` says that the reader set it; `asked` that there is a question to ask again.
    """
    return render(
        "composer", "window_chip", window=window, asked=asked, why_not=fault,
        state="understood" if not by_hand else "set" if window else "none",
        days=format_window(window) if window else "",
    )  # fmt: skip


def render_last_window(turns: Turns, *, fault: str = "") -> Markup:
    """The chip for what was understood from, or set for, the last question."""
    if not turns:
        return render_window_chip(None, by_hand=False, asked=False, fault=fault)
    turn = turns[-1]
    set_by_hand = turn.request.window
    understood = turn.answer.window if turn.answer else None
    by_hand = set_by_hand is not None or not turn.request.use_window
    return render_window_chip(set_by_hand or understood, by_hand=by_hand, asked=True, fault=fault)


def render_form_window(form: Mapping[str, Any], *, asked: bool) -> Markup:
    """The chip after the reader set or removed the window in it, or put in days that are none."""
    try:
        window = read_window(form)
    except UsageError as error:
        return render_window_chip(None, by_hand=True, asked=asked, fault=str(error))
    return render_window_chip(window, by_hand=True, asked=asked)
