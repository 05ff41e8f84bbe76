"""The page in a process of its own, as its reader starts it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from tests.helpers.places import ROOT, TODAY


@contextmanager
def serving(archive: Path, *arguments: str, **settings: str) -> Iterator[str]:
    """Where a page on that archive is served. Ends it as its reader would, with Ctrl-C.

    What it writes to stderr, a traceback for one, fails the test.
    """
    command = [sys.executable, "app.py", "--archive", str(archive), *arguments]
    command += ["--today", TODAY.isoformat(), "--port", str(free_port())]
    with (
        TemporaryFile("w+", encoding="utf-8") as complaints,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {f"CLIPPINGS_{name.upper()}": set_ for name, set_ in settings.items()},
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - it
            # is ignored by what a shell starts in the background, this suite perhaps
        ) as program,
    ):
        assert program.stdout
        line = program.stdout.readline()
        assert line.startswith("Clippings is open at http://127.0.0.1:")
        try:
            yield line.split()[-1]
        finally:
            program.send_signal(signal.SIGINT)
            try:
                code = program.wait(timeout=30)
            finally:
                program.kill()  # or whoever waits for it waits for ever
        assert code == 0
        complaints.seek(0)
        assert "Traceback" not in complaints.read()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
