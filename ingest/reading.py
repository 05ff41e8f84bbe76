"""Sources -> the articles in them, as a plan compares them; what is new or changed is spooled.

A file that was read before and has the same bytes is not read again: what stood in it is noted in
the archive. What cannot be read is noted too, and the rest goes on.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta
from pathlib import Path

from ingest.articles import article_of, fingerprint, position_of
from ingest.cleaning import clean_line
from ingest.dates import iso_date
from ingest.identity import Identities
from ingest.plan import Found
from ingest.progress import Progress
from ingest.readers.choose import is_rolling, read
from ingest.readers.record import Fault, NotAnArticle, Record, Source, Unread
from ingest.spool import Spool
from ingest.summary import Note
from ingest.web.known import Fetched
from ingest.web.politeness import Visitor
from ingest.web.web import LIMIT, Web
from rag.errors import SourceError
from rag.store.ledger import Ledger, Stored, location_of
from rag.types import Article

READERS_VERSION = (
    1  # bumped when readers give other articles than before, so that all are read anew
)

_AHEAD = timedelta(days=1)  # an outlet's own time zone may be that far ahead of the reader's
_PLACE = ("root", "path")  # of a find: not noted with it, since the source tells them


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
            rolling = is_rolling(source.path) or bool(before and json.loads(before[1])["rolling"])
            if rolling:  # also while an error page stands in the feed's place
                self.rolling.add(location)
            digest = _digest(source)
            finds = self._known(source, before, digest)
            if finds is None:
                finds, whole = self._read(source, location, _undisturbed(source))
                if whole and digest:
                    noted = {"rolling": rolling, "found": [_short(own) for own, _ in finds]}
                    self.noted[location] = (digest, json.dumps(noted))
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
            if id_ not in found and "://" not in one.path and not _is_there(Path(one.location))
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
            self._warn(one, source)

    def _known(
        self, source: Source, before: tuple[bytes, str] | None, digest: bytes
    ) -> list[tuple[Found, Found]] | None:
        """What stands in a file that was read `before`, if the archive has just that."""
        if before is None or not digest or before[0] != digest:
            return None
        root, path = printable(source.root), clean_line(source.key)
        finds = [
            self._settled(Found(root=root, path=path, **values))
            for values in json.loads(before[1])["found"]
        ]
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
        for item in _articles(outcomes, source):
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
            own, mine = self._settled(_found(article, record, source))
            if until := self._embargo(record):
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

    def _embargo(self, record: Record) -> str:
        """Why the record must not be read yet; "" if it may."""
        given = clean_line(record.embargo)
        written = iso_date(given)
        if not written:
            return f"under an embargo ({given})" if given else ""
        until = datetime.fromisoformat(written)
        if until.tzinfo is None:
            until = until.replace(tzinfo=self.now.tzinfo)
        return f"embargo until {written}" if until > self.now else ""

    def _warn(self, one: Found, source: Source) -> None:
        """Note dates that cannot be right; the article is taken all the same."""
        reason = ""
        if one.misdated:
            reason = f"its date is not understood ({one.misdated}); kept without one"
        elif one.published and _day_of(one.published) > (self.now + _AHEAD).date().isoformat():
            reason = f"dated in the future ({one.published})"
        if reason:
            self.warnings.append(Note(printable(source.called), f"{one.id}: {reason}"))


def _undisturbed(source: Source) -> Iterator[Record | Fault]:
    """What a file holds, and a fault if it was written to meanwhile: half of it may be missing."""
    before = _stamp(source)
    yield from read(source)
    if _stamp(source) != before:
        yield Fault("", "changed while it was read: run it again")


def _articles(
    outcomes: Iterator[Record | Fault], source: Source
) -> Iterator[tuple[Article, Record] | Fault | Unread]:
    """What a source holds; neither a record that is no article nor a broken file raises."""
    try:
        for item in outcomes:
            yield item if isinstance(item, Fault) else _article(item, source)
    except NotAnArticle as other:
        yield Unread(Path(source.called), source.key, source.root, str(other), failed=False)
    except SourceError as error:
        yield Fault("", str(error))


def _article(record: Record, source: Source) -> tuple[Article, Record] | Fault:
    try:
        return article_of(record, source), record
    except SourceError as error:
        return Fault(record.where, str(error))


def _found(article: Article, record: Record, source: Source) -> Found:
    return Found(
        id=article.id,
        fingerprint=fingerprint(article),
        root=printable(source.root),
        path=article.path,
        outlet=article.outlet,
        position=position_of(record, source),
        version=article.version,
        published=article.published,
        updated=article.updated,
        titled=bool(article.title),
        misdated=article.metadata.get("published_as_given", ""),
        withdrawn=record.withdrawn,
    )


_DEFAULTS = {one.name: one.default for one in fields(Found)}


def _short(one: Found) -> dict[str, object]:
    """A find as it is noted with its file: what is not as usual."""
    values = asdict(one).items()
    return {
        name: value for name, value in values if name not in _PLACE and value != _DEFAULTS[name]
    }


def _digest(source: Source) -> bytes:
    """By which a file is known again; b"" if it cannot be read. Its place tells the outlet."""
    try:
        with source.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
    except OSError:
        return b""
    digest.update(f"{READERS_VERSION}\0{source.key}\0{source.url}".encode(errors="replace"))
    return digest.digest()


def _is_there(file: Path) -> bool:
    """Whether a file is there, or the bundle that it is in."""
    return os.path.exists(file) or any(os.path.isfile(one) for one in file.parents)  # noqa: PTH110, PTH113


def _stamp(source: Source) -> tuple[int, ...]:
    """What changes when a file is written to or replaced; empty if it is gone."""
    try:
        status = source.path.stat()
    except OSError:
        return ()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _day_of(written: str) -> str:
    return written[:10]


def printable(path: os.PathLike[str] | str) -> str:
    """A path as text that can be stored and printed, whatever bytes the file system holds."""
    return os.fsencode(path).decode("utf-8", errors="backslashreplace")
