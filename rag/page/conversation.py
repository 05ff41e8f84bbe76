"""What one browser tab has asked so far, and the next request made from what its form sends.

The form is a mapping of strings as a browser sends it: `question`, `window` ("understood", "set"
or "none"), `from`, `to` (ISO days or ""), `outlets` (a list of names), `again` ("" or "1").
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rag.errors import UsageError
from rag.types import Answer, Request, Window

LONGEST_QUESTION = 2000  # characters
SET_BY_HAND = "set by the reader"


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and how far its answer has come."""

    request: Request
    answer: Answer | None = None  # None until the first words are there
    fault: str = ""  # why there is no (whole) answer
    stopped: bool = False  # the reader stopped it

    @property
    def running(self) -> bool:
        done = self.answer is not None and self.answer.complete
        return not (done or self.fault or self.stopped)

    def with_answer(self, answer: Answer) -> "Turn":
        return replace(self, answer=answer)

    def with_fault(self, fault: str) -> "Turn":
        return replace(self, fault=fault)

    def halted(self) -> "Turn":
        return replace(self, stopped=True) if self.running else self


Turns = tuple[Turn, ...]


def next_turns(form: Mapping[str, Any], turns: Turns, *, today: date) -> Turns:
    """`turns` with the question of `form` as the last; asking again replaces the last one.

    Raises UsageError for an empty or overlong question and for days that are none.
    """
    again = bool(form.get("again")) and bool(turns)
    earlier = turns[:-1] if again else turns
    question = turns[-1].request.question if again else str(form.get("question", "")).strip()
    if not question:
        raise UsageError("Write a question first.")
    if len(question) > LONGEST_QUESTION:
        raise UsageError(f"A question may have {LONGEST_QUESTION:,} characters, not more.")
    request = Request(
        question=question,
        today=today,
        history=history_of(earlier),
        window=read_window(form),
        outlets=tuple(str(name) for name in form.get("outlets") or ()),
        # Removing the window means the question it was read from, not whatever is asked next.
        use_window=not (again and form.get("window") == "none"),
    )
    return (*earlier, Turn(request))


def history_of(turns: Turns) -> tuple[tuple[str, str], ...]:
    """The (question, answer) pairs that a follow-up may lean on, oldest first."""
    return tuple(
        (turn.request.question, turn.answer.text)
        for turn in turns
        if turn.answer and turn.answer.complete and not turn.fault
    )


def read_window(form: Mapping[str, Any]) -> Window | None:
    """The window that the reader set by hand, if any. Raises UsageError for days that are none."""
    if form.get("window") != "set":
        return None
    start, end = _day(form.get("from")), _day(form.get("to"))
    if start and end and end < start:
        start, end = end, start
    return Window(start, end, SET_BY_HAND) if start or end else None


def answer_of(turns: Turns, index: object) -> Answer | None:
    """The answer of a turn; None for an index, as a browser sends it, that there is not."""
    if not isinstance(index, int) or not 0 <= index < len(turns):
        return None
    return turns[index].answer


def _day(value: Any) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise UsageError(f"{value!r} is not a day: write it as 2026-05-03.") from error
