"""A small HTTP server that streams chat completions as OpenAI's API does, on a loopback port.

    with OpenAIDouble() as double:
        double.reply(["The ferry ", "sank. [S1]"])
        double.refuse(429, "Rate limit reached")

Replies are taken in the order in which they were queued.
"""

import json
import select
import socket
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Literal, Self

LAST = b"data: [DONE]\n\n"


@dataclass(frozen=True)
class Script:
    """What is sent for one request: a status, then chunks, then how the connection goes on."""

    chunks: tuple[bytes, ...] = ()
    status: int = 200
    end: Literal["clean", "cut", "stall"] = "clean"
    headers: bool = True  # False: not even a status line is sent


def event(value: object) -> bytes:
    return b"data: %b\n\n" % json.dumps(value).encode()


def chunk(finish_reason: str | None = None, **delta: str) -> bytes:
    """One event of a stream; the last of an answer has a `finish_reason`."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return event(
        {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        | {"choices": [choice]}
    )


class OpenAIDouble:
    """The server.

    `requests` holds the body of every request in order; `hung_up` is set when a client closed the
    connection before its answer was complete.
    """

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.hung_up = Event()
        self.closing = Event()
        self.queue: deque[Script] = deque()
        handler = type("Handler", (_Handler,), {"double": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = False  # closing waits for them
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def reply(self, pieces: Iterable[str], finish_reason: str | None = "stop") -> None:
        """Queues an answer; None for one that ends without saying why."""
        end = (chunk(finish_reason),) if finish_reason else ()
        self.send(*(chunk(content=piece) for piece in pieces), *end, LAST)

    def send(self, *chunks: bytes, end: Literal["clean", "cut", "stall"] = "clean") -> None:
        """Queues a stream event by event, and how it goes on after them."""
        self.queue.append(Script(chunks, end=end))

    def refuse(self, status: int, message: str) -> None:
        """Queues a refusal in the API's form."""
        error = {"message": message, "type": "some_error", "param": None, "code": None}
        self.queue.append(Script((json.dumps({"error": error}).encode(),), status))


class _Handler(BaseHTTPRequestHandler):
    double: OpenAIDouble
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.close_connection = True  # one answer each, so that closing waits for nobody
        self.double.requests.append(
            json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        )
        script = self.double.queue.popleft()
        try:
            if script.headers:
                self._write(script)
            if script.end == "stall" and self._readable():
                gone = not self.connection.recv(1, socket.MSG_PEEK)
                self.double.hung_up.set() if gone else None
        except (BrokenPipeError, ConnectionResetError):
            self.double.hung_up.set()

    def _write(self, script: Script) -> None:
        streamed = script.status == 200
        self.send_response(script.status)
        self.send_header("Content-Type", "text/event-stream" if streamed else "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        for part in script.chunks:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
        if script.end == "clean":
            self.wfile.write(b"0\r\n\r\n")

    def _readable(self) -> bool:
        """Whether the client sent something or went away, before the double was closed."""
        while not self.double.closing.is_set():
            if select.select([self.connection], [], [], 0.02)[0]:
                return True
        return False

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is inherited
        """Silent: tests read what the double recorded."""
