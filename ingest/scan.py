"""Sources -> the articles in them, as a plan compares them; what is new or changed is spooled.

A file that was read before and has the same bytes is not read again: what stood in it is noted in
the archive. What cannot be read is noted too, and the rest goes on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from ingest.crawler.crawl import LIMIT, Web
from ingest.crawler.fetch_state import Fetched
from ingest.crawler.politeness import Visitor
from ingest.found_articles import (
    articles_of,
    digest_of,
    doubt_about,
    embargo_of,
    found_as,
    from_noted,
    is_there,
    noted,
    printable,
    undisturbed,
    was_rolling,
)
from ingest.ids import Identities
from ingest.normalize import clean_line
from ingest.plan import Found
from ingest.progress import Progress
from ingest.readers.base import Fault, Record, Source, Unread
from ingest.readers.registry import is_rolling
from ingest.staging import Spool
from ingest.summary import Note
from rag.store.sync_state import Ledger, Stored, location_of


@dataclass(slots=True)
class Reading:
    """One run over the sources."""

    stored: Mapping[str, Stored]
    ledger: Ledger | None  # None: there is no archive yet
    spool: Spool
    now: datetime
    progress: Progress
    found: list[Found] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)  # locations of which a part could not be read
    rolling: set[str] = field(default_factory=set)  # locations that let go of old articles
    held_ids: set[str] = field(default_factory=set)
    noted: dict[str, tuple[bytes, str]] = field(default_factory=dict)  # see Ledger.source
    locations: set[str] = field(default_factory=set)  # of all files that are there
    failed: list[Note] = field(default_factory=list)
    skipped: list[Note] = field(default_factory=list)
    held: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)  # see Ledger.pages
    nothing_new: int = 0  # addresses
    left_out: list[Note] = field(default_factory=list)  # of the web
    _identities: Identities = field(init=False)
    _before: dict[str, Stored] = field(init=False)  # by location: an article that was there

    def __post_init__(self) -> None:
        self._identities = Identities(self.stored)
        self._before = {one.location: one for one in self.stored.values()}

    def read_files(self, sources: Iterable[Source | Unread]) -> None:
        """Read all that is new or has changed, and note the rest as found."""
        for named in sources:
            path = clean_line(named.key)
            location = location_of(printable(named.root), path) if path else printable(named.root)
            if isinstance(named, Unread):
                self._pass_by(named, location)
                continue
            source = self._as_named_before(named, location)
            self.locations.add(location)
            before = self.ledger.source(location) if self.ledger else None
            rolling = is_rolling(source.path) or bool(before and was_rolling(before[1]))
            if rolling:  # also while an error page stands in the feed's place
                self.rolling.add(location)
            digest = digest_of(source)
            finds = self._known(source, before, digest)
            if finds is None:
                finds, whole = self._read(source, location, undisturbed(source))
                if whole and digest:
                    note = noted([own for own, _ in finds], rolling=rolling)
                    self.noted[location] = (digest, note)
            self._take(finds, source)

    def read_pages(self, addresses: Iterable[str], visitor: Visitor, *, anew: bool) -> None:
        """Read what is new on the web, or all of it `anew`; what is there no more is not noted."""
        noted = self.ledger.pages() if self.ledger and not anew else {}
        known = {address: Fetched.from_json(value) for address, value in noted.items()}
        web = Web(visitor, known=known, moment=self.now)
        for page in web.pages(addresses):
            if isinstance(page, Unread):
                self._pass_by(page, page.key)
                continue
            finds, whole = self._read(page.source, page.source.key, page.read())
            self._take(finds, page.source)
            if whole:
                web.took(page)
        self.pages = {address: one.to_json() for address, one in web.to_remember().items()}
        self.nothing_new = web.unchanged
        self.left_out = [
            Note(address, f"{count:,} pages or sitemaps; at most {LIMIT:,} are asked in one")
            for address, count in web.left_out.items()
        ]

    def vanished(self) -> list[str]:
        """The ids of articles that were not found and whose files are nowhere any more."""
        found = {one.id for one in self.found}
        return [
            id_
            for id_, one in self.stored.items()
            if id_ not in found and "://" not in one.path and not is_there(Path(one.location))
        ]

    def emptied(self, covered: Iterable[str], removed: Iterable[str]) -> bool:
        """Whether all files below a path of `covered` are gone that held articles of `removed`.

        A disk that is not mounted looks like that.
        """
        lost = [Path(self.stored[id_].location) for id_ in removed]
        return any(
            any(Path(path) in place.parents for place in lost)
            and not any(Path(path) in Path(one).parents for one in self.locations)
            for path in covered
        )

    def _as_named_before(self, source: Source, location: str) -> Source:
        """A file below the folder it was first found in is called after that, whatever is named.

        Else its outlet, which may be a folder's name, would come and go.
        """
        before = self._before.get(location)
        if before is None or before.root == printable(source.root):
            return source
        wider = Path(before.root) in Path(printable(source.root)).parents
        return replace(source, root=before.root, key=before.path) if wider else source

    def _pass_by(self, source: Unread, location: str) -> None:
        self.unread.add(location)
        note = Note(printable(source.called), source.reason)
        if source.failed or location in self._before:  # what was an article is not a mere picture
            self.failed.append(note)
        else:
            self.skipped.append(note)

    def _take(self, finds: Iterable[tuple[Found, Found]], source: Source) -> None:
        for _, one in finds:
            self.found.append(one)
            if doubt := doubt_about(one, self.now):
                self.warnings.append(Note(printable(source.called), f"{one.id}: {doubt}"))

    def _known(
        self, source: Source, before: tuple[bytes, str] | None, digest: bytes
    ) -> list[tuple[Found, Found]] | None:
        """What stands in a file that was read `before`, if the archive has just that."""
        if before is None or not digest or before[0] != digest:
            return None
        finds = [self._settled(own) for own in from_noted(before[1], source)]
        for _, one in finds:
            if one.id not in self.stored or self.stored[one.id].fingerprint != one.fingerprint:
                return None
        self.progress.advance(len(finds), note=source.key)
        return finds

    def _read(
        self, source: Source, location: str, outcomes: Iterator[Record | Fault]
    ) -> tuple[list[tuple[Found, Found]], bool]:
        """What stands in a source, as it calls it and as we do, and whether that is all of it."""
        finds: list[tuple[Found, Found]] = []
        whole = True
        for item in articles_of(outcomes, source):
            if isinstance(item, Unread):
                self._pass_by(item, location)
                whole = False
                continue
            if isinstance(item, Fault):
                self.unread.add(location)
                self.failed.append(Note(printable(source.called), str(item)))
                whole = False
                continue
            article, record = item
            own, mine = self._settled(found_as(article, record, source))
            if until := embargo_of(record, self.now):
                self.held_ids.add(mine.id)
                self.held.append(
                    Note(printable(source.called), f"{article.title or mine.id}: {until}")
                )
                whole = False
                continue
            finds.append((own, mine))
            known = self.stored.get(mine.id)
            if not mine.withdrawn and (known is None or known.fingerprint != mine.fingerprint):
                self.spool.put(replace(article, id=mine.id), mine)
            self.progress.advance(note=source.key)
        return finds, whole

    def _settled(self, own: Found) -> tuple[Found, Found]:
        """A find as its source calls it, and under the id that it keeps."""
        return own, replace(own, id=self._identities.settle(own))
