"""Files that verification must survive, and articles whose words try to get out of an export."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import UsageError
from rag.export.formats import FORMATS
from rag.export.verification_report import format_verification
from rag.export.verify import LARGEST, verify
from rag.retrieval.search import Archive
from rag.text.nearest import find_nearest_sentence, find_nearest_start
from rag.types import Citation
from tests.helpers.export_samples import HOSTILE, export_of, quoting, record, saved, slice_of
from tests.helpers.newsroom import Newsroom

pytestmark = pytest.mark.slow

STAYS = "The council met in Wexholt on Monday."


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of articles whose every word is hostile."""
    news = Newsroom(tmp_path_factory.mktemp("odd"))
    stories = [
        record(f"odd {n}", f"{STAYS} {words} {STAYS}", title=words, outlet=words, authors=[words])
        for n, words in enumerate(HOSTILE)
    ]
    news.write_records("odd.jsonl", *stories)
    news.refresh()
    with news.open() as archive:
        yield archive


@pytest.mark.parametrize("name", FORMATS)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_exported_verifies(
    name: str, data: st.DataObject, odd: Archive, tmp_path: Path
) -> None:
    """Any stretch of any article, however hostile its words, its headline or its outlet."""
    citations: list[Citation] = []
    for n in range(1, data.draw(st.integers(1, 3)) + 1):
        number = data.draw(st.integers(0, len(HOSTILE) - 1))
        article = odd.article(f"odd {number}")
        start = data.draw(st.integers(0, len(article.text) - 1))
        end = data.draw(st.integers(start + 1, len(article.text)))
        citations.append(slice_of(n, article, start, end))
    verification = verify(saved(export_of(quoting(*citations)), name, tmp_path), odd)
    assert verification.same, format_verification(verification)
    assert len(verification.findings) == len(citations)
    assert "\n" not in format_verification(verification).splitlines()[-1]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"[{}]",
        b"null",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b"# Notes\n\nNothing of ours.",
        b"<!DOCTYPE html><p>Nothing of ours.</p><![if",
        b"<!-- clippings-export -->",
        b"\xff\xfe\x00",
        b"\x00" * 100,
        b'{"clippings": 2, "answers": []}',
        b'{"clippings": "1"}',
        b"9" * 5000,
    ],
)
def test_what_is_no_export_is_refused(content: bytes, odd: Archive, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"no export of Clippings|another version"):
        verify(path, odd)


def test_what_cannot_be_read_is_told(odd: Archive, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        verify(tmp_path / "missing", odd)
    with pytest.raises(UsageError, match="cannot be read"):
        verify(tmp_path, odd)
    with pytest.raises(UsageError, match="no export"):
        verify("a\0b", odd)
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(UsageError, match="larger than 20 MB"):
        verify(large, odd)


def test_too_many_citations_are_refused(odd: Archive, tmp_path: Path) -> None:
    citation = slice_of(1, odd.article("odd 0"), 0, 5)
    path = saved(
        export_of(quoting(*[citation] * 5001), quoting(*[citation] * 5000)), "json", tmp_path
    )
    with pytest.raises(UsageError, match="more than 10,000 sentences"):
        verify(path, odd)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["clippings", "answers", "citations", "custom", "instead", "asked", "x"]),
        inner, max_size=3,
    ),
    max_leaves=12,
)  # fmt: skip
FIELDS = ("answer", "n", "article_id", "title", "outlet", "published", "sentence", "start", "end")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=JSON, row=st.dictionaries(st.sampled_from((*FIELDS, "sha256")), JSON | st.text()))
def test_hostile_files_raise_nothing_else(
    values: Any, row: dict[str, Any], odd: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    whole = {"answer": "1", "n": 1, "article_id": "odd 0", "title": "", "outlet": "", "start": 0}
    whole |= {"published": None, "sentence": "\ud800", "end": 1, "sha256": "0"} | row
    answers = [{"citations": [whole]}, values]
    for content in (values, {"clippings": 1, "asked": values, "answers": answers}):
        lines = f"<!-- clippings-export\n{json.dumps(content)}\n{json.dumps(whole)}"
        for text in (json.dumps(content), lines, f"<p data-clippings='{json.dumps(whole)}'>"):
            path.write_text(text, encoding="utf-8")
            try:
                verification = verify(path, odd)
            except UsageError:
                continue
            format_verification(verification).encode()
            json.dumps(verification.to_dict(), ensure_ascii=False).encode()


def test_the_nearest_place_and_the_nearest_sentence(odd: Archive) -> None:
    text = "a bb a bb a bb"
    assert [find_nearest_start(text, "bb", start) for start in (0, 7, 8, 9, 99)] == [2, 7, 7, 7, 12]
    assert find_nearest_start(text, "cc", 3) == -1
    passages = odd.passages(odd.article("odd 0"))
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    near = find_nearest_sentence("The council met on a Monday, in Wexholt", sentences)
    assert near is not None
    assert near.text == STAYS
    assert find_nearest_sentence("…", sentences) is None
    assert find_nearest_sentence("Wexholt", []) is None
