"""An answer of a server -> a page in a file of its own, so that the readers can read it."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

from ingest.crawler.crawl_state import Link, Visits
from ingest.crawler.decompression import check_size
from ingest.crawler.fetch import MAX_PAGE, Answer
from ingest.crawler.fetched_pages import Page
from ingest.crawler.media_types import as_utf8, media_type, suffix_of
from ingest.crawler.page_hints import Clues, clues_of
from ingest.readers.base import Record, Source
from ingest.readers.registry import is_readable
from rag.errors import SourceError

_UNSEEN = Clues(feeds=(), noindex=False, locked=False)


class Unwanted(SourceError):
    """A page that is no article of the archive's, and is not missed."""


class Shelf:
    """Room on the disk for one page: the one before goes when the next one comes."""

    def __init__(self, visits: Visits) -> None:
        self._visits = visits
        self._page: Path | None = None

    def put(self, answer: Answer, link: Link) -> Page:
        """Raises SourceError for what is of no kind that is read, and Unwanted."""
        check_size(len(answer.body), MAX_PAGE)
        suffix = suffix_of(answer)
        clues = clues_of(answer) if suffix == ".html" else _UNSEEN
        if suffix == ".html" and is_home(answer.address):
            raise SourceError(_home(clues))
        if clues.noindex and link.listing:
            raise Unwanted("it asks to be in no index of pages (noindex)")
        path = self._write(answer, suffix)
        if not is_readable(path):
            kind = media_type(answer) or "unknown"
            raise SourceError(f"a kind of content that is not read: {kind[:80]}")
        return Page(
            source=Source(path, link.address, link.root, url=answer.address, label=link.address),
            facts=link.facts,
            facts_from=link.facts_from,
            locked=clues.locked,
            fetched=self._visits.fetched(link, answer),
            listing=link.listing,
        )

    def clear(self) -> None:
        if self._page:
            self._page.unlink(missing_ok=True)

    def _write(self, answer: Answer, suffix: str) -> Path:
        self.clear()
        with NamedTemporaryFile(prefix="clippings-", suffix=suffix, delete=False) as file:
            self._page = Path(file.name)
            file.write(as_utf8(answer))
        return self._page


def whole(record: Record, link: Link) -> Page:
    """An article that stands in its feed, where nothing is to be fetched."""
    key = link.address or link.listing
    source = Source(Path(), key, link.root, url=link.address, label=key)
    return Page(source, facts=record, whole=True, listing=link.listing)


def is_home(address: str) -> bool:
    """Whether this is a site's first page, which changes by the hour and is no article."""
    parts = urlsplit(address)
    return parts.path in {"", "/"} and not parts.query


def _home(clues: Clues) -> str:
    named = f" Its own: {', '.join(clues.feeds[:3])}" if clues.feeds else ""
    return f"a home page, not an article: name an article, a feed or a sitemap.{named}"
