"""What a page says of itself outside its text: its feeds, and what it does not want."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from ingest.crawler.fetch import Response
from ingest.normalize import join_address

_HEAD = 1 << 18  # bytes in which a page's head ends
_TAG = re.compile(r"<(meta|link)\b([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]++)\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'>]+)""")
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml"})
_NAMES = frozenset({"robots", "clippings"})
_NOT_FREE = re.compile(rb"""["']isAccessibleForFree["']\s*:\s*["']?false\b""", re.IGNORECASE)
_LOCKED = frozenset({"locked", "metered"})


@dataclass(frozen=True, slots=True)
class PageHints:
    feeds: tuple[str, ...]  # addresses
    noindex: bool  # it asks to be in no index of pages
    locked: bool  # it says that not everybody may read all of it


def read_hints(response: Response) -> PageHints:
    """Out of the headers of an answer and the head of the page in it."""
    feeds: list[str] = []
    wishes = [*_read_robots_header(response.headers.get("x-robots-tag", ""))]
    locked = bool(_NOT_FREE.search(response.body))
    head = response.body[:_HEAD].decode("utf-8", errors="replace")
    for tag, attributes in _find_tags(head):
        name = attributes.get("name", attributes.get("property", "")).lower()
        content = attributes.get("content", "")
        if tag == "link" and attributes.get("type", "").lower() in _FEEDS:
            link = unescape(attributes.get("href", "").strip())
            feeds.append(join_address(response.address, link))
        elif name in _NAMES:
            wishes += content.lower().replace(" ", "").split(",")
        elif name == "article:content_tier":
            locked = locked or content.lower() in _LOCKED
    noindex = not {"noindex", "none"}.isdisjoint(wishes)
    return PageHints(tuple(dict.fromkeys(filter(None, feeds))), noindex, locked)


def _find_tags(head: str) -> Iterator[tuple[str, dict[str, str]]]:
    for tag, inside in _TAG.findall(head):
        pairs = _ATTRIBUTE.findall(inside)
        yield tag.lower(), {name.lower(): unescape(value.strip("\"'")) for name, value in pairs}


def _read_robots_header(value: str) -> Iterator[str]:
    """Of "noindex, nofollow" both; of "otherbot: noindex" none: that is said to others."""
    for wish in value.lower().replace(" ", "").split(","):
        name, colon, rest = wish.partition(":")
        if not colon or name in _NAMES:
            yield rest if colon else name
