"""What was changed after the day that a question is asked as of: today's text is all that is cited.

Versions are kept by the day on which an ingest met the new text, so the outlet may have changed it
earlier; where the article itself names a later day of its update, and no version is kept, that is
told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag.formatting import format_day
from rag.store.catalogue import Catalogue
from rag.types import Citation


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """That an article was changed after a day, when first, and what it said before each change."""

    day: date
    before: tuple[str, ...]  # its earlier texts; () where none is kept


def find_changes(
    day: date | None, article_ids: Iterable[str], catalogue: Catalogue
) -> dict[str, ArticleChange]:
    """Those of the articles that were changed after `day`, by id; none where `day` is None."""
    found: dict[str, ArticleChange] = {}
    for article_id in article_ids if day else ():
        later = [v for v in catalogue.read_versions(article_id) if v["replaced"] > str(day)]
        article = catalogue.read_article(article_id)
        updated = article.updated if article else None
        if later:
            first = date.fromisoformat(later[0]["replaced"][:10])
            found[article_id] = ArticleChange(first, tuple(version["text"] for version in later))
        elif updated and updated[:10] > str(day):
            found[article_id] = ArticleChange(date.fromisoformat(updated[:10]), ())
    return found


def write_change_notes(
    citations: Sequence[Citation], changes: Mapping[str, ArticleChange]
) -> list[str]:
    """What the reader is told of each cited article that was changed, with the citations' numbers.

    Whether the cited sentences stood in what the article said before, line breaks aside.
    """
    notes = []
    for article_id in dict.fromkeys(citation.article_id for citation in citations):
        if change := changes.get(article_id):
            cited = [citation for citation in citations if citation.article_id == article_id]
            numbers = ", ".join(f"[{citation.n}]" for citation in cited)
            notes.append(
                f"The article of {numbers} was changed on {format_day(change.day)}, "
                f"after the day asked for; {_describe_before(cited, change)}"
            )
    return notes


def _describe_before(cited: Sequence[Citation], change: ArticleChange) -> str:
    if not change.before:
        return "what it said before is not known."
    texts = [" ".join(text.split()) for text in change.before]
    if all(" ".join(one.sentence.split()) in text for one in cited for text in texts):
        return "what is cited stood in it before."
    return "what is cited may not have stood in it then."
