"""Spans of whole days, and how each kind of time expression becomes one, relative to today.

A reader takes the match of a pattern in `rag.query.dates.grammar` (its groups carry the parts)
and today. It answers None for days that are still to come, and raises ValueError for days no
calendar has.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from rag.text.calendar import MONTHS, WEEKDAYS
from rag.text.numbers import ORDINALS, UNITS

Days = tuple[date, date]  # the first and the last, both included
Match = re.Match[str]

NUMBERS = {word: n for word, n in UNITS.items() if 1 <= n <= 12}
_COUNTS = NUMBERS | {"a": 1, "an": 1, "couple": 2, "few": 3, "several": 4}
_DAYS_OF = {
    "hour": 0, "day": 1, "week": 7, "fortnight": 14,
    "month": 30.4, "quarter": 91, "year": 365, "decade": 3652,
}  # fmt: skip
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # northern
_THIRDS = {"early": 0, "start": 0, "beginning": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
_EDGES = {"start", "beginning", "end"}  # narrower than early and late, in a year or more
# How far "in the days before" and the like reach, in days.
SPANS = {
    "day": 1, "days": 7, "week": 7, "weeks": 28,
    "month": 30, "months": 91, "year": 365, "years": 1096,
}  # fmt: skip
_TO_COME = {"next", "coming", "upcoming"}
_FUTURE = re.compile(r"\b(?:will|going to|upcoming|scheduled|set to|next|coming|soon)\b", re.I)


def span_months(year: int, month: int, count: int = 1) -> Days:
    """`count` whole months; a `month` outside 1–12 counts into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    last_year, last_month = year + (month + count - 2) // 12, (month + count - 2) % 12 + 1
    return date(year, month, 1), date(last_year, last_month, monthrange(last_year, last_month)[1])


def shift_day(day: date, days: int) -> date:
    """The day so many days later, or the last one that the calendar has on that side."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def span_back(today: date, days: int) -> Days:
    """The last `days` days and today."""
    return today - timedelta(days), today


def take_part(days: Days, part: str) -> Days:
    """The early, middle or late third, of a longer span in whole months; all for any other word."""
    first, last = days
    at = _THIRDS.get(part)
    if at is None:
        return days
    count = 12 * (last.year - first.year) + last.month - first.month + 1
    if count >= 3:
        size = count // 6 if part in _EDGES and count >= 12 else count // 3
        return span_months(first.year, first.month + at * (count - size) // 2, size)
    third = ((last - first).days + 1) // 3
    start = first + timedelta(at * third)
    return (last - timedelta(third - 1), last) if at == 2 else (start, start + timedelta(third - 1))


def read_group(match: Match, name: str) -> str:
    """A group in lower case, "" where the pattern has none or it did not take part."""
    return (match.groupdict().get(name) or "").lower()


def _find_latest_year(month: int, today: date) -> int:
    """The year of the latest such month that has begun."""
    return today.year if month <= today.month else today.year - 1


def read_numeric_day(match: Match, _: date) -> Days:
    """2025-05-14, 14.5.2025, and 5/14/2025: month first, unless only the other way is a date."""
    year, month, number = (int(match[name]) for name in ("year", "m", "d"))
    if month > 12:
        month, number = number, month
    day = date(year + 2000 if year < 100 else year, month, number)
    return day, day


def _resolve_year(match: Match, month: int, today: date) -> int:
    """The year that is named, by a number or as this or the last one; else the month's latest."""
    number, relative = read_group(match, "year"), read_group(match, "rel")
    if relative:
        return today.year - (relative == "last")
    return int(number) if number else _find_latest_year(month, today)


def read_named_day(match: Match, today: date) -> Days | None:
    """A day of a month, or several; without a year the latest that is not to come."""
    month, first = MONTHS[read_group(match, "month")], int(match["d"])
    last = int(read_group(match, "d2") or first)
    if year := read_group(match, "year"):
        return date(int(year), month, first), date(int(year), month, last)
    coming = date(today.year, month, first)
    if coming <= today:
        return coming, date(today.year, month, last)
    if (coming - today).days < 183 and _FUTURE.search(match.string):
        return None
    return date(today.year - 1, month, first), date(today.year - 1, month, last)


def read_month(match: Match, today: date) -> Days | None:
    """A month or part of one: "May 2025", "early May", "last May", "May last year"."""
    number = MONTHS[read_group(match, "month")]
    which, year = read_group(match, "which"), read_group(match, "year")
    if which in _TO_COME:
        return None
    if year.isdigit():
        found = int(year)
    elif year or which == "this":
        found = today.year - (year == "last")
    else:
        found = _find_latest_year(number, today)
        if which and number == today.month:  # "last May", asked in May
            found -= 1
    return take_part(span_months(found, number), read_group(match, "part"))


def read_season(match: Match, today: date) -> Days | None:
    """Three months; a winter carries the year of its December, once that has begun."""
    which, first = read_group(match, "which"), _SEASONS[read_group(match, "season")]
    if which in _TO_COME or (which == "this" and first > today.month and first != 12):
        return None
    days = span_months(_resolve_year(match, first, today), first, 3)
    if days[0] > today or (which == "last" and days[1] >= today):
        earlier = span_months(days[0].year - 1, first, 3)
        days = earlier if first == 12 or which == "last" else days
    return take_part(days, read_group(match, "part"))


def read_quarter(match: Match, today: date) -> Days:
    """Of the calendar year; where none is named, the latest quarter that has begun."""
    n = read_group(match, "n")
    first = 3 * (ORDINALS.get(n) or int(n)) - 2
    return span_months(_resolve_year(match, first, today), first, 3)


def read_half_year(match: Match, today: date) -> Days:
    first = 7 if read_group(match, "n") in {"second", "2"} else 1
    return span_months(_resolve_year(match, first, today), first, 6)


def read_year(match: Match, _: date) -> Days:
    return take_part(span_months(int(match["year"]), 1, 12), read_group(match, "part"))


def read_decade(match: Match, _: date) -> Days:
    return take_part(span_months(int(match["year"]), 1, 120), read_group(match, "part"))


def read_unit(match: Match, today: date) -> Days | None:
    """A week, month, quarter or year: this, last, past or next.

    "Last week" is Monday to Sunday. "This week" is the past seven days: asked on a Monday, it still
    means the news of the days before.
    """
    name, part = read_group(match, "unit"), read_group(match, "part")
    which = read_group(match, "which") or "this"
    if which in _TO_COME or (which == "this" and part in {"later", "end"}):
        return None
    if which == "past":
        return span_back(today, int(_DAYS_OF[name]))
    step = 0 if which == "this" else 1
    if name == "week":
        monday = today - timedelta(today.weekday() + 7)
        return (monday, monday + timedelta(6)) if step else span_back(today, 7)
    if name == "month":
        return take_part(span_months(today.year, today.month - step), part)
    if name == "quarter":
        return span_months(today.year, 3 * ((today.month - 1) // 3 - step) + 1, 3)
    return take_part(span_months(today.year - step, 1, 12), part)


def read_weekend(match: Match, today: date) -> Days | None:
    """The latest Saturday and Sunday; "last weekend", asked on one, is the one before."""
    which = read_group(match, "which")
    if which in _TO_COME:
        return None
    saturday = today - timedelta((today.weekday() - 5) % 7)
    if which == "last" and saturday + timedelta(1) >= today:
        saturday -= timedelta(7)
    return saturday, today if which == "this" else saturday + timedelta(1)


def read_weekday(match: Match, today: date) -> Days | None:
    """The latest such day, today included unless it is called the last."""
    which = read_group(match, "which")
    if which in _TO_COME:
        return None
    gap = (today.weekday() - WEEKDAYS[read_group(match, "day")]) % 7
    day = today - timedelta(7 if which == "last" and gap == 0 else gap)
    return day, day


def read_weekday_of_week(match: Match, today: date) -> Days | None:
    """The day of last or this week; None for a day of this week that is still to come."""
    monday = today - timedelta(today.weekday() + 7 * (read_group(match, "which") == "last"))
    day = monday + timedelta(WEEKDAYS[read_group(match, "day")])
    return (day, day) if day <= today else None


def read_week_of(match: Match, today: date) -> Days | None:
    """The week that begins or ends on a day; "of" a day, from Monday to Sunday."""
    found = read_named_day(match, today)
    if found is None:
        return None
    first, how = found[0], read_group(match, "how")
    if how in {"ending", "to"}:
        return first - timedelta(6), first
    first -= timedelta(first.weekday() if how == "of" else 0)
    return first, first + timedelta(6)


def read_week_of_month(match: Match, today: date) -> Days:
    """The second is the 8th to the 14th; the last, the last seven days of the month."""
    number, n = MONTHS[read_group(match, "month")], read_group(match, "n")
    first, last = span_months(_resolve_year(match, number, today), number)
    if n == "last":
        return last - timedelta(6), last
    first += timedelta(7 * (ORDINALS[n] - 1))
    return first, first + timedelta(6)


def _read_count(match: Match) -> int:
    words = read_group(match, "n").removesuffix(" of").split()
    return (_COUNTS.get(words[-1]) or int(words[-1])) if words else 1


def read_ago(match: Match, today: date) -> Days:
    """A span around that day, as wide as the unit."""
    days = _DAYS_OF[read_group(match, "unit")]
    middle, half_unit = today - timedelta(int(_read_count(match) * days)), timedelta(int(days) // 2)
    return middle - half_unit, middle + half_unit


def read_half_ago(match: Match, today: date) -> Days:
    """Half a year ago: a span around that day, a third of the unit wide."""
    days = int(_DAYS_OF[read_group(match, "unit")])
    middle = today - timedelta(days // 2)
    return middle - timedelta(days // 6), middle + timedelta(days // 6)


def read_trailing(match: Match, today: date) -> Days:
    """The last five days, the past three months, the past decade."""
    return span_back(today, max(1, int(_read_count(match) * _DAYS_OF[read_group(match, "unit")])))
