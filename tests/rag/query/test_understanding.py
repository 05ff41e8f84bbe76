"""Questions as they were meant: outlets, windows, parts and search terms."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.query.outlets import find_outlets
from rag.query.parsed import ParsedQuestion
from rag.query.understanding import understand
from rag.retrieval.bm25 import extract_search_terms
from rag.store.outlets import gather_outlets

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
    assert find_outlets(question, gather_outlets(OUTLETS)) == named
    assert understand(question, today=TODAY, outlets=OUTLETS).outlets == named


def test_a_window_from_a_question_is_never_a_filter() -> None:
    query = understand("Who died last week?", today=TODAY)
    assert query.window == ParsedQuestion("last week", TODAY).window
    assert not query.hard_window


@pytest.mark.slow
def test_a_long_conversation_and_a_long_question_end() -> None:
    history = [("and why?", "Because.")] * 2000
    assert understand("and then?", today=TODAY, history=history).asked_as == "and then?"
    long = "On Monday in May 2025 Mara Lindqvist said it. " * 5000
    assert understand(f"{long} Why?", today=TODAY, history=[(long, long)]).window is not None
    assert extract_search_terms(ParsedQuestion(long, TODAY)) == [
        "mara lindqvist",
        "2025",
        "mara",
        "lindqvist",
        "said",
    ]


def test_the_parts_are_read_from_the_question_made_whole() -> None:
    history = [("What did Mara Lindqvist say about the bridge?", "It will close. [1]")]
    query = understand("And why? And when?", today=TODAY, history=history)
    assert [part.text for part in query.parts] == [
        "And why? (about: Mara Lindqvist, bridge)",
        "And when? (about: Mara Lindqvist, bridge)",
    ]
    assert understand("Who won the regatta?", today=TODAY).parts == ()


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Which “dirty dozen” item sold?", ["dirty dozen", "dirty", "dozen", "item", "sold"]),
        ('Who wrote "The Last of Us"?', ["the last of us", "last of us", "wrote", "last"]),
        ("Did the Bank of Kestria fail?", ["bank of kestria", "bank", "kestria", "fail"]),
        ("What did Theranos’s CEO do about Covid-19 on Friday?", ["theranos", "ceo", "covid-19"]),
        ("Why is the ferry, the Ferry, recently late?", ["ferry", "late"]),
        ("Who queues on Black Friday?", ["black friday", "queues", "black", "friday"]),
        ("why? (about: Mara Lindqvist, bridge)", ["mara lindqvist", "mara", "lindqvist", "bridge"]),
        ("Who is he?", ["who", "is", "he"]),
        ("?!", []),
    ],
)  # fmt: skip
def test_search_terms(text: str, terms: list[str]) -> None:
    assert extract_search_terms(ParsedQuestion(text, TODAY)) == terms


@given(st.text(), st.text(), st.text())
@example("why?", "(about: )", "")
@example("why?", "’s 's . (about: a, , b)", "’s")
def test_any_conversation_is_understood(question: str, earlier: str, answer: str) -> None:
    query = understand(question, today=TODAY, history=[(earlier, answer)], outlets=["", "x.org"])
    assert query.question == question
    assert query.asked_as or not question
    assert all(extract_search_terms(query.parsed))
