"""A file in a zip or tar, before it is unpacked."""

import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ingest.readers.io.files import explain_error
from ingest.readers.io.streams import CUT_SHORT, DAMAGED
from rag.errors import SourceError

_ON_WINDOWS = re.compile(r"[A-Za-z]:")
_DAMAGE = (  # what zipfile and tarfile raise on hostile input, documented or not
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error),
    *(ValueError, IndexError, KeyError, OverflowError, RuntimeError),
)


@dataclass(frozen=True, slots=True)
class PackedFile:
    """`blocks()` unpacks it, in blocks of bytes, and raises SourceError where that fails."""

    name: str  # as it stands in the bundle: not to be trusted
    blocks: Callable[[], Iterator[bytes]]
    size: int | None = None  # bytes that it takes up in the bundle, where that is known
    refused: str = ""  # why there is nothing to unpack: a link, an encrypted file

    @property
    def path(self) -> str:
        """The name as a path below the bundle; SourceError if it leads out of it."""
        name = self.name.replace("\\", "/")  # old programs for Windows part folders so
        parts = [part for part in name.split("/") if part not in {"", "."}]
        if name.startswith("/") or _ON_WINDOWS.match(name) or ".." in parts or not parts:
            raise SourceError("refused: its name leads out of the bundle")
        return "/".join(parts)


@contextmanager
def explain_damage() -> Iterator[None]:
    """Whatever zipfile and tarfile raise, as a SourceError with a plain reason."""
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
