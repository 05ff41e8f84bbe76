"""Paths that a person named -> the files to read, in an order that is the same on every run."""

import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path

from ingest.ignored_files import is_about_the_folder, is_hidden
from ingest.normalize import clean_line
from ingest.readers.base import Source, Sources, Unread
from ingest.readers.bundles.unpacking import is_bundle, unpack_bundle
from ingest.readers.io.files import explain_error
from ingest.readers.registry import explain_no_reader, is_readable
from rag.errors import UsageError
from rag.store.schema import CATALOGUE

_SPACES = re.compile(r" {2,}| +\Z|\A +")


def resolve_paths(names: Sequence[str]) -> list[Path]:
    """The paths that a person named. Raises UsageError for one that is not there."""
    paths = []
    for name in names:
        try:
            paths.append(Path(name).expanduser())
            paths[-1].stat()
        except PermissionError:
            continue  # it may be there; told of with all that cannot be read
        except (OSError, RuntimeError) as error:  # no such file, no such user's home
            raise UsageError(f"There is no file or folder {name}. Nothing was changed.") from error
    return paths


def find_sources(paths: Sequence[Path]) -> Sources:
    """The files that were named, and those below the folders that were named, in sorted order.

    No file comes twice, by whatever links and names it is reached, and no folder is walked twice.
    Hidden files and folders are left out, and so are README and the like, unless named themselves.
    """
    seen: set[str] = set()
    for named in paths:
        place = Path(os.path.realpath(named))
        key, root = _escape_name(place.name), str(place)
        if os.path.isdir(place):  # noqa: PTH112 - pathlib's raises where it may not look
            yield from _walk_folder(place, key, root, seen)
        else:
            yield from _check_file(place, root, key, root, seen)


def _walk_folder(folder: Path, key: str, root: str, seen: set[str]) -> Sources:
    waiting = [(folder, root, key)]  # the next one last; no recursion: some lie a thousand deep
    while waiting:
        path, real, key = waiting.pop()
        if os.path.islink(path):  # noqa: PTH114
            real = os.path.realpath(path)  # not asked of all: that would look at each folder above
        if not os.path.isdir(path):  # noqa: PTH112
            if not is_about_the_folder(path.name):
                yield from _check_file(path, real, key, root, seen)
            continue
        try:
            names = _list_names(path, real, seen)
        except OSError as error:
            yield Unread(path, key, root, explain_error(error), failed=True)
            continue
        if CATALOGUE in names:
            yield Unread(path, key, root, "an archive of Clippings, not a source", failed=False)
            continue
        for name in reversed(names):
            below = f"{key}/{_escape_name(name)}".lstrip("/")
            waiting.append((path / name, os.path.join(real, name), below))  # noqa: PTH118


def _list_names(folder: Path, real: str, seen: set[str]) -> list[str]:
    """What lies in a folder, sorted; nothing of one that was walked before."""
    if real in seen:
        return []
    seen.add(real)
    return sorted(name for name in os.listdir(folder) if not is_hidden(name))  # noqa: PTH208


def _check_file(path: Path, real: str, key: str, root: str, seen: set[str]) -> Sources:
    if real in seen:
        return
    seen.add(real)
    named = real == root
    try:
        mode = path.stat().st_mode
    except OSError as error:
        yield Unread(path, "" if named else key, root, explain_error(error), failed=True)
        return
    if not stat.S_ISREG(mode):  # a pipe would wait for its other end for ever
        yield Unread(path, key, root, "not a regular file", failed=named)
    elif is_bundle(path):
        yield from unpack_bundle(Source(path, key, root))
    elif is_readable(path):
        yield Source(path, key, root)
    else:
        yield Unread(path, key, root, explain_no_reader(path), failed=named)


def _escape_name(name: str) -> str:
    """A file name as text that can be stored, and is no other file's, whatever bytes it holds."""
    text = os.fsencode(name).decode("utf-8", errors="backslashreplace")
    if clean_line(text) == text:
        return text
    told = _SPACES.sub(lambda match: r"\x20" * len(match[0]), text)
    kept = {one for one in told if clean_line(f"a{one}b") == f"a{one}b"}
    return "".join(one if one in kept else rf"\x{ord(one):x}" for one in told)
