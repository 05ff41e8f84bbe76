"""Articles by their address; a second run; what cannot be had."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from ingest.crawler.crawl import Crawl, is_address
from ingest.crawler.fetch_state import FetchState, may_have_changed
from ingest.crawler.fetched_pages import complete_record
from ingest.readers.base import Record, Unread
from tests.helpers.web_double import Pauses, Site
from tests.helpers.web_runs import (
    FEED,
    MONDAY,
    NEWS,
    SITEMAP,
    TEXT,
    XML,
    Newsroom,
    html,
    item,
    rss,
    urlset,
)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Site() as site:
        yield Newsroom(site)


@pytest.fixture
def site(newsroom: Newsroom) -> Site:
    return newsroom.site


def test_addresses_and_paths() -> None:
    assert is_address("https://news.example/feed")
    assert is_address("HTTP://NEWS.example")
    assert not is_address("archive/https://news.example")
    assert not is_address("ftp://news.example/")


def test_an_article(newsroom: Newsroom, site: Site) -> None:
    site.put(f"{NEWS}/old", status=301, headers={"Location": "/ferry"})
    site.put(f"{NEWS}/ferry", html("Ferry runs aground"))
    run = newsroom.run(f"{NEWS}/old?utm_source=mail#top")
    (record,) = run.articles
    assert record.title == "Ferry runs aground"
    assert record.text == "\n\n".join(TEXT)
    assert record.url == f"{NEWS}/ferry"
    assert run.keys == [f"{NEWS}/old"]
    assert (run.failed, run.left_out) == ({}, {})


def test_a_second_run_brings_only_news(newsroom: Newsroom, site: Site) -> None:
    tagged, plain = f"{NEWS}/tagged", f"{NEWS}/plain"
    site.put(tagged, html("Ferry runs aground"), headers={"ETag": '"1"'})
    site.put(plain, html("Divers look at the hull"))
    assert len(newsroom.run(tagged, plain).articles) == 2
    again = newsroom.run(tagged, plain)
    assert (again.articles, again.unchanged) == ([], 2)
    site.put(tagged, html("Ferry ran aground, corrected"), headers={"ETag": '"2"'})
    site.put(plain, html("Divers find a crack"))
    assert [one.title for one in newsroom.run(tagged, plain).articles] == [
        "Ferry ran aground, corrected",
        "Divers find a crack",
    ]


def test_what_was_not_taken_is_fetched_again(newsroom: Newsroom, site: Site) -> None:
    site.put(f"{NEWS}/a", "<html><body></body></html>", headers={"ETag": '"1"'})
    assert list(newsroom.run(f"{NEWS}/a").failed) == [f"{NEWS}/a"]
    assert list(newsroom.run(f"{NEWS}/a").failed) == [f"{NEWS}/a"]
    assert [one.unfinished for one in newsroom.known.values()] == [True]


def test_a_page_that_is_gone_fails_and_no_more(newsroom: Newsroom, site: Site) -> None:
    site.put(f"{NEWS}/a", html("Ferry runs aground"))
    before = newsroom.run(f"{NEWS}/a").remembered
    site.put(f"{NEWS}/a", status=410)
    run = newsroom.run(f"{NEWS}/a")
    assert run.failed == {f"{NEWS}/a": "the server says 410: gone"}
    assert newsroom.known == before


def test_each_failure_leaves_the_rest(newsroom: Newsroom, site: Site) -> None:
    site.hosts |= {"inside.example": ["10.0.0.1"], "nowhere.example": []}
    site.put(f"{NEWS}/robots.txt", "User-agent: *\nDisallow: /private")
    site.put(f"{NEWS}/photo", b"\x89PNG\r\n", kind="image/png")
    site.put(f"{NEWS}/good", html("Ferry runs aground"))
    addresses = [f"{NEWS}/none", f"{NEWS}/private", f"{NEWS}/photo", "http://inside.example/"]
    addresses += ["http://nowhere.example/", "http://news.example:22/", f"{NEWS}/good", "http://"]
    run = newsroom.run(*addresses)
    assert run.failed == {
        f"{NEWS}/none": "the server says 404: not found",
        f"{NEWS}/private": "its robots.txt forbids it",
        f"{NEWS}/photo": "a kind of content that is not read: image/png",
        "http://inside.example/": "inside.example leads to a private address (10.0.0.1): refused",
        "http://nowhere.example/": (
            "there is no server called nowhere.example (asked for its robots.txt)"
        ),
        "http://news.example:22/": ("it asks for port 22, where no website is expected: refused"),
        "http://": "not an address on the web",
    }
    assert len(run.articles) == 1


@pytest.mark.parametrize(
    ("kind", "path", "body"),
    [
        ("application/json", "a", json.dumps({"title": "T", "text": "\n\n".join(TEXT)})),
        ("text/plain; charset=utf-8", "a", "T\n\n" + "\n\n".join(TEXT)),
        ("text/plain", "a.md", "# T\n\n" + "\n\n".join(TEXT)),
        ("", "a.html", "<h1>T</h1>" + "".join(f"<p>{one}</p>" for one in TEXT)),
        ("application/octet-stream", "a.jsonl", json.dumps({"title": "T", "body": TEXT[0]})),
        ("text/plain", "a", html("T")),  # told by its content
    ],
)
def test_a_file_is_read_as_what_it_is(
    newsroom: Newsroom, site: Site, kind: str, path: str, body: str
) -> None:
    site.put(f"{NEWS}/{path}", body, kind=kind)
    run = newsroom.run(f"{NEWS}/{path}")
    assert [one.title for one in run.articles] == ["T"], run.failed


def test_the_header_tells_the_encoding_too(newsroom: Newsroom, site: Site) -> None:
    text = "Zażółć gęślą jaźń, powiedział w środę minister. " * 5
    page = html("Minister", paragraphs=(text.strip(),)).encode("iso-8859-2")
    site.put(f"{NEWS}/a", page, kind="text/html; charset=ISO-8859-2")
    (record,) = newsroom.run(f"{NEWS}/a").articles
    assert record.text == text.strip()


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("http://www.news.example/ferry", "http://www.news.example/ferry"),
        ("http://other.example/ferry", f"{NEWS}/a?id=7"),  # nobody speaks for another site
        (f"{NEWS}/", f"{NEWS}/a?id=7"),  # else all pages of the site would be one
    ],
)
def test_a_page_names_itself_within_its_site(
    newsroom: Newsroom, site: Site, canonical: str, url: str
) -> None:
    head = (
        f'<link rel="canonical" href="{canonical}"><meta property="og:url" content="{canonical}">'
    )
    site.put(f"{NEWS}/a?id=7", html("Ferry runs aground", head=head))
    (record,) = newsroom.run(f"{NEWS}/a?id=7").articles
    assert record.url == url


def test_a_home_page_is_no_article(newsroom: Newsroom, site: Site) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/feed?a=1&amp;b=2">'
    site.put(f"{NEWS}/", html("The Lindholm Post", head=link))
    run = newsroom.run(NEWS)
    assert run.articles == []
    assert run.failed[f"{NEWS}/"].startswith("a home page, not an article")
    assert f"{FEED}?a=1&b=2" in run.failed[f"{NEWS}/"]


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"isAccessibleForFree": false}</script>',
        '<meta property="article:content_tier" content="locked">',
    ],
)
def test_the_beginning_of_a_paid_article_is_not_taken_for_it(
    newsroom: Newsroom, site: Site, head: str
) -> None:
    site.put(f"{NEWS}/a", html("Ferry runs aground", head=head))
    run = newsroom.run(f"{NEWS}/a")
    assert run.articles == []
    assert run.failed[f"{NEWS}/a"].startswith("behind a paywall: only ")
    site.put(f"{NEWS}/a", html("Ferry runs aground", head=head, paragraphs=TEXT * 3))
    assert len(newsroom.run(f"{NEWS}/a").articles) == 1  # it is all there


def test_a_page_is_asked_once_whoever_leads_to_it(newsroom: Newsroom, site: Site) -> None:
    site.put(FEED, rss(item("a")), kind=XML)
    site.put(SITEMAP, urlset(("a", "2026-11-22T09:00:00Z")), kind=XML)
    site.put(f"{NEWS}/a", html("Story a"))
    run = newsroom.run(FEED, SITEMAP, f"{NEWS}/a", FEED)
    assert run.asked == [FEED, f"{NEWS}/a", SITEMAP]
    assert newsroom.run(SITEMAP, FEED).asked == [SITEMAP, FEED]


def test_files_go_when_the_run_is_given_up(newsroom: Newsroom, site: Site) -> None:
    site.put(f"{NEWS}/a", html("Story a"))
    with site.fetching() as fetcher:
        pages = Crawl(Pauses().polite_fetcher(fetcher), known={}, moment=MONDAY).fetch_pages(
            [f"{NEWS}/a"]
        )
        page = next(pages)
        assert not isinstance(page, Unread)
        assert page.source.path.exists()
        pages.close()  # type: ignore[attr-defined]
        assert not page.source.path.exists()


def test_what_a_page_lacks_is_taken_from_its_feed() -> None:
    facts = Record(
        text="A summary.",
        id="guid",
        title="Of the feed",
        published="2026-11-22T09:30:00Z",
        updated="2026-11-23",
        outlet="The Lindholm Post",
        authors=("Ann Poe",),
        url="http://news.example/?p=7",
        section="Shipping",
        language="en",
        rights="All reserved",
        embargo="2026-12-01",
        withdrawn=True,
        metadata={"tags": "ferry", "desk": "of the feed"},
    )
    bare = Record(text="The whole text.", url=f"{NEWS}/a", metadata={"desk": "news"})
    assert complete_record(bare, facts, "its feed") == replace(
        facts,
        text="The whole text.",
        id=None,
        url=f"{NEWS}/a",
        published_from="its feed",
        metadata={"tags": "ferry", "desk": "news"},
    )
    full = replace(facts, text="The whole text.", id=None, metadata={})
    other = Record(text="", title="Another", published="2020-01-01", outlet="Another")
    assert complete_record(full, other, "its feed") == full


@pytest.mark.parametrize(
    ("published", "published_from", "facts_from", "kept"),
    [
        ("2026-11-20", "", "", True),  # the page's own
        ("2026-11-20", "the page's address", "", False),
        ("2026-11-20", "the page's address", "the date of its last update", True),
        (None, "", "the date of its last update", False),
    ],
)
def test_of_two_dates_the_surer_one_counts(
    published: str | None, published_from: str, facts_from: str, *, kept: bool
) -> None:
    record = Record(text="x", published=published, published_from=published_from)
    facts = Record(text="", published="2026-11-22", published_from=facts_from)
    found = complete_record(record, facts, "its feed")
    expected = ("2026-11-22", facts_from or "its feed")
    assert (found.published, found.published_from) == (
        (published, published_from) if kept else expected
    )


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("2026-11-20T10:00:00Z", "2026-11-20T12:00:00+02:00", False),  # the same moment
        ("2026-11-20T10:00:00Z", "Fri, 20 Nov 2026 10:00:01 GMT", True),
        ("2026-11-20T10:00:00Z", "2026-11-19", False),
        ("", "2026-11-23T09:59:00Z", False),  # before it was last asked
        ("", "2026-11-23T10:01:00Z", True),
        ("2026-11-20", "2026-11-23T10:01:00Z", True),
        ("2026-11-20", "2026-11-20", False),  # the day is over everywhere
        ("2026-11-22", "2026-11-22", True),  # not yet in the last time zone
        ("revision 7", "revision 7", False),
        ("revision 7", "revision 8", True),
    ],
)
def test_whether_an_address_may_have_changed(before: str, now: str, *, expected: bool) -> None:
    known = FetchState(moment="2026-11-23T10:00:00+00:00", changed=before)
    assert may_have_changed(known, now) is expected
