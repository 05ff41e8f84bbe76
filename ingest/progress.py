"""What a person sees while an ingest runs: one bar with rate and time left, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm


class Progress:
    """One bar at a time on standard error; silent when that is no terminal or `quiet`."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._hidden = True if quiet else None  # None: tqdm hides itself unless on a terminal
        self._bar: tqdm[Any] | None = None

    @contextmanager
    def stage(self, name: str, unit: str, total: int | None = None) -> Iterator[None]:
        """A stage of the run; `total` units if that is known."""
        bar: tqdm[Any] = tqdm(
            desc=f"{name:<9}",
            unit=f" {unit}",
            total=total,
            disable=self._hidden,
            leave=False,
            dynamic_ncols=True,
            smoothing=0.1,
        )
        with bar:
            self._bar = bar
            yield
            self._bar = None

    def advance(self, units: int = 1, note: str = "") -> None:
        if self._bar is not None:
            if note:
                self._bar.set_postfix_str(note, refresh=False)
            self._bar.update(units)
