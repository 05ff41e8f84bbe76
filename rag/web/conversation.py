"""What one browser tab has asked so far, and the next request made from what its form sends.

A turn may have two answers: one that broke off, and source sentences instead of it; or source
sentences, and a model's text that does not lead. The page calls
an answer by its place: "3" is that of turn 3, counted from 0, and "3-instead" the one beside it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, FailFast, Field, PlainValidator

from rag.answering.provenance import UNKNOWN, Provenance
from rag.errors import UsageError
from rag.formatting import read_day
from rag.types import MOST_SOURCES, Answer, Request, Window
from rag.validation import CLOSED, OTHER, read_fields

LONGEST_QUESTION = 2000  # characters
LONGEST_MODEL = 300  # characters of a model's name
SET_BY_HAND = "set by the reader"
PLACE = re.compile("([0-9]{1,6})(-instead)?")
FAULT_SENTENCES = {
    OTHER: "The page has sent what its form does not have. Load it again, then ask once more."
}


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and how far its answer has come."""

    request: Request
    answer: Answer | None = None  # None until the first words are there
    fault: str = ""  # why there is no (whole) answer
    stopped: bool = False  # the reader stopped it
    instead_open: bool = False  # the reader has that other answer shown as well
    origins: Provenance = UNKNOWN  # of the sources of a finished answer

    @property
    def waiting(self) -> bool:
        """Whether there is no word of an answer."""
        return self.answer is None or not (self.answer.text or self.answer.complete)

    @property
    def shown(self) -> Answer | None:
        """The answer that the reader goes by."""
        if not self.answer or self.answer.folded or not self.instead_open:
            return self.answer
        return self.answer.instead or self.answer

    @property
    def running(self) -> bool:
        done = self.answer is not None and self.answer.complete
        return not (done or self.fault or self.stopped)

    def halted(self) -> "Turn":
        return replace(self, stopped=True) if self.running else self


Turns = tuple[Turn, ...]


def _read_sources(value: object) -> int | None:
    number = str(value)
    if not value:
        return None
    if not re.fullmatch("[0-9]{1,2}", number, re.ASCII) or not 1 <= int(number) <= MOST_SOURCES:
        raise ValueError(f"An answer may use 1 to {MOST_SOURCES} sources, not {number[:20]!r}")
    return int(number)


def _read_model(value: object) -> str | None:
    if not value:
        return None
    if not isinstance(value, str) or len(value) > LONGEST_MODEL or not value.isprintable():
        raise ValueError("That is no model's name: choose one that is listed")
    return value


FormDay = Annotated[date | None, PlainValidator(lambda value: read_day(value) if value else None)]


class Form(BaseModel):
    """What a browser sends of the form; "" stands for the usual."""

    model_config = CLOSED

    question: str = ""
    window: str = "understood"  # or "set", or "none"
    first: FormDay = Field(None, alias="from")
    last: FormDay = Field(None, alias="to")
    as_of: FormDay = Field(None, alias="asof")
    outlets: Annotated[tuple[str, ...], FailFast(), Field(strict=False)] = ()
    sources: Annotated[int | None, PlainValidator(_read_sources)] = None
    model: Annotated[str | None, PlainValidator(_read_model)] = None
    again: str = ""  # "1": the last question once more
    edit: str = ""  # the index of the turn whose question was edited
    instead: Annotated[tuple[str, ...], FailFast(), Field(strict=False)] = ()  # places, opened

    @property
    def limits(self) -> Window | None:
        """The window that the reader set by hand, if any; days are put in order."""
        if self.window != "set" or not (self.first or self.last):
            return None
        if self.first and self.last and self.last < self.first:
            return Window(self.last, self.first, SET_BY_HAND)
        return Window(self.first, self.last, SET_BY_HAND)

    @property
    def edited(self) -> int | None:
        return int(self.edit) if re.fullmatch("[0-9]{1,6}", self.edit) else None


def make_next_turns(form: Mapping[str, Any], turns: Turns, *, today: date) -> Turns:
    """`turns` with the question of `form` as the last; asking again replaces the last one.

    An edited question replaces the one that it was and all that followed. Asked as of a day, "last
    week" counts from that day.

    Raises UsageError for an empty or overlong question and for limits that are none.
    """
    sent = read_fields(Form, form, FAULT_SENTENCES)
    again = bool(sent.again and turns)
    earlier = tuple(
        replace(turn, instead_open=name_place(index, instead=True) in sent.instead)
        for index, turn in enumerate(turns[: -1 if again else sent.edited])
    )
    question = turns[-1].request.question if again else sent.question.strip()
    if not question:
        raise UsageError("Write a question first.")
    if len(question) > LONGEST_QUESTION:
        raise UsageError(f"A question may have {LONGEST_QUESTION:,} characters, not more.")
    request = Request(
        question=question,
        today=sent.as_of or today,
        history=collect_history(earlier),
        window=sent.limits,
        outlets=sent.outlets,
        # Removing the window means the question it was read from, not whatever is asked next.
        use_window=not (again and sent.window == "none"),
        as_of=sent.as_of,
        sources=sent.sources,
        model=sent.model,
    )
    return (*earlier, Turn(request))


def collect_history(turns: Turns) -> tuple[tuple[str, str], ...]:
    """The (question, answer) pairs that a follow-up may lean on, oldest first."""
    return tuple(
        (turn.request.question, turn.shown.text)
        for turn in turns
        if turn.shown and turn.shown.complete and not turn.fault
    )


def read_window(form: Mapping[str, Any]) -> Window | None:
    """The window that the reader set by hand, if any. Raises UsageError for days that are none."""
    days = {name: form[name] for name in ("window", "from", "to") if name in form}
    return read_fields(Form, days, FAULT_SENTENCES).limits  # whatever ails the other fields


def name_place(index: int, *, instead: bool = False) -> str:
    """What the page calls the answer of a turn, or the one instead of it."""
    return f"{index}-instead" if instead else str(index)


def find_turn(turns: Turns, place: object) -> Turn | None:
    """The turn of an answer's place; None for one, as a browser sends it, that there is not."""
    match = PLACE.fullmatch(place) if isinstance(place, str) else None
    return turns[int(match[1])] if match and int(match[1]) < len(turns) else None


def find_answer(turns: Turns, place: object) -> Answer | None:
    """The answer at a place; None for one, as a browser sends it, that there is not."""
    turn = find_turn(turns, place)
    answer = turn.answer if turn else None
    return answer.instead if answer and str(place).endswith("-instead") else answer
