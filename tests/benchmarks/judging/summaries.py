"""How well scores tell good claims from bad ones, as people judged them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rag.evaluation.metrics import compute_roc_area
from rag.models.embedding import LocalEmbedder, RememberingEmbedder
from tests.benchmarks.judging.judged import Judged


@dataclass(frozen=True)
class Told:
    """How well verdicts of "bad" fit what people judged."""

    balanced: float  # the mean of the shares of bad and of good claims that are told rightly
    precision: float | None  # None where nothing was called bad
    recall: float

    @property
    def passed(self) -> float:
        """The share of good claims that were not called bad."""
        return 2 * self.balanced - self.recall


def measure_area(scores: Sequence[float], bad: Sequence[bool]) -> float:
    """The area under the ROC curve of a score that should be higher for good claims."""
    bads = [score for score, is_bad in zip(scores, bad, strict=True) if is_bad]
    goods = [score for score, is_bad in zip(scores, bad, strict=True) if not is_bad]
    return compute_roc_area(goods, bads)


def told(called: Sequence[bool], bad: Sequence[bool]) -> Told:
    """What verdicts are worth; `called` says for each claim whether it was called bad."""
    rightly = sum(c and b for c, b in zip(called, bad, strict=True))
    spared = sum(not c and not b for c, b in zip(called, bad, strict=True))
    recall = rightly / sum(bad)
    balanced = (recall + spared / (len(bad) - sum(bad))) / 2
    return Told(balanced, rightly / sum(called) if any(called) else None, recall)


def called_by_threshold(scores: Sequence[float], rows: Sequence[Judged]) -> list[bool]:
    """Scores as verdicts: below a threshold is bad.

    For each half, the threshold is the one of best balanced accuracy on the other half.
    """
    chosen = []
    for half in (0, 1):
        other = [(s, row.bad) for s, row in zip(scores, rows, strict=True) if row.half != half]
        kept, bad = [s for s, _ in other], [b for _, b in other]
        candidates = sorted(set(kept))[:: max(1, len(set(kept)) // 200)]
        worth = {t: told([s < t for s in kept], bad).balanced for t in candidates}
        chosen.append(max(candidates, key=lambda t: worth[t]))
    return [score < chosen[row.half] for score, row in zip(scores, rows, strict=True)]


def overlap(claim: str, sentences: Sequence[str]) -> float:
    """The share of the claim's words that stand anywhere in the source."""
    words = set(re.findall(r"\w+", claim.lower()))
    return len(words & set(re.findall(r"\w+", " ".join(sentences).lower()))) / max(1, len(words))


class Cosines:
    """The default embedding model as a `Similarity`."""

    @cached_property
    def _embedder(self) -> RememberingEmbedder:
        return RememberingEmbedder(LocalEmbedder(), most=1_000_000)

    def learn(self, texts: Sequence[str]) -> None:
        """Embeds them in one go, which is faster than one by one."""
        self._embedder.embed(texts)

    def __call__(self, claim: str, sentences: Sequence[str]) -> list[float]:
        vectors = self._embedder.embed([claim, *sentences])
        return [float(cosine) for cosine in np.asarray(vectors[1:] @ vectors[0])]
