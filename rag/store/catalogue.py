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
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rag.errors import ArchiveDamaged
from rag.store.memory import Columns, ColumnsCache, Postings
from rag.store.outlets import OutletNames
from rag.store.schema import connect
from rag.text.sentences import join_sentences
from rag.types import Article, Passage, Sentence

ARTICLE_COLUMNS = ", ".join(field.name for field in fields(Article))
HEADLINE = 2.0  # what a word in the headline counts, beside 1 in the text


@dataclass(frozen=True, slots=True)
class PassageEntry:
    """A passage as retrieval sees it: enough to score, filter and diversify."""

    key: int
    article_id: str
    n: int
    day: date | None
    outlet: str
    story: str  # the id of the earliest article that tells it in the same words, or its own

    @property
    def place(self) -> tuple[str, int]:
        """Where it stands: sorts as passage ids are meant to."""
        return self.article_id, self.n


class Catalogue:
    """Reads the catalogue through one connection."""

    def __init__(self, connection: sqlite3.Connection, memory: ColumnsCache | None = None) -> None:
        self.connection = connection
        self._memory = memory or ColumnsCache()

    @classmethod
    @contextmanager
    def snapshot(cls, path: Path, memory: ColumnsCache | None = None) -> Iterator[Self]:
        """The catalogue as it stands now, unmoved by a refresh until the block ends.

        What is read of all passages is kept in `memory` for the snapshots that come after.
        """
        connection = connect(path)
        try:
            connection.execute("BEGIN")
            connection.execute("SELECT 1 FROM state").fetchone()  # only a read begins the moment
            yield cls(connection, memory)
        except sqlite3.DatabaseError as error:
            raise ArchiveDamaged(
                f"The catalogue {path} cannot be read ({error}). Restore it from a backup, or "
                f"remove {path.parent} and ingest the sources again."
            ) from error
        finally:
            connection.close()

    def read_state(self, name: str) -> str | None:
        row = self.connection.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def read_article(self, article_id: str) -> Article | None:
        query = f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id = ?"
        row = self.connection.execute(query, (article_id,)).fetchone()
        return _build_article(row) if row else None

    def read_articles(self) -> Iterator[Article]:
        """All articles in the order of their ids."""
        query = f"SELECT {ARTICLE_COLUMNS} FROM articles ORDER BY id"
        yield from map(_build_article, self.connection.execute(query))

    def read_copies(self, article_id: str) -> list[Article]:
        """All copies of the story that an article tells, the earliest first; [] if it is alone."""
        query = (
            f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE lead ="
            " (SELECT lead FROM articles WHERE id = ?) ORDER BY id <> lead, day, id"
        )
        return [_build_article(row) for row in self.connection.execute(query, (article_id,))]

    def read_versions(self, article_id: str) -> list[dict[str, str]]:
        """Earlier versions, oldest first; `seen` and `replaced` are days."""
        names = ("seen", "replaced", "fingerprint", "title", "text", "published")
        query = f"SELECT {', '.join(names)} FROM versions WHERE id = ? ORDER BY rowid"
        rows = self.connection.execute(query, (article_id,))
        return [dict(zip(names, row, strict=True)) for row in rows]

    def read_passages(self, article: Article) -> list[Passage]:
        """The passages of an article, from its top."""
        rows = self.connection.execute(
            "SELECT passages.n, sentences FROM passages JOIN articles ON articles.key = article"
            " WHERE articles.id = ? ORDER BY n",
            (article.id,),
        )
        return [build_passage(article, n, blob) for n, blob in rows]

    def read_entries(self, keys: Sequence[int]) -> dict[int, PassageEntry]:
        """What is known of passages, by key."""
        rows = self.connection.execute(
            "SELECT passages.key, articles.id, n, day, outlet, coalesce(lead, articles.id)"
            " FROM json_each(?)"
            " JOIN passages ON passages.key = json_each.value"
            " JOIN articles ON articles.key = article",
            (json.dumps([int(key) for key in keys]),),
        )
        return {
            key: PassageEntry(key, id_, n, convert_ordinal(day), outlet, story)
            for key, id_, n, day, outlet, story in rows
        }

    def read_openings(self, article_ids: Sequence[str], length: int) -> dict[str, tuple[str, str]]:
        """Headline and the first `length` characters of the text, by article id."""
        rows = self.connection.execute(
            "SELECT articles.id, title, substr(text, 1, ?) FROM json_each(?)"
            " JOIN articles ON articles.id = json_each.value",
            (length, json.dumps(list(article_ids))),
        )
        return {id_: (title, text) for id_, title, text in rows}

    def find_keys(self, passage_ids: Sequence[str]) -> dict[str, int]:
        """Passage ids ("article id#n") to keys; unknown ones are left out."""
        pairs = [passage_id.rpartition("#") for passage_id in passage_ids]
        rows = self.connection.execute(
            "SELECT articles.id || '#' || n, passages.key FROM json_each(?) AS wanted"
            " JOIN articles ON articles.id = json_extract(wanted.value, '$[0]')"
            " JOIN passages ON article = articles.key AND n = json_extract(wanted.value, '$[1]')",
            (json.dumps([[article_id, int(n)] for article_id, _, n in pairs]),),
        )
        return dict(rows.fetchall())

    def load_columns(self) -> Columns:
        """All passages side by side, as they stand at this moment; kept between snapshots."""
        return self._memory.load_columns(self.connection)

    def load_outlets(self) -> OutletNames:
        """The outlets under all their names; kept between snapshots like the columns."""
        return self._memory.load_outlets(self.connection)

    def find_postings(self, term: str) -> Postings:
        """Where a word or phrase stands, in any of its forms, and its BM25 score there.

        Higher is better; the headline counts HEADLINE times.
        """
        columns = self.load_columns()
        postings = columns.postings.get(term)
        if postings is None:
            rows = self.connection.execute(
                f"SELECT rowid, -bm25(words, {HEADLINE}, 1.0) FROM words WHERE words MATCH ?"
                " ORDER BY rowid",
                (quote_term(term),),
            ).fetchall()
            pairs = np.array(rows, dtype=np.float64).reshape(len(rows), 2)
            places = columns.find_rows(pairs[:, 0].astype(np.int64))
            postings = Postings(places, pairs[:, 1].astype(np.float32))
            columns.postings.keep(term, postings)
        return postings

    def count_passages_with(self, words: Collection[str]) -> dict[str, int]:
        """In how many passages each word stands, in any of its forms."""
        return {word: len(self.find_postings(word).rows) for word in words}

    def read_vectors(self, keys: NDArray[np.int64]) -> NDArray[np.float16]:
        """The vectors of passages that are there, shape (len(keys), dimensions), as ordered."""
        rows = self.connection.execute(
            "SELECT vectors.vector FROM json_each(?) AS wanted"
            " JOIN passages ON passages.key = wanted.value"
            " JOIN vectors ON vectors.key = passages.vector ORDER BY wanted.key",
            (json.dumps(keys.tolist()),),
        ).fetchall()
        matrix = np.frombuffer(b"".join(row[0] for row in rows), dtype="<f2")
        return matrix.reshape(len(rows), len(matrix) // len(rows) if rows else 0)

    def count_by_outlet(self) -> dict[str, int]:
        """Outlets and how many articles each has, most first."""
        query = "SELECT outlet, count(*) AS n FROM articles GROUP BY outlet ORDER BY n DESC, outlet"
        return dict(self.connection.execute(query).fetchall())

    def count_by_year(self) -> dict[int, int]:
        """Years and how many articles were published in each, in order."""
        counts: dict[int, int] = {}
        days = "SELECT day, count(*) FROM articles WHERE day IS NOT NULL GROUP BY day ORDER BY day"
        for day, count in self.connection.execute(days):
            year = date.fromordinal(day).year
            counts[year] = counts.get(year, 0) + count
        return counts

    def count_copies(self) -> dict[str, int]:
        """Counts: stories that several articles tell, duplicates beyond the first, versions."""
        stories, members = self.connection.execute(
            "SELECT count(DISTINCT lead), count(lead) FROM articles"
        ).fetchone()
        versions = self.connection.execute("SELECT count(*) FROM versions").fetchone()[0]
        return {"stories": stories, "duplicates": members - stories, "versions": versions}

    def measure_extent(self) -> tuple[int, int, int, date | None, date | None]:
        """Articles, passages, undated articles, first day, last day."""
        articles, dated, first, last = self.connection.execute(
            "SELECT count(*), count(day), min(day), max(day) FROM articles"
        ).fetchone()
        passages = self.connection.execute("SELECT count(*) FROM passages").fetchone()[0]
        undated = articles - dated
        return articles, passages, undated, convert_ordinal(first), convert_ordinal(last)


def convert_ordinal(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None


def build_passage(article: Article, n: int, offsets: bytes) -> Passage:
    """A stored passage as a value; `offsets` are uint32 pairs into the article's text."""
    numbers = array("I", offsets)
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    sentences = tuple(Sentence(start, end, article.text[start:end]) for start, end in pairs)
    text = join_sentences(article.text, sentences)
    return Passage(f"{article.id}#{n}", article.id, n, text, sentences)


def quote_term(term: str) -> str:
    """A term as a string of the full-text query language, so that nothing in it is an operator."""
    return '"' + term.replace('"', " ") + '"'


def _build_article(row: Sequence[Any]) -> Article:
    values = dict(zip(ARTICLE_COLUMNS.split(", "), row, strict=True))
    authors, metadata = json.loads(values.pop("authors")), json.loads(values.pop("metadata"))
    return Article(**values, authors=tuple(authors), metadata=metadata)
