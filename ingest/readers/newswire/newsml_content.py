"""The text that both generations of NewsML carry: as NITF, as XHTML, plain or packed."""

import base64
import binascii
import re
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ingest.readers.io.decoding import decode
from ingest.readers.io.html_fragments import plain_text
from ingest.readers.io.xml_text import line, paragraphs, wire_text, without_headline
from ingest.readers.io.xml_tree import child, fragment, name_of
from ingest.readers.newswire import nitf
from rag.errors import SourceError

_PROSE = re.compile(r"p|div|body|section|article|li|pre|body\.content", re.IGNORECASE)
_HTML = re.compile(r"\bx?html\b", re.IGNORECASE)


class Content(NamedTuple):
    """What a piece of content gives for an article."""

    text: list[str]  # paragraphs
    headline: str = ""
    authors: tuple[str, ...] = ()


def from_xml(element: Element, headline: str = "") -> Content:
    """What NITF, XHTML or plain text in an element says; no paragraphs if it is something else.

    `headline` is known already: it is not repeated in the text.
    """
    story = child(element, ".//nitf")
    if story is not None:
        title = nitf.headline_of(story)
        text = nitf.text_of(story)
        content = Content(text, title, nitf.authors_of(story))
    elif any(_PROSE.fullmatch(name_of(inner)) for inner in element.iter()):
        page = child(element, "html")
        title = line(child(page, "head/title")) if page is not None else ""
        content = Content(paragraphs(element), title)
    elif len(element):  # events, results, prices: data, not prose
        return Content([])
    else:
        return from_text("".join(element.itertext()), headline=headline)
    text = without_headline(content.text, headline or content.headline)
    return content._replace(text=without_headline(text, content.headline))


def from_text(text: str, kind: str = "", headline: str = "") -> Content:
    """What plain text says, or HTML if `kind`, its media type, calls it so."""
    if not _HTML.search(kind):
        parts = wire_text(text).split("\n\n")
    elif (html := fragment(text)) is not None:
        parts = paragraphs(html)
    else:
        parts = plain_text(text).split("\n\n")
    return Content(without_headline([part for part in parts if part.strip()], headline))


def unpacked(text: str, encoding: str) -> str:
    """Text out of the encoding that its element names, such as base64; as it is if it names none.

    Raises SourceError for one that is broken or not known.
    """
    name = re.split(r"[:/#]", encoding.strip().lower())[-1]
    if name in {"", "none", "binary", "8bit", "7bit"}:
        return text
    if name != "base64":
        raise SourceError(f"text packed as {name}, which is not unpacked here")
    try:
        return decode(base64.b64decode("".join(text.split()), validate=True))
    except binascii.Error as error:
        raise SourceError("not sound base64") from error
