"""Which pronouns mean what was said before, and which stand for nobody named."""

from datetime import date

import pytest

from rag.query.parsed import ParsedQuestion
from rag.query.pronouns import find_unnamed, points_back, replace_person


def parse(question: str) -> ParsedQuestion:
    return ParsedQuestion(question, date(2026, 11, 18))


@pytest.mark.parametrize(
    ("question", "pronoun"),
    [
        ("What did she say last week?", "she"),
        ("What did he say about Truss?", "he"),  # who speaks is not Truss
        ("When was he freed?", "he"),
        ("In which year was she elected?", "she"),
        ("Who replaced her?", "her"),
        ("How much will it cost?", "it"),
        ("Why did they resign?", "they"),
        ("In one sentence, what did she say?", "she"),
    ],
)
def test_a_pronoun_without_anybody_is_found(question: str, pronoun: str) -> None:
    assert points_back(parse(question))
    assert find_unnamed(parse(question)) == pronoun


@pytest.mark.parametrize(
    "question",
    [
        "When Truss resigned, who replaced her?",
        "What did the mayor say when she resigned?",
        "When she resigned, what did Truss say?",
        "Truss resigned in October. Who replaced her?",
        "Will it rain tomorrow?",
        "What time is it?",
        "How long does it take to build a bridge?",
        "Is it illegal to pump your own gas?",
        "Did they sign the treaty?",
        "Will there be a rail strike?",
        "Why did IT stocks fall?",
        "Who stars in Her?",
        "Why was it so hot in 2024?",
        "When will it stop raining?",
        "Did they raise interest rates?",
        "Did she win, Harris?",
        "What did he, the president, say?",
        "What did she say? (about: Mara Lindqvist)",
        "Who sank the ferry?",
    ],
)
def test_a_question_that_names_whom_it_means_stands(question: str) -> None:
    assert find_unnamed(parse(question)) == ""


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did she say?", "What did Tom Orr say?"),
        ("Who met him?", "Who met Tom Orr?"),
        ("Who is her husband?", "Who is Tom Orr's husband?"),
        ("Who met her?", "Who met Tom Orr?"),
    ],
)
def test_a_name_stands_in_for_a_pronoun(question: str, named: str) -> None:
    assert replace_person(question, "Tom Orr") == named
