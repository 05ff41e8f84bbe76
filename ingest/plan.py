"""What a refresh has to do, from what is stored and what was found. Pure: nothing is read here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.store.catalogue import Stored


@dataclass(frozen=True, slots=True)
class Found:
    """An article in the sources, as far as a plan needs to know it."""

    id: str
    fingerprint: str
    root: str  # the PATH that was named, resolved
    path: str  # the source below it; begins with the root's own name


@dataclass(frozen=True, slots=True)
class Plan:
    """Article ids by what is to be done with them, each list in the order found or stored."""

    add: tuple[str, ...] = ()
    change: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    move: tuple[Found, ...] = ()  # kept, but found in another place than last time
    remove: tuple[str, ...] = ()
    again: tuple[str, ...] = ()  # unchanged, but to be cut and embedded anew
    duplicates: int = 0  # found again under an id that this run had already found

    @property
    def idle(self) -> bool:
        return not (self.add or self.change or self.move or self.remove or self.again)


def make_plan(
    stored: Mapping[str, Stored],
    found: Iterable[Found],
    *,
    covered: Collection[str],
    failed: Collection[str],
    keep_missing: bool = False,
) -> Plan:
    """Compare. Of articles found twice under one id the last counts.

    An article is removed only if its file lies in one of the files or folders that this run
    `covered`, and not in one that `failed`: what could not be read is not known to be gone.
    """
    latest: dict[str, Found] = {}
    duplicates = 0
    for one in found:
        duplicates += one.id in latest
        latest[one.id] = one
    known = {id_: one for id_, one in latest.items() if id_ in stored}
    same = [id_ for id_, one in known.items() if one.fingerprint == stored[id_].fingerprint]
    kept = set(same)
    missing = [id_ for id_ in stored if id_ not in latest and not keep_missing]
    return Plan(
        add=tuple(id_ for id_ in latest if id_ not in stored),
        change=tuple(id_ for id_ in known if id_ not in kept),
        keep=tuple(same),
        move=tuple(known[id_] for id_ in same if _place(known[id_]) != _place(stored[id_])),
        remove=tuple(id_ for id_ in missing if _gone(stored[id_], covered, failed)),
        duplicates=duplicates,
    )


def _place(one: Found | Stored) -> tuple[str, str]:
    return one.root, one.path


def _gone(one: Stored, covered: Collection[str], failed: Collection[str]) -> bool:
    """Whether an article that was not found is known to be gone."""
    file = Path(one.location)
    places = {str(file), *map(str, file.parents)}
    return not places.isdisjoint(covered) and places.isdisjoint(failed)
