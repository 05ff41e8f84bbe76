"""The one place that parses the XML of others: no entities of their own, nothing fetched.

Files of any size are read element by element, and what has been read is let go. Names are local
ones, whatever namespace they are in, unless they are written "{namespace}name".
"""

import codecs
import re
from collections.abc import Iterator
from html.entities import html5
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import EntitiesForbidden, ExternalReferenceForbidden
from defusedxml.ElementTree import XMLParser

from ingest.readers.io.decoding import LATIN, guess_encoding
from ingest.readers.io.files import MAX_DOCUMENT, read_blocks
from rag.errors import SourceError

MAX_DEPTH = 200  # levels of elements; those of real files stay below 50
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_SAMPLE = 1 << 16  # bytes by which the encoding is told
_PER_ELEMENT = 100  # bytes that an element takes in memory beside its text
_NAMED = {name[:-1]: text for name, text in html5.items() if name.endswith(";")}  # nbsp, eacute
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)""")
_LATE_DECLARATION = re.compile(r"\A(\s+)<\?xml[^>]*\?>")  # exports put empty lines before it
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # in XML; invisible anyway
_STEP = re.compile(r"[\w-][\w.-]*")  # of a path
_VOID = re.compile(r"<((?:br|hr|img|source|track|wbr|embed|input|link|meta)\b[^<>]*)>", re.I)
_PROLOGUE = re.compile(r"\A\s*(?:<\?xml[^>]*\?>\s*)?(?:<!doctype[^>\[]*>)?", re.IGNORECASE)
_SEVEN_BITS = ("iso-2022", "iso2022", "utf-7", "utf7", "hz")  # look like ASCII, so like UTF-8


def read_elements(path: Path, *names: str) -> Iterator[Element]:
    """The elements of these local names in a file, gunzipped if need be, one at a time.

    One inside another of them comes only as a part of it. Without names: the outermost element.

    Raises SourceError where the file breaks off, is not well-formed, declares entities, nests too
    deep, or holds an element too large for memory: after the elements that came before.
    """
    collector = _ElementCollector(frozenset(names))
    parser = _make_parser(collector)
    try:
        for text in _read_texts(path):
            parser.feed(text)
            yield from collector.take()
        parser.close()
    except ParseError as error:
        what = str(error).partition(": line")[0]
        raise SourceError(f"not well-formed XML: {what} in line {error.position[0]}") from error
    except (EntitiesForbidden, ExternalReferenceForbidden) as error:
        reason = "refused: it declares XML entities, which may fetch files or unpack without end"
        raise SourceError(reason) from error


def read_document(path: Path) -> Element:
    """The outermost element of a file; raises SourceError as `read_elements` does."""
    (root,) = read_elements(path)
    return root


def parse_fragment(text: str) -> Element | None:
    """The content of a field that holds HTML, as one element; None if it is not well-formed XML.

    Elements without content, such as `<br>`, may be left open.
    """
    text = _ILLEGAL.sub("", _PROLOGUE.sub("", text))
    content = _VOID.sub(lambda element: f"<{element[1].rstrip('/ ')}/>", text)
    collector = _ElementCollector(frozenset())
    parser = _make_parser(collector)
    try:
        parser.feed(f"<div>{content}</div>")
        parser.close()
    except (ParseError, EntitiesForbidden, SourceError):
        return None
    return collector.take()[0]


def get_name(element: Element) -> str:
    """The name without its namespace."""
    return element.tag.rpartition("}")[2]


def find(element: Element, path: str) -> Element | None:
    """The first element under a path such as "head/docdata" or, at any depth, ".//docdata"."""
    return element.find(_match_any_namespace(path))


def find_or_empty(element: Element, path: str) -> Element:
    """As `find`, with an element that has nothing in it where there is none."""
    found = find(element, path)
    return Element("none") if found is None else found


def find_all(element: Element, path: str) -> list[Element]:
    """All elements under a path, in the order of the file."""
    return element.findall(_match_any_namespace(path))


def find_text(element: Element, path: str) -> str:
    """All text in the first element under a path, its lines kept; "" if there is none."""
    return "".join(find_or_empty(element, path).itertext()).strip()


def find_attribute(element: Element, path: str, name: str) -> str:
    """An attribute of the first element under a path; "" if either is missing."""
    return find_or_empty(element, path).get(name, "").strip()


def _match_any_namespace(path: str) -> str:
    return path if "{" in path else _STEP.sub(r"{*}\g<0>", path)


class _ElementCollector:
    """What the parser reports to: builds the wanted elements and forgets everything else."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self._ready: list[Element] = []
        self._builder: TreeBuilder | None = None
        self._depth = self._top = self._size = 0

    def take(self) -> list[Element]:
        """The elements that are complete, handed over."""
        ready, self._ready = self._ready, []
        return ready

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise SourceError(f"not usable XML: elements nested deeper than {MAX_DEPTH} levels")
        if self._builder is None and (not self._names or tag.rpartition("}")[2] in self._names):
            self._builder, self._top, self._size = TreeBuilder(), self._depth, 0
        if self._builder is not None:
            self._builder.start(tag, attributes)
            self._grow(_PER_ELEMENT + sum(map(len, attributes.values())))

    def data(self, text: str) -> None:
        if self._builder is not None:
            self._builder.data(text)
            self._grow(len(text))

    def end(self, tag: str) -> None:
        if self._builder is not None:
            self._builder.end(tag)
            if self._depth == self._top:
                self._ready.append(self._builder.close())
                self._builder = None
        self._depth -= 1

    def close(self) -> None:
        """Nothing is left over: the parser has seen to it that all elements are closed."""

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > MAX_DOCUMENT:
            raise SourceError(f"an element larger than {MAX_DOCUMENT >> 20} MB")


def _make_parser(collector: _ElementCollector) -> Any:
    parser = XMLParser(target=collector)
    parser.entity = _NAMED
    parser.parser.UseForeignDTD()  # names of HTML are understood without a document type too
    return parser


def _read_texts(path: Path) -> Iterator[str]:
    """A file as text, in pieces, without characters that XML forbids."""
    blocks = read_blocks(path)
    first = b""
    for block in blocks:
        first += block
        if len(first) >= _SAMPLE:
            break
    if not first.strip():
        raise SourceError("the file is empty")
    if b"\0" in first:
        raise SourceError("binary data, not text")
    decoder = codecs.getincrementaldecoder(_detect_encoding(first))(errors="replace")
    text = decoder.decode(first)
    yield _ILLEGAL.sub("", _LATE_DECLARATION.sub(r"\1", text))
    for block in blocks:
        yield _ILLEGAL.sub("", decoder.decode(block))
    yield _ILLEGAL.sub("", decoder.decode(b"", final=True))


def _detect_encoding(start: bytes) -> str:
    """As declared, unless the bytes are UTF-8 all the same; a good guess where that fails."""
    match = _DECLARED.match(start)
    declared = _find_codec(match[1].decode("ascii").lower()) if match else ""
    if declared.startswith(_SEVEN_BITS) or (declared and start.isascii()):
        return declared
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return declared if declared and declared != "utf-8" else guess_encoding(start)
    return "utf-8"


def _find_codec(declared: str) -> str:
    """The codec to decode with; "" if there is none of that name.

    UTF-16 and UTF-32 have become UTF-8 on the way here, and Latin-1 is taken for Windows-1252, as
    browsers do: the control characters by which they differ mean nothing in a text.
    """
    if declared.startswith(("utf-8", "utf8", "utf-16", "utf16", "utf-32", "utf32", "ucs")):
        return "utf-8"
    if declared in LATIN:
        return "cp1252"
    try:
        b" ".decode(declared)
        codecs.getincrementaldecoder(declared)
    except (LookupError, ValueError):
        return ""
    return declared
