"""Carries a refresh out: read, plan, cut, embed, publish.

Killed at any moment it leaves the archive as it was: vectors are kept as they are made, and
everything else becomes visible in one commit at the end, which the next run reaches sooner.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ingest.crawler.fetch import open_fetcher
from ingest.crawler.politeness import PoliteFetcher
from ingest.deduplication import SignedArticle, group_copies
from ingest.found_articles import make_printable
from ingest.furniture import find_repeated
from ingest.plan import FoundArticle, Plan, make_plan
from ingest.progress import Progress
from ingest.readers.io.files import explain_error
from ingest.scan import SourceScan
from ingest.sources import find_sources
from ingest.staging import CutArticle, Staging
from ingest.summary import Note, Summary
from rag.errors import ArchiveDamaged, ArchiveMismatch
from rag.models.embedding import Embedder
from rag.store.catalogue import Catalogue
from rag.store.schema import CATALOGUE, FORMAT
from rag.store.sync_state import SyncState
from rag.store.tables import ArchiveChanges
from rag.store.writer import ArchiveWriter, open_writer

BATCH = 256  # passages embedded between two commits; a kill loses some seconds of work
SAFE_SHARE = 0.2  # of the archive: removing more than that needs the reader's word


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    now: datetime  # with a time zone
    keep_missing: bool = False
    rebuild: bool = False  # cut and embed every article anew, also those already stored
    dry_run: bool = False  # say what would be done, do nothing
    yes: bool = False  # remove what is gone, however much that is
    allow_private: bool = False  # fetch from addresses of this machine and its network, too
    pause: float = 1.0  # seconds between two requests to one host, or more if it asks for more


def refresh(
    paths: Sequence[Path],
    archive: Path,
    embedder: Embedder,
    options: Options,
    progress: Progress,
    addresses: Sequence[str] = (),
) -> Summary:
    """Bring the archive in step with the sources: files and folders, and addresses on the web.

    Raises ArchiveError when the archive cannot be written or does not match; it then is unchanged.
    Sources that cannot be read are in `Summary.failed`.
    """
    with Staging() as staging:
        if options.dry_run:
            with _open_sync_state(archive) as sync_state:
                scan = _scan_sources(paths, addresses, sync_state, staging, options, progress)
                plan, withheld = _plan_changes(scan, paths, options)
                leads = _find_leads(plan, scan)
            return _summarize(scan, plan, withheld, leads)
        with open_writer(archive, embedder) as writer:
            if not options.rebuild:
                writer.check_matches()
            scan = _scan_sources(paths, addresses, writer.sync_state, staging, options, progress)
            plan, withheld = _plan_changes(scan, paths, options)
            todo = _plan_rebuild(plan, writer, staging) if options.rebuild else plan
            if not todo.idle or not writer.has_whole_index():
                _carry_out(todo, writer, embedder, scan)
            _note_sources(scan, paths, writer)
            writer.describe()
            return _summarize(scan, plan, withheld, writer.sync_state.read_leads())


def _scan_sources(
    paths: Sequence[Path],
    addresses: Sequence[str],
    sync_state: SyncState | None,
    staging: Staging,
    options: Options,
    progress: Progress,
) -> SourceScan:
    """Read everything; what is new or changed is staged."""
    stored = sync_state.read_stored() if sync_state else {}
    scan = SourceScan(stored, sync_state, staging, options.now, progress)
    with progress.stage("Reading"):
        scan.read_files(find_sources(paths))
        if addresses:
            with open_fetcher(allow_private=options.allow_private) as fetcher:
                polite = PoliteFetcher(fetcher, pause=options.pause)
                scan.read_pages(addresses, polite, anew=options.rebuild)
    return scan


def _plan_changes(scan: SourceScan, paths: Sequence[Path], options: Options) -> tuple[Plan, int]:
    """The plan, and how many removals it leaves out because they are too many."""
    covered, sync_state = _list_covered(paths), scan.sync_state
    plan = make_plan(
        scan.stored,
        scan.found,
        covered=covered,
        failed=scan.unread | scan.rolling,
        held=scan.held_ids | (sync_state.read_pages().keys() if sync_state else set()),
        vanished=scan.find_vanished(),
        kept_versions=sync_state.read_version_marks() if sync_state else (),
        keep_missing=options.keep_missing,
    )
    scan.staging.rename(plan.renamed)
    scan.staging.choose_versions(plan.standing)
    few = len(plan.remove) <= SAFE_SHARE * len(scan.stored)
    if options.yes or (few and not scan.has_emptied(covered, plan.remove)):
        return plan, 0
    return replace(plan, remove=()), len(plan.remove)


def _summarize(scan: SourceScan, plan: Plan, withheld: int, leads: Mapping[str, str]) -> Summary:
    found = {plan.renamed.get(one.id, one.id) for one in scan.found} & plan.standing.keys()
    copies = sum(leads.get(id_, id_) != id_ for id_ in found)
    return replace(
        scan.summary,
        read=len(scan.found),
        added=len(plan.add),
        changed=len(plan.change),
        unchanged=len(plan.keep),
        removed=len(plan.remove) + len(plan.withdrawn),
        duplicates=plan.duplicates + copies,
        versions=len(plan.change) + len(plan.earlier),
        withheld=withheld,
        undated=sum(one.published is None for one in scan.found),
        untitled=sum(not one.titled for one in scan.found),
    )


def _list_covered(paths: Sequence[Path]) -> set[str]:
    return {make_printable(path.resolve()) for path in paths}


def _plan_rebuild(plan: Plan, writer: ArchiveWriter, staging: Staging) -> Plan:
    """The plan, with the articles that would be kept cut and embedded anew as well."""
    stored = writer.sync_state.read_stored()
    going = {*plan.add, *plan.change, *plan.remove, *plan.withdrawn}
    again = [id_ for id_ in stored if id_ not in going]
    moved = {one.id: one for one in plan.move}
    for id_ in again:
        article, known = writer.catalogue.read_article(id_), stored[id_]
        if article is None:
            continue
        to = moved.get(id_, known)
        one = FoundArticle(
            id=id_, fingerprint=known.fingerprint, root=to.root, path=to.path, position=to.position
        )
        staging.put(replace(article, path=to.path), one)
    return replace(plan, again=tuple(again), keep=(), move=())


def _find_leads(plan: Plan, scan: SourceScan) -> dict[str, str]:
    """The earliest copy of each story that several articles tell: article id -> its id."""
    new = [*plan.add, *plan.change, *plan.again]
    going = {*new, *plan.remove, *plan.withdrawn}
    scan.staging.sign(new)
    stored = scan.sync_state.read_signatures() if scan.sync_state else ()
    rows = [row for row in stored if row[0] not in going]
    rows += scan.staging.read_signatures(new)
    groups = group_copies([SignedArticle(n, *row) for n, row in enumerate(rows)])
    return {rows[n][0]: rows[lead][0] for n, lead in groups.items()}


def _find_repeated_lines(plan: Plan, scan: SourceScan, leads: Mapping[str, str]) -> frozenset[int]:
    """The lines that outlets repeat, as `find_furniture` takes them; one copy of a story counts."""
    new = [*plan.add, *plan.change, *plan.again]
    going = {*new, *plan.remove, *plan.withdrawn}
    stored = scan.sync_state.read_lines() if scan.sync_state else ()
    rows = [row for row in stored if row[0] not in going]
    rows += scan.staging.read_lines(new)
    return find_repeated(lines for id_, lines in rows if leads.get(id_, id_) == id_)


def _carry_out(plan: Plan, writer: ArchiveWriter, embedder: Embedder, scan: SourceScan) -> None:
    staging, progress = scan.staging, scan.progress
    ids = [*plan.add, *plan.change, *plan.again]
    with progress.stage("Cutting", len(ids)):
        leads = _find_leads(plan, scan)
        for cut in staging.cut(ids, _find_repeated_lines(plan, scan, leads)):
            _note_cut(cut, scan.summary)
            progress.advance()
    missing = writer.find_unembedded(staging.list_hashes())
    hashes = [hash_ for hash_ in staging.list_hashes() if hash_ in missing]
    with progress.stage("Embedding", len(ids), parts=len(hashes)):
        for start in range(0, len(hashes), BATCH):
            part = hashes[start : start + BATCH]
            writer.keep_vectors(part, embedder.embed(staging.read_texts(part)))
            progress.advance(len(part), note=staging.find_article(part[-1]))
    with progress.stage("Indexing", unit="passages"):
        writer.publish(
            staging.read_incoming(ids),
            ArchiveChanges(
                seen=scan.now.date(),
                leads=leads,
                drop=[*plan.remove, *plan.withdrawn, *plan.change, *plan.again],
                gone=[*plan.remove, *plan.withdrawn],
                outdated=plan.change,
                earlier=staging.read_earlier(plan.earlier),
                move=[(one.root, one.path, one.position, one.id) for one in plan.move],
            ),
            progress.advance,
        )


def _note_cut(cut: CutArticle, summary: Summary) -> None:
    summary.set_aside += cut.set_aside
    if cut.kept_whole:
        reason = "nothing in it but promotion, links and credits; kept whole"
        summary.warnings.append(Note(cut.id, reason))


def _note_sources(scan: SourceScan, paths: Sequence[Path], writer: ArchiveWriter) -> None:
    """Note what was read, and forget the files below `paths` that are there no more."""
    covered = _list_covered(paths)
    lost = (one for one in writer.sync_state.list_locations() if one not in scan.locations)
    gone = [one for one in lost if not covered.isdisjoint({one, *map(str, Path(one).parents)})]
    writer.note(sources=scan.noted, gone=gone, pages=scan.pages, checked=scan.now)


@contextmanager
def _open_sync_state(archive: Path) -> Iterator[SyncState | None]:
    """What is stored, without making an archive where there is none."""
    file = archive / CATALOGUE
    try:
        there = file.exists()
    except OSError as error:
        raise ArchiveDamaged(
            f"The archive folder {archive} cannot be used ({explain_error(error)}). Nothing was "
            "changed."
        ) from error
    if not there:
        yield None
        return
    with Catalogue.snapshot(file) as catalogue:
        if (found := catalogue.read_state("format")) not in {None, str(FORMAT)}:
            raise ArchiveMismatch(
                f"The archive {archive} has format {found}, this program writes {FORMAT}. Run it "
                "without --dry-run once, which brings the archive up to date."
            )
        yield SyncState(catalogue.connection)
