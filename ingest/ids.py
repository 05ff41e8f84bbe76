"""The id an article keeps, so that no article takes the place of another.

A source's own id, or the path below the ingested root, is what an article is called. Two different
articles may claim one name: files of the same name in two folders, or numbers that two outlets both
use. Then the later one is told apart by a mark ("2024/a.txt@1f0c3a9e") that is the same on every
run, and both stay in the archive.
"""

import hashlib
import re
from collections.abc import Mapping

from ingest.plan import FoundArticle
from rag.store.sync_state import StoredArticle

_WORLDWIDE = re.compile(r"(?:https?|urn|tag):\S|\S{20}", re.IGNORECASE)


class IdAssigner:
    """Hands out ids during one run over the sources."""

    def __init__(self, stored: Mapping[str, StoredArticle]) -> None:
        self._stored = stored
        self._words: dict[str, str] = {}  # id -> fingerprint, as first given
        self._given: dict[str, str] = {}  # id -> what claims it: a file, or an outlet
        self._by_place = {
            (one.location, one.position): id_
            for id_, one in stored.items()
            if one.position is not None
        }

    def assign(self, found: FoundArticle) -> str:
        """The id that an article keeps which calls itself `found.id`."""
        if found.position is None:
            return self._assign_own_id(found)
        location = found.location
        known = self._by_place.get((location, found.position))
        if known is not None and self._given.get(known, location) == location:
            return self._give(known, location)  # the same file, below whatever root
        distinct = f"{found.id}@{_make_mark(location)}"
        there = self._stored.get(found.id)
        other = there and there.fingerprint != found.fingerprint  # else moved, or copied with it
        taken = self._given.get(found.id, location) != location or other
        return self._give(distinct if taken else found.id, location)

    def _assign_own_id(self, found: FoundArticle) -> str:
        """An address or URN names one article the world over; a number only within its outlet.

        Where no outlet is named, it names one within its file, unless the words are the same.
        """
        if _WORLDWIDE.match(found.id) or (found.withdrawn and not found.outlet):
            return found.id  # the word that an article is withdrawn may have no more than the id
        claimant = found.outlet or found.location
        distinct = f"{found.id}@{_make_mark(claimant)}"
        taken = distinct in self._stored or self._is_other(found, claimant)
        settled = distinct if taken else found.id
        self._words.setdefault(settled, found.fingerprint)
        return self._give(settled, claimant)

    def _is_other(self, found: FoundArticle, claimant: str) -> bool:
        """Whether the id as it stands in the source is another article's."""
        if found.id in self._given:
            other = self._given[found.id] != claimant
            return other and self._words.get(found.id) != found.fingerprint
        there = self._stored.get(found.id)
        if there is None or there.fingerprint == found.fingerprint:
            return False
        same_outlet = found.outlet and there.outlet == found.outlet
        return there.location != found.location and not same_outlet

    def _give(self, id_: str, claimant: str) -> str:
        self._given.setdefault(id_, claimant)
        return id_


def _make_mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
