"""Where in the text of an answer each of its claims stands."""

import re
from collections.abc import Iterator, Sequence

from rag.types import Claim

NUMBERS = re.compile(r"(?:\s*\[\d{1,3}\])+")  # of citations, behind a claim


def split_claim_spans(text: str, claims: Sequence[Claim]) -> Iterator[tuple[str, Claim | None]]:
    """`text` cut into pieces that joined give it back, each with the claim that it states, if any.

    The numbers behind a claim belong to its piece. While an answer streams, what has not settled
    yet has no claim.
    """
    cursor = 0
    for claim in claims:
        wording = claim.text.strip()
        start = text.find(wording, cursor) if wording else -1
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
