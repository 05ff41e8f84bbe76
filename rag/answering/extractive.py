"""An answer made of source sentences: findings by article, each sentence exact and uncut."""

import re
from collections.abc import Sequence

from rag.answering.candidates import Candidates
from rag.answering.figures.superseding import (
    Statement,
    find_differing,
    find_superseded,
    format_later,
    is_tie,
    list_figures,
)
from rag.answering.findings import FindingsWriter
from rag.answering.parts import RankedPart
from rag.answering.selection import Selection, select
from rag.answering.windows import write_shown_days
from rag.types import Answer, Evidence, StatedFigure, Superseded

PART_DECLINED = "The archive does not answer this part of the question:"
PART_LEFT_OUT = "So few sources leave no room for this part of the question:"
ACCORDING = re.compile(r"\baccording to\b", re.I)
SHORT = 3  # sentences of an answer that is wanted short
DIFFER = "Outlets differ on this figure:"


def extract_answer(found: Candidates) -> Answer:
    """What the sources say, in turn for each part of the question that is answered."""
    query = found.query
    notes = [f"{PART_DECLINED} “{part.question}”" for part in found.unanswered]
    parts = found.answered[: query.sources]
    notes += [f"{PART_LEFT_OUT} “{part.question}”" for part in found.answered[len(parts) :]]
    writer = FindingsWriter(found.articles)
    best: int | None = None
    superseded, figures = list[Superseded](), list[StatedFigure]()
    for part in parts:
        share = query.sources and query.sources // len(parts)
        most = min(SHORT, share or SHORT) if query.form == "short" else share
        selection, older = select_part(part, most)
        writer.write_line(part.question if len(found.parts) > 1 else "")
        if part.breach:
            writer.write_line(f"{part.breach} {write_shown_days(selection.evidence)}")
        elif not selection.best and part.is_for_one:
            writer.write_line(DIFFER)
        remarks = {old: format_later(new) for old, new in older}
        writer.write_findings(selection.evidence, remarks)
        if selection.best and best is None:
            best = writer.number(selection.evidence[0])
        superseded += [
            Superseded(writer.number(old), writer.number(new.item)) for old, new in older
        ]
        figures += list_stated(part, selection.evidence, writer)
    return Answer(
        query.question, query.asked_as, "extractive", writer.text, writer.claims,
        writer.citations, query.window, warnings=tuple(notes), best=best,
        glosses=writer.glosses, superseded=tuple(superseded), figures=tuple(figures),
    )  # fmt: skip


def select_part(
    part: RankedPart, most: int | None
) -> tuple[Selection, list[tuple[Evidence, Statement]]]:
    """What is shown for a part, and which of it is out of date, each with what says so.

    Where outlets differ on a figure within days, none of it is the best, and those come first;
    unless the question says whose figure it wants.
    """
    parsed = part.query.parsed
    shown = select(part.ranked, part.task, part.subject, most=most)
    if shown.best and not ACCORDING.search(parsed.text) and is_tie(shown.evidence, parsed):
        differing = {item for item, other in find_differing(shown.evidence, parsed)}
        first = sorted(shown.evidence, key=lambda item: item not in differing)
        shown = Selection(tuple(first))
    return shown, find_superseded(shown.evidence, parsed)


def list_stated(
    part: RankedPart, shown: Sequence[Evidence], writer: FindingsWriter
) -> list[StatedFigure]:
    """The values of the figure that a part asks for, oldest first."""
    return [
        StatedFigure(
            one.figure.text,
            one.figure.unit,
            one.since.isoformat() if one.since else None,
            writer.number(one.item),
        )
        for one in list_figures(shown, part.query.parsed)
    ]
