"""Who else printed a story, and what articles said before: for many articles by one query each."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from rag.store.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class StoryCopy:
    """One article of a story that several articles tell in the same words."""

    article_id: str
    title: str
    outlet: str  # "" is unknown
    published: str | None


@dataclass(frozen=True, slots=True)
class Revision:
    """What an article said until it was changed, or says now."""

    replaced: date | None  # the day on which the archive saw the next one; None: it stands
    title: str
    text: str


def find_copies(
    catalogue: Catalogue, article_ids: Collection[str]
) -> dict[str, tuple[StoryCopy, ...]]:
    """All printings of the story that each article tells, the earliest first, its own among them.

    By article id, and only for those that have another; the same tuple for copies of one story.
    """
    rows = catalogue.connection.execute(
        "SELECT lead, id, title, outlet, published FROM articles WHERE lead IN"
        " (SELECT lead FROM articles WHERE id IN (SELECT value FROM json_each(?)))"
        " ORDER BY lead, id <> lead, day IS NULL, day, id",
        (json.dumps(sorted(article_ids)),),
    )
    stories: dict[str, tuple[StoryCopy, ...]] = {}
    for lead, *values in rows:
        stories[lead] = (*stories.get(lead, ()), StoryCopy(*values))
    by_id = {copy.article_id: story for story in stories.values() for copy in story}
    return {id_: story for id_, story in by_id.items() if id_ in article_ids}


def find_revisions(
    catalogue: Catalogue, article_ids: Collection[str]
) -> dict[str, tuple[Revision, ...]]:
    """What each article said, oldest first, and last what it says now.

    By article id, and only for those that were ever changed and are still in the archive.
    """
    rows = catalogue.connection.execute(
        "WITH wanted AS MATERIALIZED (SELECT value AS id FROM json_each(?))"
        " SELECT versions.id, replaced, title, text, versions.rowid AS place"
        " FROM wanted JOIN versions ON versions.id = wanted.id UNION ALL"
        " SELECT articles.id, '', title, text, 1 << 62 FROM wanted JOIN articles"
        " ON articles.id = wanted.id WHERE EXISTS"
        " (SELECT 1 FROM versions WHERE versions.id = wanted.id) ORDER BY place",
        (json.dumps(sorted(article_ids)),),
    )
    found: dict[str, tuple[Revision, ...]] = {}
    for id_, replaced, title, text, _ in rows:
        day = date.fromisoformat(replaced) if replaced else None
        found[id_] = (*found.get(id_, ()), Revision(day, title, text))
    return {id_: states for id_, states in found.items() if states[-1].replaced is None}
