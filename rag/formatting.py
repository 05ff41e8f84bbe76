"""How days, counts, verdicts and the origin of an answer are written, and days read: for all faces.

Plain text throughout; whoever shows it escapes it.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from datetime import date

from rag.text.calendar import SHORT_MONTHS
from rag.types import Answer, Claim, Support, Window

VERDICTS: dict[Support, str] = {
    "supported": "Supported",
    "weak": "Weakly supported",
    "unsupported": "Not in the sources",
}


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
    if answer.folded and answer.instead:
        return f"Source sentences; the text of {answer.instead.model} is folded: {answer.folded}"
    if answer.mode == "extractive":
        return "Source sentences, no model"
    if answer.mode == "declined":
        return "The archive does not answer this"
    if running and not answer.complete:
        return f"{model} is writing …"
    how = f"Written by {model}" if answer.complete else f"Begun by {model}, not finished"
    how = f"Begun by {model}, which broke off" if answer.broken_off else how
    return f"{how}; {format_verdicts(answer.claims)}" if answer.claims else how


def head_instead(answer: Answer) -> str:
    """What stands over the other answer beside this one."""
    if answer.folded and answer.instead:
        return f"The text of {answer.instead.model}, which does not lead: {answer.folded}"
    return "What the sources themselves say"


def format_verdicts(claims: Sequence[Claim]) -> str:
    """The verdicts counted: "3 of 5 sentences supported · 1 weak · 1 not in the sources"."""
    counts = Counter(claim.support for claim in claims)
    total = format_count(len(claims), "sentence")
    weak = f"{counts['weak']} weak" if counts["weak"] else ""
    lacking = f"{counts['unsupported']} not in the sources" if counts["unsupported"] else ""
    parts = [f"{counts['supported']} of {total} supported", weak, lacking]
    return " · ".join(filter(None, parts))


def format_share(supported: int, sentences: int) -> str:
    """How many are supported, as a clause: "1 of 4 sentences is supported"."""
    if sentences == 1:
        return "its one sentence is not supported" if not supported else "its one sentence is"
    one = (
        f"none of {sentences} sentences"
        if not supported
        else f"{supported} of {sentences} sentences"
    )
    return f"{one} {'is' if supported < 2 else 'are'} supported"
