"""Which package may import which: the contracts in pyproject.toml, held by import-linter."""

from importlinter.cli import lint_imports

from tests.helpers.places import ROOT


def test_the_layers_hold() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0
