"""What in a claim its sentences contradict or leave out: numbers, dates, names, denials, opposites.

A claim rests on a carrier, the sentence that holds most of it, and on helpers that add what it
lacks. A fact that the carrier states otherwise in the same place ("killed 225", "killed 228") is a
contradiction, whatever other sentences say elsewhere.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from rag.text.entities import Name
from rag.text.lexicon import collect_words
from rag.text.quantities import DATES, Quantity, agrees, format_quantity, is_comparable
from rag.text.tokens import FRAMING, is_opposed, is_same_side
from rag.verification.entities import find_name_problems, has_name
from rag.verification.facts import Facts
from rag.verification.overstatement import find_overstatements
from rag.verification.problems import ELSEWHERE, FATAL, GRAVE, SLIGHT, Problem, SourceFacts
from rag.verification.substitutions import find_substitutions
from rag.verification.told_as_fact import find_told_as_fact


def find_problems(
    claim: Facts, sources: Sequence[SourceFacts], *, alone: bool, borne: frozenset[int]
) -> list[Problem]:
    """All of them; `sources` begins with the carrier.

    `alone` says that the carrier holds nearly all of the claim: then no helper may overrule it.
    `borne` are the first tokens of the claim's numbers and names that any sentence at all holds.
    """
    carrier = sources[0].facts
    found = [
        problem
        for quantity in claim.quantities
        if not (quantity.spelled and quantity.value == 1)  # "one" is rarely a number
        for problem in _check_quantity(quantity, claim, sources, alone=alone, borne=borne)
    ]
    found += find_name_problems(claim, sources, alone=alone, borne=borne)
    found += _check_denial(claim, [source.facts for source in sources])
    found += _check_opposites(claim, carrier)
    found += _check_order(claim, carrier)
    if any(problem.left <= FATAL for problem in found):
        return found
    beyond = list(find_substitutions(claim, carrier))
    if alone and not beyond:
        beyond += find_overstatements(claim, sources)
        beyond += find_told_as_fact(claim, carrier)
    return found + beyond


def _check_quantity(
    claimed: Quantity,
    claim: Facts,
    sources: Sequence[SourceFacts],
    *,
    alone: bool,
    borne: frozenset[int],
) -> Iterator[Problem]:
    carrier = sources[0].facts
    place = _find_context_words(claim, claimed.first, claimed.last)
    helped = [(s.facts, q) for s in sources[1:] for q in s.facts.quantities if agrees(claimed, q)]
    own = [other for other in carrier.quantities if agrees(claimed, other)]
    if any(_is_same_place(claimed, place, other, carrier) for other in own):
        return
    others = [other for other in carrier.quantities if _is_rival(claimed, other, claim)]
    rival = next((o for o in others if _is_same_place(claimed, place, o, carrier)), None)
    if own and rival is None:
        return
    if not alone and any(_is_same_place(claimed, place, other, facts) for facts, other in helped):
        return
    elsewhere = claimed.first in borne and not alone
    if rival is None and others and (claimed.kind in DATES or (len(others) == 1 and not helped)):
        rival = others[0]
    if rival is not None:
        mine, theirs = format_quantity(claimed), format_quantity(rival)
        swap = (mine, theirs) if alone else None
        said = f"the source says {theirs}, not {mine}"
        yield Problem(GRAVE if elsewhere else FATAL, said, swap)
    elif helped or (claimed.kind in DATES and _is_in_context(claimed, sources)):
        yield Problem(SLIGHT, f"the source says {format_quantity(claimed)} elsewhere")
    elif claimed.spelled and claimed.value < 5:  # counted by the writer, as often as not
        yield Problem(SLIGHT, f"the source does not say “{format_quantity(claimed)}”")
    elif claimed.first in borne:
        yield Problem(
            ELSEWHERE, f"the source says {format_quantity(claimed)}, but of something else"
        )
    else:
        yield Problem(FATAL, f"the source does not say {format_quantity(claimed)}")


@lru_cache(maxsize=32768)
def _find_context_words(facts: Facts, first: int, last: int) -> frozenset[str]:
    """The content words beside a fact; two facts that share one are about the same thing."""
    return facts.find_stems_beside(first, last) - FRAMING


def _is_same_place(claimed: Quantity, place: frozenset[str], other: Quantity, facts: Facts) -> bool:
    same_unit = bool(claimed.unit) and claimed.unit == other.unit and claimed.kind != "money"
    return same_unit or bool(place & _find_context_words(facts, other.first, other.last))


def _is_rival(claimed: Quantity, other: Quantity, claim: Facts) -> bool:
    """Whether `other` could stand for what is claimed and is not itself in the claim."""
    if not is_comparable(claimed, other) or (other.spelled and other.value == 1):
        return False
    return not any(agrees(own, other) for own in claim.quantities)


def _is_in_context(claimed: Quantity, sources: Sequence[SourceFacts]) -> bool:
    return any(agrees(claimed, own) for source in sources for own in source.context.quantities)


def _check_denial(claim: Facts, sources: Sequence[Facts]) -> Iterator[Problem]:
    carrier = sources[0]
    denied = frozenset[str]().union(*(source.reached for source in sources))
    for word in sorted(claim.negated & carrier.plain - denied):
        yield Problem(FATAL, f"the claim denies what the source says (“{claim.spell(word)}”)")
        return
    for word in sorted((carrier.negated - carrier.plain) & claim.plain - claim.reached):
        yield Problem(FATAL, f"the source denies it (“{carrier.spell(word)}”)")
        return
    if claim.negated and not denied:
        yield Problem(GRAVE, "the claim denies something that the source does not deny")


def _check_opposites(claim: Facts, carrier: Facts) -> Iterator[Problem]:
    mine = {word for _, word in claim.scales}
    theirs = {word for _, word in carrier.scales}
    for at, word in claim.scales:
        if word in theirs or any(is_same_side(word, other) for other in theirs):
            continue
        for there, other in carrier.scales:
            beside = _find_context_words(claim, at, at) & _find_context_words(carrier, there, there)
            if beside and other not in mine and is_opposed(word, other):
                theirs_text, mine_text = carrier.marks[there].text, claim.marks[at].text
                yield Problem(FATAL, f"the source says “{theirs_text}”, not “{mine_text}”")
                return


def _check_order(claim: Facts, carrier: Facts) -> Iterator[Problem]:
    """Finds "Chelsea beat Arsenal" where the source has "Arsenal beat Chelsea"."""
    for one, other in pairwise(claim.names):
        verbs = {w for at, w in claim.content if one.last < at < other.first}
        verbs = (verbs - FRAMING - _MUTUAL) & carrier.places.keys()
        far = other.first - one.last > _REACH
        if not verbs or far or _is_passive(claim, one.last, other.first):
            continue
        pairs = [(set(a.parts), set(b.parts)) for a, b in _find_pairs_around(carrier, verbs)]
        mine, yours = set(one.parts), set(other.parts)
        straight = any(first & mine or second & yours for first, second in pairs)
        if not straight and any(first & yours and second & mine for first, second in pairs):
            yield Problem(FATAL, f"the source has {one.text} and {other.text} the other way round")
            return


def _find_pairs_around(facts: Facts, verbs: set[str]) -> Iterator[tuple[Name, Name]]:
    """Neighbouring names with one of `verbs` between them, in the active voice."""
    for first, second in pairwise(facts.names):
        between = any(first.last < at < second.first for v in verbs for at in facts.places[v])
        near = second.first - first.last <= _REACH
        if between and near and not _is_passive(facts, first.last, second.first):
            yield first, second


_REACH = 6  # tokens between two names of which one does something to the other
_MUTUAL = collect_words("meet met marri fac play talk speak discuss share agre tie differ clash")


def _is_passive(facts: Facts, first: int, last: int) -> bool:
    words = {mark.low for mark in facts.marks[first:last]}
    return bool(words & {"by", "and", "with", "from", "to"})


def find_borne_out(claim: Facts, every: Sequence[SourceFacts]) -> frozenset[int]:
    """The first tokens of the claim's numbers and names that any of the sentences holds."""
    values = [own for source in every for own in source.facts.quantities]
    found = [q.first for q in claim.quantities if any(agrees(q, own) for own in values)]
    found += [n.first for n in claim.names if any(has_name(source.facts, n) for source in every)]
    return frozenset(found)
