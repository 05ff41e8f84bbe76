"""The kind of thing that a question asks for."""

import re
from typing import Literal

from rag.text.sentences import split_sentences

AnswerType = Literal["number", "time", "name", ""]

_PATTERNS: dict[AnswerType, str] = {
    "number": r"how (?:many|much|old|long|far|high|tall|often|big|large)|what "
    r"(?:percentage|share|number|amount)|approximately|about how",
    "time": r"when|what (?:day|date|month|year|time)|which (?:day|month|year)",
    "name": r"who|whom|whose|which|where|what (?:country|city|state|company)",
}
_ASKED = {kind: re.compile(rf"\b(?:{words})\b", re.I) for kind, words in _PATTERNS.items()}


def find_answer_type(question: str) -> AnswerType:
    """By the last sentence of the question, else by all of it."""
    sentences = split_sentences(question)
    last = sentences[-1].text if sentences else ""
    for text in (last, question):
        for kind, asks in _ASKED.items():
            if asks.search(text):
                return kind
    return ""
