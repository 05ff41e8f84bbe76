"""Chosen sentences as what a reader reads: quotations by article, under what is said above them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from rag.answering.citations import WHY, CitationNumbers, append_numbers
from rag.answering.claim_lines import parenthesize_numbers
from rag.formatting import format_published
from rag.types import Article, Citation, CitedArticle, Claim, Evidence

ATTRIBUTION = "— "  # begins the line that says whose sentences stand above it


class FindingsWriter:
    """Writes findings one after another; numbers count through all of them."""

    def __init__(self) -> None:
        self._numbers = CitationNumbers()
        self._claims: list[Claim] = []
        self._paragraphs: list[str] = []

    def write_line(self, line: str) -> None:
        if line:
            self._paragraphs.append(line)

    def write_findings(self, evidence: Sequence[Evidence]) -> None:
        """Each run of sentences of one article, a line each, then whose they are."""
        for _, run in groupby(evidence, key=lambda item: item.article_id):
            items = list(run)
            lines = [self._write_sentence(item) for item in items]
            self._paragraphs.append("\n".join([*lines, ATTRIBUTION + format_source(items[0])]))

    def _write_sentence(self, item: Evidence) -> str:
        number = self._numbers.assign_number(item)
        claim = Claim(quote(item.sentence), "supported", (number,), WHY)
        self._claims.append(claim)
        return append_numbers(claim)

    @property
    def text(self) -> str:
        return "\n\n".join(self._paragraphs)

    @property
    def claims(self) -> tuple[Claim, ...]:
        return tuple(self._claims)

    @property
    def citations(self) -> tuple[Citation, ...]:
        return self._numbers.list_citations()


def quote(sentence: str) -> str:
    """A sentence in quotation marks, unless it stands in such already as a whole."""
    text = parenthesize_numbers(sentence)
    whole = text[:1] == "“" and text[-1:] == "”" and not re.search("[“”]", text[1:-1])
    return text if whole else f"“{text}”"


def format_source(source: Evidence | Citation | CitedArticle) -> str:
    """Whose words they are: "The Lantern · 22 Oct 2026 · Gannet Bridge to cost more"."""
    parts = [source.outlet, format_published(source.published), source.title]
    return parenthesize_numbers(" · ".join(" ".join(part.split()) for part in parts if part))


def group_articles(
    citations: Iterable[Citation], articles: Mapping[str, Article]
) -> tuple[CitedArticle, ...]:
    """The cited articles, the newest first, those without a date last."""
    cited: dict[str, list[Citation]] = {}
    for one in citations:
        cited.setdefault(one.article_id, []).append(one)
    groups = [
        CitedArticle(
            id_, some[0].outlet, some[0].title, articles[id_].section if id_ in articles else "",
            some[0].published, tuple(one.n for one in some),
        )
        for id_, some in cited.items()
    ]  # fmt: skip
    return tuple(sorted(groups, key=lambda one: (one.published or "")[:10], reverse=True))
