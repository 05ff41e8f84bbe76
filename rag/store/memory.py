"""What an open archive keeps in memory of its passages, so that a question reads none of them.

Columns side by side in the order of the passage keys: a filter of any kind is then a mask, and
scoring all passages is one product. 125,000 passages of 384 numbers take 0.2 GB and cost 4 ms.
"""

import sqlite3
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from rag.store.filters import Filter
from rag.store.outlets import OutletNames, find_main_hosts, gather_outlets

ROOM = 400_000_000  # bytes of vectors: 260,000 passages of 384 numbers
BLOCK = 4096  # vectors read at once
ADDRESSES = 12  # of an outlet's articles
POSTINGS = 6_000_000  # that are kept, 8 bytes each

Mask = NDArray[np.bool_]  # shape (passages,)


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """In which passages a word or phrase stands, and its BM25 score in each."""

    rows: NDArray[np.int32]  # into the columns, rising
    scores: NDArray[np.float32]


class PostingsCache:
    """The postings that were asked for last, bounded; for any number of threads."""

    def __init__(self, most: int = POSTINGS) -> None:
        self._most = most
        self._size = 0
        self._by_term: OrderedDict[str, Postings] = OrderedDict()
        self._lock = Lock()

    def get(self, term: str) -> Postings | None:
        with self._lock:
            if term in self._by_term:
                self._by_term.move_to_end(term)
            return self._by_term.get(term)

    def keep(self, term: str, postings: Postings) -> None:
        with self._lock:
            if term not in self._by_term:
                self._by_term[term] = postings
                self._size += len(postings.rows)
            while self._size > self._most:
                _, oldest = self._by_term.popitem(last=False)
                self._size -= len(oldest.rows)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """All passages of one generation, one row each, in the order of their keys."""

    keys: NDArray[np.int64]
    days: NDArray[np.int32]  # of publication, proleptic ordinals; 0: undated
    outlets: NDArray[np.int32]  # numbers, named in `names`
    names: Mapping[str, int]
    vectors: NDArray[np.float32] | None  # shape (passages, dimensions); None: too many to keep
    postings: PostingsCache = field(default_factory=PostingsCache)
    words: dict[str, Mapping[str, int]] = field(default_factory=dict)  # by their first letter

    def make_mask(self, within: Filter) -> Mask:
        """Which rows the filter leaves."""
        kept = np.ones(len(self.keys), dtype=np.bool_)
        if within.first or within.last:
            kept &= self.days > 0
        if within.first:
            kept &= self.days >= within.first.toordinal()
        if within.last:
            kept &= self.days <= within.last.toordinal()
        if within.known:
            kept &= self.days <= within.known.toordinal()  # undated: 0
        if within.outlets:
            numbers = [self.names[name] for name in within.outlets if name in self.names]
            kept &= np.isin(self.outlets, numbers)
        return kept

    def find_rows(self, keys: NDArray[np.int64]) -> NDArray[np.int32]:
        """Rows of passages that are there, by their keys."""
        return np.searchsorted(self.keys, keys).astype(np.int32)

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self.keys)

    def select_best(self, scores: NDArray[np.floating], kept: Mask, count: int) -> dict[int, float]:
        """The `count` highest of the scores of all rows that are kept, by passage key, best first.

        Equal scores come in the order of the keys.
        """
        rows = np.flatnonzero(kept)
        values = scores[rows]
        if len(rows) > count > 0:
            least = np.partition(values, len(rows) - count)[len(rows) - count]
            rows, values = rows[values >= least], values[values >= least]
        order = np.lexsort((rows, -values))[:count]
        keys = self.keys[rows[order]].tolist()
        return dict(zip(keys, values[order].tolist(), strict=True))


class ColumnsCache:
    """Keeps the columns of the generation that was asked for last; for any number of threads.

    `room` is how many bytes of vectors it keeps at most (`ROOM` by default): of an archive with
    more it keeps none, only some 20 bytes a passage. Postings take up to 50 MB besides. `aliases`
    are pairs of names that the reader takes for the same outlet's.
    """

    def __init__(self, room: int | None = None, aliases: Sequence[tuple[str, str]] = ()) -> None:
        self._room = ROOM if room is None else room
        self._aliases = aliases
        self._lock = Lock()  # held while reading: the others want the same
        self._kept: tuple[tuple[object, ...], Columns] | None = None
        self._outlets: tuple[tuple[object, ...], OutletNames] | None = None

    def load_columns(self, connection: sqlite3.Connection) -> Columns:
        """The columns of the moment that the connection sees; read where it is a new one."""
        moment = _identify_moment(connection)
        with self._lock:
            if self._kept is None or self._kept[0] != moment:
                self._kept = None  # before the next is read: never two in memory
                self._kept = (moment, _read_columns(connection, self._room))
            return self._kept[1]

    def load_outlets(self, connection: sqlite3.Connection) -> OutletNames:
        """The outlets of that moment under all their names, likewise."""
        moment = _identify_moment(connection)
        with self._lock:
            if self._outlets is None or self._outlets[0] != moment:
                self._outlets = (moment, _read_outlets(connection, self._aliases))
            return self._outlets[1]

    def forget(self) -> None:
        with self._lock:
            self._kept = None


def _identify_moment(connection: sqlite3.Connection) -> tuple[object, ...]:
    """What tells a state of the passages from any other, that of an archive made anew included."""
    named = (
        "SELECT name, value FROM state WHERE name IN ('generation', 'embedding model', 'checked')"
    )
    newest = connection.execute("SELECT max(key) FROM passages").fetchone()[0]
    return newest, *sorted(connection.execute(named).fetchall())


def _read_columns(connection: sqlite3.Connection, room: int) -> Columns:
    names: dict[str, int] = {}
    rows = connection.execute(
        "SELECT passages.key, ifnull(day, 0), outlet FROM passages"
        " JOIN articles ON articles.key = article ORDER BY passages.key"
    )
    numbered = [(key, day, names.setdefault(name, len(names))) for key, day, name in rows]
    numbers = np.array(numbered, dtype=np.int64).reshape(len(numbered), 3)
    return Columns(
        keys=numbers[:, 0].copy(),
        days=numbers[:, 1].astype(np.int32),
        outlets=numbers[:, 2].astype(np.int32),
        names=names,
        vectors=_read_vectors(connection, len(numbered), room),
    )


def _read_outlets(
    connection: sqlite3.Connection, aliases: Sequence[tuple[str, str]]
) -> OutletNames:
    """The outlets of all articles; of each the addresses of some are looked at."""
    counted = "SELECT outlet FROM articles GROUP BY outlet ORDER BY count(*) DESC, outlet"
    names = [name for (name,) in connection.execute(counted)]
    sampled = "SELECT url FROM articles WHERE outlet = ? LIMIT ?"
    hosts = {
        name: find_main_hosts(url for (url,) in connection.execute(sampled, (name, ADDRESSES)))
        for name in names
        if name
    }
    return gather_outlets(names, hosts, aliases)


def _read_vectors(
    connection: sqlite3.Connection, count: int, room: int
) -> NDArray[np.float32] | None:
    """All vectors in the order of the passage keys; None where they want more than `room` bytes."""
    rows = connection.execute(
        "SELECT vectors.vector FROM passages JOIN vectors ON vectors.key = passages.vector"
        " ORDER BY passages.key"
    )
    first = rows.fetchone()
    if first is None:
        return np.zeros((0, 0), dtype=np.float32)
    dimensions = len(first[0]) // 2  # kept as float16
    if 4 * dimensions * count > room:
        return None
    vectors = np.empty((count, dimensions), dtype=np.float32)
    block, start = [first], 0
    while block:  # not all at once: that would be the most memory an archive ever takes
        part = np.frombuffer(b"".join(row[0] for row in block), dtype="<f2")
        vectors[start : start + len(block)] = part.reshape(len(block), dimensions)
        start += len(block)
        block = rows.fetchmany(BLOCK)
    return vectors
