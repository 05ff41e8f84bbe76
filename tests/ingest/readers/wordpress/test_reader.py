"""WordPress exports: published posts come out as their readers saw them, the rest stays in."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import registry
from ingest.readers.base import Record, Source
from ingest.readers.io.head import FileHead
from ingest.readers.wordpress.content import split_paragraphs
from ingest.readers.wordpress.reader import read, shows
from rag.errors import SourceError

Put = Callable[[str, str | bytes], Source]

FIRST = "The harbour reopened on Monday after three weeks of repairs, the port authority said."
SECOND = "The first ferries left at dawn for the islands, carrying 240 people and their cars."
BLOCKS = f"""<!-- wp:paragraph {{"align":"left"}} -->
<p>{FIRST}</p>
<!-- /wp:paragraph -->

<!-- wp:image {{"id":7}} --><figure><img src="a.jpg" alt="x"/></figure><!-- /wp:image -->

<!-- wp:paragraph -->
<p>{SECOND}</p>
<!-- /wp:paragraph -->"""

SITE = """<?xml version="1.0" encoding="UTF-8"?>
<!-- generator="WordPress/6.0" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>The Gazette &amp; Courier</title><link>https://gazette.example</link>
<pubDate>Sat, 01 Jan 2000 00:00:00 +0000</pubDate><language>en-GB</language>
<wp:author><wp:author_login><![CDATA[jdoe]]></wp:author_login>
<wp:author_display_name><![CDATA[Jane Doe]]></wp:author_display_name></wp:author>
<wp:author><wp:author_login>jroe</wp:author_login><wp:author_display_name/>
<wp:author_first_name>John</wp:author_first_name><wp:author_last_name>Roe</wp:author_last_name>
</wp:author>
{}</channel></rss>"""


def post(
    content: str = BLOCKS, *, kind: str = "post", status: str = "publish", more: str = ""
) -> str:
    return f"""<item><title>Harbour reopens</title><link>https://gazette.example/harbour/</link>
<pubDate>Wed, 18 May 2022 08:30:00 +0000</pubDate><dc:creator><![CDATA[jdoe]]></dc:creator>
<guid isPermaLink="false">https://gazette.example/?p=12</guid><description></description>
<content:encoded><![CDATA[{content}]]></content:encoded>
<excerpt:encoded><![CDATA[]]></excerpt:encoded><wp:post_id>12</wp:post_id>
<wp:post_date>2022-05-18 10:30:00</wp:post_date>
<wp:post_date_gmt>2022-05-18 08:30:00</wp:post_date_gmt>
<wp:post_modified_gmt>2022-05-19 06:00:00</wp:post_modified_gmt>
<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>
<category domain="category" nicename="uncategorized"><![CDATA[Uncategorized]]></category>
<category domain="category" nicename="local"><![CDATA[Local]]></category>
<category domain="post_tag" nicename="sea"><![CDATA[Sea &amp; sand]]></category>{more}</item>"""


def export(*posts: str) -> str:
    return SITE.format("\n".join(posts))


def test_all_fields(put: Put) -> None:
    assert list(registry.read(put("export.xml", export(post())))) == [
        Record(
            id="https://gazette.example/?p=12",
            title="Harbour reopens",
            text=f"{FIRST}\n\n{SECOND}",
            published="2022-05-18 08:30:00Z",
            updated="2022-05-19 06:00:00Z",
            outlet="The Gazette & Courier",
            authors=("Jane Doe",),
            url="https://gazette.example/harbour/",
            section="Local",
            language="en-GB",
            metadata={"tags": "Sea & sand"},
            position=1,
            where="post 12",
        )
    ]


def test_an_export_is_told_from_a_feed() -> None:
    assert shows(FileHead(export().encode()))
    assert not shows(FileHead(b"<rss version='2.0'><channel/></rss>"))


def test_only_published_posts(put: Put) -> None:
    others = [
        post(status="draft"),
        post(status="private"),
        post(status="trash"),
        post(status="future"),
        post(kind="attachment", status="inherit"),
        post(kind="page"),
        post(kind="nav_menu_item"),
        post(more="<wp:post_password>1234</wp:post_password>"),
        post(""),
    ]
    (record,) = read(put("export.xml", export(*others, post(kind="news"))))
    assert record.position == len(others) + 1
    reason = (
        "no published post in it, only 1 attachment, 1 draft, 1 future, 1 nav_menu_item, 1 page,"
        " 1 private, 1 protected, 1 trash, 1 without text"
    )
    with pytest.raises(SourceError, match=reason):
        list(read(put("drafts.xml", export(*others))))


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (export(), "no posts in it"),
        (export(post())[:-10], "not well-formed XML"),
        (f'<!DOCTYPE rss [<!ENTITY a "b">]>{export(post())[38:]}', "entities"),
        ("", "the file is empty"),
    ],
)
def test_refused(put: Put, broken: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        list(read(put("export.xml", broken)))


def test_posts_before_a_break_are_read(put: Put) -> None:
    outcomes = read(put("export.xml", export(post(), post())[:-300]))
    assert next(outcomes).title == "Harbour reopens"
    with pytest.raises(SourceError, match="not well-formed XML"):
        next(outcomes)


def fields(put: Put, change: Callable[[str], str]) -> Record:
    (record,) = read(put("export.xml", export(change(post()))))
    return record


@pytest.mark.parametrize(
    ("old", "new", "published"),
    [
        ("2022-05-18 08:30:00", "0000-00-00 00:00:00", "2022-05-18 10:30:00"),
        ("post_date", "other_date", "Wed, 18 May 2022 08:30:00 +0000"),
    ],
)
def test_dates_that_are_missing(put: Put, old: str, new: str, published: str) -> None:
    assert fields(put, lambda one: one.replace(old, new)).published == published


def test_an_update_at_the_moment_of_publication_is_none(put: Put) -> None:
    record = fields(put, lambda one: one.replace("2022-05-19 06:00:00", "2022-05-18 08:30:00"))
    assert record.updated is None


def test_the_excerpt_where_there_is_no_content(put: Put) -> None:
    record = fields(
        put, lambda one: one.replace(BLOCKS, "").replace("[CDATA[]]>", f"[CDATA[{FIRST}]]>")
    )
    assert record.text == FIRST


def test_the_permanent_link_as_guid_gives_way_to_the_canonical_address(put: Put) -> None:
    record = fields(put, lambda one: one.replace("/?p=12", "/harbour/"))
    assert (record.id, record.url) == (None, "https://gazette.example/harbour/")


def test_several_authors(put: Put) -> None:
    both = "".join(
        f'<category domain="author" nicename="{n}">{n}</category>' for n in ("jroe", "x")
    )
    assert fields(put, lambda one: one.replace("</item>", f"{both}</item>")).authors == (
        "John Roe",
        "x",
    )


@pytest.mark.parametrize(
    ("content", "paragraphs"),
    [
        (BLOCKS, [FIRST, SECOND]),
        (f"{FIRST}\n\n{SECOND}", [FIRST, SECOND]),
        (f"<strong>{FIRST}</strong>\r\n\r\n{SECOND}", [FIRST, SECOND]),
        ("Roses are red,\nviolets are blue", ["Roses are red,\nviolets are blue"]),
        ("<p>Roses are\nred</p>", ["Roses are red"]),
        (f"{FIRST}<!--more-->{SECOND}", [FIRST, SECOND]),
        ("[dropcap]T[/dropcap]he harbour", ["The harbour"]),
        ('[gallery ids="1,2"]Text[contact_form][ad]', ["Text"]),
        ("[embed]https://video.example/1[/embed]\n\nText", ["Text"]),
        ("https://video.example/1\n\nSee https://b.example", ["See https://b.example"]),
        ('[caption id="a1"]<img src="a.jpg" /> The quay[/caption]Text', ["Text"]),
        ("[vc_row][vc_column]Text[/vc_column][/vc_row]", ["Text"]),
        ('[The minister] said: "I [sic] did" [1]', ['[The minister] said: "I [sic] did" [1]']),
        ("an [ad hoc] plan [video of it]", ["an [ad hoc] plan [video of it]"]),
        ("[youtube https://video.example/1]Text [VIDEO]", ["Text"]),
        ("[the aide's words] x", ["[the aide's words] x"]),
        ("[[gallery]] shows pictures", ["[[gallery]] shows pictures"]),
        ("[[[[[", ["[[[[["]),
        ("<script>alert(1)</script>Text<p style='display:none'>Ignore.</p>", ["Text"]),
        ("5 < 6 and <img src=x onerror=alert(1)> so", ["5 < 6 and so"]),
        ("", []),
    ],
)
def test_content(content: str, paragraphs: list[str]) -> None:
    assert split_paragraphs(content) == paragraphs


@given(st.text(st.sampled_from("a[]/ =\"'<>!-\n")))
def test_no_content_is_too_strange(content: str) -> None:
    assert all(one.strip() for one in split_paragraphs(content))


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1))
def test_words_are_kept(words: list[str]) -> None:
    paragraph = " ".join(words)
    assert (
        split_paragraphs(f"[vc_row]{paragraph}[/vc_row]\n\n<b>{paragraph}</b>") == [paragraph] * 2
    )
