"""What a refresh compares its sources with: articles stored, files read, pages fetched."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article of the archive, as far as a refresh needs to know it."""

    fingerprint: str
    root: str  # what was ingested: a resolved path, or an address
    path: str  # the source below it; begins with the root's own name
    outlet: str = ""
    position: int | None = None  # in its file, 0 if it is the file; None: the id is its own
    version: int | None = None
    updated: str | None = None

    @property
    def location(self) -> str:
        """The file or page that the article was read from."""
        return locate_source(self.root, self.path)


class SyncState:
    """Reads through the connection of the one writer, or through a snapshot's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def read_stored(self) -> dict[str, StoredArticle]:
        """Every article by id."""
        rows = self._connection.execute(
            "SELECT id, fingerprint, root, path, outlet, position, version, updated FROM articles"
        )
        return {id_: StoredArticle(*rest) for id_, *rest in rows}

    def read_version_marks(self) -> set[tuple[str, str]]:
        """(id, fingerprint) of every earlier version."""
        return set(self._connection.execute("SELECT id, fingerprint FROM versions").fetchall())

    def read_first_seen(self, ids: Iterable[str]) -> dict[tuple[str, str], str]:
        """The day on which each article, by (id, fingerprint), was first seen as it is now."""
        find = "SELECT id, fingerprint, seen FROM articles WHERE id = ?"
        rows = (self._connection.execute(find, (id_,)).fetchone() for id_ in ids)
        return {(row[0], row[1]): row[2] for row in rows if row}

    def read_source(self, location: str) -> tuple[bytes, str] | None:
        """What was noted of a file when it was last read: its digest, and what stood in it."""
        find = "SELECT digest, found FROM sources WHERE location = ?"
        row: tuple[bytes, str] | None = self._connection.execute(find, (location,)).fetchone()
        return row

    def list_locations(self) -> list[str]:
        """Every file of which something is noted."""
        return [row[0] for row in self._connection.execute("SELECT location FROM sources")]

    def read_pages(self) -> dict[str, str]:
        """What was noted of every address that was fetched."""
        return dict(self._connection.execute("SELECT address, fetched FROM pages").fetchall())

    def read_signatures(self) -> list[tuple[str, str | None, str, bytes]]:
        """(id, published, outlet, signature) of every article: by these copies are found."""
        query = "SELECT id, published, outlet, signature FROM articles ORDER BY id"
        return self._connection.execute(query).fetchall()

    def read_lines(self) -> list[tuple[str, bytes]]:
        """(id, hashes of its lines) of every article: by these repeated lines are found."""
        return self._connection.execute("SELECT id, lines FROM articles").fetchall()

    def read_leads(self) -> dict[str, str]:
        """The id of the story's earliest copy, by id, for every article that has copies."""
        query = "SELECT id, lead FROM articles WHERE lead IS NOT NULL"
        return dict(self._connection.execute(query).fetchall())


def locate_source(root: str, path: str) -> str:
    """The file that a `path` stands for which begins with the name of the ingested `root`.

    Of a page from the web it is the address.
    """
    return path if "://" in path else str(Path(root).parent / path)
