"""What a terminal shows: an answer while it grows and in the end, passages, an article, a state."""

import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from rag.answering.provenance import UNKNOWN, Provenance, format_outlets
from rag.formatting import VERDICTS, format_origin, head_instead
from rag.types import Answer, Article, Hit

if TYPE_CHECKING:
    from rag.llm.model_choice import ModelState
    from rag.store.archive import ArchiveStatus


def follow_answer(answers: Generator[Answer, None, None]) -> Answer:
    """The last of growing answers; on a terminal, one line says meanwhile what is waited for."""
    told = ""
    with closing(answers):
        for answer in answers:
            now = "" if answer.complete else answer.awaited or f"{answer.model} is writing …"
            if now != told and sys.stderr.isatty():
                sys.stderr.write(f"\r\x1b[K{now}")
                sys.stderr.flush()
            told = now
    return answer


def format_answer(answer: Answer, origins: Provenance = UNKNOWN) -> str:
    """The finished answer with its sources, where they come from, doubts, and who wrote it.

    A text that does not lead is only counted; `--json` has it.
    """
    doubts = [
        f"{VERDICTS[claim.support]}: “{claim.text}” ({claim.explain()})"
        for claim in answer.claims
        if claim.support != "supported"
    ]
    window = [f"Time window: {answer.window.why}"] if answer.window else []
    beside = None if answer.folded else answer.instead
    instead = [f"{head_instead(answer)}:", beside.to_markdown()] if beside else []
    line = format_outlets(answer, origins)
    counted = [f"In all: {line}"] if line else []
    origin = f"{format_origin(answer)}."
    return "\n\n".join([answer.to_markdown(), *doubts, *window, *counted, origin, *instead])


def format_hits(hits: Sequence[Hit]) -> str:
    """Passages, each under its outlet, headline and day."""
    shown = []
    for n, hit in enumerate(hits, start=1):
        head = ", ".join(filter(None, [hit.outlet, hit.title, (hit.published or "undated")[:10]]))
        text = " ".join(hit.text.split())
        shown.append(f"{n}. {head}\n   {hit.passage_id}  score {hit.score:.3f}\n   {text}\n")
    return "\n".join(shown)


def format_article(
    article: Article, others: Sequence[Article], versions: Sequence[Mapping[str, Any]]
) -> str:
    """An article, where else it was printed, and when it was changed."""
    published = article.published or "undated"
    if article.published_from:
        published += f" (from {article.published_from})"
    line = [article.outlet, published, ", ".join(article.authors), article.rights]
    above = [
        article.title or "(no headline)",
        " · ".join(filter(None, line)),
        *filter(None, [article.url, article.path]),
    ]
    above += [
        f"Also in {one.outlet or '(no outlet)'}, {(one.published or 'undated')[:10]}: {one.id}"
        for one in others
    ]
    above += [f"Changed on {one['replaced']}; --json shows what it said before" for one in versions]
    return "\n".join([*above, "", article.text])


def format_status(status: "ArchiveStatus", model: "ModelState", *, whole: bool) -> str:
    """The archive in figures and who would write answers; `whole` tells of its index."""
    dates = f"{status.first_day} to {status.last_day}" if status.first_day else "none dated"
    lines = [
        f"Archive     {status.path}",
        f"Articles    {status.articles:,} in {status.passages:,} passages",
        f"Dates       {dates}, {status.undated:,} undated",
        f"Stories     {status.stories:,} told more than once, {status.duplicates:,} duplicates",
        f"Versions    {status.versions:,} earlier ones of articles that were changed",
        f"Refreshed   {status.checked or 'never'}, last change {status.refreshed}",
        f"On disk     {status.size / 1e6:,.1f} MB",
        f"Embedding   {status.embedding_model}",
        f"Reader      {status.reader}",
        f"Model       {' '.join(filter(None, [model.message, model.warning]))}",
    ]
    if not whole:
        lines.append(
            "Index       missing, damaged or inexact; answers come from the catalogue, more slowly."
            "\n            Run `python -m ingest PATH… --rebuild` to make it again."
        )
    years = [f"{count:>7,}  {year}" for year, count in status.years.items()]
    names = [f"{count:>7,}  {outlet or '(none)'}" for outlet, count in status.outlets.items()]
    return "\n".join([*lines, "Years", *years, "Outlets", *names])
