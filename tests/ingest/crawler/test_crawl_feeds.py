"""Feeds on the web: their pages, their full texts, a second look."""

from collections.abc import Iterator

import pytest

from tests.helpers.web_double import Site
from tests.helpers.web_runs import FEED, NEWS, TEXT, XML, Newsroom, html, item, rss


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Site() as site:
        yield Newsroom(site)


@pytest.fixture
def site(newsroom: Newsroom) -> Site:
    return newsroom.site


def test_a_feed_leads_to_its_pages(newsroom: Newsroom, site: Site) -> None:
    site.put(FEED, rss(item("ferry", "Aground"), item("bridge?utm_medium=rss")), kind=XML)
    site.put(f"{NEWS}/ferry", html("Ferry runs aground"))
    site.put(f"{NEWS}/bridge", html("", paragraphs=TEXT[::-1]))
    run = newsroom.run(FEED)
    assert run.keys == [f"{NEWS}/ferry", f"{NEWS}/bridge"]
    ferry, bridge = run.articles
    assert ferry.text == "\n\n".join(TEXT)
    assert ferry.title == "Ferry runs aground"  # the page's own
    assert bridge.title == "bridge?utm_medium=rss"  # where it has none, the feed's
    assert ferry.published == "Sun, 22 Nov 2026 09:30:00 GMT"
    assert ferry.published_from == "its feed"
    assert ferry.section == "Shipping"


def test_a_second_look_at_a_feed(newsroom: Newsroom, site: Site) -> None:
    headers = {"ETag": '"1"'}
    site.put(FEED, rss(item("a"), item("b")), kind=XML, headers=headers)
    for name in "abc":
        site.put(f"{NEWS}/{name}", html(f"Story {name}"))
    assert len(newsroom.run(FEED).articles) == 2
    assert newsroom.run(FEED).asked == [FEED]  # not modified
    later = item("a", date="Mon, 23 Nov 2026 08:00:00 GMT")
    site.put(f"{NEWS}/a", html("Story a, corrected"))
    site.put(FEED, rss(item("c"), later, item("b")), kind=XML)
    run = newsroom.run(FEED)
    assert run.asked == [FEED, f"{NEWS}/c", f"{NEWS}/a"]
    assert [one.title for one in run.articles] == ["Story c", "Story a, corrected"]


def test_a_summary_never_stands_in_for_its_article(newsroom: Newsroom, site: Site) -> None:
    site.put(FEED, rss(item("paid"), item("thin"), item("good")), kind=XML)
    site.put(f"{NEWS}/paid", status=402)
    site.put(f"{NEWS}/good", html("Ferry runs aground"))
    site.put(f"{NEWS}/thin", "<html><body><p>Please log in.</p></body></html>")
    run = newsroom.run(FEED)
    assert [one.title for one in run.articles] == ["Ferry runs aground"]
    assert run.failed[f"{NEWS}/paid"] == "the server says 402: payment required"
    assert set(run.failed) == {f"{NEWS}/paid", f"{NEWS}/thin"}
    assert newsroom.run(FEED).asked == [FEED, f"{NEWS}/paid", f"{NEWS}/thin"]


def test_a_page_with_less_than_its_summary(newsroom: Newsroom, site: Site) -> None:
    summary = " ".join(TEXT) + " Local boats took part."
    entry = (
        f"<item><title>T</title><link>{NEWS}/a</link><description>{summary}</description></item>"
    )
    site.put(FEED, rss(entry), kind=XML)
    site.put(f"{NEWS}/a", html("Ferry runs aground"))
    run = newsroom.run(FEED)
    assert run.failed == {f"{NEWS}/a": "its page shows less text than the summary in its feed"}


def test_articles_that_stand_in_their_feed_are_not_fetched(newsroom: Newsroom, site: Site) -> None:
    body = "".join(f"<p>{one}</p>" for one in TEXT)
    entry = (
        f"<item><title>Ferry</title><link>{NEWS}/a</link><guid>tag:news.example,2026:7</guid>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded></item>"
    )
    site.put(FEED, rss(entry), kind=XML, headers={"ETag": '"1"'})
    run = newsroom.run(FEED)
    (record,) = run.articles
    assert record.text == "\n\n".join(TEXT)
    assert (record.id, record.url) == ("tag:news.example,2026:7", f"{NEWS}/a")
    assert run.asked == [FEED]
    assert newsroom.run(FEED).unchanged == 1


def test_a_summary_that_leads_nowhere(newsroom: Newsroom, site: Site) -> None:
    entry = "<item><title>T</title><description>A ferry ran aground.</description></item>"
    site.put(FEED, rss(entry), kind=XML)
    run = newsroom.run(FEED)
    assert run.failed == {FEED: "entry 1: only a summary, and no address of the article"}
    assert run.remembered[FEED].unfinished
    assert newsroom.run(FEED).failed == run.failed


def test_a_feed_that_breaks_off(newsroom: Newsroom, site: Site) -> None:
    whole = rss(item("a"), item("b"))
    site.put(FEED, whole[: whole.index("/b<")], kind=XML)
    site.put(f"{NEWS}/a", html("Story a"))
    run = newsroom.run(FEED)
    assert len(run.articles) == 1
    assert "cut short" in run.failed[FEED]
    assert run.remembered[FEED].unfinished
