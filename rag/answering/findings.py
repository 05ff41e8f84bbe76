"""Chosen sentences as what a reader reads: quotations by article, under what is said above them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from rag.answering.citations import WHY, CitationNumbers, append_numbers
from rag.answering.claim_lines import parenthesize_numbers
from rag.answering.glosses.glossing import find_glosses, write_glossed
from rag.formatting import format_published
from rag.text.listed import write_on_one_line
from rag.text.sentences import split_sentences
from rag.types import Article, Citation, CitedArticle, Claim, Evidence, Gloss, Sentence

ATTRIBUTION = "— "  # begins the line that says whose sentences stand above it


class FindingsWriter:
    """Writes findings one after another; numbers count through all of them.

    `articles` are those of the evidence, by id; what is not among them gets no brackets.
    """

    def __init__(self, articles: Mapping[str, Article]) -> None:
        self._articles = articles
        self._split: dict[str, list[Sentence]] = {}
        self._numbers = CitationNumbers()
        self._claims: list[Claim] = []
        self._glosses: list[Gloss] = []
        self._paragraphs: list[str] = []

    def write_line(self, line: str) -> None:
        """A line of ours; "" is none."""
        if line:
            self._paragraphs.append(parenthesize_numbers(line))

    def write_findings(
        self, evidence: Sequence[Evidence], remarks: Mapping[Evidence, str] | None = None
    ) -> None:
        """Each run of sentences of one article, a line each with what is remarked; then whose."""
        for _, run in groupby(evidence, key=lambda item: item.article_id):
            items = list(run)
            lines = [self._write_sentence(item, (remarks or {}).get(item, "")) for item in items]
            self._paragraphs.append("\n".join([*lines, ATTRIBUTION + format_source(items[0])]))

    def number(self, item: Evidence) -> int:
        """The number of a sentence that was written."""
        return self._numbers.assign_number(item)

    def _write_sentence(self, item: Evidence, remark: str) -> str:
        number = self.number(item)
        found = self._find_glosses(number, item)
        self._glosses += [gloss for gloss in found if gloss not in self._glosses]
        wording = write_on_one_line(parenthesize_numbers(write_glossed(item.sentence, found)))
        claim = Claim(wording, "supported", (number,), WHY)
        self._claims.append(claim)
        return f"{append_numbers(claim)} ({remark})" if remark else append_numbers(claim)

    def _find_glosses(self, number: int, item: Evidence) -> tuple[Gloss, ...]:
        article = self._articles.get(item.article_id)
        if article is None:
            return ()
        if article.id not in self._split:
            self._split[article.id] = split_sentences(article.text)
        return find_glosses(number, item.start, item.end, article.text, self._split[article.id])

    @property
    def text(self) -> str:
        return "\n\n".join(self._paragraphs)

    @property
    def claims(self) -> tuple[Claim, ...]:
        return tuple(self._claims)

    @property
    def glosses(self) -> tuple[Gloss, ...]:
        return tuple(self._glosses)

    @property
    def citations(self) -> tuple[Citation, ...]:
        return self._numbers.list_citations()


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
