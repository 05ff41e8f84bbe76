"""Carries a refresh out: read, plan, cut, embed, publish.

Killed at any moment it leaves the archive as it was: vectors are kept as they are made, and
everything else becomes visible in one commit at the end, which the next run reaches sooner.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ingest.articles import article_of, fingerprint
from ingest.cleaning import clean_line
from ingest.identity import Identities
from ingest.plan import Found, Plan, make_plan
from ingest.progress import Progress
from ingest.readers.choose import read
from ingest.readers.record import Fault, Record, Source
from ingest.sources import Unread, find_sources
from ingest.spool import Spool
from rag.embedding import Embedder
from rag.errors import SourceError
from rag.store.catalogue import Catalogue, Stored, location_of
from rag.store.writer import ArchiveWriter, open_writer
from rag.types import Article

BATCH = 256  # passages embedded between two commits; a kill loses some seconds of work


@dataclass(frozen=True, slots=True)
class Failure:
    """A source, or a part of one, that could not be read."""

    source: str
    reason: str


@dataclass(slots=True)
class Summary:
    """What a refresh did, in articles."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    duplicates: int = 0
    failed: list[Failure] = field(default_factory=list)
    skipped: int = 0  # files in folders for which there is no reader
    undated: int = 0
    untitled: int = 0

    def line(self) -> str:
        """The summary for a person."""
        counts = {name: getattr(self, name) for name in self.__slots__[:6]}
        counts["failed"] = len(self.failed)
        return ", ".join(f"{name} {count:,}" for name, count in counts.items())

    def to_dict(self) -> dict[str, Any]:
        """The object that `python -m ingest --json` prints last."""
        values = {name: getattr(self, name) for name in self.__slots__}
        failed = [{"source": one.source, "reason": one.reason} for one in self.failed]
        return values | {"failed": failed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    today: date
    keep_missing: bool = False
    rebuild: bool = False  # cut and embed every article anew, also those already stored
    dry_run: bool = False  # say what would be done, do nothing


def refresh(
    paths: Sequence[Path], archive: Path, embedder: Embedder, options: Options, progress: Progress
) -> Summary:
    """Bring the archive in step with the sources.

    Raises ArchiveError when the archive cannot be written or does not match; it then is unchanged.
    Sources that cannot be read are in `Summary.failed`.
    """
    summary = Summary()
    with Spool() as spool:
        if options.dry_run:
            with _stored_now(archive) as stored:
                _plan(paths, stored, spool, summary, options, progress)
            return summary
        with open_writer(archive, embedder) as writer:
            if not options.rebuild:
                writer.check_matches()
            stored = writer.catalogue.stored()
            plan = _plan(paths, stored, spool, summary, options, progress)
            if options.rebuild:
                plan = _everything(plan, writer.catalogue, spool)
            if not plan.idle or not writer.healthy():
                _carry_out(plan, writer, embedder, spool, options, progress)
            writer.describe()
    return summary


def _plan(
    paths: Sequence[Path],
    stored: Mapping[str, Stored],
    spool: Spool,
    summary: Summary,
    options: Options,
    progress: Progress,
) -> Plan:
    """Read everything, spool what is new or changed, and compare."""
    unread: set[str] = set()
    identities = Identities(stored)
    found: list[Found] = []
    with progress.stage("Reading", "articles"):
        for article, one in _articles(paths, identities, summary, unread):
            found.append(one)
            if one.id not in stored or stored[one.id].fingerprint != one.fingerprint:
                spool.put(article, one)
            summary.undated += article.published is None
            summary.untitled += not article.title
            progress.advance(note=one.path[-40:])
    covered = {_text(path.resolve()) for path in paths}
    keep = options.keep_missing
    plan = make_plan(stored, found, covered=covered, failed=unread, keep_missing=keep)
    summary.read = len(found)
    summary.added, summary.changed = len(plan.add), len(plan.change)
    summary.unchanged, summary.removed = len(plan.keep), len(plan.remove)
    summary.duplicates = plan.duplicates
    return plan


def _articles(
    paths: Sequence[Path], identities: Identities, summary: Summary, unread: set[str]
) -> Iterator[tuple[Article, Found]]:
    """Every article of every source; what cannot be read is noted and the rest goes on."""
    for source in find_sources(paths):
        root, path = _text(source.root), clean_line(source.key)  # as stored with the article
        file = location_of(root, path) if path else root
        if isinstance(source, Unread):
            if source.failed:
                unread.add(file)
                summary.failed.append(Failure(_text(source.path), source.reason))
            else:
                summary.skipped += 1
            continue
        for item in _items(source):
            if isinstance(item, Fault):
                unread.add(file)
                summary.failed.append(Failure(_text(source.path), str(item)))
            else:
                mark = fingerprint(item)
                article = identities.settle(item, mark, root)
                yield article, Found(article.id, mark, root, path)


def _items(source: Source) -> Iterator[Article | Fault]:
    """What a source holds; neither a record that is no article nor a broken file raises."""
    try:
        for item in read(source):
            yield item if isinstance(item, Fault) else _article(item, source)
    except SourceError as error:
        yield Fault("", str(error))


def _article(record: Record, source: Source) -> Article | Fault:
    try:
        return article_of(record, source)
    except SourceError as error:
        return Fault(record.where, str(error))


def _text(path: Path | str) -> str:
    """A path as text that can be stored and printed, whatever bytes the file system holds."""
    return os.fsencode(path).decode("utf-8", errors="replace")


def _everything(plan: Plan, catalogue: Catalogue, spool: Spool) -> Plan:
    """The plan, with the articles that would be kept cut and embedded anew as well."""
    stored = catalogue.stored()
    going = {*plan.add, *plan.change, *plan.remove}
    again = [id_ for id_ in stored if id_ not in going]
    moved = {one.id: one for one in plan.move}
    for id_ in again:
        article, known = catalogue.article(id_), stored[id_]
        if article is not None:
            one = moved.get(id_) or Found(id_, known.fingerprint, known.root, known.path)
            spool.put(replace(article, path=one.path), one)
    return replace(plan, again=tuple(again), keep=(), move=())


def _carry_out(
    plan: Plan,
    writer: ArchiveWriter,
    embedder: Embedder,
    spool: Spool,
    options: Options,
    progress: Progress,
) -> None:
    ids = [*plan.add, *plan.change, *plan.again]
    with progress.stage("Cutting", "articles", len(ids)):
        for _ in spool.cut(ids):
            progress.advance()
    missing = writer.unembedded(spool.hashes())
    hashes = [hash_ for hash_ in spool.hashes() if hash_ in missing]
    with progress.stage("Embedding", "passages", len(hashes)):
        for start in range(0, len(hashes), BATCH):
            part = hashes[start : start + BATCH]
            writer.keep_vectors(part, embedder.embed(spool.texts(part)))
            progress.advance(len(part))
    with progress.stage("Indexing", "passages"):
        writer.publish(
            spool.incoming(ids),
            drop=[*plan.remove, *plan.change, *plan.again],
            outdated=plan.change,
            move=[(one.root, one.path, one.id) for one in plan.move],
            seen=options.today,
            report=progress.advance,
        )


@contextmanager
def _stored_now(archive: Path) -> Iterator[Mapping[str, Stored]]:
    """What is stored, without making an archive where there is none."""
    file = archive / "catalogue.sqlite"
    if not file.exists():
        yield {}
        return
    with Catalogue.snapshot(file) as catalogue:
        yield catalogue.stored()
