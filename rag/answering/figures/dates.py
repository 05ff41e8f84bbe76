"""The day, month or year for which something is announced, as a sentence gives it."""

from collections.abc import Iterator
from datetime import date

from rag.answering.figures.figure import Figure
from rag.text.entities import join_tokens
from rag.text.quantities import Quantity
from rag.verification.facts import Facts

# Before a date that no longer holds.
_PUT_OFF = frozenset({"from", "than", "instead of", "after", "since"})


def find_announced(facts: Facts, published: str | None) -> Iterator[tuple[int, Figure]]:
    """(token index, date) of each date that lies ahead of `published`, an ISO 8601 day or moment.

    A date without its year is the next one after that day.
    """
    if not published:
        return
    today = date.fromisoformat(published[:10])
    read = facts.quantities
    for at, quantity in enumerate(read):
        if quantity.kind not in {"day", "month", "year"} or quantity.step:
            continue
        year = _find_year(facts, read, at)
        if quantity.kind == "year":
            if at and _find_year(facts, read, at - 1) is quantity:
                continue  # told with its day or month already
            parts = (int(quantity.value),)
        else:
            whole = quantity.kind == "day"
            month = int(quantity.value) // 100 if whole else int(quantity.value)
            days = (month, int(quantity.value) % 100) if whole else (month,)
            ahead = days >= (today.month, today.day)[: len(days)]
            parts = (int(year.value) if year else today.year + (not ahead), *days)
        before = [mark.low for mark in facts.marks[: quantity.first]]
        is_off = _PUT_OFF & {*before[-1:], " ".join(before[-2:])}
        if not is_off and parts >= (today.year, today.month, today.day)[: len(parts)]:
            end = (year or quantity).last
            text = join_tokens(facts.marks[quantity.first : end + 1])
            yield quantity.first, Figure("date", text, "date", parts=tuple(map(str, parts)))


def _find_year(facts: Facts, read: tuple[Quantity, ...], at: int) -> Quantity | None:
    """The year that follows a day or a month directly: "24 April 2027", "April 24, 2027"."""
    if read[at].kind not in {"day", "month"} or at + 1 == len(read):
        return None
    following = read[at + 1]
    between = facts.marks[read[at].last + 1 : following.first]
    near = following.kind == "year" and all(mark.text == "," for mark in between)
    return following if near and len(between) < 2 else None
