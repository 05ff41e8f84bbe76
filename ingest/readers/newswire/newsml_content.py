"""The text that both generations of NewsML carry: as NITF, as XHTML, plain or packed."""

import base64
import binascii
import re
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ingest.readers.io.decoding import decode
from ingest.readers.io.html_fragments import strip_markup
from ingest.readers.io.xml_text import clean_wire_text, drop_headline, join_line, list_paragraphs
from ingest.readers.io.xml_tree import find, get_name, parse_fragment
from ingest.readers.newswire import nitf
from rag.errors import SourceError

_PROSE = re.compile(r"p|div|body|section|article|li|pre|body\.content", re.IGNORECASE)
_HTML = re.compile(r"\bx?html\b", re.IGNORECASE)


class NewsContent(NamedTuple):
    """What a piece of content gives for an article."""

    text: list[str]  # paragraphs
    headline: str = ""
    authors: tuple[str, ...] = ()


def parse_xml(element: Element, headline: str = "") -> NewsContent:
    """What NITF, XHTML or plain text in an element says; no paragraphs if it is something else.

    `headline` is known already: it is not repeated in the text.
    """
    story = find(element, ".//nitf")
    if story is not None:
        title = nitf.find_headline(story)
        text = nitf.read_story(story)
        content = NewsContent(text, title, nitf.find_authors(story))
    elif any(_PROSE.fullmatch(get_name(inner)) for inner in element.iter()):
        page = find(element, "html")
        title = join_line(find(page, "head/title")) if page is not None else ""
        content = NewsContent(list_paragraphs(element), title)
    elif len(element):  # events, results, prices: data, not prose
        return NewsContent([])
    else:
        return parse_text("".join(element.itertext()), headline=headline)
    text = drop_headline(content.text, headline or content.headline)
    return content._replace(text=drop_headline(text, content.headline))


def parse_text(text: str, kind: str = "", headline: str = "") -> NewsContent:
    """What plain text says, or HTML if `kind`, its media type, calls it so."""
    if not _HTML.search(kind):
        parts = clean_wire_text(text).split("\n\n")
    elif (html := parse_fragment(text)) is not None:
        parts = list_paragraphs(html)
    else:
        parts = strip_markup(text).split("\n\n")
    return NewsContent(drop_headline([part for part in parts if part.strip()], headline))


def unpack_text(text: str, encoding: str) -> str:
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
