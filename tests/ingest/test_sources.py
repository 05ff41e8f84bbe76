"""Which files an ingest reads, under which keys, and what it says of the others."""

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from ingest.readers.base import Source, Unread
from ingest.sources import find_sources
from tests.helpers.packing import zipped


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder as people keep them: by outlet, with things lying about."""
    files = [
        *("b.html", "a.txt", "gazette/2022-05-18.md", "gazette/05/c.jsonl.gz", "Z.TXT"),
        *("photo.jpg", "notes", "README.md", "README", "readme.txt", "LICENSE-MIT.txt"),
        *("notice-of-strike.txt", ".hidden.txt", ".git/config.txt", "gazette/CHANGELOG.md"),
    ]
    for name in files:
        path = tmp_path / "2024" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Words.", encoding="utf-8")
    return tmp_path / "2024"


def keys(*paths: Path) -> list[str]:
    return [one.key for one in find_sources(paths) if isinstance(one, Source)]


def unread(*paths: Path) -> list[tuple[str, str, bool]]:
    found = [one for one in find_sources(paths) if isinstance(one, Unread)]
    return [(one.key, one.reason, one.failed) for one in found]


def test_a_folder(archive: Path) -> None:
    assert keys(archive) == [
        "2024/Z.TXT",
        "2024/a.txt",
        "2024/b.html",
        "2024/gazette/05/c.jsonl.gz",
        "2024/gazette/2022-05-18.md",
        "2024/notice-of-strike.txt",
    ]
    assert {one.root for one in find_sources([archive])} == {str(archive)}
    assert unread(archive) == [
        ("2024/notes", "no reader for files without a suffix", False),
        ("2024/photo.jpg", "no reader for .jpg", False),
    ]


def test_the_key_does_not_depend_on_where_one_stands(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = keys(archive)
    monkeypatch.chdir(archive)
    assert keys(Path()) == expected
    assert keys(Path("gazette/..")) == expected
    monkeypatch.chdir(archive / "gazette")
    assert keys(Path("..")) == expected


def test_a_file_by_itself(archive: Path) -> None:
    path = archive / "gazette" / "2022-05-18.md"
    assert list(find_sources([path])) == [Source(path, "2022-05-18.md", str(path))]
    assert keys(archive / "README.md", archive / ".hidden.txt") == ["README.md", ".hidden.txt"]


def test_named_paths_that_give_nothing_are_failures(archive: Path) -> None:
    assert unread(archive / "photo.jpg", archive / "missing") == [
        ("photo.jpg", "no reader for .jpg", True),
        ("", "no such file or directory", True),
    ]


def test_a_zip_in_a_folder_is_a_folder(archive: Path) -> None:
    before = keys(archive)
    path = archive / "gazette" / "old.zip"
    path.write_bytes(zipped({"1999/a.txt": "Words.", "README.md": "About.", "b.jpg": "?"}))
    assert keys(archive) == sorted([*before, "2024/gazette/old.zip/1999/a.txt"])
    assert ("2024/gazette/old.zip/b.jpg", "no reader for .jpg", False) in unread(archive)
    assert keys(path) == ["old.zip/1999/a.txt"]
    path.write_bytes(b"PK\x03\x04")
    assert [(key, failed) for key, _, failed in unread(path)] == [("old.zip", True)]


def test_no_file_comes_twice(archive: Path) -> None:
    twice = keys(archive / "gazette", archive, archive / "a.txt", archive / "a.txt")
    assert twice[:2] == ["gazette/05/c.jsonl.gz", "gazette/2022-05-18.md"]
    assert twice[2:] == ["2024/Z.TXT", "2024/a.txt", "2024/b.html", "2024/notice-of-strike.txt"]


def test_links(archive: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "far.txt").write_text("Words.", encoding="utf-8")
    before = keys(archive)
    (archive / "link.txt").symlink_to(archive / "a.txt")
    (archive / "loop").symlink_to(archive)
    (archive / "gazette" / "up").symlink_to("..")
    (archive / "one.txt").symlink_to("two.txt")
    (archive / "two.txt").symlink_to("one.txt")
    (archive / "zz-dangling.txt").symlink_to("nowhere.txt")
    (archive / "zz-far").symlink_to(elsewhere)
    assert keys(archive) == [*before, "2024/zz-far/far.txt"]
    failed = [key for key, _, failed in unread(archive) if failed]
    assert failed == ["2024/one.txt", "2024/two.txt", "2024/zz-dangling.txt"]


def test_a_pipe_is_not_waited_for(archive: Path) -> None:
    os.mkfifo(archive / "pipe.txt")
    assert ("2024/pipe.txt", "not a regular file", False) in unread(archive)
    assert unread(archive / "pipe.txt") == [("pipe.txt", "not a regular file", True)]


def test_a_locked_folder_is_a_failure_and_the_rest_goes_on(
    archive: Path, bound: Callable[[], AbstractContextManager[None]]
) -> None:
    locked = archive / "gazette"
    locked.chmod(0)
    try:
        with bound():
            assert ("2024/gazette", "permission denied", True) in unread(archive)
            assert "2024/notice-of-strike.txt" in keys(archive)
        locked.chmod(0o644)  # its names may be seen, its files may not
        with bound():
            assert ("2024/gazette/2022-05-18.md", "permission denied", True) in unread(archive)
    finally:
        locked.chmod(0o755)


def test_a_name_that_is_not_utf8(archive: Path) -> None:
    (archive / os.fsdecode(b"caf\xe9.txt")).write_text("Words.", encoding="utf-8")
    assert r"2024/caf\xe9.txt" in keys(archive)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_no_two_names_become_one(archive: Path) -> None:
    names = ["a b.txt", "a  b.txt", "a\u00adb.txt", "ab.txt", " ab.txt"]
    for name in (*names, os.fsdecode(b"\xff.txt"), os.fsdecode(b"\xfe.txt")):
        (archive / "odd" / name).parent.mkdir(exist_ok=True)
        (archive / "odd" / name).write_text("Words.", encoding="utf-8")
    assert len(set(keys(archive / "odd"))) == len(names) + 2


@pytest.mark.parametrize(
    ("key", "folder"),
    [
        ("a.txt", ""),
        ("2024/a.txt", ""),
        ("2024/gazette/a.txt", "gazette"),
        ("news/gazette/05/a.txt", ""),
        ("news/05/gazette/a.txt", "gazette"),
    ],
)
def test_folder(key: str, folder: str) -> None:
    assert Source(Path("a.txt"), key).folder == folder
