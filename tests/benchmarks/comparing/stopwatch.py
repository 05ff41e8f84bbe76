"""Milliseconds by stage."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

Times = dict[str, list[float]]  # milliseconds by stage


@contextmanager
def timed(times: Times, stage: str) -> Iterator[None]:
    """Adds the milliseconds that the block takes."""
    started = perf_counter()
    yield
    times.setdefault(stage, []).append((perf_counter() - started) * 1000)
