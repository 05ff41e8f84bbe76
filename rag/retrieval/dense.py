"""Candidates by meaning: the passages whose vectors lie nearest to the question's.

Where all vectors are kept in memory every passage is scored, whatever the filter: that is exact and
as fast as the published index. Of a larger archive the index is asked for more than is wanted, and
what a filter excludes is dropped; where a filter leaves few, those are scored one by one.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rag.store.catalogue import Catalogue
from rag.store.filters import Filter
from rag.store.memory import Mask
from rag.store.vectors import IndexDamaged

EXACT_LIMIT = 50_000  # passages that are read and scored rather than sought in the index
BLOCK = 10_000  # vectors that are read at once
SPARE = (1.5, 6.0)  # how many times more the index is asked for than a filter should cost

Vector = NDArray[np.float32]  # shape (dimensions,)
Nearest = Callable[[Vector, int], list[tuple[str, float]]]


def search_dense(
    vector: Vector,
    catalogue: Catalogue,
    nearest: Nearest,
    *,
    limits: Filter,
    preferred: Filter,
    pool: int,
) -> dict[int, float]:
    """Cosines by passage key: the `pool` nearest within `limits`, and half as many `preferred`.

    `limits` are the reader's own and exclude; `preferred` (empty if there is none) only adds,
    within the limits. `nearest` asks the published index; its IndexDamaged costs time alone.
    """
    columns = catalogue.load_columns()
    allowed = columns.make_mask(limits)
    wanted = [(allowed, pool)]
    if preferred:
        wanted.append((allowed & columns.make_mask(preferred), pool // 2))
    found: dict[int, float] = {}
    if columns.vectors is not None:
        cosines = columns.vectors @ vector if len(columns.keys) else np.zeros(0, np.float32)
        for kept, count in wanted:
            found |= columns.select_best(cosines, kept, count)
        return found
    for kept, count in wanted:
        sought = None
        if np.count_nonzero(kept) > EXACT_LIMIT:
            sought = _search_index(vector, catalogue, nearest, kept, count)
        found |= _search_exactly(vector, catalogue, kept, count) if sought is None else sought
    return found


def _search_index(
    vector: Vector, catalogue: Catalogue, nearest: Nearest, kept: Mask, count: int
) -> dict[int, float] | None:
    """The nearest of the rows kept, by the index; None where it is damaged or gives too few."""
    columns = catalogue.load_columns()
    left = int(np.count_nonzero(kept))
    rarity, enough = len(kept) / left, min(count, left)
    for spare in SPARE if rarity > 1 else (1.0,):
        try:
            found = dict(nearest(vector, int(count * rarity * spare)))
        except IndexDamaged:  # slower, and nothing is lost
            return None
        keys = catalogue.find_keys(list(found))
        cosines = {keys[id_]: cosine for id_, cosine in found.items() if id_ in keys}
        rows = columns.find_rows(np.fromiter(cosines, dtype=np.int64, count=len(cosines)))
        within = [pair for pair, row in zip(cosines.items(), rows, strict=True) if kept[row]]
        if len(within) >= enough:
            return dict(within[:count])
    return None


def _search_exactly(
    vector: Vector, catalogue: Catalogue, kept: Mask, count: int
) -> dict[int, float]:
    """The nearest of the rows kept, each read and scored."""
    columns = catalogue.load_columns()
    cosines = np.zeros(len(kept), dtype=np.float32)
    rows = np.flatnonzero(kept)
    for start in range(0, len(rows), BLOCK):
        block = rows[start : start + BLOCK]
        cosines[block] = catalogue.read_vectors(columns.keys[block]).astype(np.float32) @ vector
    return columns.select_best(cosines, kept, count)
