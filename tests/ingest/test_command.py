"""`python -m ingest` as people and scripts meet it. The real model is loaded once, for `made`."""

import json
import os
import pty
import shutil
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ingest.__main__ import main
from ingest.summary import SHOWN
from rag.models.embedding import LocalEmbedder
from rag.retrieval.search import open_archive
from rag.store.writer import open_writer
from tests.helpers.newsroom import Newsroom
from tests.helpers.places import ROOT

pytestmark = pytest.mark.slow

KEYS = [
    "read",
    "added",
    "changed",
    "unchanged",
    "removed",
    "duplicates",
    "failed",
    "versions",
    "skipped",
    "held",
    "warnings",
    "withheld",
    "nothing_new",
    "left_out",
    "undated",
    "untitled",
    "set_aside",
]
FERRY = "Ferry sinks\n\nThe ferry sank on Monday. Nobody was hurt."
BRIDGE = "The bridge was opened by the mayor. It is long. It is blue."


class Made(NamedTuple):
    """What the real command made of three files, one of them broken."""

    sources: Path
    archive: Path
    done: subprocess.CompletedProcess[str]


def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with nothing set in its environment."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "ingest", *map(str, arguments)],
        env={"PYTHONPATH": str(ROOT)},
        text=True,
        check=False,
        **{"capture_output": True} | options,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    place = tmp_path_factory.mktemp("made")
    news = Newsroom(place)
    news.write("2026-05-04-ferry.txt", FERRY)
    news.write("bridge.txt", BRIDGE)
    news.write("broken.json", "{")
    news.write("picture.png", "not read")
    arguments = (news.sources, "--archive", news.archive, "--json")
    return Made(news.sources, news.archive, run(*arguments, cwd=place))


@pytest.fixture
def again(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """The command in this process, on copies in the working folder: news/ and archive/."""
    shutil.copytree(made.sources, tmp_path / "news")
    shutil.copytree(made.archive, tmp_path / "archive")
    (tmp_path / "news" / "broken.json").unlink()
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("CLIPPINGS_")]:
        monkeypatch.delenv(name)
    return lambda *arguments: main([str(one) for one in arguments])


def articles() -> int:
    with open_archive("archive", embedder=LocalEmbedder()) as archive:
        return archive.status().articles


def test_json_is_one_object_and_a_failure_gives_1(made: Made) -> None:
    assert made.done.returncode == 1, made.done.stderr
    assert made.done.stderr == "", "no progress where there is no terminal"
    (line,) = made.done.stdout.splitlines()
    summary = json.loads(line)
    assert list(summary) == KEYS
    (failure,) = summary.pop("failed")
    assert failure.keys() == {"source", "reason"}
    assert failure["source"] == str(made.sources / "broken.json")
    assert failure["reason"].startswith("not JSON")
    counts = dict.fromkeys(KEYS, 0) | {"read": 2, "added": 2}
    for name in ("failed", "skipped", "held", "warnings", "left_out"):
        del counts[name]
    (skipped,) = summary.pop("skipped")
    assert skipped["reason"].startswith("no reader for ")
    assert summary.pop("held") == summary.pop("warnings") == summary.pop("left_out") == []
    assert summary == counts | {"undated": 1, "untitled": 1}


def test_the_archive_that_was_made(made: Made) -> None:
    with open_archive(made.archive, embedder=LocalEmbedder()) as archive:
        assert {one.id for one in archive.articles()} == {
            "news/2026-05-04-ferry.txt",
            "news/bridge.txt",
        }
        status = archive.status()
        assert archive.has_whole_index()
        assert status.embedding_model == "all-MiniLM-L6-v2"


def test_all_well_gives_0_and_one_line(
    again: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert again("news", "--archive", "archive") == 0
    output, errors = capsys.readouterr()
    assert output == (
        "read 2, added 0, changed 0, unchanged 2, removed 0, duplicates 0, failed 0\n"
    )
    assert [line.split(" (")[0] for line in errors.splitlines()] == [
        "note: 1 without a date",
        "note: 1 without a headline",
        "note: 1 left alone, of a kind that holds no article",
    ]


def test_quiet(again: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert again("news", "--quiet") == 0, "archive/ is where the archive lies if none is named"
    assert capsys.readouterr() == ("", "")
    Path("news/bridge.txt").write_bytes(b"\0")
    assert again("news", "--quiet") == 1
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.splitlines() == [
        f"failed: {Path('news/bridge.txt').resolve()}: binary data, not text"
    ]
    assert articles() == 2


def test_removing_and_keeping(
    again: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert again("news") == 0
    Path("news/bridge.txt").unlink()
    assert again("news", "--keep-missing") == 0
    assert articles() == 2
    capsys.readouterr()
    assert again("news", "--dry-run", "--yes") == 0
    assert capsys.readouterr().out == (
        "Would be: read 1, added 0, changed 0, unchanged 1, removed 1, duplicates 0, failed 0\n"
    )
    assert again("news", "--quiet") == 1, "half of the archive is not removed without a word"
    assert "not removed: 1 article" in capsys.readouterr().err
    assert articles() == 2
    assert again("news", "--yes") == 0
    assert articles() == 1
    assert again("--rebuild") == 0, "without a path: from what is stored"
    assert articles() == 1


def test_a_long_list_of_failures_is_cut_for_people_only(
    again: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    for n in range(SHOWN + 5):
        Path(f"news/{n:02}.json").write_text("[")
    assert again("news", "--dry-run") == 1
    errors = capsys.readouterr().err.splitlines()
    failures = [line for line in errors if line.startswith("failed: ")]
    assert len(failures) == SHOWN + 1
    assert failures[0].startswith(f"failed: {Path('news/00.json').resolve()}: not JSON")
    assert failures[-1] == "failed: 5 more; --json lists them all"
    assert again("news", "--dry-run", "--json") == 1
    output, errors_again = capsys.readouterr()
    assert len(json.loads(output)["failed"]) == SHOWN + 5
    assert errors_again == ""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_not_utf8(
    again: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(os.fsdecode(b"caf\xe9"))
    folder.mkdir()
    (folder / os.fsdecode(b"un\xe9.json")).write_text("[")
    (folder / "deux.txt").write_text(FERRY)
    assert again(folder, "--dry-run", "--json") == 1
    summary = json.loads(capsys.readouterr().out)
    assert summary["added"] == 1
    assert summary["failed"][0]["source"].endswith(r"caf\xe9/un\xe9.json")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Name at least one file, folder or address"),
        (["nowhere"], "no file or folder nowhere. Nothing was changed"),
        (["news", "nowhere.jsonl"], "no file or folder nowhere.jsonl"),
    ],
)
def test_what_cannot_be_meant_gives_2(
    again: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    Path("news/bridge.txt").unlink()
    assert again(*arguments) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.startswith("clippings: ")
    assert said in errors
    assert articles() == 2, "nothing was changed"


def test_an_unknown_option_gives_2(tmp_path: Path) -> None:
    done = run("--no-such-option", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage: python -m ingest" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_setting_gives_2(
    again: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("clippings.toml").write_text("archiv = 'x'")
    assert again("news") == 2
    assert "Unknown setting 'archiv'" in capsys.readouterr().err


def test_an_archive_that_cannot_be_used_gives_3(
    again: Callable[..., int], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with open_writer(Path("archive"), LocalEmbedder()):
        assert again("news") == 3
    assert f"process {os.getpid()}" in capsys.readouterr().err

    other = tmp_path / "other"
    other.mkdir()
    hashed = Newsroom(other)
    hashed.refresh()
    assert again("news", "--archive", hashed.archive) == 3
    errors = capsys.readouterr().err
    assert f"--archive {hashed.archive} --rebuild" in errors

    Path("file").write_text("a file, no folder")
    assert again("news", "--archive", "file") == 3
    assert "clippings: The archive folder file cannot be used" in capsys.readouterr().err

    Path("archive/catalogue.sqlite").write_bytes(b"?" * 5000)
    assert again("news") == 3
    assert "catalogue.sqlite cannot be opened" in capsys.readouterr().err


def test_progress_is_shown_on_a_terminal_and_not_when_quiet(made: Made, tmp_path: Path) -> None:
    for options, shown in ([], True), (["--quiet"], False):
        terminal, end = pty.openpty()
        termios.tcsetwinsize(end, (24, 80))
        arguments = (made.sources / "bridge.txt", "--dry-run", *options)
        done = run(
            *arguments, cwd=tmp_path, capture_output=False, stdout=subprocess.PIPE, stderr=end
        )
        os.write(end, b".")
        text = os.read(terminal, 100_000).decode()
        os.close(end)
        os.close(terminal)
        assert done.returncode == 0
        assert ("Reading" in text) is shown
        assert not (tmp_path / "archive").exists()
