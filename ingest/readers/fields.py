"""Key-value records of any spelling -> Record: what JSON, CSV and front matter have in common.

Keys are compared without case, spaces and punctuation, so that "Publish Date", "publish_date" and
"publishDate" are one. Of several keys for the same field the first in the list below counts.
"""

import math
import re
from collections.abc import Iterable, Mapping

from ingest.readers.base import Record
from ingest.readers.io.html_fragments import resolve_entities, strip_markup
from rag.errors import SourceError

Fields = Mapping[str, object]

ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "guid", "uuid"),
    "title": ("title", "headline"),
    "text": ("text", "body", "content", "articlebody", "articletext", "fulltext", "maintext"),
    "published": (  # never "created" or "timestamp": those may be the day of the download
        *("published", "date", "publishdate", "publisheddate", "publishedat"),
        *("datepublished", "publicationdate", "pubdate", "datepublish", "firstpublished"),
    ),
    "updated": ("updated", "updatedat", "modified", "datemodified", "modifiedat", "lastmodified"),
    "outlet": (
        *("outlet", "source", "publisher", "sitename", "publication", "newspaper"),
        "sourcedomain",
    ),
    "authors": ("authors", "author", "byline", "creator"),
    "url": ("url", "link", "canonicalurl", "href"),
    "section": ("section", "category"),
    "language": ("language", "lang"),
}
LONGEST_METADATA = 2000  # characters; what is longer is no label but another text

_KNOWN = frozenset(alias for aliases in ALIASES.values() for alias in aliases)
_INSIDE = ("name", "title", "value", "$date", "$oid", "$numberLong", "href", "url", "id")


def build_record(fields: Fields, *, position: int | None = None, where: str = "") -> Record:
    """The article in `fields`; SourceError if it has no text under any of its names."""
    values = {_fold_key(str(key)): value for key, value in reversed(list(fields.items()))}
    found = {name: _find_first(values, aliases) for name, aliases in ALIASES.items()}
    text = strip_markup("\n\n".join(found["text"]))
    if not text.strip():
        raise SourceError("no text under text, body or content")
    single = {name: one[0] for name, one in found.items() if one}
    title = single.get("title")
    return Record(
        id=single.get("id"),
        title=strip_markup(title) if title else None,
        text=text,
        published=single.get("published"),
        updated=single.get("updated"),
        outlet=resolve_entities(single.get("outlet", "")),
        authors=tuple(resolve_entities(author) for author in found["authors"]),
        url=single.get("url"),
        section=resolve_entities(single.get("section", "")),
        language=single.get("language"),
        metadata=_collect_metadata(fields),
        position=position,
        where=where,
    )


def has_field(fields: Iterable[object], name: str) -> bool:
    """Whether one of these keys stands for the field: `has_field(["Body"], "text")`."""
    return any(_fold_key(str(key)) in ALIASES[name] for key in fields)


def _fold_key(key: str) -> str:
    return re.sub(r"[\W_]+", "", key).lower()


def _find_first(values: Fields, aliases: tuple[str, ...]) -> list[str]:
    """The strings under the first of these keys that has any."""
    return next((strings for alias in aliases if (strings := _list_strings(values.get(alias)))), [])


def _list_strings(value: object, depth: int = 3) -> list[str]:
    """The strings that a value stands for: a scalar, a list of them, objects with names."""
    if depth and isinstance(value, list | tuple):
        return [string for item in value for string in _list_strings(item, depth - 1)[:1]]
    if depth and isinstance(value, Mapping):
        inside = (_list_strings(value.get(key), depth - 1) for key in _INSIDE)
        return next(filter(None, inside), [])
    string = _format_scalar(value)
    return [string] if string.strip() else []


def _format_scalar(value: object) -> str:
    """A string, number or truth value as a string; "" for anything else."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        if not math.isfinite(value):  # what data frames write for "missing"
            return ""
        return str(int(value)) if value.is_integer() else str(value)
    return str(value) if isinstance(value, str | int) else ""


def _collect_metadata(fields: Fields) -> dict[str, str]:
    """Whatever else the source says in short: scalars, and lists of scalars such as tags."""
    metadata = {}
    for key, value in fields.items():
        if _fold_key(str(key)) in _KNOWN:
            continue
        listed = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str) for item in listed) and len(listed) > 1:
            continue  # numbers in a row are a vector, not labels
        string = ", ".join(filter(None, map(_format_scalar, listed)))
        if string.strip() and len(string) <= LONGEST_METADATA:
            metadata[str(key)] = resolve_entities(string)
    return metadata
