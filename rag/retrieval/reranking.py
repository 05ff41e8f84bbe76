"""Hits once more, by a model that reads question and passage together; only where one is named.

A CrossEncoder is slower by far than comparing vectors, so it sees the first hits alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from threading import Lock
from typing import Protocol

import numpy as np

from rag.models.loading import ScorePairs, load_cross_encoder
from rag.types import Hit

FIRST = 40  # hits that are read again
WEIGHT = 0.5  # of the reranker's score; the rest is that of the search. Not measured: no weights
BATCH = 8  # pairs


class Reranker(Protocol):
    """What a search needs of a reranker."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers the question, 0 to 1, in the order given."""
        ...


class LocalReranker:
    """A CrossEncoder of sentence-transformers, by name or folder; loaded at first use."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = Lock()

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """See `Reranker`; of a text too long for the model its beginning is read.

        Raises UsageError when the model is not on this machine or does not give one score.
        """
        if not texts:
            return []
        with self._lock:  # one forward pass at a time uses all cores already
            logits = self._score_pairs([(question, text) for text in texts], BATCH)
        scores: list[float] = (0.5 + 0.5 * np.tanh(logits / 2)).tolist()  # a sigmoid, no overflow
        return scores

    @cached_property
    def _score_pairs(self) -> ScorePairs:
        return load_cross_encoder(self.name)


def rerank(question: str, hits: Sequence[Hit], reranker: Reranker) -> list[Hit]:
    """The hits, the first `FIRST` of them in the order that the reranker has a say in."""
    texts = [f"{hit.title}. {hit.text}" if hit.title else hit.text for hit in hits[:FIRST]]
    return blend_scores(hits, reranker.score(question, texts), WEIGHT)


def blend_scores(hits: Sequence[Hit], scores: Sequence[float], weight: float) -> list[Hit]:
    """The hits, best first, the first len(scores) by `weight` × score + the rest × their own.

    Own scores are taken between 0 and the highest, then again, so that scores stay comparable and
    no hit of the others, which keep score and order, stands above one that was read.
    """
    top = max((hit.score for hit in hits), default=0.0) or 1.0
    first, rest = hits[: len(scores)], list(hits[len(scores) :])
    floor = rest[0].score if rest else 0.0
    blended = [
        replace(
            hit, score=floor + (top - floor) * (weight * score + (1 - weight) * hit.score / top)
        )
        for hit, score in zip(first, scores, strict=True)
    ]
    return [*sorted(blended, key=lambda hit: -hit.score), *rest]  # of equals the first stays first
