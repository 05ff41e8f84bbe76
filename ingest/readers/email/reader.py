"""E-mail: newsletters and press releases, one a file (.eml) or many in a mailbox (.mbox)."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from email import message_from_bytes
from email.message import Message

from ingest.readers.base import Fault, Record, Source
from ingest.readers.email.body import read_body
from ingest.readers.email.headers import find_sender, read_field, read_raw_field
from ingest.readers.io.files import read_binary
from ingest.readers.io.head import FileHead
from ingest.readers.io.streams import Stream, unpack_file
from rag.errors import SourceError

MAX_MESSAGE = 64 << 20  # bytes, attachments and all

_POSTMARK = re.compile(  # the line before a message: "From jane@… Sat May 18 10:30:00 2024"
    rb"From .*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .*\d{1,2}:\d\d.*\b\d{4}\b"
)
_FIELD = re.compile(rb"[!-9;-~]+:")
_FIELDS = re.compile(r"^([!-9;-~]+):", re.MULTILINE)
_EMPTY_LINE = re.compile(r"\r?\n\r?\n")
_ESCAPED = re.compile(rb">+From ")
_COMMENT = re.compile(r"\([^()]*\)")
_OF_MAIL_ONLY = {"message-id", "received", "mime-version"}


def shows(head: FileHead) -> bool:
    """Whether a file begins as a message does that was sent: articles may have From and Date."""
    header = _EMPTY_LINE.split(head.text, maxsplit=1)[0]
    names = {name.lower() for name in _FIELDS.findall(header)}
    begins = _FIELDS.match(header) or header.startswith("From ")
    return bool(begins and {"from", "date"} <= names and names & _OF_MAIL_ONLY)


def shows_mailbox(head: FileHead) -> bool:
    """Whether a file begins as a mailbox does."""
    first, _, rest = head.data.partition(b"\n")
    return bool(_POSTMARK.match(first) and _FIELD.match(rest))


def read(source: Source) -> Iterator[Record]:
    """One record. Raises SourceError for what is no message, encrypted, cut short, or no text."""
    yield _parse_message(read_binary(source.path, MAX_MESSAGE))


def read_mailbox(source: Source) -> Iterator[Record | Fault]:
    """The messages of a mailbox, one in memory at a time. Raises SourceError if it is none."""
    with closing(unpack_file(source.path)) as blocks:
        for number, data in enumerate(_split_mailbox(Stream(blocks)), start=1):
            where = f"message {number}"
            try:
                if isinstance(data, SourceError):
                    raise data
                yield _parse_message(data, position=number, where=where)
            except SourceError as error:
                yield Fault(where, str(error))


def _parse_message(data: bytes, *, position: int | None = None, where: str = "") -> Record:
    try:
        return replace(_build_record(message_from_bytes(data)), position=position, where=where)
    except RecursionError as error:
        raise SourceError("parts within parts beyond all measure") from error
    except (ValueError, LookupError) as error:  # out of Python's own parser
        raise SourceError("damaged: a field of its header cannot be read") from error


def _build_record(message: Message) -> Record:
    if not any(read_field(message, name) for name in ("from", "subject", "date", "message-id")):
        raise SourceError("not an e-mail: it has no header")
    body = read_body(message)
    title = read_field(message, "subject")
    sender = find_sender(message)
    more = {"attachments": ", ".join(body.attachments), "list": sender.list_name}
    return Record(
        id=read_field(message, "message-id").strip("<> ") or None,
        title=title,
        text=_drop_headline(title, body.text),
        published=_COMMENT.sub("", read_raw_field(message, "date")).strip() or None,
        outlet=sender.outlet,
        authors=sender.authors,
        url=read_field(message, "archived-at").strip("<> ") or None,
        language=read_field(message, "content-language").split(",")[0],
        metadata={name: value for name, value in more.items() if value},
    )


def _drop_headline(title: str, text: str) -> str:
    """The text without the headline, where newsletters repeat it."""
    first, _, rest = text.strip().partition("\n")
    return rest if rest.strip() and first.strip().casefold() == title.casefold() else text


def _split_mailbox(stream: Stream) -> Iterator[bytes | SourceError]:
    """The messages of a mailbox as bytes, and what is wrong with those that cannot be had."""
    line, empty = stream.readline(), True  # whether the line before was
    if not line:
        raise SourceError("the file is empty")
    if not _POSTMARK.match(line):
        raise SourceError("not a mailbox: it does not begin with a line From …")
    lines: list[bytes] = []
    size = 0
    try:
        while line:
            following = stream.readline()
            if empty and _POSTMARK.match(line) and _FIELD.match(following):
                if lines:
                    yield _join_lines(lines, size)
                lines, size = [], 0
            elif size <= MAX_MESSAGE:
                lines.append(line[1:] if _ESCAPED.match(line) else line)
                size += len(line)
            line, empty = following, not line.strip()
    except SourceError as error:
        yield error
        return
    yield _join_lines(lines, size)


def _join_lines(lines: list[bytes], size: int) -> bytes | SourceError:
    if size > MAX_MESSAGE:
        return SourceError(f"larger than {MAX_MESSAGE >> 20} MB")
    return b"".join(lines)
