"""The addresses of one run: asks each once and only for news, and keeps what to remember."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from ingest.crawler.errors import HostLeftAlone
from ingest.crawler.fetch import Response
from ingest.crawler.fetch_state import FetchState, may_have_changed
from ingest.crawler.fetched_pages import FetchedPage
from ingest.crawler.politeness import PoliteFetcher
from ingest.readers.base import Record
from rag.errors import SourceError

_UNCHANGED = 304


@dataclass(frozen=True, slots=True)
class Link:
    """An address to look at, and what led to it."""

    address: str
    root: str  # the address that was named
    listing: str = ""  # the feed or sitemap that led to it
    changed: str = ""  # when that says it has changed
    facts: Record | None = None
    facts_from: str = ""


@dataclass(slots=True)
class CrawlState:
    """`known` is what earlier runs remembered, `moment` when this one began, in ISO 8601.

    What is remembered of a page: only one that `mark_read` was told of. Of a feed or sitemap: only
    one that was gone through to its end, with all pages read; else it is asked anew the next time,
    for what is missing would never be looked for again. Of pages that failed it is remembered that
    they did, so that they do not take the turn of those that were never asked.
    """

    fetcher: PoliteFetcher
    known: Mapping[str, FetchState]
    moment: str
    unchanged: int = 0  # addresses that hold nothing new, asked or not
    _seen: set[str] = field(default_factory=set)
    _tried: set[str] = field(default_factory=set)
    _pages: dict[str, FetchState] = field(default_factory=dict)
    _listings: dict[str, FetchState] = field(default_factory=dict)
    _flawed: set[str] = field(default_factory=set)  # listings of which something is missing
    _open: Counter[str] = field(default_factory=Counter)  # pages of a listing not taken yet

    def is_first(self, address: str) -> bool:
        """Whether this run has not come by an address before."""
        first = address not in self._seen
        self._seen.add(address)
        return first

    def is_old(self, link: Link, *, undated: bool) -> bool:
        """Whether what led to an address says that nothing is new there, so that it is not asked.

        `undated` is the answer for an address that was fetched before and now comes without a date.
        """
        known = self.known.get(link.address)
        if known is None or known.unfinished:
            return False
        old = not may_have_changed(known, link.changed) if link.changed else undated
        self.unchanged += old
        return old

    def fetch_news(self, link: Link, most: int) -> Response | None:
        """What is at an address, or SourceError; None if that is what was there the last time."""
        known = self.known.get(link.address)
        conditions = known.conditions if known else {}
        try:
            response = self.fetcher.fetch(link.address, most=most, headers=conditions)
        except SourceError as error:
            if not isinstance(error, HostLeftAlone):
                self._tried.add(link.address)
            raise
        self._tried.add(link.address)
        asked_again = known is not None and response.status == _UNCHANGED
        if response.refusal and not asked_again:
            raise SourceError(response.refusal)
        if known and (asked_again or sha256(response.body).hexdigest() == known.digest):
            changed = link.changed or known.changed
            self._pages[link.address] = replace(known, moment=self.moment, changed=changed)
            self.unchanged += 1
            return None
        return response

    def make_state(self, link: Link, response: Response) -> FetchState:
        return FetchState.from_response(response, self.moment, link.changed)

    def hand_out(self, page: FetchedPage) -> FetchedPage:
        """A page that is handed out to be read."""
        self._open[page.listing] += 1
        return page

    def mark_read(self, page: FetchedPage) -> None:
        """All articles of a page are read, and will be in the archive."""
        self._open[page.listing] -= 1
        if page.fetched:
            self._pages[page.source.key] = page.fetched

    def mark_unwanted(self, link: Link, response: Response) -> None:
        """A page that holds nothing for us, and need not be fetched again for that."""
        self._pages[link.address] = self.make_state(link, response)

    def mark_flawed(self, listing: str) -> None:
        """Something that a feed or sitemap led to could not be had, or was left for another run."""
        self._flawed.add(listing)

    def mark_finished(self, link: Link, response: Response) -> None:
        """A feed or sitemap to its end."""
        self._listings[link.address] = self.make_state(link, response)

    def collect_states(self) -> dict[str, FetchState]:
        """By address; to be stored with the articles, not before."""
        whole = {
            address: fetched
            for address, fetched in self._listings.items()
            if address not in self._flawed and not self._open[address]
        }
        unfinished = {
            address: FetchState(moment=self.moment, unfinished=True)
            for address in self._tried - self._pages.keys() - whole.keys()
            if address not in self.known or self.known[address].unfinished
        }
        return unfinished | self._pages | whole
