"""A small reverse proxy on loopback that serves a page below a path of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

HOP = {"connection", "transfer-encoding", "keep-alive", "host"}  # between two of them only


class _Handler(BaseHTTPRequestHandler):
    upstream: str
    prefix: str
    own_host: bool

    def _pass_on(self) -> None:
        if not self.path.startswith(f"{self.prefix}/"):
            self.send_error(404)
            return
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        if self.own_host:
            headers["host"] = self.headers["host"]
        upstream = HTTPConnection(self.upstream)
        upstream.request(self.command, self.path.removeprefix(self.prefix), body, headers)
        answer = upstream.getresponse()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP:
                self.send_header(name, value)
        self.send_header("connection", "close")
        self.end_headers()
        try:
            while piece := answer.read1(65536):  # as it comes: answers grow
                self.wfile.write(piece)
                self.wfile.flush()
        except OSError:
            pass  # the browser has left
        finally:
            answer.close()
            upstream.close()

    do_GET = do_POST = do_HEAD = _pass_on  # noqa: N815 - so BaseHTTPRequestHandler calls them

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - likewise
        """Say nothing."""


class Proxy:
    """Where it is reached, and what it passes on to, which may be set after it has begun."""

    def __init__(self, server: ThreadingHTTPServer, handler: type[_Handler]) -> None:
        self.address = f"http://127.0.0.1:{server.server_port}{handler.prefix}/"
        self._handler = handler

    def point_to(self, address: str) -> None:
        self._handler.upstream = urlsplit(address).netloc


@contextmanager
def proxied(prefix: str, *, own_host: bool) -> Iterator[Proxy]:
    """`own_host` says whether the page is told the name by which the browser calls the proxy."""
    names = {"upstream": "", "prefix": prefix, "own_host": own_host}
    handler = type("Handler", (_Handler,), names)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield Proxy(server, handler)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
