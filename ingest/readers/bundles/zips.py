"""The files in a zip, in the order of their names."""

import zipfile
from collections.abc import Generator, Iterator
from functools import partial
from io import BufferedReader, FileIO
from pathlib import Path
from typing import BinaryIO

from ingest.readers.bundles import truncated_zips
from ingest.readers.bundles.packed_file import PackedFile
from ingest.readers.io.streams import BLOCK, explain_damage
from rag.errors import SourceError

MAX_DIRECTORY = 64 << 20  # bytes of the list of files: some 500,000 of them

_STARTS = (truncated_zips.FILE_HEADER, b"PK\x05\x06", b"PK\x07\x08PK")
_END, _END_SIZE = b"PK\x05\x06", 22  # of the list of files, and so of the zip; a comment may follow
_LONGEST_COMMENT = 0xFFFF
_UTF8_NAME = 0x800  # a flag of a file
_OF_DOCUMENTS = frozenset(  # EPUB and OpenDocument, Office, programs: no bundles of files
    ("mimetype", "[Content_Types].xml", "META-INF/MANIFEST.MF", "AndroidManifest.xml")
)


def is_zip(path: Path, start: bytes) -> bool:
    """Whether a file that begins so is a zip, but no document such as EPUB or .docx."""
    if not start.startswith(_STARTS) or truncated_zips.read_first_name(start) in _OF_DOCUMENTS:
        return False
    try:
        with _CappedReader(FileIO(path)) as file, _open_zip(file) as bundle:
            return _OF_DOCUMENTS.isdisjoint(bundle.namelist())
    except (SourceError, OSError):
        return True


def read_zip(path: Path) -> Generator[PackedFile, None, None]:
    """The files in a zip; of one whose end is missing, those that are whole, as they come.

    Raises SourceError where their list breaks off; what came before is sound.
    """
    with explain_damage(), _CappedReader(FileIO(path)) as file:
        if not _has_end(file):
            yield from truncated_zips.read_whole_files(path)
            raise SourceError("cut short: the list of its files is missing")
        with _open_zip(file) as bundle:
            below = "archive/" if path.suffix.lower() == ".wacz" else ""  # where its pages are
            files = [(_decode_name(one), one) for one in bundle.infolist() if not one.is_dir()]
            for name, one in sorted(files, key=lambda file: file[0]):
                if name.startswith(below):
                    refused = "encrypted" if one.flag_bits & truncated_zips.ENCRYPTED else ""
                    size = min(one.compress_size, path.stat().st_size)
                    yield PackedFile(name, partial(_unpack, bundle, one), size, refused)


class _CappedReader(BufferedReader):
    """A file out of which nobody takes more at once than a list of files may be long."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MAX_DIRECTORY:
            raise SourceError("it lists more files than are read from one zip")
        return super().read(size)


def _has_end(file: BinaryIO) -> bool:
    """Whether it ends as zips do, and not merely holds another zip that does."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
    data = file.read()
    at = data.rfind(_END)
    comment = int.from_bytes(data[at + 20 : at + _END_SIZE], "little")
    return at >= 0 and at + _END_SIZE + comment == len(data)


def _open_zip(file: BinaryIO) -> zipfile.ZipFile:
    with explain_damage():
        return zipfile.ZipFile(file)


def _decode_name(one: zipfile.ZipInfo) -> str:
    """The name, also where the program that wrote it used UTF-8 and did not say so."""
    if one.flag_bits & _UTF8_NAME:
        return one.filename
    return truncated_zips.decode_name(one.filename.encode("cp437", errors="replace"))


def _unpack(bundle: zipfile.ZipFile, one: zipfile.ZipInfo) -> Iterator[bytes]:
    with explain_damage(), bundle.open(one) as member:
        yield from iter(lambda: member.read(BLOCK), b"")
