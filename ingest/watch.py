"""Keeps an archive in step with folders and feeds until it is stopped."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event
from time import monotonic

TICK = 1.0  # seconds between two looks at the clock; changed files are told at once
SETTLE = 1600  # milliseconds in which changes are gathered: a file is seldom copied in one moment


def watch(
    paths: Sequence[Path],
    archive: Path,
    refresh: Callable[[], None],
    *,
    every: float,
    stop: Event | None = None,
) -> None:
    """Call `refresh` at once, when a file below `paths` has changed, and `every` so many seconds.

    The last covers addresses, and network drives that tell of no change. Ends when `stop` is set.
    """
    stop = stop or Event()
    last: float | None = None
    while not stop.is_set():
        for gone in _watch_changes(paths, archive, stop):
            if gone is not None or last is None or monotonic() - last >= every:
                refresh()
                last = monotonic()
            if gone:
                break
        last = None  # what happens while the watch is renewed is not told


def _watch_changes(paths: Sequence[Path], archive: Path, stop: Event) -> Iterator[bool | None]:
    """Every tick None, or whether a file has gone among the changes since; ends when stopped.

    A file that an editor replaces is another file to the system, so the watch must be renewed.
    """
    from watchfiles import Change, DefaultFilter
    from watchfiles import watch as watched

    there = [path for path in paths if os.path.exists(path)]  # noqa: PTH110 - never raises
    if not there:
        while not stop.wait(TICK):
            yield None
        return
    ours = DefaultFilter(ignore_paths=[archive.resolve()])  # a refresh writes there itself
    try:
        for changes in watched(
            *there,
            watch_filter=ours,
            debounce=SETTLE,
            stop_event=stop,
            rust_timeout=int(1000 * TICK),
            yield_on_timeout=True,
            ignore_permission_denied=True,
        ):
            yield any(change == Change.deleted for change, _ in changes) if changes else None
    except FileNotFoundError:  # gone since it was looked for
        stop.wait(TICK)
