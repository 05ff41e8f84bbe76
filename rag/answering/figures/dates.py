"""The day, month or year for which something is announced, as a sentence gives it."""

from collections.abc import Iterator
from datetime import date

from rag.answering.figures.asked import AskedFigure
from rag.answering.figures.figure import Figure
from rag.text.calendar import WEEKDAYS
from rag.text.entities import join_tokens
from rag.text.lexicon import collect_words
from rag.text.quantities import Quantity
from rag.text.tokens import stem
from rag.verification.facts import Facts

# Before a date that no longer holds.
_PUT_OFF = frozenset({"from", "than", "instead of", "after", "since"})
_HAPPENS = collect_words(
    "is are be 's set due scheduled slated planned takes take held on opens open begins begin "
    "starts start falls returns kicks kickoff happens",
)
_JOINS = collect_words("as while but when which who whose where because although though if ahead")
_LEADS_TO_DATE = collect_words("on in for by before until end of the early late mid next this") | {
    *WEEKDAYS
}


def find_announced(
    facts: Facts, published: str | None, asked: AskedFigure
) -> Iterator[tuple[int, Figure]]:
    """(token index, date) of each date that lies ahead of `published`, an ISO 8601 day or moment.

    A date without its year is the next one after that day. Only those of a clause that says of the
    subject that it is or happens then; the year in a name, "Expo 2020", is no date.
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
            if _is_in_name(facts, quantity):
                continue
            parts = (int(quantity.value),)
        else:
            whole = quantity.kind == "day"
            month = int(quantity.value) // 100 if whole else int(quantity.value)
            days = (month, int(quantity.value) % 100) if whole else (month,)
            ahead = days >= (today.month, today.day)[: len(days)]
            parts = (int(year.value) if year else today.year + (not ahead), *days)
        before = [mark.low for mark in facts.marks[: quantity.first]]
        is_off = _PUT_OFF & {*before[-1:], " ".join(before[-2:])}
        if (
            not is_off
            and _happens_then(facts, quantity, asked)
            and parts >= (today.year, today.month, today.day)[: len(parts)]
        ):
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


def _is_in_name(facts: Facts, year: Quantity) -> bool:
    """Whether a bare year stands in a name or directly beside it: "the 2023 Super Bowl"."""
    return any(name.first - 1 <= year.first <= name.last + 1 for name in facts.names)


def _happens_then(facts: Facts, when: Quantity, asked: AskedFigure) -> bool:
    """Whether the date's clause has a word of the subject and one for being or happening.

    Another noun that has the date to itself, "the campaign in October", leaves the subject none.
    """
    marks, first, last = facts.marks, when.first, when.last + 1
    while first and not _parts_clauses(facts, first - 1):
        first -= 1
    while last < len(marks) and not _parts_clauses(facts, last):
        last += 1
    stems = {at: word for at, word in facts.content if first <= at < last}
    happens = any(mark.low in _HAPPENS for mark in marks[first:last])
    at = when.first - 1
    while at >= first and (marks[at].low in _LEADS_TO_DATE or not marks[at].is_word):
        at -= 1
    owner = stems.get(at, "") if at >= first else ""
    known = asked.words | asked.subject | set(map(stem, _HAPPENS))
    return happens and bool(asked.subject & {*stems.values()}) and (not owner or owner in known)


def _parts_clauses(facts: Facts, at: int) -> bool:
    """Whether a mark ends a clause: no comma within a date, "Monday, Oct. 24, 2024", does."""
    mark, around = facts.marks[at], facts.marks[max(0, at - 1) : at + 2]
    if mark.is_word:
        return mark.low in _JOINS
    if mark.text == ",":
        return not any(one.low in WEEKDAYS or one.text.isdigit() for one in around)
    return mark.text in {";", ":", "(", ")", "—", "–", "?", "!", '"', "“", "”"}
