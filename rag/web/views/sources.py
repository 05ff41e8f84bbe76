"""The numbered sources of an answer: as a list, and one of them with what it is cited for."""

from collections.abc import Sequence

from rag.answering.provenance import UNKNOWN, Provenance, elsewhere, first_printed
from rag.types import Answer, Citation, Claim
from rag.web.markup import escape, isolated, time_element
from rag.web.views.claims import corrected, judgement
from rag.web.views.revisions import reworded

NO_HEADLINE = "Without a headline"
CURRENT = ' aria-current="true"'


def sources(
    answer: Answer, place: object, *, open_n: object = None, origins: Provenance = UNKNOWN
) -> str:
    """The source list of the answer at `place`, the open one marked as current."""
    if not answer.citations:
        none = '<p class="no-sources">No sources for this answer.</p>'
        return none if answer.complete else ""
    heading = "Nearest passages" if answer.mode == "declined" else "Sources"
    listed = in_order(answer.citations, origins)
    items = "".join(
        f'<li{_repeats(one, before, origins)}><button type="button" class="source"'
        f' data-answer="{place}" data-n="{one.n}"{CURRENT if one.n == open_n else ""}>'
        f"{_source(one, origins, _aside(one, listed, origins))}</button></li>"
        for before, one in zip([None, *listed], listed, strict=False)
    )
    opened = [cited_for(answer, one, origins) for one in listed if one.n == open_n]
    return (
        f'<h2>{heading} <span class="for" dir="auto">{isolated(answer.question)}</span></h2>'
        f'<ol class="sources">{items}</ol>{"".join(opened)}'
    )


def in_order(citations: Sequence[Citation], origins: Provenance) -> list[Citation]:
    """By their numbers, but copies of one wire story together, where the first of them stands."""
    first: dict[str, int] = {}
    for citation in citations:
        first.setdefault(_wire_story(citation, origins), citation.n)
    return sorted(citations, key=lambda one: (first[_wire_story(one, origins)], one.n))


def wire_line(citation: Citation, origins: Provenance) -> str:
    """Who else printed its story, and who first; "" where nobody did."""
    wire = origins.wire(citation)
    if not wire:
        return ""
    others = ", ".join(isolated(name) for name in elsewhere(wire, citation.outlet))
    earlier = wire[0].article_id != citation.article_id
    return f"Wire story, also in {others}" + (f"; {escape(first_printed(wire))}" if earlier else "")


def cited_for(answer: Answer, citation: Citation, origins: Provenance) -> str:
    """The claims that rest on a source with their verdicts, and how its sentence was changed.

    It says what the card beside the number says, which a finger cannot point at.
    """
    judged = answer.claims if answer.mode == "generated" else ()
    parts = [f'<p class="of">{_origin(citation)}</p>']
    parts += [_rests(claim, citation) for claim in judged if citation.n in claim.citations]
    if change := origins.rewording(citation):
        parts.append(reworded(change, citation.sentence))
    return f'<div class="cited-for">{"".join(parts)}</div>'


def _rests(claim: Claim, citation: Citation) -> str:
    """A claim that rests on the citation, left out where the source has its very words."""
    wording, sentence = (" ".join(text.split()) for text in (claim.text, citation.sentence))
    quoted = f'<q dir="auto">{escape(wording)}</q> ' if wording != sentence else ""
    return f"<p>{quoted}{judgement(claim)}</p>"


def _source(citation: Citation, origins: Provenance, aside: str) -> str:
    return (
        f'<span class="n" aria-hidden="true">{citation.n}</span>'
        f'<span class="sr-only">Source {citation.n}: </span><span class="what">'
        f'<span class="headline" dir="auto">{escape(citation.title or NO_HEADLINE)}</span>'
        f'<span class="origin">{_origin(citation)}{corrected(origins.rewording(citation))}</span>'
        f'<span class="sentence" dir="auto">{escape(citation.sentence)}</span>{aside}</span>'
    )


def _origin(citation: Citation) -> str:
    return f"{isolated(citation.outlet or 'Unknown outlet')} · {time_element(citation.published)}"


def _repeats(citation: Citation, before: Citation | None, origins: Provenance) -> str:
    """Whether headline and origin stand just above already, and need not be seen again."""
    same = before is not None and before.article_id == citation.article_id
    return ' class="same"' if same and not origins.rewording(citation) else ""


def _aside(citation: Citation, listed: Sequence[Citation], origins: Provenance) -> str:
    """Below the first source that tells a wire story its outlets, below the next that it is one."""
    if not origins.wire(citation):
        return ""
    story = origins.story(citation)
    lead = next(one for one in listed if origins.story(one) == story)
    if lead.n == citation.n:
        said = wire_line(citation, origins)
    else:
        same = lead.article_id == citation.article_id
        said = "" if same else f"The same wire story as source {lead.n}"
    return f'<span class="wire">{said}</span>' if said else ""


def _wire_story(citation: Citation, origins: Provenance) -> str:
    """What sources that stand together share: the story, or what only this one has."""
    return origins.story(citation) if origins.wire(citation) else f"#{citation.n}"
