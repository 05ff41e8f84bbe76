"""Things of the kind that a question asks for."""

import pytest

from rag.answering.answer_types import extract_values
from rag.query.answer_type import find_answer_type
from rag.query.parsed import ParsedQuestion
from tests.helpers.places import TODAY


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who won?", "name"),
        ("The council met on Monday. How many people came?", "number"),
        ("How much did the ferry cost, and who paid?", "number"),
        ("When did the ferry sink?", "time"),
        ("In what year was the pier built?", "time"),
        ("Which outlet was first? Tell me.", "name"),
        ("Why did the ferry sink?", ""),
        ("", ""),
    ],
)
def test_the_kind_of_thing_asked_for(question: str, kind: str) -> None:
    assert find_answer_type(question) == kind


def test_things_are_of_the_kind_and_not_the_questions_own() -> None:
    sentence = "Mara Lindqvist said on Friday that the Gannet Bridge cost 41 million crowns."
    asked = ParsedQuestion("What did the Gannet Bridge cost?", TODAY).content.keys()
    assert extract_values([sentence], "name", asked) == [{("name", "lindqvist")}]
    assert extract_values([sentence], "number", asked) == [{("number", 41e6)}]
    assert extract_values([sentence], "time", asked) == [{("weekday", 4)}]
    opening, knowing = "Varga left.", "They cheered Varga."
    assert extract_values([opening, "Now it rains."], "name", asked) == [set(), set()]
    assert extract_values([opening, knowing], "name", asked) == [{("name", "varga")}] * 2
