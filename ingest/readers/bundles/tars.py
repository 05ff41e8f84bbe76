"""The files in a tar, also a packed one, in the order in which they come."""

import tarfile
from collections.abc import Generator, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from ingest.readers.bundles.packed_file import PackedFile
from ingest.readers.io.streams import BLOCK, CUT_SHORT, Stream, explain_damage, unpack_file
from rag.errors import SourceError

_HEADER = 512  # bytes
_END = b"\0" * _HEADER  # where the next header would stand
_KINDS = {
    tarfile.SYMTYPE: "a symbolic link",
    tarfile.LNKTYPE: "a hard link",
    tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device",
    tarfile.FIFOTYPE: "a pipe",
}


def is_tar(path: Path) -> bool:
    """Whether a file begins with a tar's header, once unpacked, and its checksum holds."""
    try:
        with closing(unpack_file(path)) as blocks, explain_damage():
            header = Stream(blocks).read(_HEADER)
            tarfile.TarInfo.frombuf(header, "utf-8", "surrogateescape")
    except SourceError:
        return False
    return True


def read_tar(path: Path) -> Generator[PackedFile, None, None]:
    """The files in a tar, each to be unpacked before the next is asked for, or not at all.

    Raises SourceError where it breaks off; what came before is sound.
    """
    with closing(unpack_file(path)) as blocks, explain_damage():
        stream = _TarStream(blocks)
        file = cast("BinaryIO", stream)
        bundle = tarfile.TarFile(fileobj=file, encoding="utf-8", errors="surrogateescape")
        while one := bundle.next():
            bundle.members.clear()  # type: ignore[attr-defined]  # it would grow with every file
            if not one.isdir():
                unpack = partial(_unpack, bundle, one)
                yield PackedFile(_decode_name(one), unpack, refused=_explain_refusal(one))
        if stream.latest != _END:  # tarfile takes whatever is no header for the end
            whole = len(stream.latest) == _HEADER
            raise SourceError("damaged: a header is not sound" if whole else CUT_SHORT)


class _TarStream(Stream):
    """A tar's bytes; nobody takes more of them at once than a sane header is long."""

    latest = b""

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= BLOCK:
            raise SourceError("damaged: a header is longer than any sane one")
        self.latest = super().read(size)
        return self.latest


def _decode_name(one: tarfile.TarInfo) -> str:
    return one.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _explain_refusal(one: tarfile.TarInfo) -> str:
    if one.issparse():
        return "refused: a file with holes"
    return "" if one.isreg() else f"refused: {_KINDS.get(one.type, 'not a regular file')}"


def _unpack(bundle: tarfile.TarFile, one: tarfile.TarInfo) -> Iterator[bytes]:
    with explain_damage():
        member = bundle.extractfile(one)
        if member is not None:
            yield from iter(lambda: member.read(BLOCK), b"")
