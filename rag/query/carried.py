"""What a follow-up carries over from the questions before it: "why? (about: harbour bridge)"."""

import re
from collections.abc import Iterable

_CARRIED = re.compile(r"\s*\(about: ([^()]*)\)\s*$")


def split_carried(question: str) -> tuple[str, tuple[str, ...]]:
    """`question` apart from the names and things that were added to it; none where none were."""
    match = _CARRIED.search(question)
    if match is None:
        return question, ()
    return question[: match.start()], tuple(filter(None, match[1].split(", ")))


def add_carried(question: str, topics: Iterable[str]) -> str:
    """The other way round."""
    told = ", ".join(topics)
    return f"{question.rstrip()} (about: {told})" if told else question
