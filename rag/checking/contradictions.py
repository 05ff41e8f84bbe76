"""What in a claim its sentences contradict or leave out: numbers, dates, names, denials, opposites.

A claim rests on a carrier, the sentence that holds most of it, and on helpers that add what it
lacks. A fact that the carrier states otherwise in the same place ("killed 225", "killed 228") is a
contradiction, whatever other sentences say elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.text.facts import Facts, Name, initials, roots
from rag.text.quantities import DATES, Quantity, agrees, comparable
from rag.text.vocabulary import ALIASES, listed
from rag.text.words import FRAMING, alike, opposed

# What is left of a score after a problem: a contradiction, a missing fact, one worth a remark.
FATAL, GRAVE, SLIGHT = 0.34, 0.6, 0.99


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the claim that its sentences do not bear out."""

    left: float  # the factor that it leaves of the score
    reason: str  # one line for a reader


@dataclass(frozen=True, slots=True)
class Source:
    """A source sentence, and what stands over it: headline, outlet, date of publication."""

    facts: Facts
    context: Facts


def problems(claim: Facts, sources: Sequence[Source], *, alone: bool) -> Iterator[Problem]:
    """All of them; `sources` begins with the carrier.

    `alone` says that the carrier holds nearly all of the claim: then no helper may overrule it.
    """
    for quantity in claim.quantities:
        if not (quantity.spelled and quantity.value == 1):  # "one" is rarely a number
            yield from _quantity(quantity, claim, sources, alone=alone)
    for name in claim.names:
        yield from _name(name, claim, sources, alone=alone)
    yield from _denial(claim, sources[0].facts)
    yield from _opposite(claim, sources[0].facts)
    yield from _turned(claim, sources[0].facts)


def _quantity(
    claimed: Quantity, claim: Facts, sources: Sequence[Source], *, alone: bool
) -> Iterator[Problem]:
    carrier = sources[0].facts
    place = _place(claim, claimed.first, claimed.last)
    helped = [(s.facts, q) for s in sources[1:] for q in s.facts.quantities if agrees(claimed, q)]
    own = [other for other in carrier.quantities if agrees(claimed, other)]
    if any(_same_place(claimed, place, other, carrier) for other in own):
        return
    others = [other for other in carrier.quantities if _rivals(claimed, other, claim)]
    rival = next((o for o in others if _same_place(claimed, place, o, carrier)), None)
    if own and rival is None:
        return
    if not alone and any(_same_place(claimed, place, other, facts) for facts, other in helped):
        return
    if rival is None and others and (claimed.kind in DATES or (len(others) == 1 and not helped)):
        rival = others[0]
    if rival is not None:
        yield Problem(FATAL, f"the source says {_shown(rival)}, not {_shown(claimed)}")
    elif helped or (claimed.kind in DATES and _dated(claimed, sources)):
        yield Problem(SLIGHT, f"the source says {_shown(claimed)} elsewhere")
    elif claimed.spelled and claimed.value < 5:  # counted by the writer, as often as not
        yield Problem(SLIGHT, f"the source does not say “{_shown(claimed)}”")
    else:
        yield Problem(FATAL, f"the source does not say {_shown(claimed)}")


def _shown(quantity: Quantity) -> str:
    words = {"over": "more than", "least": "at least", "under": "less than", "most": "up to"}
    return f"{words.get(quantity.bound, quantity.bound)} {quantity.text}".strip()


@lru_cache(maxsize=32768)
def _place(facts: Facts, first: int, last: int) -> frozenset[str]:
    """The content words beside a fact; two facts that share one are about the same thing."""
    return facts.beside(first, last) - FRAMING


def _same_place(claimed: Quantity, place: frozenset[str], other: Quantity, facts: Facts) -> bool:
    same_unit = bool(claimed.unit) and claimed.unit == other.unit and claimed.kind != "money"
    return same_unit or bool(place & _place(facts, other.first, other.last))


def _rivals(claimed: Quantity, other: Quantity, claim: Facts) -> bool:
    """Whether `other` could stand for what is claimed and is not itself in the claim."""
    if not comparable(claimed, other) or (other.spelled and other.value == 1):
        return False
    return not any(agrees(own, other) for own in claim.quantities)


def _dated(claimed: Quantity, sources: Sequence[Source]) -> bool:
    return any(agrees(claimed, own) for source in sources for own in source.context.quantities)


def _name(name: Name, claim: Facts, sources: Sequence[Source], *, alone: bool) -> Iterator[Problem]:
    carrier = sources[0].facts
    if names(carrier, name):
        return
    place = claim.beside(name.first, name.last)
    foreign = [o for o in carrier.names if o.sure and any(not _knows(claim, p) for p in o.parts)]
    elsewhere = [source.facts for source in sources[1:]] + [source.context for source in sources]
    named = any(names(facts, name) for facts in elsewhere)
    for other in foreign:
        in_its_place = place & carrier.beside(other.first, other.last)
        stranger = not any(_knows(claim, part) for part in other.parts)
        if (in_its_place and stranger) or (not named and _namesakes(name, other)):
            left = FATAL if name.sure and alone else GRAVE
            yield Problem(left, f"the source names {other.text}, not {name.text}")
            return
    if name.sure and not named:
        yield Problem(GRAVE, f"the source does not name {name.text}")


def _namesakes(name: Name, other: Name) -> bool:
    """Whether two names share a part and differ in another: Jill Biden and Joe Biden."""
    one, two = set(name.parts), set(other.parts)
    return bool(one & two and one - two and two - one)


@lru_cache(maxsize=32768)
def names(source: Facts, name: Name) -> bool:
    """Whether `source` names it: in full, by its surname, its acronym or its people."""
    known = [_knows(source, part) for part in name.parts]
    whole = " ".join(name.parts)
    if all(known) or whole in source.initials or _goes_by(source, whole):
        return True
    if source.acronyms & initials(name.text):
        return True
    # "Jill Biden" is not borne out by "Joe Biden", nor by her first name alone.
    last = name.parts[-1]
    return known[-1] and not any(last in other.parts[1:] for other in source.names)


def _knows(source: Facts, part: str) -> bool:
    if part in source.words or _goes_by(source, part):
        return True
    return len(part) > 3 and bool(roots(part) & source.roots)


def _goes_by(source: Facts, name: str) -> bool:
    return any(set(other.split()) <= source.words for other in ALIASES.get(name, ()))


def _denial(claim: Facts, carrier: Facts) -> Iterator[Problem]:
    for word in sorted(claim.negated & carrier.plain - carrier.negated):
        yield Problem(FATAL, f"the claim denies what the source says (“{_word(claim, word)}”)")
        return
    for word in sorted((carrier.negated - carrier.plain) & claim.plain - claim.negated):
        yield Problem(FATAL, f"the source denies it (“{_word(carrier, word)}”)")
        return
    if claim.negated and not carrier.negated:
        yield Problem(GRAVE, "the claim denies something that the source does not deny")


def _opposite(claim: Facts, carrier: Facts) -> Iterator[Problem]:
    mine = {word for _, word in claim.scales}
    theirs = {word for _, word in carrier.scales}
    for at, word in claim.scales:
        if word in theirs or any(alike(word, other) for other in theirs):
            continue
        for there, other in carrier.scales:
            beside = _place(claim, at, at) & _place(carrier, there, there)
            if beside and other not in mine and opposed(word, other):
                theirs_text, mine_text = carrier.marks[there].text, claim.marks[at].text
                yield Problem(FATAL, f"the source says “{theirs_text}”, not “{mine_text}”")
                return


def _turned(claim: Facts, carrier: Facts) -> Iterator[Problem]:
    """Finds "Chelsea beat Arsenal" where the source has "Arsenal beat Chelsea"."""
    for one, other in pairwise(claim.names):
        verbs = {w for at, w in claim.content if one.last < at < other.first}
        verbs = {verb for verb in verbs - FRAMING - _MUTUAL if verb in carrier.places}
        if not verbs or other.first - one.last > _REACH or _passive(claim, one.last, other.first):
            continue
        pairs = [(set(a.parts), set(b.parts)) for a, b in _around(carrier, verbs)]
        mine, yours = set(one.parts), set(other.parts)
        straight = any(first & mine or second & yours for first, second in pairs)
        if not straight and any(first & yours and second & mine for first, second in pairs):
            yield Problem(FATAL, f"the source has {one.text} and {other.text} the other way round")
            return


def _around(facts: Facts, verbs: set[str]) -> Iterator[tuple[Name, Name]]:
    """Neighbouring names with one of `verbs` between them, in the active voice."""
    for first, second in pairwise(facts.names):
        between = any(first.last < at < second.first for v in verbs for at in facts.places[v])
        near = second.first - first.last <= _REACH
        if between and near and not _passive(facts, first.last, second.first):
            yield first, second


_REACH = 6  # tokens between two names of which one does something to the other
_MUTUAL = listed("meet met marri fac play talk speak discuss share agre tie differ clash")


def _passive(facts: Facts, first: int, last: int) -> bool:
    words = {mark.low for mark in facts.marks[first:last]}
    return bool(words & {"by", "and", "with", "from", "to"})


def _word(facts: Facts, word: str) -> str:
    """The spelling of a stem in the sentence."""
    return facts.marks[facts.places[word][0]].text
