"""What a person sees while an ingest runs: one bar with rate and time left, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm

from ingest.summary import replace_controls

NOTE = 40  # characters of a note that are shown, the last ones


class Progress:
    """One bar at a time on standard error; silent when that is no terminal or `quiet`."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._hidden = True if quiet else None  # None: tqdm hides itself unless on a terminal
        self._bar: tqdm[Any] | None = None
        self._parts = self._done = 0

    @contextmanager
    def stage(
        self, name: str, total: int | None = None, *, parts: int = 0, unit: str = "articles"
    ) -> Iterator[None]:
        """A stage of the run over that many articles, or other units, if that is known.

        Work that comes in `parts` of articles is told in these; the bar goes on in articles.
        """
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
            self._bar, self._parts, self._done = bar, parts, 0
            yield
            self._bar = None

    def advance(self, units: int = 1, note: str = "") -> None:
        """So many articles, or parts of them, are done; `note` names the one at hand."""
        if self._bar is None:
            return
        if note:
            self._bar.set_postfix_str(replace_controls(note[-NOTE:]), refresh=False)
        self._done += units
        if self._parts:
            units = round(self._done / self._parts * (self._bar.total or 0)) - int(self._bar.n)
        self._bar.update(units)
