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
