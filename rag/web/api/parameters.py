"""What a program sends, read as a question and its limits; nothing of it is taken on trust.

Whatever cannot be used is refused with what would be right.
"""

from contextlib import suppress
from datetime import date
from typing import Annotated
from unicodedata import category

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    FailFast,
    Field,
    PlainValidator,
    ValidationInfo,
    model_validator,
)

from rag.formatting import read_day
from rag.types import MOST_SOURCES, Window
from rag.validation import CLOSED, OTHER
from rag.web.conversation import LONGEST_QUESTION

LONGEST_NAME = 2000  # characters, of an article's id, an outlet or a model
MOST_NAMES = 100  # outlets in one request
MOST_PASSAGES = 50
UNWRITTEN = {"Cc", "Cs"}  # control characters and halves of characters: no text has them
NAME_FAULT = "Give {} as it is listed: this is no text, too long, or has control characters."
COUNT_FAULT = "{} is a whole number from 1 to {}."
FAULT_SENTENCES = {
    "outlets": f"Give the outlets as a list of names as they are listed, {MOST_NAMES} at most.",
    "k": COUNT_FAULT.format("k", MOST_PASSAGES),
    "sources": COUNT_FAULT.format("sources", MOST_SOURCES),
    "model": NAME_FAULT.format("the model"),
    "article_id": NAME_FAULT.format("the article's id"),
    OTHER: "There is no argument {key!r}.",
}


def _read_question(value: object) -> str:
    """The question on one line, free of control characters."""
    if not isinstance(value, str):
        raise ValueError("The question must be text")
    if len(value) > LONGEST_QUESTION:
        raise ValueError(f"A question may have {LONGEST_QUESTION:,} characters, not more")
    written = "".join(" " if category(one) in UNWRITTEN else one for one in value)
    question = " ".join(written.split())
    if not question:
        raise ValueError("Write a question first")
    return question


def _read_day(value: object, info: ValidationInfo) -> date | None:
    """A day as 2026-05-03; None where it was left out."""
    if value is None or value == "":
        return None
    with suppress(ValueError):  # the same message as for everything else that is no day
        if isinstance(value, str) and len(value) == 10:
            return read_day(value)
    raise ValueError(f"{info.field_name} is not a day: write it as 2026-05-03")


def _check_written(name: str) -> str:
    if any(category(one) in UNWRITTEN for one in name):
        raise ValueError("Give each name as it is listed: this one has control characters")
    return name


QuestionText = Annotated[str, PlainValidator(_read_question)]
OptionalDay = Annotated[date | None, PlainValidator(_read_day)]
ListedName = Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(_check_written)]
OutletNames = Annotated[
    tuple[ListedName, ...],
    FailFast(),
    Field(strict=False, max_length=MOST_NAMES),
    BeforeValidator(lambda names: () if names is None else names),
]


class ArticleParameters(BaseModel):
    """Which article is wanted."""

    model_config = CLOSED

    article_id: ListedName


class QuestionParameters(BaseModel):
    """A question, and within which days and outlets it is asked."""

    model_config = CLOSED

    question: QuestionText
    today: OptionalDay
    from_date: OptionalDay
    to_date: OptionalDay
    outlets: OutletNames

    @model_validator(mode="after")
    def _in_order(self) -> "QuestionParameters":
        if self.from_date and self.to_date and self.to_date < self.from_date:
            raise ValueError("from_date is after to_date: exchange them")
        return self

    @property
    def window(self) -> Window | None:
        """The days from `from_date` to `to_date`, either of which may be open."""
        start, end = self.from_date, self.to_date
        words = [f"from {start}" if start else "", f"to {end}" if end else ""]
        return Window(start, end, " ".join(filter(None, words))) if start or end else None


class SearchParameters(QuestionParameters):
    """`k` passages; more than there may be count as so many."""

    k: Annotated[int, Field(ge=1), AfterValidator(lambda k: min(k, MOST_PASSAGES))]


class AskParameters(QuestionParameters):
    """As of a day, of so many `sources` (0: as usual), by a model ("": the usual one)."""

    as_of: OptionalDay
    sources: Annotated[int, Field(ge=0), AfterValidator(lambda n: min(n, MOST_SOURCES))]
    model: ListedName
