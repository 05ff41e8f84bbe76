"""The shapes in which a chain takes a question, and what it makes of them."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from rag.clock import read_clock_day
from rag.errors import UsageError
from rag.integrations.langchain import read_request
from rag.types import Window


def test_a_question_alone_is_asked_today() -> None:
    before = read_clock_day()
    request = read_request("Who?")
    assert before <= request.today <= read_clock_day()
    assert (request.question, request.history, request.window, request.outlets) == (
        "Who?",
        (),
        None,
        (),
    )


def test_a_dict_says_more() -> None:
    request = read_request(
        {
            "question": "Who?",
            "history": [["Which bridge?", "The Gannet Bridge."]],
            "today": "2026-05-20",
            "window": {"from": "2026-05-01", "to": None, "why": "May"},
            "outlets": ["Harbour Post"],
        }
    )
    assert request.history == (("Which bridge?", "The Gannet Bridge."),)
    assert request.today == date(2026, 5, 20)
    assert request.window == Window(date(2026, 5, 1), None, "May")
    assert request.outlets == ("Harbour Post",)
    for today in (date(2026, 5, 20), datetime(2026, 5, 20, 23, 59)):  # noqa: DTZ001
        assert read_request({"question": "Who?", "today": today}).today == date(2026, 5, 20)
    window = Window(None, date(2026, 5, 1), "by hand")
    assert read_request({"question": "Who?", "window": window}).window is window
    keys = ("history", "window", "outlets", "as_of", "sources", "model")
    nothing = read_request({"question": "Who?"} | dict.fromkeys(keys))
    assert [getattr(nothing, key) for key in keys] == [(), None, (), None, None, None]
    shown = Window(date(2026, 5, 1), date(2026, 5, 31), "May")
    assert read_request({"question": "Who?", "window": shown.to_dict()}).window == shown


def test_a_dict_may_ask_as_of_a_day_and_limit_the_sources() -> None:
    limits = {"as_of": "2026-05-20", "sources": 3, "model": "none"}
    request = read_request({"question": "Who?"} | limits)
    assert (request.as_of, request.sources, request.model) == (date(2026, 5, 20), 3, "none")
    assert request.today == date(2026, 5, 20)
    assert read_request({"question": "Who?", "today": "2026-06-01"} | limits).today.month == 6


def test_messages_bring_the_conversation() -> None:
    request = read_request(
        [
            SystemMessage("Be brief."),
            HumanMessage("Which bridge?"),
            AIMessage("The Gannet Bridge."),
            HumanMessage("Hello?"),
            HumanMessage([{"type": "text", "text": "Who built it?"}]),
        ]
    )
    assert request.question == "Who built it?"
    assert request.history == (("Which bridge?", "The Gannet Bridge."),)
    assert read_request((HumanMessage("Who?"),)).history == ()


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (5, "not int"),
        (None, "not NoneType"),
        (b"Who?", "not bytes"),
        (["Who?"], "not list"),
        ([HumanMessage("Who?"), "Why?"], "not list"),
        ([], "last message"),
        ([SystemMessage("Be brief.")], "last message"),
        ([HumanMessage("Who?"), AIMessage("She.")], "last message"),
        ({}, "'question' is missing"),
        ({"question": 5}, "'question' is missing or no text"),
        ({"query": "Who?"}, "Unknown key 'query'; a chain takes as_of, history, model, outlets"),
        ({"question": "Who?", "today": "yesterday"}, "'yesterday' is not a day"),
        ({"question": "Who?", "today": 20260520}, "20260520 is not a day"),
        ({"question": "Who?", "window": "May"}, "'window' takes"),
        ({"question": "Who?", "window": {"from": "May"}}, "'May' is not a day"),
        ({"question": "Who?", "history": ["Who?"]}, "'history' takes pairs"),
        ({"question": "Who?", "history": 5}, "'history' takes pairs"),
        ({"question": "Who?", "outlets": "Harbour Post"}, "'outlets' takes a list"),
        ({"question": "Who?", "outlets": {"Harbour Post"}}, "'outlets' takes a list"),
        ({"question": "Who?", "window": {"start": "2026-05-01"}}, "'window' takes"),
        ({"question": "Who?", "as_of": "then"}, "'then' is not a day"),
        ({"question": "Who?", "sources": "3"}, "'sources' takes a whole number, not '3'"),
        ({"question": "Who?", "sources": True}, "'sources' takes a whole number, not True"),
        ({"question": "Who?", "model": 3}, "'model' takes a model's name"),
    ],
)
def test_what_is_no_question_is_refused(bad: Any, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        read_request(bad)
