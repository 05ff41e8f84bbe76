"""Claims that tell as a fact what their source tells as a plan, a wish, an opinion or a charge.

"Y is corrupt" is no news where the source has "X called Y corrupt": somebody said it, and who did
is what a reader must know. Nor is a deed done that somebody only hoped or agreed to do.
"""

from collections.abc import Iterator
from functools import lru_cache

from rag.text.entities import Name
from rag.text.lexicon import (
    AUXILIARIES,
    CHARGING,
    CLOSE_ONES,
    GUARDED,
    NAMING,
    PLANS,
    TELLING,
    WISHES,
)
from rag.verification.entities import has_name_part
from rag.verification.facts import Facts, is_negator
from rag.verification.problems import FATAL, GRAVE, Problem

_REACH = 10  # tokens behind "called" or "accused" that are still what somebody says
_AHEAD = frozenset({"will", "would", "to", "going", "shall"})


def find_told_as_fact(claim: Facts, carrier: Facts) -> Iterator[Problem]:
    """What the claim states outright and its carrier does not."""
    yield from _check_deed(claim, carrier)
    yield from _check_opinion(claim, carrier)
    yield from _check_bearer(claim, carrier)


def _check_deed(claim: Facts, carrier: Facts) -> Iterator[Problem]:
    """A deed told as done, or as sure to come where it is only wished for."""
    if claim.words & (PLANS | WISHES | GUARDED) or any(map(is_negator, claim.words)):
        return
    for word, told in _find_intended(carrier).items():
        ahead = told.lower() in PLANS and claim.words & _AHEAD
        if word in claim.stems and not ahead:
            yield Problem(GRAVE, f"the source says “{told} to”, which the claim leaves out")
            return


@lru_cache(maxsize=8192)
def _find_intended(facts: Facts) -> dict[str, str]:
    """The stems of deeds behind a plan or wish and "to", each with the word that says so."""
    rows, found = dict(facts.content), dict[str, str]()
    for at, mark in enumerate(facts.marks[:-2]):
        if mark.low not in PLANS | WISHES:
            continue
        to = next((i for i in range(at + 1, at + 5) if facts.marks[i : i + 1]
                   and facts.marks[i].low == "to"), None)  # fmt: skip
        deed = rows.get(to + 1) if to is not None else None
        if deed is not None and facts.count(deed) == 1:
            found[deed] = mark.text
    return found


def _check_opinion(claim: Facts, carrier: Facts) -> Iterator[Problem]:
    if claim.words & TELLING:
        return
    for word, told in _find_opinions(carrier).items():
        plain = told.lower() in CHARGING or claim.words & AUXILIARIES
        if word in claim.stems and plain:
            yield Problem(FATAL, f"the source tells it as somebody’s word (“{told}”)")
            return


@lru_cache(maxsize=8192)
def _find_opinions(facts: Facts) -> dict[str, str]:
    """The stems of what somebody is called or accused of, each with the word that says so.

    What is in capitals is a name that somebody bears, and no opinion.
    """
    named = {n for name in facts.names for n in range(name.first, name.last + 1)}
    rows, found = dict(facts.content), dict[str, str]()
    for at, mark in enumerate(facts.marks):
        if mark.low not in NAMING | CHARGING:
            continue
        for i in range(at + 1, min(at + 1 + _REACH, len(facts.marks))):
            if not facts.marks[i].is_word and facts.marks[i].text not in "\"'-":
                break
            if i in rows and i not in named and facts.count(rows[i]) == 1:
                found.setdefault(rows[i], mark.text)
    return found


def _check_bearer(claim: Facts, carrier: Facts) -> Iterator[Problem]:
    """Who did it: the claim has "Lyle Berg" where the source has "the wife of Lyle Berg"."""
    first = next(iter(claim.names), None)
    if first is None or first.first > 1 or claim.words & CLOSE_ONES:
        return
    if claim.marks[first.last].text.endswith("'s"):
        return
    same = [name for name in carrier.names if _is_one(first, name, claim)]
    bearers = [_find_bearer(carrier, name) for name in same]
    if bearers and all(bearers):
        yield Problem(FATAL, f"the source says it of the {bearers[0]} of {first.text}")


def _is_one(one: Name, other: Name, claim: Facts) -> bool:
    return one.parts[-1] == other.parts[-1] and has_name_part(claim, other.parts[0])


def _find_bearer(facts: Facts, name: Name) -> str:
    """The noun for somebody close that a name goes with: "wife of …", "…'s wife"; or ""."""
    before = [mark.low for mark in facts.marks[max(0, name.first - 2) : name.first]]
    if len(before) == 2 and before[1] == "of" and before[0] in CLOSE_ONES:
        return before[0]
    after = facts.marks[name.last + 1 : name.last + 2]
    owns = facts.marks[name.last].text.endswith("'s")
    return after[0].low if owns and after and after[0].low in CLOSE_ONES else ""
