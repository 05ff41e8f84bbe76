"""A small web on a loopback port: any number of hosts, with a name server and a network of its own.

    with Site() as site:
        site.put("http://news.example/a", "<p>…", headers={"ETag": '"1"'})
        with site.fetching() as fetcher:
            fetcher.fetch("http://news.example/a")

Every host has a public address unless `site.hosts` says otherwise; whatever address is dialled, the
connection ends here. What was asked and dialled is in `site.asked` and `site.network.dialled`.
"""

import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Literal, Self

import httpcore

from ingest.crawler.connections import Connections, Timeouts
from ingest.crawler.fetch import Fetcher
from ingest.crawler.politeness import PoliteFetcher

PUBLIC = "93.184.215.14"


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    end: Literal["clean", "cut", "stall", "silent"] = "clean"  # how the body, or all of it, goes on


@dataclass(frozen=True)
class Request:
    address: str
    headers: Message


class Network(httpcore.SyncBackend):
    """Notes where a connection was meant to go, and makes it to this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.dialled: list[tuple[str, int]] = []
        self.down: set[str] = set()  # addresses that refuse connections

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        self.dialled.append((host, port))
        if host in self.down:
            raise httpcore.ConnectError("Connection refused")
        return super().connect_tcp("127.0.0.1", self._port, timeout, local_address, socket_options)


class Site:
    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._pages: dict[str, list[Reply]] = {}
        self._scheme = "https" if tls else "http"
        self.requests: list[Request] = []
        self.hosts: dict[str, list[str]] = {}  # what the name server says, but for public hosts
        self.over = Event()  # releases what stalls
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign] # clients hang up
        if tls:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.network = Network(self._server.server_port)
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def asked(self) -> list[str]:
        """The addresses asked for, in order, robots.txt left out."""
        addresses = (one.address for one in self.requests)
        return [one for one in addresses if not one.endswith("/robots.txt")]

    def put(
        self,
        address: str,
        body: str | bytes = "",
        *,
        status: int = 200,
        kind: str = "text/html; charset=utf-8",
        headers: Mapping[str, str] | None = None,
        end: Literal["clean", "cut", "stall", "silent"] = "clean",
    ) -> None:
        """From now on this is there; any other address is not found."""
        data = body.encode() if isinstance(body, str) else body
        self._pages[address] = [Reply(data, status, kind, headers or {}, end)]

    def first(self, address: str, *replies: Reply) -> None:
        """What is answered once, before what was `put` there."""
        self._pages[address] = [*replies, *self._pages.get(address, [])]

    def resolve(self, host: str, _port: int) -> list[str]:
        return self.hosts.get(host, [PUBLIC])

    @contextmanager
    def fetching(
        self,
        *,
        timeouts: Timeouts | None = None,
        allow_private: bool = False,
        resolve: Callable[[str, int], list[str]] | None = None,
        clock: Callable[[], float] = lambda: 0.0,
        tls: ssl.SSLContext | None = None,
    ) -> Iterator[Fetcher]:
        """A fetcher in this web."""
        connections = Connections(
            timeouts=timeouts,
            allow_private=allow_private,
            resolve=resolve or self.resolve,
            clock=clock,
            network=self.network,
            tls=tls,
        )
        try:
            yield Fetcher(connections, clock=clock)
        finally:
            connections.close()

    def _answer(self, address: str) -> Reply:
        replies = self._pages.get(address) or [Reply(status=404)]
        return replies.pop(0) if len(replies) > 1 else replies[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                address = f"{site._scheme}://{self.headers['Host']}{self.path}"
                site.requests.append(Request(address, self.headers))
                _send(self, site._answer(address), site.over)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


class Pauses:
    """A clock that stands still but for the pauses that are asked for, and notes those."""

    def __init__(self) -> None:
        self.now = 0.0
        self.asked: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.asked.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now

    def polite_fetcher(self, fetcher: Fetcher, pause: float = 1.0) -> PoliteFetcher:
        return PoliteFetcher(fetcher, pause=pause, sleep=self.sleep, clock=self.clock)


def _send(handler: BaseHTTPRequestHandler, reply: Reply, over: Event) -> None:
    if reply.end == "silent":
        over.wait()
        handler.close_connection = True
        return
    etag = reply.headers.get("ETag")
    if etag and handler.headers["If-None-Match"] == etag:
        reply = Reply(status=304, headers=reply.headers)
    handler.send_response(reply.status)
    if reply.kind:
        handler.send_header("Content-Type", reply.kind)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    if "Transfer-Encoding" not in reply.headers:
        length = len(reply.body) + (1 if reply.end != "clean" else 0)
        handler.send_header("Content-Length", str(length))
    handler.end_headers()
    handler.wfile.write(reply.body)
    handler.wfile.flush()
    if reply.end == "stall":
        over.wait()
    handler.close_connection = reply.end != "clean"
