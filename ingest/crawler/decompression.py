"""Bytes that come in chunks, maybe gzipped -> one piece of at most so many bytes."""

import zlib
from collections.abc import Iterable

from ingest.readers.io.files import GZIP, MAX_RATIO
from rag.errors import SourceError

FREE = 1 << 20  # bytes that are always taken, MAX_RATIO or not

_BLOCK = 1 << 16  # bytes unpacked at a time: one chunk of a bomb would fill the memory


def join_chunks(chunks: Iterable[bytes], most: int) -> bytes:
    """Raises SourceError for more than `most` bytes."""
    data = bytearray()
    for chunk in chunks:
        data += chunk
        check_size(len(data), most)
    return bytes(data)


def gunzip_chunks(chunks: Iterable[bytes], most: int) -> bytes:
    """What gzip of one or several members holds, as RFC 1952 has it; what follows is left out.

    Raises SourceError for more than `most` bytes, for a bomb, and for gzip that is broken or cut
    short.
    """
    data, packed = bytearray(), 0
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for chunk in chunks:
        packed += len(chunk)
        rest = chunk
        while rest:
            if member.eof:
                if not rest.startswith(GZIP[: len(rest)]):
                    return bytes(data)
                member = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                data += member.decompress(rest, _BLOCK)
            except zlib.error as error:
                raise SourceError("its gzip is broken") from error
            check_size(len(data), most)
            if len(data) > max(FREE, MAX_RATIO * packed):
                raise SourceError(f"unpacks to more than {MAX_RATIO} times its size: refused")
            rest = member.unused_data if member.eof else member.unconsumed_tail
    if packed and not member.eof:
        raise SourceError("cut short: its gzip has no end")
    return bytes(data)


def gunzip_body(data: bytes, most: int) -> bytes:
    """A body that is itself a gzip file, such as sitemap.xml.gz, unpacked; any other as it is."""
    return gunzip_chunks((data,), most) if data.startswith(GZIP) else data


def check_size(size: int, most: int) -> None:
    if size > most:
        raise SourceError(f"larger than {most / (1 << 20):g} MB")
