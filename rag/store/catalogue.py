"""The catalogue: articles, their versions, passages, full text and vectors in one SQLite file.

It is the truth; the Chroma index is made from it and can be made again. A `Catalogue` is one
connection and, inside `snapshot()`, one moment: whatever an ingest commits meanwhile is not seen.
Times and days are ISO 8601 strings, `day` is a proleptic ordinal so that ranges are indexed.
"""

import json
import sqlite3
from array import array
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rag.errors import ArchiveDamaged
from rag.store.schema import connect
from rag.types import Article, Passage, Sentence

ARTICLE_COLUMNS = (
    "id, title, text, published, published_from, updated, version, outlet, authors, url, path, "
    "section, language, rights, metadata"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as retrieval sees it: enough to score, filter and diversify."""

    key: int
    article_id: str
    n: int
    day: date | None
    outlet: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles to look at; the empty filter is all of them."""

    first: date | None = None
    last: date | None = None
    outlets: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.first or self.last or self.outlets)

    def sql(self) -> tuple[str, list[Any]]:
        """A condition on the table `articles` and its parameters."""
        parts: list[str] = []
        values: list[Any] = []
        if self.first:
            parts.append("articles.day >= ?")
            values.append(self.first.toordinal())
        if self.last:
            parts.append("articles.day <= ?")
            values.append(self.last.toordinal())
        if self.outlets:
            parts.append(f"articles.outlet IN ({', '.join('?' * len(self.outlets))})")
            values.extend(self.outlets)
        return " AND ".join(parts) or "1", values


class Catalogue:
    """Reads the catalogue through one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    @classmethod
    @contextmanager
    def snapshot(cls, path: Path) -> Iterator[Self]:
        """The catalogue as it stands now, unmoved by a refresh until the block ends."""
        connection = connect(path)
        try:
            connection.execute("BEGIN")
            connection.execute("SELECT 1 FROM state").fetchone()  # only a read begins the moment
            yield cls(connection)
        except sqlite3.DatabaseError as error:
            raise ArchiveDamaged(
                f"The catalogue {path} cannot be read ({error}). Restore it from a backup, or "
                f"remove {path.parent} and ingest the sources again."
            ) from error
        finally:
            connection.close()

    def state(self, name: str) -> str | None:
        row = self.connection.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def article(self, article_id: str) -> Article | None:
        query = f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id = ?"
        row = self.connection.execute(query, (article_id,)).fetchone()
        return _article(row) if row else None

    def articles(self) -> Iterator[Article]:
        """All articles in the order of their ids."""
        query = f"SELECT {ARTICLE_COLUMNS} FROM articles ORDER BY id"
        for row in self.connection.execute(query):
            yield _article(row)

    def copies(self, article_id: str) -> list[Article]:
        """All copies of the story that an article tells, the earliest first; [] if it is alone."""
        query = (
            f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE lead ="
            " (SELECT lead FROM articles WHERE id = ?) ORDER BY id <> lead, day, id"
        )
        return [_article(row) for row in self.connection.execute(query, (article_id,))]

    def versions(self, article_id: str) -> list[dict[str, str]]:
        """Earlier versions, oldest first: seen and replaced (days), fingerprint, title, text,
        published.
        """
        names = ("seen", "replaced", "fingerprint", "title", "text", "published")
        query = f"SELECT {', '.join(names)} FROM versions WHERE id = ? ORDER BY rowid"
        rows = self.connection.execute(query, (article_id,))
        return [dict(zip(names, row, strict=True)) for row in rows]

    def passages(self, article: Article) -> list[Passage]:
        """The passages of an article, from its top."""
        rows = self.connection.execute(
            "SELECT passages.n, sentences FROM passages JOIN articles ON articles.key = article"
            " WHERE articles.id = ? ORDER BY n",
            (article.id,),
        )
        return [passage_of(article, n, blob) for n, blob in rows]

    def entries(self, keys: Sequence[int]) -> dict[int, Entry]:
        """What is known of passages, by key."""
        rows = self.connection.execute(
            "SELECT passages.key, articles.id, n, day, outlet FROM json_each(?)"
            " JOIN passages ON passages.key = json_each.value"
            " JOIN articles ON articles.key = article",
            (json.dumps([int(key) for key in keys]),),
        )
        return {
            key: Entry(key, id_, n, date.fromordinal(day) if day else None, outlet)
            for key, id_, n, day, outlet in rows
        }

    def keys_of(self, passage_ids: Sequence[str]) -> dict[str, int]:
        """Passage ids ("article id#n") to keys; unknown ones are left out."""
        pairs = [passage_id.rpartition("#") for passage_id in passage_ids]
        rows = self.connection.execute(
            "SELECT articles.id || '#' || n, passages.key FROM json_each(?) AS wanted"
            " JOIN articles ON articles.id = json_extract(wanted.value, '$[0]')"
            " JOIN passages ON article = articles.key AND n = json_extract(wanted.value, '$[1]')",
            (json.dumps([[article_id, int(n)] for article_id, _, n in pairs]),),
        )
        return dict(rows.fetchall())

    def lexical(
        self, terms: Sequence[str], *, limit: int, within: Filter
    ) -> list[tuple[int, float]]:
        """Passage keys and BM25 scores (higher is better), best first; the headline counts twice.

        Terms are words or phrases, any of which may match (Porter stems, diacritics folded).
        """
        match = " OR ".join(_quoted(term) for term in terms if term.strip())
        if not match:
            return []
        condition, values = within.sql()
        join = (
            " JOIN passages ON passages.key = words.rowid JOIN articles ON articles.key = article"
            if within
            else ""
        )
        rows = self.connection.execute(
            f"SELECT words.rowid, -bm25(words, 2.0, 1.0) AS score FROM words{join}"
            f" WHERE words MATCH ? AND {condition} ORDER BY score DESC, words.rowid LIMIT ?",
            (match, *values, limit),
        )
        return rows.fetchall()

    def frequencies(self, words: Collection[str]) -> dict[str, int]:
        """In how many passages each word stands, in any of its forms."""
        query = "SELECT count(*) FROM words WHERE words MATCH ?"
        return {
            word: int(self.connection.execute(query, (_quoted(word),)).fetchone()[0])
            for word in words
        }

    def count(self, within: Filter) -> int:
        """How many passages the filter leaves."""
        condition, values = within.sql()
        row = self.connection.execute(
            "SELECT count(*) FROM articles JOIN passages ON article = articles.key"
            f" WHERE {condition}",
            values,
        ).fetchone()
        return int(row[0])

    def vectors(self, within: Filter) -> tuple[list[int], NDArray[np.float16]]:
        """Keys and vectors, shape (passages, dimensions), of the passages the filter leaves."""
        condition, values = within.sql()
        rows = self.connection.execute(
            "SELECT passages.key, vectors.vector FROM articles"
            " JOIN passages ON article = articles.key JOIN vectors ON vectors.key = passages.vector"
            f" WHERE {condition}",
            values,
        ).fetchall()
        matrix = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f2")
        dimensions = len(matrix) // len(rows) if rows else 0
        return [row[0] for row in rows], matrix.reshape(len(rows), dimensions)

    def outlets(self) -> dict[str, int]:
        """Outlets and how many articles each has, most first."""
        query = "SELECT outlet, count(*) AS n FROM articles GROUP BY outlet ORDER BY n DESC, outlet"
        return dict(self.connection.execute(query).fetchall())

    def years(self) -> dict[int, int]:
        """Years and how many articles were published in each, in order."""
        counts: dict[int, int] = {}
        days = "SELECT day, count(*) FROM articles WHERE day IS NOT NULL GROUP BY day ORDER BY day"
        for day, count in self.connection.execute(days):
            year = date.fromordinal(day).year
            counts[year] = counts.get(year, 0) + count
        return counts

    def copied(self) -> dict[str, int]:
        """Counts: stories that several articles tell, duplicates beyond the first, versions."""
        stories, members = self.connection.execute(
            "SELECT count(DISTINCT lead), count(lead) FROM articles"
        ).fetchone()
        versions = self.connection.execute("SELECT count(*) FROM versions").fetchone()[0]
        return {"stories": stories, "duplicates": members - stories, "versions": versions}

    def extent(self) -> tuple[int, int, int, date | None, date | None]:
        """Articles, passages, undated articles, first day, last day."""
        articles, dated, first, last = self.connection.execute(
            "SELECT count(*), count(day), min(day), max(day) FROM articles"
        ).fetchone()
        passages = self.connection.execute("SELECT count(*) FROM passages").fetchone()[0]
        days = [date.fromordinal(day) if day else None for day in (first, last)]
        return articles, passages, articles - dated, days[0], days[1]


def passage_of(article: Article, n: int, offsets: bytes) -> Passage:
    """A stored passage as a value; `offsets` are uint32 pairs into the article's text."""
    numbers = array("I", offsets)
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    sentences = tuple(Sentence(start, end, article.text[start:end]) for start, end in pairs)
    text = article.text[sentences[0].start : sentences[-1].end]
    return Passage(f"{article.id}#{n}", article.id, n, text, sentences)


def _quoted(term: str) -> str:
    """A term as a string of the full-text query language, so that nothing in it is an operator."""
    return '"' + term.replace('"', " ") + '"'


def _article(row: Sequence[Any]) -> Article:
    *values, metadata = row
    named = dict(zip(ARTICLE_COLUMNS.split(", ")[:-1], values, strict=True))
    authors = tuple(json.loads(named.pop("authors")))
    return Article(**named, authors=authors, metadata=json.loads(metadata))
