"""How long each step of one answer took."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter


class Stopwatch:
    """Seconds by stage, and in all since it was made."""

    def __init__(self) -> None:
        self._started = perf_counter()
        self._stages: dict[str, float] = {}

    @contextmanager
    def times(self, stage: str) -> Iterator[None]:
        """Add the seconds that the block takes to those of a stage."""
        started = perf_counter()
        try:
            yield
        finally:
            self._stages[stage] = self._stages.get(stage, 0.0) + perf_counter() - started

    def mark(self, event: str) -> None:
        """The seconds until something first happened, like the total since it was made."""
        self._stages.setdefault(event, perf_counter() - self._started)

    def read(self) -> dict[str, float]:
        return self._stages | {"total": perf_counter() - self._started}
