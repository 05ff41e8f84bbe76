"""Times told from the one before: "before that", "a month earlier", "since then"."""

import re
from datetime import date, timedelta

from rag.query.dates.spans import span_months
from rag.types import Window

_EARLIER = re.compile(r"(?:before\s+(?:that|then)|earlier|previously|until\s+then)", re.I)
_LATER = re.compile(r"(?:(?:after|since)\s+(?:that|then)|later|after(?:wards)?|since)", re.I)
_BACK = re.compile(
    r"(?:in\s+|on\s+)?(?:the|a|one)\s+(day|week|month|year)\s+(?:before|earlier|previous)"
    r"(?:\s+that)?|(?:in\s+|on\s+)?the\s+previous\s+(day|week|month|year)",
    re.I,
)


def is_relative(fragment: str) -> bool:
    return any(pattern.fullmatch(fragment) for pattern in (_EARLIER, _LATER, _BACK))


def resolve_relative(fragment: str, window: Window | None, today: date) -> str:
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
