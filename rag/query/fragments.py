"""Follow-ups that are only a piece of a question: "and in June?", "what about Echo?", "no, Orr".

The piece takes the place of its like in the question before: a time that of the time, an outlet
that of the outlet, a name that of the name with the same preposition or of the only such name.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from rag.query.dates.expressions import PREPOSITION, Expression, find_lead
from rag.query.dates.grammar import Rank
from rag.query.dates.spans import months
from rag.query.outlets import find_outlets
from rag.query.parsed import ParsedQuestion, Query, read_names
from rag.query.vocabulary import stem_all
from rag.text.entities import NAME, is_full_name, is_person
from rag.types import Window

_OPENING = re.compile(
    r"\s*(?:(?:no|sorry|actually)\b[\s,.!:–—]*)?(?:(?:and|but|or|so|also|then)\b[\s,]*)?"
    r"(?:(?:what|how)\s+about\s+|i\s+meant?\s+"
    r"|(?:the\s+)?same(?:\s+question)?\s+(?:for\s+)?)?(?:and\s+)?",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"(?:({PREPOSITION})\s+)?((?:the\s+)?{NAME})")
_EARLIER = re.compile(r"(?:before\s+(?:that|then)|earlier|previously|until\s+then)", re.IGNORECASE)
_LATER = re.compile(
    r"(?:(?:after|since)\s+(?:that|then)|later|after(?:wards)?|since)", re.IGNORECASE
)
_BACK = re.compile(
    r"(?:in\s+|on\s+)?(?:the|a|one)\s+(day|week|month|year)\s+(?:before|earlier|previous)"
    r"(?:\s+that)?|(?:in\s+|on\s+)?the\s+previous\s+(day|week|month|year)",
    re.IGNORECASE,
)


class Piece(NamedTuple):
    """What a fragment says: a name, a time, or both."""

    name: str  # with its article, "the Echo"; "" for none
    preposition: str  # of the name
    time: str  # with its preposition, "in June"; "" for none


def is_piece(question: ParsedQuestion) -> bool:
    """Whether `question` is but a time or a place: "In 2021?", "in Tennessee?"."""
    piece = _read(question.ask(_without_opening(question.text)))
    return piece is not None and bool(piece.preposition or not piece.name)


def put_into(question: ParsedQuestion, earlier: Query, answer: str) -> str | None:
    """The earlier question with the piece in its place; None where that place is not plain.

    A name that stands in the answer asks about the answer and takes no other's place.
    """
    fragment = _without_opening(question.text)
    relative = _relative(fragment, earlier.window, earlier.today)
    piece = Piece("", "", relative) if relative else _read(question.ask(fragment))
    if piece is None or (piece.name and stem_all(piece.name) <= stem_all(answer) | {"the"}):
        return None
    if piece.name and not (piece.preposition or piece.time or _opening(question.text)):
        return None  # "Really?"
    whole: str | None = earlier.asked_as
    if piece.name:
        whole = _with_name(earlier.parsed, piece)
    if piece.time and whole:
        whole = put_time(earlier.parsed.ask(whole), piece.time)
    return whole or None


def _without_opening(question: str) -> str:
    return question[len(_opening(question)) :].strip(" \t\n?.!,")


def _opening(question: str) -> str:
    opening = _OPENING.match(question)
    return opening[0] if opening else ""


def _read(fragment: ParsedQuestion) -> Piece | None:
    """The fragment as a piece, or None where it is more, or nothing of the kind."""
    text, found = fragment.text, fragment.times
    if len(found) > 1:
        return None
    time, rest = "", text
    if found:
        start = find_lead(text, found[0].start)
        time, rest = text[start : found[0].end], text[:start] + text[found[0].end :]
    rest = rest.strip(" ,")
    if not rest:
        return Piece("", "", time) if time else None
    match = _NAMED.fullmatch(rest) if read_names(f"in {rest}") else None
    return Piece(match[2], (match[1] or "").lower(), time) if match else None


def _with_name(earlier: ParsedQuestion, piece: Piece) -> str | None:
    candidates = list(earlier.names)
    if _is_outlet(piece.name, earlier):
        candidates = [name for name in candidates if _is_outlet(name, earlier)]
        if not candidates:
            return _appended(earlier.text, f"in {piece.name}")
    elif piece.preposition:
        candidates = [
            name for name in candidates if _follows(piece.preposition, name, earlier.text)
        ]
        if not candidates:
            return _appended(earlier.text, f"{piece.preposition} {piece.name}")
    elif len(candidates) > 1:
        kind = _kind(re.sub(r"^the ", "", piece.name))
        candidates = [name for name in candidates if _kind(name) == kind]
    if len(candidates) != 1:
        return None
    old = rf"(?<!\w)(?:the\s+)?{re.escape(candidates[0])}(?!\w)"
    return re.sub(old, lambda _: piece.name, earlier.text)


def _is_outlet(name: str, question: ParsedQuestion) -> bool:
    return bool(find_outlets(f"in {name}", question.known_outlets))


def _kind(name: str) -> tuple[bool, bool]:
    return is_full_name(name), is_person(name)


def _follows(preposition: str, name: str, text: str) -> bool:
    pattern = rf"\b{preposition}\s+(?:the\s+)?{re.escape(name)}(?!\w)"
    return bool(re.search(pattern, text, re.IGNORECASE))


def put_time(earlier: ParsedQuestion, time: str) -> str | None:
    """The earlier question at another time; None where it names several."""
    text, old = earlier.text, earlier.times
    new = earlier.ask(time).times[0]
    has_lead = new.start > 0
    time = time[: new.start].lower() + time[new.start :]
    if not old:
        return _appended(text, time if has_lead else _led(time, new))
    if len(old) > 1:
        return None
    start = find_lead(text, old[0].start)
    lead = text[start : old[0].start]
    if not has_lead:
        time = lead + time if old[0].rank == new.rank else _led(time, new)
    return text[:start] + time + text[old[0].end :]


def _led(time: str, words: Expression) -> str:
    """With the preposition that it wants."""
    if words.rank is Rank.CALENDAR:
        return f"in {time}"
    return f"on {time}" if words.rank is Rank.WEEKDAY else time


def _appended(question: str, words: str) -> str:
    """`words` before the question's end and what is carried in brackets after it."""
    match = re.search(r"\s*[?.!]*\s*(?:\(about: [^()]*\)\s*)?$", question)
    at = match.start() if match else len(question)
    return f"{question[:at]} {words}{question[at:]}"


def _relative(fragment: str, window: Window | None, today: date) -> str:
    """Words for a time told from the window of the question before: "before that"; else ""."""
    if window is None:
        return ""
    if _EARLIER.fullmatch(fragment) and window.start and window.start > date.min:
        return f"until {_spelled(window.start - timedelta(1))}"
    if _LATER.fullmatch(fragment) and window.end and window.end < today:
        return f"since {_spelled(window.end + timedelta(1))}"
    back = _BACK.fullmatch(fragment)
    if back and window.start and window.end:
        return _earlier_by((back[1] or back[2]).lower(), window.start, window.end)
    return ""


def _earlier_by(unit: str, start: date, end: date) -> str:
    """The days from `start` to `end`, one `unit` earlier."""
    try:
        first, last = _moved(unit, start), _moved(unit, end)
    except (ValueError, OverflowError):  # before the year 1
        return ""
    if first.day == 1 and last == months(first.year, first.month)[1]:
        return f"in {first:%B} {first.year}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"in {first.year}"
    return (
        f"on {_spelled(first)}" if first == last else f"from {_spelled(first)} to {_spelled(last)}"
    )


def _moved(unit: str, day: date) -> date:
    if unit in {"day", "week"}:
        return day - timedelta(7 if unit == "week" else 1)
    count = day.year * 12 + day.month - 1 - (12 if unit == "year" else 1)
    last = months(count // 12, count % 12 + 1)[1]
    at_end = day == months(day.year, day.month)[1]
    return last if at_end else last.replace(day=min(day.day, last.day))


def _spelled(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
