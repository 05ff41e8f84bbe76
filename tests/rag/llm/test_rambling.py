"""A model that loops, never ends or plays on is noticed, and one that writes on is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.llm.rambling import MOST_SENTENCES, cut_to_whole, find_ramble

WHOLE = "The ferry sank off Marlen on Monday. [S1] All 225 people were rescued. [S2, S3]"
ROUND = "the council said that the mayor had told the port that"
RAMBLES = {
    "a word again and again": " It was no" + " no" * 20,
    "a clause again and again": f" {ROUND}" * 4,
    "a sentence again and again": " Nobody was hurt there. [S4]" * 6,
    "the same with other labels": "".join(f" Nobody was hurt there. [S{n}]" for n in range(6)),
    "a long round twice": f" {WHOLE} The owner keeps its other ships in the port." * 2,
    "a sentence without an end": " " + " ".join(f"and{n}" for n in range(240)),
    "more sentences than asked for": "".join(f" It hit rock {n} at sea." for n in range(20)),
    "the reader played": "\nQuestion: When did it sail?\nAnswer: At noon.",
    "the reader played in the line": " Question: When did it sail?",
    "the prompt played": "\n## Harbour Post | Ferry sinks | 2026-05-12 (Tuesday)\n",
}


@pytest.mark.parametrize("kind", RAMBLES)
def test_what_is_whole_before_it_rambles_stands(kind: str) -> None:
    end = find_ramble(WHOLE + RAMBLES[kind])
    assert end is not None
    kept = cut_to_whole((WHOLE + RAMBLES[kind])[:end])
    assert kept.startswith(WHOLE)
    assert find_ramble(kept) is None
    assert kept.rstrip()[-1] in ".]"


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        "In 2019 it rose by 5 per cent. In 2020 it rose by 7 per cent. In 2021 it fell.",
        "The question: who pays? Nobody knows. [S1]",
        "The council said no. The mayor said no. The port said no.",
        "Dr. J. Holm of St. Orrin, Mr. Vik, Mrs. Lund and Prof. Dahl met at 5 p.m. in the U.S. on "
        "Sept. 3. [S1]",
        "- The ferry sank. [S1]\n- The ferry was raised. [S2]\n- The ferry sails. [S3]",
        "",
    ],
)
def test_plain_answers_do_not_ramble(text: str) -> None:
    assert find_ramble(text) is None


@given(st.text(max_size=300))
def test_whatever_is_written_is_cut_within_it(text: str) -> None:
    end = find_ramble(text)
    assert end is None or 0 <= end <= len(text)
    assert text.startswith(cut_to_whole(text))


def test_as_many_sentences_stay_as_are_read() -> None:
    text = "".join(
        f"Rock {n} was hit by the ferry off {'abcdefghijklmnopqrst'[n]}arn. " for n in range(20)
    )
    kept = cut_to_whole(text[: find_ramble(text)])
    assert kept.count(".") == MOST_SENTENCES
