"""The days that a question asks about, read by rule, relative to today.

`rag.query.dates.expressions` finds the expressions; here the words around them turn them into
windows ("since", "between … and …"), and one window is chosen. Nothing after today is ever in a
window: the archive holds what has been published. A window read here is a preference, never a
filter.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rag.formatting import format_days
from rag.query.dates.expressions import TimeExpression
from rag.query.dates.grammar import Rank
from rag.query.dates.spans import SPANS, Days, shift_day, span_months
from rag.text.lexicon import collect_words
from rag.text.sentences import split_sentences
from rag.types import Window

_LEAD = re.compile(
    r"\b(since|until|till|up\s+to|before|prior\s+to|after|between|from|in|during|throughout|over|on"
    r"|around|circa|to|with|by)\s+(?:the\s+)?$",
    re.I,
)
_SINCE = re.compile(r"\bsince\b[^.?!,;]{1,60}$", re.I)
_RECORD = re.compile(  # "the highest since 2008" speaks of today
    r"\b(?:first|worst|best|highest|lowest|biggest|largest|longest|most|only)\b[^.?!,;]{0,40}$",
    re.I,
)
_COMPARED = re.compile(
    r"\b(?:than|compared\s+(?:to|with)|versus|relative\s+to)\s+(?:(?:in|on|during)\s+)?(?:the\s+)?$",
    re.I,
)
_JOINT = re.compile(
    r"(?:\s*[-–—/]\s*|\s+(to|until|till|through|and|or)\s+)(?:(?:the|on|in)\s+)?", re.I
)
_TO_NOW = re.compile(  # "between May and today", "from 2019 onwards"
    r"\s+(?P<joint>and|to|until|till|through|up\s+to)\s+(?:today|now|date|the\s+present)\b"
    r"|\s+(?:onwards?\b|on(?=\s*[?.,!]|\s*$))",
    re.I,
)
_SPAN = re.compile(
    r"\b(?:(?:in|on|during|over|for|within)\s+)?(?:the\s+)?(?P<unit>days?|weeks?|months?|years?)\s+"
    r"(?P<where>before|after|following|prior\s+to|leading\s+up\s+to)\s+(?:the\s+)?$",
    re.I,
)
_OWNING = ("'s ", "’s ")
_STOPS = frozenset(["", "?", ".", "!", ",", ";", ":", ")"])
_BEGINNING = collect_words("in during throughout over on from between around circa")
_BEFORE = frozenset(["before", "prior to"])
_UNTIL = frozenset(["until", "till", "up to"])
_BOUNDS = frozenset(["since", "after"]) | _BEFORE | _UNTIL

SentenceSpan = tuple[int, int, bool]  # where a sentence starts and ends, and whether it asks


@dataclass(frozen=True, slots=True)
class WindowCandidate:
    """One way to read the question's time; windows are compared by what stands first here."""

    rank: Rank
    aside: bool  # it stands in a sentence that only leads up to the question
    width: int  # bits of the number of days: a week, a month, a season, a year
    start: int
    window: Window


def find_window(text: str, times: Sequence[TimeExpression], today: date) -> Window | None:
    """The window that a question names, or None; `times` are the expressions in its text.

    Near words ("this week") win over weekdays, those over dates, those over long spans, and
    "recently" comes last. Among equals the question proper wins over what leads up to it, then the
    narrower window. A date in a leading sentence counts only where it opens that sentence.
    """
    sentences = _mark_questions(text)
    found = _join_expressions(text, times, today)
    readings = [_read_candidate(text, words, lead, today, sentences) for words, lead in found]
    best = sorted(filter(None, readings), key=lambda r: (r.rank, r.aside, r.width, r.start))
    return best[0].window if best else None


def _mark_questions(text: str) -> list[SentenceSpan]:
    """The sentences, and whether each asks; where none ends in a question mark, all do."""
    sentences = split_sentences(text)
    asks = ["?" in sentence.text[-3:] for sentence in sentences]
    return [(s.start, s.end, ask or not any(asks)) for s, ask in zip(sentences, asks, strict=True)]


def _find_preposition(text: str, start: int) -> tuple[str, int]:
    """The preposition before `start`, and where it begins."""
    match = _LEAD.search(text, max(0, start - 20), start)
    return (" ".join(match[1].lower().split()), match.start()) if match else ("", start)


def _join_expressions(
    text: str, found: Sequence[TimeExpression], today: date
) -> Iterator[tuple[TimeExpression, str]]:
    """Each expression with its preposition; "between … and …" and the like as one, without."""
    at = 0
    while at < len(found):
        words = found[at]
        lead, lead_at = _find_preposition(text, words.start)
        following = found[at + 1] if at + 1 < len(found) else words
        joint = _JOINT.fullmatch(text, words.end, max(words.end, following.start))
        at += 1
        to_now = _TO_NOW.match(text, words.end)
        if to_now and words.days and lead in {"between", "from"}:
            reach = (words.days[0], today)
            words = replace(words, start=lead_at, end=to_now.end(), days=reach, bare=False)
            lead = ""
            at += following.start < to_now.end() and following.start >= words.start
        elif joint and words.rank == following.rank and _may_join(lead, joint[1], words.rank):
            start = lead_at if lead in {"between", "from"} else words.start
            days = _span_both(words, following, today)
            words = replace(words, start=start, end=following.end, days=days, bare=False)
            lead = ""
            at += 1
        yield words, lead


def _may_join(lead: str, joint: str | None, rank: Rank) -> bool:
    """Whether two times are the ends of one; `joint` is None for a dash or a stroke."""
    word = (joint or "through").lower()
    if word == "or":
        return lead in _BEGINNING - {"between", "from"}
    if word == "and" or lead == "between":
        return word == "and" and lead in _BEGINNING - {"from"}
    weekdays = word == "to" and rank is Rank.WEEKDAY
    return word == "through" or weekdays or lead in {"from", "in", "during"}


def _span_both(first: TimeExpression, last: TimeExpression, today: date) -> Days | None:
    """From the first day of one to the last day of the other; a year left out follows the other."""
    if first.days is None:
        return None
    start, end = first.days[0], last.days[1] if last.days else today
    if start > end and first.rank is Rank.WEEKDAY:
        start -= timedelta(7)
    while start > end:
        start = span_months(start.year - 1, start.month)[0] + timedelta(start.day - 1)
    return start, end


def _read_candidate(
    text: str, words: TimeExpression, lead: str, today: date, sentences: Sequence[SentenceSpan]
) -> WindowCandidate | None:
    """What the expression means where it stands, or None where it sets no time."""
    if words.days is None:
        return None
    begins, asks = next((s[0], s[2]) for s in sentences if s[0] <= words.start < s[1])
    before = text[begins : words.start][-100:]
    opens = _find_preposition(text, words.start)[1] <= begins
    clause = words.rank is not Rank.NEAR and lead in {"", "in", "on"} and _SINCE.search(before)
    lead = "since" if clause else lead
    if not _sets_a_time(text, words, lead, before, opens=opens):
        return None
    if words.rank is Rank.CALENDAR and not (asks or opens):
        return None
    if lead in _UNTIL | _BEFORE and words.days[lead in _UNTIL] >= today:
        return None  # "until today" leaves out nothing
    span = _SPAN.search(before)
    edge = _resolve_preposition(text, words, lead)
    bounds = _bound_window(words.days, edge, today)
    start, end = _span_beside(words.days, span, today) if span else bounds
    if start is not None and start > end:
        return None
    phrase = " ".join(text[words.start : words.end].split())
    if span:
        phrase = f"{' '.join(span[0].split())} {phrase}"
    elif lead in _BOUNDS:
        phrase = f"{lead} … {phrase}" if clause else f"{lead} {phrase}"
    why = f"“{phrase}” = {format_days(start, end)}" + (f", {words.note}" if words.note else "")
    width = (end - (start or date.min)).days.bit_length()
    return WindowCandidate(words.rank, not asks, width, words.start, Window(start, end, why))


def _resolve_preposition(text: str, words: TimeExpression, lead: str) -> str:
    """The preposition as it counts from the first day or to the last: "before the end of 2025" is
    until then, "after yesterday's vote" since that day.
    """
    phrase = text[words.start : words.end].lower()
    owning = text.startswith(_OWNING, words.end)
    if lead in _BEFORE and (owning or phrase.startswith("end")):
        return "until"
    begins = owning or phrase.startswith(("start", "begin"))
    return "since" if lead == "after" and begins else lead


def _span_beside(days: Days, span: re.Match[str], today: date) -> Days:
    """In the weeks before, the day after: days that end or begin beside these."""
    unit, where = span["unit"].lower(), span["where"].lower()
    reach = SPANS[unit]
    if where in {"after", "following"}:
        return shift_day(days[1], 1), min(shift_day(days[1], reach), today)
    return shift_day(days[0], -reach), shift_day(days[0], -1)


def _sets_a_time(text: str, words: TimeExpression, lead: str, before: str, *, opens: bool) -> bool:
    """Whether the expression says when, rather than compares with then or names something."""
    comparing = _COMPARED.search(before) or (lead == "since" and _RECORD.search(before))
    then = lead in {"to", "with", "by", "from"} and text[words.start : words.end].endswith("ago")
    if comparing or then or (lead in {"to", "with", "by"} and words.rank is Rank.CALENDAR):
        return False
    if not words.bare:
        return True
    several = words.days is not None and (words.days[1] - words.days[0]).days > 20
    following = text[words.end : words.end + 1]
    alone = following in _STOPS and (not several or (opens and following in {":", ","}))
    return alone or lead in _BOUNDS or (lead in _BEGINNING and not (several and lead == "on"))


def _bound_window(days: Days, lead: str, today: date) -> tuple[date | None, date]:
    first, last = days
    if lead == "since":
        return first, today
    if lead == "after":
        return shift_day(last, 1), today
    if lead in _BEFORE:
        return None, shift_day(first, -1)
    if lead in {"around", "circa"}:
        about = max(3, (last - first).days // 2)
        return shift_day(first, -about), min(shift_day(last, about), today)
    return (None if lead in _UNTIL else first), min(last, today)
