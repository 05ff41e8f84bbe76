"""An answer made of source sentences: which of them answer, and in which order they read.

A sentence is scored by the share of the question's words that it holds (rare words weigh more),
its cosine to the question, the scores of its passage and article, whether it stands at the top of
its article, whether it holds a thing of the kind that is asked for, and whether it can be read
alone. The weights were chosen on 131 quiz questions about real news: from words, cosine and passage
alone (the answer in the first sentence for .56, in the first three for .81) to .65 and .85.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.text.words import content, stem, tokens
from rag.timing.timewords import without_time_words
from rag.types import Evidence

MOST = 4  # sentences of an answer
OVERLAP_WEIGHT = 0.4
COSINE_WEIGHT = 0.5
PASSAGE_WEIGHT = 0.5
ARTICLE_WEIGHT = 0.4  # for the best article; half for the second, a third for the third …
KIND_WEIGHT = 0.3
TOP_WEIGHT = 0.2
TOP = 400  # characters: there news says what happened
LEANING_WEIGHT = -0.15
WORTH = 0.55  # of the best sentence's score: a sentence below this adds little
TWINS = 0.75  # shared words (Jaccard) above which two sentences say the same

_KINDS = (
    (re.compile(r"\b(?:how (?:many|much|old|long|far|high|tall|often|big|large)|what "
                r"(?:percentage|share|number|amount)|approximately|about how)\b", re.IGNORECASE),
     re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|"
                r"thousand|million|billion)\b", re.IGNORECASE)),
    (re.compile(r"\b(?:when|what (?:day|date|month|year|time)|which (?:day|month|year))\b",
                re.IGNORECASE),
     re.compile(r"\d{1,4}|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:January|February|"
                r"March|April|May|June|July|August|September|October|November|December)\b")),
)  # fmt: skip
_NAMED = re.compile(r"\b(?:who|whom|whose|which|where|what (?:country|city|state|company))\b", re.I)
_LEANS = re.compile(
    r"[\"“‘']?(?:And|But|So|Then|That|This|These|Those|It|He|She|They|There|His|Her|Their|Its|Such)\b"
)  # begins with what an earlier sentence named
_CAPITALISED = re.compile(r"(?<=[a-z,;:“”\"'] )[A-Z][\w’'-]+")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence with how well it fits the question."""

    evidence: Evidence
    score: float
    overlap: float  # 0..1: share of the question's words, by rarity, in sentence and headline
    cosine: float  # to the question


def question_words(question: str) -> dict[str, str]:
    """The content words of a question by their stems, in order; its time words are none."""
    marks = tokens(without_time_words(question))
    return {stemmed: marks[at].low for at, stemmed in content(marks)}


def rarity(
    words: Mapping[str, str], frequencies: Mapping[str, int], passages: int
) -> dict[str, float]:
    """Weights of the stems in `words` from the number of passages that hold each word (idf)."""
    return {
        stemmed: math.log((passages + 1) / (frequencies[word] + 1)) + 0.1
        for stemmed, word in words.items()
    }


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
    asked = set(weights)
    total = sum(weights.values()) or 1.0
    places = {id_: n for n, id_ in enumerate(dict.fromkeys(e.article_id for e in evidence), 1)}
    ranked = []
    for item, cosine in zip(evidence, cosines.tolist(), strict=True):
        here, around = _stems(item.sentence), _stems(item.title)
        overlap = sum(weights[word] for word in asked & here) / total
        covered = sum(weights[word] for word in asked & (here | around)) / total
        score = (
            OVERLAP_WEIGHT * overlap
            + COSINE_WEIGHT * cosine
            + PASSAGE_WEIGHT * item.score / top
            + ARTICLE_WEIGHT / places[item.article_id]
            + KIND_WEIGHT * _holds_kind(question, asked, item.sentence)
            + TOP_WEIGHT * (item.start < TOP)
            + LEANING_WEIGHT * bool(_LEANS.match(item.sentence))
        )
        ranked.append(Ranked(item, score, covered, cosine))
    return sorted(ranked, key=lambda one: (-one.score, one.evidence.article_id, one.evidence.start))


def select(ranked: Sequence[Ranked], *, most: int = MOST) -> tuple[Evidence, ...]:
    """The sentences of an answer in reading order: the best one's article first, each in its order.

    No sentence twice in other words, none far below the best.
    """
    chosen: list[Evidence] = []
    for one in ranked:
        if len(chosen) == most or one.score < WORTH * ranked[0].score:
            break
        if not any(_twins(one.evidence.sentence, other.sentence) for other in chosen):
            chosen.append(one.evidence)
    if not chosen:
        return ()
    order = {id_: n for n, id_ in enumerate(dict.fromkeys(item.article_id for item in chosen))}
    first, rest = chosen[0], chosen[1:]
    return (first, *sorted(rest, key=lambda item: (order[item.article_id], item.start)))


def _holds_kind(question: str, asked: set[str], sentence: str) -> bool:
    """Whether the sentence holds a number, date or name, as asked for, that is not asked with."""
    for asks, holds in _KINDS:
        if asks.search(question):
            return bool(holds.search(sentence))
    if _NAMED.search(question):
        names = _CAPITALISED.findall(sentence)
        return any(stem(name.lower()) not in asked for name in names)
    return False


def _stems(text: str) -> set[str]:
    return {word for _, word in content(tokens(text))}


def _twins(one: str, other: str) -> bool:
    a, b = _stems(one), _stems(other)
    return bool(a | b) and len(a & b) / len(a | b) > TWINS
