"""What a page says of itself outside its text: its feeds, and what it does not want."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

from ingest.crawler.fetch import Answer

_HEAD = 1 << 18  # bytes in which a page's head ends
_TAG = re.compile(r"<(meta|link)\b([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]++)\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'>]+)""")
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml"})
_NAMES = frozenset({"robots", "clippings"})
_NOT_FREE = re.compile(rb"""["']isAccessibleForFree["']\s*:\s*["']?false\b""", re.IGNORECASE)
_LOCKED = frozenset({"locked", "metered"})


@dataclass(frozen=True, slots=True)
class Clues:
    feeds: tuple[str, ...]  # addresses
    noindex: bool  # it asks to be in no index of pages
    locked: bool  # it says that not everybody may read all of it


def clues_of(answer: Answer) -> Clues:
    """Out of the headers of an answer and the head of the page in it."""
    feeds: list[str] = []
    wishes = [*_wishes_of_header(answer.headers.get("x-robots-tag", ""))]
    locked = bool(_NOT_FREE.search(answer.body))
    head = answer.body[:_HEAD].decode("utf-8", errors="replace")
    for tag, attributes in _tags(head):
        name = attributes.get("name", attributes.get("property", "")).lower()
        content = attributes.get("content", "")
        if tag == "link" and attributes.get("type", "").lower() in _FEEDS:
            feeds.append(_joined(answer.address, attributes.get("href", "")))
        elif name in _NAMES:
            wishes += content.lower().replace(" ", "").split(",")
        elif name == "article:content_tier":
            locked = locked or content.lower() in _LOCKED
    noindex = not {"noindex", "none"}.isdisjoint(wishes)
    return Clues(tuple(dict.fromkeys(filter(None, feeds))), noindex, locked)


def _tags(head: str) -> Iterator[tuple[str, dict[str, str]]]:
    for tag, inside in _TAG.findall(head):
        pairs = _ATTRIBUTE.findall(inside)
        yield tag.lower(), {name.lower(): unescape(value.strip("\"'")) for name, value in pairs}


def _wishes_of_header(value: str) -> Iterator[str]:
    """Of "noindex, nofollow" both; of "otherbot: noindex" none: that is said to others."""
    for wish in value.lower().replace(" ", "").split(","):
        name, colon, rest = wish.partition(":")
        if not colon or name in _NAMES:
            yield rest if colon else name


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, unescape(link.strip()))
    except ValueError:  # "http://[broken"
        return ""
