"""What an archive holds, counted: by outlet and day, the newest, the undated, copies, changes."""

import json
from dataclasses import dataclass
from datetime import date

from rag.store.catalogue import Catalogue, convert_ordinal

LISTED = 12  # headlines of each list


@dataclass(frozen=True, slots=True)
class Headline:
    """An article as a list names it."""

    id: str
    title: str
    outlet: str
    published: str | None


@dataclass(frozen=True, slots=True)
class OutletHolding:
    """What there is of one outlet; the days are None where none of its articles has a date."""

    name: str
    articles: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class SyndicatedStory:
    """A story that several articles tell in the same words, named by the earliest of them."""

    headline: Headline
    articles: int
    outlets: int


@dataclass(frozen=True, slots=True)
class ChangedArticle:
    """An article that no longer says what it said, with the day on which that was last seen."""

    headline: Headline
    versions: int  # earlier ones
    day: str


@dataclass(frozen=True, slots=True)
class Holdings:
    """All of it, at one moment."""

    outlets: tuple[OutletHolding, ...]  # most articles first
    days: tuple[tuple[str, date, int], ...]  # outlet, day of publication, articles of that day
    newest: tuple[Headline, ...]
    undated: tuple[Headline, ...]
    retold: tuple[SyndicatedStory, ...]  # most articles first
    reworded: tuple[ChangedArticle, ...]  # the last change first


def read_holdings(catalogue: Catalogue) -> Holdings:
    """What the catalogue holds; of every list of headlines the first `LISTED`."""
    days = catalogue.connection.execute(
        "SELECT outlet, day, count(*) FROM articles WHERE day IS NOT NULL"
        " GROUP BY outlet, day ORDER BY day, outlet"
    )
    return Holdings(
        outlets=_read_outlets(catalogue),
        days=tuple((outlet, date.fromordinal(day), count) for outlet, day, count in days),
        newest=read_newest(catalogue, LISTED),
        undated=_list_headlines(catalogue, "day IS NULL ORDER BY id", LISTED),
        retold=_read_syndicated(catalogue),
        reworded=_read_changed(catalogue),
    )


def read_newest(catalogue: Catalogue, count: int) -> tuple[Headline, ...]:
    """The dated articles published last, the newest first."""
    newest_first = "day IS NOT NULL ORDER BY day DESC, published DESC, id"
    return _list_headlines(catalogue, newest_first, count)


def read_roots(catalogue: Catalogue) -> tuple[str, ...]:
    """The folders, files and addresses that the articles came from, as they were named."""
    rows = catalogue.connection.execute("SELECT DISTINCT root FROM articles ORDER BY root")
    return tuple(row[0] for row in rows)


def _read_outlets(catalogue: Catalogue) -> tuple[OutletHolding, ...]:
    rows = catalogue.connection.execute(
        "SELECT outlet, count(*) AS n, min(day), max(day) FROM articles"
        " GROUP BY outlet ORDER BY n DESC, outlet"
    )
    return tuple(
        OutletHolding(name, n, convert_ordinal(first), convert_ordinal(last))
        for name, n, first, last in rows
    )


def _list_headlines(catalogue: Catalogue, which: str, count: int) -> tuple[Headline, ...]:
    query = f"SELECT id, title, outlet, published FROM articles WHERE {which} LIMIT ?"
    return tuple(Headline(*row) for row in catalogue.connection.execute(query, (count,)))


def _read_syndicated(catalogue: Catalogue) -> tuple[SyndicatedStory, ...]:
    rows = catalogue.connection.execute(
        "SELECT first.id, first.title, first.outlet, first.published, n,"
        " (SELECT count(DISTINCT outlet) FROM articles WHERE articles.lead = first.id)"
        " FROM (SELECT lead AS story, count(*) AS n FROM articles WHERE lead IS NOT NULL"
        "       GROUP BY lead ORDER BY n DESC, lead LIMIT ?)"
        " JOIN articles AS first ON first.id = story ORDER BY n DESC, story",
        (LISTED,),
    )
    return tuple(SyndicatedStory(Headline(*row[:4]), *row[4:]) for row in rows)


def _read_changed(catalogue: Catalogue) -> tuple[ChangedArticle, ...]:
    rows = catalogue.connection.execute(
        "SELECT articles.id, articles.title, outlet, articles.published, n, last FROM"
        " (SELECT id AS changed, count(*) AS n, max(replaced) AS last FROM versions"
        "  GROUP BY id ORDER BY last DESC, id LIMIT ?)"
        " JOIN articles ON articles.id = changed ORDER BY last DESC, changed",
        (LISTED,),
    )
    return tuple(ChangedArticle(Headline(*row[:4]), *row[4:]) for row in rows)


def list_languages(catalogue: Catalogue) -> dict[str, int]:
    """How many articles name each language as their own, as they write it; "" is left out."""
    query = "SELECT language, count(*) FROM articles WHERE language <> '' GROUP BY language"
    return dict(catalogue.connection.execute(query).fetchall())


def sample_texts(catalogue: Catalogue, most: int, length: int) -> list[str]:
    """The first `length` characters of at most `most` articles, spread evenly over all."""
    newest = catalogue.connection.execute("SELECT max(key) FROM articles").fetchone()[0] or 0
    wanted = json.dumps(sorted({1 + newest * n // most for n in range(most)}))
    rows = catalogue.connection.execute(
        "SELECT substr(text, 1, ?) FROM articles WHERE key IN (SELECT (SELECT min(key) FROM"
        " articles WHERE key >= json_each.value) FROM json_each(?)) ORDER BY key",
        (length, wanted),
    )
    return [text for (text,) in rows]
