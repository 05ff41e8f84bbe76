"""Follow-ups that are only a piece of a question: "and in June?", "what about Echo?", "no, Orr".

The piece takes the place of its like in the question before: a time that of the time, an outlet
that of the outlet, a name that of the name with the same preposition or of the only such name.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from rag.query.dates.expressions import PREPOSITION, TimeExpression, find_lead
from rag.query.dates.grammar import Rank
from rag.query.dates.spans import span_months
from rag.query.outlets import find_outlets
from rag.query.parsed import ParsedQuestion, Query, read_names
from rag.query.vocabulary import stem_all
from rag.text.entities import NAME, is_full_name, is_person
from rag.types import Window

_OPENING = re.compile(
    r"\s*(?:(?:no|sorry|actually)\b[\s,.!:–—]*)?(?:(?:and|but|or|so|also|then)\b[\s,]*)?"
    r"(?:(?:what|how)\s+about\s+|i\s+meant?\s+"
    r"|(?:the\s+)?same(?:\s+question)?\s+(?:for\s+)?)?(?:and\s+)?",
    re.I,
)
_NAMED = re.compile(rf"(?:({PREPOSITION})\s+)?((?:the\s+)?{NAME})")
_EARLIER = re.compile(r"(?:before\s+(?:that|then)|earlier|previously|until\s+then)", re.I)
_LATER = re.compile(r"(?:(?:after|since)\s+(?:that|then)|later|after(?:wards)?|since)", re.I)
_BACK = re.compile(
    r"(?:in\s+|on\s+)?(?:the|a|one)\s+(day|week|month|year)\s+(?:before|earlier|previous)"
    r"(?:\s+that)?|(?:in\s+|on\s+)?the\s+previous\s+(day|week|month|year)",
    re.I,
)


class Fragment(NamedTuple):
    """What a fragment says: a name, a time, or both."""

    name: str  # with its article, "the Echo"; "" for none
    preposition: str  # of the name
    time: str  # with its preposition, "in June"; "" for none


def is_fragment(question: ParsedQuestion) -> bool:
    """Whether `question` is but a time or a place: "In 2021?", "in Tennessee?"."""
    piece = _parse_fragment(question.reparse(_strip_opening(question.text)))
    return piece is not None and bool(piece.preposition or not piece.name)


def insert_fragment(question: ParsedQuestion, earlier: Query, answer: str) -> str | None:
    """The earlier question with the piece in its place; None where that place is not plain.

    A name that stands in the answer asks about the answer and takes no other's place.
    """
    fragment = _strip_opening(question.text)
    relative = _resolve_relative(fragment, earlier.window, earlier.today)
    piece = Fragment("", "", relative) if relative else _parse_fragment(question.reparse(fragment))
    if piece is None or (piece.name and stem_all(piece.name) <= stem_all(answer) | {"the"}):
        return None
    if piece.name and not (piece.preposition or piece.time or _read_opening(question.text)):
        return None  # "Really?"
    whole: str | None = earlier.asked_as
    if piece.name:
        whole = _replace_name(earlier.parsed, piece)
    if piece.time and whole:
        whole = replace_time(earlier.parsed.reparse(whole), piece.time)
    return whole or None


def _strip_opening(question: str) -> str:
    return question[len(_read_opening(question)) :].strip(" \t\n?.!,")


def _read_opening(question: str) -> str:
    opening = _OPENING.match(question)
    return opening[0] if opening else ""


def _parse_fragment(fragment: ParsedQuestion) -> Fragment | None:
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
        return Fragment("", "", time) if time else None
    match = _NAMED.fullmatch(rest) if read_names(f"in {rest}") else None
    return Fragment(match[2], (match[1] or "").lower(), time) if match else None


def _replace_name(earlier: ParsedQuestion, piece: Fragment) -> str | None:
    candidates = list(earlier.names)
    if _is_outlet(piece.name, earlier):
        candidates = [name for name in candidates if _is_outlet(name, earlier)]
        if not candidates:
            return _append_words(earlier.text, f"in {piece.name}")
    elif piece.preposition:
        candidates = [n for n in candidates if _follows(piece.preposition, n, earlier.text)]
        if not candidates:
            return _append_words(earlier.text, f"{piece.preposition} {piece.name}")
    elif len(candidates) > 1:
        kind = _classify_name(re.sub(r"^the ", "", piece.name))
        candidates = [name for name in candidates if _classify_name(name) == kind]
    if len(candidates) != 1:
        return None
    old = rf"(?<!\w)(?:the\s+)?{re.escape(candidates[0])}(?!\w)"
    return re.sub(old, lambda _: piece.name, earlier.text)


def _is_outlet(name: str, question: ParsedQuestion) -> bool:
    return bool(find_outlets(f"in {name}", question.known_outlets))


def _classify_name(name: str) -> tuple[bool, bool]:
    return is_full_name(name), is_person(name)


def _follows(preposition: str, name: str, text: str) -> bool:
    pattern = rf"\b{preposition}\s+(?:the\s+)?{re.escape(name)}(?!\w)"
    return bool(re.search(pattern, text, re.I))


def replace_time(earlier: ParsedQuestion, time: str) -> str | None:
    """The earlier question at another time; None where it names several."""
    text, old = earlier.text, earlier.times
    new = earlier.reparse(time).times[0]
    has_lead = new.start > 0
    time = time[: new.start].lower() + time[new.start :]
    if not old:
        return _append_words(text, time if has_lead else _add_preposition(time, new))
    if len(old) > 1:
        return None
    start = find_lead(text, old[0].start)
    lead = text[start : old[0].start]
    if not has_lead:
        time = lead + time if old[0].rank == new.rank else _add_preposition(time, new)
    return text[:start] + time + text[old[0].end :]


def _add_preposition(time: str, words: TimeExpression) -> str:
    """With the preposition that it wants."""
    if words.rank is Rank.CALENDAR:
        return f"in {time}"
    return f"on {time}" if words.rank is Rank.WEEKDAY else time


def _append_words(question: str, words: str) -> str:
    """`words` before the question's end and what is carried in brackets after it."""
    match = re.search(r"\s*[?.!]*\s*(?:\(about: [^()]*\)\s*)?$", question)
    at = match.start() if match else len(question)
    return f"{question[:at]} {words}{question[at:]}"


def _resolve_relative(fragment: str, window: Window | None, today: date) -> str:
    """Words for a time told from the window of the question before: "before that"; else ""."""
    if window is None:
        return ""
    if _EARLIER.fullmatch(fragment) and window.start and window.start > date.min:
        return f"until {_spell_day(window.start - timedelta(1))}"
    if _LATER.fullmatch(fragment) and window.end and window.end < today:
        return f"since {_spell_day(window.end + timedelta(1))}"
    back = _BACK.fullmatch(fragment)
    if back and window.start and window.end:
        return _shift_span_back((back[1] or back[2]).lower(), window.start, window.end)
    return ""


def _shift_span_back(unit: str, start: date, end: date) -> str:
    """The days from `start` to `end`, one `unit` earlier."""
    try:
        first, last = _shift_back(unit, start), _shift_back(unit, end)
    except (ValueError, OverflowError):  # before the year 1
        return ""
    if first.day == 1 and last == span_months(first.year, first.month)[1]:
        return f"in {first:%B} {first.year}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"in {first.year}"
    if first == last:
        return f"on {_spell_day(first)}"
    return f"from {_spell_day(first)} to {_spell_day(last)}"


def _shift_back(unit: str, day: date) -> date:
    if unit in {"day", "week"}:
        return day - timedelta(7 if unit == "week" else 1)
    count = day.year * 12 + day.month - 1 - (12 if unit == "year" else 1)
    last = span_months(count // 12, count % 12 + 1)[1]
    at_end = day == span_months(day.year, day.month)[1]
    return last if at_end else last.replace(day=min(day.day, last.day))


def _spell_day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
