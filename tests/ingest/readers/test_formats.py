"""What each format is about: headlines of texts, marks of Markdown, what pages hide."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.base import Source
from ingest.readers.io.html_fragments import strip_markup
from ingest.readers.plain_text import split_headline
from tests.helpers.reading import record_of

Put = Callable[[str, str | bytes], Source]

BODY = "The harbour reopened on Monday after three weeks of repairs, the authority said."
MORE = "The first ferries left at dawn for the islands, carrying 240 people and their cars."


@pytest.mark.parametrize(
    ("text", "headline", "rest"),
    [
        (f"Harbour reopens\n\n{BODY}", "Harbour reopens", BODY),
        (f"Harbour reopens\n{BODY}", "Harbour reopens", BODY),
        (f"\n\n  Harbour reopens  \n \n\n{BODY}\n", "Harbour reopens", BODY),
        (f"Will it open again?\n\n{BODY}", "Will it open again?", BODY),
        (f"Harbour reopens\nBy Jane Doe\n{BODY}", "Harbour reopens", f"By Jane Doe\n{BODY}"),
        ("Harbour reopens\nFerries are back", "Harbour reopens", "Ferries are back"),
    ],
)
def test_a_headline(text: str, headline: str, rest: str) -> None:
    assert split_headline(text) == (headline, rest)


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "Harbour reopens",
        f"{BODY}\n{MORE}",
        f"{BODY}\n\n{MORE}",
        f"He said: “It is open.”\n{MORE}",
        f"{'Long ' * 40}line\n\n{BODY}",
        "The harbour reopened on Monday after three weeks of\nrepairs, the authority said.",
        "The harbour reopened on Monday after three weeks of work by the\n"
        "United Harbour Company, which the authority had asked in March to\nrepair the quay.",
    ],
)
def test_no_headline_and_nothing_taken_away(text: str) -> None:
    assert split_headline(text) == ("", text)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2022-05-18-harbour.txt", "2022-05-18"),
        ("20220518.txt", "2022-05-18"),
        ("20220518_harbour.txt", "2022-05-18"),
        ("2022-02-30-harbour.txt", None),
        ("202205181030.txt", None),
        ("12345678.txt", None),
        ("2022-05.txt", None),
        ("harbour-2022-05-18.txt", None),
    ],
)
def test_the_day_in_a_file_name(put: Put, name: str, day: str | None) -> None:
    assert record_of(put(name, BODY)).published == day


def test_the_outlet_is_the_sub_folder(put: Put) -> None:
    path = put("a.txt", BODY).path
    assert record_of(Source(path, "2024/gazette/a.txt")).outlet == "gazette"
    assert record_of(Source(path, "2024/a.txt")).outlet == ""


FRONT = """---
title: "Harbour: reopened"
date: 2022-02-30
author: [Jane Doe, John Roe]
outlet: ~
tags: [sea, ferries]
---
# Another heading

Text with **bold**, *soft* and `code`,
wrapped; [a link](https://e.com/a_(b) "t") and ![an image](i.png)snake_case 2 * 3 * 4.
<!-- hidden -->
> Quoted \\*as is\\*.

- one
- two

## Sub ##
---
[ref]: https://e.com
Last <span style="display:none">hidden</span>line, [by reference][ref] <https://e.com>.
"""


def test_markdown(put: Put) -> None:
    record = record_of(put("2022-05-18.md", FRONT))
    assert record.title == "Harbour: reopened"
    assert record.published == "2022-02-30"  # as written; an article of it will have no date
    assert (record.authors, record.metadata) == (("Jane Doe", "John Roe"), {"tags": "sea, ferries"})
    paragraphs = [part for part in record.text.split("\n\n") if part.strip()]
    assert [part.strip() for part in paragraphs] == [
        "Another heading",
        "Text with bold, soft and code, wrapped; a link and snake_case 2 * 3 * 4.",
        "Quoted *as is*.",
        "one",
        "two",
        "Sub",
        "Last line, by reference https://e.com.",
    ]


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        (f"# Harbour *reopens* #\n\n{BODY}", "Harbour reopens", BODY),
        (f"Harbour reopens\n===\n{BODY}", "Harbour reopens", BODY),
        (f"---\n\n{BODY}\n\n---\n\n{MORE}", None, f"{BODY}\n\n{MORE}"),
        (f"---\n---\n{BODY}", None, BODY),
        (f"{BODY}\n\n# Later", None, f"{BODY}\n\nLater"),
    ],
)
def test_the_headline_of_markdown(put: Put, text: str, title: str | None, rest: str) -> None:
    record = record_of(put("a.md", text))
    assert (record.title, record.text.strip()) == (title, rest)


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display : none'>SECRET words nobody saw.</p>",
        "<p style='color:red;VISIBILITY:hidden'>SECRET words nobody saw.</p>",
        "<p style='font-size:0px'>SECRET words nobody saw.</p>",
        "<p style='opacity:0;'>SECRET words nobody saw.</p>",
        "<p style='position:absolute;left:-9999px'>SECRET words nobody saw.</p>",
        "<div hidden><p>SECRET words nobody saw.</p></div>",
        "<div aria-hidden='true'><p>SECRET words nobody saw.</p></div>",
        "<template><p>SECRET words nobody saw.</p></template>",
        "<noscript><p>SECRET words nobody saw.</p></noscript>",
        "<script>SECRET()</script>",
        "<!-- SECRET -->",
    ],
)
def test_what_a_page_hides_does_not_get_in(put: Put, hidden: str) -> None:
    page = f"<html><body><article><p>{BODY}</p>{hidden}<p>{MORE}</p></article></body></html>"
    assert record_of(put("a.html", page)).text == f"{BODY}\n\n{MORE}"
    fragment = f"<p>{BODY}</p>{hidden}<p>{MORE}</p>"
    assert strip_markup(fragment) == f"{BODY}\n\n{MORE}"


def test_what_a_page_shows_stays(put: Put) -> None:
    shown = f"<p style='opacity:0.9;font-size:0.8em'>{MORE}</p>"
    page = f"<html><body style='opacity:0'><article><p>{BODY}</p>{shown}</article></body></html>"
    assert record_of(put("a.html", page)).text == f"{BODY}\n\n{MORE}"


@pytest.mark.parametrize("part", ["<p>{}</p>", "<div><p>{}</p></div>", "<h1>Title</h1><p>{}</p>"])
def test_a_part_of_a_page_saved_by_itself(put: Put, part: str) -> None:
    assert record_of(put("a.html", part.format(BODY))).text == BODY


def test_a_page_says_its_encoding(put: Put) -> None:
    page = f'<html><head><meta charset="{{}}"></head><body><p>{BODY}</p><p>Мир.</p></body></html>'
    data = page.format("windows-1251").encode("cp1251")
    assert record_of(put("a.html", data)).text.endswith("Мир.")
    data = page.format("iso-8859-1").replace("Мир", "“Café” – 5 €").encode("cp1252")
    assert record_of(put("a.html", data)).text.endswith("“Café” – 5 €.")


def test_an_xhtml_page_with_an_xml_declaration(put: Put) -> None:
    page = (
        '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml" lang='
        f'"en"><head><title>Café</title></head><body><p>{BODY}</p><p>{MORE}</p></body></html>'
    )
    record = record_of(put("a.xhtml", page))
    assert (record.title, record.language, record.text) == ("Café", "en", f"{BODY}\n\n{MORE}")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>A &amp; B</p><p>C<br>d</p>", "A & B\n\nC\nd"),
        ("<ul><li>one<li>two</ul>three", "one\n\ntwo\n\nthree"),
        ("First <b>part</b>\n\nsecond <i>part</i>", "First part\n\nsecond part"),
        ("<p>wrapped\nline</p>", "wrapped line"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a | b"),
        ("<table><tr><td></td><td>b</td><td></td><td>d</td></tr></table>", "| b | | d"),
        ("<table><tr><td> </td><td>It placed this.</td></tr></table>", "It placed this."),
        ("<![CDATA[<p>inside</p>]]>", "inside"),
        ("<p hidden>no<p>yes</p>", "yes"),
        ("<p>never closed <b", "never closed <b"),
        ("AT&amp;T isn&#8217;t at 5&nbsp;%", "AT&T isn’t at 5\xa0%"),
        ("if a<b and b>c & d", "if a<b and b>c & d"),
        ("?a=1&copy=2", "?a=1&copy=2"),
        ("plain\ntext\n\n\nstays", "plain\ntext\n\n\nstays"),
    ],
)
def test_markup_in_fields(markup: str, text: str) -> None:
    assert strip_markup(markup).strip() == text


PIECES = ["<p>", "</p>", "<br>", "<!--", "<![", "<!", "<div hidden>", "</div>", "<", ">", "&", "a "]


@given(st.lists(st.sampled_from([*PIECES, "&lt;", "]]>", "\n", '"', "'", "=", "/"])))
def test_any_tag_soup_is_text(pieces: list[str]) -> None:
    soup = "".join(pieces)
    assert isinstance(strip_markup(soup), str)
    assert strip_markup(f"<p>before</p>{soup}").startswith("before")


@pytest.mark.parametrize(
    "piece",
    ["**a", "[", "](", "![", "_a", "` ", " ", "# ", "\n#  ", "<p", "&", "<!--", "~~a", "- "],
)
def test_long_runs_of_marks_are_read_all_the_same(put: Put, piece: str) -> None:
    text = f"{BODY}\n\n{piece * 20_000}x"
    assert record_of(put("a.md", text)).text.startswith(BODY)
    assert strip_markup(f"<p>{BODY}</p>{piece * 20_000}").startswith(BODY)
