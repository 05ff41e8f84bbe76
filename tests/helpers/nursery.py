"""Programs forked from a process that has imported all that a page or a refresh needs.

To import it takes longer than all that most tests do with it.
"""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from unittest.mock import patch

from tests.helpers.places import ROOT

NURSERY = get_context("forkserver")
NURSERY.set_forkserver_preload(["tests.helpers.preload"])


class Forked:
    """A function in a process of its own, its result being the exit code.

    It begins in the project's folder, with this process's environment and `settings` beside.
    """

    def __init__(
        self,
        function: Callable[..., int],
        *arguments: Any,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        environment = dict(os.environ | (settings or {}))
        said, saying = NURSERY.Pipe(duplex=False)
        self._complaints = NamedTemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - see `finish`
        self.process = NURSERY.Process(
            target=_run, args=(function, arguments, environment, saying, self._complaints.name)
        )
        with saying, patch.dict(os.environ, PYTHONPATH=str(ROOT)):  # for the first, the nursery's
            self.process.start()
        self.said = os.fdopen(os.dup(said.fileno()), encoding="utf-8")
        said.close()

    def interrupt(self) -> None:
        """As its reader does, with Ctrl-C."""
        if self.process.pid and self.process.is_alive():
            os.kill(self.process.pid, signal.SIGINT)

    def finish(self, patience: float) -> tuple[int, str]:
        """Its exit code, negative if it was killed, and all that it said or complained of since.

        Whatever takes longer than so many seconds is ended, and fails the test.
        """
        self.process.join(patience)
        late = self.process.is_alive()
        self.process.kill()
        self.process.join()
        with self.said, self._complaints:
            told = self.said.read() + self._complaints.read()
        assert not late, told
        assert self.process.exitcode is not None
        return self.process.exitcode, told


def _run(
    function: Callable[..., int],
    arguments: tuple[Any, ...],
    environment: dict[str, str],
    saying: Connection,
    complaints: str,
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    os.dup2(saying.fileno(), 1)
    with Path(complaints).open("ab") as file:
        os.dup2(file.fileno(), 2)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(function(*arguments))
