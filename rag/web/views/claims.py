"""The text of an answer as HTML: its claims, their numbers with cards, their verdicts.

Every number is a link with `data-answer` and `data-n` that pressing.js opens the article for;
beside it stands, hidden, the card that it shows on hover and focus. A link and no button, since a
line would break before a button, and strand the number at the start of the next.
"""

from markupsafe import Markup

from rag.answering.claim_spans import OMITTED, split_at_numbers, split_claim_spans
from rag.answering.provenance import UNKNOWN, Provenance
from rag.types import Answer, Citation
from rag.web.templating import render


def render_answer_text(answer: Answer, place: str, origins: Provenance = UNKNOWN) -> Markup:
    """The text of the answer at that place, its cards with what `origins` tells of the sources.

    A sentence that was struck is shown here, at its place and under its verdict.
    """
    citations: dict[int | None, Citation] = {citation.n: citation for citation in answer.citations}
    pieces = []
    for text, claim in split_claim_spans(answer.text, answer.claims):
        parts = split_at_numbers(claim.text if claim and text == OMITTED else text, citations)
        cited = [(words.rstrip(" ") if n else words, citations.get(n)) for words, n in parts]
        pieces.append((claim, cited))
    judged = answer.mode == "generated"  # what is quoted needs no verdict
    return render("answer", "text", pieces=pieces, judged=judged, place=place, origins=origins)
