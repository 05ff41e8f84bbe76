"""A hard end for an HTTP answer that streams.

The timeouts of httpx bound one wait at a time: a server that sends a byte now and then can keep a
reader waiting for ever. Here the connection is cut when the whole time is over.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR, socket
from threading import Condition, Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from rag.errors import ModelError
from rag.llm.cancellation import call_on_stop

if TYPE_CHECKING:
    from httpx import Request, Response

_CONNECTED = {"connection.connect_tcp.complete", "connection.start_tls.complete"}


class Deadline:
    """Cuts the connection it watches once the time is over; from then on `check` raises `late`.

    Once the headers have come it raises `begun` instead, if there is one.
    """

    def __init__(self, seconds: float, late: ModelError, begun: ModelError | None = None) -> None:
        self._late = late
        self._begun = begun
        self._socket: socket | None = None
        self._over = Event()
        self._done = False
        self._changed = Condition()
        self.grant(seconds)

    def grant(self, seconds: float) -> None:
        """So much time from now, whatever is left; 0 ends it at once."""
        with self._changed:
            self._end = monotonic() + seconds
            self._changed.notify()

    def make_hooks(self) -> dict[str, list[Callable[[Any], None]]]:
        """As httpx takes them for `event_hooks`: with these a client is watched."""
        return {"request": [self._follow], "response": [self._note_answer]}

    def check(self) -> None:
        if self._over.is_set():
            raise self._late

    def run(self) -> None:
        """Waits for the end, or until the answer is there, and cuts the connection at the end."""
        with self._changed:
            while not self._done and (left := self._end - monotonic()) > 0:
                self._changed.wait(left)
            if self._done:
                return
        self._over.set()
        self._cut()

    def stop(self) -> None:
        """The answer is there: nothing is cut any more."""
        with self._changed:
            self._done = True
            self._changed.notify()

    def _follow(self, request: "Request") -> None:
        request.extensions["trace"] = self._note_connection

    def _note_connection(self, event: str, info: Mapping[str, Any]) -> None:
        if event in _CONNECTED:
            self._socket = info["return_value"].get_extra_info("socket")
            if self._over.is_set():
                self._cut()

    def _note_answer(self, _: "Response") -> None:
        self._late = self._begun or self._late
        self.check()

    def _cut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # it is closed already
                self._socket.shutdown(SHUT_RDWR)


@contextmanager
def limit_time(
    seconds: float, late: ModelError, begun: ModelError | None = None
) -> Iterator[Deadline]:
    """A deadline `seconds` from now; a model error that comes after it becomes `late`.

    Where the server has sent its headers by then, it becomes `begun` instead, if there is one.
    """
    deadline = Deadline(seconds, late, begun)
    Thread(target=deadline.run, daemon=True).start()
    try:
        with call_on_stop(lambda: deadline.grant(0.0)):
            yield deadline
    except ModelError:
        deadline.check()  # a connection that was cut here is no fault of the server
        raise
    finally:
        deadline.stop()
