"""Bytes, text and lines out of files: gunzipped, capped, never trusted.

Whole files come through `read_bytes` and `read_text`; files of many articles through `read_lines`,
which holds one line in memory. Gzip is unpacked as a stream, whatever the file is called.
"""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ingest.readers.base import Fault
from ingest.readers.io.decoding import decode, guess_encoding, recode_blocks
from rag.errors import SourceError

MAX_DOCUMENT = 16 << 20  # bytes of a file that is one article
MAX_LINE = 64 << 20  # bytes of one line
MAX_GUNZIPPED = 2 << 30  # bytes out of one gzip file …
MAX_RATIO = 200  # … and out of each byte of it: news seldom passes 20, a bomb reaches 1000
FREE_UNPACKED = 16 << 20  # bytes that even a tiny file may give
GZIP = b"\x1f\x8b"  # how it begins

_BLOCK = 1 << 20  # bytes read at a time
_BINARY = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"%PDF-", b"PK\x03\x04", GZIP)


class NumberedLine(NamedTuple):
    number: int  # from 1
    text: str  # with its line end


def read_bytes(path: Path, limit: int = MAX_DOCUMENT) -> bytes:
    """The whole file without a byte order mark, as UTF-8 if it was UTF-16 or UTF-32.

    Raises SourceError if it is empty, binary, larger than `limit` bytes or cannot be read.
    """
    data = _join_blocks(recode_blocks(_open_blocks(path)), limit)
    if _is_binary(data):
        raise SourceError("binary data, not text")
    return data


def read_binary(path: Path, limit: int = MAX_DOCUMENT) -> bytes:
    """The whole file, whatever is in it; raises SourceError as `read_bytes` does."""
    return _join_blocks(_open_blocks(path), limit)


def read_blocks(path: Path) -> Iterator[bytes]:
    """The bytes of a file of any size in pieces of at most a megabyte or so, as UTF-8 if they were
    UTF-16 or UTF-32; raises SourceError, first or later, where it cannot be read.
    """
    return recode_blocks(_open_blocks(path))


def read_start(path: Path, length: int) -> bytes:
    """The first `length` bytes, or as many as can be had; as UTF-8 if it was UTF-16 or UTF-32.

    Raises SourceError if not one can be read; b"" for an empty file.
    """
    start = b""
    try:
        for block in recode_blocks(_open_blocks(path)):
            start += block
            if len(start) >= length:
                break
    except SourceError:
        if not start:
            raise
    return start[:length]


def limit_unpacked(packed: int) -> int:
    """How many bytes a sane file of `packed` bytes may unpack to, whatever it is packed with."""
    return max(FREE_UNPACKED, MAX_RATIO * packed)


def _join_blocks(blocks: Iterator[bytes], limit: int) -> bytes:
    kept: list[bytes] = []
    size = 0
    for block in blocks:
        kept.append(block)
        size += len(block)
        if size > limit:
            raise SourceError(f"larger than {limit >> 20} MB, the most that is read at once")
    data = b"".join(kept)
    if not data.strip():
        raise SourceError("the file is empty")
    return data


def read_text(path: Path, limit: int = MAX_DOCUMENT) -> str:
    """The whole file as text with plain newlines; raises SourceError as `read_bytes` does."""
    text = decode(read_bytes(path, limit))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_lines(path: Path) -> Iterator[NumberedLine | Fault]:
    """The lines of a file, one in memory at a time, and a fault for each that cannot be read.

    A file that breaks off (a gzip cut short, a failing disk) gives what came before, then a fault.
    Raises SourceError if the file is empty or binary or cannot be read from the start.
    """
    number = 0
    encoding = ""  # of lines that are not UTF-8, told by the first of them
    for raw in _read_raw_lines(path):
        if isinstance(raw, SourceError):
            if not number:
                raise raw
            yield Fault(f"after line {number}", str(raw))
            return
        number += 1
        if number == 1 and _is_binary(raw):
            raise SourceError("binary data, not text")
        try:
            line, encoding = _decode_line(raw, encoding)
            yield NumberedLine(number, line)
        except SourceError as error:
            yield Fault(f"line {number}", str(error))
    if not number:
        raise SourceError("the file is empty")


def _decode_line(raw: bytes, encoding: str) -> tuple[str, str]:
    """A line as text, and the encoding to try on later lines that are not UTF-8."""
    if len(raw) > MAX_LINE:
        raise SourceError(f"longer than {MAX_LINE >> 20} MB")
    if _is_binary(raw):
        raise SourceError("binary data, not text")
    try:
        return raw.decode("utf-8"), encoding
    except UnicodeDecodeError:
        encoding = encoding or guess_encoding(raw)
        return raw.decode(encoding, errors="replace"), encoding


def _read_raw_lines(path: Path) -> Iterator[bytes | SourceError]:
    """Lines as bytes with their ends; one over MAX_LINE is cut to just over it; an error last."""
    parts: list[bytes] = []
    size = 0
    try:
        for block in recode_blocks(_open_blocks(path)):
            *ended, rest = block.split(b"\n")
            for piece in ended:
                yield b"".join([*parts, piece, b"\n"])
                parts, size = [], 0
            if size <= MAX_LINE:
                parts.append(rest)
                size += len(rest)
    except SourceError as error:  # the line that broke off in `parts` is no use to anyone
        yield error
        return
    if size:
        yield b"".join(parts)


def _open_blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            packed = path.suffix.lower() == ".gz" or file.peek(2).startswith(GZIP)
            if packed:
                yield from _gunzip_blocks(file, path.stat().st_size)
            else:
                yield from iter(lambda: file.read(_BLOCK), b"")
    except OSError as error:
        raise SourceError(explain_error(error)) from error


def _gunzip_blocks(file: BinaryIO, packed: int) -> Iterator[bytes]:
    """What `packed` bytes of gzip unpack to, in blocks, as far as a sane file could."""
    limit = min(MAX_GUNZIPPED, limit_unpacked(packed))
    size = 0
    try:
        with gzip.GzipFile(fileobj=file) as unpacked:
            while block := unpacked.read1(_BLOCK):
                size += len(block)
                if size > limit:
                    raise SourceError(f"unpacks to more than {limit >> 20} MB: refused")
                yield block
    except EOFError as error:
        raise SourceError("the gzip file is cut short") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise SourceError("not a sound gzip file") from error


def _is_binary(data: bytes) -> bool:
    return b"\0" in data or data.startswith(_BINARY)


def explain_error(error: OSError) -> str:
    """The reason, without the path: "permission denied"."""
    if isinstance(error, IsADirectoryError):
        return "a folder, not a file"
    return (error.strerror or str(error)).lower()
