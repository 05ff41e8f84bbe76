"""Numbers of the kind that a question asks for, each with what it counts."""

from collections.abc import Iterator
from dataclasses import replace

from rag.answering.figures.asked import DEATHS, INJURIES, AskedFigure
from rag.answering.figures.figure import Figure
from rag.answering.figures.scope import is_of_other
from rag.text.entities import join_tokens
from rag.text.lexicon import collect_words
from rag.text.quantities import Quantity
from rag.text.tokens import Token, stem
from rag.verification.facts import Facts

# Those that `rag.text.numbers` does not read: here a question for money says what they mean.
CURRENCIES = collect_words(
    "crown crowns krona kronor krone kroner franc francs peso pesos rupee rupees yuan ruble rubles",
    "rouble roubles lira dinar dinars dirham dirhams shekel shekels zloty forint riyal riyals baht",
    "ringgit rupiah hryvnia cent cents pence",
)
# Between a word and its number: they leave it what it is.
VAGUE = collect_words(
    "a an the about around some nearly almost over above under more at least up to as many",
    "estimated roughly approximately just",
)
_TOLLS = collect_words("toll death deaths fatalities injuries")
_RISEN = collect_words("risen rose rises rising climbed climbs grown grew grows increased jumped")
_REACHED = collect_words("reached reaches stands stood now hit hits topped passed surpassed")
_FAR = 12  # tokens from "death toll" or "number of deaths" to the number
_NOT_BETWEEN = collect_words("of in and to per by more additional extra further")
_PEOPLE = collect_words(
    "people persons participants demonstrators protesters residents guests visitors passengers",
    "spectators marchers attendees fans",
)


def read_amounts(facts: Facts, asked: AskedFigure) -> Iterator[tuple[Quantity, Figure]]:
    """(quantity, figure) of each number that is of the kind asked for."""
    readers = {"money": _read_money, "share": _read_share, "measure": _read_measure}
    for quantity in facts.quantities:
        if asked.kind in {"dead", "injured"}:
            found = _read_toll(facts, quantity, asked)
        elif asked.kind == "count":
            found = _read_count(facts, quantity, asked)
        elif reader := readers.get(asked.kind):
            found = reader(facts, quantity)
        else:
            found = None
        if found is not None:
            yield quantity, found


def _read_money(facts: Facts, quantity: Quantity) -> Figure | None:
    marks, last = facts.marks, quantity.last
    unit = ""
    if quantity.kind != "money":
        follows = marks[last + 1 : last + 2]
        whole = quantity.kind == "number" and not quantity.unit
        if whole and follows and follows[0].low in CURRENCIES:
            unit, last = follows[0].text, last + 1
        elif not (whole and quantity.step >= 1e5 and _shares_currency(facts)):
            return None
    rate = _read_rate(marks, last)
    measure = (stem(unit.lower()) or quantity.unit or _find_currency(facts)) + rate
    return Figure("money", quantity.text, measure, unit + rate, quantity)


def _find_currency(facts: Facts) -> str:
    return next((stem(mark.low) for mark in facts.marks if mark.low in CURRENCIES), "")


def _shares_currency(facts: Facts) -> bool:
    """Whether a bare "412 million" has its currency from another value of the sentence."""
    return any(mark.low in CURRENCIES for mark in facts.marks)


def _read_rate(marks: tuple[Token, ...], last: int) -> str:
    """What an amount is paid for: " per lorry", " a year"."""
    after = [mark.low for mark in marks[last + 1 : last + 3]]
    rated = len(after) == 2 and after[0] in {"per", "a", "an", "each", "every"}
    return f" per {after[1]}" if rated and after[1].isalpha() else ""


def _read_share(facts: Facts, quantity: Quantity) -> Figure | None:
    if quantity.kind != "percent" or quantity.unit == "points":
        return None
    return Figure("share", quantity.text, "%", "", quantity)


def _read_measure(facts: Facts, quantity: Quantity) -> Figure | None:
    if quantity.kind != "number" or not quantity.unit:
        return None
    text = join_tokens(facts.marks[quantity.first : quantity.last + 1])
    return Figure("measure", text, quantity.unit, "", quantity)


def _is_count(quantity: Quantity) -> bool:
    return quantity.kind == "number" and not quantity.unit and quantity.value == int(quantity.value)


def _read_count(facts: Facts, quantity: Quantity, asked: AskedFigure) -> Figure | None:
    """A number before what is counted, up to two adjectives between: "214,000 other customers"."""
    if not _is_count(quantity) or is_of_other(facts, quantity, asked):
        return None
    for mark in facts.marks[quantity.last + 1 : quantity.last + 4]:
        people = stem("people") in asked.words and mark.low in _PEOPLE
        if stem(mark.low) in asked.words or people:
            unit = stem(mark.low) if not people else stem("people")
            return Figure("count", quantity.text, unit, mark.text, quantity)
        if not mark.low.isalpha() or mark.low in _NOT_BETWEEN:
            break
    return None


def _read_toll(facts: Facts, quantity: Quantity, asked: AskedFigure) -> Figure | None:
    """A number that a word for the dead, or the hurt, belongs to, and no other number nearer.

    Before it as in "12 people were killed", behind it as in "killing 12", "the death toll is 12".
    """
    if not _is_count(quantity) or is_of_other(facts, quantity, asked):
        return None
    words = DEATHS | {stem("toll")} if asked.kind == "dead" else INJURIES
    others = [q for q in facts.quantities if q is not quantity and q.kind == "number"]
    for at, mark in enumerate(facts.marks):
        if stem(mark.low) not in words:
            continue
        behind = quantity.first > at
        first, last = (at, quantity.first) if behind else (quantity.last, at)
        between = facts.marks[first + 1 : last]
        far = len(between) > (5 if not behind else _FAR if mark.low in _TOLLS else 4)
        parted = any(not m.is_word and m.text != "-" for m in between)
        crossed = any(first < q.first < last for q in others)
        if far or parted or crossed or (behind and not _leads_to_number(mark.low, between)):
            continue
        unit = "dead" if asked.kind == "dead" else "injured"
        return Figure(asked.kind, quantity.text, unit, unit, replace(quantity, unit=""))
    return None


def _leads_to_number(low: str, between: tuple[Token, ...]) -> bool:
    """Whether a word for the dead has its number behind it: "killing at least", "death toll to"."""
    words = {mark.low for mark in between}
    if low in _TOLLS and (words & _REACHED or (words & _RISEN and words & {"to", "past"})):
        return True
    if low in {"death", "deaths"}:
        return bool(words & {"toll", "number"})
    return low in {"killed", "killing", "kill", "kills", "injuring", "injured", "wounding"} and (
        words <= VAGUE | {"than"}
    )
