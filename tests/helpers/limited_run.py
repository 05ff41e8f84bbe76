"""The command in a process of its own, without a model: limited_run.py FILE_SIZE ARGUMENT…

No file may hold more than FILE_SIZE bytes (0: no limit); what is beyond fails as on a full disk. In
the end it says what memory it took, where the system tells that.
"""

import resource
import subprocess
import sys
from pathlib import Path

import ingest.__main__ as command
from tests.helpers.doubles import SaidToBeReal
from tests.helpers.places import ROOT

STATUS = Path("/proc/self/status")


def limited(limit: int, *arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """What the command did under that limit."""
    return subprocess.run(
        [sys.executable, "-W", "error", __file__, str(limit), *map(str, arguments)],
        env={"PYTHONPATH": str(ROOT)},
        text=True,
        check=False,
        cwd=cwd,
        capture_output=True,
    )


def most_memory(done: subprocess.CompletedProcess[str]) -> int:
    """The most that a run took, in MB; 0 where the system does not tell."""
    *_, last = done.stderr.splitlines()
    return int(last.removeprefix("memory: ")) >> 10


def _peak() -> int:
    """In kB, of this program alone: what `getrusage` says includes the one that started it."""
    lines = STATUS.read_text(encoding="utf-8").splitlines() if STATUS.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


if __name__ == "__main__":
    if limit := int(sys.argv[1]):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    command.LocalEmbedder = lambda _name: SaidToBeReal()
    code = command.main(sys.argv[2:])
    print(f"memory: {_peak()}", file=sys.stderr)
    sys.exit(code)
