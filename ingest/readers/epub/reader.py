"""EPUBs: issues of a paper, reports, books. Each chapter with enough text is an article."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ingest.dates import parse_date
from ingest.readers.base import Fault, Record, Source
from ingest.readers.epub.package import Chapter, Package, open_package
from ingest.readers.io.decoding import decode
from ingest.readers.io.head import FileHead
from ingest.readers.io.html_fragments import strip_markup
from ingest.readers.io.xml_text import drop_headline, join_line, list_paragraphs
from ingest.readers.io.xml_tree import find_all, get_name
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


class _Publication(NamedTuple):
    title: str
    is_periodical: bool
    about: Record  # what is said of all chapters


def shows(head: FileHead) -> bool:
    """Whether a zip begins with the file that tells EPUBs from other zips."""
    return head.data.startswith(b"PK\x03\x04") and b"mimetypeapplication/epub+zip" in head.data[:99]


def read(source: Source) -> Iterator[Record | Fault]:
    """A record for each chapter, and a fault for each that cannot be read.

    Raises SourceError for a file that is no EPUB, is broken or encrypted, or holds no text.
    """
    with open_package(source.path) as epub:
        publication = _read_publication(epub)
        empty = True
        for position, chapter in enumerate(epub.list_chapters(), start=1):
            if outcome := _read_chapter(epub, chapter, publication, position):
                empty = False
                yield outcome
    if empty:
        raise SourceError("no chapter with text in it")


def _read_chapter(
    epub: Package, chapter: Chapter, publication: _Publication, position: int
) -> Record | Fault | None:
    """The article of a chapter, None if it is none."""
    if chapter.role in _PASSED_BY:
        return None
    try:
        heading, text = _read_content(epub, chapter)
    except SourceError as error:
        return Fault(chapter.name, str(error))
    if len(text) < LEAST:
        return None
    heading = heading or chapter.label
    titles = [heading] if publication.is_periodical and heading else [publication.title, heading]
    title = " – ".join(filter(None, dict.fromkeys(titles)))
    return replace(publication.about, title=title, text=text, position=position, where=chapter.name)


def _read_content(epub: Package, chapter: Chapter) -> tuple[str, str]:
    """The heading and the text of a chapter, both "" if it only leads elsewhere."""
    data = epub.read_file(chapter.name)
    try:
        root = epub.parse(data)
    except SourceError:  # not well-formed, and read as browsers would read it
        return "", strip_markup(decode(data))
    body = next((one for one in root.iter() if get_name(one) == "body"), root)
    sections = [body, *find_all(body, "section")]
    if any(_PASSED_BY.intersection(_list_roles(one)) for one in sections[:2]):
        return "", ""
    _drop_marks(body)
    parts = list_paragraphs(body)
    links = (one for one in body.iter() if get_name(one) == "a" and one.get("href"))
    linked = sum(len(join_line(link)) for link in links)
    if linked > _LINKED * sum(map(len, parts)):
        return "", ""
    headings = [one for one in body.iter() if re.fullmatch("h[1-3]", get_name(one))]
    heading = next(filter(None, map(join_line, headings)), "")
    return heading, "\n\n".join(drop_headline(parts, heading))


def _list_roles(element: Element) -> list[str]:
    return " ".join(element.get(key) or "" for key in (_TYPE, "role", "class")).split()


def _drop_marks(element: Element) -> None:
    """Take out marks within sentences; what follows them stays. Headers become plain blocks."""
    last: Element | None = None
    for one in list(element):
        if _MARKS.intersection(_list_roles(one)):
            if last is None:
                element.text = (element.text or "") + (one.tail or "")
            else:
                last.tail = (last.tail or "") + (one.tail or "")
            element.remove(one)
            continue
        if get_name(one) == "header":
            one.tag = "div"
        _drop_marks(one)
        last = one


def _read_publication(epub: Package) -> _Publication:
    title = next(iter(epub.read_texts("title")), "")
    kinds = [epub.read_meta("calibre:publication_type"), *epub.read_texts("type")]
    publisher = next(iter(epub.read_texts("publisher")), "")
    date = _find_date(epub)
    known = parse_date(date) is not None
    more = {"publication": title, "publication_date": "" if known else date}
    about = Record(
        text="",
        outlet=publisher if publisher.casefold() not in _PROGRAMS else "",
        published=date if known else None,
        published_from=_FROM_EPUB if known else "",
        updated=epub.read_meta("dcterms:modified") or None,
        authors=_find_authors(epub, title, publisher),
        language=next(iter(epub.read_texts("language")), ""),
        rights=next(iter(epub.read_texts("rights")), ""),
        metadata={name: value for name, value in more.items() if value},
    )
    return _Publication(title, any(map(_PERIODICAL.search, kinds)), about)


def _find_date(epub: Package) -> str:
    """The day of publication: not that of the making of the file, which calibre puts there."""
    for element in epub.find_metadata("date"):
        event = epub.read_attribute(element, "event")
        text = join_line(element)
        if event in {"", "publication", "original-publication"} and text:
            made = epub.read_meta("calibre:timestamp")
            return "" if made and made[:10] == text[:10] else text
    return ""


def _find_authors(epub: Package, title: str, publisher: str) -> tuple[str, ...]:
    """The creators who wrote it; papers and programs are named as creators too."""
    nobody = _PROGRAMS | {title.casefold(), publisher.casefold()}
    creators = epub.find_metadata("creator")
    writers = (one for one in creators if epub.read_attribute(one, "role") in {"", "aut"})
    names = filter(None, map(join_line, writers))
    return tuple(name for name in names if name.casefold() not in nobody)
