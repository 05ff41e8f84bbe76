"""NewsML 1.x of the IPTC: news items made of components, which hold the text as NITF or XHTML."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ingest.readers.base import Fault, NotAnArticle, Record, Source
from ingest.readers.io.head import Head
from ingest.readers.io.xml_text import line
from ingest.readers.io.xml_tree import LANGUAGE, child, child_text, children, name_of
from ingest.readers.newswire.common import (
    NO_END,
    NO_TEXT,
    Dates,
    articles_in,
    authors_in,
    dates_of,
    is_withdrawn,
    labels,
    readable,
    revision,
    withdrawal,
)
from ingest.readers.newswire.newsml_content import Content, from_text, from_xml, unpacked
from rag.errors import SourceError

_BESIDE = re.compile(  # what a component is in its item, if it is not the article
    r"caption|photo|picture|image|graphic|video|audio|thumbnail|preview|quicklook|icon"
    r"|abstract|synopsis|summary|teaser|headline|metadata",
    re.IGNORECASE,
)
_VERSION = re.compile(r":\d+[NAU]?\Z")
_REMOVAL = re.compile(r"delete|kill|cancel|withdraw", re.IGNORECASE)
_Path = tuple[Element, ...]  # components, from the outermost to the one that holds the text


class _Piece(NamedTuple):
    path: _Path
    content: Content


def shows(head: Head) -> bool:
    """Whether a file begins as NewsML 1.x does."""
    return head.root_name == "NewsML"


def read(source: Source) -> Iterator[Record | Fault]:
    """The articles. Raises SourceError for a file that is not sound XML or holds none."""
    return articles_in(source, ["NewsItem"], _records_of)


def _records_of(item: Element) -> Iterator[Record]:
    """One article, or several if components of the item have headlines of their own."""
    id_ = _id(item)
    dates = _dates(item)
    if _is_withdrawn(item):
        yield withdrawal(id_ or None, _version(item), dates)
        return
    articles: dict[int, list[_Piece]] = {}
    for piece in _pieces(item):
        articles.setdefault(id(_headed(piece.path)), []).append(piece)
    if not articles:
        raise _without_text(item)
    for n, pieces in enumerate(articles.values(), start=1):
        yield _record(item, pieces, dates, id_ if n == 1 or not id_ else f"{id_}#{n}")


def _record(item: Element, pieces: list[_Piece], dates: Dates, id_: str) -> Record:
    path = pieces[0].path
    headline = _line(path, "HeadLine")
    outlet = _outlet(item, path)
    language = _nearest(path, "DescriptiveMetadata/Language", "FormalName") or _own_language(path)
    return Record(
        id=id_ or None,
        version=_version(item),
        title=headline or pieces[0].content.headline or None,
        text="\n\n".join(_joined(pieces)),
        published=dates.published,
        updated=dates.updated,
        embargo=dates.embargo,
        outlet=outlet or None,
        authors=authors_in(_line(path, "ByLine"), outlet) or pieces[0].content.authors,
        language=language or None,
        rights=_line(path, "CopyrightLine") or _line(path, "RightsLine") or None,
        metadata=_metadata(item, path),
    )


def _pieces(item: Element) -> Iterator[_Piece]:
    """The texts in an item, of each set of equivalents only one."""
    outermost = child(item, "NewsComponent")
    if outermost is not None:
        yield from _in_component(outermost, (outermost,))


def _in_component(component: Element, path: _Path) -> Iterator[_Piece]:
    role = child(component, "Role")
    if role is not None and _BESIDE.search(role.get("FormalName", "")):
        return
    found: list[list[_Piece]] = []
    for part in component:
        if name_of(part) == "NewsComponent":
            found.append(list(_in_component(part, (*path, part))))
        elif name_of(part) == "ContentItem":
            content = _content(part, _line(path, "HeadLine"))
            found.append([_Piece(path, content)] if content.text else [])
    found = [pieces for pieces in found if pieces]
    if component.get("EquivalentsList") == "yes":
        found = found[:1]
    for pieces in found:
        yield from pieces


def _content(item: Element, headline: str) -> Content:
    """The text of a content item; none if it is a picture or stands elsewhere."""
    kind, form = (_formal_name(item, name) for name in ("MediaType", "Format"))
    if kind and "text" not in kind.lower():
        return Content([])
    data, encoding = child(item, "DataContent"), ""
    if data is None and (packed := child(item, "Encoding")) is not None:
        data, encoding = child(packed, "DataContent"), packed.get("Notation", "")
    if data is None:
        return Content([])
    if encoding:
        return from_text(unpacked("".join(data.itertext()), encoding), form, headline)
    return from_xml(data, headline)


def _joined(pieces: list[_Piece]) -> list[str]:
    """The paragraphs of all pieces; a piece that says the same as one before it is left out."""
    paragraphs: list[str] = []
    seen: set[str] = set()
    for piece in pieces:
        words = " ".join(" ".join(piece.content.text).split())
        if words not in seen:
            seen.add(words)
            paragraphs += piece.content.text
    return paragraphs


def _headed(path: _Path) -> Element:
    """The innermost component that has a headline, else the outermost."""
    headed = (one for one in reversed(path) if child_text(one, "NewsLines/HeadLine"))
    return next(headed, path[0])


def _without_text(item: Element) -> SourceError:
    if child(item, "Update") is not None:
        return SourceError("an update of parts of an article, which cannot be read without it")
    kinds = {content.get("FormalName", "") for content in children(item, ".//MediaType")} - {
        "",
        "Text",
    }
    if kinds:
        return NotAnArticle(f"{', '.join(sorted(kinds)).lower()} without an article's text")
    return SourceError(NO_TEXT)


def _id(item: Element) -> str:
    """The identifier that all versions of an item share."""
    identifier = child(item, "Identification/NewsIdentifier")
    if identifier is None:
        return ""
    parts = [child_text(identifier, name) for name in ("ProviderId", "DateId", "NewsItemId")]
    if all(parts):
        return ":".join(["urn:newsml", *parts])
    return _VERSION.sub("", child_text(identifier, "PublicIdentifier"))


def _version(item: Element) -> int | None:
    return revision(child_text(item, "Identification/NewsIdentifier/RevisionId"))


def _is_withdrawn(item: Element) -> bool:
    instruction = _formal_name(item, "NewsManagement/Instruction")
    status = _formal_name(item, "NewsManagement/Status")
    return is_withdrawn(status) or bool(_REMOVAL.search(instruction))


def _dates(item: Element) -> Dates:
    """Published when it was first made, or when an embargo ends."""
    embargo = ""
    if _formal_name(item, "NewsManagement/Status").lower() == "embargoed":
        embargo = child_text(item, "NewsManagement/StatusWillChange/DateAndTime") or NO_END
    return dates_of(
        created=[
            child_text(item, "NewsManagement/FirstCreated"),
            child_text(item, "Identification/NewsIdentifier/DateId"),
        ],
        changed=[child_text(item, "NewsManagement/ThisRevisionCreated")],
        embargo=embargo,
    )


def _outlet(item: Element, path: _Path) -> str:
    return readable(
        _nearest(path, "AdministrativeMetadata/Provider/Party", "FormalName"),
        _nearest(path, "AdministrativeMetadata/Source/Party", "FormalName"),
        _line(path, "CreditLine"),
        child_text(item, "Identification/NewsIdentifier/ProviderId"),
    )


def _metadata(item: Element, path: _Path) -> dict[str, str]:
    """What else the item says about its article, in short."""
    places = [
        place for one in path for place in children(one, "DescriptiveMetadata/Location/Property")
    ]
    return labels(
        {
            "credit": _line(path, "CreditLine"),
            "dateline": _line(path, "DateLine"),
            "genre": _nearest(path, "DescriptiveMetadata/Genre", "FormalName"),
            "keywords": _line(path, "KeywordLine"),
            "located": [place.get("Value", "") for place in places],
            "slugline": _line(path, "SlugLine") or child_text(item, "Identification/NameLabel"),
            "subheadline": _line(path, "SubHeadLine"),
            "urgency": _formal_name(item, "NewsManagement/Urgency"),
        }
    )


def _line(path: _Path, name: str) -> str:
    """One of the lines that go with a text, from the innermost component that has it."""
    found = (line(child(component, f"NewsLines/{name}")) for component in reversed(path))
    return next(filter(None, found), "")


def _nearest(path: _Path, below: str, attribute: str) -> str:
    found = (child(component, below) for component in reversed(path))
    values = (one.get(attribute, "") for one in found if one is not None)
    return next(filter(None, values), "")


def _own_language(path: _Path) -> str:
    return next((one.get(LANGUAGE, "") for one in reversed(path) if one.get(LANGUAGE)), "")


def _formal_name(element: Element, path: str) -> str:
    found = child(element, path)
    return found.get("FormalName", "").strip() if found is not None else ""
