"""A hard end for an HTTP answer that streams.

The timeouts of httpx bound one wait at a time: a server that sends a byte now and then can keep a
reader waiting for ever. Here the connection is cut when the whole time is over.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR, socket
from threading import Event, Timer
from typing import TYPE_CHECKING

from rag.errors import ModelError

if TYPE_CHECKING:
    from httpx import Response


class Deadline:
    """Cuts the connection it watches once the time is over; from then on `check` raises `late`."""

    def __init__(self, late: ModelError) -> None:
        self._late = late
        self._over = Event()
        self._socket: socket | None = None

    def watch(self, response: "Response") -> None:
        """An httpx response hook: called with the headers, before the text."""
        self._socket = response.extensions["network_stream"].get_extra_info("socket")
        self.check()

    def check(self) -> None:
        if self._over.is_set():
            raise self._late

    def end(self) -> None:
        self._over.set()
        if self._socket is not None:
            with suppress(OSError):  # it is closed already
                self._socket.shutdown(SHUT_RDWR)


@contextmanager
def ending_after(seconds: float, late: ModelError) -> Iterator[Deadline]:
    """A deadline `seconds` from now; a model error that comes after it becomes `late`."""
    deadline = Deadline(late)
    timer = Timer(seconds, deadline.end)
    timer.daemon = True
    timer.start()
    try:
        yield deadline
    except ModelError:
        deadline.check()  # a connection that was cut here is no fault of the server
        raise
    finally:
        timer.cancel()
