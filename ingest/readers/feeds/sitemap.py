"""Sitemaps: where a site's pages are. They hold no articles, but lead to them on the web."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from ingest.normalize import canonicalize_url, clean_line
from ingest.readers.base import Record, Source
from ingest.readers.io.head import FileHead
from ingest.readers.io.xml_tree import find_text, get_name
from rag.errors import SourceError

_ROOTS = ("urlset", "sitemapindex")
_BARE_AMPERSAND = re.compile(rb"&(?!(?:\w{1,31}|#\d{1,7}|#x[\da-f]{1,6});)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page that a sitemap lists, or a sitemap that an index lists; dates as written."""

    url: str
    modified: str | None
    published: str | None = None  # of Google's news sitemaps, like the title
    title: str | None = None


def shows(head: FileHead) -> bool:
    """Whether a file begins as a sitemap or an index of sitemaps does."""
    return head.root_name in _ROOTS


def read(source: Source) -> Iterator[Record]:
    """Raises SourceError, always: the articles are elsewhere."""
    raise SourceError(
        "a sitemap, which lists pages but holds no article: give its address instead,"
        f" python -m ingest {source.url or 'https://…/sitemap.xml'}"
    )
    yield


def read_pages(data: bytes) -> Iterator[SitemapEntry]:
    """The pages that a sitemap lists, in its order, images and videos left out; none of an index.

    By sitemaps.org's protocol 0.9 and Google's extension for news. Raises SourceError if this is no
    sitemap; if it breaks off, after the pages that came before.
    """
    for element in _read_elements(data, "url"):
        if url := _read_address(element):
            yield SitemapEntry(
                url=url,
                modified=find_text(element, "lastmod") or None,
                published=find_text(element, "news/publication_date") or None,
                title=clean_line(find_text(element, "news/title")) or None,
            )


def read_sitemaps(data: bytes) -> list[SitemapEntry]:
    """The sitemaps that an index lists; none of a sitemap of pages. Raises SourceError likewise."""
    return [
        SitemapEntry(url, find_text(element, "lastmod") or None)
        for element in _read_elements(data, "sitemap")
        if (url := _read_address(element))
    ]


def _read_address(element: Element) -> str:
    url = clean_line(find_text(element, "loc"))
    return url if canonicalize_url(url) else ""


def _read_elements(data: bytes, name: str) -> Iterator[Element]:
    """Elements directly below the outermost one, each let go when the next is asked for."""
    root = FileHead(data[: 1 << 16]).root_name
    if root not in _ROOTS:
        raise SourceError(f"not a sitemap: its outermost element is {root or 'none'}")
    if b"<![CDATA[" not in data:  # where an ampersand is itself
        data = _BARE_AMPERSAND.sub(b"&amp;", data)
    depth = 0
    top: Element | None = None
    try:
        for event, element in iterparse(io.BytesIO(data.lstrip()), events=("start", "end")):
            top = element if top is None else top
            depth += 1 if event == "start" else -1
            if event == "end" and depth == 1:
                if get_name(element) == name:
                    yield element
                top.clear()
    except ParseError as error:
        what = str(error).partition(": line")[0]
        raise SourceError(f"not well-formed XML: {what} in line {error.position[0]}") from error
    except DefusedXmlException as error:
        raise SourceError("refused: it declares XML entities") from error
