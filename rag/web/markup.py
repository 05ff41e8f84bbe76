"""From words that others wrote to HTML that is safe to show.

Titles, outlets, texts, addresses and answers are all hostile until they have passed through here:
`escape` for text, `isolated` where one line mixes several (a right-to-left override in an outlet's
name must not turn the date beside it round), `outbound` for addresses.
"""

import html
from urllib.parse import urlsplit

from rag.formatting import format_published


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


def time_element(published: str | None) -> str:
    """The day of publication as a `<time>` element, or the word "undated"."""
    if not published:
        return "undated"
    return f'<time datetime="{escape(published[:10])}">{format_published(published)}</time>'
