"""Questions made of sentences: what they ask for, what they leave out, what lends itself."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.sentences import split_sentences
from tests.helpers.places import CORPUS
from tools.train.questions import LONGEST, SHORTEST, make_questions

SENTENCES = [
    one.text
    for path in sorted(CORPUS.rglob("*.txt"))
    for one in split_sentences(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(
    ("sentence", "answer", "asks"),
    [
        ("Maria Lindgren won the mayor's race in Halden after a recount.", "Maria Lindgren", "Who"),
        ("The mayor moved to Texas with two of her oldest friends.", "Texas", "which state"),
        ("Officials counted 412 seals along the northern shore this week.", "412", "ow many seals"),
        (
            "The fire left 31 old wooden houses of the town in ruins",
            "31",
            "many old wooden",
        ),
        ("In the blast 12 people were killed near the old market hall.", "12", "ow many people"),
        ("The ministry spent $40 million on the new bridge last year.", "$40 million", "ow much"),
        ("Some 62% of the voters on the island backed the plan.", "62%", "hat percentage"),
    ],
)
def test_the_question_word_fits_what_is_asked_for(sentence: str, answer: str, asks: str) -> None:
    made = [one for seed in range(20) for one in make_questions(sentence, random.Random(seed))]
    fitting = [one.text for one in made if one.answer == answer]
    assert fitting
    assert all(asks.lower() in text.lower() for text in fitting)


@pytest.mark.parametrize("counted", ["12 and injured dozens", "12 as it says", "12 in hospitals"])
def test_what_is_counted_stands_behind_its_number(counted: str) -> None:
    text = f"The blast near the old market hall killed {counted} this week."
    made = [one for seed in range(20) for one in make_questions(text, random.Random(seed))]
    assert all("how many" not in one.text.lower() for one in made)


@given(st.sampled_from(SENTENCES), st.integers(0, 1000))
def test_a_question_is_short_ends_as_one_and_does_not_hold_its_answer(
    sentence: str, seed: int
) -> None:
    for made in make_questions(sentence, random.Random(seed)):
        assert SHORTEST <= len(made.text.split()) <= LONGEST
        assert made.text.endswith("?")
        assert made.text[0] == made.text[0].upper()
        assert made.answer
        assert sentence.count(made.answer) > made.text.count(made.answer)


def test_the_same_seed_makes_the_same_questions() -> None:
    twice = [
        [one for text in SENTENCES[:200] for one in make_questions(text, random.Random(7))]
        for _ in range(2)
    ]
    assert twice[0] == twice[1]
    assert len(twice[0]) > 50
