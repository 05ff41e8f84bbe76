"""Generations of the Chroma folder: built aside, checked, published by the catalogue, then let go.

`chroma/7/` is generation 7. The catalogue's state names the one in service, so that publishing a
generation and the articles that belong to it is one commit. A kill while Chroma saves can destroy
a folder unseen, therefore none is ever written again once it is in service, and one that carries
the mark `unfinished` is thrown away. Chroma itself does not miss what was lost of a folder later
(it finds less, or crashes), so the sizes of its files are written down and looked at beforehand.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from uuid import uuid4

import numpy as np
from filelock import FileLock, Timeout

from rag.store.vectors import BATCH, IndexDamaged, VectorIndex, VectorRow

UNFINISHED = "unfinished"
INEXACT = "inexact"  # passages were missed: some hundred of the same words cut the graph apart
SIZES = "sizes.json"  # bytes of every file of a finished generation, by path below it
PROBES = 16  # passages that must find themselves before a generation is published


class Generations:
    """The folder `chroma/` of an archive."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find_folder(self, number: int) -> Path:
        return self.folder / str(number)

    def is_whole(self, number: int) -> bool:
        """Whether a generation has all its files, unshortened; Chroma is not asked."""
        try:
            _check_files(self.find_folder(number))
        except IndexDamaged:
            return False
        return True

    def is_healthy(self, number: int, passages: int) -> bool:
        """Whether a generation is whole as far as opening and counting it tells."""
        try:
            with self.hold(number) as index:
                return index.count() == passages
        except IndexDamaged:
            return False

    @contextmanager
    def hold(self, number: int) -> Iterator[VectorIndex]:
        """A published generation, kept from being removed while the block runs.

        Raises IndexDamaged when it is not there, not whole, not exact, or cannot be opened.
        """
        folder = self.find_folder(number)
        if not folder.is_dir():
            raise IndexDamaged(f"{folder} is missing")
        mark = FileLock(self.folder / f"{number}.{uuid4().hex}.reader", thread_local=False)
        with mark:
            try:
                _check_files(folder)  # under the mark, and before Chroma makes what is missing
                if (folder / INEXACT).exists():
                    raise IndexDamaged(f"{folder} does not find all that it holds")
                with VectorIndex.open(folder) as index:
                    yield index
            finally:
                Path(mark.lock_file).unlink(missing_ok=True)

    def build(
        self,
        number: int,
        rows: Iterable[VectorRow],
        *,
        report: Callable[[int], None] = lambda _: None,
        base: int | None = None,
        gone: Sequence[str] = (),
        crowded: bool = False,
    ) -> None:
        """Make generation `number`: all of `rows`, or a copy of `base` less `gone` plus `rows`.

        `crowded` says that so many rows are equal that the graph may miss others: the generation is
        then inexact, and readers do without it. `report` is told the rows of each batch. The folder
        is closed, opened again and probed before the mark `unfinished` is taken off. Raises
        IndexDamaged if it does not hold.
        """
        folder = self.find_folder(number)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            if base is None:
                folder.mkdir(parents=True)
            else:
                _check_files(self.find_folder(base))
                shutil.copytree(self.find_folder(base), folder)
            (folder / UNFINISHED).touch()
            (folder / INEXACT).unlink(missing_ok=True)  # of the base; this one is looked at itself
            probes = self._fill(folder, rows, gone, report)
            if not _probe_index(folder, *probes) or crowded:
                (folder / INEXACT).touch()
            (folder / SIZES).write_text(json.dumps(_read_sizes(folder)), encoding="utf-8")
            (folder / UNFINISHED).unlink()
        except (OSError, IndexDamaged):
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def _fill(
        self,
        folder: Path,
        rows: Iterable[VectorRow],
        gone: Sequence[str],
        report: Callable[[int], None],
    ) -> tuple[int, list[VectorRow]]:
        """Delete and add; gives the expected count and some rows to probe with."""
        probes: list[VectorRow] = []
        with VectorIndex.open(folder) as index:
            expected = index.count() - len(gone)
            index.delete(gone)
            remaining = iter(rows)
            while batch := list(islice(remaining, BATCH)):
                index.add(batch)
                expected += len(batch)
                probes += batch[:: max(1, len(batch) // PROBES)]
                report(len(batch))
        return expected, probes[:: max(1, len(probes) // PROBES)]

    def sweep(self, current: int | None) -> None:
        """Remove every other generation that nobody holds; only the one writer calls this."""
        for path in self.folder.glob("[0-9]*"):
            if path.is_dir() and path.name != str(current) and not self._is_held(path.name):
                shutil.rmtree(path, ignore_errors=True)

    def _is_held(self, number: str) -> bool:
        """Whether a living reader holds the generation; marks of killed readers are removed."""
        held = False
        for mark in self.folder.glob(f"{number}.*.reader"):
            try:
                with FileLock(mark, blocking=False):
                    mark.unlink(missing_ok=True)
            except Timeout:
                held = True
        return held


def _read_sizes(folder: Path) -> dict[str, int]:
    files = (path for path in folder.rglob("*") if path.is_file())
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    return {name: size for name, size in sizes.items() if name not in {UNFINISHED, SIZES}}


def _check_files(folder: Path) -> None:
    """Raise IndexDamaged if the generation is unfinished or a file is gone or cut short since."""
    try:
        if (folder / UNFINISHED).exists():
            raise IndexDamaged(f"{folder} is unfinished")
        for name, size in json.loads((folder / SIZES).read_text(encoding="utf-8")).items():
            if (folder / name).stat().st_size < size:
                raise IndexDamaged(f"{folder / name} is cut short")
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"{folder} is not whole ({error})") from error


def _probe_index(folder: Path, expected: int, probes: Sequence[VectorRow]) -> bool:
    """Open the folder anew and count; whether every probe finds itself (or its twin), too."""
    with VectorIndex.open(folder) as index:
        if (count := index.count()) != expected:
            raise IndexDamaged(f"{folder} holds {count} passages, not {expected}")
        for row in probes:
            nearest = index.find_nearest(np.asarray(row.vector, dtype=np.float32), 1)
            if not nearest or nearest[0][1] < 0.99:
                return False
    return True
