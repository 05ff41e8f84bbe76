"""What a refresh has to do, from what is stored and what was found. Pure: nothing is read here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from rag.catalogue import Stored


@dataclass(frozen=True, slots=True)
class Found:
    """An article in the sources, as far as a plan needs to know it."""

    id: str
    fingerprint: str
    root: str  # the PATH that was named
    path: str  # the source below it


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
    roots: Collection[str],
    failed: Collection[tuple[str, str]],
    keep_missing: bool = False,
) -> Plan:
    """Compare. Of articles found twice under one id the last counts.

    An article is removed only if a run over its own root did not find it, and never if its source
    (root, path), or a folder that it lies in, is in `failed`: what could not be read is not known
    to be gone. An empty path in `failed` stands for a whole root.
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
        remove=tuple(id_ for id_ in missing if _gone(stored[id_], roots, failed)),
        duplicates=duplicates,
    )


def _place(one: Found | Stored) -> tuple[str, str]:
    return one.root, one.path


def _gone(one: Stored, roots: Collection[str], failed: Collection[tuple[str, str]]) -> bool:
    """Whether an article that was not found is known to be gone."""
    parts = one.path.split("/")
    places = ["", *("/".join(parts[:n]) for n in range(1, len(parts) + 1))]
    return one.root in roots and not any((one.root, place) in failed for place in places)
