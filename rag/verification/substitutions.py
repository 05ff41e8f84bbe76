"""A claim in nearly the words of its source, with something else put in one place of it.

Both are laid side by side, word by word. Where all around is the same, another name, number, unit,
role or word of the other side stands out whatever the rest of the article says, and so does a
"not" that came or went.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from rag.text import lexicon
from rag.text.entities import Name, agree_in_initials
from rag.text.lexicon import collect_words
from rag.text.quantities import Quantity, agrees, format_quantity
from rag.text.tokens import FAMILY, is_opposed, stem
from rag.verification.entities import has_name_part
from rag.verification.facts import Facts, is_negator
from rag.verification.problems import FATAL, GRAVE, Problem

_ALIKE = 0.6  # the share of a claim's tokens that the source has in the same order
_SHORT = 6  # tokens of a place at most
_LONG = 200  # tokens of a sentence that is still laid beside another: more is no sentence
_SPEAKS = collect_words("said says told added stated")
_FEW = 3  # tokens of a place in which a "not" comes or goes
# What denies without a "not", so that one in its place changes nothing.
_DENYING = collect_words(
    "lack lacks lacked deny denied denies refuse refused instead than avoid stopped"
)
_UN = ("un", "non", "dis", "im", "in")


class _Spot(NamedTuple):
    """Tokens of the claim, and those of the source in their place."""

    here: slice
    there: slice


def find_substitutions(claim: Facts, source: Facts) -> Iterator[Problem]:
    """What the claim has in the place of something else."""
    for spot in _align_spots(claim, source):
        found = (
            _check_number_swap(spot, claim, source)
            or _check_name_swap(spot, claim, source)
            or _check_word_swap(spot, claim, source)
            or _check_denial_swap(spot, claim, source)
            or _check_strength_swap(spot, claim, source)
        )
        if found:
            yield found


@lru_cache(maxsize=4096)
def _align_spots(claim: Facts, source: Facts) -> tuple[_Spot, ...]:
    mine, theirs = _list_lows(claim), _list_lows(source)
    if not 3 < len(mine) <= _LONG or not 3 < len(theirs) <= _LONG:
        return ()
    if len(claim.words & source.words) < _ALIKE * len(claim.words):  # spares most of the work
        return ()
    codes = SequenceMatcher(None, theirs, mine, autojunk=False).get_opcodes()
    same = sum(end - start for kind, _, _, start, end in codes if kind == "equal")
    if same < _ALIKE * len(mine):
        return ()
    return tuple(
        _Spot(slice(first, last), slice(there, until))
        for kind, there, until, first, last in codes
        if kind != "equal" and last - first <= _SHORT and until - there <= _SHORT
    )


def _list_lows(facts: Facts, place: slice = slice(None)) -> list[str]:
    return [mark.low for mark in facts.marks[place]]


def _check_number_swap(spot: _Spot, claim: Facts, source: Facts) -> Problem | None:
    theirs = [q for q in source.quantities if _overlaps(q, spot.there)]
    for mine in claim.quantities:
        if not _overlaps(mine, spot.here) or any(agrees(mine, q) for q in theirs):
            continue
        if rival := next((q for q in theirs if q.kind == mine.kind), None):
            swap = format_quantity(mine), format_quantity(rival)
            return Problem(FATAL, f"the source says {swap[1]}, not {swap[0]}", swap)
    return None


def _overlaps(one: Quantity | Name, place: slice) -> bool:
    return bool(one.first < place.stop and place.start <= one.last)


def _check_name_swap(spot: _Spot, claim: Facts, source: Facts) -> Problem | None:
    mine, theirs = _list_capitals(claim, spot.here), _list_capitals(source, spot.there)
    new = [low for low in mine if not has_name_part(source, low)]
    mine_all, theirs_all = _list_lows(claim), _list_lows(source)
    gone = [
        low
        for low in theirs
        if not has_name_part(claim, low)
        or (low not in lexicon.ALIASES and mine_all.count(low) < theirs_all.count(low))
    ]
    if not new or not gone:
        return None
    ours, others = _find_names_at(claim, spot.here), _find_names_at(source, spot.there)
    if ours and all(any(agree_in_initials(one, other) for other in others) for one in ours):
        return None
    called, named = _spell_name(ours, claim, spot.here), _spell_name(others, source, spot.there)
    reason = f"the source names {named}, not {called}"
    if any(one.sure for one in ours) and any(one.sure for one in others):
        return Problem(FATAL, reason, (called, named))
    after = spot.here.stop
    speaks = after < len(claim.marks) and claim.marks[after].low in _SPEAKS
    return Problem(GRAVE, reason) if speaks or len(mine) > 1 else None


def _list_capitals(facts: Facts, place: slice) -> list[str]:
    dated = {n for q in facts.quantities for n in range(q.first, q.last + 1)}
    spots = enumerate(facts.marks[place], place.start)
    lows = [mark.low for n, mark in spots if mark.text[0].isupper() and n not in dated]
    return [low for low in lows if low not in lexicon.STOP_WORDS | lexicon.TITLES]


def _find_names_at(facts: Facts, place: slice) -> list[Name]:
    return [name for name in facts.names if _overlaps(name, place)]


def _spell_name(names: Sequence[Name], facts: Facts, place: slice) -> str:
    """The name at this place in full, else what stands there."""
    return names[0].text if names else " ".join(mark.text for mark in facts.marks[place])


def _check_word_swap(spot: _Spot, claim: Facts, source: Facts) -> Problem | None:
    """A word of the other side ("fell", "rose") or of the same family ("founder", "editor")."""
    for mine in claim.marks[spot.here]:
        for theirs in source.marks[spot.there]:
            more = mine.low in lexicon.EVERY and theirs.low in lexicon.PARTLY
            if more or _are_rivals(stem(mine.low), stem(theirs.low)):
                return Problem(FATAL, f"the source says “{theirs.text}”, not “{mine.text}”")
    return None


def _are_rivals(one: str, other: str) -> bool:
    if is_opposed(one, other):
        return True
    mine, theirs = FAMILY.get(one), FAMILY.get(other)
    return bool(mine and theirs and mine[0] == theirs[0] and mine[1] != theirs[1])


def _check_denial_swap(spot: _Spot, claim: Facts, source: Facts) -> Problem | None:
    mine, theirs = _list_lows(claim, spot.here), _list_lows(source, spot.there)
    denies, denied = any(map(is_negator, mine)), any(map(is_negator, theirs))
    if max(len(mine), len(theirs)) > _FEW or denies == denied:
        return None
    if any(low in _DENYING or low.startswith(_UN) for low in (theirs if denies else mine)):
        return None
    if denies:
        return Problem(FATAL, f"the claim denies what the source says (“{' '.join(mine)}”)")
    return Problem(FATAL, f"the source denies it (“{' '.join(theirs)}”)")


def _check_strength_swap(spot: _Spot, claim: Facts, source: Facts) -> Problem | None:
    """A possibility told as a fact, or a cause in the place of anything else."""
    mine, theirs = _list_lows(claim, spot.here), _list_lows(source, spot.there)
    hedge = next((low for low in theirs if low in lexicon.HEDGES), None)
    fewer = _count_hedges(claim) < _count_hedges(source)
    if hedge and fewer and not lexicon.GUARDED.intersection(mine):
        return Problem(GRAVE, f"the source says “{hedge}”, which the claim leaves out")
    cause = next((low for low in mine if low in lexicon.CAUSES), None)
    if cause and theirs and not lexicon.MOTIVES.intersection(theirs):
        return Problem(GRAVE, f"the source says “{' '.join(theirs)}”, not “{' '.join(mine)}”")
    return None


def _count_hedges(facts: Facts) -> int:
    return sum(mark.low in lexicon.HEDGES for mark in facts.marks)
