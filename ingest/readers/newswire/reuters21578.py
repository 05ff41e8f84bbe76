"""Reuters-21578: the newswire of 1987 as SGML, a thousand stories a file, read story by story.

Format: David D. Lewis, "Reuters-21578 text categorization test collection, Distribution 1.0".
"""

import re
from collections.abc import Iterable, Iterator

from ingest.normalize import clean_line
from ingest.readers.base import Fault, Record, Source
from ingest.readers.io.files import MAX_DOCUMENT, read_blocks
from ingest.readers.io.head import FileHead
from ingest.readers.io.html_fragments import resolve_entities
from rag.errors import SourceError

_START, _END = b"<REUTERS", b"</REUTERS>"
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_LABEL = re.compile(r"<D>([^<]*)</D>")
_NOT_BODY = re.compile(r"<(TITLE|AUTHOR|DATELINE)>[^<]*</\1>|</?BODY>|\*{6}")
_SLUG = re.compile(r"\bBC-(\S+)")
_DATELINE = re.compile(r"(.*? - |.* -\s*$)(.*)", re.DOTALL)  # a few hold the story's first words
_PLACEHOLDER = "Blah blah blah."  # what Reuters's system put under a headline without a story
_AGENCY = re.compile(r",?\s*\bReuters?\.?\s*$", re.IGNORECASE)
_SIGN_OFF = re.compile(r"(?:\A|[ \t]{2})[ \t-]*reute(?:rs?)?[ \t.]*\Z", re.IGNORECASE)
_LONGEST_LINE = 200  # characters that may hold a sign-off; the wire's have 65
_LEADER = re.compile(r"\.{4}")  # dots from one column of a table to the next
_SENTENCE_END = re.compile(r"[.?!:;,\"']\Z")
_WRAPPED_HYPHEN = re.compile(r"\w-\Z")


def shows(head: FileHead) -> bool:
    """Whether a file begins as one of the collection does."""
    return head.root == "REUTERS" and "NEWID=" in head.text


def read(source: Source) -> Iterator[Record | Fault]:
    """The stories; of a flash, which is nothing but a headline, the headline is the text too.

    Raises SourceError if there is no story in it, and, after the stories that are complete, where
    the file breaks off.
    """
    position = 0
    for position, story in enumerate(_split_stories(source), start=1):
        record = _build_record(story, position)
        yield record if record.text else Fault(record.where, "no text in it")
    if not position:
        raise SourceError("no Reuters story in it")


def _split_stories(source: Source) -> Iterator[str]:
    rest = b""
    for block in read_blocks(source.path):
        *ended, rest = (rest + block).split(_END)
        for piece in ended:
            yield from map(_decode_story, piece.split(_START)[1:])
        if len(rest) > MAX_DOCUMENT:
            raise SourceError(f"no end of a story within {MAX_DOCUMENT >> 20} MB")
    if _START in rest:
        raise SourceError("cut short: its last story has no end")


def _decode_story(story: bytes) -> str:
    """Latin-1 as it was published; copies of the collection are also to be had in UTF-8."""
    try:
        return story.decode("utf-8")
    except UnicodeDecodeError:
        return story.decode("latin-1")


def _build_record(story: str, position: int) -> Record:
    attributes = dict(_ATTRIBUTE.findall(story.partition(">")[0]))
    number = attributes.get("NEWID", "")
    dateline, beginning = _split_dateline(_read_field(story, "DATELINE"))
    title, lines = _split_title(story)
    text = "\n\n".join(join_paragraphs([*filter(None, [beginning]), *lines]))
    metadata = {
        name.lower(): ", ".join(_LABEL.findall(_read_field(story, name)))
        for name in ("TOPICS", "PLACES", "PEOPLE", "ORGS", "EXCHANGES", "COMPANIES")
    }
    slug = _SLUG.search(_read_field(story, "UNKNOWN"))
    metadata |= {"dateline": dateline, "slug": slug[1].lstrip("*-") if slug else ""}
    author = _AGENCY.sub("", clean_line(_read_field(story, "AUTHOR")))
    return Record(
        id=f"reuters21578:{number}" if number else None,
        title=title,
        text=title if text in {"", _PLACEHOLDER} else text,
        published=clean_line(_read_field(story, "DATE")) or None,
        outlet="Reuters",
        authors=(author,) if author else (),
        language="en",
        metadata={name: value for name, value in metadata.items() if value},
        position=position,
        where=f"story {number or position}",
    )


def _read_field(story: str, name: str) -> str:
    return resolve_entities(_find_element(story, name)[1])


def _find_element(story: str, name: str) -> tuple[str, str]:
    """The attributes and the content of an element as they stand; "" if it has none or no end."""
    opening = re.search(rf"<{name}( [^<>]*)?>", story)
    if opening is None:
        return "", ""
    content, end, _ = story[opening.end() :].partition(f"</{name}>")
    return opening[1] or "", content if end else ""


def _split_title(story: str) -> tuple[str, list[str]]:
    """Unprocessed stories come without elements: their first line is the headline."""
    title, body = clean_line(_read_field(story, "TITLE")), _read_field(story, "BODY")
    attributes, whole = _find_element(story, "TEXT")
    lines = (body or resolve_entities(_NOT_BODY.sub("", whole))).split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    if lines and len(lines[-1]) <= _LONGEST_LINE:
        lines[-1] = _SIGN_OFF.sub("", lines[-1])
    if not title and "UNPROC" in attributes:
        first = next((n for n, line in enumerate(lines) if line.strip()), None)
        if first is not None:
            title = clean_line(lines[first])
            del lines[: first + 1]
    return title, lines


def _split_dateline(field: str) -> tuple[str, str]:
    """The place and day of "    SALVADOR, Feb 26 - ", and what of the story stands after it."""
    match = _DATELINE.fullmatch(field.strip(" \n") + " ")
    place, rest = match.groups() if match else (field, "")
    return clean_line(place).removesuffix("-").strip(), clean_line(rest)


def join_paragraphs(lines: Iterable[str]) -> list[str]:
    """Lines of a wire story -> paragraphs: an indented line begins one, the lines after it wrap.

    Rows of a table, and short lines one below the other, stay lines of one paragraph.
    """
    paragraphs: list[list[str]] = []  # of lines
    in_table = False
    for block in _split_blocks(lines):
        is_row = len(block) == 1 and (
            not _SENTENCE_END.search(block[0]) or bool(_LEADER.search(block[0]))
        )
        if is_row and in_table:
            paragraphs[-1] += block
        elif block:
            paragraphs.append(block if is_row else [_unwrap_lines(block)])
        in_table = is_row  # not across an empty line, whose block is empty
    return ["\n".join(one) for one in paragraphs]


def _split_blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """Lines that belong together, without their indent; an empty block for an empty line."""
    block: list[str] = []
    for line in lines:
        if line.startswith(" ") or not line.strip():
            yield block
            block = []
            if not line.strip():
                yield block
                continue
        block.append(line.strip())
    yield block


def _unwrap_lines(lines: list[str]) -> str:
    joined = "".join(line if _WRAPPED_HYPHEN.search(line) else f"{line} " for line in lines)
    return " ".join(joined.split())
