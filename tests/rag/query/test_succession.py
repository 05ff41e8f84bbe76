"""Who came after somebody, and who came after another."""

from datetime import date

import pytest

from rag.query.parsed import ParsedQuestion
from rag.query.succession import asks_successor, find_predecessor, weigh_succession


@pytest.mark.parametrize(
    ("question", "predecessor"),
    [
        ("Who replaced Ilse Varga?", "Varga"),
        ("And who succeeded her? (about: Varga, Port Hallam)", "Varga"),
        ("Who will take over from Mayor Ilse Varga?", "Varga"),
        ("Who is Varga's successor?", "Varga"),
        ("Who did Varga replace?", ""),
        ("Who replaced the bridge?", ""),
        ("Why did Varga resign?", ""),
    ],
)
def test_who_was_followed_is_read_off_the_question(question: str, predecessor: str) -> None:
    assert find_predecessor(ParsedQuestion(question, date(2026, 11, 18))) == predecessor
    assert asks_successor(question) == bool(predecessor)


@pytest.mark.parametrize(
    ("sentence", "weight"),
    [
        ("Aronsen returned to replace Varga, who fell last week.", 1),
        ("Aronsen, 40, is taking over from Mayor Ilse Varga.", 1),
        ("Varga’s successor is Tom Aronsen.", 1),
        ("She stays in the council and will be succeeded by Tom Aronsen.", 1),
        ("Varga took office, succeeding Piers Anstruther.", -0.5),
        ("Anstruther will be replaced by Varga.", -0.5),
        ("Aronsen is the favourite to replace Varga.", 0),
        ("Varga resigned after six weeks.", 0),
    ],
)
def test_only_who_came_after_her_counts(sentence: str, weight: float) -> None:
    assert weigh_succession(sentence, "Varga") == weight
    assert weigh_succession(sentence, "") == 0
