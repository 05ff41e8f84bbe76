"""A question taken apart once."""

from datetime import date
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from rag.query.answer_type import AnswerType
from rag.query.parsed import ParsedQuestion
from rag.query.task import Task
from rag.query.understanding import understand
from rag.store.outlets import gather_outlets
from tests.helpers.places import TODAY


def test_all_that_a_question_says_stands_in_one_value() -> None:
    asked = ParsedQuestion(
        "How many of the 12 ferries did CNN's “Night Shift” count in Orlund last week?",
        TODAY,
        known_outlets=gather_outlets(["cnn.com", "The Times"]),
    )
    assert asked.names == ("CNN", "Night Shift", "Orlund")
    assert asked.quotes == ("Night Shift",)
    assert [(one.kind, one.value) for one in asked.numbers] == [("number", 12)]
    assert [asked.text[one.start : one.end] for one in asked.times] == ["last week"]
    assert asked.window is not None
    assert (asked.window.start, asked.window.end) == (date(2026, 10, 19), date(2026, 10, 25))
    assert asked.outlets == ("cnn.com",)
    assert (asked.answer_type, asked.task) == ("number", "fact")
    assert asked.time == "last week"
    assert list(asked.content) == ["ferri", "cnn", "night", "shift", "count", "orlund"]


def test_what_was_read_is_kept_when_the_archive_is_known() -> None:
    asked = ParsedQuestion("What did CNN report last week?", TODAY)
    read = asked.tokens, asked.window
    assert asked.outlets == ()
    known = gather_outlets(["cnn.com"])
    placed = asked.place_in(known)
    assert placed.outlets == ("cnn.com",)
    assert placed.tokens is read[0]
    assert placed.window is read[1]
    assert placed == ParsedQuestion(asked.text, TODAY, known)


def test_what_is_quoted_names_no_time() -> None:
    assert ParsedQuestion("Who wrote “Last Week” on 3 May 2026?", TODAY).time == "on 3 May 2026"


def test_a_name_stays_whole_in_a_follow_up() -> None:
    history = [("What did Ursula von der Leyen say about Ukraine?", "It will be rebuilt. [1]")]
    query = understand("What did she promise?", today=TODAY, history=history)
    assert query.asked_as == "What did she promise? (about: Ursula von der Leyen, Ukraine)"
    assert query.parsed.names == ("Ursula von der Leyen", "Ukraine")
    assert query.original.names == ()


@given(st.text())
def test_any_text_can_be_parsed(text: str) -> None:
    asked = ParsedQuestion(text, TODAY, ("x.org",))
    plain = " ".join(text.split())
    assert all(name in plain for name in asked.names)
    assert asked.time in text
    for one in asked.times:
        assert 0 <= one.start < one.end <= len(text)
    assert all(0 <= event.start < event.end <= len(text) for event in asked.events)
    assert asked.window is None or asked.window.why
    assert asked.answer_type in get_args(AnswerType)
    assert asked.task in get_args(Task)
