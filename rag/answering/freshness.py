"""How new the sources of an answer are, where the question is about now."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from rag.formatting import format_count, format_day
from rag.query.parsed import Query

NEAR = timedelta(31)  # a window that ends within so many days of today is about now
STALE = timedelta(90)  # older than this is old for a window that reaches to today
OLD = timedelta(365)  # … and for a question in the present tense that names no time

_PRESENT = re.compile(r"\b(?:is|are|do|does|has|have|can|will)\b|[’']s\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:did|was|were|had|would)\b", re.IGNORECASE)


def write_age_note(query: Query, published: Iterable[str | None]) -> str | None:
    """What to tell the reader of the age of the sources; None where it is not worth a note.

    `published` are the days or moments (ISO 8601) of the sources, None for an undated one. There is
    a note where the question is about now and the newest source lies before the days that it names,
    or is more than 90 days old; for a question in the present tense that names none, a year.
    """
    days = [date.fromisoformat(moment[:10]) for moment in published if moment]
    newest = max(days, default=query.today)
    if newest >= query.today or not _is_old(query, newest):
        return None
    age = (query.today - newest).days
    ago = format_count(age, "day") if age < 2 * 366 else f"more than {age // 366} years"
    day = format_day(newest)
    return f"The newest of these sources is of {day}, {ago} before the day of the question."


def _is_old(query: Query, newest: date) -> bool:
    # The days that the question names, before they were widened; or those that the reader set.
    window = query.window if query.hard_window else query.original.window or query.window
    if window is None:
        present = _PRESENT.search(query.question) and not _PAST.search(query.question)
        return bool(present) and query.today - newest > OLD
    end = window.end or query.today
    if query.today - end > NEAR:
        return False
    stale = end >= query.today and query.today - newest > STALE
    return stale or (window.start is not None and newest < window.start)
