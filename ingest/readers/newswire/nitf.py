"""NITF, the News Industry Text Format of the IPTC, of agencies and of newspapers' archives.

A file holds one article, or several within any wrapper.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ingest.readers.base import Fault, Record, Source
from ingest.readers.io.head import Head
from ingest.readers.io.xml_text import line, paragraphs, without_headline
from ingest.readers.io.xml_tree import LANGUAGE, child, children, name_of
from ingest.readers.newswire.common import (
    NO_END,
    NO_TEXT,
    Dates,
    articles_in,
    authors_in,
    dates_of,
    is_later,
    is_withdrawn,
    labels,
    readable,
    revision,
    withdrawal,
)
from rag.errors import SourceError

_ELEMENT = re.compile(r"<(?:[\w.-]+:)?nitf[\s>]")
_OTHER_ROOTS = re.compile(r"(?:html|rss|feed|rdf)?", re.IGNORECASE)
_LEADS = frozenset({"lead_paragraph", "online_lead_paragraph"})  # which the full text repeats


def shows(head: Head) -> bool:
    """Whether a file begins as NITF does, or as a wrapper with NITF inside it."""
    return not _OTHER_ROOTS.fullmatch(head.root_name) and bool(_ELEMENT.search(head.text))


def read(source: Source) -> Iterator[Record | Fault]:
    """The articles. Raises SourceError for a file that is not sound XML or holds none."""
    return articles_in(source, ["nitf"], records_of)


def records_of(nitf: Element) -> Iterator[Record]:
    """The article, and a cancellation if it cancels another one.

    Raises SourceError if it has no text.
    """
    docdata = child(nitf, "head/docdata")
    docdata = docdata if docdata is not None else Element("docdata")
    id_ = _attribute(docdata, "doc-id", "id-string") or None
    version = revision(_attribute(docdata, "du-key", "version"))
    dates = _dates(nitf, docdata)
    if _is_cancelled(docdata):
        yield withdrawal(id_, version, dates)
        return
    headline, outlet = headline_of(nitf), _outlet(nitf)
    text = "\n\n".join(without_headline(text_of(nitf), headline))
    if not text:
        raise SourceError(NO_TEXT)
    yield Record(
        id=id_,
        version=version,
        title=headline or None,
        text=text,
        published=dates.published,
        updated=dates.updated,
        embargo=dates.embargo,
        outlet=outlet or None,
        authors=authors_of(nitf, outlet),
        url=_attribute(nitf, "head/pubdata", "ex-ref") or None,
        section=_section(nitf) or None,
        language=nitf.get(LANGUAGE) or _attribute(nitf, "body", LANGUAGE) or None,
        rights=_rights(docdata) or None,
        metadata=_metadata(nitf, docdata),
    )
    other = docdata.get("management-doc-idref", "")
    if other and is_withdrawn(docdata.get("management-idref-status", "")):
        yield withdrawal(other, None, dates)


def text_of(nitf: Element) -> list[str]:
    """The paragraphs of the article, with the tag line at its end if it has one."""
    body = child(nitf, "body")
    if body is None:
        return []
    content = child(body, "body.content")
    if content is None:
        return [text for part in body if name_of(part) != "body.head" for text in paragraphs(part)]
    if any(block.get("class") == "full_text" for block in content):
        for block in [block for block in content if block.get("class") in _LEADS]:
            content.remove(block)
    end = child(body, "body.end")
    return paragraphs(content) + (paragraphs(end) if end is not None else [])


def headline_of(nitf: Element) -> str:
    """The main headline, else the document's title, else ""."""
    main = children(nitf, "body/body.head/hedline/hl1")
    return next(filter(None, map(line, main)), "") or line(child(nitf, "head/title"))


def authors_of(nitf: Element, outlet: str = "") -> tuple[str, ...]:
    """The persons named in the bylines, without their titles."""
    bylines = children(nitf, "body/body.head/byline")
    printed = [one for one in bylines if one.get("class") != "normalized_byline"]
    authors: list[str] = []
    for byline in printed or bylines:
        persons = [line(person) for person in children(byline, "person")]
        for title in children(byline, "byttl"):
            title.text = ", "  # what follows it is the next name
            del title[:]
        authors += persons or authors_in(line(byline).strip(" ,"), outlet)
    return tuple(filter(None, authors))


def _dates(nitf: Element, docdata: Element) -> Dates:
    """Published when the newspaper was, else when it was issued, or when an embargo ends."""
    issue = _attribute(docdata, "date.issue", "norm")
    release = _attribute(docdata, "date.release", "norm")
    held = docdata.get("management-status", "").strip().lower() == "embargoed"
    revised = [one.get("norm") for one in children(nitf, "head/revision-history")]
    return dates_of(
        created=[
            _attribute(nitf, "head/pubdata", "date.publication"),
            issue,
            release,
            _attribute(nitf, "body/body.head/dateline/story.date", "norm"),
        ],
        changed=[*reversed(revised), issue],
        embargo=(release or NO_END) if held or is_later(release, issue) else None,
    )


def _is_cancelled(docdata: Element) -> bool:
    message = child(docdata, "ed-msg")
    kind = message.get("msg-type", "") if message is not None else ""
    return is_withdrawn(docdata.get("management-status", "")) or kind.strip().lower() == "kill"


def _outlet(nitf: Element) -> str:
    return _attribute(nitf, "head/pubdata", "name") or readable(
        line(child(nitf, "body/body.head/distributor")),
        _attribute(nitf, "head/docdata/doc.copyright", "holder"),
        _attribute(nitf, "head/docdata/del-list/from-src", "src-name"),
        _attribute(nitf, "head/docdata/doc-id", "regsrc"),
    )


def _section(nitf: Element) -> str:
    subjects = children(nitf, "head/tobject/tobject.subject")
    named = (subject.get("tobject.subject.type", "") for subject in subjects)
    return next(filter(None, named), "") or _meta(nitf, "section") or _meta(nitf, "online_sections")


def _rights(docdata: Element) -> str:
    notice = child(docdata, "doc.copyright")
    years_holder = (
        ["©", notice.get("year", ""), notice.get("holder", "")] if notice is not None else []
    )
    limits = _attribute(docdata, "doc.rights", "limitations")
    parts = [" ".join(filter(None, years_holder)), limits and f"limitations: {limits}"]
    return "; ".join(filter(None, parts))


def _metadata(nitf: Element, docdata: Element) -> dict[str, str]:
    """What else the article says about itself, in short."""
    body_head = child(nitf, "body/body.head")
    body_head = body_head if body_head is not None else Element("body.head")
    standfirst = child(body_head, "abstract")
    subheadline = line(child(body_head, "hedline/hl2"))
    keywords = children(docdata, "key-list/keyword")
    return labels(
        {
            "correction": _attribute(docdata, "correction", "info"),
            "dateline": _dateline(body_head),
            "description": " ".join(paragraphs(standfirst)) if standfirst is not None else "",
            "keywords": [keyword.get("key") or line(keyword) for keyword in keywords],
            "note": _attribute(docdata, "ed-msg", "info"),
            "slugline": _meta(nitf, "slugline") or _meta(nitf, "anpa-keyword"),
            "subheadline": subheadline if subheadline != headline_of(nitf) else "",
            "subjects": _subjects(nitf),
            "urgency": _attribute(docdata, "urgency", "ed-urg"),
        }
    )


def _dateline(body_head: Element) -> str:
    """As written, or city, state and country with commas where there are none between them."""
    written = line(child(body_head, "dateline"))
    places = children(body_head, "dateline/location/*")
    return written if "," in written or not places else ", ".join(filter(None, map(line, places)))


def _subjects(nitf: Element) -> list[str]:
    kinds = ("type", "matter", "detail")
    subjects = children(nitf, "head/tobject/tobject.subject")
    return [subject.get(f"tobject.subject.{kind}", "") for subject in subjects for kind in kinds]


def _meta(nitf: Element, name: str) -> str:
    """What a `meta` element in the head says."""
    found = (one for one in children(nitf, "head/meta") if one.get("name") == name)
    return next((one.get("content", "").strip() for one in found), "")


def _attribute(element: Element, path: str, name: str) -> str:
    found = child(element, path)
    return found.get(name, "").strip() if found is not None else ""
