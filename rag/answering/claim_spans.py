"""Where in the text of an answer each of its claims stands, and each number of a source."""

import re
from collections.abc import Container, Iterator, Sequence

from rag.types import Claim

NUMBER = re.compile(r"\[(\d{1,3})\]")  # of a citation
NUMBERS = re.compile(rf"(?:\s*{NUMBER.pattern})+")  # behind a claim
OMITTED = "[…]"  # stands for a claim that was struck, since no source supports it


def split_claim_spans(text: str, claims: Sequence[Claim]) -> Iterator[tuple[str, Claim | None]]:
    """`text` cut into pieces that joined give it back, each with the claim that it states, if any.

    The numbers behind a claim belong to its piece. While an answer streams, what has not settled
    yet has no claim. Once it is finished, "[…]" is the piece of a claim that was struck.
    """
    cursor = 0
    for claim in claims:
        wording = claim.text.strip()
        start = text.find(wording, cursor) if wording else -1
        if claim.support == "unsupported" and wording:
            struck = text.find(OMITTED, cursor)
            if struck >= 0 and (start < 0 or struck < start):
                wording, start = OMITTED, struck
        if start < 0:
            continue
        if start > cursor:
            yield text[cursor:start], None
        end = start + len(wording)
        behind = NUMBERS.match(text, end)
        cursor = behind.end() if behind else end
        yield text[start:cursor], claim
    if cursor < len(text):
        yield text[cursor:], None


def split_at_numbers(text: str, numbers: Container[int | None]) -> Iterator[tuple[str, int | None]]:
    """The words before each of the numbers, with that number; then the words after the last."""
    cursor = 0
    for match in NUMBER.finditer(text):
        if int(match[1]) in numbers:
            yield text[cursor : match.start()], int(match[1])
            cursor = match.end()
    yield text[cursor:], None
