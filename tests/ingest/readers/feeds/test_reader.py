"""Feeds of every kind: what is in them comes out, from where it belongs."""

import base64
import html
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.dates import parse_date
from ingest.readers import registry
from ingest.readers.base import Record, Source
from ingest.readers.feeds.reader import read_entries, shows
from ingest.readers.io.head import FileHead
from tests.helpers.feed_samples import (
    ATOM,
    FIRST,
    KINDS,
    MARKUP,
    PAGE,
    RSS,
    RSS_1,
    SECOND,
    TEXT,
    item,
    one,
    text_of,
)

Put = Callable[[str, str | bytes], Source]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind(put: Put, kind: str) -> None:
    (record,) = registry.read(put("feed.xml", KINDS[kind]))
    assert isinstance(record, Record)
    assert record.text == TEXT
    assert (record.title or "").endswith("arbour reopens")
    assert (record.outlet, record.url) == ("The Gazette", PAGE)
    dated = record.published and parse_date(record.published)
    assert (dated or "").startswith("" if kind == "RSS 0.91" else "2022-05-18T10:30:00")
    assert (record.position, record.where) == (1, "entry 1")


def test_all_fields_of_rss() -> None:
    entry = one(RSS)
    assert (entry.link, entry.full) == (PAGE, True)
    assert entry.record == Record(
        id="tag:gazette.example,2022:harbour",
        title="Q&A: harbour reopens",
        text=TEXT,
        published="Wed, 18 May 2022 10:30:00 +0200",
        outlet="The Gazette",
        authors=("Jane Doe", "John Roe"),
        url=PAGE,
        section="Local",
        language="en-GB",
        rights="The Gazette Ltd",
        metadata={"tags": "Local, Sea"},
        position=1,
        where="entry 1",
    )


def test_all_fields_of_atom() -> None:
    record = one(ATOM).record
    assert (record.id, record.title, record.section) == ("urn:uuid:7a", "Harbour reopens", "Local")
    assert (record.published, record.updated) == (
        "2022-05-18T10:30:00+02:00",
        "2022-05-19T08:00:00Z",
    )
    assert (record.authors, record.language) == (("The Newsdesk",), "en")


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_is_told_by_its_beginning(kind: str) -> None:
    assert shows(FileHead(KINDS[kind].encode()))


@pytest.mark.parametrize(
    "other",
    [
        "<html><body>rss</body></html>",
        "<urlset/>",
        '<feed xmlns="urn:prices"><price/></feed>',
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Bag/></rdf:RDF>',
        "<channel><programme/></channel>",
        "just text",
        "",
    ],
)
def test_what_is_no_feed_is_not_taken_for_one(other: str) -> None:
    assert not shows(FileHead(other.encode()))


# Dates


def test_the_date_of_the_feed_is_no_date_of_an_entry() -> None:
    dated = RSS.replace("<pubDate>Wed, 18 May 2022 10:30:00 +0200</pubDate>", "")
    assert (one(dated).record.published, one(dated).record.updated) == (None, None)


def test_the_one_date_of_rss_1() -> None:
    record = one(RSS_1).record
    assert (record.published, record.published_from) == ("2022-05-18T10:30:00+02:00", "")


def test_an_update_stands_in_for_the_publication_and_says_so() -> None:
    record = one(ATOM.replace("<published>2022-05-18T10:30:00+02:00</published>", "")).record
    assert record.published == record.updated == "2022-05-19T08:00:00Z"
    assert record.published_from == "the date of its last update"


# Texts


def test_a_summary_is_text_but_not_the_whole() -> None:
    entry = one(item(f"<title>a</title><description>{FIRST}</description>"))
    assert (entry.record.text, entry.full) == (FIRST, False)


@pytest.mark.parametrize("ending", ["…", "...", "[…]", "[&amp;hellip;]"])
def test_content_that_goes_on_elsewhere_is_not_the_whole(ending: str) -> None:
    entry = one(item(f"<content>{FIRST} {ending}</content>", kind="atom"))
    assert entry.record.text.startswith(FIRST)
    assert not entry.full


def test_the_longer_of_content_and_summary() -> None:
    short = one(item(f"<content>More</content><summary>{FIRST}</summary>", kind="atom"))
    assert (short.record.text, short.full) == (FIRST, False)


def test_captions_are_not_the_article() -> None:
    media = 'xmlns:media="http://search.yahoo.com/mrss/"'
    caption = f'<media:description type="plain">{SECOND * 3}</media:description>'
    data = item(f"{caption}<description>{FIRST}</description>{caption}").decode()
    assert one(data.replace("<rss", f"<rss {media}", 1)).record.text == FIRST


def test_a_second_description_does_not_make_a_whole() -> None:
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    data = item(f"<description>{FIRST}</description><dc:description>{FIRST}</dc:description>")
    assert not one(data.decode().replace("<rss", f"<rss {dc}", 1)).full


def test_text_that_only_another_namespace_has() -> None:
    data = item(f"<description>Open.</description><yandex:full-text>{TEXT}</yandex:full-text>")
    entry = one(data.decode().replace("<rss", '<rss xmlns:yandex="http://news.yandex.example"', 1))
    assert (entry.record.text, entry.full) == (TEXT, True)


def test_what_surrounds_an_article_in_blogs() -> None:
    footer = "<p>The post <a href='x'>Harbour</a> appeared first on <a href='y'>Gazette</a>.</p>"
    markup = html.escape(f"<h1>Harbour reopens</h1>{MARKUP}{footer}")
    assert text_of(f"<title>Harbour reopens</title><description>{markup}</description>") == TEXT


def test_pictures_in_base64_are_no_text() -> None:
    picture = base64.b64encode(b"\x89PNG" + bytes(90)).decode()
    content = f'<summary>{FIRST}</summary><content type="image/png">{picture}</content>'
    assert text_of(content, kind="atom") == FIRST


def test_embedded_elements_of_xhtml_do_not_swallow_the_rest() -> None:
    inside = (
        f'<content type="xhtml"><div><p>{FIRST}</p><iframe src="a"/><p>{SECOND}</p></div></content>'
    )
    assert text_of(inside, kind="atom") == TEXT


def reads_as_utf8(words: str) -> bool:
    try:
        return words.encode("latin-1").decode("utf-8") != words
    except UnicodeError:
        return False


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"]), min_size=1))
def test_any_text_comes_through(words: str) -> None:
    assume(not reads_as_utf8(words))  # which feedparser takes for decoded wrongly, and mends
    escaped = html.escape(html.escape(words))
    record = one(item(f"<description>&lt;p&gt;{escaped}&lt;/p&gt;</description>")).record
    assert record.text.split() == words.split()


# Who and where


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("<author>desk@gazette.example (Jane Doe)</author>", ("Jane Doe",)),
        ("<author>Jane Doe</author>", ("Jane Doe",)),
        ("<author>Jane Doe (The Gazette)</author>", ("Jane Doe (The Gazette)",)),
        ("<author>desk@gazette.example</author>", ()),
        ("<author/>", ()),
        ("", ()),
    ],
)
def test_authors(author: str, names: tuple[str, ...]) -> None:
    assert one(item(f"<description>{FIRST}</description>{author}")).record.authors == names


def test_the_source_of_an_entry_is_its_outlet() -> None:
    source = '<source url="https://courier.example/rss">The Courier</source>'
    data = RSS.replace("<category>Local</category>", source)
    assert one(data).record.outlet == "The Courier"


@pytest.mark.parametrize(
    ("link", "base", "url"),
    [
        ("/a", "https://gazette.example/feeds/all.xml", "https://gazette.example/a"),
        ("https://other.example/a", "https://gazette.example/", "https://other.example/a"),
        ("/a", "", ""),
        ("javascript:alert(1)", "https://gazette.example/", ""),
        ("http://[broken", "https://gazette.example/", ""),
        ("", "https://gazette.example/", ""),
    ],
)
def test_links(link: str, base: str, url: str) -> None:
    data = item(f"<link>{link}</link><description>{FIRST}</description>")
    assert one(data, base).link == url


def ids(*inside: str, link: str = "https://gazette.example/") -> list[str | None]:
    listed = "".join(f"<item>{one_}</item>" for one_ in inside)
    data = f'<rss version="2.0"><channel><link>{link}</link>{listed}</channel></rss>'
    return [entry.record.id for entry in read_entries(data.encode())]


def entry_(guid: str, link: str, title: str = "t") -> str:
    guid = f'<guid isPermaLink="false">{guid}</guid>' if guid else ""
    return f"<title>{title}</title>{guid}<link>{link}</link><description>x</description>"


@pytest.mark.parametrize(
    ("guid", "link", "id_"),
    [
        ("tag:gazette.example,2022:9", PAGE, "tag:gazette.example,2022:9"),
        ("https://gazette.example/?p=12", PAGE, "https://gazette.example/?p=12"),
        ("d41d8cd98f00b204e9800998ecf8427e", PAGE, "d41d8cd98f00b204e9800998ecf8427e"),
        ("4711", PAGE, "gazette.example:4711"),
        ("4711", "", "gazette.example:4711"),
        (PAGE, PAGE, None),
        (f"{PAGE}#3", PAGE, None),  # counts revisions
        (PAGE, f"{PAGE}?utm_source=rss", None),
        ("", PAGE, None),
    ],
)
def test_ids(guid: str, link: str, id_: str | None) -> None:
    assert ids(entry_(guid, link)) == [id_]


def test_a_guid_that_all_entries_share_is_no_id() -> None:
    assert ids(entry_("same", f"{PAGE}/1"), entry_("same", f"{PAGE}/2")) == [None, None]


def test_entries_of_one_page_keep_their_own_guids() -> None:
    found = ids(entry_(f"{PAGE}#1", f"{PAGE}#1"), entry_(f"{PAGE}#2", f"{PAGE}#2"))
    assert found == [f"{PAGE}#1", f"{PAGE}#2"]


def test_without_guid_and_link_an_id_does_not_depend_on_the_place() -> None:
    alone = ids(entry_("", "", "Harbour"))
    below = ids(entry_("", "", "Newer"), entry_("", "", "Harbour"))
    assert alone == below[1:]
    assert below[0] != below[1]


def test_a_number_that_claims_to_be_a_link() -> None:
    entry = one(item(f"<guid>4711</guid><description>{FIRST}</description>"), "https://a.example/f")
    assert (entry.link, entry.record.id) == ("", "a.example:4711")
