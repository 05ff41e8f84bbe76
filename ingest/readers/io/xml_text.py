"""Elements of XHTML, NITF and their like -> the paragraphs that a reader of the article sees."""

import re
from itertools import chain
from textwrap import dedent
from xml.etree.ElementTree import Element

from ingest.normalize import fold_text
from ingest.readers.io.html_fragments import is_hidden, strip_markup
from ingest.readers.io.xml_tree import get_name

_BLOCK = re.compile(
    "address|article|aside|blockquote|body|caption|center|dd|details|div|dl|dt|fieldset|footer"
    "|h[1-6]|header|hr|html|li|main|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|ul"
    r"|abstract|block|body\.(?:content|end|head)|bq|byline|byttl|credit|dateline|datasource"
    "|fn|hl[12]|hedline|nitf-table|note|tagline"
)
_UNSEEN = re.compile(  # media with their captions, and what is about the article but not its text
    "audio|button|canvas|embed|figcaption|figure|form|head|iframe|img|math|nav|noscript|object"
    "|picture|rp|rt|script|select|style|svg|template|textarea|title|video"
    r"|body\.head|media(?:-.+)?|byline|copyrite|custom-table|dateline|distributor|key-list"
    "|nitf-table-metadata|series|tobject"
    "|abstract|footer|header"  # the standfirst and the headline, again
)
_ROWS = frozenset({"tr", "row"})
_SPACE = re.compile(r"\s+")
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINE = re.compile(r"\n\s*\n")
_WIRE_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=[ \t]{2,}\S)")


def list_paragraphs(element: Element) -> list[str]:
    """The paragraphs in an element's content, in order: also headings, list items, table rows.

    Line breaks stay within a paragraph as newlines. Pictures and other media with their captions,
    hidden elements and notes to editors are left out; markup that was escaped is markup.
    """
    writer = _ParagraphWriter()
    writer.write_content(element)
    return writer.finish()


def join_line(element: Element | None) -> str:
    """All text of a headline, a byline and the like as one line; "" for None."""
    return " ".join(" ".join(list_paragraphs(element)).split()) if element is not None else ""


def clean_wire_text(text: str) -> str:
    """Plain text as agencies send it, where indented lines begin paragraphs; markup is taken out.

    Lines wrapped by hand stay lines: where sentences are cut, they are seen through.
    """
    text = dedent(text.replace("\r\n", "\n"))
    parts = (part.strip() for part in _WIRE_PARAGRAPH.split(text))
    return strip_markup("\n\n".join(filter(None, parts)), keep_lines=True)


def drop_headline(text: list[str], headline: str) -> list[str]:
    """Paragraphs without the one that repeats the headline above the text."""
    same = len(text) > 1 and bool(headline) and fold_text(text[0]) == fold_text(headline)
    return text[1:] if same else text


class _ParagraphWriter:
    """Gathers the pieces of the paragraph at hand, and the paragraphs that are finished."""

    def __init__(self) -> None:
        self._finished: list[str] = []
        self._pieces: list[str] = []

    def finish(self) -> list[str]:
        self._end()
        return self._finished

    def write_content(self, element: Element) -> None:
        keep = get_name(element).lower() == "pre"
        self._add(element.text, keep_lines=keep)
        for inner in element:
            self._write(inner)
            self._add(inner.tail, keep_lines=keep)

    def _write(self, element: Element) -> None:
        name = get_name(element).lower()
        if name == "br":
            self._pieces.append("\n")
        elif name in _ROWS:
            self._write_row(element)
        elif name in {"td", "th"}:
            self._pieces.append(" ")
            self.write_content(element)
        elif _BLOCK.fullmatch(name):
            self._end()
            if not _is_unseen(element, name):
                self.write_content(element)
            self._end()
        elif not _is_unseen(element, name):
            self.write_content(element)

    def _write_row(self, row: Element) -> None:
        """A row is a line, unless it only lays out the page: then its cells hold paragraphs."""
        self._end()
        if _is_unseen(row, "tr"):
            return
        seen = (cell for cell in row if not _is_unseen(cell, get_name(cell).lower()))
        cells = [list_paragraphs(cell) for cell in seen]
        if any(len(cell) > 1 for cell in cells):
            self._finished += chain.from_iterable(cells)
        else:
            self._finished += filter(None, [" ".join(chain.from_iterable(cells))])

    def _add(self, text: str | None, *, keep_lines: bool) -> None:
        if text:
            self._pieces.append(text if keep_lines else _SPACE.sub(" ", text))

    def _end(self) -> None:
        lines = [_SPACES.sub(" ", one).strip() for one in "".join(self._pieces).split("\n")]
        self._pieces = []
        text = strip_markup("\n".join(lines), keep_lines=True)
        self._finished.extend(filter(None, (part.strip() for part in _EMPTY_LINE.split(text))))


def _is_unseen(element: Element, name: str) -> bool:
    if _UNSEEN.fullmatch(name):
        return True
    if name == "note" and element.get("type") == "npa":  # NITF: not for publication
        return True
    return is_hidden(element.items())
