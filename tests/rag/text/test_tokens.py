"""Stems bring the forms of a word together, and never make a word of grammar of one of content."""

import pytest

from rag.text.lexicon import STOP_WORDS
from rag.text.tokens import stem


@pytest.mark.parametrize(
    ("word", "other"),
    [("bridges", "bridge"), ("resigned", "resign"), ("became", "become"), ("fled", "flee")],
)
def test_forms_of_a_word_have_one_stem(word: str, other: str) -> None:
    assert stem(word) == stem(other)


@pytest.mark.parametrize("word", ["herring", "herrings", "offing"])
def test_no_word_becomes_one_of_grammar(word: str) -> None:
    assert stem(word) not in STOP_WORDS
