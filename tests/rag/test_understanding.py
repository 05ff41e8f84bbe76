"""Questions as they were meant: outlets, follow-ups and search terms."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.timing.windows import find_window
from rag.understanding import named_outlets, search_terms, understand

TODAY = date(2026, 11, 18)  # a Wednesday

OUTLETS = ("The Times", "cnn.com", "The Harbour Post", "www.bbc.co.uk", "time.com", "people.com")


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did CNN report?", ("cnn.com",)),
        ("what did cnn and the harbour post report?", ("cnn.com", "The Harbour Post")),
        ("What did the BBC say about cnn.com?", ("cnn.com", "www.bbc.co.uk")),
        ("What did Time say?", ("time.com",)),
        ("What did The Times say?", ("The Times",)),
        ("Who wrote (CNN) on it?", ("cnn.com",)),
        ("What time is it, and do people post at such times?", ()),
        ("People were raving. Why?", ()),
        ("Time is up for whom?", ()),
        ("What did CNNs and abbc.com say?", ()),
        ("What happened at the harbour?", ()),
    ],
)
def test_outlets(question: str, named: tuple[str, ...]) -> None:
    assert named_outlets(question, OUTLETS) == named
    assert understand(question, today=TODAY, outlets=OUTLETS).outlets == named


BRIDGE = (
    "What did Mara Lindqvist say about the harbour bridge last week?",
    "Mara Lindqvist said on Monday that the bridge would close. [1]",
)
FERRIES = ("Which line cancelled the ferries?", "Northern Line cancelled them on Tuesday. [1]")
ABOUT_BRIDGE = "(about: Mara Lindqvist, harbour bridge)"


@pytest.mark.parametrize(
    "question",
    [
        "and what did she say in May?",
        "why?",
        "Who built it?",
        "What happened there?",
        "But when?",
        "Tell me more.",
        "When did that happen?",
        "What did Tom Orr say about it?",
        "Why did they?",
        "How many years was she in office?",
        "Who else?",
        "What about the ferries?",
    ],
)
def test_follow_ups_are_made_whole(question: str) -> None:
    query = understand(question, today=TODAY, history=[FERRIES, BRIDGE])
    assert query.question == question
    assert query.asked_as == f"{question} {ABOUT_BRIDGE}"


@pytest.mark.parametrize(
    "question",
    [
        "Which city said it will close its port?",
        "Is there a ferry to Oldport?",
        "Who won the regatta?",
        "What did the mayor say when she resigned?",
        "What did Biden do about his taxes?",
        "Why was the market closed?",
        "So far this year, how many ferries sank?",
        "More than 50 ships sank where?",
        "Which countries joined NATO this week?",
        "A processed cheese product is popular again. Which product is it?",
        "Which show brought in 10 million viewers for its first episode?",
    ],
)
def test_questions_that_stand_alone_stay_as_they_are(question: str) -> None:
    query = understand(question, today=TODAY, history=[BRIDGE], outlets=["cnn.com"])
    assert query.asked_as == question
    assert query.window == find_window(question, TODAY)


def test_a_window_from_a_question_is_never_a_filter() -> None:
    query = understand("Who died last week?", today=TODAY)
    assert query.window == find_window("last week", TODAY)
    assert not query.hard_window


def test_without_history_nothing_is_carried() -> None:
    assert understand("Why did she?", today=TODAY).asked_as == "Why did she?"


def test_the_people_of_the_answer_are_carried_when_the_question_named_none() -> None:
    query = understand("Why did they do it?", today=TODAY, history=[FERRIES])
    assert query.asked_as == "Why did they do it? (about: Northern Line, ferries)"


def test_a_chain_of_follow_ups_keeps_its_topic() -> None:
    history = [BRIDGE, ("why?", "Because of rust. [1]"), ("and when?", "In June.")]
    query = understand("And who pays for it?", today=TODAY, history=history)
    assert query.asked_as == f"And who pays for it? {ABOUT_BRIDGE}"
    assert query.window == find_window("last week", TODAY)


def test_a_follow_up_takes_the_window_and_outlets_it_has_not_got() -> None:
    history = [("What did CNN say about the bridge in May?", "It will close.")]
    carried = understand("And why?", today=TODAY, history=history, outlets=OUTLETS)
    assert (carried.window, carried.outlets) == (find_window("in May", TODAY), ("cnn.com",))
    own = understand("And the BBC in June?", today=TODAY, history=history, outlets=OUTLETS)
    assert (own.window, own.outlets) == (find_window("in June", TODAY), ("www.bbc.co.uk",))


def test_a_long_conversation_and_a_long_question_end() -> None:
    history = [("and why?", "Because.")] * 2000
    assert understand("and then?", today=TODAY, history=history).asked_as == "and then?"
    long = "On Monday in May 2025 Mara Lindqvist said it. " * 5000
    assert understand(f"{long} Why?", today=TODAY, history=[(long, long)]).window is not None
    assert search_terms(long) == ["2025", "mara", "lindqvist", "said"]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Which “Dirty Dozen” item sold best this week?", ["dirty dozen", "item", "sold", "best"]),
        ('Who wrote "The Last of Us"?', ["the last of us", "wrote"]),
        ("What did Theranos’s CEO do about Covid-19 on Friday?", ["theranos", "ceo", "covid-19"]),
        ("Why is the ferry, the Ferry, recently late?", ["ferry", "late"]),
        ("How long are queues on Black Friday?", ["long", "queues", "black", "friday"]),
        ("why? (about: Mara Lindqvist, bridge)", ["mara", "lindqvist", "bridge"]),
        ("Who is he?", ["who", "is", "he"]),
        ("?!", []),
    ],
)  # fmt: skip
def test_search_terms(text: str, terms: list[str]) -> None:
    assert search_terms(text) == terms


@given(st.text(), st.text(), st.text())
@example("why?", "(about: )", "")
@example("why?", "’s 's . (about: a, , b)", "’s")
def test_any_conversation_is_understood(question: str, earlier: str, answer: str) -> None:
    query = understand(question, today=TODAY, history=[(earlier, answer)], outlets=["", "x.org"])
    assert query.asked_as.startswith(question.rstrip())
    assert all(search_terms(query.asked_as))
