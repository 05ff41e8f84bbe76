"""Articles and their passages into the catalogue's tables and out again; no transactions here."""

import json
import sqlite3
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from rag.store.catalogue import ARTICLE_COLUMNS, Catalogue
from rag.store.sync_state import SyncState
from rag.types import Article, Passage


@dataclass(frozen=True, slots=True)
class IncomingArticle:
    """An article to be stored, cut into passages, each with the hash of what was embedded."""

    article: Article
    fingerprint: str
    root: str
    position: int | None
    signature: bytes
    lines: bytes  # hashes of its lines, by which an outlet's repeated ones are found
    passages: Sequence[Passage]
    hashes: Sequence[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveChanges:
    """What else a refresh changes beside the articles it brings."""

    seen: date  # the day of the refresh
    leads: Mapping[str, str]  # article id -> id of the earliest copy, of stories that have several
    drop: Collection[str] = ()  # ids to be taken out, or stored anew
    gone: Collection[str] = ()  # those of them that are taken out for good, with their versions
    outdated: Collection[str] = ()  # those of them whose text is kept as a version
    earlier: Iterable[tuple[Article, str]] = ()  # found beside later ones, with fingerprints
    move: Iterable[tuple[str, str, int | None, str]] = ()  # to root, path, position: the article id


class TableWriter:
    """Writes through one connection, inside a transaction that the caller has begun."""

    def __init__(self, connection: sqlite3.Connection, model: str) -> None:
        self._connection = connection
        self._catalogue = Catalogue(connection)
        self._sync_state = SyncState(connection)
        self._model = model  # the fingerprint under which vectors are looked up

    def keep_versions(self, ids: Collection[str], seen: date) -> None:
        """Keep what articles say now as versions that were replaced on the day `seen`."""
        self._connection.executemany(
            "INSERT INTO versions (id, seen, replaced, fingerprint, title, text, published)"
            " SELECT id, seen, ?, fingerprint, title, text, published FROM articles WHERE id = ?",
            ((seen.isoformat(), id_) for id_ in ids),
        )

    def add_versions(self, earlier: Iterable[tuple[Article, str]], seen: date) -> None:
        """Keep articles with their fingerprints as versions, seen and replaced on one day."""
        day = seen.isoformat()
        self._connection.executemany(
            "INSERT INTO versions (id, seen, replaced, fingerprint, title, text, published)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((a.id, day, day, mark, a.title, a.text, a.published) for a, mark in earlier),
        )

    def delete(self, ids: Collection[str]) -> list[str]:
        """Take articles out of every table; gives the ids of their passages."""
        gone: list[str] = []
        for id_ in ids:
            article = self._catalogue.read_article(id_)
            if article is None:
                continue
            passages = self._catalogue.read_passages(article)
            keys = self._catalogue.find_keys([passage.id for passage in passages])
            self._connection.executemany(  # a contentless index forgets by being told what it knew
                "INSERT INTO words (words, rowid, title, text) VALUES ('delete', ?, ?, ?)",
                ((keys[passage.id], article.title, passage.text) for passage in passages),
            )
            self._connection.executemany(
                "DELETE FROM passages WHERE key = ?", ((key,) for key in keys.values())
            )
            self._connection.execute("DELETE FROM articles WHERE id = ?", (id_,))
            gone += keys
        return gone

    def forget_versions(self, ids: Collection[str]) -> None:
        """What articles said that are no more: the id may be another article's some day."""
        self._connection.executemany("DELETE FROM versions WHERE id = ?", zip(ids))

    def insert(
        self, incoming: Iterable[IncomingArticle], seen: date, since: Mapping[tuple[str, str], str]
    ) -> list[int]:
        """Store articles with their passages; gives the keys of the passages.

        `since` has the day on which an (id, fingerprint) was first seen, where that was before.
        """
        keys: list[int] = []
        for one in incoming:
            day = since.get((one.article.id, one.fingerprint), seen.isoformat())
            article_key = self._insert_article(one, day)
            for passage, hash_ in zip(one.passages, one.hashes, strict=True):
                offsets = array("I", (n for s in passage.sentences for n in (s.start, s.end)))
                key = self._connection.execute(
                    "INSERT INTO passages (article, n, sentences, vector)"
                    " SELECT ?, ?, ?, key FROM vectors WHERE model = ? AND hash = ?",
                    (article_key, passage.n, offsets, self._model, hash_),
                ).lastrowid
                self._connection.execute(
                    "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)",
                    (key, one.article.title, passage.text),
                )
                keys.append(int(key or 0))
        return keys

    def _insert_article(self, one: IncomingArticle, seen: str) -> int | None:
        article = one.article
        row = {name: getattr(article, name) for name in ARTICLE_COLUMNS.split(", ")} | {
            "authors": json.dumps(article.authors, ensure_ascii=False),
            "metadata": json.dumps(dict(article.metadata), ensure_ascii=False),
            "day": article.day.toordinal() if article.day else None,
            "fingerprint": one.fingerprint,
            "root": one.root,
            "position": one.position,
            "seen": seen,
            "signature": one.signature,
            "lines": one.lines,
        }
        names, places = ", ".join(row), ", ".join("?" * len(row))
        statement = f"INSERT INTO articles ({names}) VALUES ({places})"
        return self._connection.execute(statement, tuple(row.values())).lastrowid

    def move(self, places: Iterable[tuple[str, str, int | None, str]]) -> None:
        """Note (root, path, position, id) of articles that were found elsewhere than before."""
        self._connection.executemany(
            "UPDATE articles SET root = ?, path = ?, position = ? WHERE id = ?", places
        )

    def set_leads(self, leads: Mapping[str, str]) -> None:
        """Note the earliest copy of each story: `leads` is article id -> id of the earliest."""
        known = self._sync_state.read_leads()
        gone = ((None, id_) for id_ in known if id_ not in leads)
        new = ((lead, id_) for id_, lead in leads.items() if known.get(id_) != lead)
        self._connection.executemany("UPDATE articles SET lead = ? WHERE id = ?", chain(gone, new))

    def note_sources(self, read: Mapping[str, tuple[bytes, str]], gone: Iterable[str]) -> None:
        """Note what stood in files (location -> digest, JSON), and forget those that are gone."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO sources (location, digest, found) VALUES (?, ?, ?)",
            ((location, *noted) for location, noted in read.items()),
        )
        self._connection.executemany("DELETE FROM sources WHERE location = ?", zip(gone))

    def note_pages(self, fetched: Mapping[str, str]) -> None:
        """Note what is known of addresses that were fetched: address -> JSON."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO pages (address, fetched) VALUES (?, ?)", fetched.items()
        )

    def forget_unused_vectors(self) -> None:
        """Drop the vectors of passages that are no longer there, and those of other models."""
        self._connection.execute(
            "DELETE FROM vectors WHERE key NOT IN (SELECT vector FROM passages)"
        )
