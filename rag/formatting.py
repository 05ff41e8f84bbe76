"""How days, counts, verdicts and the origin of an answer are written, and days read: for all faces.

Plain text throughout; whoever shows it escapes it.
"""

from calendar import monthrange
from datetime import date

from rag.text.calendar import SHORT_MONTHS
from rag.types import Answer, Support, Window

VERDICTS: dict[Support, str] = {
    "supported": "Supported",
    "weak": "Weakly supported",
    "unsupported": "Not in the sources",
}
INSTEAD = "What the sources themselves say"  # over the sentences beside what broke off
COMPARED = "each sentence compared with its sources"


def format_day(day: date) -> str:
    """Written out: "3 May 2026"."""
    return f"{day.day} {SHORT_MONTHS[day.month - 1]} {day.year}"


def read_day(text: object) -> date:
    """The day that is written in ISO 8601, as 2026-05-14. Raises ValueError, which says so."""
    try:
        return date.fromisoformat(text)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise ValueError(f"{text!r} is not a day such as 2026-05-14") from None


def format_published(published: str | None) -> str:
    """The day of an ISO 8601 day or moment, or "undated"."""
    return format_day(date.fromisoformat(published[:10])) if published else "undated"


def format_window(window: Window) -> str:
    """The days of a window, see `format_days`."""
    return format_days(window.start, window.end)


def format_days(first: date | None, last: date | None) -> str:
    """Days, both ends included, briefly: "16–22 Nov 2026", "May 2025", "since 3 May 2026"."""
    if first is None or last is None:
        if last:
            return f"until {format_day(last)}"
        return f"since {format_day(first)}" if first else "any time"
    if first == last:
        return format_day(last)
    if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        return _format_months(first, last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{format_day(last)}"
    start = f"{first.day} {SHORT_MONTHS[first.month - 1]}"
    return f"{start if first.year == last.year else format_day(first)} – {format_day(last)}"


def _format_months(first: date, last: date) -> str:
    """Whole months, or whole years."""
    one, other = SHORT_MONTHS[first.month - 1], SHORT_MONTHS[last.month - 1]
    if (first.month, last.month) == (1, 12):
        return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
    if first.year != last.year:
        return f"{one} {first.year} – {other} {last.year}"
    return f"{one} {last.year}" if one == other else f"{one}–{other} {last.year}"


def format_count(number: int, noun: str) -> str:
    """A number with its noun: "1 article", "2,041 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def format_origin(answer: Answer, *, running: bool = False) -> str:
    """Who speaks: a model, the sources themselves, or nobody. Without a full stop."""
    model = answer.model or "a model"
    if answer.mode == "extractive":
        return "Source sentences, no model"
    if answer.mode == "declined":
        return "The archive does not answer this"
    if answer.broken_off:
        return f"Begun by {model}, which broke off; {COMPARED}"
    if answer.complete:
        return f"Written by {model}; {COMPARED}"
    return f"{model} is writing …" if running else f"Begun by {model}, not finished; {COMPARED}"
