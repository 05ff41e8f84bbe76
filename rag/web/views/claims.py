"""The text of an answer as HTML: its claims, their numbers with cards, their verdicts.

Every number is a link with `data-answer` and `data-n` that pressing.js opens the article for;
beside it stands, hidden, the card that it shows on hover and focus. A link and no button, since a
line would break before a button, and strand the number at the start of the next.
"""

import re
from collections.abc import Iterator, Mapping

from markupsafe import Markup

from rag.answering.claim_spans import split_claim_spans
from rag.answering.provenance import UNKNOWN, Provenance
from rag.types import Answer, Citation
from rag.web.templating import render

NUMBER = re.compile(r"\[(\d{1,3})\]")


def render_answer_text(answer: Answer, place: str, origins: Provenance = UNKNOWN) -> Markup:
    """The text of the answer at that place, its cards with what `origins` tells of the sources."""
    citations = {citation.n: citation for citation in answer.citations}
    pieces = [
        (claim, [*_part_at_numbers(text, citations)])
        for text, claim in split_claim_spans(answer.text, answer.claims)
    ]
    judged = answer.mode == "generated"  # what is quoted needs no verdict
    return render("answer", "text", pieces=pieces, judged=judged, place=place, origins=origins)


def _part_at_numbers(
    text: str, citations: Mapping[int, Citation]
) -> Iterator[tuple[str, Citation | None]]:
    """The words before each number of a source, with that source; then the words after the last."""
    cursor = 0
    for match in NUMBER.finditer(text):
        if citation := citations.get(int(match[1])):
            yield text[cursor : match.start()].rstrip(" "), citation
            cursor = match.end()
    yield text[cursor:], None
