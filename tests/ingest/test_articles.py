"""Records into articles: ids, fallbacks, warnings, fingerprints."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.articles import build_article, compute_fingerprint
from ingest.readers.base import Record, Source
from rag.errors import SourceError
from rag.types import Article

SOURCE = Source(Path("/news/2024/gazette/a.jsonl"), "2024/gazette/a.jsonl", "/news/2024")
RECORD = Record(
    id=" x-1\n",
    title="Harbour\n  reopens",
    text="The harbour reopened.\r\nFerries  left.\n",
    published="18 May 2022",
    updated="2022-05-19T08:00:00Z",
    outlet="The Gazette ",
    authors=("By Jane Doe and John Roe",),
    url="https://example.com/harbour?utm_source=feed",
    section="Local",
    language="en_GB",
    metadata={"tags": "sea, ferries", "empty": " "},
)


def test_every_field() -> None:
    assert build_article(RECORD, SOURCE) == Article(
        id="x-1",
        title="Harbour reopens",
        text="The harbour reopened.\nFerries  left.",
        published="2022-05-18",
        outlet="The Gazette",
        authors=("Jane Doe", "John Roe"),
        url="https://example.com/harbour?utm_source=feed",
        path="2024/gazette/a.jsonl",
        section="Local",
        language="en-gb",
        updated="2022-05-19T08:00:00+00:00",
        metadata={"tags": "sea, ferries"},
    )


URL = "HTTPS://Example.com/a?utm_source=x#top"


@pytest.mark.parametrize(
    ("fields", "id_"),
    [
        ({"id": "guid-7", "url": URL, "position": 3}, "guid-7"),
        ({"id": "\u200b \x00guid\x00-7 ", "url": URL}, "guid-7"),
        ({"id": "\u200b ", "url": URL, "position": 3}, "https://example.com/a"),
        ({"url": "about:blank", "position": 3}, "2024/gazette/a.jsonl:3"),
        ({"position": 1}, "2024/gazette/a.jsonl:1"),
        ({}, "2024/gazette/a.jsonl"),
    ],
)
def test_id(fields: dict[str, Any], id_: str) -> None:
    assert build_article(Record(text="Words.", **fields), SOURCE).id == id_


@pytest.mark.parametrize(
    ("fields", "outlet"),
    [
        ({"outlet": "The Gazette", "url": "https://other.com/a"}, "The Gazette"),
        ({"outlet": "https://www.gazette.com/news"}, "gazette.com"),
        ({"outlet": " ", "url": "https://www.gazette.com/a"}, "gazette.com"),
        ({}, ""),
    ],
)
def test_outlet(fields: dict[str, Any], outlet: str) -> None:
    assert build_article(Record(text="Words.", **fields), SOURCE).outlet == outlet


def test_what_is_missing_shows() -> None:
    article = build_article(Record(text="Words."), SOURCE)
    assert (article.title, article.published, article.day) == ("", None, None)
    assert article.metadata == {}


def test_a_date_that_is_not_understood_is_kept_as_given() -> None:
    article = build_article(replace(RECORD, published="May 2022", updated="soon"), SOURCE)
    assert article.published is None
    assert article.metadata == {"tags": "sea, ferries", "published_as_given": "May 2022"}


@pytest.mark.parametrize("text", ["", " \n ", "\x00\u200b\ufeff"])
def test_no_text_is_no_article(text: str) -> None:
    with pytest.raises(SourceError, match="no text"):
        build_article(Record(text=text), SOURCE)


@given(st.text(st.characters(), min_size=1))
def test_any_text_stays_as_it_is_once_stored(text: str) -> None:
    try:
        stored = build_article(Record(text=text, title=text, outlet=text, id=text), SOURCE)
    except SourceError:
        return
    again = build_article(
        Record(text=stored.text, title=stored.title, outlet=stored.outlet, id=stored.id), SOURCE
    )
    assert again == stored
    assert stored.id


OTHER: dict[str, Any] = {
    "title": "Harbor reopens",
    "text": "The harbour reopened.",
    "published": None,
    "outlet": "",
    "authors": ("Jane Doe",),
    "url": "",
    "section": "Sea",
    "language": "",
}


@pytest.mark.parametrize("field", OTHER)
def test_the_fingerprint_sees_a_change(field: str) -> None:
    article = build_article(RECORD, SOURCE)
    assert compute_fingerprint(replace(article, **{field: OTHER[field]})) != compute_fingerprint(
        article
    )


def test_the_fingerprint_does_not_see_where_an_article_lies() -> None:
    article = build_article(RECORD, SOURCE)
    moved = replace(article, id="x-2", path="2025/b.jsonl", metadata={})
    assert compute_fingerprint(moved) == compute_fingerprint(article)
    assert len(compute_fingerprint(article)) == 64


def test_the_fingerprint_is_the_same_on_every_machine() -> None:
    article = Article(id="1", title="É", text="Ça.", published="2022-05-18", authors=("A", "B"))
    expected = "5eafbfa6105c47e220098a570331801f9e9885c4ba1c7446e99aca67cb648d9c"
    assert compute_fingerprint(article) == expected


@given(st.lists(st.text(), min_size=2, max_size=2, unique=True))
def test_words_moved_between_fields_change_the_fingerprint(words: list[str]) -> None:
    first, second = words
    one = Article(id="1", title=first, text=second)
    other = Article(id="1", title=second, text=first)
    assert compute_fingerprint(one) != compute_fingerprint(other)
