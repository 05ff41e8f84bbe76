"""Summaries and claims that people judged, and how well scores tell the good from the bad."""

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from rag.models.embedding import LocalEmbedder, RememberingEmbedder
from rag.text.sentences import split_sentences

Source = TypeVar("Source", str, tuple[str, ...])


@dataclass(frozen=True)
class Judged:
    """A claim, mostly one sentence of a summary, beside the sentences of its source."""

    claim: str
    sentences: tuple[str, ...]
    bad: bool  # people found that its source does not bear it out
    half: int  # 0 or 1: by turns from one source document to the next


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


def read_summaries(path: Path) -> list[Judged]:
    """The claims of a JSON Lines file with `source`, `summary` and judged `spans`.

    A sentence of a summary is bad if a span that people marked as unwanted touches it.
    """
    rows = _read_lines(path)
    halves = _number_halves(row["source"] for row in rows)
    found = []
    for row in rows:
        source = tuple(s.text for s in split_sentences(row["source"]))
        marked = [s for s in row["spans"] if (s["label"] or "").startswith("Unwanted")]
        spans = [(s["start"], s["end"]) for s in marked if s["start"] is not None]
        for s in split_sentences(row["summary"]):
            bad = any(start < s.end and end > s.start for start, end in spans)
            found.append(Judged(s.text, source, bad, halves[row["source"]]))
    return found


def read_claims(path: Path) -> list[Judged]:
    """The claims of a JSON Lines file with `source`, `claim`, and `good` or a `label`.

    A source is a text or a list of sentences. Of labels "supported" alone is good.
    """
    rows = _read_lines(path)
    sources = [_cut_source(row["source"]) for row in rows]
    halves = _number_halves(sources)
    good = [row["good"] if "good" in row else row["label"] == "supported" for row in rows]
    return [
        Judged(row["claim"], source, not is_good, halves[source])
        for row, source, is_good in zip(rows, sources, good, strict=True)
    ]


def _read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _cut_source(source: str | list[str]) -> tuple[str, ...]:
    if isinstance(source, str):
        return tuple(s.text for s in split_sentences(source))
    # A page's title and day stand among its sentences, and some claims rest on them alone.
    return tuple(sentence.removeprefix("(meta data) ") for sentence in source)


def _number_halves(sources: Iterable[Source]) -> dict[Source, int]:
    return {source: n % 2 for n, source in enumerate(dict.fromkeys(sources))}


def auc(scores: Sequence[float], bad: Sequence[bool]) -> float:
    """The area under the ROC curve: the chance that a good claim scores above a bad one.

    Equal scores count half (Mann and Whitney's U, divided by the number of pairs).
    """
    bads = sorted(score for score, is_bad in zip(scores, bad, strict=True) if is_bad)
    goods = [score for score, is_bad in zip(scores, bad, strict=True) if not is_bad]
    wins = sum(bisect_left(bads, g) + bisect_right(bads, g) for g in goods) / 2
    return wins / (len(goods) * len(bads))


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
