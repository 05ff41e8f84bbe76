"""NITF, the News Industry Text Format of the IPTC, of agencies and of newspapers' archives.

A file holds one article, or several within any wrapper.
"""

import re
from collections.abc import Iterator
from itertools import chain
from xml.etree.ElementTree import Element

from ingest.readers.base import Fault, Record, Source
from ingest.readers.io.head import FileHead
from ingest.readers.io.xml_text import drop_headline, join_line, list_paragraphs
from ingest.readers.io.xml_tree import LANGUAGE, find, find_all, find_attribute, find_or_empty
from ingest.readers.newswire import common
from rag.errors import SourceError

_ELEMENT = re.compile(r"<(?:[\w.-]+:)?nitf[\s>]")
_LEADS = frozenset({"lead_paragraph", "online_lead_paragraph"})  # which the full text repeats


def shows(head: FileHead) -> bool:
    """Whether a file begins as NITF does, or as a wrapper with NITF inside it."""
    return not common.OTHER_ROOTS.fullmatch(head.root_name) and bool(_ELEMENT.search(head.text))


def read(source: Source) -> Iterator[Record | Fault]:
    """The articles. Raises SourceError for a file that is not sound XML or holds none."""
    return common.read_articles(source, ["nitf"], build_records)


def build_records(nitf: Element) -> Iterator[Record]:
    """The article, and a cancellation if it cancels another; SourceError if it has no text."""
    docdata = find_or_empty(nitf, "head/docdata")
    id_ = find_attribute(docdata, "doc-id", "id-string") or None
    version = common.parse_version(find_attribute(docdata, "du-key", "version"))
    dates = _read_dates(nitf, docdata)
    if _is_cancelled(docdata):
        yield common.make_withdrawal(id_, version, dates)
        return
    headline, outlet = find_headline(nitf), _find_outlet(nitf)
    text = "\n\n".join(drop_headline(read_story(nitf), headline))
    if not text:
        raise SourceError(common.NO_TEXT)
    yield Record(
        id=id_,
        version=version,
        title=headline or None,
        text=text,
        **dates._asdict(),
        outlet=outlet or None,
        authors=find_authors(nitf, outlet),
        url=find_attribute(nitf, "head/pubdata", "ex-ref") or None,
        section=_find_section(nitf) or None,
        language=nitf.get(LANGUAGE) or find_attribute(nitf, "body", LANGUAGE) or None,
        rights=_join_rights(docdata) or None,
        metadata=_collect_metadata(nitf, docdata),
    )
    other = docdata.get("management-doc-idref", "")
    if other and common.is_withdrawn(docdata.get("management-idref-status", "")):
        yield common.make_withdrawal(other, None, dates)


def read_story(nitf: Element) -> list[str]:
    """The paragraphs of the article, with the tag line at its end if it has one."""
    body = find_or_empty(nitf, "body")
    content = find(body, "body.content")
    if content is None:
        heads = find_all(body, "body.head")
        parts = (list_paragraphs(part) for part in body if part not in heads)
        return list(chain.from_iterable(parts))
    if any(block.get("class") == "full_text" for block in content):
        for block in [block for block in content if block.get("class") in _LEADS]:
            content.remove(block)
    return list_paragraphs(content) + list_paragraphs(find_or_empty(body, "body.end"))


def find_headline(nitf: Element) -> str:
    """The main headline, else the document's title, else ""."""
    main = find_all(nitf, "body/body.head/hedline/hl1")
    return next(filter(None, map(join_line, main)), "") or join_line(find(nitf, "head/title"))


def find_authors(nitf: Element, outlet: str = "") -> tuple[str, ...]:
    """The persons named in the bylines, without their titles."""
    bylines = find_all(nitf, "body/body.head/byline")
    printed = [one for one in bylines if one.get("class") != "normalized_byline"]
    authors: list[str] = []
    for byline in printed or bylines:
        persons = [join_line(person) for person in find_all(byline, "person")]
        for title in find_all(byline, "byttl"):
            title.text = ", "  # what follows it is the next name
            del title[:]
        authors += persons or common.parse_byline(join_line(byline).strip(" ,"), outlet)
    return tuple(filter(None, authors))


def _read_dates(nitf: Element, docdata: Element) -> common.ItemDates:
    """Published when the newspaper was, else when it was issued, or when an embargo ends."""
    issue = find_attribute(docdata, "date.issue", "norm")
    release = find_attribute(docdata, "date.release", "norm")
    held = docdata.get("management-status", "").strip().lower() == "embargoed"
    revised = [one.get("norm") for one in find_all(nitf, "head/revision-history")]
    return common.choose_dates(
        created=[
            find_attribute(nitf, "head/pubdata", "date.publication"),
            issue,
            release,
            find_attribute(nitf, "body/body.head/dateline/story.date", "norm"),
        ],
        changed=[*reversed(revised), issue],
        embargo=(release or common.NO_END) if held or common.is_later(release, issue) else None,
    )


def _is_cancelled(docdata: Element) -> bool:
    killed = find_attribute(docdata, "ed-msg", "msg-type").lower() == "kill"
    return killed or common.is_withdrawn(docdata.get("management-status", ""))


def _find_outlet(nitf: Element) -> str:
    return find_attribute(nitf, "head/pubdata", "name") or common.choose_readable(
        join_line(find(nitf, "body/body.head/distributor")),
        find_attribute(nitf, "head/docdata/doc.copyright", "holder"),
        find_attribute(nitf, "head/docdata/del-list/from-src", "src-name"),
        find_attribute(nitf, "head/docdata/doc-id", "regsrc"),
    )


def _find_section(nitf: Element) -> str:
    subjects = find_all(nitf, "head/tobject/tobject.subject")
    named = [subject.get("tobject.subject.type", "") for subject in subjects]
    others = [_read_meta(nitf, name) for name in ("section", "online_sections")]
    return next(filter(None, named + others), "")


def _join_rights(docdata: Element) -> str:
    notice = find(docdata, "doc.copyright")
    held = [] if notice is None else ["©", notice.get("year", ""), notice.get("holder", "")]
    limits = find_attribute(docdata, "doc.rights", "limitations")
    parts = [" ".join(filter(None, held)), limits and f"limitations: {limits}"]
    return "; ".join(filter(None, parts))


def _collect_metadata(nitf: Element, docdata: Element) -> dict[str, str]:
    """What else the article says about itself, in short."""
    body_head = find_or_empty(nitf, "body/body.head")
    subheadline = join_line(find(body_head, "hedline/hl2"))
    keywords = find_all(docdata, "key-list/keyword")
    return common.join_labels(
        {
            "correction": find_attribute(docdata, "correction", "info"),
            "dateline": _join_dateline(body_head),
            "description": " ".join(list_paragraphs(find_or_empty(body_head, "abstract"))),
            "keywords": [keyword.get("key") or join_line(keyword) for keyword in keywords],
            "note": find_attribute(docdata, "ed-msg", "info"),
            "slugline": _read_meta(nitf, "slugline") or _read_meta(nitf, "anpa-keyword"),
            "subheadline": subheadline if subheadline != find_headline(nitf) else "",
            "subjects": _list_subjects(nitf),
            "urgency": find_attribute(docdata, "urgency", "ed-urg"),
        }
    )


def _join_dateline(body_head: Element) -> str:
    """As written, or city, state and country with commas where there are none between them."""
    written = join_line(find(body_head, "dateline"))
    places = find_all(body_head, "dateline/location/*")
    listed = ", ".join(filter(None, map(join_line, places)))
    return written if "," in written or not places else listed


def _list_subjects(nitf: Element) -> list[str]:
    kinds = ("type", "matter", "detail")
    subjects = find_all(nitf, "head/tobject/tobject.subject")
    return [subject.get(f"tobject.subject.{kind}", "") for subject in subjects for kind in kinds]


def _read_meta(nitf: Element, name: str) -> str:
    """What a `meta` element in the head says."""
    found = (one for one in find_all(nitf, "head/meta") if one.get("name") == name)
    return next((one.get("content", "").strip() for one in found), "")
