"""WARC and ARC: pages out of crawls, sound and damaged."""

import gzip
import io
import zlib
from collections.abc import Callable, Mapping, Sequence

import brotli  # type: ignore[import-untyped]
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from ingest.articles import build_article
from ingest.readers.base import Fault, Record, Source
from ingest.readers.registry import read
from rag.errors import SourceError

Put = Callable[[str, str | bytes], Source]

URL = "https://gazette.example/2024/05/harbour"
TEXT = (
    "The harbour reopened on Saturday after three weeks of repairs, the port authority said. "
    "Ferries to the islands sail again from Monday morning, and tickets bought in May stay valid."
)


def page(text: str = TEXT, head: str = "") -> bytes:
    return (
        f"<!DOCTYPE html><html><head><title>Harbour reopens</title>{head}</head>"
        f"<body><article><h1>Harbour reopens</h1><p>{text}</p></article></body></html>"
    ).encode()


def response(
    content: bytes,
    url: str = URL,
    *,
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    date: str = "2024-05-20T10:11:12Z",
    warc: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """A response record, with two empty lines behind it."""
    sent = list((headers or {}).items())
    http = StatusAndHeaders(status, [("Content-Type", kind), *sent] if kind else sent, "HTTP/1.1")
    return record("response", url, content, date=date, http=http, warc=warc)


def record(
    kind: str,
    url: str,
    content: bytes,
    *,
    date: str = "2024-05-20T10:11:12Z",
    type_: str = "",
    http: StatusAndHeaders | None = None,
    warc: Mapping[str, str] | None = None,
) -> bytes:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=False)
    told = {"WARC-Date": date, **(warc or {})}
    one = writer.create_warc_record(
        url,
        kind,
        payload=io.BytesIO(content),
        length=len(content),
        warc_content_type=type_,
        warc_headers_dict=told,
        http_headers=http,
    )
    writer.write_record(one)
    return buffer.getvalue()


def arc(*pages: tuple[str, bytes]) -> bytes:
    version = b"1 0 Crawler\nURL IP-address Archive-date Content-type Archive-length\n"
    parts = [b"filedesc://a.arc 0.0.0.0 20240520101112 text/plain %d\n" % len(version), version]
    for url, content in pages:
        sent = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + content
        line = f"\n{url} 192.0.2.1 20240520101112 text/html {len(sent)}\n"
        parts += [line.encode(), sent]
    return b"".join(parts) + b"\n"


def each_packed(records: Sequence[bytes]) -> bytes:
    return b"".join(gzip.compress(one) for one in records)


def together(records: Sequence[bytes]) -> bytes:
    return gzip.compress(b"".join(records))


def found(source: Source) -> tuple[list[Record], list[Fault]]:
    items = list(read(source))
    faults = [one for one in items if isinstance(one, Fault)]
    return [one for one in items if isinstance(one, Record)], faults


INFO = record("warcinfo", "", b"software: a crawler\r\n", type_="application/warc-fields")
OTHERS = [
    INFO,
    response(b"\x89PNG", "https://gazette.example/a.png", kind="image/png"),
    response(b"p { color: red }", "https://gazette.example/a.css", kind="text/css"),
    response(b"User-agent: *", "https://gazette.example/robots.txt", kind="text/plain"),
    response(b"", "https://gazette.example/old", status="301 Moved", headers={"Location": URL}),
    response(page("Not found. " * 30), "https://gazette.example/none", status="404 Not Found"),
    response(page(f"{TEXT} <a href='/a'>More</a>" * 12), "https://gazette.example/"),
    response(page(f"{TEXT} <a href='/a'>More</a>" * 12), "https://gazette.example/index.html"),
    response(b"<html><body><form><input></form></body></html>", "https://gazette.example/q"),
    record("revisit", URL, b"", warc={"WARC-Profile": "server-not-modified"}),
    record("metadata", URL, b"fetchTimeMs: 5\r\n", type_="application/warc-fields"),
    record("conversion", URL, TEXT.encode(), type_="text/plain"),
]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.warc", b"".join([*OTHERS, response(page())])),
        ("a.warc", each_packed([*OTHERS, response(page())])),
        ("a.warc", gzip.compress(b"".join([*OTHERS, response(page())]), mtime=0)),
        ("told-by-content", each_packed([*OTHERS, response(page())])),
        ("a.arc", arc(("https://gazette.example/robots.txt", b""), (URL, page()))),
        ("told-by-content", gzip.compress(arc((URL, page())), mtime=0)),
    ],
)
def test_the_articles_of_a_crawl(put: Put, name: str, data: bytes) -> None:
    source = put(name, data)
    records, faults = found(source)
    assert not faults
    (one,) = records
    assert (one.title, one.text, one.url) == ("Harbour reopens", TEXT, URL)
    assert one.published is None  # the crawl's day is not the article's
    assert one.metadata["fetched"] == "2024-05-20T10:11:12Z"
    assert build_article(one, source).id == URL


def test_a_site_of_a_single_page(put: Put) -> None:
    records, _ = found(put("a.warc", response(page(), "https://gazette.example/")))
    assert [one.text for one in records] == [TEXT]


def test_of_a_page_fetched_twice_the_later_is_the_newer_version(put: Put) -> None:
    later = response(page(TEXT + " Corrected."), date="2024-06-01T00:00:00.123Z")
    records, _ = found(source := put("a.warc", later + response(page())))
    assert [one.version for one in records] == [20240601000000, 20240520101112]
    assert {build_article(one, source).id for one in records} == {URL}
    assert [one.position for one in records] == [1, 2]


def test_a_file_without_an_article(put: Put) -> None:
    with pytest.raises(SourceError, match=r"^no article in it: 12 records, none of them a page"):
        found(put("a.warc", b"".join(OTHERS)))
    with pytest.raises(SourceError, match=r"^no article in it: 1 record, which is not a page"):
        found(put("a.warc", INFO))
    with pytest.raises(SourceError, match=r"^the file is empty$"):
        found(put("a.warc", b""))


def deflated(data: bytes) -> bytes:
    return zlib.compress(data, wbits=-zlib.MAX_WBITS)


def chunked(data: bytes) -> bytes:
    parts = [data[n : n + 100] for n in range(0, len(data), 100)] + [b""]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)


BOTH = {"Transfer-Encoding": "Chunked", "Content-Encoding": "GZIP"}


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (gzip.compress(page(), mtime=0), {"Content-Encoding": "gzip"}),
        (zlib.compress(page()), {"Content-Encoding": "deflate"}),
        (deflated(page()), {"Content-Encoding": "deflate"}),
        (brotli.compress(page()), {"Content-Encoding": "br"}),
        (chunked(page()), {"Transfer-Encoding": "chunked"}),
        (chunked(gzip.compress(page(), mtime=0)), BOTH),
        (chunked(page())[:-5], {"Transfer-Encoding": "chunked"}),  # only the last chunk is missing
        (chunked(gzip.compress(page(), mtime=0))[:-5], BOTH),
        (page(), {"Transfer-Encoding": "chunked", "Content-Encoding": "br"}),  # undone already
        (page(), {"Content-Encoding": "identity"}),
    ],
)
def test_pages_as_they_were_sent(put: Put, content: bytes, headers: dict[str, str]) -> None:
    records, faults = found(put("a.warc", response(content, headers=headers)))
    assert ([one.text for one in records], faults) == ([TEXT], [])


@pytest.mark.parametrize(
    ("content", "headers", "reason"),
    [
        (gzip.compress(page(), mtime=0)[:-20], {"Content-Encoding": "gzip"}, "cut short"),
        (brotli.compress(page())[:-20], {"Content-Encoding": "br"}, "cut short"),
        (chunked(page())[:-40], {"Transfer-Encoding": "chunked"}, "cut short"),
        (b"\x1f\x8b\x08" + b"\xff" * 50, {"Content-Encoding": "gzip"}, "damaged"),
        (b"\x28\xb5\x2f\xfd", {"Content-Encoding": "zstd"}, "not read here: zstd"),
        (
            gzip.compress(bytes(30 << 20), mtime=0),
            {"Content-Encoding": "gzip"},
            "larger than 20 MB",
        ),
        (zlib.compress(bytes(30 << 20)), {"Content-Encoding": "deflate"}, "larger than 20 MB"),
        (brotli.compress(bytes(30 << 20)), {"Content-Encoding": "br"}, "larger than 20 MB"),
    ],
)
def test_pages_that_cannot_be_unpacked(
    put: Put, content: bytes, headers: dict[str, str], reason: str
) -> None:
    data = response(content, headers=headers) + response(page())
    records, faults = found(put("a.warc", data))
    assert [one.position for one in records] == [2]
    assert [one.where for one in faults] == ["record 1"]
    assert reason in faults[0].reason
    assert URL in faults[0].reason


def test_what_the_record_says_of_the_page(put: Put) -> None:
    data = response("<html><p>".encode("cp1252"), "https://gazette.example/x")
    data += response(page().replace(b"harbour", b"caf\xe9"), kind="text/html; charset=windows-1252")
    data += response(page(), "https://gazette.example/y", warc={"WARC-Truncated": "length"})
    data += response(page(), "https://gazette.example/z", kind="")
    data += record("resource", "https://gazette.example/file", page(), type_="text/html")
    data += record("resource", "https://gazette.example/f.txt", b"Words.", type_="text/plain")
    records, faults = found(put("a.warc", data))
    assert not faults
    assert [one.position for one in records] == [2, 3, 4, 5]
    assert records[0].text.startswith("The caf\u00e9 reopened")
    assert records[1].metadata["truncated by the crawler"] == "length"


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://www.gazette.example/harbour", "https://www.gazette.example/harbour"),
        ("https://gazette.example/", URL),  # as careless sites have it on every page
        ("https://other.example/harbour", URL),  # or every page could pass for another outlet's
    ],
)
def test_a_page_speaks_for_its_own_site_only(put: Put, canonical: str, url: str) -> None:
    head = f'<link rel="canonical" href="{canonical}">'
    records, _ = found(put("a.warc", response(page(head=head))))
    assert [one.url for one in records] == [url]


def three() -> list[bytes]:
    places = ("first", "second", "third")
    return [response(page(f"This is the {one}. {TEXT}"), f"{URL}/{one}") for one in places]


def test_a_damaged_member_of_a_packed_file_costs_one_record(put: Put) -> None:
    packed = [gzip.compress(one) for one in three()]
    middle = bytearray(packed[1])
    middle[len(middle) // 2 : len(middle) // 2 + 4] = b"\xff\0\xff\0"
    records, faults = found(put("a.warc", packed[0] + bytes(middle) + packed[2]))
    assert [one.url for one in records] == [f"{URL}/first", f"{URL}/third"]
    assert [str(one) for one in faults] == ["record 2: damaged: it cannot be unpacked to its end"]


def test_a_damaged_header_costs_one_record(put: Put) -> None:
    for wrong in (b"Content-Length: 1", b"Content-Length: x", b"Content-Lengths: "):
        parts = three()
        parts[1] = parts[1].replace(b"Content-Length: ", wrong, 1)
        records, faults = found(put("a.warc", b"".join(parts)))
        assert records[0].url == f"{URL}/first"
        assert faults
        if wrong != b"Content-Length: 1":  # which is longer than the rest of the file
            assert [one.url for one in records] == [f"{URL}/first", f"{URL}/third"]
    records, faults = found(put("a.warc", b"\n".join([three()[0], b"Nonsense.", three()[1]])))
    assert len(records) == 2
    assert [one.reason for one in faults] == ["its header cannot be read"]


@pytest.mark.parametrize("pack", [b"".join, each_packed, together])
def test_a_file_cut_short_gives_what_is_whole(
    put: Put, pack: Callable[[Sequence[bytes]], bytes]
) -> None:
    data = pack(three())
    records, faults = found(put("a.warc", data[:-150]))
    assert [one.url for one in records][:1] == [f"{URL}/first"]
    assert all("third" not in one.text for one in records)
    assert ["cut short" in one.reason for one in faults] == [True]


def test_a_page_that_has_its_end_is_read_though_its_length_is_wrong(put: Put) -> None:
    records, faults = found(put("a.warc", response(page() + b"\n" * 40)[:-20]))
    assert [one.text for one in records] == [TEXT]
    assert [str(one) for one in faults] == ["record 1: cut short: it ends in the middle"]


def test_hostile_files_are_bounded_and_quiet(put: Put, capfd: pytest.CaptureFixture[str]) -> None:
    endless = b"WARC/1.0\r\n" + b"X-Header: y\r\n" * 200_000
    spaced = response(page(), "https://gazette.example/with space")
    records, faults = found(put("a.warc", endless + b"\r\n\r\n" + spaced))
    assert [one.url for one in records] == ["https://gazette.example/with%20space"]
    assert [one.reason for one in faults] == ["it does not say how long it is"]
    bomb = gzip.compress(response(page()) + b"WARC/1.0\r\nA: " + bytes(40 << 20))
    records, faults = found(put("a.warc", bomb))
    assert len(records) == 1
    assert "refused" in faults[-1].reason
    assert capfd.readouterr() == ("", "")
