"""The kind of thing that a question asks for."""

import re
from typing import Literal

from rag.text.sentences import split_sentences

AnswerType = Literal["number", "time", "name", ""]

_ASKED: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
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


def find_answer_type(question: str) -> AnswerType:
    """By the last sentence of the question, else by all of it."""
    sentences = split_sentences(question)
    last = sentences[-1].text if sentences else ""
    for text in (last, question):
        for kind, asks in _ASKED:
            if asks.search(text):
                return kind
    return ""
