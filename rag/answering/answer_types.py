"""What kind of thing a question asks for, and the things of that kind that a sentence holds."""

import re
from collections.abc import Iterator, Sequence, Set
from typing import Literal

from rag.text.facts import Name, facts_of
from rag.text.quantities import DATES
from rag.text.sentences import split_sentences
from rag.text.tokens import stem

Kind = Literal["number", "time", "name", ""]
Thing = tuple[str, float | str]  # kind, and the value or the last word of the name

_ASKED: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "number",
        re.compile(
            r"\b(?:how (?:many|much|old|long|far|high|tall|often|big|large)|what "
            r"(?:percentage|share|number|amount)|approximately|about how)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "time",
        re.compile(
            r"\b(?:when|what (?:day|date|month|year|time)|which (?:day|month|year))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "name",
        re.compile(
            r"\b(?:who|whom|whose|which|where|what (?:country|city|state|company))\b", re.IGNORECASE
        ),
    ),
)


def kind_asked(question: str) -> Kind:
    """The kind of thing asked for: by the last sentence of the question, else by all of it."""
    sentences = split_sentences(question)
    last = sentences[-1].text if sentences else ""
    for text in (last, question):
        for kind, asks in _ASKED:
            if asks.search(text):
                return kind
    return ""


def things(sentences: Sequence[str], kind: Kind, asked: Set[str]) -> list[frozenset[Thing]]:
    """What each sentence holds of a kind and the question, by its stems `asked`, does not.

    Where no kind is known, names. A lone word that opens a sentence is a name only if it is one
    elsewhere in the sentences.
    """
    if kind in {"number", "time"}:
        return [frozenset(_numbers(sentence, kind)) for sentence in sentences]
    names = [facts_of(sentence).names for sentence in sentences]
    sure = {name.parts[-1] for held in names for name in held if name.sure}
    return [frozenset(_unasked(held, asked, sure)) for held in names]


def _unasked(names: Sequence[Name], asked: Set[str], sure: Set[str]) -> Iterator[Thing]:
    for name in names:
        if name.parts[-1] in sure and not any(stem(part) in asked for part in name.parts):
            yield "name", name.parts[-1]


def _numbers(sentence: str, kind: Kind) -> Iterator[Thing]:
    for quantity in facts_of(sentence).quantities:
        is_time = quantity.kind in DATES or quantity.kind == "time"
        if is_time == (kind == "time"):
            yield quantity.kind if is_time else "number", quantity.value
