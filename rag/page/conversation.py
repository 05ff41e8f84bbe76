"""What one browser tab has asked so far, and the next request made from what its form sends.

The form is a mapping of strings as a browser sends it: `question`, `window` ("understood", "set"
or "none"), `from`, `to` (ISO days or ""), `outlets` (a list of names), `again` ("" or "1"),
`instead` (a list of the places of source sentences that are shown).

A turn may have two answers: one that broke off, and source sentences instead of it. The page calls
an answer by its place: "3" is that of turn 3, counted from 0, and "3-instead" the one beside it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rag.errors import UsageError
from rag.types import Answer, Request, Window

LONGEST_QUESTION = 2000  # characters
SET_BY_HAND = "set by the reader"
PLACE = re.compile("([0-9]{1,6})(-instead)?")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and how far its answer has come."""

    request: Request
    answer: Answer | None = None  # None until the first words are there
    fault: str = ""  # why there is no (whole) answer
    stopped: bool = False  # the reader stopped it
    instead_open: bool = False  # the reader has the source sentences shown as well

    @property
    def waiting(self) -> bool:
        """Whether there is no word of an answer."""
        return self.answer is None or not (self.answer.text or self.answer.complete)

    @property
    def shown(self) -> Answer | None:
        """The answer that the reader goes by."""
        instead = self.answer.instead if self.answer and self.instead_open else None
        return instead or self.answer

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
    opened = form.get("instead") or ()
    earlier = tuple(
        replace(turn, instead_open=place_of(index, instead=True) in opened)
        for index, turn in enumerate(turns[:-1] if again else turns)
    )
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
        (turn.request.question, turn.shown.text)
        for turn in turns
        if turn.shown and turn.shown.complete and not turn.fault
    )


def read_window(form: Mapping[str, Any]) -> Window | None:
    """The window that the reader set by hand, if any. Raises UsageError for days that are none."""
    if form.get("window") != "set":
        return None
    start, end = _day(form.get("from")), _day(form.get("to"))
    if start and end and end < start:
        start, end = end, start
    return Window(start, end, SET_BY_HAND) if start or end else None


def place_of(index: int, *, instead: bool = False) -> str:
    """What the page calls the answer of a turn, or the one instead of it."""
    return f"{index}-instead" if instead else str(index)


def answer_at(turns: Turns, place: object) -> Answer | None:
    """The answer at a place; None for one, as a browser sends it, that there is not."""
    match = PLACE.fullmatch(place) if isinstance(place, str) else None
    if not match or int(match[1]) >= len(turns):
        return None
    answer = turns[int(match[1])].answer
    return answer.instead if answer and match[2] else answer


def _day(value: Any) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise UsageError(f"{value!r} is not a day: write it as 2026-05-03.") from error
