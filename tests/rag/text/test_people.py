"""People: full names by surname, and what makes a surname nobody's in particular."""

import pytest

from rag.text.people import People
from rag.text.sentences import split_sentences


def read(article: str) -> People:
    return People(split_sentences(article))


@pytest.mark.parametrize(
    ("article", "word", "name", "gender"),
    [
        ("Ilse Varga, 50, spoke. Varga said she won.", "Varga", "Ilse Varga", "she"),
        ("Secretary of State Bo Lund left. Lund said no.", "Lund", "Bo Lund", None),
        ("Actor Mark Van Dyn left. Dyn told his son.", "Dyn", "Mark Van Dyn", "he"),
        ("Joseph R. Biden won. Joe Hill left. Biden said so.", "Biden", "Joseph R. Biden", None),
        ("Varga wins\n\nIlse Varga won. Varga said so.", "Varga", "Ilse Varga", None),
    ],
)
def test_finds_a_person(article: str, word: str, name: str, gender: str | None) -> None:
    person = read(article).find_person(word)
    assert person is not None
    assert (person.name, person.gender) == (name, gender)


@pytest.mark.parametrize(
    ("article", "word"),
    [
        ("Ilse Varga spoke. It was late.", "Varga"),  # no bare surname shows that it is one
        ("The Red Lobster closed. Lobster is dear.", "Lobster"),  # nothing shows a person
        ("Bill and Hillary Clinton came. Clinton said no.", "Clinton"),
        ("John Adams left. John Quincy Adams, 57, came. Adams said no.", "Adams"),
        ("Charles said no. " * 6 + "William Charles spoke.", "Charles"),  # named too late
        ("THE Varga said.", "THE"),
    ],
)
def test_finds_nobody_in_doubt(article: str, word: str) -> None:
    assert read(article).find_person(word) is None
