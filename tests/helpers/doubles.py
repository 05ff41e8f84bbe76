"""Stand-ins for what is slow or far away; each keeps the real one's contract."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache

import numpy as np

from rag.models.embedding import LocalEmbedder, Vectors

DIMENSIONS = 64


def noon(day: date) -> datetime:
    """A moment of that day, for what wants the clock."""
    return datetime.combine(day, time(12), UTC)


class HashEmbedder:
    """Words hashed to directions and added up: texts that share words are near each other."""

    name = "hashed words"
    fingerprint = "hashed-words:1"

    def __init__(self) -> None:
        self.embedded: list[str] = []  # every text it was given, to see that work is not repeated

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        sums = np.stack(
            [sum(map(_direction, text.lower().split()), _direction("")) for text in texts]
        )
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), dtype=np.float32)


class SaidToBeReal(HashEmbedder):
    """Its archives are taken for ones of the real model."""

    name = LocalEmbedder().name
    fingerprint = LocalEmbedder().fingerprint


@cache
def _direction(word: str) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])
    vector = np.random.default_rng(seed).standard_normal(DIMENSIONS)
    return np.asarray(vector, dtype=np.float32)
