"""A refresh that has to end before its end: no room, a word to stop. For kills see test_kill.py."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.bad_samples import records, said
from tests.helpers.doubles import SaidToBeReal
from tests.helpers.limited_run import limited
from tests.helpers.newsroom import Newsroom, assert_whole
from tests.helpers.packing import noise, zipped
from tests.helpers.places import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture
def news(tmp_path: Path) -> Newsroom:
    """An archive of three files that the command takes for one of its own."""
    news = Newsroom(tmp_path)
    news.embedder = SaidToBeReal()
    for name in ("a.txt", "b.txt", "sub/c.txt"):
        news.write(name, said(name))
    assert news.counts() == (3, 0, 0, 0)
    return news


def test_no_room_to_unpack(news: Newsroom) -> None:
    files = {"a.txt": said("zip"), "b.txt": noise(1, 2 << 20).hex(), "c.txt": said("zip", 2)}
    (news.sources / "n.zip").write_bytes(zipped(files))
    options = ("--archive", news.archive, "--dry-run", "--json")
    done = limited(1 << 20, news.sources, *options, cwd=news.sources)
    assert done.returncode == 1, done.stderr
    summary = json.loads(done.stdout)
    (failure,) = summary["failed"]
    assert failure["source"] == str(news.sources / "n.zip" / "b.txt")
    assert failure["reason"] == "could not be unpacked into the temporary folder: file too large"
    assert (summary["added"], summary["unchanged"], summary["removed"]) == (2, 3, 0)


@pytest.mark.parametrize("options", [["--dry-run"], []])
def test_no_room_for_what_was_read(news: Newsroom, options: list[str]) -> None:
    before = news.texts()
    news.write_records(
        "a.jsonl", *({"id": f"{n}", "text": noise(n, 4000).hex()} for n in range(999))
    )
    options = ["--archive", str(news.archive), *options]
    done = limited(1 << 20, news.sources, *options, cwd=news.sources)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("clippings: There is no room for what was read")
    assert "TMPDIR" in done.stderr
    assert "Traceback" not in done.stderr
    assert news.texts() == before


@pytest.mark.parametrize(("word", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_refresh_that_is_told_to_stop(news: Newsroom, word: signal.Signals, code: int) -> None:
    before = news.texts()
    news.write("b.jsonl", records("b.jsonl", 200_000))
    with subprocess.Popen(
        [sys.executable, "-m", "ingest", news.sources, "--archive", news.archive],
        env={"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=news.sources,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - it is
        # ignored by what a shell starts in the background, this suite perhaps
    ) as run:
        try:
            while not (news.archive / "writer.json").exists():  # it has begun, and reads for long
                assert run.poll() is None
                time.sleep(0.01)
            run.send_signal(word)
            output, errors = run.communicate(timeout=60)
        finally:
            run.kill()
    assert (run.returncode, output) == (code, "")
    assert errors.strip().startswith("clippings: Interrupted. The archive is as it was")
    assert "Traceback" not in errors
    assert not (news.archive / "writer.json").exists()
    assert news.texts() == before
    with news.open() as archive:
        assert_whole(archive, news.embedder)
