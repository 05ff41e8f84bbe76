"""Rows of tables: one sentence each, and the header above them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.normalize import clean_text
from ingest.readers.registry import read
from ingest.sources import find_sources
from rag.retrieval.evidence import says_something
from rag.text.sentences import split_sentences
from rag.text.tables import LONGEST_ROW, find_table_header, is_table_row

PROSE = "<p>The votes of the town were counted through the night, and the board gave them out.</p>"
TABLE = (
    "<table><tr><th>District</th><th>Yes</th><th>2019</th></tr>"
    "<tr><td>St. Mary. East</td><td>311</td><td></td></tr>"
    "<tr><td>North Hallam</td><td>1,204</td><td>98.8%</td></tr></table>"
)
ITEMS = "<ol><li>The quay</li><li>the pier</li></ol>"
MARKDOWN = """# Vote

The board gave them out.

| District | Yes | 2019 |
|---|--:|:-:|
| St. Mary. East | 311 | |
| North Hallam | 1,204 | 98.8% |

- The quay
- the pier
"""
ROWS = [
    "District | Yes | 2019",
    "St. Mary. East | 311 |",
    "North Hallam | 1,204 | 98.8%",
    "The quay",
    "the pier",
]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", f"<html><body><article><h1>Vote</h1>{PROSE * 3}{TABLE}{ITEMS}{PROSE}</article>"),
        ("b.json", None),
        ("c.md", MARKDOWN),
    ],
)
def test_rows_and_items_are_sentences_whatever_read_them(
    tmp_path: Path, name: str, content: str | None
) -> None:
    record = json.dumps({"title": "Vote", "text": PROSE + TABLE + ITEMS})
    (tmp_path / name).write_text(content or record, encoding="utf-8")
    (source,) = find_sources([tmp_path])
    (record_read,) = read(source)  # type: ignore[arg-type]
    text = clean_text(record_read.text)  # type: ignore[union-attr]
    sentences = {one.text: one for one in split_sentences(text)}
    assert [one for one in sentences if one in ROWS] == ROWS
    header, east, north, *_ = (sentences[row] for row in ROWS)
    assert find_table_header(text, east.start) == find_table_header(text, north.start) == header
    assert find_table_header(text, header.start) is None
    assert find_table_header(text, sentences["The quay"].start) is None
    assert says_something(east)
    assert says_something(north)


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("A | B\nx | 1\ny | 2", "A | B"),
        ("A | B | C\nx | 1\ny | 2", None),  # x | 1 is a row, too
        ("Votes:\n\nA | B\n\nx | 1\n\ny | 2", "A | B"),
        ("x | 1\ny | 2", None),
        ("y | 2", None),
        ("A | B\nIt rained.\ny | 2", None),
        ("It rained.", None),
        ("", None),
    ],
)
def test_the_header_of_the_last_row(text: str, header: str | None) -> None:
    found = find_table_header(text, text.rfind("\n") + 1)
    assert (found.text if found else None) == header
    assert found is None or text[found.start : found.end] == found.text


def test_what_is_a_row() -> None:
    assert all(map(is_table_row, ["A | B", "| Yes | No", "a | |"]))
    assert not any(map(is_table_row, ["A|B", "A || B", "A\n| B", "It rained.", ""]))
    assert not is_table_row("It rained. " * LONGEST_ROW + "| B")


@given(st.text(alphabet="a1 |\n.", max_size=80), st.integers(0, 80))
def test_a_header_stands_where_it_says_and_above(text: str, start: int) -> None:
    header = find_table_header(text, start)
    if header is not None:
        assert text[header.start : header.end] == header.text
        assert header.end <= start
        assert header.text in [one.text for one in split_sentences(text)]
