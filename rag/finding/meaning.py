"""Candidates by meaning: the passages whose vectors lie nearest to the question's."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rag.store.catalogue import Catalogue, Filter
from rag.store.vectors import IndexDamaged

EXACT_LIMIT = 50_000  # passages that are scored one by one rather than through the index

Vector = NDArray[np.float32]  # shape (dimensions,)
Nearest = Callable[[Vector, int], list[tuple[str, float]]]


def by_meaning(
    vector: Vector,
    catalogue: Catalogue,
    nearest: Nearest,
    *,
    limits: Filter,
    preferred: Filter,
    pool: int,
) -> dict[int, float]:
    """Cosines by passage key: the `pool` nearest within `limits`, and half as many in `preferred`.

    `limits` are the reader's own and exclude; `preferred` (empty if there is none) only adds.
    """
    if limits:
        return _exact(vector, catalogue, limits, pool)
    try:
        found = dict(nearest(vector, pool))
    except IndexDamaged:  # slower, and nothing is lost
        return _exact(vector, catalogue, limits, pool)
    keys = catalogue.keys_of(list(found))
    scores = {
        keys[passage_id]: cosine for passage_id, cosine in found.items() if passage_id in keys
    }
    if preferred and catalogue.count(preferred) <= EXACT_LIMIT:
        scores |= _exact(vector, catalogue, preferred, pool // 2)
    return scores


def _exact(vector: Vector, catalogue: Catalogue, within: Filter, limit: int) -> dict[int, float]:
    keys, vectors = catalogue.vectors(within)
    if not keys:
        return {}
    cosines = vectors.astype(np.float32) @ vector
    best = np.argsort(-cosines, kind="stable")[:limit]
    return {keys[i]: float(cosines[i]) for i in best}
