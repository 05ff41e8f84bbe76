"""What a question says of the answer is read as such, and never looked up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.query.instructions import (
    Form,
    find_form,
    is_form_request,
    repeats_question,
    strip_instructions,
    strip_politeness,
)
from rag.query.parsed import ParsedQuestion
from rag.retrieval.bm25 import extract_search_terms


@pytest.mark.parametrize(
    ("question", "subject", "form"),
    [
        ("Give me a bullet list of ministers who resigned", "ministers who resigned", "list"),
        ("Can you please summarise the strike in three sentences?", "the strike?", "short"),
        ("Compare what the outlets say about the rail march", "the rail march", ""),
        ("What do different outlets say about the Gannet Bridge?", "the Gannet Bridge?", ""),
        ("Please tell me who won", "who won", ""),
        ("Hello, who is Marlowe?", "who is Marlowe?", ""),
        ("hi there can you tell me why the ferry sank?", "why the ferry sank?", ""),
        ("List the ministers who resigned", "the ministers who resigned", "list"),
        ("What is the latest on the ferry?", "the ferry?", ""),
        ("timeline of the flood inquiry", "the flood inquiry", "timeline"),
        ("Explain why the bridge closed, briefly", "why the bridge closed", "short"),
        ("What was the reason? Answer in one sentence.", "What was the reason?", "short"),
        ("I'd like to know when the toll ends", "when the toll ends", ""),
        ("Is there any news about Varga?", "Varga?", ""),
        ("Tell me more about the bridge", "the bridge", ""),
        ("Find all stories about the ferry", "the ferry", ""),
        ("Summarise Biden's plan as a list", "Biden's plan", "list"),
    ],
)
def test_instructions_are_taken_off_the_question(question: str, subject: str, form: Form) -> None:
    assert strip_instructions(question) == subject
    assert find_form(question) == form


@pytest.mark.parametrize(
    "question",
    [
        "Who is on the no-fly list?",
        "Make America Great Again",
        "Hey Jude",
        "Hello Kitty park",
        "Which list did the press publish?",
        "tell me more",
        "as a list",
        "What happened?",
        "Can a bridge be listed in 3 days?",
    ],
)
def test_what_only_looks_like_an_instruction_stays(question: str) -> None:
    assert strip_instructions(question) == question


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("as a list", "list"), ("in bullet points", "list"), ("and as a timeline", "timeline"),
        ("shorter", "short"), ("make it shorter, please", "short"), ("summarise that", "short"),
        ("in three sentences please", "short"), ("Could you put that in a table?", "list"),
        ("in chronological order", "timeline"), ("now as a bulleted list instead", "list"),
    ],
)  # fmt: skip
def test_a_form_alone_is_asked_of_the_answer_before(question: str, form: Form) -> None:
    assert is_form_request(question)
    assert repeats_question(question)
    assert find_form(question) == form


@pytest.mark.parametrize(
    ("question", "repeats"),
    [
        ("Tell me more", True), ("more please", True), ("what else?", True),
        ("can you expand on that?", True), ("in more detail", True), ("go on", True),
        ("More than 50 ships sank where?", False), ("Tell me more about the toll", False),
        ("What else did she say?", False), ("a list of ministers", False), ("short sellers", False),
    ],
)  # fmt: skip
def test_more_of_the_same_repeats_the_question(question: str, *, repeats: bool) -> None:
    assert repeats_question(question) is repeats


def test_politeness_alone_is_taken_off() -> None:
    assert strip_politeness("Hi there, could you please list the ministers?") == (
        "list the ministers?"
    )
    assert strip_politeness("Hello Kitty") == "Hello Kitty"


def test_instructions_are_no_search_terms() -> None:
    asked = ParsedQuestion(
        "Please give me a short summary of the rail strike in bullet points", date(2026, 1, 1)
    )
    assert extract_search_terms(asked) == ["rail", "strike"]
    assert list(asked.content.values()) == ["rail", "strike"]


@given(st.text())
def test_any_text_keeps_something_to_look_up(text: str) -> None:
    assert bool(strip_instructions(text).strip()) == bool(text.strip())
