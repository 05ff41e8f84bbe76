"""A page out of the bytes that were sent: chunks joined, compression undone, sizes capped.

warcio could do both, but would unpack a whole chunk at once, however much is in it.
"""

import re
import zlib

from ingest.readers.io.streams import CUT_SHORT, DAMAGED
from rag.errors import SourceError

MAX_CONTENT = 20 << 20  # bytes of one page; the longest news pages are a tenth of it

_CHUNK = re.compile(rb"([0-9a-fA-F]{1,16})[ \t]*(?:;[^\r\n]*)?\r\n")
_TOO_LARGE = f"a page larger than {MAX_CONTENT >> 20} MB"


def decode_content(data: bytes, *, transfer: str, encoding: str) -> bytes:
    """The page in what a server sent, by its Transfer-Encoding and Content-Encoding.

    Crawlers often undo these and leave the headers as they were, so a page that is plain already is
    taken as it is. Raises SourceError if it is cut short, too large, or packed in another way.
    """
    if transfer.strip().lower() == "chunked" and _CHUNK.match(data):
        data = _join_chunks(data)
    encoding = encoding.strip().lower()
    if encoding not in {"", "identity"} and not _is_plain(data):
        data = _undo_encoding(data, encoding)
    if len(data) > MAX_CONTENT:
        raise SourceError(_TOO_LARGE)
    return data


def _is_plain(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _join_chunks(data: bytes) -> bytes:
    """The data of all chunks (RFC 9112, section 7.1)."""
    parts: list[bytes] = []
    at = 0
    while chunk := _CHUNK.match(data, at):
        size = int(chunk[1], 16)
        if not size:
            return b"".join(parts)
        parts.append(data[chunk.end() : chunk.end() + size])
        at = chunk.end() + size + len(b"\r\n")
    whole = b"".join(parts)
    if _is_plain(whole) and b"</html" not in whole[-1000:].lower():
        raise SourceError(CUT_SHORT)  # else a server only forgot the last chunk
    return whole


def _undo_encoding(data: bytes, encoding: str) -> bytes:
    try:
        if encoding in {"gzip", "x-gzip"}:
            return _inflate(data, 16 + zlib.MAX_WBITS)
        if encoding == "deflate":
            try:
                return _inflate(data, zlib.MAX_WBITS)
            except zlib.error:  # many servers leave out the header that belongs there
                return _inflate(data, -zlib.MAX_WBITS)
        if encoding == "br":
            return _unpack_brotli(data)
    except zlib.error as error:
        raise SourceError(DAMAGED) from error
    raise SourceError(f"packed in a way that is not read here: {encoding[:40]}")


def _inflate(data: bytes, header: int) -> bytes:
    unpacker = zlib.decompressobj(header)
    content = unpacker.decompress(data, MAX_CONTENT + 1)
    if len(content) <= MAX_CONTENT and not unpacker.eof:
        raise SourceError(CUT_SHORT)
    return content


def _unpack_brotli(data: bytes) -> bytes:
    import brotli  # type: ignore[import-untyped]

    unpacker = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    try:
        while size <= MAX_CONTENT and not unpacker.is_finished():
            part = unpacker.process(data, output_buffer_limit=1 << 20)
            parts.append(part)
            size, data = size + len(part), b""
            if not part:
                raise SourceError(CUT_SHORT)
    except brotli.error as error:
        raise SourceError(DAMAGED) from error
    return b"".join(parts)
