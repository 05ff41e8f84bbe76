"""ninjs, the IPTC's news in JSON, in its versions 1 to 3, and what agencies make of it.

`ingest.readers.tabular.json_records` reads the files and asks here what to make of each object in
them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ingest.readers.base import NotAnArticle, Record
from ingest.readers.fields import has_field
from ingest.readers.newswire.common import (
    NO_END,
    NO_TEXT,
    Dates,
    authors_in,
    dates_of,
    is_withdrawn,
    labels,
    readable,
    revision,
    withdrawal,
)
from ingest.readers.newswire.newsml_content import from_text
from rag.errors import SourceError

_TELLING = frozenset({"versioncreated", "contentcreated", "firstcreated", "pubstatus"})
_LISTS = ("bodies", "headlines")  # from version 2 on, lists of objects
_BODIES = ("body_xhtml", "body_html", "body_text")  # the ones that keep paragraphs first
_MEDIA = {
    "picture": "a picture: a caption is no article",
    "photo": "a picture: a caption is no article",
    "graphic": "a graphic: a caption is no article",
    "animation": "an animation: a caption is no article",
    "planning": "a plan of coverage: no article yet",
    "event": "an event: no article",
}
_WITH_TEXT_MAYBE = {
    "video": "a video without a text of its own: a caption is no article",
    "audio": "a recording without a text of its own: a caption is no article",
    "composite": "a package: it refers to articles but holds none",
}
_BESIDE = ("caption", "summary", "teaser", "abstract")  # roles of bodies that are not the article


def unwrapped(document: object) -> object:
    """The item within what a service answers, as {"data": {"item": …}}; else the document."""
    inner = document
    for _ in range(3):
        if not isinstance(inner, Mapping) or looks_like(inner):
            break
        inner = inner.get("item", inner.get("data"))
    return inner if looks_like(inner) else document


def looks_like(document: object) -> bool:
    """Whether a parsed object is ninjs beyond doubt."""
    if not isinstance(document, Mapping) or not document.keys() & {"uri", "guid", "altids", "type"}:
        return False
    if any(isinstance(document.get(name), list) for name in _LISTS):
        return True
    telling = _TELLING | frozenset(_BODIES if "uri" in document else ())
    return bool(document.keys() & telling) and not has_field(document, "text")


def record_of(
    item: Mapping[str, object], *, position: int | None = None, where: str = ""
) -> Record:
    """The article that an object holds.

    Raises NotAnArticle for pictures, packages and the like, SourceError where there is no text.
    """
    id_, version, dates = _id(item) or None, revision(item.get("version")), _dates(item)
    if is_withdrawn(_string(item, "pubstatus")):
        return replace(withdrawal(id_, version, dates), position=position, where=where)
    headline = _main(item, "headlines", "headline") or _string(item, "title")
    text = _text(item, headline)
    outlet = _outlet(item)
    return Record(
        id=id_,
        version=version,
        title=headline or None,
        text="\n\n".join(text),
        published=dates.published,
        updated=dates.updated,
        embargo=dates.embargo,
        outlet=outlet or None,
        authors=_authors(item, outlet),
        url=_string(item, "url") or None,
        section=_section(item) or None,
        language=_string(item, "language") or None,
        rights=_rights(item) or None,
        metadata=_metadata(item),
        position=position,
        where=where,
    )


def _text(item: Mapping[str, object], headline: str) -> list[str]:
    kind = _string(item, "type").lower()
    if kind in _MEDIA:
        raise NotAnArticle(_MEDIA[kind])
    for body, type_ in _bodies(item):
        if text := from_text(body, type_, headline).text:
            return text
    if kind in _WITH_TEXT_MAYBE:
        raise NotAnArticle(_WITH_TEXT_MAYBE[kind])
    if isinstance(item.get("renditions"), Mapping):
        raise SourceError(f"{NO_TEXT}, only the addresses from which to fetch it")
    raise SourceError(NO_TEXT)


def _bodies(item: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The texts of an item with their media types, the best first."""
    for body in _by_role(item.get("bodies")):
        if not _string(body, "role").endswith(_BESIDE):
            yield _string(body, "value"), _string(body, "contenttype")
    others = sorted(name for name in item if name.startswith("body_"))
    for name in dict.fromkeys((*_BODIES, *others)):
        yield _string(item, name), "" if name == "body_text" else "text/html"


def _by_role(entries: object) -> list[Mapping[str, object]]:
    """Objects of a list, those of the main role first, those with HTML before plain text."""
    found = _objects(entries)
    plain = [_string(one, "contenttype").lower().startswith("text/plain") for one in found]
    ranks = [("main" not in _string(one, "role"), p) for one, p in zip(found, plain, strict=True)]
    return [one for _, one in sorted(zip(ranks, found, strict=True), key=lambda pair: pair[0])]


def _main(item: Mapping[str, object], plural: str, singular: str) -> str:
    values = (_string(entry, "value") for entry in _by_role(item.get(plural)))
    return _string(item, singular) or next(filter(None, values), "")


def _id(item: Mapping[str, object]) -> str:
    """AP's own id of an item, whose address changes with each request; else `uri` or `guid`."""
    others = item.get("altids")
    own = _string(others, "itemid") if isinstance(others, Mapping) else ""
    return own or _string(item, "uri") or _string(item, "guid")


def _dates(item: Mapping[str, object]) -> Dates:
    """Published when it was first made, or when an embargo ends."""
    embargo = _string(item, "embargoed") or (NO_END if item.get("embargoed") else "")
    return dates_of(
        created=[_string(item, "contentcreated"), _string(item, "firstcreated")],
        changed=[_string(item, "contentmodified"), _string(item, "versioncreated")],
        embargo=embargo,
    )


def _outlet(item: Mapping[str, object]) -> str:
    sources = _objects(item.get("infosource")) + _objects(item.get("infosources"))
    return readable(
        _named(item.get("provider")),
        _named(item.get("source")),
        _string(item, "copyrightholder"),
        *(_string(source, "name") for source in sources),
    )


def _authors(item: Mapping[str, object], outlet: str) -> tuple[str, ...]:
    """From the byline, else AP's bylines, else the authors that an editorial system names."""
    if byline := _string(item, "byline"):
        return authors_in(byline, outlet)
    bylines = [_string(one, "by") for one in _objects(item.get("bylines"))]
    if any(bylines):
        return tuple(name for byline in bylines for name in authors_in(byline, outlet))
    authors = _objects(item.get("authors"))
    return tuple(filter(None, (_string(author, "name") for author in authors)))


def _section(item: Mapping[str, object]) -> str:
    """The subject that is a category, in the item's language; else the service it went out with."""
    categories = [
        subject
        for subject in _subjects(item)
        if any(
            "category" in rel for rel in [_string(subject, "rel"), *_strings(subject.get("rels"))]
        )
    ]
    language = _string(item, "language")
    own = [one for one in categories if _string(one, "lang") in {language, ""}]
    services = _objects(item.get("service"))
    names = (_string(one, "name") for one in own + services)
    return next((name for name in names if len(name) > 2), "")  # "s" is a code


def _subjects(item: Mapping[str, object]) -> list[Mapping[str, object]]:
    return _objects(item.get("subject")) + _objects(item.get("subjects"))


def _rights(item: Mapping[str, object]) -> str:
    terms = [*_strings(item.get("copyrightnotice")), *_strings(item.get("usageterms"))]
    return "; ".join(terms) or _string(item, "copyrightholder")


def _metadata(item: Mapping[str, object]) -> dict[str, str]:
    """What else the item says about its article, in short."""

    def names(*keys: str) -> list[str]:
        found = (one for key in keys for one in _objects(item.get(key)))
        return [_string(one, "name") for one in found]

    place = item.get("datelinelocation")
    return labels(
        {
            "dateline": _string(place, "city") if isinstance(place, Mapping) else "",
            "description": _main(item, "descriptions", "description_text"),
            "genre": names("genre", "genres"),
            "keywords": _strings(item.get("keywords")),
            "located": _named(item.get("located")),
            "note": _string(item, "ednote"),
            "places": names("place", "places"),
            "slugline": _string(item, "slugline") or _string(item, "slug"),
            "subjects": [_string(subject, "name") for subject in _subjects(item)],
            "urgency": str(revision(item.get("urgency")) or ""),
        }
    )


def _string(item: Mapping[str, object], name: str) -> str:
    value = item.get(name)
    return value.strip() if isinstance(value, str) else ""


def _strings(value: object) -> list[str]:
    """A string, or the strings of a list, as a list."""
    values = value if isinstance(value, list) else [value]
    return [one.strip() for one in values if isinstance(one, str) and one.strip()]


def _objects(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _named(value: object) -> str:
    """A name, given as a string or as an object that has one."""
    return _string(value, "name") if isinstance(value, Mapping) else next(iter(_strings(value)), "")
