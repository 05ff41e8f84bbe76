"""An answer of a server -> a page in a file of its own, so that the readers can read it."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

from ingest.crawler.crawl_state import CrawlState, Link
from ingest.crawler.decompression import check_size
from ingest.crawler.fetch import MAX_PAGE, Response
from ingest.crawler.fetched_pages import FetchedPage
from ingest.crawler.media_types import choose_suffix, read_media_type, recode_body
from ingest.crawler.page_hints import PageHints, read_hints
from ingest.readers.base import Record, Source
from ingest.readers.registry import is_readable
from rag.errors import SourceError

_UNSEEN = PageHints(feeds=(), noindex=False, locked=False)


class UnwantedPage(SourceError):
    """A page that is no article of the archive's, and is not missed."""


class PageFile:
    """Room on the disk for one page: the one before goes when the next one comes."""

    def __init__(self, state: CrawlState) -> None:
        self._state = state
        self._page: Path | None = None

    def save(self, response: Response, link: Link) -> FetchedPage:
        """Raises SourceError for what is of no kind that is read, and UnwantedPage."""
        check_size(len(response.body), MAX_PAGE)
        suffix = choose_suffix(response)
        hints = read_hints(response) if suffix == ".html" else _UNSEEN
        if suffix == ".html" and is_home_page(response.address):
            raise SourceError(_explain_home_page(hints))
        if hints.noindex and link.listing:
            raise UnwantedPage("it asks to be in no index of pages (noindex)")
        path = self._write_body(response, suffix)
        if not is_readable(path):
            kind = read_media_type(response) or "unknown"
            raise SourceError(f"a kind of content that is not read: {kind[:80]}")
        return FetchedPage(
            source=Source(path, link.address, link.root, url=response.address, label=link.address),
            facts=link.facts,
            facts_from=link.facts_from,
            locked=hints.locked,
            fetched=self._state.make_state(link, response),
            listing=link.listing,
        )

    def clear(self) -> None:
        if self._page:
            self._page.unlink(missing_ok=True)

    def _write_body(self, response: Response, suffix: str) -> Path:
        self.clear()
        with NamedTemporaryFile(prefix="clippings-", suffix=suffix, delete=False) as file:
            self._page = Path(file.name)
            file.write(recode_body(response))
        return self._page


def make_feed_page(record: Record, link: Link) -> FetchedPage:
    """An article that stands in its feed, where nothing is to be fetched."""
    key = link.address or link.listing
    source = Source(Path(), key, link.root, url=link.address, label=key)
    return FetchedPage(source, facts=record, whole=True, listing=link.listing)


def is_home_page(address: str) -> bool:
    """Whether this is a site's first page, which changes by the hour and is no article."""
    parts = urlsplit(address)
    return parts.path in {"", "/"} and not parts.query


def _explain_home_page(hints: PageHints) -> str:
    named = f" Its own: {', '.join(hints.feeds[:3])}" if hints.feeds else ""
    return f"a home page, not an article: name an article, a feed or a sitemap.{named}"
