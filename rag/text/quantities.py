"""Numbers, money, shares and dates in a sentence, as values that can be compared.

What a claim says of a number is borne out by an equal one, by one that it rounds ("1.2 million" for
1,214,332), and by one that lies within its bound ("more than 100" for 112).
"""

import math
from dataclasses import dataclass
from typing import Literal

QuantityKind = Literal[
    "number", "percent", "money", "ordinal", "day", "month", "year", "weekday", "time"
]
DATES: frozenset[QuantityKind] = frozenset(("day", "month", "year", "weekday"))
Bound = Literal["", "about", "over", "under", "least", "most", "nearly"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One value; `first` and `last` are the token indexes of its words."""

    kind: QuantityKind
    value: float  # a day is 100 × month + day, a time 60 × hour + minute, Monday is 0
    text: str  # as it is written
    first: int
    last: int
    bound: Bound = ""
    unit: str = ""  # "$", "km", "day" …; "" where there is none or it is not a measure
    step: float = 0.0  # what the last digit of a rounded value is worth: 100,000 for "1.2 million"
    spelled: bool = False


def format_quantity(quantity: Quantity) -> str:
    """A value for a reader, with its bound: "more than 100"."""
    words = {"over": "more than", "least": "at least", "under": "less than", "most": "up to"}
    return f"{words.get(quantity.bound, quantity.bound)} {quantity.text}".strip()


def agrees(claimed: Quantity, found: Quantity) -> bool:
    """Whether `found` in the source bears out `claimed`."""
    if not is_comparable(claimed, found):
        kinds = {claimed.kind, found.kind}
        return claimed.value == found.value and kinds in _EQUAL_KINDS
    if claimed.kind == "month" and found.kind == "day":
        return found.value // 100 == claimed.value
    if claimed.kind == "year" and claimed.step and not found.step:
        return claimed.value <= found.value < claimed.value + 10
    percent = claimed.kind == found.kind == "percent"  # 5 % is not 5 percentage points
    if claimed.unit != found.unit and (percent or (claimed.unit and found.unit)):
        return False
    return _holds_value(claimed, found)


# A year may be read as a plain number, and "the seventh time" speaks of seven times.
_EQUAL_KINDS: tuple[set[QuantityKind], ...] = ({"number", "year"}, {"number", "ordinal"})


def is_comparable(claimed: Quantity, found: Quantity) -> bool:
    """Whether two quantities measure the same kind of thing, so that they could differ."""
    if claimed.kind == "month" and found.kind == "day":
        return True
    return claimed.kind == found.kind or {claimed.kind, found.kind} == {"number", "money"}


def _holds_value(claimed: Quantity, found: Quantity) -> bool:
    v, w = claimed.value, found.value
    if v == w:
        return (claimed.bound, found.bound) not in _CONTRARY
    if claimed.kind not in {"number", "money", "percent"}:
        return False
    if claimed.bound == found.bound:
        return claimed.bound == "" and _is_rounded_from(claimed, found)
    if claimed.bound in {"over", "least"}:
        return found.bound not in {"under", "nearly", "most"} and v < w <= 1.5 * v
    if claimed.bound in {"under", "most", "nearly"}:
        floor = 0.8 if claimed.bound == "nearly" else 0.5
        return found.bound not in {"over", "least"} and floor * v <= w < v
    return claimed.bound == "about" and abs(v - w) <= min(_measure_roundness(v) / 2, 0.1 * v)


# Bounds of one value that cannot both be true.
_CONTRARY = {("over", "under"), ("over", "nearly"), ("over", "most"), ("least", "under")}
_CONTRARY |= {("least", "most")}
_CONTRARY |= {(second, first) for first, second in _CONTRARY}


def _is_rounded_from(claimed: Quantity, found: Quantity) -> bool:
    """Whether "1.2 million" is `found` rounded; two digits or more must be left of it."""
    if claimed.step <= found.step or claimed.step == 0 or claimed.value / claimed.step < 10:
        return False
    return abs(claimed.value - found.value) <= claimed.step / 2


def _measure_roundness(value: float) -> float:
    """The coarsest step of 1, 5, 10, 50, 100 … on which `value` lies."""
    step = 10.0 ** math.floor(math.log10(value)) if value >= 1 else 0.1
    while step >= 1:
        for size in (step, step / 2):
            if value % size == 0:
                return size
        step /= 10
    return 0.1
