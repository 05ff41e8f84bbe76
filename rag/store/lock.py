"""One writer at a time: a lock file, and beside it who holds it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import ArchiveDamaged, ArchiveLocked

_OWNER = "writer.json"


@contextmanager
def hold_writer_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of the archive in `folder`, which is made if it is not there.

    A writer that was killed holds nothing. Raises ArchiveLocked when another one is at work,
    ArchiveDamaged when the folder cannot be used.
    """
    lock = FileLock(folder / "writer.lock", blocking=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise ArchiveLocked(
            f"Another ingest ({_read_owner(folder)}) is writing {folder}. Nothing was changed; "
            "run this again when it has finished."
        ) from error
    except OSError as error:
        raise _make_unusable_error(folder, error) from error
    try:
        _write_owner(folder)
        yield
    finally:
        with suppress(OSError):
            (folder / _OWNER).unlink()
        lock.release()


def _write_owner(folder: Path) -> None:
    try:
        owner = json.dumps({"process": os.getpid()})
        (folder / _OWNER).write_text(owner, encoding="utf-8")
    except OSError as error:
        raise _make_unusable_error(folder, error) from error


def _make_unusable_error(folder: Path, error: OSError) -> ArchiveDamaged:
    return ArchiveDamaged(
        f"The archive folder {folder} cannot be used ({error}). Nothing was changed."
    )


def _read_owner(folder: Path) -> str:
    try:
        owner = json.loads((folder / _OWNER).read_text(encoding="utf-8"))
        return f"process {owner['process']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "its process is not known"
