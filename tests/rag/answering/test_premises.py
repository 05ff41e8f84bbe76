"""What a question takes for granted must be told somewhere, or the answer says that it is not."""

import pytest

from rag.answering.premises import find_untold, find_year_ahead
from rag.answering.subject import Subject
from rag.query.parsed import ParsedQuestion
from rag.retrieval.search import Archive
from tests.helpers.asking import ask
from tests.helpers.places import TODAY


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("Who won the 2030 election?", 2030),
        ("What happened in Brannock in 2029?", 2029),
        ("Who was elected mayor in 2026?", None),
        ("Who will win the 2030 election?", None),
        ("Which candidates are running in 2030?", None),
        ("What was promised for 2030?", None),
        ("What is planned for 2030?", None),
    ],
)
def test_a_year_that_is_told_as_past_before_it_came(question: str, year: int | None) -> None:
    assert find_year_ahead(ParsedQuestion(question, TODAY)) == year


def test_what_is_still_to_come_is_declined(sample: Archive) -> None:
    answer = ask(sample, "Who won the 2030 election in Port Hallam?")
    assert answer.mode == "declined"
    assert answer.scope == "On 30 Oct 2026, 2030 was still to come."


@pytest.mark.parametrize(
    ("question", "untold"),
    [
        ("Why did Ilse Varga resign?", ("Ilse Varga", "resign")),
        ("When was Varga expelled?", ("Varga", "expelled")),
        ("How did Davor Pell die?", ("Davor Pell", "die")),
        ("Why did Sir Desmond Fyfe resign?", None),
        ("Why did Anstruther lose?", None),  # told in another form: "lost"
        ("When was Varga elected?", None),
        ("Why was Atwell criticised?", None),  # told as criticism
        ("Why would Varga resign?", None),  # not told as done
        ("Why did the mayor resign?", None),  # who that is, is not said
        ("Did Varga resign?", None),  # asks whether, takes nothing for granted
    ],
)
def test_what_no_article_tells_of_whom_it_names(
    press: Archive, question: str, untold: tuple[str, str] | None
) -> None:
    parsed = ParsedQuestion(question, TODAY)
    with press.snapshot() as catalogue:
        assert find_untold(parsed, Subject(parsed, {}), catalogue) == untold


def test_a_false_premise_is_named(sample: Archive) -> None:
    answer = ask(sample, "Why did Ilse Varga resign?")
    assert answer.mode == "declined"
    assert answer.scope == "None of its articles that mention Ilse Varga has the word “resign”."
