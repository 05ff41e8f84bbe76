"""A thing in the place of the thing that was asked about."""

from datetime import date

import pytest

from rag.query.known_names import KnownNames
from rag.query.nouns import exchange_noun, is_noun
from rag.query.parsed import ParsedQuestion


@pytest.mark.parametrize(
    ("earlier", "piece", "whole"),
    [
        ("How much will the Gannet Bridge cost?", "the ferry", "How much will the ferry cost?"),
        ("How much will the new bridge cost?", "the ferry", "How much will the ferry cost?"),
        ("Who paid for the bridge in Oldport?", "the ferry", "Who paid for the ferry in Oldport?"),
        ("Why was the bridge built?", "the ferry", "Why was the ferry built?"),
        ("What did Orr say about taxes in May?", "the strike",
         "What did Orr say about the strike in May?"),
        ("What did the mayor say about the bridge?", "the ferry",
         "What did the mayor say about the ferry?"),
        ("What did the mayor say about the bridge?", "the minister",
         "What did the minister say about the bridge?"),
        ("What did she say about it? (about: Ann Lee, bridge)", "the minister",
         "What did the minister say about it? (about: Ann Lee, bridge)"),
        ("When will it open? (about: bridge)", "the ferry", "When will the ferry open?"),
        ("Who won?", "the ferry", None),
    ],
)  # fmt: skip
def test_like_takes_the_place_of_like(earlier: str, piece: str, whole: str | None) -> None:
    parsed = ParsedQuestion(earlier, date(2026, 11, 18))
    assert exchange_noun(piece, parsed, "", KnownNames()) == whole


def test_somebody_in_the_answer_is_asked_about() -> None:
    parsed = ParsedQuestion("What did the mayor say?", date(2026, 11, 18))
    assert exchange_noun("the trader", parsed, "A trader was hurt.", KnownNames()) is None


@pytest.mark.parametrize(
    ("fragment", "opened", "noun"),
    [
        ("the ferry", False, True), ("the old ferry", True, True), ("ferries", True, True),
        ("ferries", False, False), ("killed", True, False), ("why", True, False),
        ("the other one", True, False), ("who paid", True, False),
    ],
)  # fmt: skip
def test_a_bare_thing_is_known_from_other_pieces(
    fragment: str, *, opened: bool, noun: bool
) -> None:
    assert is_noun(fragment, opened=opened) == noun
