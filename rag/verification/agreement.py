"""How much of a claim do source sentences hold? A share of words and of neighbouring words.

Longer words weigh more, and each word that no source holds costs something of its own: a long claim
has more room for things nobody said. The few weights below were set by hand, on summaries that
people judged (`tests/benchmarks/support_check.py`, `tests/benchmarks/claim_check.py`).
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.text.entities import Name
from rag.text.lexicon import BEFORE_VERBS, CLAUSE_BREAKS, TITLES
from rag.text.tokens import FRAMING, LIGHT, SIDES, is_same_side, stem
from rag.verification.entities import has_name
from rag.verification.facts import Facts, extract_facts, find_kindred, find_synonym
from rag.verification.problems import SourceFacts

# Agreement of a claim without a single content word, and how many words' worth that weighs.
PRIOR, _PRIOR_WEIGHT = 0.7, 1.0
_TOGETHER = 0.2  # the part of neighbouring words in the agreement; that of single words is the rest
_DECAY = 0.3  # loss for each unit of weight that no source holds
_PER_HELPER = 0.9  # what is left for each further sentence that is needed
_LIKENESS = 0.2  # the most that likeness of meaning adds; cosines of 0.5 to 0.95 count as 0 to 1
_NOTHING_HELD = 0.2  # agreement where not one word is held
_WORDED = 0.2  # the part of phrases, word for word and with their grammar, in the agreement
_BENT, _DONE = 0.3, 0.5  # what a word in "-ing", "-ed", "-ly" and a verb weigh beside another
_LIGHT = 0.2  # what a word weighs that says little, as "currently"
_NEAR = 5  # tokens apart at which two words still stand together


@dataclass(frozen=True, slots=True)
class PreparedClaim:
    """A claim made ready for comparison."""

    facts: Facts
    words: tuple[str, ...]  # stems that say something about the world, each once
    weights: tuple[float, ...]
    pairs: tuple[tuple[int, int], ...]  # neighbours, as indexes into `words`
    joint: frozenset[int]  # of the pairs, by index, those within one clause


@dataclass(frozen=True, slots=True)
class SentenceMatch:
    """A claim beside one source sentence; shares are 0 to 1."""

    source: SourceFacts
    words: tuple[float, ...]  # how far each word is found
    pairs: tuple[float, ...]  # how far each pair stands together
    phrases: frozenset[tuple[str, str]]  # neighbours, grammar included, that are the source's too
    likeness: float  # cosine of the meanings, 0 where it is not known


@lru_cache(maxsize=512)
def prepare_claim(claim: str) -> PreparedClaim:
    """The claim's words, without list markers, titles before names, and words of framing."""
    facts = extract_facts(re.sub(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+", "", claim))
    styled = {n for name in facts.names for n in range(name.first, name.last)}
    sequence = [
        (at, word)
        for at, word in facts.content
        if word not in FRAMING and not (at in styled and facts.marks[at].low in TITLES)
    ]
    words = tuple(dict.fromkeys(word for _, word in sequence))
    place = {word: n for n, word in enumerate(words)}
    pairs: dict[tuple[int, int], bool] = {}  # and whether they stand in one clause
    for (at, one), (there, other) in pairwise(sequence):
        if one != other:
            whole = not any(mark.low in CLAUSE_BREAKS for mark in facts.marks[at + 1 : there])
            pair = place[one], place[other]
            pairs[pair] = pairs.get(pair, True) and whole
    joint = frozenset(n for n, whole in enumerate(pairs.values()) if whole)
    weights = tuple(_weigh_word(word, facts) for word in words)
    return PreparedClaim(facts, words, weights, tuple(pairs), joint)


def _weigh_word(word: str, facts: Facts) -> float:
    """Longer words weigh more; those that tell how or what is done less than those for things.

    A deed may be told in many ways, while a thing that no source names was made up.
    """
    if word in LIGHT:
        return _LIGHT
    at = facts.places[word][0]
    mark, before = facts.marks[at], facts.marks[at - 1].low if at else ""
    size = 0.5 + min(len(word), 10) / 10
    if at and mark.text[0].isupper():
        return size
    if mark.low.endswith(("ing", "ed", "ly")) and len(mark.low) > 4:
        return size * _BENT
    return size * (_DONE if before in BEFORE_VERBS else 1.0)


def match_sentence(claim: PreparedClaim, source: SourceFacts, likeness: float) -> SentenceMatch:
    """The claim beside one sentence."""
    met = [match_word(word, source.facts) for word in claim.words]
    shares = [share for _, share in met]
    if not all(shares):
        other = {w for name in claim.facts.names for w in _find_by_other_name(name, source.facts)}
        above = _match_headline(claim, source.context)
        shares = [
            share or float(word in other) or above.get(word, 0.0)
            for word, share in zip(claim.words, shares, strict=True)
        ]
    pairs = tuple(
        _score_closeness(source.facts, met[a][0], met[b][0]) or 0.5 * min(shares[a], shares[b])
        for a, b in claim.pairs
    )
    phrases = claim.facts.neighbours & source.facts.neighbours
    return SentenceMatch(source, tuple(shares), pairs, phrases, likeness)


def _match_headline(claim: PreparedClaim, context: Facts) -> dict[str, float]:
    """What the headline holds: it says whom or what a sentence is about, not what happened."""
    if not context.stems:
        return {}
    named = {stem(part) for name in claim.facts.names for part in name.parts}
    met = {word: match_word(word, context)[1] for word in claim.words}
    return {word: share * (0.9 if word in named else 0.6) for word, share in met.items()}


def match_word(word: str, source: Facts) -> tuple[str, float]:
    """The stem of `source` that stands for `word`, and how well it does."""
    if word in source.stems:
        return word, 1.0
    if kin := find_kindred(word, source):
        return kin, 0.8
    if word in SIDES:
        for _, other in source.scales:
            if is_same_side(word, other) and other in source.places:
                return other, 0.7
    if twin := find_synonym(word, source):
        return twin, 0.7
    return "", 0.0


def _find_by_other_name(name: Name, source: Facts) -> frozenset[str]:
    """The stems of a name that `source` gives in quite another form, as an acronym or "British"."""
    parts = frozenset(stem(part) for part in name.parts)
    return parts if not parts & source.stems and has_name(source, name) else frozenset()


def _score_closeness(source: Facts, one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    gap = min(abs(i - j) for i in source.places[one] for j in source.places[other])
    return 1.0 if gap <= _NEAR else 0.5


def adds(claim: PreparedClaim, members: Sequence[SentenceMatch], helper: SentenceMatch) -> bool:
    """Whether a further sentence holds anything that the `members` do not: a word, or a number."""
    if claim.facts.quantities and helper.source.facts.quantities:
        return True
    held = zip(*(member.words for member in members), strict=True)
    return any(new > max(old) for new, old in zip(helper.words, held, strict=True))


def score_agreement(claim: PreparedClaim, members: Sequence[SentenceMatch]) -> float:
    """How well the `members` together, of which the first carries the claim, hold it: 0 to 1."""
    words = [max(shares) for shares in zip(*(m.words for m in members), strict=True)]
    pairs = [max(shares) for shares in zip(*(m.pairs for m in members), strict=True)]
    if not any(words):
        return _NOTHING_HELD
    covered = compute_weighted_mean(words, claim.weights)
    if len(members) > 1:  # what one sentence says counts more than what is put together
        covered = (covered + compute_weighted_mean(members[0].words, claim.weights)) / 2
    near = compute_weighted_mean(pairs, [1.0] * len(pairs), prior=covered)
    missing = sum(w for share, w in zip(words, claim.weights, strict=True) if share == 0)
    score = ((1 - _TOGETHER) * covered + _TOGETHER * near) * math.exp(-_DECAY * missing)
    score *= _PER_HELPER ** (len(members) - 1)
    phrases = frozenset[tuple[str, str]]().union(*(member.phrases for member in members))
    worded = len(phrases) / max(1, len(claim.facts.neighbours))
    score = (1 - _WORDED) * score + _WORDED * worded
    likeness = min(1.0, max(0.0, (max(m.likeness for m in members) - 0.5) / 0.45))
    return max(score, (1 - _LIKENESS) * score + _LIKENESS * likeness)


def compute_weighted_mean(
    values: Sequence[float], weights: Sequence[float], *, prior: float = PRIOR
) -> float:
    """The weighted mean, drawn towards the prior where there is little to go by."""
    total = sum(v * w for v, w in zip(values, weights, strict=True)) + prior * _PRIOR_WEIGHT
    return total / (sum(weights) + _PRIOR_WEIGHT)
