"""Hostile words in an export stay words, and its records come back to the character."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag.errors import UsageError
from rag.export.clipboard import write_plain_text
from rag.export.csl import write_csl_json
from rag.export.formats import FORMATS
from rag.export.html_page import write_html
from rag.export.json_object import write_json
from rag.export.markdown import write_markdown
from rag.export.parse import parse_export
from rag.export.phrases import tidy_line
from rag.export.records import Export
from rag.text.tokens import keep_letters
from tests.helpers.export_samples import export_of, exports
from tests.helpers.exported_json import read_export
from tests.helpers.exported_page import Page
from tests.helpers.page_samples import ANSWER, BROKEN_OFF

pytestmark = pytest.mark.slow

STEADY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
OUR_CSL = """
id type title container-title author issued URL accessed note custom
"""  # of csl-data.json 1.0.2, what is used here
CSL_ITEM = frozenset(OUR_CSL.split())
MARKDOWN = {"h1", "h2", "h3", "p", "em", "strong", "blockquote", "ul", "li", "a", "code"}
CSL_NAME = {"family", "given", "non-dropping-particle", "suffix", "literal"}


def cited(export: Export) -> Iterator[Any]:
    for _, answer in export.place_answers():
        yield from answer.citations


@pytest.mark.parametrize("name", FORMATS)
@STEADY
@given(export=exports)
def test_every_format_gives_its_records_back(name: str, export: Export) -> None:
    if name == "csl" and not export.list_records():
        return  # no item, so nothing that could say whose it is
    text = FORMATS[name].write(export)
    found = parse_export(text.encode("utf-8").decode("utf-8-sig"))
    assert Counter(found.records) == Counter(export.list_records())
    assert (found.asked, found.damaged) == (export.asked, 0)
    assert found.archive == tidy_line(export.archive)
    assert all(record.fits for record in found.records)
    if found.shown is not None:
        assert all(keep_letters(one.sentence) in found.shown for one in cited(export))


@STEADY
@given(export=exports)
def test_json_has_all_that_is_known_of_the_answers(export: Export) -> None:
    text = write_json(export)
    assert read_export(text) == export
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u2028\u200b\x7f-\x9f]", text)


@STEADY
@given(export=exports)
def test_nothing_hostile_becomes_html(export: Export) -> None:
    page = Page(write_html(export))
    assert set(page.ids.values()) <= {1}
    inside = [link[1:] for link in page.links if link.startswith("#")]
    assert set(inside) <= set(page.ids), "every number and every way back leads somewhere"
    for one in cited(export):
        assert tidy_line(one.sentence) in page.words


@STEADY
@given(export=exports)
def test_nothing_hostile_becomes_markdown(export: Export) -> None:
    text = write_markdown(export)
    assert text.count("<!--") == text.count("-->") == 1
    shown, comment, end = text.partition("<!--")
    assert end.rstrip().endswith("-->")
    assert comment
    tokens = MarkdownIt("commonmark").parse(shown)
    for token in [one for block in tokens for one in [block, *(block.children or ())]]:
        assert token.type not in {"html_block", "html_inline", "image", "fence", "code_block"}
        assert not token.tag or token.tag in MARKDOWN
        if token.type == "link_open":
            assert str(token.attrs["href"]).startswith(("https://", "http://"))
    inline = " ".join(_plain(token) for token in tokens if token.type == "inline")
    for one in cited(export):
        assert keep_letters(one.sentence) in keep_letters(inline)


def _plain(token: Any) -> str:
    """The words of an inline token as a browser would show them."""
    return "".join(
        "\n" if child.type == "softbreak" else child.content for child in token.children or ()
    )


@STEADY
@given(export=exports)
def test_csl_items_keep_to_the_schema(export: Export) -> None:
    items = json.loads(write_csl_json(export))
    ids = [item["id"] for item in items]
    assert len(set(ids)) == len(ids)
    for item in items:
        assert set(item) <= CSL_ITEM
        assert item["type"] == "article-newspaper"
        assert all(set(name) <= CSL_NAME for name in item.get("author", ()))
        for moment in (item.get("issued"), item["accessed"]):
            assert moment is None or [len(parts) for parts in moment["date-parts"]] == [3]
        assert item.get("URL", "https://").startswith(("https://", "http://"))


@STEADY
@given(export=exports)
def test_the_clipboard_holds_plain_lines(export: Export) -> None:
    for _, answer in export.place_answers():
        text = write_plain_text(answer)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
        assert all(f"“{tidy_line(one.sentence)}”" in text for one in answer.citations)


WHOLE = write_json(export_of(ANSWER, BROKEN_OFF))
VALUES = [match.span() for match in re.finditer(r'(?<=: )(?:"[^"]*"|[\d.]+|null|true)', WHOLE)]
ODD = ["null", "{}", "[]", "[3]", "[[3]]", "-1", "1.5", "1e999", "9" * 400, '"odd"', '{"a": 1e9}']


@given(at=st.sampled_from(VALUES), odd=st.sampled_from(ODD))
def test_odd_json_is_read_or_refused(at: tuple[int, int], odd: str) -> None:
    try:
        found = parse_export(WHOLE[: at[0]] + odd + WHOLE[at[1] :])
    except UsageError:
        return
    assert len(found.records) + found.damaged >= len(export_of().list_records()) - 2
    assert all(record.sentence for record in found.records)
