"""What stands over a source sentence and may be said of it: headline, outlet, authors, days.

A writer who reads "It sank on Friday" in an article of Saturday, 4 May rightly says "on 3 May".
"""

import re
from datetime import date, timedelta

from rag.text.calendar import WEEKDAY_NAMES, WEEKDAYS
from rag.types import Evidence

_NEAR_DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}


def describe_context(evidence: Evidence) -> str:
    """Headline, outlet, authors, and the days that the sentence's own words for days can mean."""
    parts = [evidence.title, evidence.outlet, *evidence.authors]
    if published := _parse_day(evidence.published):
        days = sorted({published, *_resolve_day_names(evidence.sentence, published)})
        parts += [f"{WEEKDAY_NAMES[day.weekday()]} {day.isoformat()}" for day in days]
    return " | ".join(part for part in parts if part)


def _parse_day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _resolve_day_names(sentence: str, published: date) -> set[date]:
    """The days nearest to publication that go by the names in `sentence`."""
    meant = set()
    for word in re.findall(r"[a-z]+", sentence.lower()):
        if word in _NEAR_DAYS:
            meant.add(published + timedelta(days=_NEAR_DAYS[word]))
        elif word in WEEKDAYS and word.endswith("day"):
            ahead = (WEEKDAYS[word] - published.weekday()) % 7
            meant |= {published + timedelta(days=ahead), published + timedelta(days=ahead - 7)}
    return meant
