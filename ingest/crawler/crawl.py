"""Addresses that a person named -> pages to read: articles themselves, of feeds, of sitemaps."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from ingest.crawler.crawl_state import Link, Visits
from ingest.crawler.decompression import gunzipped
from ingest.crawler.errors import LeftAlone
from ingest.crawler.fetch import MAX_LISTING, MAX_PAGE, Answer
from ingest.crawler.fetch_state import Fetched, moment_of
from ingest.crawler.fetched_pages import Page
from ingest.crawler.media_types import Kind, kind_of
from ingest.crawler.page_file import Shelf, Unwanted, is_home, whole
from ingest.crawler.politeness import Visitor
from ingest.normalize import canonical_url
from ingest.readers.base import Record, Unread
from ingest.readers.feeds import reader as feeds
from ingest.readers.feeds import sitemap
from rag.errors import SourceError

LIMIT = 1000  # addresses asked in a run for feeds and sitemaps; with the pauses, some 20 minutes
DEPTH = 2  # of sitemaps below the one that was named


def is_address(name: str) -> bool:
    """Whether a PATH of the command line is an address on the web."""
    return name.lower().startswith(("http://", "https://"))


class Web:
    """One run over addresses. `known` is what `to_remember` gave after the runs before.

    Nothing that was read before is ever reported as gone: feeds and sitemaps name what is new.
    """

    def __init__(
        self,
        visitor: Visitor,
        *,
        known: Mapping[str, Fetched],
        moment: datetime,
        limit: int = LIMIT,
    ) -> None:
        self._visits = Visits(visitor, known, moment.isoformat(timespec="seconds"))
        self._shelf = Shelf(self._visits)
        self._left = limit
        self.left_out: Counter[str] = Counter()  # by named address: what is left to the next run

    @property
    def unchanged(self) -> int:
        """How many addresses hold what they held the last time, asked or known not to be new."""
        return self._visits.unchanged

    def took(self, page: Page) -> None:
        """To be told of each page that was read without a fault, all its articles taken."""
        self._visits.took(page)

    def to_remember(self) -> dict[str, Fetched]:
        """What the next run is to know, by address; to be stored with the articles, not before."""
        return self._visits.to_remember()

    def pages(self, addresses: Iterable[str]) -> Iterator[Page | Unread]:
        """All that may be new. A page's file is there until the next page is asked for.

        What cannot be had is an Unread that has its address as the key, and the rest goes on.
        """
        try:
            for named in addresses:
                address = canonical_url(named) or named
                if self._visits.is_first(address):
                    yield from self._look(Link(address, root=address), depth=0)
        finally:
            self._shelf.clear()

    def _look(self, link: Link, depth: int) -> Iterator[Page | Unread]:
        """What stands at an address, told by its content."""
        try:
            answer = self._visits.news(link, MAX_LISTING)
            if answer is None:
                return
            body = gunzipped(answer.body, MAX_LISTING)
            match kind_of(body):
                case Kind.FEED:
                    yield from self._feed(body, answer, link)
                case Kind.SITEMAP:
                    yield from self._sitemap(body, answer, link)
                case Kind.INDEX:
                    yield from self._index(body, link, depth)
                case Kind.PAGE if depth:
                    raise SourceError("neither a sitemap nor a feed, though its index says so")
                case Kind.PAGE:
                    yield self._visits.opened(self._shelf.put(answer, link))
        except SourceError as error:
            yield self._unread(link, str(error))

    def _feed(self, body: bytes, answer: Answer, feed: Link) -> Iterator[Page | Unread]:
        for entry in feeds.entries(body, answer.address):
            record = entry.record
            changed = record.updated or record.published or ""
            address = canonical_url(entry.link)
            link = Link(address, feed.root, feed.address, changed, record, "its feed")
            if entry.full:
                yield self._visits.opened(whole(record, link))
            elif address:
                yield from self._linked(link, undated_is_old=True)
            elif record.text:  # a headline that leads nowhere is nothing, a summary something less
                reason = f"{record.where}: only a summary, and no address of the article"
                self._visits.missed(feed.address)
                yield _unread(feed, reason, failed=True)
        self._visits.went_through(feed, answer)

    def _sitemap(self, body: bytes, answer: Answer, listing: Link) -> Iterator[Page | Unread]:
        """The newest pages first; then those without a date; then those that failed before."""
        listed: list[sitemap.Page] = []
        flaw = None
        try:
            for page in sitemap.pages(body):
                listed.append(page)  # noqa: PERF402 - keeps what came before the flaw
        except SourceError as error:
            flaw = error
        for page in sorted(listed, key=self._turn):
            facts = Record(text="", title=page.title, published=page.published)
            address, changed = canonical_url(page.url), page.modified or ""
            link = Link(address, listing.root, listing.address, changed, facts, "its sitemap")
            if not is_home(address):
                yield from self._linked(link)
        if flaw:
            raise flaw
        if all(page.modified for page in listed):  # else pages may change and it does not
            self._visits.went_through(listing, answer)

    def _index(self, body: bytes, index: Link, depth: int) -> Iterator[Page | Unread]:
        """The newest sitemaps first. An index is never remembered: its parts may change alone."""
        if depth == DEPTH:
            raise SourceError(f"an index of sitemaps more than {DEPTH} deep")
        for part in sorted(sitemap.sitemaps(body), key=lambda part: -_seconds(part.modified)):
            address = canonical_url(part.url)
            link = Link(address, index.root, index.address, part.modified or "")
            if self._is_due(link):
                yield from self._look(link, depth + 1)

    def _linked(self, link: Link, *, undated_is_old: bool = False) -> Iterator[Page | Unread]:
        """A page that a feed or sitemap led to, if it may hold something new."""
        if not self._is_due(link, undated_is_old=undated_is_old):
            return
        try:
            answer = self._visits.news(link, MAX_PAGE)
            if answer is None:
                return
            try:
                yield self._visits.opened(self._shelf.put(answer, link))
            except Unwanted as error:
                self._visits.passed_by(link, answer)
                yield _unread(link, str(error), failed=False)
        except LeftAlone:
            self._leave(link)
        except SourceError as error:
            yield self._unread(link, str(error))

    def _is_due(self, link: Link, *, undated_is_old: bool = False) -> bool:
        """Whether an address is asked now; if it is only left to the next run, that is noted."""
        if not self._visits.is_first(link.address):
            return False
        if self._visits.is_old(link, undated=undated_is_old):
            return False
        if not self._left:
            self._leave(link)
            return False
        self._left -= 1
        return True

    def _leave(self, link: Link) -> None:
        """To the next run."""
        self.left_out[link.root] += 1
        self._visits.missed(link.listing)

    def _turn(self, page: sitemap.Page) -> tuple[int, float, str]:
        known = self._visits.known(canonical_url(page.url))
        if known and known.unfinished:
            return 3, 0.0, known.moment
        if page.modified:
            return 0, -_seconds(page.modified), ""
        return (2, 0.0, known.moment) if known else (1, 0.0, "")

    def _unread(self, link: Link, reason: str) -> Unread:
        self._visits.missed(link.listing)
        return _unread(link, reason, failed=True)


def _unread(link: Link, reason: str, *, failed: bool) -> Unread:
    return Unread(Path(link.address), link.address, link.root, reason, failed)


def _seconds(date: str | None) -> float:
    """For sorting: since 1970, and before all else without a date that is understood."""
    moment = moment_of(date or "")
    return moment.timestamp() if moment else float("-inf")
