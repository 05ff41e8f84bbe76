"""What a refresh has to do, from what is stored and what was found. Pure: nothing is read here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from rag.store.sync_state import StoredArticle, locate_source


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundArticle:
    """An article in the sources, as far as a plan needs to know it."""

    id: str
    fingerprint: str
    root: str  # what was named: a resolved path, or an address
    path: str  # the source below it; begins with the root's own name
    outlet: str = ""
    position: int | None = None  # in its file, 0 if it is the file; None: the id is its own
    version: int | None = None
    published: str | None = None
    updated: str | None = None
    titled: bool = True
    misdated: str = ""  # a date that was given and not understood
    withdrawn: bool = False  # by its outlet

    @property
    def location(self) -> str:
        """The file or page that it was read from."""
        return locate_source(self.root, self.path)


@dataclass(frozen=True, slots=True)
class Plan:
    """Article ids by what is to be done with them, each list in the order found or stored."""

    add: tuple[str, ...] = ()
    change: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    move: tuple[FoundArticle, ...] = ()  # kept, but found in another place than last time
    remove: tuple[str, ...] = ()  # gone from the sources
    withdrawn: tuple[str, ...] = ()  # by their outlets: to be removed however many they are
    again: tuple[str, ...] = ()  # unchanged, but to be cut and embedded anew
    earlier: tuple[FoundArticle, ...] = ()  # older versions, found beside the one that stands
    duplicates: int = 0  # found again, the very same, in this run
    renamed: Mapping[str, str] = field(default_factory=dict, compare=False)  # id found -> id kept
    standing: Mapping[str, str] = field(default_factory=dict, compare=False)  # id -> fingerprint

    @property
    def idle(self) -> bool:
        """Whether the archive says already what the sources say."""
        ids = (self.add, self.change, self.remove, self.withdrawn, self.again)
        return not any((*ids, self.move, self.earlier))


def make_plan(
    stored: Mapping[str, StoredArticle],
    found: Iterable[FoundArticle],
    *,
    covered: Collection[str],
    failed: Collection[str],
    held: Collection[str] = (),
    vanished: Collection[str] = (),
    kept_versions: Collection[tuple[str, str]] = (),
    keep_missing: bool = False,
) -> Plan:
    """Compare. Of several articles of one id the latest stands, the others are its versions.

    An article is removed only if its file lies in one of the files or folders that this run
    `covered`, and not in one that `failed`: what could not be read, or was a feed, which names the
    newest articles only, is not known to be gone. Or if its outlet has withdrawn it. Ids that are
    `held`, under an embargo or because they are addresses, are left as they are. Of the ids that
    have `vanished` the files are no more, covered or not: where the same words are found elsewhere,
    the article has moved. `kept_versions` are the (id, fingerprint) of versions stored already.
    """
    latest, earlier, duplicates = _choose_latest(stored, found)
    lost = (id_ for id_ in stored if id_ not in latest and id_ not in held)
    gone = [id_ for id_ in lost if _is_gone(stored[id_], covered, failed)]
    renamed = _keep_ids(latest, stored, [*gone, *(id_ for id_ in vanished if id_ not in {*gone})])
    left = latest.keys() - renamed.keys() | set(renamed.values())
    gone = [id_ for id_ in gone if id_ not in left]
    gone += [id_ for id_ in stored if id_ in renamed and id_ not in left]
    latest = {renamed.get(id_, id_): one for id_, one in latest.items()}
    usable = {id_: one for id_, one in latest.items() if not one.withdrawn}
    known = {id_: one for id_, one in usable.items() if id_ in stored}
    same = [id_ for id_, one in known.items() if _stands(stored[id_], one)]
    moved = [id_ for id_ in same if _is_moved(known[id_], stored[id_])]
    unkept = (one for one in earlier if (one.id, one.fingerprint) not in kept_versions)
    taken_back = [id_ for id_, one in latest.items() if one.withdrawn and id_ in stored]
    return Plan(
        add=tuple(id_ for id_ in usable if id_ not in stored),
        change=tuple(id_ for id_ in known if id_ not in set(same)),
        keep=tuple(same),
        move=tuple(replace(known[id_], id=id_) for id_ in moved),
        remove=() if keep_missing else tuple(gone),
        withdrawn=tuple(id_ for id_ in taken_back if not is_older(latest[id_], stored[id_])),
        earlier=tuple(one for one in unkept if one.id in usable),
        duplicates=duplicates,
        renamed=renamed,
        standing={id_: one.fingerprint for id_, one in usable.items()},
    )


def _choose_latest(
    stored: Mapping[str, StoredArticle], found: Iterable[FoundArticle]
) -> tuple[dict[str, FoundArticle], list[FoundArticle], int]:
    """The latest of each id, the earlier versions of those, and how many were there twice."""
    latest: dict[str, FoundArticle] = {}
    others: dict[tuple[str, str], FoundArticle] = {}
    duplicates = 0
    for one in found:
        rival = latest.get(one.id)
        if rival is None:
            latest[one.id] = one
        elif rival.fingerprint == one.fingerprint and rival.withdrawn == one.withdrawn:
            duplicates += 1
            latest[one.id] = rival if is_older(one, rival) else one
        else:
            back = is_older(one, rival) or (rival.withdrawn and not is_older(rival, one))
            older, newer = (one, rival) if back else (rival, one)
            latest[one.id] = newer
            others[older.id, older.fingerprint] = older
    for one in latest.values():
        if one.id in stored and _comes_late(one, stored[one.id]):
            others[one.id, one.fingerprint] = one
    earlier = [
        one
        for (id_, mark), one in others.items()
        if not one.withdrawn
        and mark != getattr(stored.get(id_), "fingerprint", None)
        and (mark != latest[id_].fingerprint or _stands(stored.get(id_), latest[id_]))
    ]
    return latest, earlier, duplicates


def is_older(one: FoundArticle | StoredArticle, other: FoundArticle | StoredArticle) -> bool:
    """Whether the outlet itself says that `one` came before `other`."""
    if one.version is not None and other.version is not None and one.version != other.version:
        return one.version < other.version
    first, second = _parse_moment(one.updated), _parse_moment(other.updated)
    return bool(first and second and first < second)


def _parse_moment(written: str | None) -> datetime | None:
    """A moment that can be compared; days, and moments without a zone, are none."""
    moment = datetime.fromisoformat(written) if written else None
    return moment if moment and moment.tzinfo else None


def _comes_late(one: FoundArticle, known: StoredArticle) -> bool:
    """Whether it is an old version; a file that is the article says what it says, however old."""
    return one.position is None and is_older(one, known)


def _stands(known: StoredArticle | None, one: FoundArticle) -> bool:
    """Whether what is stored is what was found, or later than that."""
    return known is not None and (known.fingerprint == one.fingerprint or _comes_late(one, known))


def _keep_ids(
    latest: Mapping[str, FoundArticle], stored: Mapping[str, StoredArticle], gone: Collection[str]
) -> dict[str, str]:
    """Id by place -> the id it keeps, of articles called by their place whose words have moved.

    Files are renamed, swapped, rotated; rows are put in above others. The words tell which article
    it is, and the place only where they are new.
    """
    lost: dict[str, list[str]] = {}  # words -> ids of articles that are not in their place any more
    there = (id_ for id_ in latest if id_ in stored)
    changed = (id_ for id_ in there if not _stands(stored[id_], latest[id_]))
    for id_ in (*gone, *changed):
        if stored[id_].position is not None:
            lost.setdefault(stored[id_].fingerprint, []).append(id_)
    renamed: dict[str, str] = {}
    for id_, one in latest.items():
        ids = lost.get(one.fingerprint, [])
        if ids and one.position is not None and not _stands(stored.get(id_), one):
            alike = [old for old in ids if stored[old].position == one.position]
            renamed[id_] = (alike or ids)[0]
            ids.remove(renamed[id_])
    for id_ in sorted(set(renamed.values()) & latest.keys() - renamed.keys()):
        new = latest[id_]
        place = new.path if not new.position else f"{new.path}:{new.position}"
        renamed[id_] = f"{place}@{new.fingerprint[:8]}"
    return renamed


def _is_moved(one: FoundArticle, known: StoredArticle) -> bool:
    """Whether it was found elsewhere than last time, as what stands and not as an old version."""
    same = one.fingerprint == known.fingerprint
    if "://" in known.path and "://" not in one.path:
        return False  # a page that was saved is still the page
    place = (one.root, one.path, one.position)
    return same and place != (known.root, known.path, known.position)


def _is_gone(one: StoredArticle, covered: Collection[str], failed: Collection[str]) -> bool:
    """Whether an article that was not found is known to be gone."""
    file = Path(one.location)
    places = {str(file), *map(str, file.parents)}
    return not places.isdisjoint(covered) and places.isdisjoint(failed)
