"""A place on disk for what was read but is not in the archive yet.

A run over a large archive holds no article in memory longer than it works on it. The file is a
private temporary SQLite database, gone with the process however that ends.
"""

import json
import sqlite3
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Self

from ingest.deduplication import compute_signature
from ingest.furniture import find_furniture, hash_lines
from ingest.passages import cut_passages, hash_content, make_embedded_text
from ingest.plan import FoundArticle, is_older
from rag.errors import ArchiveDamaged
from rag.store.catalogue import build_passage
from rag.store.tables import IncomingArticle
from rag.text.sentences import split_sentences
from rag.types import Article

SCHEMA = """
CREATE TABLE articles (
    id TEXT, fingerprint TEXT, root TEXT, position INTEGER, signature BLOB, lines BLOB,
    article TEXT,
    PRIMARY KEY (id, fingerprint)
);
CREATE TABLE passages (id TEXT, n INTEGER, offsets BLOB, hash BLOB, text TEXT);
CREATE INDEX passages_id ON passages (id, n);
CREATE INDEX passages_hash ON passages (hash);
"""


@dataclass(frozen=True, slots=True)
class CutArticle:
    """What became of an article's sentences."""

    id: str
    set_aside: int  # sentences that stand in no passage
    kept_whole: bool  # although it holds nothing but such


class Staging:
    """Articles by id, then their passages with the texts to embed."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.executescript(f"PRAGMA synchronous = OFF; {SCHEMA}")
        self._put: dict[tuple[str, str], FoundArticle] = {}
        self._standing: dict[str, str] = {}  # id -> fingerprint of the version that counts

    def __enter__(self) -> Self:
        self._connection.execute("BEGIN")
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def put(self, article: Article, found: FoundArticle) -> None:
        """Keep an article; of several versions the last counts, unless `choose_versions` says."""
        rival = self._put.setdefault((found.id, found.fingerprint), found)
        if is_older(found, rival):
            return  # the same words, sent again as they were before
        self._put[found.id, found.fingerprint] = found
        payload = json.dumps(asdict(article), ensure_ascii=False)
        self._execute(
            "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, x'', x'', ?)",
            (found.id, found.fingerprint, found.root, found.position, payload),
        )
        self._standing[found.id] = found.fingerprint

    def choose_versions(self, standing: Mapping[str, str]) -> None:
        """Say by its fingerprint which version of each article counts."""
        self._standing |= standing

    def rename(self, ids: Mapping[str, str]) -> None:
        """Give articles other ids than those under which they were put, all at once."""
        aside = {id_: f"{id_}\n" for id_ in ids}  # no id has a line end: two may change places
        for names in (aside, {aside[id_]: new for id_, new in ids.items()}):
            self._connection.executemany(
                "UPDATE articles SET id = ?, article = json_set(article, '$.id', ?) WHERE id = ?",
                ((new, new, id_) for id_, new in names.items()),
            )

    def read_earlier(self, versions: Iterable[FoundArticle]) -> Iterator[tuple[Article, str]]:
        """Versions that do not count any more, with their fingerprints."""
        for one in versions:
            article, *_ = self._read_article(one.id, one.fingerprint)
            yield article, one.fingerprint

    def sign(self, ids: Iterable[str]) -> None:
        """Note of these articles by what their copies and their outlets' lines are found."""
        for id_ in ids:
            article, *_ = self._read_article(id_)
            self._execute(
                "UPDATE articles SET signature = ?, lines = ? WHERE id = ? AND fingerprint = ?",
                (
                    compute_signature(article.text),
                    hash_lines(article.outlet, split_sentences(article.text)),
                    id_,
                    self._standing[id_],
                ),
            )

    def cut(self, ids: Iterable[str], repeated: Collection[int] = ()) -> Iterator[CutArticle]:
        """Cut these articles into passages; yields after each article what was done.

        Furniture is left out, which an outlet's `repeated` lines may be; an article that holds
        nothing else is kept whole.
        """
        for id_ in ids:
            article, *_ = self._read_article(id_)
            sentences = split_sentences(article.text)
            furniture = find_furniture(article, sentences, repeated)
            story = [one for n, one in enumerate(sentences) if n not in furniture]
            for passage in cut_passages(article, story or sentences):
                text = make_embedded_text(article, passage)
                offsets = array("I", (n for s in passage.sentences for n in (s.start, s.end)))
                self._execute(
                    "INSERT INTO passages VALUES (?, ?, ?, ?, ?)",
                    (id_, passage.n, offsets, hash_content(text), text),
                )
            set_aside = len(furniture) if story else 0
            yield CutArticle(id_, set_aside, kept_whole=bool(sentences) and not story)

    def list_hashes(self) -> list[bytes]:
        """The hashes of all texts to embed, each once, in the order of the articles."""
        rows = self._execute("SELECT hash FROM passages GROUP BY hash ORDER BY min(rowid)")
        return [row[0] for row in rows]

    def find_article(self, hash_: bytes) -> str:
        """The id of an article with a passage of this hash."""
        find = "SELECT id FROM passages WHERE hash = ? LIMIT 1"
        return str(self._execute(find, (hash_,)).fetchone()[0])

    def read_texts(self, hashes: Iterable[bytes]) -> list[str]:
        find = "SELECT text FROM passages WHERE hash = ? LIMIT 1"
        return [self._execute(find, (hash_,)).fetchone()[0] for hash_ in hashes]

    def read_incoming(self, ids: Iterable[str]) -> Iterator[IncomingArticle]:
        """The articles as the archive's writer takes them."""
        for id_ in ids:
            article, root, position, mark, lines = self._read_article(id_)
            rows = self._execute(
                "SELECT n, offsets, hash FROM passages WHERE id = ? ORDER BY n", (id_,)
            ).fetchall()
            yield IncomingArticle(
                article=article,
                fingerprint=self._standing[id_],
                root=root,
                position=position,
                signature=mark,
                lines=lines,
                passages=[build_passage(article, n, offsets) for n, offsets, _ in rows],
                hashes=[hash_ for *_, hash_ in rows],
            )

    def read_signatures(self, ids: Iterable[str]) -> Iterator[tuple[str, str | None, str, bytes]]:
        """(id, published, outlet, signature) of articles that were signed."""
        for id_ in ids:
            article, _, _, mark, _ = self._read_article(id_)
            yield id_, article.published, article.outlet, mark

    def read_lines(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """(id, hashes of its lines) of articles that were signed."""
        for id_ in ids:
            yield id_, self._read_article(id_)[-1]

    def _read_article(
        self, id_: str, mark: str = ""
    ) -> tuple[Article, str, int | None, bytes, bytes]:
        """An article (the version of fingerprint `mark`), its root, position, signature, lines."""
        find = (
            "SELECT root, position, signature, lines, article FROM articles"
            " WHERE id = ? AND fingerprint = ?"
        )
        with closing(self._execute(find, (id_, mark or self._standing[id_]))) as rows:
            root, position, signature, lines, payload = rows.fetchone()
        values = json.loads(payload)
        article = Article(**values | {"authors": tuple(values["authors"])})
        return article, root, position, signature, lines

    def _execute(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Raises ArchiveDamaged where the temporary file cannot grow any more."""
        try:
            return self._connection.execute(statement, values)
        except sqlite3.Error as error:
            raise ArchiveDamaged(
                f"There is no room for what was read in the temporary folder ({error}). Nothing "
                "was changed. Free disk space, or set TMPDIR to a folder with more, and run it "
                "again."
            ) from error
