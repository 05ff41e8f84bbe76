"""A refresh in a process of its own, for a program that has other things to do meanwhile: the page.

Reading and embedding then take no turns from answers, give their memory back, and can be ended at
any moment. The process is told one JSON object, {"names", "archive", "now", "yes"}, and tells one
a line: {"stage", "unit", "done", "total", "sources", "note"} as it goes (`total` may be null), and
last {"summary"}, as `python -m ingest --json` prints it, or {"fault"}, why nothing was changed.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import Any, TextIO, cast

from ingest.crawler.crawl import is_address
from ingest.progress import NOTE, Progress
from ingest.refresh import Options, refresh
from ingest.sources import resolve_paths
from ingest.summary import replace_controls
from rag.errors import ClippingsError, UsageError
from rag.llm.cancellation import call_on_stop
from rag.models.embedding import LocalEmbedder
from rag.settings import load_settings

PAUSE = 0.2  # seconds between two words of progress
GRACE = 10.0  # seconds to end by itself; then it is killed, which harms nothing either
BEHIND = 5  # steps of priority behind the page and its answers

Message = Mapping[str, Any]


def refresh_in_worker(
    names: Sequence[str], archive: Path, *, now: datetime, yes: bool = False
) -> Generator[Message, None, None]:
    """What the process tells, line by line; a `rag.llm.cancellation.Cancellation` in force ends it.

    Then, as after a crash, the last thing told is neither a summary nor a fault. `yes` removes
    what the sources no longer hold, however much that is.
    """
    wanted = {"names": list(names), "archive": str(archive), "now": now.isoformat(), "yes": yes}
    here = str(Path(__file__).parent.parent)
    path = os.pathsep.join(filter(None, (here, os.getenv("PYTHONPATH"))))
    with (
        subprocess.Popen(
            [sys.executable, "-m", "ingest.worker"],
            env=os.environ | {"PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C in the terminal ends the page, which ends this
        ) as program,
        call_on_stop(lambda: _end_process(program)),
    ):
        try:
            with suppress(BrokenPipeError), cast(TextIO, program.stdin) as say:  # it may have ended
                json.dump(wanted, say)
            for line in program.stdout or ():
                yield json.loads(line)
        except BaseException:  # whoever listened went away
            _end_process(program)
            raise


def _end_process(program: "subprocess.Popen[str]") -> None:
    if program.poll() is None:
        program.terminate()
        late = Timer(GRACE, program.kill)
        late.daemon = True
        late.start()


class WorkerProgress(Progress):
    """Progress for a program: `tell` is called with a message now and then."""

    def __init__(self, tell: Callable[[Message], None]) -> None:
        super().__init__(quiet=True)
        self._tell = tell
        self._now: dict[str, Any] = {}
        self._told = 0.0

    @contextmanager
    def stage(
        self, name: str, total: int | None = None, *, parts: int = 0, unit: str = "articles"
    ) -> Iterator[None]:
        """See `Progress`; work in parts is counted in these, which are passages."""
        self._now = {
            "stage": name,
            "unit": "passages" if parts else unit,
            "done": 0,
            "total": parts or total,
            "sources": 0,
            "note": "",
        }
        self._tell(self._now)
        yield

    def advance(self, units: int = 1, note: str = "") -> None:
        """See `Progress`."""
        self._now["done"] += units
        if note and (shown := replace_controls(note[-NOTE:])) != self._now["note"]:
            self._now |= {"note": shown, "sources": self._now["sources"] + 1}
        if monotonic() - self._told >= PAUSE:
            self._told = monotonic()
            self._tell(self._now)


def main() -> int:
    """The process itself; gives the exit code of `python -m ingest`."""
    wanted = json.load(sys.stdin)
    with suppress(OSError):
        os.nice(BEHIND)
    try:
        _send_message({"summary": _run_refresh(wanted)})
    except ClippingsError as error:
        _send_message({"fault": str(error)})
        return error.exit_code
    return 0


def _run_refresh(wanted: Message) -> dict[str, Any]:
    names: list[str] = wanted["names"]
    if not names:
        raise UsageError("Name at least one file, folder or address.")
    settings = load_settings(archive=wanted["archive"])
    summary = refresh(
        resolve_paths([name for name in names if not is_address(name)]),
        Path(settings.archive),
        LocalEmbedder(settings.embedding_model),
        Options(now=datetime.fromisoformat(wanted["now"]), yes=wanted["yes"]),
        WorkerProgress(_send_message),
        [name for name in names if is_address(name)],
    )
    return summary.to_dict()


def _send_message(told: Message) -> None:
    try:
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:  # nobody listens any more, and being killed here is as safe as anywhere
        os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
