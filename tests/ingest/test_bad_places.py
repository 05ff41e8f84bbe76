"""Files that are none, that go while we look, or that are not for us to read."""

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

import ingest.refresh
from ingest.__main__ import main
from ingest.progress import Progress
from ingest.readers.base import Source, Unread
from ingest.refresh import Options, refresh
from ingest.sources import find_sources
from ingest.summary import Summary
from rag.errors import ArchiveDamaged
from tests.helpers.bad_samples import records, said
from tests.helpers.doubles import noon
from tests.helpers.newsroom import SEEN, Newsroom, assert_whole

pytestmark = pytest.mark.slow

Bound = Callable[[], AbstractContextManager[None]]


class Hooked(Progress):
    """Does something once, as soon as that many articles have been read."""

    def __init__(self, do: Callable[[], object], after: int = 1) -> None:
        super().__init__(quiet=True)
        self._do, self._left = do, after

    def advance(self, units: int = 1, note: str = "") -> None:
        super().advance(units, note)
        self._left -= units
        if self._left == 0:
            self._do()


@pytest.fixture
def news(tmp_path: Path) -> Newsroom:
    """An archive of three files, one of them in a folder."""
    news = Newsroom(tmp_path)
    for name in ("a.txt", "b.txt", "sub/c.txt"):
        news.write(name, said(name))
    assert news.counts() == (3, 0, 0, 0)
    return news


def while_reading(news: Newsroom, do: Callable[[], object], after: int = 1) -> Summary:
    """A refresh in whose midst something is done."""
    progress = Hooked(do, after)
    options = Options(now=noon(SEEN), yes=True)
    return refresh([news.sources], news.archive, news.embedder, options, progress)


def told(summary: Summary) -> list[tuple[str, str]]:
    return [(Path(one.source).name, one.reason) for one in summary.failed]


# What is no file


def test_links_that_lead_nowhere_or_round_and_round(news: Newsroom) -> None:
    before = news.texts()
    (news.sources / "b.txt").unlink()
    (news.sources / "b.txt").symlink_to("nowhere.txt")
    (news.sources / "self.txt").symlink_to("self.txt")
    (news.sources / "sub" / "up").symlink_to("..")
    (news.sources / "here").symlink_to(".")
    summary = news.refresh()
    assert told(summary) == [
        ("b.txt", "no such file or directory"),
        ("self.txt", "too many levels of symbolic links"),
    ]
    assert (summary.unchanged, summary.removed) == (2, 0)
    assert news.texts() == before


def test_pipes_sockets_and_devices_are_left_alone(news: Newsroom) -> None:
    os.mkfifo(news.sources / "pipe.txt")
    (news.sources / "device.txt").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as end:
        here = Path.cwd()
        os.chdir(news.sources)  # a socket's path must be short
        try:
            end.bind("socket.txt")
        finally:
            os.chdir(here)
        summary = news.refresh()
        named = news.refresh(news.sources / "pipe.txt", news.sources / "device.txt")
    assert {(Path(one.source).name, one.reason) for one in summary.skipped} == {
        (name, "not a regular file") for name in ("pipe.txt", "device.txt", "socket.txt")
    }
    assert (summary.failed, summary.unchanged) == ([], 3)
    assert told(named) == [("pipe.txt", "not a regular file"), ("zero", "not a regular file")]


def test_folders_a_thousand_deep(news: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(news.sources)
    for _ in range(1200):
        Path("d").mkdir()
        os.chdir("d")
    Path("e.txt").write_text(said("e.txt"), encoding="utf-8")
    try:
        assert news.counts() == (1, 0, 3, 0)
    finally:
        Path("e.txt").unlink()  # and no program that removes folders goes down so far
        for _ in range(1200):
            os.chdir("..")
            Path("d").rmdir()


def test_names_that_would_steer_a_terminal(
    news: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    news.write("a\nfailed: \x1b[2Jb\u202e\x9b1m.json", "[")
    assert main([str(news.sources), "--archive", str(news.archive), "--dry-run"]) == 1
    errors = capsys.readouterr().err
    (line,) = [line for line in errors.splitlines() if line.startswith("failed: ")]
    assert line.startswith(f"failed: {news.sources}/a\ufffdfailed: \ufffd[2Jb\ufffd\ufffd1m.json: ")
    assert line.isprintable()


# What changes under our hands


def test_a_file_that_vanishes_before_it_is_read(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(paths: Sequence[Path]) -> Iterator[Source | Unread]:
        for one in find_sources(paths):
            if one.path.name == "b.txt":
                one.path.unlink()
            yield one

    before = news.texts()
    with monkeypatch.context() as context:
        context.setattr(ingest.refresh, "find_sources", found)
        summary = news.refresh()
    assert told(summary) == [("b.txt", "no such file or directory")]
    assert (summary.unchanged, summary.removed) == (2, 0)
    assert news.texts() == before
    assert news.counts() == (0, 0, 2, 1), "once it is known to be gone it goes"


def test_a_file_and_a_folder_that_vanish_during_the_walk(news: Newsroom) -> None:
    before = news.texts()

    def remove() -> None:
        (news.sources / "b.txt").unlink()
        (news.sources / "sub" / "c.txt").unlink()
        (news.sources / "sub").rmdir()

    summary = while_reading(news, remove)
    assert told(summary) == [
        ("b.txt", "no such file or directory"),
        ("sub", "no such file or directory"),
    ]
    assert (summary.unchanged, summary.removed) == (1, 0)
    assert news.texts() == before
    assert news.counts() == (0, 0, 1, 2)


@pytest.mark.parametrize("how", ["cut", "grown", "replaced", "removed"])
def test_a_file_that_changes_while_it_is_read(news: Newsroom, how: str) -> None:
    path = news.write("long.jsonl", records("long.jsonl", 40) + " " * (2 << 20))
    assert news.counts() == (40, 0, 3, 0)
    text = records("long.jsonl", 40).replace("reopened", "closed")
    news.write("long.jsonl", " " * (1 << 20) + "\n" + text)
    before = news.texts()

    def change() -> None:
        if how == "cut":
            os.truncate(path, 1 << 20)
        elif how == "grown":
            with path.open("a", encoding="utf-8") as file:
                file.write(records("more"))
        else:
            path.unlink()
            if how == "replaced":
                path.write_text(text, encoding="utf-8")

    summary = while_reading(news, change, after=4)
    assert ("long.jsonl", "changed while it was read: run it again") in told(summary)
    assert summary.removed == 0
    assert before.keys() <= news.texts().keys()
    news.write("long.jsonl", text)
    assert news.refresh().well
    with news.open() as archive:
        assert_whole(archive, news.embedder)


# What is not for us


def give_away(folder: Path) -> None:
    """Let the one whom `bound` makes of root own everything in a folder."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, 65534, 65534)


def test_what_may_not_be_read_stays(news: Newsroom, bound: Bound) -> None:
    before = news.texts()
    give_away(news.sources.parent)
    (news.sources / "b.txt").chmod(0)
    (news.sources / "sub").chmod(0)
    try:
        with bound():
            summary = news.refresh()
            named = news.refresh(news.sources / "sub" / "c.txt")
    finally:
        (news.sources / "sub").chmod(0o755)
    assert told(summary) == [("b.txt", "permission denied"), ("sub", "permission denied")]
    assert (summary.unchanged, summary.removed) == (1, 0)
    assert told(named) == [("c.txt", "permission denied")]
    assert news.texts() == before


def test_a_named_path_below_a_locked_folder(
    news: Newsroom, bound: Bound, capsys: pytest.CaptureFixture[str]
) -> None:
    give_away(news.sources.parent)
    (news.sources / "sub").chmod(0)
    path = news.sources / "sub" / "c.txt"
    try:
        with bound():
            assert main([str(path), "--archive", str(news.archive), "--dry-run"]) == 1
            assert f"failed: {path}: permission denied\n" in capsys.readouterr().err
            assert main([str(news.sources), "--archive", str(path), "--dry-run"]) == 3
            assert f"folder {path} cannot be used (permission denied)" in capsys.readouterr().err
    finally:
        (news.sources / "sub").chmod(0o755)


@pytest.mark.parametrize("name", ["x" * 300, "~nobody-of-that-name/news", "a.txt/news"])
def test_paths_that_cannot_be(
    news: Newsroom, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(news.sources)
    assert main([name]) == 2
    assert f"clippings: There is no file or folder {name}." in capsys.readouterr().err


def test_an_archive_that_may_not_be_written_is_left_alone(news: Newsroom, bound: Bound) -> None:
    before = news.texts()
    news.write("d.txt", said("d.txt"))
    paths = [news.archive, *news.archive.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        with bound(), pytest.raises(ArchiveDamaged, match=r"Nothing was changed"):
            news.refresh()
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert news.texts() == before
    assert news.counts() == (1, 0, 3, 0)
