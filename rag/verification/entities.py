"""Does a sentence name someone? By surname, acronym, or people, and with no other title."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.text.entities import Name, agree_in_initials, derive_acronyms, derive_roots
from rag.text.lexicon import ALIASES, POLITE_TITLES, SHORT_TITLES, TITLES
from rag.text.tokens import stem
from rag.verification.facts import Facts
from rag.verification.problems import ELSEWHERE, FATAL, GRAVE, Problem, SourceFacts


def find_name_problems(
    claim: Facts, sources: Sequence[SourceFacts], *, alone: bool, borne: frozenset[int]
) -> Iterator[Problem]:
    """Names of the claim that its sources lack, put in place of others, or under other titles."""
    for name in claim.names:
        yield from _check_name(name, claim, sources, alone=alone, known=name.first in borne)
        yield from _check_title(name, claim, sources)


def _check_name(
    name: Name, claim: Facts, sources: Sequence[SourceFacts], *, alone: bool, known: bool
) -> Iterator[Problem]:
    carrier = sources[0].facts
    if has_name(carrier, name):
        return
    place = claim.find_stems_beside(name.first, name.last)
    elsewhere = [source.facts for source in sources[1:]] + [source.context for source in sources]
    named = any(has_name(facts, name) for facts in elsewhere)
    for other in carrier.names:
        shared = [has_name_part(claim, part) for part in other.parts]
        if not other.sure or all(shared):
            continue
        in_its_place = place & carrier.find_stems_beside(other.first, other.last)
        if (in_its_place and not any(shared)) or (not named and _are_namesakes(name, other)):
            grave = FATAL if name.sure and alone else GRAVE
            left = ELSEWHERE if known else grave
            swap = (name.text, other.text) if alone else None
            yield Problem(left, f"the source names {other.text}, not {name.text}", swap)
            return
    if name.sure and not named:
        yield Problem(ELSEWHERE if known else GRAVE, f"the source does not name {name.text}")


def _are_namesakes(name: Name, other: Name) -> bool:
    """Whether two names share a part and differ in another: Jill Biden and Joe Biden."""
    one, two = set(name.parts), set(other.parts)
    return bool(one & two and one - two and two - one)


def _check_title(name: Name, claim: Facts, sources: Sequence[SourceFacts]) -> Iterator[Problem]:
    """Finds "Senator Biden" where the source has "President Biden" and nobody has the other."""
    mine = find_titles(claim, name)
    if not mine:
        return
    every = [facts for source in sources for facts in (source.facts, source.context)]
    known = [
        (other, borne)
        for facts in every
        for other in facts.names
        if other.parts[-1] == name.parts[-1] and (borne := find_titles(facts, other))
    ]
    if not known or any(mine & borne for _, borne in known):
        return
    yield Problem(FATAL, f"the source says {known[0][0].text}, not {name.text}")


@lru_cache(maxsize=32768)
def find_titles(facts: Facts, name: Name) -> frozenset[str]:
    """The titles before a name in one form each, without those that anybody bears, as "Mr"."""
    first = max(0, name.first - 2)
    before = [mark.low for mark in facts.marks[first : name.last + 1]]
    while before and before[0] not in TITLES:  # words before that are no titles
        del before[0]
    found = {SHORT_TITLES.get(word, word) for word in before if word in TITLES}
    if "vice" in found:
        return frozenset({"vice president"})
    return frozenset(found - POLITE_TITLES)


@lru_cache(maxsize=32768)
def has_name(source: Facts, name: Name) -> bool:
    """Whether `source` names it: in full, by its surname, its acronym or its people."""
    known = [has_name_part(source, part) for part in name.parts]
    whole = " ".join(name.parts)
    if all(known) or whole in source.initials or _goes_by(source, whole):
        return True
    if source.acronyms & derive_acronyms(name.text):
        return True
    if any(agree_in_initials(name, other) for other in source.names):
        return True
    # "Jill Biden" is not borne out by "Joe Biden", nor by her first name alone.
    last = name.parts[-1]
    return known[-1] and not any(last in other.parts[1:] for other in source.names)


def has_name_part(source: Facts, part: str) -> bool:
    """Whether `source` holds one part of a name, or its people: "Ukraine" by "Ukrainian"."""
    if part in source.words or stem(part) in source.forms or _goes_by(source, part):
        return True
    return len(part) > 3 and bool(derive_roots(part) & source.roots)


def _goes_by(source: Facts, name: str) -> bool:
    return any(set(other.split()) <= source.words for other in ALIASES.get(name, ()))
