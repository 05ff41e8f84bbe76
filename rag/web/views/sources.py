"""The numbered sources of an answer: as a list, and one of them with what it is cited for."""

from collections.abc import Sequence

from markupsafe import Markup

from rag.answering.provenance import UNKNOWN, Provenance, format_first_copy, list_other_outlets
from rag.types import Answer, Citation, Claim
from rag.web.templating import render
from rag.web.views.revisions import render_rewording


def render_sources(
    answer: Answer, place: object, *, open_n: object = None, origins: Provenance = UNKNOWN
) -> Markup:
    """The source list of the answer at `place`, the open one marked as current."""
    if not answer.citations:
        return render("sources", "no_sources") if answer.complete else Markup()
    listed = order_sources(answer.citations, origins)
    opened = (render_cited_for(answer, one, origins) for one, _ in listed if one.n == open_n)
    return render(
        "sources", "sources", answer=answer, place=place, open_n=open_n, origins=origins,
        listed=[(one, _render_wire_note(one, lead, origins)) for one, lead in listed],
        opened=Markup().join(opened),
    )  # fmt: skip


def order_sources(
    citations: Sequence[Citation], origins: Provenance
) -> list[tuple[Citation, Citation]]:
    """By their numbers, but copies of one wire story together, where the first of them stands.

    Each with that first one, which is itself where nobody else printed its story.
    """
    leads: dict[str, Citation] = {}
    pairs = []
    for one in sorted(citations, key=lambda one: one.n):
        story = origins.find_story_id(one) if origins.find_wire_copies(one) else f"#{one.n}"
        pairs.append((one, leads.setdefault(story, one)))
    return sorted(pairs, key=lambda pair: (pair[1].n, pair[0].n))


def render_wire_line(citation: Citation, origins: Provenance) -> Markup:
    """Who else printed its story, and who first; nothing where nobody did."""
    wire = origins.find_wire_copies(citation)
    if not wire:
        return Markup()
    first = format_first_copy(wire) if wire[0].article_id != citation.article_id else ""
    others = list_other_outlets(wire, origins.outlets.name_outlet(citation.outlet))
    return render("sources", "wire_line", others=others, first=first)


def render_cited_for(answer: Answer, citation: Citation, origins: Provenance) -> Markup:
    """The claims that rest on a source with their verdicts, and how its sentence was changed.

    It says what the card beside the number says, which a finger cannot point at.
    """
    judged = answer.claims if answer.mode == "generated" else ()
    change = origins.find_rewording(citation)
    claims = [(one, _find_wording(one, citation)) for one in judged if citation.n in one.citations]
    reworded = render_rewording(change, citation.sentence) if change else ""
    return render("sources", "cited_for", citation=citation, claims=claims, reworded=reworded)


def _find_wording(claim: Claim, citation: Citation) -> str:
    """A claim that rests on the citation; "" where the source has its very words."""
    wording, sentence = (" ".join(text.split()) for text in (claim.text, citation.sentence))
    return wording if wording != sentence else ""


def _render_wire_note(citation: Citation, lead: Citation, origins: Provenance) -> Markup | str:
    """Below the first source that tells a wire story its outlets, below the next that it is one."""
    if lead.n == citation.n:
        return render_wire_line(citation, origins)
    same = lead.article_id == citation.article_id
    return "" if same else f"The same wire story as source {lead.n}"
