"""What one process of the suite makes for all of them: an archive that is only read."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def made_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]
) -> Path:
    """The folder that `make` fills, by whichever process of the run asks for it first."""
    place = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        place = place.parent
    done = place / f"{name}.done"
    with FileLock(place / f"{name}.lock"):
        if not done.exists():
            make(place / name)
            done.touch()
    return place / name


def copy_archive(archive: Path, place: Path) -> None:
    """Also while others read it: what SQLite keeps beside a file that is read comes and goes."""
    shutil.copytree(archive, place, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
