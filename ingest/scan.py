"""Sources -> the articles in them, as a plan compares them; what is new or changed is staged.

A file that was read before and has the same bytes is not read again: what stood in it is noted in
the archive. What cannot be read is noted too, and the rest goes on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from ingest.crawler.crawl import LIMIT, Crawl
from ingest.crawler.fetch_state import FetchState
from ingest.crawler.politeness import PoliteFetcher
from ingest.found_articles import (
    digest_source,
    explain_doubt,
    explain_embargo,
    is_there,
    make_found,
    make_printable,
    parse_note,
    read_articles,
    read_undisturbed,
    was_rolling,
    write_note,
)
from ingest.ids import IdAssigner
from ingest.normalize import clean_line
from ingest.plan import FoundArticle
from ingest.progress import Progress
from ingest.readers.base import Fault, Record, Source, Unread
from ingest.readers.registry import is_rolling
from ingest.staging import Staging
from ingest.summary import Note, Summary
from rag.store.sync_state import StoredArticle, SyncState, locate_source

Named = tuple[FoundArticle, FoundArticle]  # as its source calls it, and under the id that it keeps


@dataclass(slots=True)
class SourceScan:
    """One run over the sources."""

    stored: Mapping[str, StoredArticle]
    sync_state: SyncState | None  # None: there is no archive yet
    staging: Staging
    now: datetime
    progress: Progress
    found: list[FoundArticle] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)  # locations of which a part could not be read
    rolling: set[str] = field(default_factory=set)  # locations that let go of old articles
    held_ids: set[str] = field(default_factory=set)
    noted: dict[str, tuple[bytes, str]] = field(default_factory=dict)  # see SyncState.read_source
    locations: set[str] = field(default_factory=set)  # of all files that are there
    pages: dict[str, str] = field(default_factory=dict)  # see SyncState.read_pages
    summary: Summary = field(default_factory=Summary)  # what there is to say of the sources
    _ids: IdAssigner = field(init=False)
    _before: dict[str, StoredArticle] = field(init=False)  # by location: an article that was there

    def __post_init__(self) -> None:
        self._ids = IdAssigner(self.stored)
        self._before = {one.location: one for one in self.stored.values()}

    def read_files(self, sources: Iterable[Source | Unread]) -> None:
        """Read all that is new or has changed, and note the rest as found."""
        for named in sources:
            path, root = clean_line(named.key), make_printable(named.root)
            location = locate_source(root, path) if path else root
            if isinstance(named, Unread):
                self._note_unread(named, location)
                continue
            source = self._keep_former_name(named, location)
            self.locations.add(location)
            before = self.sync_state.read_source(location) if self.sync_state else None
            rolling = is_rolling(source.path) or bool(before and was_rolling(before[1]))
            if rolling:  # also while an error page stands in the feed's place
                self.rolling.add(location)
            digest = digest_source(source)
            articles = self._recall_articles(source, before, digest)
            if articles is None:
                articles, whole = self._read_source(source, location, read_undisturbed(source))
                if whole and digest:
                    note = write_note([own for own, _ in articles], rolling=rolling)
                    self.noted[location] = (digest, note)
            self._take(articles, source)

    def read_pages(self, addresses: Iterable[str], fetcher: PoliteFetcher, *, anew: bool) -> None:
        """Read what is new on the web, or all of it `anew`; what is there no more is not noted."""
        noted = self.sync_state.read_pages() if self.sync_state and not anew else {}
        known = {address: FetchState.from_json(value) for address, value in noted.items()}
        crawl = Crawl(fetcher, known=known, moment=self.now)
        for page in crawl.fetch_pages(addresses):
            if isinstance(page, Unread):
                self._note_unread(page, page.key)
                continue
            articles, whole = self._read_source(page.source, page.source.key, page.read())
            self._take(articles, page.source)
            if whole:
                crawl.state.mark_read(page)
        states = crawl.state.collect_states()
        self.pages = {address: one.to_json() for address, one in states.items()}
        self.summary.nothing_new = crawl.state.unchanged
        self.summary.left_out = [
            Note(address, f"{count:,} pages or sitemaps; at most {LIMIT:,} are asked in one")
            for address, count in crawl.left_out.items()
        ]

    def find_vanished(self) -> list[str]:
        """The ids of articles that were not found and whose files are nowhere any more."""
        found = {one.id for one in self.found}
        files = ((id_, one) for id_, one in self.stored.items() if "://" not in one.path)
        return [id_ for id_, one in files if id_ not in found and not is_there(Path(one.location))]

    def has_emptied(self, covered: Iterable[str], removed: Iterable[str]) -> bool:
        """Whether all files below a path of `covered` are gone that held articles of `removed`.

        A disk that is not mounted looks like that.
        """
        lost = [Path(self.stored[id_].location) for id_ in removed]
        return any(
            any(Path(path) in place.parents for place in lost)
            and not any(Path(path) in Path(one).parents for one in self.locations)
            for path in covered
        )

    def _keep_former_name(self, source: Source, location: str) -> Source:
        """A file below the folder it was first found in is called after that, whatever is named.

        Else its outlet, which may be a folder's name, would come and go.
        """
        before = self._before.get(location)
        if before is None or before.root == make_printable(source.root):
            return source
        wider = Path(before.root) in Path(make_printable(source.root)).parents
        return replace(source, root=before.root, key=before.path) if wider else source

    def _note_unread(self, source: Unread, location: str) -> None:
        self.unread.add(location)
        failed = source.failed or location in self._before  # what was an article is no picture
        notes = self.summary.failed if failed else self.summary.skipped
        notes.append(_make_note(source, source.reason))

    def _take(self, articles: Iterable[Named], source: Source) -> None:
        for _, one in articles:
            self.found.append(one)
            if doubt := explain_doubt(one, self.now):
                self.summary.warnings.append(_make_note(source, f"{one.id}: {doubt}"))

    def _recall_articles(
        self, source: Source, before: tuple[bytes, str] | None, digest: bytes
    ) -> list[Named] | None:
        """What stands in a file that was read `before`, if the archive has just that."""
        if before is None or not digest or before[0] != digest:
            return None
        articles = [self._assign_id(own) for own in parse_note(before[1], source)]
        if not all(self._is_stored(one) for _, one in articles):
            return None
        self.progress.advance(len(articles), note=source.key)
        return articles

    def _read_source(
        self, source: Source, location: str, outcomes: Iterator[Record | Fault]
    ) -> tuple[list[Named], bool]:
        """What stands in a source, as it calls it and as we do, and whether that is all of it."""
        articles: list[Named] = []
        whole = True
        for item in read_articles(outcomes, source):
            if isinstance(item, Unread):
                self._note_unread(item, location)
                whole = False
                continue
            if isinstance(item, Fault):
                self.unread.add(location)
                self.summary.failed.append(_make_note(source, str(item)))
                whole = False
                continue
            article, record = item
            own, mine = self._assign_id(make_found(article, record, source))
            if until := explain_embargo(record, self.now):
                self.held_ids.add(mine.id)
                told = f"{article.title or mine.id}: {until}"
                self.summary.held.append(_make_note(source, told))
                whole = False
                continue
            articles.append((own, mine))
            if not mine.withdrawn and not self._is_stored(mine):
                self.staging.put(replace(article, id=mine.id), mine)
            self.progress.advance(note=source.key)
        return articles, whole

    def _is_stored(self, one: FoundArticle) -> bool:
        return one.id in self.stored and self.stored[one.id].fingerprint == one.fingerprint

    def _assign_id(self, own: FoundArticle) -> Named:
        return own, replace(own, id=self._ids.assign(own))


def _make_note(source: Source | Unread, reason: str) -> Note:
    return Note(make_printable(source.called), reason)
