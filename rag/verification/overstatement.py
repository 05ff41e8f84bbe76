"""Claims that say more than their source: possible told as certain, some as all, after as because.

None of it is a contradiction in so many words, but readers who go by such a claim are misled.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.text.lexicon import CAUSES, EVERY, GUARDED, HEDGES, MOTIVES, PARTLY
from rag.verification.facts import Facts
from rag.verification.problems import FATAL, GRAVE, Problem, SourceFacts

_REACH = 5  # tokens from a hedge or a quantity word to what it goes with


def find_overstatements(claim: Facts, sources: Sequence[SourceFacts]) -> Iterator[Problem]:
    """What the claim says beyond its sources; the first of them carries it."""
    yield from _check_certainty(claim, sources[0].facts)
    yield from _check_generality(claim, sources[0].facts)
    yield from _check_cause(claim, sources)


def _check_certainty(claim: Facts, carrier: Facts) -> Iterator[Problem]:
    if claim.words & GUARDED:
        return
    for word, hedge in find_hedged(carrier).items():
        if word in claim.stems:
            yield Problem(GRAVE, f"the source says “{hedge}”, which the claim leaves out")
            return


@lru_cache(maxsize=8192)
def find_hedged(facts: Facts) -> dict[str, str]:
    """The stems of what a sentence calls possible, each with the word that does, spelled out."""
    found = _find_qualified(facts, HEDGES)
    return {word: hedge for word, hedge in found.items() if facts.count(word) == 1}


def _check_generality(claim: Facts, carrier: Facts) -> Iterator[Problem]:
    mine, theirs = _find_qualified(claim, EVERY), _find_qualified(carrier, PARTLY)
    also = _find_qualified(carrier, EVERY)
    for word in mine:
        if word in theirs and word not in also:
            yield Problem(FATAL, f"the source says “{theirs[word]}”, not “{mine[word]}”")
            return


@lru_cache(maxsize=16384)
def _find_qualified(facts: Facts, how: frozenset[str]) -> dict[str, str]:
    """The stems that such a word goes with, and it: "some of the houses", "could sink"."""
    rows = dict(facts.content)
    found: dict[str, str] = {}
    for at, mark in enumerate(facts.marks):
        if mark.low in how and mark.text != "May":  # the month
            reached = next((i for i in range(at + 1, at + 1 + _REACH) if i in rows), None)
            if reached is not None:
                found.setdefault(rows[reached], mark.text)
    return found


def _check_cause(claim: Facts, sources: Sequence[SourceFacts]) -> Iterator[Problem]:
    told = next((mark.text for mark in claim.marks if mark.low in CAUSES), None)
    if told is None:
        return
    if not any(source.facts.words & MOTIVES for source in sources):
        yield Problem(GRAVE, f"the source gives no cause (“{told}”)")
