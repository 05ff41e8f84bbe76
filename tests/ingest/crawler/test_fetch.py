"""Fetching one address: where it may lead, how much it may bring, how long it may take."""

import gzip
import itertools
import zlib
from collections.abc import Iterator
from typing import Literal

import pytest

from ingest.crawler import fetch
from ingest.crawler.connections import Timeouts
from ingest.crawler.errors import NoResponse
from ingest.crawler.fetch import Fetcher, Response
from rag.errors import SourceError
from tests.helpers.web_double import PUBLIC, Site

PAGE = "http://news.example/a"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as one:
        yield one


@pytest.fixture
def fetcher(site: Site) -> Iterator[Fetcher]:
    with site.fetching() as one:
        yield one


def reason(fetcher: Fetcher, address: str = PAGE, most: int = fetch.MAX_PAGE) -> str:
    """Why an address gives nothing."""
    with pytest.raises(SourceError) as caught:
        fetcher.fetch(address, most=most)
    return str(caught.value)


def test_a_page_comes_as_it_was_sent(site: Site, fetcher: Fetcher) -> None:
    site.put(PAGE, "<p>The ferry sank.", headers={"ETag": '"1"'})
    answer = fetcher.fetch(PAGE + "#comments")
    assert (answer.address, answer.status, answer.refusal) == (PAGE, 200, "")
    assert answer.body == b"<p>The ferry sank."
    assert answer.headers["etag"] == '"1"'
    assert site.network.dialled == [(PUBLIC, 80)]


def test_clippings_says_who_it_is_and_nothing_of_its_user(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    site.put(PAGE, "x", headers={"Set-Cookie": "visits=1"})
    with site.fetching() as fetcher:
        fetcher.fetch(PAGE)
        fetcher.fetch(PAGE)
    sent = site.requests[1].headers
    assert set(sent) == {"Host", "User-Agent", "Accept", "Accept-Encoding"}
    assert sent["User-Agent"].startswith("Clippings/")


def test_one_connection_serves_a_host(site: Site, fetcher: Fetcher) -> None:
    site.put(PAGE, "x")
    site.put("http://news.example/gone", "no such page", status=404)
    site.put("http://news.example/old", status=301, headers={"Location": PAGE})
    for path in ("a", "gone", "old", "a"):
        fetcher.fetch(f"http://news.example/{path}")
    assert len(site.network.dialled) == 1


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "the server says 404: not found"),
        (410, "the server says 410: gone"),
        (451, "the server says 451: unavailable for legal reasons"),
        (599, "the server says 599"),
    ],
)
def test_a_status_is_an_answer(site: Site, fetcher: Fetcher, status: int, said: str) -> None:
    site.put(PAGE, "no such page", status=status)
    answer = fetcher.fetch(PAGE)
    assert (answer.status, answer.refusal, answer.body) == (status, said, b"")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ftp://news.example/a", "neither http:// nor https://"),
        ("file:///etc/passwd", "neither http:// nor https://"),
        ("http://", "not an address on the web"),
        ("http://[broken/", "not an address on the web"),
        ("http://news example/", "not an address on the web"),
        ("http://news.example%2f@inside.example/", "it holds a name or password"),
        ("http://news.example/" + "a" * 5000, "not an address on the web"),
        ("http://editor:secret@news.example/", "it holds a name or password"),
        ("http://news.example:8080/", "it asks for port 8080"),
        ("http://news.example:22/", "it asks for port 22"),
        ("https://news.example:80000/", "not an address on the web"),
    ],
)
def test_addresses_that_are_not_asked(
    site: Site, fetcher: Fetcher, address: str, said: str
) -> None:
    assert said in reason(fetcher, address)
    assert site.network.dialled == []


def test_hosts_and_paths_in_any_script(site: Site, fetcher: Fetcher) -> None:
    site.put("http://xn--mnchen-3ya.example/stra%C3%9Fe?q=%C3%BC", "x")
    answer = fetcher.fetch("http://MÜNCHEN.example/straße?q=ü")
    assert answer.address == "http://xn--mnchen-3ya.example/stra%C3%9Fe?q=%C3%BC"


def test_redirects_are_followed(site: Site, fetcher: Fetcher) -> None:
    site.put(PAGE, status=301, headers={"Location": "/b?x=1#part"})
    site.put("http://news.example/b?x=1", status=307, headers={"Location": "//other.example/c"})
    site.put("http://other.example/c", "there")
    answer = fetcher.fetch(PAGE)
    assert (answer.address, answer.body) == ("http://other.example/c", b"there")


def test_redirects_have_an_end(site: Site, fetcher: Fetcher) -> None:
    site.put(PAGE, status=302, headers={"Location": PAGE})
    assert reason(fetcher) == "more than 5 redirects"
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("gopher://news.example/", "neither http:// nor https://"),
        ("http://news.example:6379/", "it asks for port 6379"),
        ("http://user@news.example/", "it holds a name or password"),
        ("http://[broken", "no address on the web"),
    ],
)
def test_redirects_to_odd_places(site: Site, fetcher: Fetcher, location: str, said: str) -> None:
    site.put(PAGE, status=302, headers={"Location": location})
    assert said in reason(fetcher)


def test_each_request_goes_out_inside_what_is_around_it(site: Site, fetcher: Fetcher) -> None:
    from contextlib import contextmanager

    seen = []

    @contextmanager
    def around(address: str) -> Iterator[None]:
        seen.append(address)
        yield
        seen.append("done")

    site.put(PAGE, status=302, headers={"Location": "/b"})
    fetcher.fetch(PAGE, around=around)
    assert seen == [PAGE, "done", "http://news.example/b", "done"]


def test_gzip_is_unpacked(site: Site, fetcher: Fetcher) -> None:
    text = b"The ferry sank. " * 10_000
    body = gzip.compress(text[:100]) + gzip.compress(text[100:]) + b"\0\0"
    site.put(PAGE, body, headers={"Content-Encoding": "gzip"})
    assert fetcher.fetch(PAGE).body == text


GZIPPED = gzip.compress(b"The ferry sank. " * 100, mtime=0)  # a time would name the test anew


@pytest.mark.parametrize(
    ("body", "encoding", "said"),
    [
        (GZIPPED[:-9], "gzip", "cut short: its gzip has no end"),
        (b"The ferry sank.", "gzip", "its gzip is broken"),
        (zlib.compress(b"The ferry sank."), "deflate", "sent packed as deflate"),
        (
            gzip.compress(gzip.compress(b"x", mtime=0), mtime=0),
            "gzip, gzip",
            "sent packed as gzip, gzip",
        ),
        (gzip.compress(bytes(3 << 20), mtime=0), "gzip", "unpacks to more than 200 times its size"),
    ],
)
def test_packing_that_is_refused(
    site: Site, fetcher: Fetcher, body: bytes, encoding: str, said: str
) -> None:
    site.put(PAGE, body, headers={"Content-Encoding": encoding})
    assert said in reason(fetcher)


def test_size_is_counted_unpacked_announced_and_unannounced(site: Site, fetcher: Fetcher) -> None:
    text = b"".join(b"Paragraph %d of a long report.\n" % n for n in range(100_000))
    site.put(PAGE, gzip.compress(text), headers={"Content-Encoding": "gzip"})
    assert reason(fetcher, most=1 << 20) == "larger than 1 MB"
    site.put(PAGE, text)
    assert reason(fetcher, most=1 << 20) == "larger than 1 MB"
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(text), text)
    site.put(PAGE, chunked, headers={"Transfer-Encoding": "chunked"})
    assert reason(fetcher, most=1 << 20) == "larger than 1 MB"
    assert fetcher.fetch(PAGE, most=4 << 20).body == text


def test_a_body_that_breaks_off_is_no_article(site: Site, fetcher: Fetcher) -> None:
    site.put(PAGE, "<p>The fer", end="cut")
    assert reason(fetcher) == "the server broke off its answer"


@pytest.mark.parametrize("end", ["silent", "stall"])
def test_a_server_that_falls_silent(site: Site, end: Literal["silent", "stall"]) -> None:
    site.put(PAGE, "<p>The fer", end=end)
    with (
        site.fetching(timeouts=Timeouts(read=0.05)) as fetcher,
        pytest.raises(NoResponse, match=r"no answer in 0\.05 s"),
    ):
        fetcher.fetch(PAGE)


def test_all_of_an_address_has_an_end_in_time(site: Site) -> None:
    """However often the server sends a little something."""
    seconds = itertools.count(step=7)
    site.put(PAGE, status=302, headers={"Location": "/b"})
    site.put("http://news.example/b", "x", headers={"Connection": "close"})
    with site.fetching(clock=lambda: float(next(seconds))) as fetcher:
        assert reason(fetcher) == "not done after 60 s"
    assert site.asked[:1] == [PAGE]


def test_what_an_answer_is_called() -> None:
    assert Response("http://a.example/", 203, {}).refusal == ""
