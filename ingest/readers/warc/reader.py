"""Web archives, WARC and ARC: the articles in the pages that a crawler stored."""

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.normalize import clean_url, is_front_page
from ingest.readers.base import Fault, Record, Source
from ingest.readers.html import reader as html
from ingest.readers.io.head import LENGTH, FileHead
from ingest.readers.warc.content import decode_content
from ingest.readers.warc.records import WebRecord, read_records
from rag.errors import SourceError

_HTML = ("text/html", "application/xhtml+xml")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_LINK = re.compile(rb"<a\s[^>]*href", re.IGNORECASE)
_MANY = 10  # links: a front page with fewer is no overview of others


def shows(head: FileHead) -> bool:
    """Whether a file begins as WARC or ARC does."""
    return head.data.startswith((b"WARC/", b"filedesc://"))


def read(source: Source) -> Iterator[Record | Fault]:
    """The articles in the pages that were found (status 200) or stored as files.

    Front pages, pages without an article, and all that is no page are passed by; of a page that was
    fetched several times each is a record, the crawl's time its version. Digests are not checked:
    crawlers disagree on what they are of. Raises SourceError if no article is found at all.
    """
    records = faults = articles = 0
    for found in read_records(source.path):
        if isinstance(found, Fault):
            faults += 1
            yield found
            continue
        records += 1
        try:
            page = _find_page(found)
        except SourceError as error:
            if not found.flaw:  # else the next Fault tells of it
                yield Fault(f"record {found.number}", f"{error} ({found.url})")
            continue
        article = _build_record(found, page) if _may_be_article(found, page) else None
        if article is not None:
            articles += 1
            yield article
    if not records and not faults:
        raise SourceError("the file is empty")
    if not articles:
        held = "1 record, which is not" if records == 1 else f"{records:,} records, none of them"
        raise SourceError(f"no article in it: {held} a page with an article")


def _find_page(found: WebRecord) -> bytes:
    """The HTML of a page that was there, SourceError if that is damaged; b"" for all else."""
    if found.kind == "resource":
        return found.content if found.content_type.lower().startswith(_HTML) else b""
    if found.http is None or found.http.get_statuscode() != "200":
        return b""
    type_ = _read_header(found, "Content-Type").lower()
    if type_ and not type_.startswith(_HTML):
        return b""
    names = ("Transfer-Encoding", "Content-Encoding")
    transfer, encoding = (_read_header(found, name) for name in names)
    page = decode_content(found.content, transfer=transfer, encoding=encoding)
    return page if type_ or html.shows(FileHead(page[:LENGTH])) else b""


def _may_be_article(found: WebRecord, page: bytes) -> bool:
    """Whether a page has its end, however wrong its length is, and is no overview of a site."""
    whole = not found.flaw or b"</html" in page[-1000:].lower()
    overview = is_front_page(found.url) and len(_LINK.findall(page)) >= _MANY
    return bool(page) and whole and not overview


def _build_record(found: WebRecord, page: bytes) -> Record | None:
    url = clean_url(found.url)
    charset = _CHARSET.search(_read_header(found, "Content-Type"))
    try:
        article = html.extract_article(page, url=url, charset=charset[1] if charset else "")
    except SourceError:  # most pages of a crawl are none: overviews, forms, search results
        return None
    told = {"fetched": _format_moment(found.fetched), "truncated by the crawler": found.truncated}
    return replace(
        article,
        url=article.url or url,
        version=int(found.fetched) if found.fetched else None,
        metadata={**article.metadata, **{name: value for name, value in told.items() if value}},
        position=found.number,
        where=f"record {found.number}",
    )


def _read_header(found: WebRecord, name: str) -> str:
    return str(found.http.get_header(name, "")) if found.http else found.content_type


def _format_moment(digits: str) -> str:
    """A moment of digits in ISO 8601: 2017-03-06T04:02:06Z."""
    date, time = digits[:8], digits[8:]
    return f"{date[:4]}-{date[4:6]}-{date[6:]}T{time[:2]}:{time[2:4]}:{time[4:]}Z" if date else ""
