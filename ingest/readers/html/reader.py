"""A saved web page: the article in it, without navigation, comments, and what no reader sees."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ingest.readers.base import Record, Source
from ingest.readers.html import extraction
from ingest.readers.html.boilerplate import drop_furniture, drop_unseen
from ingest.readers.html.metadata import PageMetadata, read_metadata
from ingest.readers.io.decoding import decode
from ingest.readers.io.files import read_bytes
from ingest.readers.io.head import FileHead
from ingest.readers.io.html_fragments import holds_markup
from rag.errors import SourceError

MAX_PAGE = 20 << 20  # bytes; the longest news pages are a tenth of it

_PROSE = 80  # characters of a paragraph that is no label

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^<>]{0,500}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I
)
_PAGE_START = re.compile(
    r"(?is)\s*+(?:<\?xml[^>]*+>\s*+|<!--.*?-->\s*+)*+<(?:!doctype\s+html|html)\b"
)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")  # lxml refuses it in text already decoded
_SPOILT = 0.02  # share of a page's foreign characters that may be broken in a page of UTF-8
_BROADER = {  # what browsers read instead of what is declared: the WHATWG Encoding Standard
    name: broader
    for broader, names in {
        "cp1252": "iso-8859-1 iso8859-1 latin1 latin-1 l1 us-ascii ascii",
        "cp1254": "iso-8859-9 latin5",
        "cp874": "iso-8859-11 tis-620 windows-874",
        "gb18030": "gb2312 gbk x-gbk gb_2312-80",
        "cp932": "shift_jis shift-jis x-sjis sjis windows-31j",
        "cp949": "euc-kr ks_c_5601-1987 ksc5601 korean",
    }.items()
    for name in names.split()
}


def shows(head: FileHead) -> bool:
    """Whether a file begins as a web page does."""
    return bool(_PAGE_START.match(head.text))


def read(source: Source) -> Iterator[Record]:
    """One record. Raises SourceError for a page in which no article is found."""
    yield extract_article(read_bytes(source.path, MAX_PAGE), url=source.url)


def extract_article(data: bytes, *, url: str = "", charset: str = "") -> Record:
    """The article in a web page.

    `url` is where the page was fetched and counts if it names no canonical address; `charset` what
    the HTTP header declared. Raises SourceError when no article is found.
    """
    source = _decode_page(data, charset)
    page = extraction.parse_page(source)
    if page is None:
        raise SourceError("not an HTML page")
    found = read_metadata(page, url)
    drop_unseen(page)
    others = frozenset() if found.is_article else extraction.find_linked_headlines(page)
    drop_furniture(page)
    text = _extract_text(page, found) or _extract_furniture_text(source, found)
    if not text:
        raise SourceError("no article text found")
    if extraction.is_list_of_articles(text, others):
        raise SourceError("a list of articles, not an article")
    return replace(found.record, text=text)


def _extract_text(page: Any, found: PageMetadata) -> str:
    title = found.record.title or ""
    return extraction.extract_text(page, title=title, summary=found.description, body=found.body)


def _extract_furniture_text(source: str, found: PageMetadata) -> str:
    """The text where nothing else is left: a picture page's caption, a site with odd names."""
    page = extraction.parse_page(source)
    drop_unseen(page)
    text = _extract_text(page, found)
    return text if any(len(paragraph) >= _PROSE for paragraph in text.split("\n\n")) else ""


def _decode_page(data: bytes, charset: str) -> str:
    text = _XML_DECLARATION.sub("", _decode_html(data, charset)).replace("\0", "")
    if "<html" not in text.lower() and holds_markup(text):  # a part of a page, saved by itself
        return f"<html><body>{text}</body></html>"
    return text


def _decode_html(data: bytes, charset: str) -> str:
    """As UTF-8 even with a few broken bytes, else as the header or the page says, else a guess."""
    text = data.decode("utf-8", errors="replace")
    foreign = sum(not character.isascii() for character in text)
    if text.count("\N{REPLACEMENT CHARACTER}") <= _SPOILT * foreign:
        return text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    match = _DECLARED.search(data)
    name = charset.strip("\"' ") or (match[1].decode("ascii", errors="replace") if match else "")
    return decode(data, _BROADER.get(name.lower(), name))
