"""From words that others wrote to HTML that is safe to show, and dates as a newsroom writes them.

Titles, outlets, texts, addresses and answers are all hostile until they have passed through here:
`escape` for text, `isolated` where one line mixes several (a right-to-left override in an outlet's
name must not turn the date beside it round), `outbound` for addresses.
"""

import html
from datetime import date
from urllib.parse import urlsplit

from rag.types import Window


def escape(text: str) -> str:
    """`text` for HTML, inside an element or a quoted attribute."""
    return html.escape(text, quote=True)


def isolated(text: str) -> str:
    """`text` escaped, with its writing direction kept to itself."""
    return f"<bdi>{escape(text)}</bdi>"


def outbound(url: str) -> str:
    """A link to the outlet's own page, named by its host; "" for anything but http and https."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    return (
        f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer nofollow"'
        f' referrerpolicy="no-referrer">{isolated(host.removeprefix("www."))}'
        '<span class="sr-only"> (opens in a new tab)</span></a>'
    )


def plain_day(published: str | None) -> str:
    """Written out, "3 May 2026", or "undated"."""
    return written_day(date.fromisoformat(published[:10])) if published else "undated"


def time_element(published: str | None) -> str:
    """The day of publication as a `<time>` element, or the word "undated"."""
    if not published:
        return "undated"
    return f'<time datetime="{escape(published[:10])}">{plain_day(published)}</time>'


def written_day(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"


def written_window(window: Window) -> str:
    """The days of a window as briefly as they can be said: "16–22 Nov 2026", "since 3 May 2026"."""
    start, end = window.start, window.end
    if start is None and end is None:
        return "any time"
    if start is None or end is None:
        return f"until {written_day(end)}" if end else f"since {written_day(start)}"  # type: ignore[arg-type]
    if start == end:
        return written_day(start)
    if start.year != end.year:
        return f"{written_day(start)} – {written_day(end)}"
    if start.month != end.month:
        return f"{start.day} {start:%b} – {written_day(end)}"
    return f"{start.day}–{written_day(end)}"


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 article", "2,041 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
