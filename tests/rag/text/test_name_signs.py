"""What texts show of a name: person, place or body; he or she."""

import pytest

from rag.text.name_signs import NameSigns, read_name


@pytest.mark.parametrize(
    ("name", "text", "kind", "gender"),
    [
        ("Holm", "Spokeswoman Elin Holm was there. Holm waved.", "person", "she"),
        ("Mayor Elin Holm", "Mr Holm left. Holm came back.", "person", "he"),
        ("Holm", "Holm said she would go. She had packed her bags.", "person", "she"),
        ("Elin Holm", "Elin Holm said that Tom Orr lost his way. He laughed.", "person", None),
        ("Elin Holm", "Elin Holm said that her brother lost his way and his hat.", "person", None),
        ("Sarne", "It rained in Sarne. Sarne said no. Nobody in Sarne slept.", "place", None),
        ("RTU", "The RTU said no. The RTU rejected it.", "body", None),
        ("Harbour Bank", "The Harbour Bank said that it would pay.", "body", None),
        ("Holm", "Nobody of that name is there.", "", None),
    ],
)
def test_what_stands_around_a_name_shows_what_it_is(
    name: str, text: str, kind: str, gender: str | None
) -> None:
    assert read_name(name, [text]) == NameSigns(kind, gender)  # type: ignore[arg-type]


def test_names_with_another_given_name_are_not_meant() -> None:
    texts = ["Mrs Jill Holm said that she slept.", "Mr Tom Holm said that he did too."]
    assert read_name("Jill Holm", texts).gender == "she"
    assert read_name("Tom Holm", texts).gender == "he"
    assert read_name("Holm", texts).gender is None


def test_capitals_within_a_name_make_it_no_acronym() -> None:
    assert read_name("McBride", ["Senator Ann McBride spoke.", "McBride said no."]).kind == "person"
