"""The form below the conversation: the question, the time window as a chip, the outlets.

One HTML form, `id="ask"`, holds every choice; fields outside of it belong to it by `form="ask"`.
What the form shows is what is sent, so nothing about the limits is kept anywhere else.
"""

from collections.abc import Mapping
from typing import Any

from rag.errors import UsageError
from rag.page.conversation import LONGEST_QUESTION, Turns, read_window
from rag.page.markup import escape, isolated, written_window
from rag.types import Window


def composer(outlets: Mapping[str, int]) -> str:
    """The form itself; `outlets` gives the number of articles for each name."""
    return (
        '<form id="ask" autocomplete="off"><label class="sr-only" for="question">Question</label>'
        '<textarea id="question" name="question" rows="1" dir="auto" enterkeyhint="send"'
        f' maxlength="{LONGEST_QUESTION}" placeholder="Ask a question"></textarea>'
        '<button type="submit" class="primary ask">Ask</button>'
        '<button type="button" class="primary stop">Stop</button></form>'
        f'<div class="limits">{_outlets(outlets)}'
        '<button type="button" class="new" aria-label="New conversation">'
        "New<span> conversation</span></button></div>"
    )


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
        f'<label>From <input type="date" name="from" form="ask" value="{start}"></label>'
        f'<label>To <input type="date" name="to" form="ask" value="{end}"></label>'
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
        return escape(written_window(window)), ' <span class="tag">set by you</span>'
    return isolated(window.why or written_window(window)), ""


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
    return (
        '<span class="chip outlets"><details class="popover"><summary>'
        '<span class="outlets-label">All outlets</span></summary>'
        f'<div class="panel" role="group" aria-label="Only these outlets">{boxes}</div>'
        "</details></span>"
    )
