"""The grammar of time words: a pattern for each kind, what it means, how near it is to today."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from rag.query.dates import spans
from rag.query.dates.spans import NUMBERS, Days, Match
from rag.text.calendar import ABBREVIATED_MONTHS, MONTH_NAMES, WEEKDAY_NAMES

Reader = Callable[[Match, date], Days | None]  # the match and today -> what days it means


class Rank(IntEnum):
    """Which of several expressions counts: the lowest."""

    NEAR = 0  # this week, yesterday, three days ago
    WEEKDAY = 1
    CALENDAR = 2  # dates, months, seasons, years
    UNIT = 3  # this month, last year, the past five years
    VAGUE = 4  # recently, latest, now


@dataclass(frozen=True, slots=True)
class Rule:
    pattern: re.Pattern[str]
    days: Reader
    rank: Rank
    bare: bool
    note: str
    is_name: Callable[[str, Match], bool]  # whether the words are part of a name ("USA Today")


# --- words that look like times but are names ----------------------------------------------------

_NAMED_AFTER = re.compile(
    r"\s+(?:Tonight|Night|Times|Addams|Club|Mirror|Mail|Telegraph|Express|Post|Show|show)\b"
    r"|\s+the\s+\d|\.com|s\b|\s+(?:nights|mornings|afternoons|evenings)\b"
)
_BEFORE_DAY = re.compile(
    r"On|Last|This|Past|Since|Late|Early|By|From|Next|Coming|Until|Till|And|Or|Between|After|Before|To"
    r"|Every|Did|Was|Were|Has"
)


def _is_capital_within(text: str, match: Match) -> bool:
    """A time word with a capital inside a sentence is part of a name: "Last Week Tonight"."""
    before = text[max(0, match.start() - 40) : match.start()].rstrip(" \t\n\"'“‘(")
    inside = before != "" and before[-1] not in ".?!:…—–"
    return bool(_NAMED_AFTER.match(text, match.end())) or (
        inside and match[0][0].isupper() and not match[0].isupper()
    )


def _is_named_day(text: str, match: Match) -> bool:
    """A day in a name: "Black Friday", "Bloody Sunday", "Friday the 13th", "the Sunday Times"."""
    earlier = text[max(0, match.start() - 40) : match.start()].split()[-1:]
    word = earlier[0] if earlier and match[0][0].isupper() else ""
    name = word[:1].isupper() and word.isalpha() and not _BEFORE_DAY.fullmatch(word)
    return name or bool(_NAMED_AFTER.match(text, match.end()))


# --- the grammar ---------------------------------------------------------------------------------

_WORDS = ("May", "March")  # that are words, but for the capital, as the short ones are
_FULL = "|".join(name for name in MONTH_NAMES if name not in _WORDS)
_SHORT = "|".join([*_WORDS, *ABBREVIATED_MONTHS])
_COUNTED = (  # "in 2025 people" counts people, "in 2020 election" names one
    "people|persons?|women|men|children|homes|houses|cases|schools|cities|countries|towns|stores|"
    "dollars|euros|pounds|miles|km|metres|meters|feet|tonn?es|tons|jobs|votes|troops|soldiers|"
    "restaurants|places|patients|students|workers|residents|percent|million|billion|times|minutes|"
    "elections?|olympics|games|census|budget|season|campaign|race|primary|final|world|super"
)
ALONE = rf"(?!\s+(?:{_COUNTED})\b|\s*%)"
MONTH = rf"(?P<month>(?-i:{_SHORT})|{_FULL})\b\.?"
LOOSE_MONTH = (
    rf"\b(?P<month>{_FULL}|May|March|(?-i:{_SHORT}))\b(?!\s+(?:Day|Madness|Fools?)\b)(?!’s|'s)"
)
YEAR = r"\b(?P<year>(?:19|20)\d\d)\b(?![,.:]\d|[-–/]\d{1,3}\b)"
DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?\b(?![.:]\d)"
DAYS = rf"\b{DAY}(?:\s*(?:[-–]|\bto\b|\band\b|\bthrough\b)\s*(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b)?"
WEEKDAY = rf"(?:{'|'.join(WEEKDAY_NAMES)})"
ON_DAY = rf"(?:\b{WEEKDAY},?\s+(?:the\s+)?)?"
PART = (
    r"\b(?P<part>early|earlier|mid|late|later|start|beginning|middle|end)"
    r"(?:\s+(?:of|in))?[\s-]+(?:the\s+)?"
)
NOT_THE = r"(?<!\bthe\s)(?<![’']s\s)\b"
NOT_THE_14 = rf"(?:{NOT_THE}|(?=\d+(?:st|nd|rd|th)))"  # but "the 14th of May" is a time
NEXT = r"next|coming|upcoming"
COUNT = rf"(?<![\d.,])(?P<n>\d{{1,4}}|{'|'.join(NUMBERS)}|few|several|(?:a\s+)?couple(?:\s+of)?)"
UNIT = r"(?P<unit>hour|day|week|fortnight|month|quarter|year|decade)s?\b"
SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
QUARTER = r"\b(?P<n>first|second|third|fourth)[\s-]quarter"
OF_YEAR = r"\s+(?:of\s+)?(?P<rel>last|this|the)\s+year\b"
WEEK = r"\bweek\s+(?P<how>of|beginning|starting|ending|to)\s+(?:the\s+)?"
PAST = r"(?:last|past|previous)"
THAT = rf"\b(?P<which>last|this(?:\s+past)?|past|{NEXT})\s+"
WITHIN = r"(?:in|over|during|within)\s+the\s+last\s+"
NOT_OF = r"\b(?!\s+of\b)"
WHICH = rf"(?:this\s+(?=past))?(?P<which>past|last|this|previous|{NEXT})"
NOW = (
    r"recently|lately|of late|latest|newest|most recent|recent|currently|right now|these days"
    r"|so far"
)


def _make_rule(
    pattern: str,
    days: Reader,
    rank: Rank = Rank.CALENDAR,
    *,
    bare: bool = False,
    note: str = "",
    is_name: Callable[[str, Match], bool] = lambda _, __: False,
) -> Rule:
    return Rule(re.compile(pattern, re.I), days, rank, bare, note, is_name)


def _make_near_rule(pattern: str, days: Reader, rank: Rank = Rank.NEAR) -> Rule:
    return _make_rule(rf"\b(?:{pattern})", days, rank, is_name=_is_capital_within)


def _make_days_back(first: int, last: int = 0) -> Callable[[Match, date], Days]:
    """The days from `first` to `last` days before today."""
    return lambda _, today: (today - timedelta(first), today - timedelta(last))


RULES = (
    _make_rule(
        rf"{ON_DAY}\b(?P<year>\d{{4}})([-/])(?P<m>\d\d?)\2(?P<d>\d\d?)\b", spans.read_numeric_day
    ),
    _make_rule(r"\b(?P<m>\d\d?)/(?P<d>\d\d?)/(?P<year>\d{4}|\d\d)\b", spans.read_numeric_day),
    _make_rule(r"\b(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<year>\d{4})\b", spans.read_numeric_day),
    _make_rule(rf"{WEEK}{ON_DAY}{MONTH}\s+{DAY}(?:,?\s+{YEAR})?", spans.read_week_of),
    _make_rule(rf"{WEEK}{ON_DAY}{DAY}\s+(?:of\s+)?{MONTH}(?:,?\s+{YEAR})?", spans.read_week_of),
    _make_rule(
        r"\b(?P<n>first|second|third|fourth|last)\s+(?:full\s+)?week\s+(?:of|in)\s+"
        rf"{LOOSE_MONTH}(?:(?:\s+of|,)?\s+{YEAR})?",
        spans.read_week_of_month,
    ),
    _make_rule(rf"{NOT_THE}{ON_DAY}\b{MONTH}\s+{DAYS},?\s+{YEAR}", spans.read_named_day),
    _make_rule(rf"{ON_DAY}{NOT_THE_14}{DAYS}\s+(?:of\s+)?{MONTH},?\s+{YEAR}", spans.read_named_day),
    _make_rule(rf"{NOT_THE}{ON_DAY}\b{MONTH}\s+{DAYS}{ALONE}", spans.read_named_day, bare=True),
    _make_rule(rf"{ON_DAY}{NOT_THE_14}{DAYS}\s+(?:of\s+)?{MONTH}", spans.read_named_day, bare=True),
    _make_rule(rf"(?:{PART})?\b{MONTH}(?:\s+of)?\s+(?P<year>last|this)\s+year\b", spans.read_month),
    _make_rule(rf"(?:{PART}|{NOT_THE}){MONTH}(?:\s+of|,)?\s+{YEAR}", spans.read_month),
    _make_rule(rf"{THAT}{MONTH}", spans.read_month),
    _make_rule(rf"(?:{PART}|{NOT_THE}){LOOSE_MONTH}", spans.read_month, bare=True),
    _make_rule(rf"\bQ(?P<n>[1-4])[\s/-]*(?:of\s+)?{YEAR}", spans.read_quarter),
    _make_rule(rf"{YEAR}\s*Q(?P<n>[1-4])\b", spans.read_quarter),
    _make_rule(rf"\bQ(?P<n>[1-4]){OF_YEAR}", spans.read_quarter),
    _make_rule(rf"{QUARTER}{OF_YEAR}", spans.read_quarter),
    _make_rule(rf"\b(?P<n>first|second)[\s-]half{OF_YEAR}", spans.read_half_year),
    _make_rule(rf"\bH(?P<n>[12])\s+{YEAR}", spans.read_half_year),
    _make_rule(r"\bQ(?P<n>[1-4])\b", spans.read_quarter, bare=True),
    _make_rule(rf"{QUARTER}(?:\s+of)?\s+{YEAR}", spans.read_quarter),
    _make_rule(rf"\b(?P<n>first|second)[\s-]half(?:\s+of)?\s+{YEAR}", spans.read_half_year),
    _make_rule(rf"(?:{PART})?{THAT}{SEASON}\b", spans.read_season, note="northern"),
    _make_rule(
        rf"(?:{PART})?\b{SEASON}(?:\s+of)?\s+(?P<year>(?:19|20)\d\d)(?:[-–/](?:\d\d){{1,2}})?\b",
        spans.read_season,
        note="northern",
    ),
    _make_rule(rf"(?:{PART})?\b{SEASON}{OF_YEAR}", spans.read_season, note="northern"),
    _make_rule(rf"\b{SEASON}\b(?!\s+of\b)", spans.read_season, bare=True, note="northern"),
    _make_rule(
        rf"(?:{PART})?\b(?P<year>(?:19|20)\d0)s\b(?!\s+(?-i:[a-z]+\s+[A-Z]))",
        spans.read_decade,
        bare=True,
    ),
    _make_near_rule(r"half\s+an?\s+(?P<unit>year|decade)\s+ago\b", spans.read_half_ago),
    _make_near_rule(rf"(?:{COUNT}|an?)\s+{UNIT}\s+ago\b", spans.read_ago),
    _make_near_rule(rf"{PAST}\s+{COUNT}\s+(?P<unit>hour|day|week)s?{NOT_OF}", spans.read_trailing),
    _make_near_rule(rf"{PAST}\s+{COUNT}\s+{UNIT}(?!\s+of\b)", spans.read_trailing, Rank.UNIT),
    _make_near_rule(rf"{WITHIN}(?P<unit>week){NOT_OF}", spans.read_trailing),
    _make_near_rule(
        rf"{WITHIN}(?P<unit>month|quarter|year){NOT_OF}", spans.read_trailing, Rank.UNIT
    ),
    _make_near_rule(r"(?:last|past)\s+(?P<unit>decade|day)\b", spans.read_trailing, Rank.UNIT),
    _make_near_rule(r"(?:last|past)\s+(?P<unit>fortnight)\b", spans.read_trailing),
    _make_rule(
        rf"\b(?P<day>{WEEKDAY})\s+(?:of\s+)?(?P<which>last|this)\s+week\b",
        spans.read_weekday_of_week,
        Rank.NEAR,
    ),
    _make_near_rule(
        rf"(?P<which>last|this)\s+week,?\s+on\s+(?P<day>{WEEKDAY})\b", spans.read_weekday_of_week
    ),
    _make_near_rule(rf"{WHICH}\s+(?P<unit>week){NOT_OF}", spans.read_unit),
    _make_near_rule(rf"{WHICH}\s+weekend\b", spans.read_weekend),
    _make_near_rule(r"(?:over|at|during)\s+the\s+weekend\b", spans.read_weekend),
    _make_near_rule(
        rf"(?:{PART})?\b{WHICH}\s+(?P<unit>month|quarter|year){NOT_OF}", spans.read_unit, Rank.UNIT
    ),
    _make_near_rule(
        rf"(?P<part>start|beginning)\s+of\s+(?:the|this)\s+(?P<unit>month|year){NOT_OF}",
        spans.read_unit,
        Rank.UNIT,
    ),
    _make_near_rule(r"the\s+day\s+before\s+yesterday\b", _make_days_back(2, 2)),
    _make_near_rule(r"yesterday\b", _make_days_back(1, 1)),
    _make_near_rule(r"last\s+night\b|overnight(?=\s*(?:[?.,!]|$))", _make_days_back(1)),
    _make_near_rule(
        r"(?:today|tonight|this\s+(?:morning|afternoon|evening))\b", _make_days_back(0)
    ),
    _make_near_rule(r"(?:in\s+)?recent\s+days\b|the\s+other\s+day\b", _make_days_back(7)),
    _make_near_rule(r"(?:in\s+)?recent\s+weeks\b", _make_days_back(30)),
    _make_near_rule(r"(?:in\s+)?recent\s+months\b", _make_days_back(91), Rank.UNIT),
    _make_rule(
        rf"(?:{THAT})?\b(?P<day>{WEEKDAY})\b"
        r"(?:\s+(?-i:night|morning|afternoon|evening)\b)?",
        spans.read_weekday,
        Rank.WEEKDAY,
        is_name=_is_named_day,
    ),
    _make_rule(rf"(?:{PART}|{NOT_THE}){YEAR}{ALONE}", spans.read_year, bare=True),
    _make_near_rule(
        rf"(?:{NOW})\b(?!\s+(?:years|decades|history|memory))", _make_days_back(30), Rank.VAGUE
    ),
    _make_near_rule(
        r"(?<!until )(?<!by )(?<!from )(?<!even )now\b(?!-)", _make_days_back(30), Rank.VAGUE
    ),
)
