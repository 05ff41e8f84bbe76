"""Lists in prose and in lines of their own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.listed import (
    FEWEST,
    LONGEST,
    find_items,
    join_items,
    split_items,
    take_last_words,
    write_on_one_line,
)
from rag.text.sentences import split_sentences

LEAD = "The ferries stop at:"
ISLES = ["Oake", "Tolmere", "North Hallam"]


def join(text: str) -> list[tuple[str, int]]:
    return [(one.text, count) for one, count in join_items(text, split_sentences(text))]


def test_a_list_in_lines_is_one_with_its_lead() -> None:
    listed = "\n\n".join([LEAD, *ISLES])
    assert join(f"It is summer.\n\n{listed}\n\nNobody lands elsewhere, they say.") == [
        ("It is summer.", 1),
        (listed, 1 + len(ISLES)),
        ("Nobody lands elsewhere, they say.", 1),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["The ferries stop at these", *ISLES],
        [LEAD, *ISLES[: FEWEST - 1]],
        [LEAD, "They sail at noon.", *ISLES],
        [LEAD, " ".join(["Oake"] * 30), *ISLES],
    ],
)
def test_what_is_no_list_stays_apart(lines: list[str]) -> None:
    assert all(count == 1 for _, count in join("\n\n".join(lines)))


def test_the_heading_of_what_follows_is_no_item() -> None:
    text = "\n\n".join([LEAD, *ISLES, "How the ferries came to stop", "They began in May."])
    assert join(text)[0] == ("\n\n".join([LEAD, *ISLES]), 1 + len(ISLES))


def test_a_list_is_no_longer_than_can_be_read() -> None:
    text = "\n\n".join([LEAD, *(f"Island number {n}" for n in range(200))])
    first, count = join(text)[0]
    assert len(first) <= LONGEST
    assert count > FEWEST


@given(st.lists(st.sampled_from([LEAD, *ISLES, "It sank.", "Why?", "A b c d e f g:"]), max_size=12))
def test_sentences_are_joined_in_order_and_none_is_lost(lines: list[str]) -> None:
    text = "\n\n".join(lines)
    sentences = split_sentences(text)
    at = 0
    for one, count in join_items(text, sentences):
        assert (one.start, one.end) == (sentences[at].start, sentences[at + count - 1].end)
        assert text[one.start : one.end] == one.text
        at += count
    assert at == len(sentences)


@pytest.mark.parametrize(
    ("sentence", "last"),
    [
        ("It was seen in Oake, Tolmere and North Hallam.", {"Oake", "Tolmere", "Hallam"}),
        ("He faces charges of fraud, theft, or bribery.", {"fraud", "theft", "bribery"}),
        ("On Monday, the ferry sank.", set()),
        ("Oake and Tolmere were flooded.", set()),
        ("\n".join([LEAD, *ISLES]), {"Oake", "Tolmere", "Hallam"}),
        ("\n".join(["The ferries do not stop at:", *ISLES]), set()),
        ("", set()),
    ],
)
def test_items_are_told_by_their_last_words(sentence: str, last: set[str]) -> None:
    found = {word.strip(".") for word in take_last_words(find_items(sentence))}
    assert found == last


def test_a_series_is_split_at_commas_and_joining_words() -> None:
    assert split_items("fraud, theft, and bribery") == ["fraud", "theft", "bribery"]
    assert split_items("fraud") == ["fraud"]


@given(st.text(alphabet="ab: \n", max_size=30))
def test_one_line_loses_no_word(text: str) -> None:
    line = write_on_one_line(text)
    assert "\n" not in line
    assert line.replace(" / ", " ").split() == text.split()
