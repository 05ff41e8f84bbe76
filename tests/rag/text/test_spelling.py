"""Names and words under other spellings, and how many letters lie between words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.spelling import list_british_spellings, list_spellings, measure_edits, same_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zelenskiy", "Zelensky"),
        ("Volodymyr Zelenskyy", "Volodymyr Zelenskii"),
        ("Strauß", "Strauss"),
        ("Müller", "Mueller"),
        ("Muller", "Müller"),
        ("Goebbels", "Göbbels"),
        ("Darcy", "D'Arcy"),
        ("D’Arcy", "d'arcy"),
        ("Al-Assad", "al Assad"),
        ("Kiev", "Kyiv"),
        ("Mohammed Salah", "Muhammad Salah"),
        ("Erdoğan", "Erdogan"),
        ("Wałęsa", "Walesa"),
        ("Odessa", "Odesa"),
        ("Yanukovich", "Yanukovych"),
        ("Lukashenka", "Lukashenko"),
    ],
)
def test_names_that_are_spelled_otherwise_are_the_same(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Johnson", "Johnston"),
        ("Hansen", "Hanson"),
        ("Jones", "Jonas"),
        ("Jill Biden", "Joe Biden"),
        ("Trump", "Tramp"),
        ("Peterson", "Anderson"),
        ("Kyiv", "Kharkiv"),
        ("Iran", "Iraq"),
        ("Austria", "Australia"),
        ("Slovakia", "Slovenia"),
        ("", "Darcy"),
    ],
)
def test_other_names_are_not(one: str, other: str) -> None:
    assert not same_name(one, other)
    assert not same_name(other, one)


@given(st.text(), st.text())
def test_any_name_is_itself_and_neither_way_round_differs(one: str, other: str) -> None:
    assert same_name(one, one)
    assert same_name(one, other) == same_name(other, one)


@pytest.mark.parametrize(
    ("word", "spellings"),
    [
        ("Zelensky", {"zelenskiy", "zelenskyy"}),
        ("Strauss", {"strauß"}),
        ("kyiv", {"kiev"}),
        ("Mueller", {"muller"}),
        ("Müller", {"mueller"}),
        ("colours", {"colors"}),
        ("organized", {"organised"}),
        ("travelled", {"traveled"}),
        ("traveling", {"travelling"}),
        ("Defence", {"defense"}),
    ],
)
def test_a_word_may_be_spelled_otherwise(word: str, spellings: set[str]) -> None:
    assert spellings <= {*list_spellings(word), *list_british_spellings(word)}


@pytest.mark.parametrize("word", ["four", "filled", "blue", "wise", "bridge", "poet", "", "for"])
def test_most_words_may_not(word: str) -> None:
    assert list_spellings(word) == list_british_spellings(word) == ()


@pytest.mark.parametrize(
    ("word", "other", "edits"),
    [
        ("ferry", "ferry", 0),
        ("fery", "ferry", 1),
        ("ferrry", "ferry", 1),
        ("fexry", "ferry", 1),
        ("frery", "ferry", 1),  # two letters that changed places
        ("runof", "runoff", 1),
        ("kitten", "sitting", 3),
        ("", "abc", 3),
        ("abc", "", 3),
    ],
)
def test_edits_are_counted(word: str, other: str, edits: int) -> None:
    assert measure_edits(word, [other, "x" * 12])[0] == edits
    assert measure_edits(word, [other])[0] == edits


def test_letters_that_stemming_took_off_cost_a_quarter() -> None:
    assert measure_edits("elected", ["elect", "electe", "elected"], ending=3).tolist() == [
        0.5,
        0.25,
        0,
    ]
    assert measure_edits("elected", []).shape == (0,)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_edits_are_the_same_both_ways(one: str, other: str) -> None:
    there, back = measure_edits(one, [other])[0], measure_edits(other, [one])[0]
    assert there == back
    assert (there == 0) == (one == other)
    assert abs(len(one) - len(other)) <= there <= max(len(one), len(other))
