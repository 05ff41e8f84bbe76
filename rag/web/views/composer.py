"""The form below the conversation: the question, and beneath it a chip for each of its limits.

One HTML form, `id="ask"`, holds every choice; fields outside of it belong to it by `form="ask"`.
What the form shows is what is sent, so the server keeps nothing about the limits; controls.js keeps
them in the browser and shows them in the address.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rag.answering.extractive import MOST
from rag.errors import UsageError
from rag.formatting import format_window
from rag.llm.choice import NO_MODEL
from rag.types import MOST_SOURCES, Window
from rag.web.conversation import LONGEST_QUESTION, Turns, read_window
from rag.web.markup import escape, isolated

if TYPE_CHECKING:
    from rag.llm.choice import ModelState

DAY = 'type="date" form="ask" max="9999-12-31"'  # a year has four digits, as for Python


def composer(outlets: Mapping[str, int]) -> str:
    """The form itself; `outlets` gives the number of articles for each name."""
    return (
        '<form id="ask" autocomplete="off"><label class="sr-only" for="question">Question</label>'
        '<textarea id="question" name="question" rows="1" dir="auto" enterkeyhint="send"'
        f' maxlength="{LONGEST_QUESTION}" placeholder="Ask a question"></textarea>'
        '<button type="submit" class="primary ask">Ask</button>'
        '<button type="button" class="primary stop">Stop</button></form>'
        '<p class="told" role="status"></p>'
        f'<div class="limits">{_outlets(outlets)}{OPTIONS}{AS_OF}{SOURCES}'
        '<button type="button" class="new" aria-label="New conversation">'
        "New</button></div>"
    )


def model_chip(state: "ModelState") -> str:
    """The chip by which another model of the server, or none, is chosen, if there is a choice.

    `state` is that of the usual model. `data-listed` says that the server has no others.
    """
    listed = "<span data-listed hidden></span>"
    if state.name == NO_MODEL:
        return listed
    usual = f"{state.name}, as usual"
    choices = [("", usual), *((name, name) for name in state.available if name != state.name)]
    boxes = "".join(
        f'<label><input type="radio" name="model" form="ask" value="{escape(value)}"'
        f"{'' if value else ' checked'}>{isolated(said)}</label>"
        for value, said in [*choices, (NO_MODEL, "No model: source sentences alone")]
    )
    chip = _chip("writer", "model", "Model", "Who writes the answer", boxes)
    return chip + (listed if state.reachable else "")


def window_chip(window: Window | None, *, by_hand: bool, asked: bool, fault: str = "") -> str:
    """The chip that shows the time window and, opened, lets it be set or removed.

    `by_hand` says that the reader set it; `asked` that there is a question to ask again.
    """
    state = "understood" if not by_hand else "set" if window else "none"
    says, tag = _chip_words(window, by_hand=by_hand)
    start = window.start.isoformat() if window and window.start else ""
    end = window.end.isoformat() if window and window.end else ""
    remove = (
        '<button type="button" class="remove" data-window="none"'
        ' aria-label="Remove the time window">×</button>'
        if window
        else ""
    )
    again = (
        '<button type="submit" form="ask" name="again" value="1" class="again">Ask again</button>'
        if asked
        else ""
    )
    return (
        f'<span class="chip window {state}"><details class="popover"><summary>'
        f'<span class="sr-only">Time: </span>{says}{tag}</summary>'
        '<div class="panel" role="group" aria-label="Only articles published in these days">'
        f'<label>From <input name="from" {DAY} value="{start}"></label>'
        f'<label>To <input name="to" {DAY} value="{end}"></label>'
        '<div class="panel-buttons"><button type="button" data-window="none">Any time</button>'
        '<button type="button" class="primary" data-window="set">Only these days</button></div>'
        f"</div></details>{remove}</span>{again}"
        f'<input type="hidden" name="window" form="ask" value="{state}">{_fault(fault)}'
    )


def chip_of(turns: Turns, *, fault: str = "") -> str:
    """The chip for what was understood from, or set for, the last question."""
    if not turns:
        return window_chip(None, by_hand=False, asked=False, fault=fault)
    turn = turns[-1]
    set_by_hand = turn.request.window
    understood = turn.answer.window if turn.answer else None
    by_hand = set_by_hand is not None or not turn.request.use_window
    return window_chip(set_by_hand or understood, by_hand=by_hand, asked=True, fault=fault)


def chip_of_form(form: Mapping[str, Any], *, asked: bool) -> str:
    """The chip after the reader set or removed the window in it, or put in days that are none."""
    try:
        window = read_window(form)
    except UsageError as error:
        return window_chip(None, by_hand=True, asked=asked, fault=str(error))
    return window_chip(window, by_hand=True, asked=asked)


def _chip_words(window: Window | None, *, by_hand: bool) -> tuple[str, str]:
    if window is None:
        return "Any time", ""
    if by_hand:
        return escape(format_window(window)), ' <span class="tag">set by you</span>'
    return isolated(window.why or format_window(window)), ""


def _fault(fault: str) -> str:
    return f'<p class="fault" role="alert">{escape(fault)}</p>' if fault else ""


def _outlets(outlets: Mapping[str, int]) -> str:
    if len(outlets) < 2:
        return ""
    boxes = "".join(
        f'<label><input type="checkbox" name="outlets" form="ask" value="{escape(name)}">'
        f'{isolated(name or "Unknown outlet")} <span class="count">{count:,}</span></label>'
        for name, count in sorted(outlets.items(), key=lambda item: (-item[1], item[0]))
    )
    return _chip("outlets", "outlets", "All outlets", "Only these outlets", boxes)


def _chip(kind: str, name: str, usual: str, title: str, panel: str) -> str:
    """A limit that controls.js labels and, by its ×, takes back to the `usual`."""
    further = "" if kind == "outlets" else " further"
    return (
        f'<span class="chip {kind}{further}" data-limit="{name}"><details class="popover">'
        f'<summary><span class="label" data-usual="{usual}">{usual}</span></summary>'
        f'<div class="panel" role="group" aria-label="{title}">{panel}</div></details>'
        f'<button type="button" class="remove" data-reset="{name}" hidden'
        f' aria-label="{title}: back to {usual.lower()}">×</button></span>'
    )


OPTIONS = '<button type="button" class="options" aria-expanded="false">Options</button>'
AS_OF = _chip(
    "as-of",
    "asof",
    "As of",
    "As of a day",
    f'<label>As of <input name="asof" {DAY}></label>'
    '<p class="hint">As if it were that day: what was published later is left out, and so is what'
    " has no date.</p>",
)
SOURCES = _chip(
    "most",
    "sources",
    "Sources",
    "How many sources",
    f'<label>At most <input type="number" name="sources" form="ask" min="1" max="{MOST_SOURCES}"'
    ' step="1" inputmode="numeric"></label>'
    f'<p class="hint">Source sentences, 1 to {MOST_SOURCES}. Left empty: {MOST} without a model;'
    " a model is given as many as it can read.</p>",
)
