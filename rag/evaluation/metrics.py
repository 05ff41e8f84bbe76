"""Measures of rankings, answers, latencies and of a yes-or-no score; pure, each with its source.

A ranking is a sequence of ids, best first, none twice; `wanted` holds the relevant ones (binary
relevance), at least one. All measures of rankings lie in 0..1, and a perfect ranking has 1.
"""

import math
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from statistics import fmean


def find_first_rank(ranking: Sequence[str], wanted: Collection[str]) -> int | None:
    """The rank, from 1, of the first wanted id; None where there is none."""
    return next((rank for rank, id_ in enumerate(ranking, 1) if id_ in wanted), None)


def compute_hit(ranking: Sequence[str], wanted: Collection[str], k: int) -> float:
    """Hits@k (success at k): 1 if a wanted id is among the first k, else 0."""
    rank = find_first_rank(ranking, wanted)
    return float(rank is not None and rank <= k)


def compute_reciprocal_rank(ranking: Sequence[str], wanted: Collection[str], k: int) -> float:
    """1 / rank of the first wanted id within the first k, else 0; its mean is MRR@k.

    Voorhees, "The TREC-8 Question Answering Track Report", 1999.
    """
    rank = find_first_rank(ranking, wanted)
    return 1 / rank if rank is not None and rank <= k else 0.0


def compute_average_precision(ranking: Sequence[str], wanted: Collection[str]) -> float:
    """The precision at each wanted id, averaged over all wanted ones; its mean is MAP.

    One that the ranking lacks counts 0. Manning, Raghavan and Schütze, "Introduction to
    Information Retrieval", 2008, section 8.4.
    """
    ranks = [rank for rank, id_ in enumerate(ranking, 1) if id_ in wanted]
    return sum(found / rank for found, rank in enumerate(ranks, 1)) / len(wanted)


def compute_ndcg(ranking: Sequence[str], wanted: Collection[str], k: int) -> float:
    """Normalised discounted cumulated gain of the first k, each wanted id a gain of 1.

    Järvelin and Kekäläinen, "Cumulated Gain-Based Evaluation of IR Techniques", 2002, with the
    discount log2(rank + 1) that Burges et al. introduced in 2005 and most tools use since.
    """
    gains = [1 / math.log2(rank + 1) for rank in range(1, k + 1)]
    gained = sum(gain for gain, id_ in zip(gains, ranking, strict=False) if id_ in wanted)
    return gained / sum(gains[: len(wanted)])


def holds_answer(text: str, answers: Sequence[str]) -> bool:
    """Whether any of the answers stands in the text, letters and digits compared alone.

    "5.4 per cent" stands in "(5.4 Per Cent)". So does "5" in "15": an answer that is to be found
    like this is written with its unit.
    """
    inside = fold_text(text)
    return any(fold_text(answer) in inside for answer in answers)


def fold_text(text: str) -> str:
    """The letters and digits of `text` in a row, without case and accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in plain if character.isalnum())


def compute_mean(values: Sequence[float]) -> float:
    """Their mean; 0 for none at all."""
    return fmean(values) if values else 0.0


def compute_percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0..1) of them do not exceed: the nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def compute_roc_area(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The area under the ROC curve of a score that should be higher for the positive ones.

    It is the chance that a positive one scores above a negative one, a tie counting half: Hanley
    and McNeil, "The Meaning and Use of the Area under a ROC Curve", 1982. One of each is needed.
    """
    below = sorted(negative)
    wins = sum(bisect_left(below, score) + bisect_right(below, score) for score in positive) / 2
    return wins / (len(positive) * len(below))
