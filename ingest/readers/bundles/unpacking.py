"""Zip and tar files as folders: each member becomes a source of its own, one on disk at a time."""

from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from ingest.ignored_files import is_about_the_folder, is_hidden
from ingest.readers.base import Source, Sources, Unread
from ingest.readers.bundles.packed_file import PackedFile
from ingest.readers.bundles.tars import is_tar, read_tar
from ingest.readers.bundles.zips import is_zip, read_zip
from ingest.readers.io.files import explain_error, limit_unpacked
from ingest.readers.io.head import LENGTH
from ingest.readers.registry import explain_no_reader, is_readable
from rag.errors import SourceError

MAX_DEPTH = 3  # a zip in a zip in a zip
MAX_FILES = 500_000  # in one bundle and the bundles in it
MAX_FILE = 4 << 30  # bytes of one file
MAX_UNPACKED = 256 << 30  # bytes of all files together

_ZIPS = (".zip", ".wacz")
_TARS = (".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tar.gz", ".tar.bz2", ".tar.xz")

Opener = Callable[[Path], Generator[PackedFile, None, None]]


def is_bundle(path: Path) -> bool:
    """Whether a file is a zip or tar of other files, by its content or else by its name.

    Zips that are documents, such as EPUB and .docx, are no bundles.
    """
    return _find_opener(path) is not None


def unpack_bundle(bundle: Source) -> Sources:
    """The files in a zip or tar, and in those that lie in it, and what of it is not read.

    Each source is a temporary copy, which lasts until the next one is asked for. Files beside the
    articles are passed by as in a folder. Where a bundle cannot be read to its end, what came
    before is given, and then an Unread with the bundle's own key.
    """
    try:
        allowance = _Allowance(bundle.path.stat().st_size)
    except OSError as error:
        yield bundle.explain_unread(explain_error(error))
        return
    yield from _unpack_members(bundle, allowance, depth=1)


class _Allowance:
    """What may still be unpacked out of a bundle and the bundles in it."""

    def __init__(self, packed: int) -> None:
        self._limit = min(MAX_UNPACKED, limit_unpacked(packed))
        self._bytes = self._limit
        self._files = MAX_FILES

    def check(self) -> None:
        """One file more. Raises SourceError when nothing may be unpacked any more."""
        self._files -= 1
        if self._files < 0:
            raise SourceError(f"holds more than {MAX_FILES:,} files: refused")
        if self._bytes < 0:
            raise SourceError(f"unpacks to more than {self._limit >> 20:,} MB: refused")

    def count_blocks(self, file: PackedFile) -> Generator[bytes, None, None]:
        """The blocks of a file. Raises SourceError where it has given more than it may."""
        limit = MAX_FILE if file.size is None else min(MAX_FILE, limit_unpacked(file.size))
        size = 0
        for block in file.blocks():
            size += len(block)
            self._bytes -= len(block)
            if size > limit or self._bytes < 0:
                raise SourceError(f"unpacks to more than {size >> 20:,} MB: refused")
            yield block


def _find_opener(path: Path) -> Opener | None:
    try:
        with path.open("rb") as file:
            start = file.read(1 << 10)
    except OSError:
        start = b""  # the name has to do; whoever opens it will say why it cannot be read
    name = path.name.lower()
    if is_zip(path, start):
        return read_zip
    if is_tar(path):
        return read_tar
    if name.endswith(_ZIPS) and not start.startswith(b"PK"):
        return read_zip
    return read_tar if name.endswith(_TARS) else None


def _unpack_members(bundle: Source, allowance: _Allowance, depth: int) -> Sources:
    files_in = _find_opener(bundle.path) or read_zip
    taken: set[str] = set()
    try:
        with (
            TemporaryDirectory(prefix="clippings-", ignore_cleanup_errors=True) as folder,
            closing(files_in(bundle.path)) as files,
        ):
            for file in files:
                allowance.check()
                member = _place_member(file, bundle, Path(folder))
                if not isinstance(member, Source):
                    yield from filter(None, [member])
                elif member.key in taken:
                    yield member.explain_unread("a second file of this name in the bundle")
                else:
                    taken.add(member.key)
                    yield from _unpack_member(file, member, allowance, depth)
    except SourceError as error:
        yield bundle.explain_unread(str(error))
    except OSError as error:
        yield bundle.explain_unread(f"no temporary folder to unpack it in: {explain_error(error)}")


def _place_member(file: PackedFile, bundle: Source, folder: Path) -> Source | Unread | None:
    """Where a file is to be unpacked; None if it is passed by."""
    shown = _mask_unprintable(file.name)
    try:
        shown = _mask_unprintable(file.path)
    except SourceError as error:
        return _make_source(bundle, shown, folder).explain_unread(str(error))
    *folders, name = shown.split("/")
    if any(map(is_hidden, [*folders, name])) or is_about_the_folder(name):
        return None
    member = _make_source(bundle, shown, folder / _shorten_name(name))
    return member.explain_unread(file.refused) if file.refused else member


def _unpack_member(file: PackedFile, member: Source, allowance: _Allowance, depth: int) -> Sources:
    try:
        _write_copy(file, member.path, allowance)
        if is_bundle(member.path):
            if depth == MAX_DEPTH:
                raise SourceError(f"a bundle inside {MAX_DEPTH} others: unpack it yourself")
            yield from _unpack_members(member, allowance, depth + 1)
        elif is_readable(member.path):
            yield member
        else:
            yield member.explain_unread(explain_no_reader(PurePath(member.key)), failed=False)
    except SourceError as error:
        yield member.explain_unread(str(error))
    except OSError as error:
        reason = f"could not be unpacked into the temporary folder: {explain_error(error)}"
        yield member.explain_unread(reason)
    finally:
        member.path.unlink(missing_ok=True)


def _write_copy(file: PackedFile, copy: Path, allowance: _Allowance) -> None:
    """Unpack a file, but only its beginning where that shows that nothing here reads it."""
    size = 0
    with copy.open("wb") as target, closing(allowance.count_blocks(file)) as blocks:
        for block in blocks:
            target.write(block)
            told, size = size >= LENGTH, size + len(block)
            if not told and size >= LENGTH:
                target.flush()
                if not (is_readable(copy) or is_bundle(copy)):
                    return


def _make_source(bundle: Source, name: str, copy: Path) -> Source:
    return Source(copy, f"{bundle.key}/{name}", bundle.root, label=f"{bundle.called}/{name}")


def _mask_unprintable(name: str) -> str:
    return "".join(one if one.isprintable() else "\ufffd" for one in name)


def _shorten_name(name: str) -> str:
    """A file name that any file system takes; dates stand at the start, suffixes at the end."""
    return name if len(name.encode()) <= 240 else f"{name[:40]}{name[-20:]}"
