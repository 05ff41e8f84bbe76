"""Addresses that a person named -> pages to read: articles themselves, of feeds, of sitemaps."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from ingest.crawler.crawl_state import CrawlState, Link
from ingest.crawler.decompression import gunzip_body
from ingest.crawler.errors import HostLeftAlone
from ingest.crawler.fetch import MAX_LISTING, MAX_PAGE, Response
from ingest.crawler.fetch_state import FetchState, parse_moment
from ingest.crawler.fetched_pages import FetchedPage
from ingest.crawler.media_types import ContentKind, detect_kind
from ingest.crawler.page_file import PageFile, UnwantedPage, is_home_page, make_feed_page
from ingest.crawler.politeness import PoliteFetcher
from ingest.normalize import canonicalize_url
from ingest.readers.base import Record, Unread
from ingest.readers.feeds import reader as feeds
from ingest.readers.feeds import sitemap
from rag.errors import SourceError

Pages = Iterator[FetchedPage | Unread]

LIMIT = 1000  # addresses asked in a run for feeds and sitemaps; with the pauses, some 20 minutes
DEPTH = 2  # of sitemaps below the one that was named


def is_address(name: str) -> bool:
    """Whether a PATH of the command line is an address on the web."""
    return name.lower().startswith(("http://", "https://"))


class Crawl:
    """One run over addresses. `known` is what `state.collect_states` gave after the runs before.

    Nothing that was read before is ever reported as gone: feeds and sitemaps name what is new.
    """

    def __init__(
        self,
        fetcher: PoliteFetcher,
        *,
        known: Mapping[str, FetchState],
        moment: datetime,
        limit: int = LIMIT,
    ) -> None:
        self.state = CrawlState(fetcher, known, moment.isoformat(timespec="seconds"))
        self._page_file = PageFile(self.state)
        self._left = limit
        self.left_out: Counter[str] = Counter()  # by named address: what is left to the next run

    def fetch_pages(self, addresses: Iterable[str]) -> Pages:
        """All that may be new. A page's file is there until the next page is asked for.

        What cannot be had is an Unread that has its address as the key, and the rest goes on.
        """
        try:
            for named in addresses:
                address = canonicalize_url(named) or named
                if self.state.is_first(address):
                    yield from self._visit(Link(address, root=address), depth=0)
        finally:
            self._page_file.clear()

    def _visit(self, link: Link, depth: int) -> Pages:
        """What stands at an address, told by its content."""
        try:
            response = self.state.fetch_news(link, MAX_LISTING)
            if response is None:
                return
            body = gunzip_body(response.body, MAX_LISTING)
            match detect_kind(body):
                case ContentKind.FEED:
                    yield from self._crawl_feed(body, response, link)
                case ContentKind.SITEMAP:
                    yield from self._crawl_sitemap(body, response, link)
                case ContentKind.INDEX:
                    yield from self._crawl_index(body, link, depth)
                case ContentKind.PAGE if depth:
                    raise SourceError("neither a sitemap nor a feed, though its index says so")
                case ContentKind.PAGE:
                    yield self.state.hand_out(self._page_file.save(response, link))
        except SourceError as error:
            yield self._report_unread(link, str(error))

    def _crawl_feed(self, body: bytes, response: Response, feed: Link) -> Pages:
        for entry in feeds.read_entries(body, response.address):
            record = entry.record
            changed = record.updated or record.published or ""
            address = canonicalize_url(entry.link)
            link = Link(address, feed.root, feed.address, changed, record, "its feed")
            if entry.full:
                yield self.state.hand_out(make_feed_page(record, link))
            elif address:
                yield from self._crawl_link(link, undated_is_old=True)
            elif record.text:  # a headline that leads nowhere is nothing, a summary something less
                reason = f"{record.where}: only a summary, and no address of the article"
                self.state.mark_flawed(feed.address)
                yield _make_unread(feed, reason, failed=True)
        self.state.mark_finished(feed, response)

    def _crawl_sitemap(self, body: bytes, response: Response, listing: Link) -> Pages:
        """The newest pages first; then those without a date; then those that failed before."""
        listed: list[sitemap.SitemapEntry] = []
        flaw = None
        try:
            for page in sitemap.read_pages(body):
                listed.append(page)  # noqa: PERF402 - keeps what came before the flaw
        except SourceError as error:
            flaw = error
        for page in sorted(listed, key=self._rank_entry):
            facts = Record(text="", title=page.title, published=page.published)
            address, changed = canonicalize_url(page.url), page.modified or ""
            link = Link(address, listing.root, listing.address, changed, facts, "its sitemap")
            if not is_home_page(address):
                yield from self._crawl_link(link)
        if flaw:
            raise flaw
        if all(page.modified for page in listed):  # else pages may change and it does not
            self.state.mark_finished(listing, response)

    def _crawl_index(self, body: bytes, index: Link, depth: int) -> Pages:
        """The newest sitemaps first. An index is never remembered: its parts may change alone."""
        if depth == DEPTH:
            raise SourceError(f"an index of sitemaps more than {DEPTH} deep")
        parts = sitemap.read_sitemaps(body)
        for part in sorted(parts, key=lambda part: -_parse_timestamp(part.modified)):
            address = canonicalize_url(part.url)
            link = Link(address, index.root, index.address, part.modified or "")
            if self._is_due(link):
                yield from self._visit(link, depth + 1)

    def _crawl_link(self, link: Link, *, undated_is_old: bool = False) -> Pages:
        """A page that a feed or sitemap led to, if it may hold something new."""
        if not self._is_due(link, undated_is_old=undated_is_old):
            return
        try:
            response = self.state.fetch_news(link, MAX_PAGE)
            if response is None:
                return
            try:
                yield self.state.hand_out(self._page_file.save(response, link))
            except UnwantedPage as error:
                self.state.mark_unwanted(link, response)
                yield _make_unread(link, str(error), failed=False)
        except HostLeftAlone:
            self._postpone(link)
        except SourceError as error:
            yield self._report_unread(link, str(error))

    def _is_due(self, link: Link, *, undated_is_old: bool = False) -> bool:
        """Whether an address is asked now; if it is only left to the next run, that is noted."""
        first = self.state.is_first(link.address)
        if not first or self.state.is_old(link, undated=undated_is_old):
            return False
        if not self._left:
            self._postpone(link)
            return False
        self._left -= 1
        return True

    def _postpone(self, link: Link) -> None:
        """To the next run."""
        self.left_out[link.root] += 1
        self.state.mark_flawed(link.listing)

    def _rank_entry(self, page: sitemap.SitemapEntry) -> tuple[int, float, str]:
        known = self.state.known.get(canonicalize_url(page.url))
        if known and known.unfinished:
            return 3, 0.0, known.moment
        if page.modified:
            return 0, -_parse_timestamp(page.modified), ""
        return (2, 0.0, known.moment) if known else (1, 0.0, "")

    def _report_unread(self, link: Link, reason: str) -> Unread:
        self.state.mark_flawed(link.listing)
        return _make_unread(link, reason, failed=True)


def _make_unread(link: Link, reason: str, *, failed: bool) -> Unread:
    return Unread(Path(link.address), link.address, link.root, reason, failed)


def _parse_timestamp(date: str | None) -> float:
    """For sorting: since 1970, and before all else without a date that is understood."""
    moment = parse_moment(date or "")
    return moment.timestamp() if moment else float("-inf")
