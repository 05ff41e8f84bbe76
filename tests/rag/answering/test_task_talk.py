"""What a model says of its task, its prompt or the question is no claim; what sources say is."""

import pytest

from rag.answering.task_talk import TaskTalk, read_example
from rag.query.parsed import ParsedQuestion
from tests.helpers.made_evidence import make_item
from tests.helpers.places import TODAY

SOURCES = (
    make_item(1, "The Gannet Bridge will cost 611 million crowns.", outlet="The Lantern"),
    make_item(2, "The sentence is to be handed down on Monday."),
    make_item(3, "The question is asked in every harbour."),
)


def is_talk(text: str, question: str = "How much will the Gannet Bridge cost?") -> bool:
    return TaskTalk(ParsedQuestion(question, TODAY), SOURCES).holds(text)


@pytest.mark.parametrize(
    "text",
    [
        "The question is asking for the price of the bridge.",
        "The question asks how much it will cost.",
        "To answer this question, we need to look at the sources.",
        "Let me look at the sources.",
        "I cannot answer that.",
        "I'm sorry, but there is too little here.",
        "The provided sentences do not mention a price.",
        "The sources don’t say what it will cost.",
        "Each sentence should end with its label.",
        "Sources S1, S2 and S3.",
        "Sentence 3 is the answer.",
        "The Lantern | Gannet Bridge to cost more",
        "The Gannet Bridge will cost.",
        "How much will the Gannet Bridge cost?",
        "The example is over.",
        *(line for line in read_example() if "?" not in line),
        "The Orlund bridge opened to cars again.",
    ],
)
def test_what_says_nothing_of_the_world_is_no_claim(text: str) -> None:
    assert is_talk(text)


@pytest.mark.parametrize(
    "text",
    [
        "The Gannet Bridge will cost 611 million crowns.",
        "The Gannet Bridge will not cost much.",
        "The sentence is to be handed down on Monday.",  # as a source says it
        "The question is asked in every harbour.",
        "The question of who pays is open.",
        "The text of the treaty was published in May.",
        "To find the gunman, police searched the woods.",
        "The minister said: “I cannot answer that.”",
        "The sources of the river dried up.",
        "The sentences are to run one after the other.",
        "The passages were blocked by snow.",
        "The user was arrested on Friday.",
        "The new task is to be finished in May.",
        "2021.",
        "611 million crowns.",
    ],
)
def test_what_says_something_is_a_claim(text: str) -> None:
    assert not is_talk(text)


def test_the_words_of_a_question_may_choose() -> None:
    assert not is_talk("Varga won the run-off.", "Who won the run-off, Varga or Anstruther?")
    assert not is_talk("The ferry returns in May.", "Which month does the ferry return in?")
    assert is_talk("The ferry returns.", "Which month does the ferry return in?")


def test_the_words_of_a_question_may_answer_it_with_yes() -> None:
    assert not is_talk("The Gannet Bridge opened.", "Has the Gannet Bridge opened?")
    assert is_talk("The Gannet Bridge opened.", "When was the Gannet Bridge opened?")
