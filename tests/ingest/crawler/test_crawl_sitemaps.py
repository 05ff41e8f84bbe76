"""Sitemaps on the web: the newest first, a limit to a run, a second look."""

import gzip
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.helpers.web_double import Reply, Site
from tests.helpers.web_runs import NEWS, SITEMAP, XML, Newsroom, html, index, urlset

pytestmark = pytest.mark.slow


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Site() as site:
        yield Newsroom(site)


@pytest.fixture
def site(newsroom: Newsroom) -> Site:
    return newsroom.site


def test_a_sitemap_newest_first(newsroom: Newsroom, site: Site) -> None:
    pages = [("", "2026-11-23"), ("old", "2024-01-01"), ("undated", ""), ("new", "2026-11-20")]
    site.put(SITEMAP, urlset(*pages), kind=XML)
    for name in ("old", "undated", "new"):
        site.put(f"{NEWS}/{name}", html(f"Story {name}"))
    run = newsroom.run(SITEMAP)
    assert run.keys == [f"{NEWS}/new", f"{NEWS}/old", f"{NEWS}/undated"]  # and no home page
    assert run.failed == {}


def test_a_sitemap_in_parts(newsroom: Newsroom, site: Site) -> None:
    """What does not fit into a run comes first in the next one, until all is there."""
    names = [f"{n:02}" for n in range(1, 13)]
    site.put(SITEMAP, urlset(*[(name, f"2026-10-{name}") for name in names]), kind=XML)
    for name in names:
        site.put(f"{NEWS}/{name}", html(f"Story {name}"))
    first = newsroom.run(SITEMAP, limit=5)
    assert first.keys == [f"{NEWS}/{name}" for name in ("12", "11", "10", "09", "08")]
    assert first.left_out == {SITEMAP: 7}
    assert first.failed == {}
    second = newsroom.run(SITEMAP, limit=5)
    assert second.keys == [f"{NEWS}/{name}" for name in ("07", "06", "05", "04", "03")]
    third = newsroom.run(SITEMAP, limit=5)
    assert (third.keys, third.left_out) == ([f"{NEWS}/02", f"{NEWS}/01"], {})
    assert newsroom.run(SITEMAP, limit=5).asked == [SITEMAP]


def test_pages_that_fail_wait_for_those_never_asked(newsroom: Newsroom, site: Site) -> None:
    names = [f"{n:02}" for n in range(1, 7)]
    site.put(SITEMAP, urlset(*[(name, f"2026-10-{name}") for name in names]), kind=XML)
    for name in names[:2]:
        site.put(f"{NEWS}/{name}", html(f"Story {name}"))
    seen = []
    for _ in range(3):
        run = newsroom.run(SITEMAP, limit=2)
        seen.append(([address[-2:] for address in run.asked[1:]], len(run.failed)))
        newsroom.moment += timedelta(hours=1)
    assert seen == [(["06", "05"], 2), (["04", "03"], 2), (["02", "01"], 0)]
    assert newsroom.run(SITEMAP, limit=2).asked[1:] == [f"{NEWS}/05", f"{NEWS}/06"]


def test_a_host_that_has_enough_is_asked_the_next_time(newsroom: Newsroom, site: Site) -> None:
    pages = [(name, f"2026-10-0{n}") for n, name in enumerate("edcba", start=1)]
    site.put(SITEMAP, urlset(*pages), kind=XML)
    for name, _ in pages:
        site.put(f"{NEWS}/{name}", html(f"Story {name}"))
    site.first(f"{NEWS}/b", Reply(status=429, headers={"Retry-After": "600"}))
    run = newsroom.run(SITEMAP)
    assert run.keys == [f"{NEWS}/a"]
    assert list(run.failed) == [f"{NEWS}/b"]
    assert run.left_out == {SITEMAP: 3}
    assert newsroom.run(SITEMAP).keys == [f"{NEWS}/{name}" for name in "cdeb"]


def test_pages_without_a_date_take_turns(newsroom: Newsroom, site: Site) -> None:
    site.put(SITEMAP, urlset(("a", ""), ("b", ""), ("c", "")), kind=XML)
    for name in "abc":
        site.put(f"{NEWS}/{name}", html(f"Story {name}"), headers={"ETag": f'"{name}"'})
    turns = []
    for _ in range(4):
        turns.append(newsroom.run(SITEMAP, limit=2).asked[1:])
        newsroom.moment += timedelta(hours=1)
    assert [[address[-1] for address in turn] for turn in turns] == [
        ["a", "b"],
        ["c", "a"],  # new ones first
        ["b", "a"],  # last asked longest ago
        ["c", "a"],
    ]


def test_a_second_look_at_a_sitemap(newsroom: Newsroom, site: Site) -> None:
    for name in "abc":
        site.put(f"{NEWS}/{name}", html(f"Story {name}"))
    site.put(SITEMAP, urlset(("a", "2026-11-22T08:00:00Z"), ("b", "2026-11-01")), kind=XML)
    newsroom.run(SITEMAP)
    assert newsroom.run(SITEMAP).asked == [SITEMAP]
    site.put(f"{NEWS}/a", html("Story a, corrected"))
    pages = [("a", "2026-11-22T11:00:00+02:00"), ("b", "2026-11-01"), ("c", "2026-11-23")]
    site.put(SITEMAP, urlset(*pages), kind=XML)
    run = newsroom.run(SITEMAP)
    assert run.asked == [SITEMAP, f"{NEWS}/c", f"{NEWS}/a"]
    assert [one.title for one in run.articles] == ["Story c", "Story a, corrected"]


def test_a_correction_on_the_day_of_publication_is_seen(newsroom: Newsroom, site: Site) -> None:
    """A sitemap that names days only says the same in the morning and in the evening."""
    site.put(SITEMAP, urlset(("a", "2026-11-23")), kind=XML)
    site.put(f"{NEWS}/a", html("In the morning"))
    newsroom.run(SITEMAP)
    site.put(f"{NEWS}/a", html("In the evening"))
    site.put(SITEMAP, urlset(("a", "2026-11-23")) + "<!-- made anew -->", kind=XML)
    newsroom.moment += timedelta(days=2)
    assert [one.title for one in newsroom.run(SITEMAP).articles] == ["In the evening"]
    site.put(SITEMAP, urlset(("a", "2026-11-23")), kind=XML)
    assert newsroom.run(SITEMAP).asked == [SITEMAP]


def test_an_index_of_sitemaps(newsroom: Newsroom, site: Site) -> None:
    site.put(SITEMAP, index(("2025.xml", "2025-12-31"), ("2026.xml.gz", "2026-11-20")), kind=XML)
    site.put(f"{NEWS}/2025.xml", urlset(("a", "2025-05-01")), kind=XML)
    packed = gzip.compress(urlset(("b", "2026-05-01")).encode())
    site.put(f"{NEWS}/2026.xml.gz", packed, kind="application/gzip")
    for name in "ab":
        site.put(f"{NEWS}/{name}", html(f"Story {name}"))
    assert newsroom.run(SITEMAP).keys == [f"{NEWS}/b", f"{NEWS}/a"]
    assert newsroom.run(SITEMAP).asked == [SITEMAP]
    site.put(SITEMAP, index(("2025.xml", "2025-12-31"), ("2026.xml.gz", "2026-11-22")), kind=XML)
    assert newsroom.run(SITEMAP).asked == [SITEMAP, f"{NEWS}/2026.xml.gz"]


def test_indexes_within_indexes_end(newsroom: Newsroom, site: Site) -> None:
    for n in range(5):
        site.put(f"{NEWS}/{n}.xml", index((f"{n + 1}.xml", ""), ("0.xml", "")), kind=XML)
    run = newsroom.run(f"{NEWS}/0.xml")
    assert run.asked == [f"{NEWS}/{n}.xml" for n in range(3)]
    assert run.failed == {f"{NEWS}/2.xml": "an index of sitemaps more than 2 deep"}


def test_an_index_counts_towards_the_limit(newsroom: Newsroom, site: Site) -> None:
    parts = [(f"{n}.xml", "") for n in range(9)]
    site.put(SITEMAP, index(*parts), kind=XML)
    for path, _ in parts:
        site.put(f"{NEWS}/{path}", urlset(), kind=XML)
    run = newsroom.run(SITEMAP, limit=4)
    assert len(run.asked) == 5
    assert run.left_out == {SITEMAP: 5}


def test_an_index_that_names_no_sitemap(newsroom: Newsroom, site: Site) -> None:
    site.put(SITEMAP, index(("about", "")), kind=XML)
    site.put(f"{NEWS}/about", html("About us"))
    run = newsroom.run(SITEMAP)
    assert "neither a sitemap nor a feed" in run.failed[f"{NEWS}/about"]


def test_a_sitemap_that_breaks_off(newsroom: Newsroom, site: Site) -> None:
    whole = urlset(("a", "2026-11-01"), ("b", "2026-11-02"))
    site.put(SITEMAP, whole[: whole.index("/b<")], kind=XML)
    site.put(f"{NEWS}/a", html("Story a"))
    run = newsroom.run(SITEMAP)
    assert run.keys == [f"{NEWS}/a"]
    assert "not well-formed XML" in run.failed[SITEMAP]
    assert run.remembered[SITEMAP].unfinished


def test_news_sitemaps_know_the_date(newsroom: Newsroom, site: Site) -> None:
    listed = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        f"<url><loc>{NEWS}/a</loc><news:news><news:title>Ferry aground</news:title>"
        "<news:publication_date>2026-11-22T09:30:00+01:00</news:publication_date>"
        "</news:news></url></urlset>"
    )
    site.put(SITEMAP, listed, kind=XML)
    site.put(f"{NEWS}/a", html(""))
    (record,) = newsroom.run(SITEMAP).articles
    assert record.title == "Ferry aground"
    assert (record.published, record.published_from) == ("2026-11-22T09:30:00+01:00", "its sitemap")


@pytest.mark.parametrize(
    ("head", "headers"),
    [
        ('<meta name="robots" content="noindex, follow">', {}),
        ("<META CONTENT=NoIndex NAME=Clippings>", {}),
        ("", {"X-Robots-Tag": "noarchive, none"}),
        ("", {"X-Robots-Tag": "clippings: noindex"}),
    ],
)
def test_pages_that_want_no_index(
    newsroom: Newsroom, site: Site, head: str, headers: dict[str, str]
) -> None:
    site.put(SITEMAP, urlset(("a", "2026-11-01")), kind=XML)
    site.put(f"{NEWS}/a", html("Draft", head=head), headers=headers)
    run = newsroom.run(SITEMAP)
    assert (run.articles, run.failed) == ([], {})
    assert list(run.passed_by) == [f"{NEWS}/a"]
    assert newsroom.run(SITEMAP).asked == [SITEMAP]


@pytest.mark.parametrize(
    ("head", "headers"),
    [
        ('<meta name="robots" content="noarchive, max-snippet:0">', {}),
        ('<meta name="googlebot" content="noindex">', {}),
        ("", {"X-Robots-Tag": "googlebot: noindex"}),
    ],
)
def test_what_is_said_to_search_engines_only(
    newsroom: Newsroom, site: Site, head: str, headers: dict[str, str]
) -> None:
    site.put(SITEMAP, urlset(("a", "2026-11-01")), kind=XML)
    site.put(f"{NEWS}/a", html("Ferry runs aground", head=head), headers=headers)
    assert len(newsroom.run(SITEMAP).articles) == 1


def test_a_page_that_a_person_names_is_read_all_the_same(newsroom: Newsroom, site: Site) -> None:
    site.put(f"{NEWS}/a", html("Ferry", head='<meta name="robots" content="noindex">'))
    assert len(newsroom.run(f"{NEWS}/a").articles) == 1
