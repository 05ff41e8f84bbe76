"""The text of an answer as HTML: its claims, their numbers with cards, their verdicts.

Every number is a link with `data-answer` and `data-n` that pressing.js opens the article for;
beside it stands, hidden, the card that it shows on hover and focus. A link and no button, since a
line would break before a button, and strand the number at the start of the next.
"""

import re

from rag.answering.claim_spans import claim_spans
from rag.answering.provenance import UNKNOWN, Provenance, Rewording
from rag.formatting import VERDICTS, format_published
from rag.types import Answer, Citation, Claim
from rag.web.markup import escape, isolated, time_element

NUMBER = re.compile(r"\[(\d{1,3})\]")
LINE_BREAK = re.compile(r"\s*\n\s*")


def answer_text(answer: Answer, place: str, origins: Provenance = UNKNOWN) -> str:
    """The text of the answer at that place, its cards with what `origins` tells of the sources."""
    return "".join(
        _piece(piece, claim, answer, place, origins)
        for piece, claim in claim_spans(answer.text, answer.claims)
    )


def _piece(text: str, claim: Claim | None, answer: Answer, place: str, origins: Provenance) -> str:
    """A claim, or what stands between claims, with its numbers as buttons."""
    citations = {citation.n: citation for citation in answer.citations}
    verdict = claim if answer.mode == "generated" else None  # what is quoted needs none
    parts: list[str] = []
    cursor = 0
    for match in NUMBER.finditer(text):
        citation = citations.get(int(match[1]))
        if citation:
            parts += _words(text[cursor : match.start()].rstrip(" "), claim), "&nbsp;"
            parts.append(_number(citation, verdict, place, origins))
            cursor = match.end()
    parts.append(_words(text[cursor:], claim))
    if verdict and verdict.support != "supported":
        parts.append(_verdict(verdict))
    return "".join(parts)


def _words(text: str, claim: Claim | None) -> str:
    """A claim's words in a span of their own: underlined when in doubt, and never turning round
    the direction of what stands beside them. Line breaks inside of a sentence mean nothing.
    """
    if claim is None or not text.strip():
        return escape(text)
    return f'<span class="claim {claim.support}">{escape(LINE_BREAK.sub(" ", text))}</span>'


def _number(citation: Citation, claim: Claim | None, place: str, origins: Provenance) -> str:
    source = f"Source {citation.n}: {citation.outlet or citation.title}"
    name = f"{source}, {format_published(citation.published)}"
    if origins.rewording(citation):
        name += ", corrected since"
    return (
        f'<span class="cite"><a href="#source" class="n" data-answer="{place}"'
        f' data-n="{citation.n}" aria-label="{escape(name)}">{citation.n}</a>'
        f'<span class="card" hidden>{_card(citation, claim, origins)}</span></span>'
    )


def _card(citation: Citation, claim: Claim | None, origins: Provenance) -> str:
    outlet = isolated(citation.outlet or "Unknown outlet")
    origin = f"{outlet} · {time_element(citation.published)}"
    return (
        f'<span class="card-sentence" dir="auto">{escape(citation.sentence)}</span>'
        f'<span class="card-origin">{origin}{corrected(origins.rewording(citation))}</span>'
        f"{judgement(claim) if claim else ''}"
    )


def _verdict(claim: Claim) -> str:
    """A small label that takes focus, since the reason must be had without a mouse."""
    label = VERDICTS[claim.support]
    why = f"{label}: {claim.reason}" if claim.reason else label
    return (
        f'&nbsp;<span class="cite"><button type="button" class="verdict {claim.support}"'
        f' aria-label="{escape(why)}">{label.lower()}</button>'
        f'<span class="card" hidden>{judgement(claim)}</span></span>'
    )


def judgement(claim: Claim) -> str:
    """The verdict on a claim with its reason."""
    reason = f": {escape(claim.reason)}" if claim.reason else ""
    label = f"<b>{VERDICTS[claim.support]}</b>"
    return f'<span class="card-verdict {claim.support}">{label}{reason}</span>'


def corrected(change: Rewording | None) -> str:
    """A small mark for a source whose sentence was not always the one that is cited."""
    if change is None:
        return ""
    time = time_element(change.day.isoformat())
    what = "corrected" if change.before else "added"
    return f' · <span class="corrected">{what} since ({time})</span>'
