"""What is answered without a search, and what is not."""

from datetime import date

import pytest

from rag.query.aside import ASK
from rag.query.grounding import ground_request
from rag.query.parsed import Query
from rag.retrieval.search import Archive
from rag.types import Request

MARLOWE = ("Who is Marlowe?", "“Ines Marlowe was charged.” [1]\n— Harbour Post · Director charged")


def ground(sample: Archive, question: str, *history: tuple[str, str]) -> Query:
    with sample.snapshot() as catalogue:
        return ground_request(Request(question, date(2026, 11, 18), history), catalogue)


def test_small_talk_is_told_what_can_be_asked(sample: Archive) -> None:
    assert ground(sample, "hello").aside == f"Hello. {ASK}"
    assert ground(sample, "thanks!", MARLOWE).aside == f"You are welcome. {ASK}"
    assert ground(sample, "who are you?", MARLOWE).aside.startswith(ASK)


def test_a_foreign_question_is_told_the_archives_language(sample: Archive) -> None:
    assert ground(sample, "Qui est Marlowe ?").aside == (
        "The archive's articles are in English; this question seems to be in French. "
        "Ask in English."
    )


@pytest.mark.parametrize(
    "question", ["Hello, who is Marlowe?", "Who wrote “La vie en rose”?", "Gannet Bridge"]
)
def test_a_question_is_looked_up(sample: Archive, question: str) -> None:
    assert ground(sample, question).aside == ""


def test_what_is_this_asks_about_the_answer_before_it(sample: Archive) -> None:
    assert ground(sample, "What is this about?").aside != ""
    assert ground(sample, "What is this about?", MARLOWE).aside == ""


def test_more_leaves_out_what_was_shown(sample: Archive) -> None:
    query = ground(sample, "Tell me more", MARLOWE)
    assert (query.asked_as, query.wants_more) == ("Who is Marlowe?", True)
    assert [one.strip("“”") for one in query.shown] == ["Ines Marlowe was charged."]
    assert ground(sample, "Why was she charged?", MARLOWE).shown == ()


@pytest.mark.parametrize("question", ["", "   ", "?!…", "*", "🙂"])
def test_what_asks_nothing_is_told_so(sample: Archive, question: str) -> None:
    assert ground(sample, question).aside.startswith("Nothing was asked. ")


@pytest.mark.parametrize("question", ["Bonjour", "Guten Tag!", "hej"])
def test_a_greeting_is_answered_in_any_language(sample: Archive, question: str) -> None:
    assert ground(sample, question).aside.startswith("Hello. ")


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("What did she say last week?", "It is not known whom “she” means"),
        ("How much will it cost?", "It is not known what “it” means"),
        ("Why?", "No question was asked before"),
        ("as a list", "No question was asked before"),
    ],
)
def test_a_first_question_that_means_nobody_is_told_so(
    sample: Archive, question: str, line: str
) -> None:
    assert ground(sample, question).aside.startswith(line)
    assert ground(sample, question, MARLOWE).aside == ""


def test_what_was_asked_of_nobody_names_nobody(sample: Archive) -> None:
    unsolved = ("When was he freed?", "It is not known whom “he” means.")
    assert ground(sample, "What did she say?", unsolved).aside.startswith("It is not known whom")
    told = ("Who is the mayor?", "It is not known.")
    assert ground(sample, "What did she say?", told).aside == ""


@pytest.mark.parametrize("reply", ["Ilse Varga", "I meant Ilse Varga", "And Ilse Varga?"])
def test_a_name_answers_the_question_whom_one_means(sample: Archive, reply: str) -> None:
    unsolved = ("What did she say in May?", "It is not known whom “she” means.")
    assert ground(sample, reply, unsolved).asked_as == "What did Ilse Varga say in May?"
