"""Text out of bytes of unknown encoding: a mark, UTF-8, what the file declares, a good guess."""

import codecs
from collections.abc import Iterator

from rag.errors import SourceError

LATIN = frozenset({"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"})  # Windows' is meant

_SAMPLE = 1 << 16  # bytes; enough to tell an encoding by
_MARKS = (  # the longer ones first: UTF-16's is a prefix of UTF-32's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Letters and signs of Western European newspapers. š, ž, ý, þ and ð are missing on purpose: where
# Windows-1252 has them, Central European and Turkish code pages have their commonest letters.
_WESTERN = frozenset(
    "àáâãäåæçèéêëìíîïñòóôõöøùúûüÿœßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŸŒ"
    "“”„‘’‚«»‹›–—…•·¡¿´€£¥°§©®™½¼¾×ªº\xa0\xad"
)


def decode(data: bytes, declared: str = "") -> str:
    """Text out of bytes: as UTF-8, else as `declared`, else as whatever they most look like.

    Raises SourceError for bytes that are no text in any known encoding.
    """
    for encoding in ("utf-8-sig", declared):
        try:
            if encoding:
                return data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return data.decode(guess_encoding(data), errors="replace")


def guess_encoding(data: bytes) -> str:
    """The likeliest encoding of bytes that are not UTF-8; SourceError if none is likely.

    Windows-1252 is tried by hand first: charset_normalizer takes short French, Spanish or Swedish
    for Central European.
    """
    foreign = b"\n".join(line for line in data.split(b"\n") if not line.isascii())[:_SAMPLE]
    if _reads_as_western(foreign):
        return "cp1252"
    from charset_normalizer import from_bytes  # most archives never need it

    if (best := from_bytes(foreign).best()) is None:
        raise SourceError("binary data, or text in no known encoding")
    return best.encoding


def _reads_as_western(data: bytes) -> bool:
    """Whether bytes make sense as Windows-1252: mostly plain letters, the others familiar ones."""
    foreign = bytes(byte for byte in data if byte > 0x7F)
    if 4 * len(foreign) > len(data):
        return False
    return _WESTERN.issuperset(foreign.decode("cp1252", errors="replace"))


def recode_blocks(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The blocks of a file without their byte order mark; UTF-16 and UTF-32 become UTF-8.

    UTF-16 in the Latin script is known without its mark, too.
    """
    first = next(blocks, b"")
    mark, encoding = next(
        ((mark, encoding) for mark, encoding in _MARKS if first.startswith(mark)),
        (b"", _guess_utf16(first[:_SAMPLE])),
    )
    if not encoding:
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from blocks
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    yield decoder.decode(first[len(mark) :]).encode(errors="replace")
    for block in blocks:
        yield decoder.decode(block).encode(errors="replace")
    yield decoder.decode(b"", final=True).encode(errors="replace")


def _guess_utf16(start: bytes) -> str:
    """Which UTF-16 it is, if half of its bytes are zeros and what they make is all readable."""
    start = start[: len(start) & ~1]
    for encoding, zeros, others in (
        ("utf-16-le", start[1::2], start[::2]),
        ("utf-16-be", start[::2], start[1::2]),
    ):
        if 0 in others or 2 * zeros.count(0) <= len(zeros):
            continue
        text = start.decode(encoding, errors="replace")
        readable = (character.isprintable() or character in "\t\r\n" for character in text)
        if "\ufffd" not in text and all(readable):
            return encoding
    return ""
