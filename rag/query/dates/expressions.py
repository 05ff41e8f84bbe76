"""Words that name days: "last week", "14 May", "Q3 2025", "recently".

Rules are tried in order, and each claims the words it matched, so that "May 14, 2025" is not read
again as "May". A date right after "the" and before a noun ("the 2020 election", "the January 6
insurrection") names an event rather than a time and is left alone.
"""

import re
from dataclasses import dataclass
from datetime import date

from rag.query.dates.grammar import RULES, Rank, Rule
from rag.query.dates.spans import Days, Match, read_group

PREPOSITION = (
    "in|on|at|from|to|with|for|against|by|about|of|near|outside|during|since|until|before|after"
)
_LEAD = re.compile(rf"(?:\b({PREPOSITION})\s+)?(?:the\s+)?$", re.I)


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words at `start:end` of a text that name days; None for days that are still to come."""

    start: int
    end: int
    days: Days | None
    rank: Rank
    bare: bool  # a month, season or year by itself: counts only after "in", "since" and the like
    note: str


def find_expressions(text: str, today: date) -> list[TimeExpression]:
    """Every expression in `text`, in the order of the text, none overlapping another."""
    found: list[TimeExpression] = []
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            taken = any(match.start() < e.end and e.start < match.end() for e in found)
            if not taken and not rule.is_name(text, match):
                found.append(_read_expression(rule, match, today))
    return sorted(found, key=lambda expression: expression.start)


def find_lead(text: str, start: int) -> int:
    """Where the preposition and the article before the words at `start` begin."""
    lead = _LEAD.search(text[:start])
    return lead.start() if lead else start


def strip_time_words(text: str) -> str:
    """`text` without words that say little in a search: "this week", "on Tuesday", "recently"."""
    for rule in RULES:
        if rule.rank is not Rank.CALENDAR:
            text = _strip_rule(rule, text)
    return text


def _strip_rule(rule: Rule, text: str) -> str:
    return rule.pattern.sub(lambda match: match[0] if rule.is_name(text, match) else " ", text)


def _read_expression(rule: Rule, match: Match, today: date) -> TimeExpression:
    try:
        days = rule.days(match, today)
    except (ValueError, OverflowError):  # 31 June; 9,999 years ago
        days = None
    if days and (days[0] > today or days[0] > days[1]):
        days = None
    bare = rule.bare and not read_group(match, "part")
    return TimeExpression(match.start(), match.end(), days, rule.rank, bare, rule.note)
