"""The page in a process of its own, as its reader starts it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from unittest.mock import patch

from tests.helpers.places import ROOT, TODAY

PATIENCE = 30  # seconds for the page to end
OPEN = "Clippings is open at http://127.0.0.1:"
NURSERY = get_context("forkserver")
NURSERY.set_forkserver_preload(["tests.helpers.page_preload"])


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
    """The same, with settings, forked from a process that has imported all that a page needs.

    To import it takes longer than all that most tests do with a page.
    """
    environment = os.environ | {
        f"CLIPPINGS_{name.upper()}": set_ for name, set_ in settings.items()
    }
    said, saying = NURSERY.Pipe(duplex=False)
    with said, NamedTemporaryFile("w+", encoding="utf-8") as complaints:
        program = NURSERY.Process(
            target=_serve,
            args=(_arguments(archive, arguments), dict(environment), saying, complaints.name),
        )
        with saying, patch.dict(os.environ, PYTHONPATH=str(ROOT)):  # for the first, the nursery's
            program.start()
        with open(said.fileno(), encoding="utf-8", closefd=False) as lines:
            line = lines.readline()
        assert program.pid
        try:
            assert line.startswith(OPEN), complaints.read()
            yield line.split()[-1]
        finally:
            os.kill(program.pid, signal.SIGINT)
            program.join(PATIENCE)
            program.kill()
        program.join()
        assert program.exitcode == 0
        assert "Traceback" not in complaints.read()


def _arguments(archive: Path, arguments: Sequence[str]) -> list[str]:
    place = ["--archive", str(archive), "--port", str(free_port())]
    return [*place, "--today", TODAY.isoformat(), *arguments]


def _serve(
    arguments: Sequence[str], environment: dict[str, str], saying: Connection, complaints: str
) -> None:
    """In the new process: it is given its environment, its output and its working folder."""
    import app

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    os.dup2(saying.fileno(), 1)
    with Path(complaints).open("ab") as file:
        os.dup2(file.fileno(), 2)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(app.main(arguments))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
