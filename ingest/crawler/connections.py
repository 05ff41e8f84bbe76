"""One HTTP request, over a connection that goes only where it was checked to go, and ends in time.

The one place that knows httpx and httpcore; it is imported when the first address is fetched.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from ingest.crawler.addresses import check_destination
from ingest.crawler.errors import AddressRefused, NoResponse
from ingest.readers.io.files import explain_error
from rag.errors import SourceError, UsageError

MAX_CONNECTIONS = 8  # kept open, to as many hosts: requests go out one after the other
MAX_UNWANTED = 1 << 16  # bytes of a page that says "not found"

Resolve = Callable[[str, int], Sequence[str]]  # a host and a port -> IP addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long is waited, in seconds."""

    connect: float = 10
    read: float = 30  # for the next bytes
    total: float = 60  # for all of one address, redirects included


@dataclass(frozen=True, slots=True)
class RawResponse:
    status: int
    headers: Mapping[str, str]  # names in lower case; of several of one name the last
    chunks: Iterator[bytes]  # the body as it was sent, maybe packed


def resolve_host(host: str, port: int) -> list[str]:
    """Every IP address of a host. How long that may take is up to the system's resolver."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoResponse(f"there is no server called {host}") from error
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


class Connections:
    """Sends requests, without proxies, cookies, or passwords out of the environment.

    With `allow_private` this machine and private networks may be asked too. `resolve` names the IP
    addresses of a host, `network` connects to them once they are checked, and `tls` says whom to
    trust: by default the authorities of certifi, or of SSL_CERT_FILE or SSL_CERT_DIR, with a
    UsageError if those cannot be read.
    """

    def __init__(
        self,
        *,
        timeouts: Timeouts | None = None,
        allow_private: bool = False,
        resolve: Resolve = resolve_host,
        clock: Callable[[], float] = time.monotonic,
        network: httpcore.NetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.timeouts = timeouts or Timeouts()
        network = network or httpcore.SyncBackend()
        self._backend = _CheckedBackend(network, resolve, clock, allow_private)
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls or _make_tls_context(),
            max_connections=MAX_CONNECTIONS,
            keepalive_expiry=self.timeouts.read,
            network_backend=self._backend,
        )

    def close(self) -> None:
        self._pool.close()

    @staticmethod
    def normalize(address: str) -> str:
        """As it is sent: the host in ASCII, no fragment; AddressRefused if it is no address."""
        try:
            return str(httpx.URL(address.strip()).copy_with(fragment=None))
        except httpx.InvalidURL as error:
            raise AddressRefused("not an address on the web") from error

    @contextmanager
    def request(
        self, address: str, headers: Mapping[str, str], seconds: float
    ) -> Iterator[RawResponse]:
        """GET a `normalize`d address, done with within `seconds`.

        Raises AddressRefused, NoResponse, or SourceError when the connection would not be secure;
        also in the midst of the chunks.
        """
        url = httpx.URL(address)
        scheme, host = url.raw_scheme, url.raw_host
        target = httpcore.URL(scheme=scheme, host=host, port=url.port, target=url.raw_path)
        timeouts = self.timeouts
        waits = dict.fromkeys(("read", "write", "pool"), timeouts.read)
        lines = [(name.encode(), value.encode()) for name, value in headers.items()]
        self._backend.end_after(seconds)
        with (
            self._explain_errors(),
            self._pool.stream(
                "GET",
                target,
                headers=[(b"Host", url.netloc), *lines],
                extensions={"timeout": {"connect": timeouts.connect, **waits}},
            ) as response,
        ):
            found = {
                name.decode("latin-1").lower(): value.decode("utf-8", errors="replace")
                for name, value in response.headers
            }
            chunks = response.iter_stream()
            yield RawResponse(response.status, found, chunks)
            _drain_body(chunks)

    @contextmanager
    def _explain_errors(self) -> Iterator[None]:
        """What goes wrong on the way, told to a person."""
        timeouts = self.timeouts
        try:
            yield
        except httpcore.TimeoutException as error:
            if self._backend.is_over():
                raise NoResponse(f"not done after {timeouts.total:g} s") from error
            connecting = isinstance(error, httpcore.ConnectTimeout)
            seconds = timeouts.connect if connecting else timeouts.read
            raise NoResponse(f"no answer in {seconds:g} s") from error
        except httpcore.ConnectError as error:
            raise _explain_connect_error(error) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise NoResponse("the server broke off its answer") from error


def _make_tls_context() -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        raise UsageError(
            f"The certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read: {error}. "
            "Correct or unset them. Nothing was changed."
        ) from error


def _drain_body(chunks: Iterator[bytes]) -> None:
    """Read a little that nobody wants, so that the connection can serve again."""
    size = 0
    with suppress(httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        for chunk in chunks:
            size += len(chunk)
            if size > MAX_UNWANTED:
                return


def _explain_connect_error(error: httpcore.ConnectError) -> SourceError:
    cause = error.args[0] if error.args else ""  # httpcore drops what it was raised from
    if isinstance(cause, ssl.SSLCertVerificationError):
        return SourceError(f"its certificate is not valid: {cause.verify_message.lower()}")
    if isinstance(cause, ssl.SSLError):
        return SourceError("no secure connection to it could be made")
    reason = explain_error(cause) if isinstance(cause, OSError) else str(error).lower()
    return NoResponse(f"the server cannot be reached: {reason}")


@dataclass(slots=True)
class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to the very IP addresses that it has checked, so that no second answer of a name
    server and no redirect leads elsewhere. TLS still verifies the name of the host.
    """

    network: httpcore.NetworkBackend
    resolve: Resolve
    clock: Callable[[], float]
    allow_private: bool
    end: float = float("inf")

    def end_after(self, seconds: float) -> None:
        self.end = self.clock() + seconds

    def is_over(self) -> bool:
        return self.clock() >= self.end

    def limit_timeout(self, timeout: float | None) -> float:
        """What may be waited now; the timeouts of httpcore bound one wait at a time."""
        left = self.end - self.clock()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for this address is over")
        return left if timeout is None else min(left, timeout)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self.resolve(host.strip("[]"), port)
        for address in addresses:  # all, before any: a public one may be there for show
            check_destination(host, address, allow_private=self.allow_private)
        failure: Exception = NoResponse(f"there is no server called {host}")
        for address in addresses:
            try:
                stream = self.network.connect_tcp(
                    address, port, self.limit_timeout(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self)
        raise failure


@dataclass(frozen=True, slots=True)
class _TimedStream(httpcore.NetworkStream):
    """A stream whose every wait ends when the time for the address is over."""

    stream: httpcore.NetworkStream
    backend: _CheckedBackend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.backend.limit_timeout(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.backend.limit_timeout(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self.backend.limit_timeout(timeout)
        secured = self.stream.start_tls(ssl_context, server_hostname, seconds)
        return _TimedStream(secured, self.backend)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)
