"""Dates as sources write them -> ISO 8601, or nothing. No clock is read and nothing is filled in.

The date of an article decides what "this week" finds, so a wrong one is worse than none: dates that
lack a part ("May 2022"), read two ways ("5/6/2022") or cannot be ("2022-02-30") give None.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import partial

EARLIEST, LATEST = 1600, 2199  # years: the first newspapers, and before placeholders such as 9999

_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)日?")
_DOTTED = re.compile(r"\d{1,2}\.\s*\d{1,2}\.\s*\d{4}")
_DIGITS = re.compile(r"(\d{8,14})(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)
_ZONED_DAY = re.compile(r"(\d{4}-?\d\d-?\d\d)(?:Z|[+-]\d\d:?\d\d)", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(\d{1,2} [A-Za-z]{3} )(\d\d)(?= \d\d:\d\d)")  # of RFC 822
_ZONE_AND_OFFSET = re.compile(r"\b(?:gmt|utc)\s?(?=[+-]\d)")  # GMT+2 is east, whatever POSIX says
_LABEL = re.compile(
    r"(?:first |last )?(?:published|posted|updated|modified|date)(?: on| at)?\s*:?\s+"
)
_HALF_OF_DAY = re.compile(r"\b([ap])\.\s?m\.")
_DOTTED_TIME = re.compile(r"\b(\d{1,2})\.(\d\d)(?=\s?[ap]m)")
_LONGEST = 80  # characters; no date is longer, and the parser is slow on long ones

_ZONES = {  # hours from UTC; names that mean one zone only
    name: hours
    for hours, names in (
        *((0, "UTC GMT Z WET"), (1, "BST CET"), (2, "CEST EET"), (3, "EEST MSK")),
        *((8, "HKT SGT"), (9, "JST KST"), (10, "AEST"), (11, "AEDT"), (12, "NZST")),
        *((-4, "EDT"), (-5, "EST CDT"), (-6, "CST MDT"), (-7, "MST PDT"), (-8, "PST")),
    )
    for name in names.split()
}


def parse_date(value: str | None) -> str | None:
    """`value` in ISO 8601: a day ("2022-05-18"), or a moment with its offset if it has one.

    Understands ISO 8601 and its looser kin, RFC 822, English month names, unambiguous numeric
    dates, and seconds or milliseconds since 1970 (as UTC). The outlet's own offset is kept.
    """
    value = (value or "").strip()
    if not value or len(value) > _LONGEST:
        return None
    if zoned := _ZONED_DAY.fullmatch(value):  # of XML Schema; the day is the outlet's own
        value = zoned[1]
    if digits := _DIGITS.fullmatch(value):
        return _parse_digits(digits[1], digits[2] or "")
    value = _SHORT_YEAR.sub(_add_century, value, count=1)
    year_first = _YEAR_FIRST.match(value)
    if year_first:
        year, month, day = year_first.groups()
        value = f"{year}-{month:0>2}-{day:0>2}{value[year_first.end() :]}"
    return _parse_iso(value) or _parse_prose(value, year_first=bool(year_first))


def _add_century(match: re.Match[str]) -> str:
    """A year of two digits as RFC 2822, section 4.3, has it read: up to 49 of this century."""
    return f"{match[1]}{'20' if match[2] < '50' else '19'}{match[2]}"


def _parse_digits(digits: str, zone: str) -> str | None:
    """20220518, 202205181030, 20220518103015, or seconds or milliseconds since 1970."""
    for length, pattern in ((8, "%Y%m%d"), (12, "%Y%m%d%H%M"), (14, "%Y%m%d%H%M%S")):
        if len(digits) == length:
            try:
                moment = datetime.strptime(digits, pattern)  # noqa: DTZ007 - no zone is given
            except ValueError:
                continue
            if zone and length > 8:
                moment = datetime.fromisoformat(f"{moment.isoformat()}{zone.upper()}")
            return _format_iso(moment, day_only=length == 8)
    if not zone and len(digits) in {9, 10, 12, 13}:
        seconds = int(digits) / (1 if len(digits) <= 10 else 1000)
        return _format_iso(datetime.fromtimestamp(seconds, tz=UTC))
    return None


def _parse_iso(value: str) -> str | None:
    try:
        return _format_iso(datetime.fromisoformat(value), day_only=len(value) == 10)
    except ValueError:
        return None


def _parse_prose(value: str, *, year_first: bool) -> str | None:
    """By dateutil, asked in several ways: an answer that depends on the way is no answer."""
    from dateutil import parser  # most sources write ISO 8601 and never need it

    value = _HALF_OF_DAY.sub(r"\1m", _LABEL.sub("", value.lower(), count=1))
    value = _DOTTED_TIME.sub(r"\1:\2", value)
    value = _ZONE_AND_OFFSET.sub("", value).upper()
    orders = [False] if year_first else [False, True]
    if _DOTTED.match(value):  # written day first wherever it is written; 5/6/2022 is not
        orders = [True]
    read = partial(parser.parse, tzinfos=_find_zone)
    readings = set()
    for day_first in orders:
        for day in (datetime(2001, 1, 1), datetime(2004, 2, 2)):  # noqa: DTZ001
            try:
                readings.add(read(value, default=day, dayfirst=day_first))
            except (ValueError, OverflowError):
                return None
    if len(readings) != 1:
        return None
    moment = readings.pop()
    if str(moment.year) not in value:  # a year of two digits
        return None
    return _format_iso(moment, day_only=":" not in value and moment.time() == datetime.min.time())


def _find_zone(name: str | None, offset: int | None) -> tzinfo | None:
    """For dateutil, which would otherwise know only the zone of the machine it runs on."""
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    return timezone(timedelta(hours=_ZONES[name])) if name in _ZONES else None


def _format_iso(moment: datetime, *, day_only: bool = False) -> str | None:
    if not EARLIEST <= moment.year <= LATEST:
        return None
    return moment.date().isoformat() if day_only else moment.isoformat()
