"""Whether a number is that of all that is asked about: no part of it, no other's, no other place's.

In doubt it is another's: a mark that is missing costs less than one that is wrong.
"""

from rag.answering.figures.asked import DEATHS, INJURIES, AskedFigure
from rag.answering.figures.figure import GROWING
from rag.text.entities import Name
from rag.text.lexicon import collect_words
from rag.text.quantities import Quantity
from rag.text.tokens import stem
from rag.verification.facts import Facts

_WHOM = frozenset(map(stem, ["people", "other", "confirmed"]))  # behind the number of a toll
_SAME_PLACE = 8  # tokens between a toll and the place that it is told of
_BESIDE = 6  # tokens between a number and whom or where it is counted for: "2,000 people from"
_WHERE = collect_words("in from of for at against near across")
_PARTED = collect_words("majority most half some third quarter many part few")  # before "of"
_THOSE = collect_words("the those these its their his her our")
# One-word openings of a sentence that may give a number of others, and are no place.
_TELLING = collect_words(
    "police officials authorities organisers organizers rescuers officers firefighters hospitals "
    "experts doctors reports unions",
)
_SAYING = collect_words("said says say that told according")  # behind them a new clause begins


def is_of_other(facts: Facts, quantity: Quantity, asked: AskedFigure) -> bool:
    """Whether a count or toll is a part, or that of somebody or some place not asked about."""
    grows = asked.kind in GROWING
    if grows and _is_of_group(facts, quantity, asked):
        return True
    return _is_part(facts, quantity) or any(
        _owns(facts, name, quantity) or _restricts(facts, name, quantity, grows=grows)
        for name in facts.names
        if not any(stem(part) in asked.subject for part in name.parts)
    )


def _is_of_group(facts: Facts, quantity: Quantity, asked: AskedFigure) -> bool:
    """Whether a toll is that of one group: "14 children"."""
    whom = dict(facts.content).get(quantity.last + 1)
    return whom is not None and whom not in _WHOM | DEATHS | INJURIES | asked.subject


def _is_part(facts: Facts, quantity: Quantity) -> bool:
    """Whether it is what a part is taken of: "of the 2,000", "most of about 2,000"."""
    before = [mark.low for mark in facts.marks[max(0, quantity.first - 4) : quantity.first]]
    if "of" not in before:
        return False
    at = len(before) - 1 - before[::-1].index("of")
    return bool(_THOSE & {*before[at + 1 :]} or _PARTED & {*before[:at]})


def _owns(facts: Facts, name: Name, quantity: Quantity) -> bool:
    """Whether a name stands before a number in its clause: "Texas has counted 42,000 deaths"."""
    between = facts.marks[name.last + 1 : quantity.first]
    if name.last >= quantity.first or _TELLING & {*name.parts}:
        return False
    if name.lone and not (between and _is_verb_or_owner(between[0].low)):
        return False
    return all(
        (mark.is_word or mark.text in {"'", "’", "-"}) and mark.low not in _SAYING
        for mark in between
    )


def _is_verb_or_owner(low: str) -> bool:
    return low in {"has", "have", "had", "and", "is", "was", "'s", "’s", "saw", "sent", "lost"} or (
        low.endswith(("ed", "s", "'"))
    )


def _restricts(facts: Facts, name: Name, quantity: Quantity, *, grows: bool) -> bool:
    """Whether a name says whose number it is: "2,000 people from Orrin", "7 dead in Florida"."""
    if not name.first or not name.sure:
        return False
    before = facts.marks[name.first - 1].low
    if before in {"and", "or"} and grows:  # "in Turkey and Syria", where one of them is asked of
        return any(other.last == name.first - 2 for other in facts.names)
    if grows:
        return before in {"in", "from"} and abs(name.first - quantity.last) <= _SAME_PLACE
    gap = facts.marks[quantity.last + 1 : name.first]
    near = quantity.last < name.first and len(gap) <= _BESIDE
    return near and before in _WHERE and sum(mark.low in _WHERE for mark in gap) == 1
