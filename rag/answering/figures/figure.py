"""A value that answers a question, as one sentence states it, and how two of them compare."""

from dataclasses import dataclass
from typing import Literal

from rag.text.quantities import Quantity, agrees

FigureKind = Literal["money", "share", "count", "dead", "injured", "measure", "date", "holder"]

GROWING = frozenset({"dead", "injured"})  # tolls: the last one counts, whoever gives it
COUNTED = GROWING | {"count"}
FACTOR = 4  # values further apart than this measure two things, whatever the words
TOLL_FALLS, TOLL_GROWS = 0.7, 50  # the same for a toll, which grows and hardly ever falls


@dataclass(frozen=True, slots=True)
class Figure:
    """One value; two are comparable only where kind and measure are the same."""

    kind: FigureKind
    text: str  # as it is written: "611 million", "$2.4bn", "24 April 2027", "Ilse Varga"
    measure: str  # what it counts, to be compared: "crown", "$ per ticket", "customer"
    unit: str = ""  # what it counts, to be shown: "crowns"; "" where `text` says so itself
    quantity: Quantity | None = None  # of a number
    parts: tuple[str, ...] = ()  # of a date year, month, day; of a name its words, the last first
    replaces: "Figure | None" = None  # the value that its sentence says went before it


def is_same_value(one: Figure, other: Figure) -> bool:
    """Whether one bears out the other: rounded, less exact, a name without its first part."""
    if one.quantity and other.quantity:
        return agrees(one.quantity, other.quantity) or agrees(other.quantity, one.quantity)
    return all(mine == yours for mine, yours in zip(one.parts, other.parts, strict=False))


def is_comparable(older: Figure, newer: Figure) -> bool:
    """Whether the two are values of one thing, as far as their units and their sizes tell."""
    if (older.kind, older.measure) != (newer.kind, newer.measure):
        return False
    if older.quantity is None or newer.quantity is None or older.kind == "share":
        return True
    before, after = older.quantity.value, newer.quantity.value
    if newer.kind in GROWING:
        return TOLL_FALLS * before <= after <= TOLL_GROWS * max(before, 1)
    return before <= FACTOR * after and after <= FACTOR * before
