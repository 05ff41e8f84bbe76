"""A saved web page: the article in it, without navigation, comments, and what no reader sees."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.dates import EARLIEST, LATEST
from ingest.readers.decoding import decode
from ingest.readers.files import read_bytes
from ingest.readers.markup import holds_markup, is_hidden
from ingest.readers.record import Record, Source
from rag.errors import SourceError

MAX_PAGE = 20 << 20  # bytes; the longest news pages are a tenth of it

_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]+(?:charset|encoding)\s*=\s*["']?([\w.:-]+)""", re.I)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")  # lxml refuses it in text already decoded
_DATES: dict[str, Any] = {  # for htmldate, whose latest date is the clock's unless it is told
    "original_date": True,
    "extensive_search": False,  # dates in running text are those of events
    "outputformat": "%Y-%m-%dT%H:%M:%S%z",
    "min_date": f"{EARLIEST}-01-01",
    "max_date": f"{LATEST}-12-31",
}


def read(source: Source) -> Iterator[Record]:
    """One record. Raises SourceError for a page in which no article is found."""
    import trafilatura  # slow to import, and only pages need it

    page = trafilatura.load_html(_page(read_bytes(source.path, MAX_PAGE)))
    if page is None:
        raise SourceError("not an HTML page")
    _drop_hidden(page)
    found: Any = trafilatura.bare_extraction(
        page, include_comments=False, with_metadata=True, date_extraction_params=_DATES
    )
    if found is None or not (found.text or "").strip():
        raise SourceError("no article text found")
    yield Record(
        title=found.title,
        text=_paragraphs(found.text, found.title or ""),
        published=(found.date or "").removesuffix("T00:00:00") or None,
        updated=_meta(page, "article:modified_time"),
        outlet=found.sitename,
        authors=(found.author,) if found.author else (),
        url=found.url,
        section=_meta(page, "article:section")
        or next(iter(found.categories or ()), "").split(",")[0],
        language=found.language or page.get("lang"),
        metadata={"description": found.description} if found.description else {},
    )


def _page(data: bytes) -> str:
    text = _XML_DECLARATION.sub("", decode(data, _declared(data)))
    if "<html" not in text.lower() and holds_markup(text):  # a part of a page, saved by itself
        return f"<html><body>{text}</body></html>"
    return text


def _declared(data: bytes) -> str:
    """The encoding that the page names. Browsers take Latin-1 for Windows-1252, and so do we."""
    match = _DECLARED.search(data[:4096])
    name = match[1].decode("ascii", errors="replace").lower() if match else ""
    return "cp1252" if name in {"iso-8859-1", "latin1", "latin-1", "us-ascii"} else name


def _drop_hidden(page: Any) -> None:
    """Take out of an lxml tree what an element's own HTML or CSS hides: no reader ever saw it.

    Not the whole body, though: pages hide that while they load.
    """
    elements = page.xpath(
        "//template | //noscript"
        " | //*[not(self::html or self::body)][@hidden or @style or @aria-hidden]"
    )
    for element in elements:
        hidden = element.tag in {"template", "noscript"} or is_hidden(element.items())
        if hidden and element.getparent() is not None:
            element.drop_tree()


def _meta(page: Any, name: str) -> str | None:
    contents = page.xpath("//meta[@property=$name or @name=$name]/@content", name=name)
    return str(contents[0]) if contents else None


def _paragraphs(text: str, title: str) -> str:
    """One paragraph a line -> paragraphs parted by empty lines, the headline not repeated."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and lines[0].casefold() == title.strip().casefold():
        del lines[0]
    return "\n\n".join(lines)
