"""Words that stand for each other, and words that must not."""

import pytest

from rag.text.lexicon import FAMILIES
from rag.text.synonyms import find_synonym_rows
from rag.text.tokens import FAMILY, SIDES, is_opposed, stem


@pytest.mark.parametrize(
    ("one", "other"), [("film", "movie"), ("resigned", "quit"), ("injured", "hurt")]
)
def test_words_of_one_row_stand_for_each_other(one: str, other: str) -> None:
    assert find_synonym_rows(stem(one)) & find_synonym_rows(stem(other))


def test_a_word_of_no_row_stands_for_none() -> None:
    assert not find_synonym_rows(stem("xylophone"))


def test_no_opposites_stand_for_each_other() -> None:
    known = [word for word in SIDES if find_synonym_rows(word)]
    pairs = [(a, b) for a in known for b in known if a < b and is_opposed(a, b)]
    assert pairs
    assert [p for p in pairs if find_synonym_rows(p[0]) & find_synonym_rows(p[1])] == []


def test_no_rivals_stand_for_each_other() -> None:
    assert FAMILIES
    words = [word for word in FAMILY if find_synonym_rows(word)]
    wrong = [
        (a, b)
        for a in words
        for b in words
        if FAMILY[a][0] == FAMILY[b][0]
        and FAMILY[a][1] != FAMILY[b][1]
        and find_synonym_rows(a) & find_synonym_rows(b)
    ]
    assert wrong == []
