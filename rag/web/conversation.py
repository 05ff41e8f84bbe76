"""What one browser tab has asked so far, and the next request made from what its form sends.

The form is a mapping of strings as a browser sends it: `question`, `window` ("understood", "set"
or "none"), `from`, `to`, `asof` (ISO days or ""), `outlets` (a list of names), `sources` (a number
or ""), `model` (a name or ""), `again` ("" or "1"), `edit` (the index of the turn whose question
was edited, or ""), `instead` (a list of the places of source sentences that are shown). "" stands
for the usual.

A turn may have two answers: one that broke off, and source sentences instead of it. The page calls
an answer by its place: "3" is that of turn 3, counted from 0, and "3-instead" the one beside it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rag.answering.provenance import UNKNOWN, Provenance
from rag.errors import UsageError
from rag.types import MOST_SOURCES, Answer, Request, Window

LONGEST_QUESTION = 2000  # characters
LONGEST_MODEL = 300  # characters of a model's name
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
    origins: Provenance = UNKNOWN  # of the sources of a finished answer

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

    def with_origins(self, origins: Provenance) -> "Turn":
        return replace(self, origins=origins)

    def halted(self) -> "Turn":
        return replace(self, stopped=True) if self.running else self


Turns = tuple[Turn, ...]


def next_turns(form: Mapping[str, Any], turns: Turns, *, today: date) -> Turns:
    """`turns` with the question of `form` as the last; asking again replaces the last one.

    An edited question replaces the one that it was and all that followed. Asked as of a day, "last
    week" counts from that day.

    Raises UsageError for an empty or overlong question and for limits that are none.
    """
    again = bool(form.get("again")) and bool(turns)
    opened = form.get("instead") or ()
    earlier = tuple(
        replace(turn, instead_open=place_of(index, instead=True) in opened)
        for index, turn in enumerate(turns[: -1 if again else _edited(form)])
    )
    question = turns[-1].request.question if again else str(form.get("question", "")).strip()
    if not question:
        raise UsageError("Write a question first.")
    if len(question) > LONGEST_QUESTION:
        raise UsageError(f"A question may have {LONGEST_QUESTION:,} characters, not more.")
    as_of = _day(form.get("asof"))
    request = Request(
        question=question,
        today=as_of or today,
        history=history_of(earlier),
        window=read_window(form),
        outlets=tuple(str(name) for name in form.get("outlets") or ()),
        # Removing the window means the question it was read from, not whatever is asked next.
        use_window=not (again and form.get("window") == "none"),
        as_of=as_of,
        sources=_sources(form.get("sources")),
        model=_model(form.get("model")),
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


def turn_at(turns: Turns, place: object) -> Turn | None:
    """The turn of an answer's place; None for one, as a browser sends it, that there is not."""
    match = PLACE.fullmatch(place) if isinstance(place, str) else None
    return turns[int(match[1])] if match and int(match[1]) < len(turns) else None


def answer_at(turns: Turns, place: object) -> Answer | None:
    """The answer at a place; None for one, as a browser sends it, that there is not."""
    turn = turn_at(turns, place)
    answer = turn.answer if turn else None
    return answer.instead if answer and str(place).endswith("-instead") else answer


def _sources(value: Any) -> int | None:
    if not value:
        return None
    number = str(value)
    if not re.fullmatch("[0-9]{1,2}", number, re.ASCII) or not 1 <= int(number) <= MOST_SOURCES:
        raise UsageError(f"An answer may use 1 to {MOST_SOURCES} sources, not {number[:20]!r}.")
    return int(number)


def _model(value: Any) -> str | None:
    if not value:
        return None
    if not isinstance(value, str) or len(value) > LONGEST_MODEL or not value.isprintable():
        raise UsageError("That is no model's name: choose one that is listed.")
    return value


def _edited(form: Mapping[str, Any]) -> int | None:
    """The index of the turn whose question was edited, if one was."""
    index = str(form.get("edit", ""))
    return int(index) if re.fullmatch("[0-9]{1,6}", index) else None


def _day(value: Any) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise UsageError(f"{value!r} is not a day: write it as 2026-05-03.") from error
