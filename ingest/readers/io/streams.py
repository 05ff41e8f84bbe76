"""Files too large to hold, as streams that only go forward: unpacked on the way, never trusted."""

import bz2
import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from ingest.readers.io.files import GZIP, explain_error, limit_unpacked
from rag.errors import SourceError

BLOCK = 1 << 16  # bytes read at a time
CUT_SHORT = "cut short: it ends in the middle"
DAMAGED = "damaged: it cannot be unpacked to its end"

_DAMAGE = (  # what zipfile and tarfile raise on hostile input, documented or not
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error),
    *(ValueError, IndexError, KeyError, OverflowError, RuntimeError),
)


class Stream:
    """Blocks of bytes as a file object for reading; going back is refused."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._block = b""
        self._at = 0  # in the block
        self._before = 0  # bytes of earlier blocks
        self._broken: SourceError | None = None  # where the blocks end for another reason

    def read(self, size: int = -1) -> bytes:
        """As many bytes as asked for, fewer only at the end; all that is left if `size` is -1."""
        parts: list[bytes] = []
        missing = size
        while missing and self._fill():
            part = self._take(len(self._block) if size < 0 else self._at + missing)
            parts.append(part)
            missing -= len(part) if size > 0 else 0
        return b"".join(parts)

    def readline(self, size: int = BLOCK) -> bytes:
        """A line with its end, or `size` bytes of a longer one."""
        parts: list[bytes] = []
        while size and self._fill():
            end = self._block.find(b"\n", self._at, self._at + size) + 1
            part = self._take(end or self._at + size)
            parts.append(part)
            size -= len(part)
            if end:
                break
        return b"".join(parts)

    def tell(self) -> int:
        """How many bytes have been read."""
        return self._before + self._at

    def seek(self, position: int, _whence: int = 0) -> int:
        """Read on up to a later position, or to the end if that comes first."""
        if position < self.tell():
            raise SourceError("damaged: it points back to what was read before")
        while self.tell() < position and self._fill():
            self._take(self._at + position - self.tell())
        return self.tell()

    def _fill(self) -> bool:
        """Whether there is anything left to take."""
        while self._at == len(self._block):
            if self._broken:
                raise self._broken
            try:
                block = next(self._blocks, None)
            except SourceError as error:
                self._broken = error
                raise
            if block is None:
                return False
            self._before += len(self._block)
            self._block, self._at = block, 0
        return True

    def _take(self, end: int) -> bytes:
        part = self._block[self._at : end]
        self._at += len(part)
        return part


def unpack_file(path: Path) -> Generator[bytes, None, None]:
    """The bytes of a file in blocks; of gzip, bzip2 and xz what is in them, whatever the name.

    Raises SourceError where it cannot be read, is cut short or damaged, or gives more than
    MAX_RATIO times its size.
    """
    with explain_damage(), path.open("rb") as file:
        yield from _limit_blocks(_open_packed(file), path.stat().st_size)


@contextmanager
def explain_damage() -> Iterator[None]:
    """Whatever unpacking raises, as a SourceError with a plain reason."""
    try:
        yield
    except NotImplementedError as error:
        raise SourceError("packed in a way that is not read here") from error
    except EOFError as error:
        raise SourceError(CUT_SHORT) from error
    except tarfile.ReadError as error:
        raise SourceError(CUT_SHORT if "unexpected end" in str(error) else DAMAGED) from error
    except _DAMAGE as error:
        raise SourceError(DAMAGED) from error
    except OSError as error:
        reason = DAMAGED if error.errno is None else explain_error(error)  # bz2 gives no number
        raise SourceError(reason) from error


def _open_packed(file: BufferedReader) -> BufferedReader:
    start = file.read(6)
    file.seek(0)
    if start.startswith(GZIP):
        return gzip.GzipFile(fileobj=file)  # type: ignore[return-value]
    if start.startswith(b"BZh"):
        return bz2.BZ2File(file)  # type: ignore[return-value]
    if start.startswith(b"\xfd7zXZ\0"):
        return lzma.LZMAFile(file)  # type: ignore[return-value]
    return file


def _limit_blocks(file: BufferedReader, packed: int) -> Iterator[bytes]:
    limit = limit_unpacked(packed)
    size = 0
    for block in iter(lambda: file.read1(BLOCK), b""):
        size += len(block)
        if size > limit:
            raise SourceError(f"unpacks to more than {limit >> 20:,} MB: refused")
        yield block
