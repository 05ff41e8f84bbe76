"""A page that was fetched, and the articles in it, completed by what its feed says of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.crawler.fetch_state import FetchState
from ingest.normalize import may_be_called
from ingest.readers.base import Fault, Record, Source
from ingest.readers.registry import read
from rag.errors import SourceError

_COMPLETED = (  # the fields that are taken from what led to a page where it does not have them
    *("title", "updated", "outlet", "authors", "section", "language", "rights", "embargo"),
    "withdrawn",
)
SHORTEST_LOCKED = 200  # words; of a page that is not free to read, fewer are its beginning


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """Something to read, and what the feed or sitemap that led to it says of it.

    The source's file is there until the next page is taken. Where the feed holds the article itself
    (`whole`) there is no file; `read` gives it all the same.
    """

    source: Source
    facts: Record | None = None
    facts_from: str = ""  # "its feed", "its sitemap"
    whole: bool = False
    locked: bool = False  # it says that not everybody may read all of it
    fetched: FetchState | None = None  # None if nothing was fetched for it alone
    listing: str = ""  # the address of the feed or sitemap; "" if the page was named itself

    def read(self) -> Iterator[Record | Fault]:
        """The articles. Raises SourceError as any reader does, and for a mere beginning."""
        if self.whole and self.facts is not None:
            yield self.facts
            return
        for item in read(self.source):
            if isinstance(item, Fault):
                yield item
                continue
            self._check_is_whole(item)
            record = self._claim_own_address(item)
            yield complete_record(record, self.facts, self.facts_from) if self.facts else record

    def _claim_own_address(self, record: Record) -> Record:
        """A file's one article, under the address it was fetched from if it claims another site's.

        Articles are called by their address: no site is to write in another's name.
        """
        is_own = may_be_called(record.url or "", self.source.url)
        if record.id or record.position is not None or is_own:
            return record
        return replace(record, url=self.source.url)

    def _check_is_whole(self, record: Record) -> None:
        words = len(record.text.split())
        if self.locked and words < SHORTEST_LOCKED:
            raise SourceError(f"behind a paywall: only {words} words of it are shown")
        if self.facts and words < len(self.facts.text.split()):
            raise SourceError("its page shows less text than the summary in its feed")


def complete_record(record: Record, facts: Record, facts_from: str) -> Record:
    """The record of a page, with what it lacks taken from what a feed or sitemap says of it.

    What the page says itself counts more, but for a date that was only inferred. The text is always
    the page's, and so is the name it is stored by, its address.
    """
    published, published_from = record.published, record.published_from
    if facts.published and (not published or (published_from and not facts.published_from)):
        published, published_from = facts.published, facts.published_from or facts_from
    completed = {name: getattr(record, name) or getattr(facts, name) for name in _COMPLETED}
    completed |= {"published": published, "published_from": published_from}
    return replace(record, metadata={**facts.metadata, **record.metadata}, **completed)
