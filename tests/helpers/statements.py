"""Sentences of invented articles, as evidence, each with its day and outlet."""

from rag.answering.ranking import RankedSentence
from rag.types import Evidence


def make_item(
    sentence: str,
    published: str | None = "2026-10-01",
    outlet: str = "Post",
    *,
    title: str = "",
    section: str = "",
) -> Evidence:
    """An item whose article is its outlet's of that day."""
    return Evidence(
        "S1", f"{outlet}-{published}", title, outlet, (), "", published, sentence,
        0, len(sentence), section=section,
    )  # fmt: skip


def rank_items(*items: Evidence, step: float = 0.1) -> list[RankedSentence]:
    """The items as ranked sentences, the best first, each `step` below the one before it."""
    return [RankedSentence(item, 2 - n * step, 1.0, 0.5) for n, item in enumerate(items)]
