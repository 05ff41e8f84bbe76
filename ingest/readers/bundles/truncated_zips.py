"""The files in a zip that is cut short.

A zip lists its files at its end. Where that end is missing, the headers before the files themselves
are read instead (PKWARE's APPNOTE.TXT, sections 4.3.7 to 4.3.9).
"""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ingest.readers.bundles.packed_file import PackedFile
from ingest.readers.io.files import limit_unpacked
from ingest.readers.io.streams import BLOCK, DAMAGED, explain_damage
from rag.errors import SourceError

FILE_HEADER = b"PK\x03\x04"
ENCRYPTED = 0x1  # a flag of a file

_SIZES_FOLLOW = 0x8  # another: they were not known when the header was written
_SIZES = b"PK\x07\x08"  # what they may begin with
_STORED, _DEFLATED = 0, 8  # methods of packing
_IN_EXTRA_FIELD = 0xFFFFFFFF  # instead of a size of 4 GB or more
_HEADER = struct.Struct("<4s5H3I2H")


class _LocalHeader(NamedTuple):
    """What stands before a file."""

    signature: bytes
    version: int
    flags: int
    method: int
    time: int
    day: int
    checksum: int  # CRC-32
    packed: int  # bytes
    unpacked: int
    name: int  # bytes of the name that follows
    extra: int  # and of what follows that


class _WholeFile(NamedTuple):
    """A file that is there to its end."""

    path: Path  # of the zip
    method: int
    start: int
    end: int
    checksum: int

    def unpack_blocks(self) -> Iterator[bytes]:
        if self.method not in {_STORED, _DEFLATED}:
            raise SourceError("packed in a way that is not read here")
        checksum = 0
        with explain_damage(), self.path.open("rb") as file:
            file.seek(self.start)
            packed = _read_packed(file, self.end - self.start)
            for block in packed if self.method == _STORED else _inflate_blocks(packed):
                checksum = zlib.crc32(block, checksum)
                yield block
        if checksum != self.checksum:
            raise SourceError(DAMAGED)


def read_whole_files(path: Path) -> Iterator[PackedFile]:
    """The files at the beginning of a zip that are there to their ends, in the order they come."""
    size = path.stat().st_size
    with path.open("rb") as file:
        while header := _parse_header(file.read(_HEADER.size)):
            name = decode_name(file.read(header.name))
            file.seek(header.extra, 1)
            found = _find_whole_file(path, file, header)
            if found is None or found.end > size:
                return
            if not name.endswith("/"):
                refused = "encrypted" if header.flags & ENCRYPTED else ""
                yield PackedFile(name, found.unpack_blocks, found.end - found.start, refused)


def read_first_name(start: bytes) -> str:
    """The name of the first file in a zip that begins so; "" if it begins otherwise."""
    header = _parse_header(start)
    return decode_name(start[_HEADER.size :][: header.name]) if header else ""


def decode_name(name: bytes) -> str:
    """A name whose encoding is not told: UTF-8, or what the first zips had."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("cp437")


def _parse_header(data: bytes) -> _LocalHeader | None:
    if len(data) < _HEADER.size or not data.startswith(FILE_HEADER):
        return None
    return _LocalHeader(*_HEADER.unpack_from(data))


def _find_whole_file(path: Path, file: BinaryIO, header: _LocalHeader) -> _WholeFile | None:
    """The file that begins here, `file` left behind it; None if nothing tells where it ends."""
    start = file.tell()
    if not header.flags & _SIZES_FOLLOW:
        if header.packed == _IN_EXTRA_FIELD:
            return None
        end = file.seek(header.packed, 1)
        return _WholeFile(path, header.method, start, end, header.checksum)
    if header.method != _DEFLATED or header.flags & ENCRYPTED:
        return None
    try:
        packed, unpacked = _measure_deflated(file, path.stat().st_size)
    except (SourceError, zlib.error):
        return None
    file.seek(start + packed)
    after = file.read(24)
    marked = 4 if after.startswith(_SIZES) else 0
    for width in (4, 8):
        lengths = (packed.to_bytes(8, "little")[:width], unpacked.to_bytes(8, "little")[:width])
        if after[marked + 4 :].startswith(b"".join(lengths)):
            file.seek(start + packed + marked + 4 + 2 * width)
            checksum = int.from_bytes(after[marked : marked + 4], "little")
            return _WholeFile(path, header.method, start, start + packed, checksum)
    return None


def _measure_deflated(file: BinaryIO, size: int) -> tuple[int, int]:
    """The bytes that the deflated data from here on takes up, and gives, in a zip of `size` bytes.

    Raises SourceError if it breaks off or gives more than a sane zip could.
    """
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    taken = given = 0
    while not unpacker.eof:
        data = unpacker.unconsumed_tail or file.read(BLOCK)
        if not data or given > limit_unpacked(size):
            raise SourceError(DAMAGED)
        given += len(unpacker.decompress(data, BLOCK))
        taken += len(data) - len(unpacker.unconsumed_tail) - len(unpacker.unused_data)
    return taken, given


def _read_packed(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size and (block := file.read(min(BLOCK, size))):
        size -= len(block)
        yield block


def _inflate_blocks(blocks: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    for block in blocks:
        yield unpacker.decompress(block, BLOCK)
        while unpacker.unconsumed_tail:
            yield unpacker.decompress(unpacker.unconsumed_tail, BLOCK)
    yield unpacker.flush(BLOCK)
