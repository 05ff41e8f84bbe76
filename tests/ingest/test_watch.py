"""--watch: a refresh at once, whenever a file changes, and every so often; no word of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Event, Thread

import pytest

from ingest.watch import watch
from tests.helpers.places import ROOT

pytestmark = pytest.mark.slow

PATIENCE = 60  # seconds; a test that waits as long has failed
HOUR = 3600.0
Calls = Queue[None]


@contextmanager
def watching(folder: Path, *, every: float = HOUR) -> Iterator[Calls]:
    """A watch in a thread; each of its refreshes can be had from the queue, the first two are."""
    calls: Calls = Queue()
    stop = Event()
    begun = Thread(
        target=watch,
        args=([folder / "news"], folder / "archive", lambda: calls.put(None)),
        kwargs={"every": every, "stop": stop},
    )
    begun.start()
    try:
        calls.get(timeout=PATIENCE)
        yield calls
    finally:
        stop.set()
        begun.join(PATIENCE)
    assert not begun.is_alive()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is watched in this process is looked at ten times as often."""
    monkeypatch.setattr(sys.modules["ingest.watch"], "TICK", 0.1)
    monkeypatch.setattr(sys.modules["ingest.watch"], "SETTLE", 160)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "archive").mkdir()
    return tmp_path


def written(path: Path) -> None:
    path.write_text("The ferry sank.", encoding="utf-8")


def renamed(path: Path) -> None:
    aside = path.with_name("b.txt~")
    written(aside)
    aside.replace(path)


@pytest.mark.parametrize("change", [written, renamed, Path.mkdir, Path.touch])
def test_a_change_is_noticed(folder: Path, change: Callable[[Path], object]) -> None:
    with watching(folder) as calls:
        change(folder / "news" / "b.txt")
        calls.get(timeout=PATIENCE)


def test_a_file_that_is_taken_away_and_one_that_takes_its_place(folder: Path) -> None:
    written(folder / "news" / "a.txt")
    with watching(folder) as calls:
        (folder / "news" / "a.txt").unlink()
        calls.get(timeout=PATIENCE)
        calls.get(timeout=PATIENCE)  # the watch was renewed
        written(folder / "news" / "a.txt")
        calls.get(timeout=PATIENCE)


def test_it_looks_again_without_word_of_a_change(folder: Path) -> None:
    with watching(folder, every=0.0) as calls:
        calls.get(timeout=PATIENCE)


def test_the_archive_inside_the_folder_is_no_change(folder: Path) -> None:
    calls: Calls = Queue()
    stop = Event()
    arguments = ([folder], folder / "archive", lambda: calls.put(None))
    begun = Thread(target=watch, args=arguments, kwargs={"every": HOUR, "stop": stop})
    begun.start()
    calls.get(timeout=PATIENCE)
    written(folder / "archive" / "catalogue.sqlite")
    written(folder / "news" / "a.txt")
    calls.get(timeout=PATIENCE)
    stop.set()
    begun.join(PATIENCE)
    assert calls.empty()


def test_a_folder_that_is_not_there_yet(folder: Path) -> None:
    (folder / "news").rmdir()
    with watching(folder, every=0.0) as calls:
        (folder / "news").mkdir()
        calls.get(timeout=PATIENCE)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_command_ends_well_when_it_is_told_to(folder: Path, sign: signal.Signals) -> None:
    written(folder / "news" / "a.txt")
    command = [sys.executable, "-m", "tests.helpers.limited_run", "0", "news", "--watch"]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - it is
        # ignored by what a shell starts in the background, this suite perhaps
    ) as run:
        try:
            assert run.stdout is not None
            assert run.stdout.readline().startswith("read 1, added 1")
            written(folder / "news" / "b.txt")
            assert run.stdout.readline().startswith("read 2, added ")
            run.send_signal(sign)
            assert run.wait(PATIENCE) == 0
            assert run.stderr is not None
            assert "Traceback" not in run.stderr.read()
        finally:
            run.kill()
