"""How many examples of a property are looked at."""

from hypothesis import settings


def examples(number: int) -> int:
    """`number` in `make test`, and ten times as many in `make fuzz` (see tests/conftest.py)."""
    return number * settings.default.max_examples // 100
