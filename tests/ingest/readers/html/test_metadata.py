"""What web pages say about their articles, in all the ways they say it."""

import json

import pytest

from ingest.dates import parse_date
from ingest.readers.base import Record
from ingest.readers.html.dates import find_date_in_address
from ingest.readers.html.reader import extract_article

BODY = (
    "<p>The harbour reopened on Monday after three weeks of repairs, the authority said in a note "
    "to shipping companies and to the fishing fleet of the northern coast.</p>"
    "<p>The first ferries left at dawn for the islands, carrying 240 people and their cars, and "
    "came back full before noon, according to the harbour master.</p>"
)
NEWS = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Harbour reopens",
    "datePublished": "2022-05-18T08:30:00+02:00",
    "dateModified": "2022-05-19T09:00:00+02:00",
    "author": [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "John Roe"}],
    "publisher": {"@type": "Organization", "name": "The Gazette"},
    "articleSection": ["Local", "Sea"],
    "inLanguage": "en-GB",
}


def page_of(head: str = "", body: str = BODY, before: str = "", url: str = "") -> Record:
    page = f"<html><head>{head}</head><body>{before}<article>{body}</article></body></html>"
    return extract_article(page.encode(), url=url)


def linked_data(*values: object) -> str:
    scripts = (value if isinstance(value, str) else json.dumps(value) for value in values)
    return "".join(f'<script type="application/ld+json">{text}</script>' for text in scripts)


def test_all_that_json_ld_says() -> None:
    record = page_of(linked_data(NEWS))
    assert record.title == "Harbour reopens"
    assert (record.published, record.published_from) == ("2022-05-18T08:30:00+02:00", "")
    assert record.updated == "2022-05-19T09:00:00+02:00"
    assert record.authors == ("Jane Doe", "John Roe")
    assert (record.outlet, record.section, record.language) == ("The Gazette", "Local", "en-GB")


@pytest.mark.parametrize(
    "script",
    [
        json.dumps({"@graph": [{"@type": "WebSite", "name": "Gazette"}, NEWS]}),
        json.dumps([{"@type": "Organization", "name": "Gazette"}, NEWS]),
        json.dumps({"@type": "WebPage", "mainEntity": NEWS}),
        json.dumps({**NEWS, "@type": ["Thing", "ReportageNewsArticle"]}),
        json.dumps({**NEWS, "@type": "http://schema.org/LiveBlogPosting"}),
        json.dumps({"@type": "WebSite"}) + json.dumps(NEWS),
        f"<!-- {json.dumps(NEWS)} -->",
        f"//<![CDATA[\n{json.dumps(NEWS)}\n//]]>",
        json.dumps(NEWS)[:-1] + ",}",
        json.dumps(NEWS).replace("Harbour reopens", "Harbour\nreopens"),
        json.dumps(NEWS).replace('"', "&quot;"),
        json.dumps({**NEWS, "description": "A @@word@@."}).replace("@@", '"'),
    ],
)
def test_json_ld_in_any_shape(script: str) -> None:
    record = page_of(linked_data(script))
    assert parse_date(record.published) == "2022-05-18T08:30:00+02:00"
    assert record.title == "Harbour reopens"
    assert "Jane Doe" in record.authors


@pytest.mark.parametrize("script", ["", "{", "[" * 5000, '{"@type": "NewsArticle",', "null", "7"])
def test_json_ld_that_says_nothing(script: str) -> None:
    assert page_of(linked_data(script)).published is None


OTHER = {**NEWS, "headline": "Mill burns", "datePublished": "2021-01-01", "url": "https://e.com/b"}


@pytest.mark.parametrize(
    "others",
    [
        linked_data(OTHER, {**NEWS, "url": "https://e.com/a"}),
        linked_data({"@type": "ItemList", "itemListElement": [OTHER, OTHER]}, NEWS),
        linked_data({**NEWS, "citation": OTHER}),
    ],
)
def test_the_article_of_the_page_and_no_other(others: str) -> None:
    record = page_of(others, url="https://e.com/a")
    assert (record.title, parse_date(record.published)) == (
        "Harbour reopens",
        "2022-05-18T08:30:00+02:00",
    )


def test_several_articles_of_which_none_is_the_page() -> None:
    third = {**OTHER, "headline": "Bridge closed", "url": "https://e.com/c"}
    assert page_of(linked_data(OTHER, third), url="https://e.com/a").published is None


@pytest.mark.parametrize(
    ("meta", "published"),
    [
        (
            'property="article:published_time" content="2022-05-18T06:30:00Z"',
            "2022-05-18T06:30:00+00:00",
        ),
        ('name="DC.date.issued" content="2022-05-18"', "2022-05-18"),
        ('name="parsely-pub-date" content="2022-05-18T06:30:00Z"', "2022-05-18T06:30:00+00:00"),
        ('name="sailthru.date" content="2022-05-18 08:30:00"', "2022-05-18T08:30:00"),
        ('itemprop="datePublished" content="2022-05-18"', "2022-05-18"),
        ('name="citation_publication_date" content="2022/05/18"', "2022-05-18"),
        ('name="pubdate" content="May 18, 2022 8:30 am"', "2022-05-18T08:30:00"),
        ('property="article:modified_time" content="2022-05-18"', None),
        ('name="last-modified" content="2022-05-18"', None),
        ('name="copyright" content="2022-05-18"', None),
        ('property="article:published_time" content="1970-01-01T00:00:00Z"', None),
    ],
)
def test_dates_in_meta_elements(meta: str, published: str | None) -> None:
    record = page_of(f"<meta {meta}>")
    assert (parse_date(record.published), record.published_from) == (published, "")


def test_which_date_counts() -> None:
    meta = '<meta property="article:published_time" content="2022-05-17T10:00:00Z">'
    time = "<time class='published' datetime='2022-05-16'>16 May</time>"
    url = "https://e.com/2022/05/15/harbour"
    assert page_of(linked_data(NEWS) + meta, time + BODY, url=url).published == (
        "2022-05-18T08:30:00+02:00"
    )
    assert page_of(meta, time + BODY, url=url).published == "2022-05-17T10:00:00Z"
    record = page_of("", time + BODY, url=url)
    assert (record.published, record.published_from) == (
        "2022-05-16",
        "a <time> element of the page",
    )
    record = page_of("", BODY, url=url)
    assert (record.published, record.published_from) == ("2022-05-15", "the page's address")


def test_a_more_exact_statement_of_the_same_day() -> None:
    meta = '<meta property="article:published_time" content="2022-05-18T06:30:00Z">'
    day = linked_data({**NEWS, "datePublished": "2022-05-18"})
    assert page_of(day + meta).published == "2022-05-18T06:30:00Z"
    placeholder = linked_data({**NEWS, "datePublished": "0001-01-01T00:00:00Z"})
    assert page_of(placeholder + meta).published == "2022-05-18T06:30:00Z"


def test_a_date_that_is_not_understood_is_handed_on_as_given() -> None:
    assert page_of(linked_data({**NEWS, "datePublished": "last spring"})).published == "last spring"


@pytest.mark.parametrize(
    ("times", "published"),
    [
        ("<time datetime='2022-05-18T08:30'>18 May</time>", "2022-05-18T08:30:00"),
        (
            "<time datetime='2022-05-18'></time><time datetime='2022-05-18 08:30'></time>",
            "2022-05-18T08:30:00",
        ),
        ("<time datetime='2022-05-18'></time><time datetime='2022-05-20'></time>", None),
        ("<p>Updated <time datetime='2022-05-20'>20 May</time></p>", None),
        ("<span>Updated:</span> <time datetime='2022-05-20'>20 May</time>", None),
        (
            "<time class='updated' datetime='2022-05-20'/><time datetime='2022-05-18'></time>",
            "2022-05-18",
        ),
        ("<aside><time datetime='2022-05-20'>20 May</time></aside>", None),
        ("<ul><li><time datetime='2022-05-20'>20 May</time></li></ul>", None),
        ("<time datetime='PT3M'>3 min</time>", None),
        ("<time datetime='2022-05'>May</time>", None),
    ],
)
def test_time_elements(times: str, published: str | None) -> None:
    record = page_of("", times + BODY)
    assert parse_date(record.published) == published
    assert record.published_from == ("a <time> element of the page" if published else "")


@pytest.mark.parametrize(
    ("before", "published"),
    [
        ("<h1>Harbour reopens</h1><span>May 18, 2022</span>", "2022-05-18"),
        (
            "<h1>Harbour reopens</h1><div>By Jane Doe | 18 May 2022 08:30</div>",
            "2022-05-18T08:30:00",
        ),
        ("<h1>Harbour reopens</h1><p>Published: 18 May 2022</p>", "2022-05-18"),
        ("<h1>Harbour reopens</h1><p>Updated: 18 May 2022</p>", None),
        ("<h1>Harbour reopens</h1><p>5/6/2022</p>", None),
        ("<div>Wednesday, May 18, 2022</div><h1>Harbour reopens</h1>", None),
        ("<h1>Harbour reopens</h1><footer>© 18 May 2022</footer>", None),
        ("<h1>Harbour reopens</h1><p>20220518</p>", None),
    ],
)
def test_a_visible_line_below_the_headline(before: str, published: str | None) -> None:
    record = page_of("", BODY, before)
    assert parse_date(record.published) == published
    assert record.published_from == ("the page's text" if published else "")


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2022/05/18/harbour", "2022-05-18"),
        ("/news/2022/may/18/harbour", "2022-05-18"),
        ("/2022/5/8/harbour", "2022-05-08"),
        ("/1964/03/27/archives", "1964-03-27"),
        ("/story/2022-05-18/harbour", "2022-05-18"),
        ("/harbour-20220518.html", "2022-05-18"),
        ("/2022/02/30/harbour", ""),
        ("/2022/05/harbour", ""),
        ("/d-day-1944-06-06-remembered", ""),
        ("/1944-06-06-d-day", ""),
        ("/2022/05/18/harbour-20220519.html", ""),
        ("/id/1220220518", ""),
        ("/harbour?day=/2022/05/18/", ""),
    ],
)
def test_the_day_in_an_address(path: str, day: str) -> None:
    assert find_date_in_address(f"https://www.example.com{path}") == day


@pytest.mark.parametrize(
    ("head", "before", "authors"),
    [
        (linked_data({**NEWS, "author": "Jane Doe"}), "", ("Jane Doe",)),
        (linked_data({**NEWS, "author": ["Jane Doe", "John Roe"]}), "", ("Jane Doe", "John Roe")),
        (linked_data({**NEWS, "author": {"@type": "Organization", "name": "The Gazette"}}), "", ()),
        (linked_data({**NEWS, "author": {"name": "the gazette"}}), "", ()),
        (linked_data({**NEWS, "author": "https://e.com/jane"}), "", ()),
        (linked_data({**NEWS, "author": "Jane Doe, City Editor"}), "", ("Jane Doe",)),
        ('<meta name="author" content="Jane Doe">', "", ("Jane Doe",)),
        ('<meta property="article:author" content="https://social.example/jane">', "", ()),
        ('<meta name="author" content="admin">', "", ()),
        ("", "<p class='byline'>By Jane Doe</p>", ("Jane Doe",)),
        ("", "<a rel='author' href='/jane'>Jane Doe</a>", ("Jane Doe",)),
        ("", "<p class='byline'>By Jane Doe, 18 May 2022</p>", ()),
        (
            linked_data({**NEWS, "author": {"@type": "Organization", "name": "Fact Desk"}}),
            "<span class='author'>The ministry that was checked</span>",
            (),
        ),
    ],
)
def test_authors_are_people(head: str, before: str, authors: tuple[str, ...]) -> None:
    assert page_of(head, BODY, before).authors == authors


def test_the_outlet_is_the_site_and_not_the_agency() -> None:
    site = '<meta property="og:site_name" content="The Coast Post">'
    assert page_of(linked_data(NEWS) + site).outlet == "The Coast Post"


@pytest.mark.parametrize(
    ("head", "before", "title"),
    [
        (
            "<title>Harbour reopens | The Gazette</title>",
            "<h1>Harbour reopens</h1>",
            "Harbour reopens",
        ),
        (
            linked_data({**NEWS, "headline": "Harbour reopens after three…"}),
            "<h1>Harbour reopens after three weeks</h1>",
            "Harbour reopens after three weeks",
        ),
        (linked_data(NEWS), "<h1>The Gazette</h1>", "Harbour reopens"),
        (
            '<meta property="og:title" content="Harbour reopens - The Gazette">'
            '<meta property="og:site_name" content="The Gazette">',
            "",
            "Harbour reopens",
        ),
        ('<meta property="og:title" content="A – B talks fail">', "", "A – B talks fail"),
        (linked_data({**NEWS, "headline": "Fish &amp; ships"}), "", "Fish & ships"),
    ],
)
def test_the_headline(head: str, before: str, title: str) -> None:
    assert page_of(head, BODY, before).title == title


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="https://e.com/harbour">', "https://e.com/harbour"),
        ('<link rel="canonical" href="/harbour">', "https://e.com/harbour"),
        ('<link rel="canonical" href="https://e.com/">', "https://e.com/fetched"),
        ('<meta property="og:url" content="https://e.com/harbour">', "https://e.com/harbour"),
        ('<link rel="canonical" href="http://[broken">', "https://e.com/fetched"),
        ('<link rel="canonical" href="javascript:void(0)">', "https://e.com/fetched"),
        ("", "https://e.com/fetched"),
    ],
)
def test_the_address(head: str, url: str) -> None:
    assert page_of(head, url="https://e.com/fetched").url == url


def test_what_else_a_page_says() -> None:
    node = {
        **NEWS,
        "copyrightNotice": "© The Gazette",
        "correction": {"@type": "CorrectionComment", "text": "The number of ferries was wrong."},
        "isAccessibleForFree": "False",
        "keywords": ["harbour", "ferries"],
        "description": "Ferries sail again.",
    }
    record = page_of(linked_data(node))
    assert record.rights == "© The Gazette"
    assert record.metadata == {
        "description": "Ferries sail again.",
        "keywords": "harbour, ferries",
        "correction": "The number of ferries was wrong.",
        "free_to_read": "no",
    }


def test_microdata() -> None:
    body = (
        "<div itemscope itemtype='https://schema.org/NewsArticle'>"
        "<span itemprop='datePublished' content='2022-05-18T08:30:00Z'>yesterday</span>"
        "<span itemprop='author' itemscope><span itemprop='name'>Jane Doe</span></span>"
        f"<div itemprop='articleBody'>{BODY}</div></div>"
    )
    record = page_of("", body)
    assert (record.published, record.authors) == ("2022-05-18T08:30:00Z", ("Jane Doe",))
