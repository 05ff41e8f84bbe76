"""An answer made of source sentences: findings by article, each sentence exact and uncut."""

from rag.answering.candidates import Candidates
from rag.answering.findings import FindingsWriter
from rag.answering.selection import select
from rag.answering.windows import write_shown_days
from rag.types import Answer

PART_DECLINED = "The archive does not answer this part of the question:"
PART_LEFT_OUT = "So few sources leave no room for this part of the question:"


def extract_answer(found: Candidates) -> Answer:
    """What the sources say, in turn for each part of the question that is answered."""
    query = found.query
    notes = [f"{PART_DECLINED} “{part.question}”" for part in found.unanswered]
    parts = found.answered[: query.sources]
    notes += [f"{PART_LEFT_OUT} “{part.question}”" for part in found.answered[len(parts) :]]
    writer = FindingsWriter()
    best = None
    for part in parts:
        most = query.sources and query.sources // len(parts)
        selection = select(part.ranked, part.query.parsed.task, part.subject, most=most)
        writer.write_line(part.question if len(found.parts) > 1 else "")
        if part.breach:
            writer.write_line(f"{part.breach} {write_shown_days(selection.evidence)}")
        writer.write_findings(selection.evidence)
        best = best or (1 if selection.best else None)
    return Answer(
        query.question, query.asked_as, "extractive", writer.text, writer.claims,
        writer.citations, query.window, warnings=tuple(notes), best=best,
    )  # fmt: skip
