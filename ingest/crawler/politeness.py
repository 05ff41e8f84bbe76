"""Asks as a guest would: by robots.txt, one request at a time, with pauses, and goes when told."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingest.crawler.errors import AddressRefused, HostLeftAlone, NoResponse
from ingest.crawler.fetch import MAX_PAGE, Fetcher, Response
from rag.errors import SourceError

if TYPE_CHECKING:
    from protego import Protego

PAUSE = 1.0  # seconds between two requests to one host, if its robots.txt asks for no longer one
LONGEST_WAIT = 60.0  # seconds; a host that asks for more is left alone
TRIES = 3  # of one address, where the server asks to come back later
SILENCES = 3  # addresses without an answer in a row, after which a host counts as down
MAX_ROBOTS = 5 << 20  # bytes; RFC 9309 asks for half a megabyte at least

_NAME = "Clippings"  # as robots.txt may call it
_UNTOLD = 10.0  # seconds to wait after "too many requests" without a word on how long
_TOO_MANY, _UNAVAILABLE = 429, 503


@dataclass(slots=True)
class _HostState:
    pause: float
    last: float | None = None  # when it was last asked, by the clock
    silences: int = 0
    left: str = ""  # why nothing more is asked of it in this run


@dataclass(slots=True)
class PoliteFetcher:
    """Fetches addresses for one run, and remembers how each host wants to be treated.

    One after the other, also those of different hosts: a run is bounded by its pauses, and no host
    ever has two requests at once. `sleep` is what waits, `clock` any clock that goes evenly; both
    in seconds.
    """

    fetcher: Fetcher
    _: KW_ONLY
    pause: float = PAUSE
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _hosts: dict[str, _HostState] = field(default_factory=dict)
    _robots: "dict[str, Protego | str]" = field(default_factory=dict)  # by origin, or why not

    def fetch(
        self, address: str, *, most: int = MAX_PAGE, headers: Mapping[str, str] | None = None
    ) -> Response:
        """As `Fetcher.fetch`; raises SourceError also for what the host does not want.

        HostLeftAlone is for all addresses of a host that come after the one that told why.
        """
        for tries_left in reversed(range(TRIES)):
            response = self.fetcher.fetch(address, most=most, headers=headers, around=self._guard)
            wait = _read_retry_after(response)
            if wait is None:
                break
            if wait > LONGEST_WAIT or not tries_left:
                reason = f"{response.refusal}, and to come back in {wait:g} s"
                self._get_host(response.address).left = f"left alone in this run: {reason}"
                raise SourceError(reason)
            self.sleep(wait)
        return response

    @contextmanager
    def _guard(self, address: str) -> Iterator[None]:
        """A request for this address; raises SourceError if it must not go out."""
        host = self._get_host(address)
        if host.left:
            raise HostLeftAlone(host.left)
        if not self._get_robots(address).can_fetch(address, _NAME):
            raise SourceError("its robots.txt forbids it")
        with self._wait_turn(address):
            yield

    @contextmanager
    def _wait_turn(self, address: str) -> Iterator[None]:
        """A request, once the pause since the last one to this host is over."""
        host = self._get_host(address)
        if host.last is not None:
            wait = host.last + host.pause - self.clock()
            if wait > 0:
                self.sleep(wait)
        try:
            yield
        except NoResponse:
            host.silences += 1
            if host.silences >= SILENCES:
                host.left = f"left alone in this run: no answer {SILENCES} times in a row"
            raise
        else:
            host.silences = 0
        finally:
            host.last = self.clock()

    def _get_host(self, address: str) -> _HostState:
        return self._hosts.setdefault(urlsplit(address).hostname or "", _HostState(self.pause))

    def _get_robots(self, address: str) -> "Protego":
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        is_first = origin not in self._robots
        if is_first:
            self._robots[origin] = self._fetch_robots(origin)
        robots = self._robots[origin]
        if isinstance(robots, str):
            raise SourceError(robots) if is_first else HostLeftAlone(robots)
        return robots

    def _fetch_robots(self, origin: str) -> "Protego | str":
        """The rules, or why to leave the host alone: RFC 9309, 2.3.1. Raises AddressRefused."""
        from protego import Protego  # only the web needs it

        try:
            rules = f"{origin}/robots.txt"
            response = self.fetcher.fetch(rules, most=MAX_ROBOTS, around=self._wait_turn)
        except AddressRefused:
            raise
        except SourceError as error:
            return f"{error} (asked for its robots.txt)"
        missing = 400 <= response.status < 500 and response.status != _TOO_MANY
        if response.refusal and not missing:
            return f"its robots.txt cannot be had, so it is left alone: {response.refusal}"
        robots = Protego.parse(response.body.decode(errors="replace"))
        delay = _read_delay(robots)
        if delay > LONGEST_WAIT:
            return f"its robots.txt asks for {delay:g} s between two requests: left alone"
        host = self._get_host(origin)
        host.pause = max(host.pause, delay)
        return robots


def _read_delay(robots: "Protego") -> float:
    rate = robots.request_rate(_NAME)
    per_request = rate.seconds / rate.requests if rate and rate.requests else 0.0
    return max(robots.crawl_delay(_NAME) or 0.0, per_request)


def _read_retry_after(response: Response) -> float | None:
    """How many seconds the server asks to wait before it is asked again; None if it does not."""
    if response.status not in {_TOO_MANY, _UNAVAILABLE}:
        return None
    asked = response.headers.get("retry-after", "").strip()
    if asked.isdecimal():
        return float(asked)
    try:  # two dates by the server's own clock
        now = parsedate_to_datetime(response.headers.get("date", ""))
        return max(0.0, (parsedate_to_datetime(asked) - now).total_seconds())
    except (TypeError, ValueError):
        return _UNTOLD if response.status == _TOO_MANY else None
