"""Which package may import which: the contracts in pyproject.toml, held by import-linter."""

import subprocess
import sys
from pathlib import Path

from tests.helpers.places import ROOT


def test_the_layers_hold() -> None:
    program = Path(sys.executable).with_name("lint-imports")  # in this process it would quieten
    run = subprocess.run(  # every logger that there is
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout


def test_they_hold_for_every_file() -> None:
    """In a folder without an `__init__.py` import-linter sees nothing."""
    code = [path for name in ("rag", "ingest", "tools") for path in (ROOT / name).rglob("*.py")]
    folders = {folder for path in code for folder in path.parents if ROOT in folder.parents}
    assert folders
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []
