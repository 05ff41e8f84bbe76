"""An answer made of source sentences: which of them answer, and in which order they read.

A sentence is scored by the share of the question's words that it holds (rare words weigh more),
its cosine to the question, the scores of its passage and article, whether it stands at the top of
its article, whether it holds a thing of the kind that is asked for, whether it can be read alone.
Then its things vote: what the answer is stands in several good sentences of several articles, as
Brill et al. found for questions to the web (AskMSR, 2002). `rag.retrieval.weights` has the
measures.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.answering.answer_types import Thing, kind_asked, things
from rag.retrieval.idf import share
from rag.retrieval.weights import (
    ARTICLE_WEIGHT,
    COSINE_WEIGHT,
    KIND_WEIGHT,
    LEANING_WEIGHT,
    OVERLAP_WEIGHT,
    PASSAGE_WEIGHT,
    TOP,
    TOP_WEIGHT,
    VOTE_WEIGHT,
)
from rag.text.anaphora import leans_back
from rag.text.tokens import stems
from rag.types import Evidence

MOST = 5  # sentences of an answer
FIRST = 3  # of them that are read before the others
WORTH = 0.55  # of the best sentence's score: a sentence below this adds little
TWINS = 0.75  # shared words (Jaccard) above which two sentences say the same
ADJACENT = 4  # characters between two sentences that follow each other: a paragraph's end


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence with how well it fits the question."""

    evidence: Evidence
    score: float
    overlap: float  # 0..1: share of the question's words, by rarity, in sentence and headline
    cosine: float  # to the question
    before: Evidence | None = None  # the sentence that it leans on


def rank(
    question: str,
    evidence: Sequence[Evidence],
    cosines: NDArray[np.float32],
    weights: Mapping[str, float],
) -> list[Ranked]:
    """The evidence, best sentence first. It comes as `gather` gives it, best article first.

    `cosines` to the question are in the order of the evidence, `weights` are those of `rarity`.
    """
    top = max((item.score for item in evidence), default=1.0) or 1.0
    places = {id_: n for n, id_ in enumerate(dict.fromkeys(e.article_id for e in evidence), 1)}
    kind = kind_asked(question)
    held = things([item.sentence for item in evidence], kind, weights.keys())
    scores = [
        OVERLAP_WEIGHT * share(weights, stems(item.sentence))
        + COSINE_WEIGHT * cosine
        + PASSAGE_WEIGHT * item.score / top
        + ARTICLE_WEIGHT / places[item.article_id]
        + KIND_WEIGHT * bool(kind and holds)
        + TOP_WEIGHT * (item.start < TOP)
        + LEANING_WEIGHT * leans_back(item.sentence)
        for item, cosine, holds in zip(evidence, cosines.tolist(), held, strict=True)
    ]
    votes = _votes(evidence, scores, held)
    ranked = [
        Ranked(
            item,
            score + VOTE_WEIGHT * vote,
            share(weights, stems(item.sentence) | stems(item.title)),
            cosine,
            before,
        )
        for item, score, vote, cosine, before in zip(
            evidence, scores, votes, cosines.tolist(), _befores(evidence), strict=True
        )
    ]
    return sorted(ranked, key=lambda one: (-one.score, one.evidence.article_id, one.evidence.start))


def _votes(
    evidence: Sequence[Evidence], scores: Sequence[float], held: Sequence[frozenset[Thing]]
) -> list[float]:
    """For each sentence how much is said for its best thing, 0 to 1.

    For a thing speaks each article that holds it, with the best of the sentences that do.
    """
    said: dict[Thing, dict[str, float]] = defaultdict(dict)
    for item, score, holds in zip(evidence, scores, held, strict=True):
        for thing in holds:
            best = said[thing].get(item.article_id, 0.0)
            said[thing][item.article_id] = max(best, score)
    votes = {thing: sum(articles.values()) for thing, articles in said.items()}
    most = max(votes.values(), default=0.0) or 1.0
    return [max((votes[thing] / most for thing in holds), default=0.0) for holds in held]


def _befores(evidence: Sequence[Evidence]) -> list[Evidence | None]:
    """For each sentence that cannot be read alone the one before it, where that is evidence too."""
    befores: list[Evidence | None] = []
    for item, before in zip(evidence, [None, *evidence], strict=False):
        follows = before is not None and (
            before.article_id == item.article_id and 0 <= item.start - before.end <= ADJACENT
        )
        befores.append(before if follows and leans_back(item.sentence) else None)
    return befores


def select(ranked: Sequence[Ranked], *, most: int = MOST) -> tuple[Evidence, ...]:
    """The sentences of an answer in reading order: the best one's article first, each in its order.

    The best three come before the others. No sentence twice in other words, none far below the
    best; what leans on the sentence before it comes with that, where there is room.
    """
    chosen: list[Ranked] = []
    for one in ranked:
        if len(chosen) == most or one.score < WORTH * ranked[0].score:
            break
        if not any(_twins(one.evidence.sentence, other.evidence.sentence) for other in chosen):
            chosen.append(one)
    if not chosen:
        return ()
    first = [chosen[0], *_in_order(chosen[1:FIRST], chosen)]
    return _with_befores([*first, *_in_order(chosen[FIRST:], chosen)], most)


def _in_order(some: Sequence[Ranked], chosen: Sequence[Ranked]) -> list[Ranked]:
    """Some of the chosen sentences by article, the best first, and by their place in it."""
    order = {
        id_: n for n, id_ in enumerate(dict.fromkeys(one.evidence.article_id for one in chosen))
    }
    return sorted(some, key=lambda one: (order[one.evidence.article_id], one.evidence.start))


def _with_befores(chosen: Sequence[Ranked], most: int) -> tuple[Evidence, ...]:
    """The sentences, each after the one that it leans on; the last ones make room for these.

    Where there is room for a single sentence, it is the first, whatever that leans on.
    """
    shown: dict[Evidence, None] = {}
    for one in chosen:
        pair = [one.before, one.evidence] if one.before and most > 1 else [one.evidence]
        new = [item for item in pair if item not in shown]
        if len(shown) + len(new) > most:
            break
        shown |= dict.fromkeys(new)
    return tuple(shown)


def _twins(one: str, other: str) -> bool:
    a, b = stems(one), stems(other)
    return bool(a | b) and len(a & b) / len(a | b) > TWINS
