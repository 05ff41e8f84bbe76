"""The id an article keeps, so that no article takes the place of another.

A source's own id, or the path below the ingested root, is what an article is called. Two different
articles may claim one name: files of the same name in two folders, or numbers that two outlets both
use. Then the later one is told apart by a mark ("2024/a.txt@1f0c3a9e") that is the same on every
run, and both stay in the archive.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace

from rag.store.catalogue import Stored, location_of
from rag.types import Article

_CALLED = re.compile(r"(?P<path>.*?)(?P<number>:\d+)?(?:@[0-9a-f]{8})?", re.DOTALL)


class Identities:
    """Hands out ids during one run over the sources."""

    def __init__(self, stored: Mapping[str, Stored]) -> None:
        self._stored = stored
        self._given: dict[str, str] = {}  # id -> what claims it: a file, or an outlet
        self._by_place = {
            (one.location, number): id_
            for id_, one in stored.items()
            if (number := _number(id_, one.path)) is not None
        }

    def settle(self, article: Article, fingerprint: str, root: str) -> Article:
        """The article, found below `root`, under the id it keeps."""
        location = location_of(root, article.path)
        number = _number(article.id, article.path)
        if number is None:
            return self._named_by_source(article, location)
        known = self._by_place.get((location, number))
        if known is not None and self._given.get(known, location) == location:
            return self._give(article, known, location)  # the same file, below whatever root
        distinct = f"{article.id}@{_mark(location)}"
        there = self._stored.get(article.id)
        other = there and there.fingerprint != fingerprint  # else moved, or copied with the archive
        taken = self._given.get(article.id, location) != location or other
        return self._give(article, distinct if taken else article.id, location)

    def _named_by_source(self, article: Article, location: str) -> Article:
        """Of one id and another outlet is another article; the same outlet's is an update."""
        distinct = f"{article.id}@{_mark(article.outlet)}"
        there = self._stored.get(article.id)
        elsewhere = there and there.location != location
        other = there and article.outlet and there.outlet not in {"", article.outlet}
        taken = self._given.get(article.id, article.outlet) != article.outlet or (
            elsewhere and other
        )
        settled = distinct if taken or distinct in self._stored else article.id
        return self._give(article, settled, article.outlet)

    def _give(self, article: Article, id_: str, claimant: str) -> Article:
        self._given.setdefault(id_, claimant)
        return article if id_ == article.id else replace(article, id=id_)


def _number(id_: str, path: str) -> str | None:
    """The place in its file of an article that is called by its path; None for any other id.

    The path may have begun higher or lower when the id was given.
    """
    match = _CALLED.fullmatch(id_)
    if match is None:
        return None
    called, number = match["path"], match["number"] or ""
    same = called == path or called.endswith(f"/{path}") or path.endswith(f"/{called}")
    return number if same else None


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
