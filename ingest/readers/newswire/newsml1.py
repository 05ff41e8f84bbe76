"""NewsML 1.x of the IPTC: news items made of components, which hold the text as NITF or XHTML."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ingest.readers.base import Fault, NotAnArticle, Record, Source
from ingest.readers.io.head import FileHead
from ingest.readers.io.xml_text import join_line
from ingest.readers.io.xml_tree import LANGUAGE, find, find_all, find_attribute, find_text, get_name
from ingest.readers.newswire import common
from ingest.readers.newswire.newsml_content import NewsContent, parse_text, parse_xml, unpack_text
from rag.errors import SourceError

_BESIDE = re.compile(  # what a component is in its item, if it is not the article
    r"(?i)caption|photo|picture|image|graphic|video|audio|thumbnail|preview|quicklook|icon"
    r"|abstract|synopsis|summary|teaser|headline|metadata"
)
_VERSION = re.compile(r":\d+[NAU]?\Z")
_REMOVAL = re.compile(r"delete|kill|cancel|withdraw", re.IGNORECASE)
_Path = tuple[Element, ...]  # components, from the outermost to the one that holds the text


class _TextPiece(NamedTuple):
    path: _Path
    content: NewsContent


def shows(head: FileHead) -> bool:
    """Whether a file begins as NewsML 1.x does."""
    return head.root_name == "NewsML"


def read(source: Source) -> Iterator[Record | Fault]:
    """The articles. Raises SourceError for a file that is not sound XML or holds none."""
    return common.read_articles(source, ["NewsItem"], _build_records)


def _build_records(item: Element) -> Iterator[Record]:
    """One article, or several if components of the item have headlines of their own."""
    id_ = _read_id(item)
    if _is_withdrawn(item):
        yield common.make_withdrawal(id_ or None, _read_version(item), _read_dates(item))
        return
    outermost = find(item, "NewsComponent")
    articles: dict[int, list[_TextPiece]] = {}
    for piece in () if outermost is None else _find_pieces((outermost,)):
        articles.setdefault(id(_find_headed(piece.path)), []).append(piece)
    if not articles:
        raise _explain_no_text(item)
    for n, pieces in enumerate(articles.values(), start=1):
        yield _build_record(item, pieces, id_ if n == 1 or not id_ else f"{id_}#{n}")


def _build_record(item: Element, pieces: list[_TextPiece], id_: str) -> Record:
    path, content = pieces[0]
    headline = _find_line(path, "HeadLine")
    outlet = _find_outlet(item, path)
    language = _find_nearest(path, "DescriptiveMetadata/Language") or _find_language(path)
    return Record(
        id=id_ or None,
        version=_read_version(item),
        title=headline or content.headline or None,
        text="\n\n".join(_join_pieces(pieces)),
        **_read_dates(item)._asdict(),
        outlet=outlet or None,
        authors=common.parse_byline(_find_line(path, "ByLine"), outlet) or content.authors,
        language=language or None,
        rights=_find_line(path, "CopyrightLine") or _find_line(path, "RightsLine") or None,
        metadata=_collect_metadata(item, path),
    )


def _find_pieces(path: _Path) -> Iterator[_TextPiece]:
    """The texts in the last component of a path, of each set of equivalents only one."""
    component = path[-1]
    if _BESIDE.search(_read_formal_name(component, "Role")):
        return
    found: list[list[_TextPiece]] = []
    for part in component:
        if get_name(part) == "NewsComponent":
            found.append(list(_find_pieces((*path, part))))
        elif get_name(part) == "ContentItem":
            content = _read_content(part, _find_line(path, "HeadLine"))
            found.append([_TextPiece(path, content)] if content.text else [])
    found = list(filter(None, found))
    equivalents = component.get("EquivalentsList") == "yes"
    yield from chain.from_iterable(found[:1] if equivalents else found)


def _read_content(item: Element, headline: str) -> NewsContent:
    """The text of a content item; none if it is a picture or stands elsewhere."""
    kind, form = (_read_formal_name(item, name) for name in ("MediaType", "Format"))
    if kind and "text" not in kind.lower():
        return NewsContent([])
    data, encoding = find(item, "DataContent"), ""
    if data is None and (packed := find(item, "Encoding")) is not None:
        data, encoding = find(packed, "DataContent"), packed.get("Notation", "")
    if data is None:
        return NewsContent([])
    if encoding:
        return parse_text(unpack_text("".join(data.itertext()), encoding), form, headline)
    return parse_xml(data, headline)


def _join_pieces(pieces: list[_TextPiece]) -> list[str]:
    """The paragraphs of all pieces; a piece that says the same as one before it is left out."""
    paragraphs: list[str] = []
    seen: set[str] = set()
    for piece in pieces:
        words = " ".join(" ".join(piece.content.text).split())
        if words not in seen:
            seen.add(words)
            paragraphs += piece.content.text
    return paragraphs


def _find_headed(path: _Path) -> Element:
    """The innermost component that has a headline, else the outermost."""
    headed = (one for one in reversed(path) if find_text(one, "NewsLines/HeadLine"))
    return next(headed, path[0])


def _explain_no_text(item: Element) -> SourceError:
    if find(item, "Update") is not None:
        return SourceError("an update of parts of an article, which cannot be read without it")
    kinds = {content.get("FormalName", "") for content in find_all(item, ".//MediaType")}
    kinds -= {"", "Text"}
    if kinds:
        return NotAnArticle(f"{', '.join(sorted(kinds)).lower()} without an article's text")
    return SourceError(common.NO_TEXT)


def _read_id(item: Element) -> str:
    """The identifier that all versions of an item share."""
    identifier = find(item, "Identification/NewsIdentifier")
    if identifier is None:
        return ""
    parts = [find_text(identifier, name) for name in ("ProviderId", "DateId", "NewsItemId")]
    if all(parts):
        return ":".join(["urn:newsml", *parts])
    return _VERSION.sub("", find_text(identifier, "PublicIdentifier"))


def _read_version(item: Element) -> int | None:
    return common.parse_version(find_text(item, "Identification/NewsIdentifier/RevisionId"))


def _is_withdrawn(item: Element) -> bool:
    instruction = _read_formal_name(item, "NewsManagement/Instruction")
    status = _read_formal_name(item, "NewsManagement/Status")
    return common.is_withdrawn(status) or bool(_REMOVAL.search(instruction))


def _read_dates(item: Element) -> common.ItemDates:
    """Published when it was first made, or when an embargo ends."""
    embargo = ""
    if _read_formal_name(item, "NewsManagement/Status").lower() == "embargoed":
        embargo = find_text(item, "NewsManagement/StatusWillChange/DateAndTime") or common.NO_END
    return common.choose_dates(
        created=[
            find_text(item, "NewsManagement/FirstCreated"),
            find_text(item, "Identification/NewsIdentifier/DateId"),
        ],
        changed=[find_text(item, "NewsManagement/ThisRevisionCreated")],
        embargo=embargo,
    )


def _find_outlet(item: Element, path: _Path) -> str:
    return common.choose_readable(
        _find_nearest(path, "AdministrativeMetadata/Provider/Party"),
        _find_nearest(path, "AdministrativeMetadata/Source/Party"),
        _find_line(path, "CreditLine"),
        find_text(item, "Identification/NewsIdentifier/ProviderId"),
    )


def _collect_metadata(item: Element, path: _Path) -> dict[str, str]:
    """What else the item says about its article, in short."""
    return common.join_labels(
        {
            "credit": _find_line(path, "CreditLine"),
            "dateline": _find_line(path, "DateLine"),
            "genre": _find_nearest(path, "DescriptiveMetadata/Genre"),
            "keywords": _find_line(path, "KeywordLine"),
            "located": [
                place.get("Value", "")
                for one in path
                for place in find_all(one, "DescriptiveMetadata/Location/Property")
            ],
            "slugline": _find_line(path, "SlugLine") or find_text(item, "Identification/NameLabel"),
            "subheadline": _find_line(path, "SubHeadLine"),
            "urgency": _read_formal_name(item, "NewsManagement/Urgency"),
        }
    )


def _find_line(path: _Path, name: str) -> str:
    """One of the lines that go with a text, from the innermost component that has it."""
    found = (join_line(find(component, f"NewsLines/{name}")) for component in reversed(path))
    return next(filter(None, found), "")


def _find_nearest(path: _Path, below: str) -> str:
    found = (_read_formal_name(component, below) for component in reversed(path))
    return next(filter(None, found), "")


def _find_language(path: _Path) -> str:
    return next((one.get(LANGUAGE, "") for one in reversed(path) if one.get(LANGUAGE)), "")


def _read_formal_name(element: Element, path: str) -> str:
    return find_attribute(element, path, "FormalName")
