"""Things of the kind that a question asks for."""

import pytest

from rag.answering.answer_types import count_members, extract_members, extract_values
from rag.query.answer_type import find_answer_type
from rag.query.listing import MemberKind
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


@pytest.mark.parametrize(
    ("kind", "sentence", "members"),
    [
        ("state", "Varga spoke in Ohio, Utah and New York.", {"ohio", "utah", "york"}),
        ("person", "Mara Lindqvist, Piers Aronsen and Tolmere lost.", {"lindqvist", "aronsen"}),
        ("charge", "He is charged with fraud, theft and arson.", {"fraud", "theft", "arson"}),
        ("charge", "He likes bread, butter and cheese.", set()),
        ("", "They sold bread, butter and cheese.", {"bread", "butter", "cheese"}),
        ("person", "The winners are:\nMara Lindqvist\nPiers Aronsen\nIlse Varga",
         {"lindqvist", "aronsen", "varga"}),
    ],
)  # fmt: skip
def test_members_of_a_list_are_of_the_kind_asked_for(
    kind: MemberKind, sentence: str, members: set[str]
) -> None:
    [found] = extract_members([sentence], kind, set())
    assert {value for _, value in found} == members
    asked = ParsedQuestion("Ohio, fraud, bread, Lindqvist?", TODAY).content.keys()
    [rest] = extract_members([sentence], kind, asked)
    assert {value for _, value in rest} == members - {"ohio", "fraud", "bread", "lindqvist"}


def test_an_item_of_the_kind_is_surer_than_a_name_alone() -> None:
    one, many = extract_members(["Ohio did.", "Ohio, Utah and Iowa did."], "state", set())
    assert 0 < count_members(one) < count_members(many) == 3
    loose, alone = extract_members(["Salt, bread and tea.", "They saw Varga."], "", set())
    assert 0 < count_members(alone) < count_members(loose) < count_members(many)
    assert count_members(set()) == 0
    assert count_members({("weekday", 4), ("number", 9.0)}) == 2, "a question asked as a list"
