"""When something was published: by full text, for dating what happened; by outlet, at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rag.store.catalogue import Catalogue, quote_term
from rag.store.filters import Filter

WordForms = Sequence[Sequence[str]]  # each must be met by one of its forms; a form may end in "*"


@dataclass(frozen=True, slots=True)
class Report:
    """A story that uses all the words: in its headline, or first in its passage `n`."""

    article_id: str
    day: date
    n: int  # of the first passage that has them, headline included
    headline: bool


def find_reports(
    catalogue: Catalogue, words: WordForms, *, until: date, headlines_only: bool = False
) -> list[Report]:
    """The dated stories up to a day whose headline, or headline and one passage, has all `words`.

    Words are matched by their Porter stems, accents folded. Copies of a story count once, by the
    earliest. In the order of their days.
    """
    if not words or not all(words):
        return []
    match = " AND ".join(f"({' OR '.join(map(_quote_form, forms))})" for forms in words)
    in_headline = {row[0] for row in _match_articles(catalogue, f"title : ({match})", until)}
    rows = _match_articles(catalogue, f"title : ({match})" if headlines_only else match, until)
    found: dict[str, Report] = {}
    for article_id, story, day, n in rows:
        if story not in found:
            headline = article_id in in_headline
            found[story] = Report(article_id, date.fromordinal(day), n, headline)
    return list(found.values())


def find_published_span(catalogue: Catalogue, within: Filter) -> tuple[date, date] | None:
    """The first and the last day of the dated articles that a filter leaves, or None."""
    condition, values = within.to_sql()
    first, last = catalogue.connection.execute(
        f"SELECT min(day), max(day) FROM articles WHERE day IS NOT NULL AND {condition}", values
    ).fetchone()
    return (date.fromordinal(first), date.fromordinal(last)) if first else None


def has_article_with(catalogue: Catalogue, written: str, within: Filter) -> bool:
    """Whether an article that a filter leaves has these very letters, headline included."""
    condition, values = within.to_sql()
    row = catalogue.connection.execute(
        f"SELECT 1 FROM articles WHERE {condition} AND instr(title || ' ' || text, ?) LIMIT 1",
        [*values, written],
    ).fetchone()
    return row is not None


def count_undated(catalogue: Catalogue, outlets: tuple[str, ...] = ()) -> int:
    """How many articles have no date; of the outlets named, or of all."""
    condition, values = Filter(outlets=outlets).to_sql()
    row = catalogue.connection.execute(
        f"SELECT count(*) FROM articles WHERE day IS NULL AND {condition}", values
    ).fetchone()
    return int(row[0])


def has_article_with_each(catalogue: Catalogue, words: WordForms) -> bool:
    """Whether an article has all `words`, in any of its passages and in any of their forms."""
    condition = " AND ".join(
        [
            "articles.key IN (SELECT article FROM words JOIN passages"
            " ON passages.key = words.rowid WHERE words MATCH ?)"
        ]
        * len(words)
    )
    matches = [" OR ".join(map(_quote_form, forms)) for forms in words]
    found = catalogue.connection.execute(
        f"SELECT 1 FROM articles WHERE {condition} LIMIT 1", matches
    )
    return found.fetchone() is not None


def _match_articles(
    catalogue: Catalogue, match: str, until: date
) -> Iterator[tuple[str, str, int, int]]:
    """(article id, story, day, first passage) of each article that matches, earliest first."""
    yield from catalogue.connection.execute(
        "SELECT articles.id, coalesce(lead, articles.id), day, min(n) FROM words"
        " JOIN passages ON passages.key = words.rowid JOIN articles ON articles.key = article"
        " WHERE words MATCH ? AND day <= ? GROUP BY articles.key ORDER BY day, articles.id",
        (match, until.toordinal()),
    )


def _quote_form(form: str) -> str:
    return quote_term(form.removesuffix("*")) + (" *" if form.endswith("*") else "")
