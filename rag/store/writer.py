"""Writing an archive: one writer, one transaction, one pointer.

Vectors are committed as they are made, so that a run that was killed need not make them again.
Articles, passages, full text and the generation of the Chroma index that belongs to them become
visible together, in one commit; until then readers see the archive as it was.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import ArchiveDamaged, ArchiveMismatch
from rag.models.embedding import Embedder, Vectors
from rag.store.catalogue import Catalogue, build_passage
from rag.store.generations import Generations
from rag.store.lock import hold_writer_lock
from rag.store.schema import CATALOGUE, FORMAT, connect, upgrade
from rag.store.sync_state import SyncState
from rag.store.tables import ArchiveChanges, IncomingArticle, TableWriter
from rag.store.vectors import IndexDamaged, VectorRow
from rag.text.sentences import SPLITTER_VERSION
from rag.types import Article, Passage

CROWD = 50  # equal passages; some hundred cut Chroma's graph apart, whatever its probes say
FRESH_SHARE = 0.2  # more passages changed than this share: building afresh beats copying


class ArchiveWriter:
    """The one writer of an archive; use `open_writer`."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, embedder: Embedder) -> None:
        self.folder = folder
        self.catalogue = Catalogue(connection)
        self.sync_state = SyncState(connection)
        self.generations = Generations(folder / "chroma")
        self._connection = connection
        self._embedder = embedder

    @property
    def generation(self) -> int | None:
        number = self.catalogue.read_state("generation")
        return int(number) if number else None

    def check_matches(self) -> None:
        """Raise ArchiveMismatch unless the archive was made as this program would make it."""
        for name, wanted in self._make_identity().items():
            if (found := self.catalogue.read_state(name)) not in {None, wanted}:
                raise ArchiveMismatch(
                    f"The archive {self.folder} was made with {name} {found}, this run has "
                    f"{wanted}. Run `python -m ingest --archive {self.folder} --rebuild` to make "
                    "it anew from its stored articles."
                )

    def has_whole_index(self) -> bool:
        """Whether the published index has all its files; an archive without one yet has not."""
        return self.generation is not None and self.generations.is_whole(self.generation)

    def find_unembedded(self, hashes: Iterable[bytes]) -> set[bytes]:
        """Those hashes for which this model has no vector yet."""
        known = self._connection.execute(
            "SELECT hash FROM vectors WHERE model = ?", (self._embedder.fingerprint,)
        )
        return set(hashes) - {row[0] for row in known}

    def keep_vectors(self, hashes: Sequence[bytes], vectors: Vectors) -> None:
        """Commit vectors, shape (len(hashes), dimensions), under the hashes of their texts."""
        model = self._embedder.fingerprint
        rows = zip(hashes, vectors.astype("<f2"), strict=True)
        with self._run_transaction():
            self._connection.executemany(
                "INSERT OR IGNORE INTO vectors (model, hash, vector) VALUES (?, ?, ?)",
                ((model, hash_, vector.tobytes()) for hash_, vector in rows),
            )

    def publish(
        self,
        incoming: Iterable[IncomingArticle],
        changes: ArchiveChanges,
        report: Callable[[int], None] = lambda _rows: None,
    ) -> None:
        """Make the changes, store what comes in, let readers see it; all of it or nothing.

        Every hash of `incoming` must have its vector. `report` is told how many passages more are
        indexed. Raises ArchiveDamaged when the disk is full or fails; the archive then is what it
        was.
        """
        previous = self.generation
        number = previous or 0
        seen = changes.seen
        with self._run_transaction():
            tables = TableWriter(self._connection, self._embedder.fingerprint)
            tables.keep_versions(changes.outdated, seen)
            tables.add_versions(changes.earlier, seen)
            since = self.sync_state.read_first_seen(changes.drop)
            gone = tables.delete(changes.drop)
            tables.forget_versions(changes.gone)
            fresh = tables.insert(incoming, seen, since)
            tables.move(changes.move)
            tables.set_leads(changes.leads)
            if gone or fresh or not self.has_whole_index():
                number += 1
                self._build_generation(number, previous, gone, fresh, report)
            tables.forget_unused_vectors()
            state = self._make_identity() | {
                "generation": str(number),
                "refreshed": seen.isoformat(),
            }
            self._connection.executemany(
                "INSERT OR REPLACE INTO state (name, value) VALUES (?, ?)", state.items()
            )
        self.generations.sweep(number)

    def note(
        self,
        *,
        sources: Mapping[str, tuple[bytes, str]],
        gone: Collection[str],
        pages: Mapping[str, str],
        checked: datetime,
    ) -> None:
        """Note what was read and fetched, so that it need not be again; changes no article.

        Of `sources` (location -> digest, JSON) and `pages` (address -> JSON) what was noted before
        is replaced; files that are `gone` are forgotten.
        """
        with self._run_transaction():
            tables = TableWriter(self._connection, self._embedder.fingerprint)
            tables.note_sources(sources, gone)
            tables.note_pages(pages)
            self._connection.execute(
                "INSERT OR REPLACE INTO state (name, value) VALUES ('checked', ?)",
                (checked.isoformat(timespec="seconds"),),
            )

    def _make_identity(self) -> dict[str, str]:
        return {
            "format": str(FORMAT),
            "embedding model": self._embedder.fingerprint,
            "splitter": str(SPLITTER_VERSION),
        }

    def _build_generation(
        self,
        number: int,
        previous: int | None,
        gone: Sequence[str],
        fresh: Sequence[int],
        report: Callable[[int], None],
    ) -> None:
        """Generation `number`: an updated copy, or built afresh where that is surer or faster."""
        total = self.catalogue.measure_extent()[1]
        crowded = self._count_most_equal() > CROWD
        build = partial(self.generations.build, number, report=report, crowded=crowded)
        if previous is not None and len(gone) + len(fresh) <= FRESH_SHARE * total:
            try:
                build(self._read_rows(fresh), base=previous, gone=gone)
            except (OSError, IndexDamaged):
                pass  # the copied generation was not whole: the catalogue can make it anew
            else:
                if crowded or self.generations.is_healthy(number, total):
                    return
        try:
            build(self._read_rows(None))
        except IndexDamaged as error:
            raise ArchiveDamaged(
                f"The vector index of {self.folder} could not be written ({error}). "
                "Free disk space and run the same ingest again; nothing was changed."
            ) from error

    def _count_most_equal(self) -> int:
        """How many passages share one vector, at most: a cookie wall saved as articles."""
        counts = "SELECT max(n) FROM (SELECT count(*) AS n FROM passages GROUP BY vector)"
        return int(self._connection.execute(counts).fetchone()[0] or 0)

    def _read_rows(self, keys: Sequence[int] | None) -> Iterator[VectorRow]:
        """Passages as Chroma wants them: those of `keys`, or all."""
        some = "WHERE passages.key IN (SELECT value FROM json_each(?))" if keys is not None else ""
        rows = self._connection.execute(
            "SELECT articles.id, n, sentences, vectors.vector FROM passages"
            " JOIN articles ON articles.key = article"
            f" JOIN vectors ON vectors.key = passages.vector {some} ORDER BY passages.key",
            (json.dumps(keys),) if keys is not None else (),
        )
        article: Article | None = None
        for article_id, n, offsets, vector in rows:
            if article is None or article.id != article_id:
                article = self.catalogue.read_article(article_id)
            if article is not None:
                yield _build_row(article, build_passage(article, n, offsets), vector)

    @contextmanager
    def _run_transaction(self) -> Iterator[None]:
        """Commit at the end of the block, or leave everything as it was."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error | OSError):
                raise ArchiveDamaged(
                    f"The archive {self.folder} could not be written ({error}). Nothing was "
                    "changed. Free disk space or mend the permissions and run it again."
                ) from error
            raise

    def describe(self) -> None:
        """Write `archive.json`: what the archive was made with, by which readers know it.

        To be called at the end of every run, in case one was killed just before it came to this.
        Raises ArchiveDamaged when it cannot be written.
        """
        values = {
            "format": FORMAT,
            "embedding_model": self._embedder.name,
            "fingerprint": self._embedder.fingerprint,
            "splitter": SPLITTER_VERSION,
        }
        aside = self.folder / "archive.json.new"
        try:
            aside.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
            aside.replace(self.folder / "archive.json")
        except OSError as error:
            raise ArchiveDamaged(
                f"{self.folder / 'archive.json'} could not be written ({error}). Free disk space "
                "or mend the permissions and run it again."
            ) from error


@contextmanager
def open_writer(folder: Path, embedder: Embedder) -> Iterator[ArchiveWriter]:
    """The writer of the archive in `folder`, which is made if it is not there.

    Raises ArchiveLocked when another ingest writes, ArchiveDamaged when it cannot be opened.
    """
    with hold_writer_lock(folder):
        connection = connect(folder / CATALOGUE, create=True)
        try:
            upgrade(connection)
            yield ArchiveWriter(folder, connection, embedder)
        except sqlite3.Error as error:
            raise ArchiveDamaged(
                f"The archive {folder} cannot be read ({error}). Nothing was changed. Free disk "
                f"space or restore it from a backup; without one, remove {folder} and ingest the "
                "sources again."
            ) from error
        finally:
            connection.close()


def _build_row(article: Article, passage: Passage, vector: bytes) -> VectorRow:
    numbers: NDArray[np.float32] = np.frombuffer(vector, dtype="<f2").astype(np.float32)
    metadata: dict[str, str | int] = {
        "article_id": article.id,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published or "",
        "start": passage.start,
        "end": passage.end,
    }
    return VectorRow(passage.id, numbers, passage.text, metadata)
