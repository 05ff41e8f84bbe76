"""The text of an e-mail: of its parts those that a reader sees, in the fuller of their versions."""

import re
from collections.abc import Sequence
from contextlib import suppress
from email.errors import CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect
from email.message import Message
from typing import NamedTuple

from ingest.readers.io.decoding import LATIN, decode
from ingest.readers.io.html_fragments import strip_markup
from ingest.readers.io.streams import CUT_SHORT
from rag.errors import SourceError

MAX_TEXT = 16 << 20  # bytes of one part; what is longer is no message

_STATEFUL = ("iso-2022", "hz", "utf-7", "utf7", "utf-16", "utf-32")  # bytes that pass for UTF-8
_ADDRESS = re.compile(r"https?://\S+")
_LINKS = re.compile(  # in plain text, where they count clicks and say nothing
    r"(?m)[ \t]?<\s*https?://[^\s<>]+\s*>|[ \t]?[\[(]\s*https?://[^\s\])]{80,}\s*[\])]"
    r"|^[ \t]*https?://\S{80,}[ \t]*$"
)
_SIGNATURES = (  # a line, and how many lines at most follow it
    (re.compile(r"^-- $", re.MULTILINE), 20),
    (re.compile(r"^--$", re.MULTILINE), 8),  # its space lost on the way
)


class MessageBody(NamedTuple):
    """What an e-mail says."""

    text: str
    attachments: tuple[str, ...]  # their names, or kinds where they have none


def read_body(message: Message) -> MessageBody:
    """The text of a message, without signature and attachments.

    Of several versions (multipart/alternative, RFC 2046) the fuller one counts, in doubt the last,
    which is HTML. Raises SourceError if there is no text, or its end is missing.
    """
    kind = message.get_content_type()
    if kind in {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}:
        raise SourceError("encrypted")
    defects = set(map(type, message.defects))
    if CloseBoundaryNotFoundDefect in defects:
        raise SourceError(CUT_SHORT)
    if StartBoundaryNotFoundDefect in defects:
        raise SourceError("damaged: nothing parts what it consists of")
    attachments: list[str] = []
    text = _join_text(message, attachments)
    if not text.strip():
        names = f", only attachments: {', '.join(attachments)}" if attachments else ""
        raise SourceError(f"no text in it{names}")
    return MessageBody(text, tuple(attachments))


def decode_mail(data: bytes, charset: str) -> str:
    """Text out of the bytes of an e-mail, whose charset is often another than it says."""
    charset = charset.strip().lower()
    if charset.startswith(_STATEFUL):
        with suppress(LookupError):
            return data.decode(charset, errors="replace")
    try:
        return decode(data, "cp1252" if charset in LATIN else charset)
    except SourceError:
        return data.decode("latin-1")


def _join_text(part: Message, attachments: list[str]) -> str:
    if not part.is_multipart():
        return _read_leaf(part, attachments)
    if part.get_content_maintype() != "multipart":  # a message that was forwarded
        attachments.append(part.get_filename() or part.get_content_type())
        return ""
    parts = [one for one in part.get_payload() if isinstance(one, Message)]
    kind = part.get_content_subtype()
    if kind == "alternative":
        return _choose_fullest([_join_text(one, attachments) for one in parts])
    if kind in {"related", "signed"}:  # the others are pictures in it, or its signature
        return _join_text(parts[0], attachments) if parts else ""
    texts = (_join_text(one, attachments).strip("\n") for one in parts)
    return "\n\n".join(filter(None, texts))


def _read_leaf(part: Message, attachments: list[str]) -> str:
    kind, name = part.get_content_type(), part.get_filename()
    seen = kind in {"text/plain", "text/html"} and part.get_content_disposition() != "attachment"
    if not seen or (name and kind == "text/plain"):
        attachments.append(" ".join((name or kind).split()))
        return ""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or len(data) > MAX_TEXT:
        raise SourceError(f"larger than {MAX_TEXT >> 20} MB")
    text = decode_mail(data, part.get_content_charset() or "").replace("\r\n", "\n")
    if kind == "text/html":
        signed = "signature" in text.lower()
        text = strip_markup(text)
        return _drop_signature(text) if signed else text
    if str(part.get_param("format", "")).lower() == "flowed":
        text = _join_flowed(text, delete=str(part.get_param("delsp", "")).lower() == "yes")
    return _LINKS.sub("", _drop_signature(text))


def _choose_fullest(texts: Sequence[str]) -> str:
    """The version with the most words, or a later one that has nearly as many."""
    words = [len(re.findall(r"\w+", _ADDRESS.sub("", text))) for text in texts]
    full = [text for text, count in zip(texts, words, strict=True) if 10 * count >= 9 * max(words)]
    return full[-1] if full else ""


def _join_flowed(text: str, *, delete: bool) -> str:
    """Lines joined that were broken for old screens (RFC 3676, with `delete` for DelSp=yes)."""
    lines: list[str] = []
    open_depth: int | None = None  # how deep in quotations the line is that goes on
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        if depth == open_depth and content != "-- ":
            lines[-1] += content
        else:
            lines.append("> " * depth + content)
        goes_on = content.endswith(" ") and content != "-- "
        open_depth = depth if goes_on else None
        if goes_on and delete:
            lines[-1] = lines[-1].removesuffix(" ")
    return "\n".join(lines)


def _drop_signature(text: str) -> str:
    for line, longest in _SIGNATURES:
        *_, last = [None, *line.finditer(text)]
        if last and text[last.end() :].strip().count("\n") < longest:
            return text[: last.start()].rstrip()
    return text
