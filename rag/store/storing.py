"""Articles and their passages into the catalogue's tables and out again; no transactions here."""

import json
import sqlite3
from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rag.store.catalogue import Catalogue
from rag.types import Article, Passage


@dataclass(frozen=True, slots=True)
class Incoming:
    """An article to be stored, cut into passages, each with the hash of what was embedded."""

    article: Article
    fingerprint: str
    root: str
    passages: Sequence[Passage]
    hashes: Sequence[bytes]


class Tables:
    """Writes through one connection, inside a transaction that the caller has begun."""

    def __init__(self, connection: sqlite3.Connection, model: str) -> None:
        self._connection = connection
        self._catalogue = Catalogue(connection)
        self._model = model  # the fingerprint under which vectors are looked up

    def keep_versions(self, ids: Collection[str], seen: date) -> None:
        self._connection.executemany(
            "INSERT INTO versions (id, replaced, fingerprint, title, text, published)"
            " SELECT id, ?, fingerprint, title, text, published FROM articles WHERE id = ?",
            ((seen.isoformat(), id_) for id_ in ids),
        )

    def delete(self, ids: Collection[str]) -> list[str]:
        """Take articles out of every table; gives the ids of their passages."""
        gone: list[str] = []
        for id_ in ids:
            article = self._catalogue.article(id_)
            if article is None:
                continue
            passages = self._catalogue.passages(article)
            keys = self._catalogue.keys_of([passage.id for passage in passages])
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

    def insert(self, incoming: Iterable[Incoming]) -> list[int]:
        """Store articles with their passages; gives the keys of the passages."""
        keys: list[int] = []
        for one in incoming:
            article_key = self._insert_article(one)
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

    def _insert_article(self, one: Incoming) -> int | None:
        article = one.article
        row = {
            "id": article.id,
            "fingerprint": one.fingerprint,
            "root": one.root,
            "path": article.path,
            "title": article.title,
            "text": article.text,
            "published": article.published,
            "day": article.day.toordinal() if article.day else None,
            "outlet": article.outlet,
            "authors": json.dumps(article.authors, ensure_ascii=False),
            "url": article.url,
            "section": article.section,
            "language": article.language,
            "metadata": json.dumps(dict(article.metadata), ensure_ascii=False),
        }
        names, places = ", ".join(row), ", ".join("?" * len(row))
        statement = f"INSERT INTO articles ({names}) VALUES ({places})"
        return self._connection.execute(statement, tuple(row.values())).lastrowid

    def move(self, places: Iterable[tuple[str, str, str]]) -> None:
        """Note (root, path, id) of articles that were found elsewhere than before."""
        self._connection.executemany("UPDATE articles SET root = ?, path = ? WHERE id = ?", places)

    def forget_unused_vectors(self) -> None:
        """Drop the vectors of passages that are no longer there, and those of other models."""
        self._connection.execute(
            "DELETE FROM vectors WHERE key NOT IN (SELECT vector FROM passages)"
        )
