"""Paths that a person named -> the files to read, in an order that is the same on every run."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.beside import is_about_the_folder, is_hidden
from ingest.bundles import is_bundle, members
from ingest.readers.choose import is_readable, no_reader
from ingest.readers.files import plainly
from ingest.readers.record import Source, Unread

__all__ = ["Source", "Unread", "find_sources"]


def find_sources(paths: Sequence[Path]) -> Iterator[Source | Unread]:
    """The files that were named, and those below the folders that were named, in sorted order.

    No file comes twice, by whatever links and names it is reached, and no folder is walked twice.
    Hidden files and folders are left out, and so are README and the like, unless named themselves.
    """
    seen: set[str] = set()
    for named in paths:
        place = Path(os.path.realpath(named))
        key, root = _utf8(place.name), str(place)
        if os.path.isdir(place):  # noqa: PTH112 - pathlib's raises where it may not look
            yield from _walk(place, key, root, seen)
        else:
            yield from _file(place, key, root, seen)


def _walk(folder: Path, key: str, root: str, seen: set[str]) -> Iterator[Source | Unread]:
    real = os.path.realpath(folder)
    if real in seen:
        return
    seen.add(real)
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError as error:
        yield Unread(folder, key, root, plainly(error), failed=True)
        return
    if "catalogue.sqlite" in names:  # an archive of ours, not a source
        return
    for name in names:
        path, below = folder / name, f"{key}/{_utf8(name)}".lstrip("/")
        if is_hidden(name):
            continue
        if os.path.isdir(path):  # noqa: PTH112
            yield from _walk(path, below, root, seen)
        elif not is_about_the_folder(path.name):
            yield from _file(path, below, root, seen)


def _file(path: Path, key: str, root: str, seen: set[str]) -> Iterator[Source | Unread]:
    real = os.path.realpath(path)
    if real in seen:
        return
    seen.add(real)
    named = real == root
    try:
        mode = path.stat().st_mode
    except OSError as error:
        yield Unread(path, "" if named else key, root, plainly(error), failed=True)
        return
    if not stat.S_ISREG(mode):  # a pipe would wait for its other end for ever
        yield Unread(path, key, root, "not a regular file", failed=named)
    elif is_bundle(path):
        yield from members(Source(path, key, root))
    elif is_readable(path):
        yield Source(path, key, root)
    else:
        yield Unread(path, key, root, no_reader(path), failed=named)


def _utf8(name: str) -> str:
    """A file name as text that can be stored, whatever bytes the file system holds."""
    return os.fsencode(name).decode("utf-8", errors="replace")
