"""Stopping, from another thread, whatever waits for a model's server.

A generator that waits cannot be closed; the connection that it waits for can be cut.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

_in_force: ContextVar["Cancellation | None"] = ContextVar("stop", default=None)


class Cancellation:
    """Called from any thread, it ends all that waits under it, and all that will."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._called = False
        self._endings: list[Callable[[], None]] = []

    def __call__(self) -> None:
        with self._lock:
            self._called = True
            for end in self._endings:
                end()

    @contextmanager
    def enforce(self) -> Iterator[None]:
        """What waits within, in this thread, waits under this stop."""
        token = _in_force.set(self)
        try:
            yield
        finally:
            _in_force.reset(token)

    @contextmanager
    def call_at_stop(self, end: Callable[[], None]) -> Iterator[None]:
        with self._lock:
            self._endings.append(end)
            if self._called:
                end()
        try:
            yield
        finally:
            with self._lock:
                self._endings.remove(end)


@contextmanager
def call_on_stop(end: Callable[[], None]) -> Iterator[None]:
    """Has the stop in force, if there is one, call `end` (from its thread) for what is within."""
    stop = _in_force.get()
    if stop is None:
        yield
    else:
        with stop.call_at_stop(end):
            yield
