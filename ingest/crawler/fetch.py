"""Fetches one address: checked at each redirect, unpacked, capped in bytes and in seconds."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ingest.crawler.addresses import PORTS, check_address
from ingest.crawler.decompression import check_size, gunzip_chunks, join_chunks
from rag.errors import SourceError

if TYPE_CHECKING:
    from ingest.crawler.connections import Connections, RawResponse

MAX_PAGE = 20 << 20  # bytes, unpacked
MAX_LISTING = 50 << 20  # of a feed or a sitemap: as many as the sitemap protocol allows
MAX_REDIRECTS = 5

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GOOD = frozenset({200, 203})
_ACCEPTED = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

Around = Callable[[str], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class Response:
    """What a server says of an address."""

    address: str  # where it stood in the end
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes = b""  # of a success only

    @property
    def refusal(self) -> str:
        """Why there is no body: "the server says 404: not found"; "" for a success."""
        if self.status in _GOOD:
            return ""
        try:
            return f"the server says {self.status}: {HTTPStatus(self.status).phrase.lower()}"
        except ValueError:
            return f"the server says {self.status}"


def name_agent() -> str:
    """What Clippings calls itself: its name and version, and no contact that nobody answers."""
    try:
        return f"Clippings/{version('clippings')}"
    except PackageNotFoundError:  # run from a folder of its sources
        return "Clippings"


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches addresses, one after the other. `ports` are those that may be asked."""

    connections: "Connections"
    ports: Collection[int] = PORTS
    clock: Callable[[], float] = time.monotonic

    def fetch(
        self,
        address: str,
        *,
        most: int = MAX_PAGE,
        headers: Mapping[str, str] | None = None,
        around: Around = nullcontext,
    ) -> Response:
        """The answer at the end of all redirects, with a body of at most `most` bytes.

        Each request goes out inside `around(address)`, which may wait, or raise to keep it back.
        Raises SourceError for all that keeps an answer away: AddressRefused for what is not asked,
        NoResponse for silence. Statuses such as 404 and 304 are answers.
        """
        sent = {"User-Agent": name_agent(), "Accept": _ACCEPTED, "Accept-Encoding": "gzip"}
        sent |= headers or {}
        left = self.connections.timeouts.total
        for _ in range(MAX_REDIRECTS + 1):
            address = self.connections.normalize(address)
            check_address(address, self.ports)
            with around(address):
                start = self.clock()
                with self.connections.request(address, sent, left) as raw:
                    target = _find_redirect(address, raw)
                    if not target:
                        return Response(address, raw.status, raw.headers, _read_body(raw, most))
                left -= self.clock() - start
            address = target
        raise SourceError(f"more than {MAX_REDIRECTS} redirects")


@contextmanager
def open_fetcher(*, allow_private: bool = False) -> Iterator[Fetcher]:
    """A fetcher that keeps connections open for the block.

    `allow_private` is for archives inside a newsroom's own network: private addresses and any port
    may be asked then.
    """
    from ingest.crawler.connections import Connections  # with httpx, which only the web needs

    with closing(Connections(allow_private=allow_private)) as connections:
        yield Fetcher(connections, ports=range(1, 1 << 16) if allow_private else PORTS)


def _find_redirect(address: str, raw: "RawResponse") -> str:
    """Where a redirect leads; "" if this is none."""
    location = raw.headers.get("location", "").strip()
    if raw.status not in _REDIRECTS or not location:
        return ""
    try:
        target = urljoin(address, location)
    except ValueError as error:  # "http://[broken"
        raise SourceError("it leads to what is no address on the web") from error
    if address.startswith("https:") and target.lower().startswith("http:"):
        raise SourceError("it leads from https to http: refused")
    return target


def _read_body(raw: "RawResponse", most: int) -> bytes:
    if raw.status not in _GOOD:
        return b""
    announced = raw.headers.get("content-length", "")
    encoding = raw.headers.get("content-encoding", "").strip().lower()
    if announced.isdecimal():
        check_size(int(announced), most)
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise SourceError(f"sent packed as {encoding[:20]}, which was not asked for")
    return gunzip_chunks(raw.chunks, most) if "gzip" in encoding else join_chunks(raw.chunks, most)
