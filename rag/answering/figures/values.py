"""The values in a sentence that a question may ask for, and those that it says went before.

"It is now expected to cost 611 million crowns instead of the 412 million that was planned" states
611 million; 412 million is what it replaces. What is only added ("another 73 million") is neither.
"""

from rag.answering.figures.amounts import CURRENCIES, VAGUE, read_amounts
from rag.answering.figures.asked import AskedFigure
from rag.answering.figures.figure import Figure
from rag.text.lexicon import collect_words
from rag.text.quantities import Quantity
from rag.verification.facts import Facts, is_negator

_OLD = collect_words("original originally previous previously initial initially earlier formerly")
_REPLACED = _OLD | collect_words("from than against once")  # directly before a value
_PAIRED = {("instead", "of"), ("compared", "with"), ("compared", "to")}
_MORE = collect_words("more less fewer greater")  # before "than": a bound, no comparison
_ADDED = collect_words("another extra additional further by add adds added adding")
_ADDED_AFTER = collect_words("more extra less fewer higher lower of increase rise cut")
_AFTER_MONEY = collect_words("instead today next starting each apiece from after since until")
_LAST_YEAR = ["last", "year"]
_OPENING = 6  # tokens with which a sentence says when all of it was: "At this time last year"
_FORMERLY = 8  # tokens from "original" to its value
_NEAR_YEAR = 20  # tokens between a value and the year that it belongs to


def find_values(
    facts: Facts, asked: AskedFigure, published: str | None
) -> tuple[list[Figure], list[Figure]]:
    """The values of the kind that is asked for: those that the sentence states, those replaced.

    What it tells of a year before that of `published`, an ISO 8601 day or moment, is neither.
    """
    stated: list[tuple[Quantity, Figure]] = []
    replaced: list[Figure] = []
    read = list(read_amounts(facts, asked))
    spans = [(quantity.first, quantity.last) for quantity, _ in read]
    for quantity, figure in read:
        before = [mark.low for mark in facts.marks[: quantity.first]]
        while before and (before[-1] in VAGUE or (before[-1] == "than" and _MORE & {*before[-2:]})):
            before.pop()
        last = before[-1] if before else ""
        if last in _ADDED or is_negator(last) or _is_qualified(facts, quantity, asked):
            continue
        paired = tuple(before[-2:]) in _PAIRED
        if last in _REPLACED or paired or _names_old(facts, quantity, spans):
            replaced.append(figure)
        elif not _is_of_past_year(facts, quantity, published):
            stated.append((quantity, figure))
    kept = [(quantity.first, quantity.last) for quantity, _ in stated]
    return [figure for quantity, figure in stated if not _is_range(facts, quantity, kept)], replaced


def _names_old(facts: Facts, quantity: Quantity, spans: list[tuple[int, int]]) -> bool:
    """Whether it is told as a former one, and no other value stands between."""
    start = max([end + 1 for _, end in spans if end < quantity.first], default=0)
    before = facts.marks[max(start, quantity.first - _FORMERLY) : quantity.first]
    return any(mark.low in _OLD for mark in before)


def _is_qualified(facts: Facts, quantity: Quantity, asked: AskedFigure) -> bool:
    """Whether it is but a part, a difference or a limit, or the value of the noun behind it.

    "126 million more", "22 million of the extra cost", "66 cents or less", "a $1.50 hotdog price".
    """
    at = quantity.last + 1
    if at < len(facts.marks) and facts.marks[at].low in CURRENCIES:
        at += 1
    low = facts.marks[at].low if at < len(facts.marks) else ""
    if low in _ADDED_AFTER or low == "or":
        return True
    noun = dict(facts.content).get(at)
    known = noun in asked.words or noun in asked.subject or low.endswith(("ly", "ing"))
    return asked.kind == "money" and noun is not None and not known and low not in _AFTER_MONEY


def _is_range(facts: Facts, quantity: Quantity, spans: list[tuple[int, int]]) -> bool:
    """Whether it is one end of "$60 to $120" or "between $60 and $120"."""
    for first, last in spans:
        one, other = sorted([(first, last), (quantity.first, quantity.last)])
        between = [mark.low for mark in facts.marks[one[1] + 1 : other[0]]]
        joined = [low for low in between if low not in CURRENCIES]
        if one != other and joined in (["to"], ["-"], ["and"], ["or"]):
            return True
    return False


def _is_of_past_year(facts: Facts, quantity: Quantity, published: str | None) -> bool:
    """Whether an earlier year, or "last year", stands near it and nearer than to other numbers."""
    now = int(published[:4]) if published else 0
    lows = [mark.low for mark in facts.marks]
    past = [q.first for q in facts.quantities if q.kind == "year" and q.value < now and not q.step]
    past += [at for at, low in enumerate(lows) if low == "ago" or lows[at : at + 2] == _LAST_YEAR]
    others = [q.first for q in facts.quantities if q.kind not in {"year", "month", "day"}]
    return any(
        at < _OPENING
        or (
            abs(at - quantity.first) <= _NEAR_YEAR
            and abs(at - quantity.first) == min(abs(at - other) for other in others)
        )
        for at in past
    )
