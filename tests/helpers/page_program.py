"""The page in a process of its own, as its reader starts it."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from tests.helpers.nursery import Forked
from tests.helpers.places import ROOT, TODAY

PATIENCE = 30  # seconds for the page to end
OPEN = "Clippings is open at http://127.0.0.1:"


@contextmanager
def started(archive: Path, *arguments: str) -> Iterator[str]:
    """Where a page on that archive is served. Ends it as its reader would, with Ctrl-C.

    What it writes to stderr, a traceback for one, fails the test.
    """
    with (
        TemporaryFile("w+", encoding="utf-8") as complaints,
        subprocess.Popen(
            [sys.executable, "app.py", *_arguments(archive, arguments)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - it
            # is ignored by what a shell starts in the background, this suite perhaps
        ) as program,
    ):
        assert program.stdout
        line = program.stdout.readline()
        assert line.startswith(OPEN)
        try:
            yield line.split()[-1]
        finally:
            program.send_signal(signal.SIGINT)
            try:
                code = program.wait(PATIENCE)
            finally:
                program.kill()  # or whoever waits for it waits for ever
        assert code == 0
        complaints.seek(0)
        assert "Traceback" not in complaints.read()


@contextmanager
def serving(archive: Path, *arguments: str, **settings: str) -> Iterator[str]:
    """The same, with settings, forked from a process that has imported all that a page needs."""
    page = Forked(
        _serve,
        _arguments(archive, arguments),
        settings={f"CLIPPINGS_{name.upper()}": set_ for name, set_ in settings.items()},
    )
    line = page.said.readline()
    try:
        if line.startswith(OPEN):
            yield line.split()[-1]
    finally:
        page.interrupt()
        code, said = page.finish(PATIENCE)
    assert (line.startswith(OPEN), code) == (True, 0), said
    assert "Traceback" not in said


def _arguments(archive: Path, arguments: Sequence[str]) -> list[str]:
    place = ["--archive", str(archive), "--port", str(free_port())]
    return [*place, "--today", TODAY.isoformat(), *arguments]


def _serve(arguments: Sequence[str]) -> int:
    import app

    return app.main(arguments)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
