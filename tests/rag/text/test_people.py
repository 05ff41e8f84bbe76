"""People: full names by surname, and what makes a surname nobody's in particular."""

import pytest

from rag.text.people import People
from rag.text.sentences import split_sentences


def read(article: str) -> People:
    return People(split_sentences(article))


@pytest.mark.parametrize(
    ("article", "word", "name", "gender"),
    [
        ("Ilse Varga spoke. Varga said she won, and her side.", "Varga", "Ilse Varga", "she"),
        ("Ilse Varga, 50, spoke. Varga said she won.", "Varga", "Ilse Varga", None),
        ("Ilse Varga, a lawyer, spoke. Varga won.", "Varga", "Ilse Varga", None),
        ("Mayor Eric Jones spoke. Jones won.", "Jones", "Eric Jones", None),
        ("Secretary of State Bo Lund left. Lund said no.", "Lund", "Bo Lund", None),
        ("Actor Mark Van Dyn left. Dyn told his son.", "Dyn", "Mark Van Dyn", "he"),
        (
            "Joseph R. Biden, 80, won. Joe Hill left. Biden said so.",
            "Biden",
            "Joseph R. Biden",
            None,
        ),
        ("Varga wins\n\nIlse Varga, 50, won. Varga said so.", "Varga", "Ilse Varga", None),
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
        ("Ilse Varga spoke. Varga said so.", "Varga"),  # as a company may
        ("Lansing Chipotle, 20, opened. They live in Lansing. Chipotle said no.", "Chipotle"),
        ("A Lansing Chipotle opened. Chipotle said he left his job.", "Chipotle"),
        ("Black Holm, a lawyer, won. Holm said no.", "Holm"),
        ("President American Holm won. Holm said no.", "Holm"),
        ("Champion Kansas Chiefs won. Chiefs said he lost his way.", "Chiefs"),
        ("Mayor Montgomery Police won. Police said no.", "Police"),
        ("Coach Montgomery Holm, 50, won. The Holm of old is gone. Holm said no.", "Holm"),
        ("Real Holm, the club of a coach, won. Holm said no.", "Holm"),
    ],
)
def test_finds_nobody_in_doubt(article: str, word: str) -> None:
    assert read(article).find_person(word) is None
