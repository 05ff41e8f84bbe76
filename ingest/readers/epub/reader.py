"""EPUBs: issues of a paper, reports, books. Each chapter with enough text is an article."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ingest.dates import iso_date
from ingest.readers.base import Fault, Record, Source
from ingest.readers.epub.package import Chapter, Package, package
from ingest.readers.io.decoding import decode
from ingest.readers.io.head import Head
from ingest.readers.io.html_fragments import plain_text
from ingest.readers.io.xml_text import line, paragraphs, without_headline
from ingest.readers.io.xml_tree import children, name_of
from rag.errors import SourceError

LEAST = 200  # characters of text; what has less is a cover, a title page, a heading

_FROM_EPUB = "the date of the whole EPUB"
_LINKED = 0.6  # share of a document's text that is links, with which it only leads elsewhere
_TYPE = "{http://www.idpf.org/2007/ops}type"
_MARKS = frozenset(  # page numbers of the printed edition and marks of notes, within sentences
    {"pagebreak", "noteref", "doc-pagebreak", "doc-noteref", "calibre_navbar"}
)
_PASSED_BY = frozenset(
    {
        *("backlink", "copyright-page", "cover", "coverpage", "halftitle-page", "halftitlepage"),
        *("index", "landmarks", "loi", "lot", "lov", "page-list", "title-page", "titlepage", "toc"),
    }
)
_PERIODICAL = re.compile(r"periodical|newspaper|magazine|journal", re.IGNORECASE)
_PROGRAMS = frozenset({"calibre", "unknown"})  # what programs write in the place of an author


@dataclass(frozen=True, slots=True)
class _Publication:
    title: str
    is_periodical: bool
    outlet: str
    published: str | None
    updated: str | None
    authors: tuple[str, ...]
    language: str
    rights: str
    metadata: dict[str, str]


def shows(head: Head) -> bool:
    """Whether a zip begins with the file that tells EPUBs from other zips."""
    return head.data.startswith(b"PK\x03\x04") and b"mimetypeapplication/epub+zip" in head.data[:99]


def read(source: Source) -> Iterator[Record | Fault]:
    """A record for each chapter, and a fault for each that cannot be read.

    Raises SourceError for a file that is no EPUB, is broken or encrypted, or holds no text.
    """
    with package(source.path) as epub:
        publication = _publication(epub)
        empty = True
        for position, chapter in enumerate(epub.chapters(), start=1):
            outcome = _outcome(epub, chapter, publication, position)
            if outcome is not None:
                empty = False
                yield outcome
    if empty:
        raise SourceError("no chapter with text in it")


def _outcome(
    epub: Package, chapter: Chapter, publication: _Publication, position: int
) -> Record | Fault | None:
    """The article of a chapter, None if it is none."""
    if chapter.role in _PASSED_BY:
        return None
    try:
        heading, text = _content(epub, chapter)
    except SourceError as error:
        return Fault(chapter.name, str(error))
    if len(text) < LEAST:
        return None
    heading = heading or chapter.label
    whole = publication.title
    titles = [heading] if publication.is_periodical and heading else [whole, heading]
    return Record(
        title=" – ".join(filter(None, dict.fromkeys(titles))),
        text=text,
        published=publication.published,
        published_from=_FROM_EPUB if publication.published else "",
        updated=publication.updated,
        outlet=publication.outlet,
        authors=publication.authors,
        language=publication.language,
        rights=publication.rights,
        metadata=publication.metadata,
        position=position,
        where=chapter.name,
    )


def _content(epub: Package, chapter: Chapter) -> tuple[str, str]:
    """The heading and the text of a chapter, both "" if it only leads elsewhere."""
    data = epub.data(chapter.name)
    try:
        root = epub.parsed(data)
    except SourceError:  # not well-formed, and read as browsers would read it
        return "", plain_text(decode(data))
    body = next((one for one in root.iter() if name_of(one) == "body"), root)
    sections = [body, *children(body, "section")]
    if any(_PASSED_BY.intersection(_roles(one)) for one in sections[:2]):
        return "", ""
    _drop_marks(body)
    parts = paragraphs(body)
    linked = sum(len(line(one)) for one in body.iter() if name_of(one) == "a" and one.get("href"))
    if linked > _LINKED * sum(map(len, parts)):
        return "", ""
    headings = [one for one in body.iter() if re.fullmatch("h[1-3]", name_of(one))]
    heading = next(filter(None, map(line, headings)), "")
    return heading, "\n\n".join(without_headline(parts, heading))


def _roles(element: Element) -> list[str]:
    names = (element.get(key) or "" for key in (_TYPE, "role", "class"))
    return " ".join(names).split()


def _drop_marks(element: Element) -> None:
    """Take out marks within sentences; what follows them stays. Headers become plain blocks."""
    last: Element | None = None
    for one in list(element):
        if _MARKS.intersection(_roles(one)):
            tail = one.tail or ""
            if last is None:
                element.text = (element.text or "") + tail
            else:
                last.tail = (last.tail or "") + tail
            element.remove(one)
            continue
        if name_of(one) == "header":
            one.tag = "div"
        _drop_marks(one)
        last = one


def _publication(epub: Package) -> _Publication:
    title = next(iter(epub.texts("title")), "")
    kinds = [epub.meta("calibre:publication_type"), *epub.texts("type")]
    is_periodical = any(map(_PERIODICAL.search, kinds))
    publisher = next(iter(epub.texts("publisher")), "")
    date = _date(epub)
    known = iso_date(date) is not None
    more = {"publication": title, "publication_date": "" if known else date}
    return _Publication(
        title=title,
        is_periodical=is_periodical,
        outlet=publisher if publisher.casefold() not in _PROGRAMS else "",
        published=date if known else None,
        updated=epub.meta("dcterms:modified") or None,
        authors=_authors(epub, title, publisher),
        language=next(iter(epub.texts("language")), ""),
        rights=next(iter(epub.texts("rights")), ""),
        metadata={name: value for name, value in more.items() if value},
    )


def _date(epub: Package) -> str:
    """The day of publication: not that of the making of the file, which calibre puts there."""
    for element in epub.said("date"):
        event = epub.attribute(element, "event")
        text = line(element)
        if event in {"", "publication", "original-publication"} and text:
            made = epub.meta("calibre:timestamp")
            return "" if made and made[:10] == text[:10] else text
    return ""


def _authors(epub: Package, title: str, publisher: str) -> tuple[str, ...]:
    """The creators who wrote it; papers and programs are named as creators too."""
    nobody = _PROGRAMS | {title.casefold(), publisher.casefold()}
    creators = [
        line(one) for one in epub.said("creator") if epub.attribute(one, "role") in {"", "aut"}
    ]
    return tuple(name for name in creators if name and name.casefold() not in nobody)
