"""Sitemaps: no articles in a file, but the way to them on the web."""

from collections.abc import Callable

import pytest

from ingest.readers import registry
from ingest.readers.base import Source
from ingest.readers.feeds.sitemap import SitemapEntry, read_pages, read_sitemaps, shows
from ingest.readers.io.head import FileHead
from rag.errors import SourceError

Put = Callable[[str, str | bytes], Source]

PAGES = b"""<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="sitemap.xsl"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>
  https://gazette.example/harbour?a=1&amp;b=2
</loc><lastmod>2022-05-19T06:00:00Z</lastmod>
<news:news><news:publication><news:name>The Gazette</news:name></news:publication>
<news:publication_date>2022-05-18</news:publication_date>
<news:title>Harbour &amp; ferries</news:title></news:news>
<image:image><image:loc>https://gazette.example/a.jpg</image:loc></image:image></url>
<url><loc>https://gazette.example/plain</loc></url>
<url><loc>javascript:alert(1)</loc></url><url><loc>/relative</loc></url><url/>
</urlset>"""
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://gazette.example/1.xml</loc><lastmod>2022-05-19</lastmod></sitemap>
<sitemap><loc>https://gazette.example/2.xml.gz</loc></sitemap></sitemapindex>"""


def test_pages() -> None:
    assert list(read_pages(PAGES)) == [
        SitemapEntry(
            url="https://gazette.example/harbour?a=1&b=2",
            modified="2022-05-19T06:00:00Z",
            published="2022-05-18",
            title="Harbour & ferries",
        ),
        SitemapEntry(
            url="https://gazette.example/plain", modified=None, published=None, title=None
        ),
    ]
    assert read_sitemaps(PAGES) == []


def test_an_index() -> None:
    assert read_sitemaps(INDEX) == [
        SitemapEntry("https://gazette.example/1.xml", "2022-05-19"),
        SitemapEntry("https://gazette.example/2.xml.gz", None),
    ]
    assert list(read_pages(INDEX)) == []


def test_ampersands_as_many_sites_write_them() -> None:
    (page,) = read_pages(b"<urlset><url><loc>https://a.example/?a=1&b=2</loc></url></urlset>")
    assert page.url == "https://a.example/?a=1&b=2"
    (page,) = read_pages(
        b"<urlset><url><loc><![CDATA[https://a.example/?a=1&b=2]]></loc></url></urlset>"
    )
    assert page.url == "https://a.example/?a=1&b=2"


@pytest.mark.parametrize("data", [PAGES, INDEX])
@pytest.mark.parametrize("name", ["sitemap.xml", "sitemap.xml.gz"])
def test_a_file_says_where_its_articles_are(put: Put, name: str, data: bytes) -> None:
    assert shows(FileHead(data))
    with pytest.raises(SourceError, match=r"give its address instead.* -m ingest https://"):
        list(registry.read(put(name, data)))


def test_a_sitemap_from_the_web_names_its_own_address(put: Put) -> None:
    source = put("sitemap.xml", PAGES)
    fetched = Source(source.path, source.key, url="https://gazette.example/sitemap.xml")
    with pytest.raises(SourceError, match=r"ingest https://gazette\.example/sitemap\.xml"):
        list(registry.read(fetched))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a sitemap: its outermost element is none"),
        (b"<html/>", "not a sitemap: its outermost element is html"),
        (b"<urlset><url>", "not well-formed XML"),
        (b"<!DOCTYPE urlset [<!ENTITY a 'b'>]><urlset>&a;</urlset>", "declares XML entities"),
    ],
)
def test_refused(data: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        list(read_pages(data))


def test_pages_before_a_break_are_found() -> None:
    found = read_pages(PAGES[: PAGES.index(b"javascript")])
    assert [next(found).title, next(found).title] == ["Harbour & ferries", None]
    with pytest.raises(SourceError, match="not well-formed XML: no element found in line"):
        next(found)
