"""ninjs, the IPTC's news in JSON, in its versions 1 to 3, and what agencies make of it.

`ingest.readers.tabular.json_records` reads the files and asks here what to make of each object in
them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ingest.readers.base import NotAnArticle, Record
from ingest.readers.fields import has_field
from ingest.readers.newswire import common
from ingest.readers.newswire.newsml_content import parse_text
from rag.errors import SourceError

_Item = Mapping[str, object]

_TELLING = frozenset({"versioncreated", "contentcreated", "firstcreated", "pubstatus"})
_LISTS = ("bodies", "headlines")  # from version 2 on, lists of objects
_BODIES = ("body_xhtml", "body_html", "body_text")  # the ones that keep paragraphs first
_NEVER = {**common.STILLS, "planning": common.PLAN, "event": "an event: no article"}
_WITH_TEXT_MAYBE = {**common.RECORDINGS, "composite": common.PACKAGE}
_BESIDE = ("caption", "summary", "teaser", "abstract")  # roles of bodies that are not the article


def unwrap_item(document: object) -> object:
    """The item within what a service answers, as {"data": {"item": …}}; else the document."""
    inner = document
    for _ in range(3):
        if not isinstance(inner, Mapping) or is_ninjs(inner):
            break
        inner = inner.get("item", inner.get("data"))
    return inner if is_ninjs(inner) else document


def is_ninjs(document: object) -> bool:
    """Whether a parsed object is ninjs beyond doubt."""
    if not isinstance(document, Mapping) or not document.keys() & {"uri", "guid", "altids", "type"}:
        return False
    if any(isinstance(document.get(name), list) for name in _LISTS):
        return True
    telling = _TELLING | frozenset(_BODIES if "uri" in document else ())
    return bool(document.keys() & telling) and not has_field(document, "text")


def build_record(item: _Item, *, position: int | None = None, where: str = "") -> Record:
    """The article that an object holds.

    Raises NotAnArticle for pictures, packages and the like, SourceError where there is no text.
    """
    id_, version = _read_id(item) or None, common.parse_version(item.get("version"))
    dates = _read_dates(item)
    if common.is_withdrawn(_read_string(item, "pubstatus")):
        return replace(common.make_withdrawal(id_, version, dates), position=position, where=where)
    headline = _find_main(item, "headlines", "headline") or _read_string(item, "title")
    text = _find_text(item, headline)
    outlet = _find_outlet(item)
    return Record(
        id=id_,
        version=version,
        title=headline or None,
        text="\n\n".join(text),
        **dates._asdict(),
        outlet=outlet or None,
        authors=_find_authors(item, outlet),
        url=_read_string(item, "url") or None,
        section=_find_section(item) or None,
        language=_read_string(item, "language") or None,
        rights=_join_rights(item) or None,
        metadata=_collect_metadata(item),
        position=position,
        where=where,
    )


def _find_text(item: _Item, headline: str) -> list[str]:
    kind = _read_string(item, "type").lower()
    if kind in _NEVER:
        raise NotAnArticle(_NEVER[kind])
    for body, type_ in _list_bodies(item):
        if text := parse_text(body, type_, headline).text:
            return text
    if kind in _WITH_TEXT_MAYBE:
        raise NotAnArticle(_WITH_TEXT_MAYBE[kind])
    if isinstance(item.get("renditions"), Mapping):
        raise SourceError(f"{common.NO_TEXT}, only the addresses from which to fetch it")
    raise SourceError(common.NO_TEXT)


def _list_bodies(item: _Item) -> Iterator[tuple[str, str]]:
    """The texts of an item with their media types, the best first."""
    for body in _sort_by_role(item.get("bodies")):
        if not _read_string(body, "role").endswith(_BESIDE):
            yield _read_string(body, "value"), _read_string(body, "contenttype")
    others = sorted(name for name in item if name.startswith("body_"))
    for name in dict.fromkeys((*_BODIES, *others)):
        yield _read_string(item, name), "" if name == "body_text" else "text/html"


def _sort_by_role(entries: object) -> list[_Item]:
    """Objects of a list, those of the main role first, those with HTML before plain text."""

    def rank(one: _Item) -> tuple[bool, bool]:
        is_plain = _read_string(one, "contenttype").lower().startswith("text/plain")
        return "main" not in _read_string(one, "role"), is_plain

    return sorted(_list_objects(entries), key=rank)


def _find_main(item: _Item, plural: str, singular: str) -> str:
    values = (_read_string(entry, "value") for entry in _sort_by_role(item.get(plural)))
    return _read_string(item, singular) or next(filter(None, values), "")


def _read_id(item: _Item) -> str:
    """AP's own id of an item, whose address changes with each request; else `uri` or `guid`."""
    others = item.get("altids")
    own = _read_string(others, "itemid") if isinstance(others, Mapping) else ""
    return own or _read_string(item, "uri") or _read_string(item, "guid")


def _read_dates(item: _Item) -> common.ItemDates:
    """Published when it was first made, or when an embargo ends."""
    embargo = _read_string(item, "embargoed") or (common.NO_END if item.get("embargoed") else "")
    return common.choose_dates(
        created=[_read_string(item, "contentcreated"), _read_string(item, "firstcreated")],
        changed=[_read_string(item, "contentmodified"), _read_string(item, "versioncreated")],
        embargo=embargo,
    )


def _find_outlet(item: _Item) -> str:
    sources = _list_objects(item.get("infosource")) + _list_objects(item.get("infosources"))
    return common.choose_readable(
        _read_name(item.get("provider")),
        _read_name(item.get("source")),
        _read_string(item, "copyrightholder"),
        *(_read_string(source, "name") for source in sources),
    )


def _find_authors(item: _Item, outlet: str) -> tuple[str, ...]:
    """From the byline, else AP's bylines, else the authors that an editorial system names."""
    if byline := _read_string(item, "byline"):
        return common.parse_byline(byline, outlet)
    bylines = [_read_string(one, "by") for one in _list_objects(item.get("bylines"))]
    if any(bylines):
        return tuple(name for byline in bylines for name in common.parse_byline(byline, outlet))
    authors = _list_objects(item.get("authors"))
    return tuple(filter(None, (_read_string(author, "name") for author in authors)))


def _find_section(item: _Item) -> str:
    """The subject that is a category, in the item's language; else the service it went out with."""
    languages = {_read_string(item, "language"), ""}
    own = [
        subject
        for subject in _list_subjects(item)
        if _is_category(subject) and _read_string(subject, "lang") in languages
    ]
    services = _list_objects(item.get("service"))
    names = (_read_string(one, "name") for one in own + services)
    return next((name for name in names if len(name) > 2), "")  # "s" is a code


def _is_category(subject: _Item) -> bool:
    relations = [*_list_strings(subject.get("rel")), *_list_strings(subject.get("rels"))]
    return any("category" in relation for relation in relations)


def _list_subjects(item: _Item) -> list[_Item]:
    return _list_objects(item.get("subject")) + _list_objects(item.get("subjects"))


def _join_rights(item: _Item) -> str:
    terms = [*_list_strings(item.get("copyrightnotice")), *_list_strings(item.get("usageterms"))]
    return "; ".join(terms) or _read_string(item, "copyrightholder")


def _collect_metadata(item: _Item) -> dict[str, str]:
    """What else the item says about its article, in short."""

    def list_names(*keys: str) -> list[str]:
        found = (one for key in keys for one in _list_objects(item.get(key)))
        return [_read_string(one, "name") for one in found]

    place = item.get("datelinelocation")
    return common.join_labels(
        {
            "dateline": _read_string(place, "city") if isinstance(place, Mapping) else "",
            "description": _find_main(item, "descriptions", "description_text"),
            "genre": list_names("genre", "genres"),
            "keywords": _list_strings(item.get("keywords")),
            "located": _read_name(item.get("located")),
            "note": _read_string(item, "ednote"),
            "places": list_names("place", "places"),
            "slugline": _read_string(item, "slugline") or _read_string(item, "slug"),
            "subjects": [_read_string(subject, "name") for subject in _list_subjects(item)],
            "urgency": str(common.parse_version(item.get("urgency")) or ""),
        }
    )


def _read_string(item: _Item, name: str) -> str:
    value = item.get(name)
    return value.strip() if isinstance(value, str) else ""


def _list_strings(value: object) -> list[str]:
    """A string, or the strings of a list, as a list."""
    values = value if isinstance(value, list) else [value]
    return [one.strip() for one in values if isinstance(one, str) and one.strip()]


def _list_objects(value: object) -> list[_Item]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _read_name(value: object) -> str:
    """A name, given as a string or as an object that has one."""
    if isinstance(value, Mapping):
        return _read_string(value, "name")
    return next(iter(_list_strings(value)), "")
