"""Conversations that a browser keeps come back as they were, or are refused in one line."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rag.errors import UsageError
from rag.types import (
    MOST_SOURCES,
    Answer,
    Citation,
    CitedArticle,
    Claim,
    Gloss,
    Request,
    Sentence,
    StatedFigure,
    Superseded,
    Window,
)
from rag.web import saved_conversations
from rag.web.conversation import LONGEST_QUESTION, Turn, Turns, collect_history, make_next_turns
from rag.web.handlers import Handlers
from tests.helpers.page_samples import (
    ANSWER,
    BROKEN_OFF,
    COST,
    TODAY,
    OneArticle,
    ScriptedPipeline,
    Shown,
    message,
    turn,
)

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
DAYS = st.dates(min_value=date(1900, 1, 1))
ISO_DAYS = st.none() | DAYS.map(date.isoformat)
NUMBERS = st.integers(0, 999)
SENTENCES = st.builds(Sentence, NUMBERS, NUMBERS, WORDS)


def few(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=2).map(tuple)


def as_kept(turns: Turns) -> str:
    return json.dumps(saved_conversations.dump_conversation(turns))


@st.composite
def citations(draw: st.DrawFn) -> tuple[Citation, ...]:
    def cited(n: int) -> Citation:
        sentence, start = draw(WORDS), draw(st.integers(0, 10**6))
        day = draw(st.none() | DAYS.map(date.isoformat))
        names = [draw(WORDS) for _ in range(4)]
        people = tuple(draw(st.lists(WORDS, max_size=2)))
        end = start + len(sentence)
        return Citation(
            n, names[0], names[1], names[2], people, names[3], day, sentence, start, end
        )

    return tuple(map(cited, draw(st.lists(st.integers(1, 999), max_size=3, unique=True))))


def answers(*, beside: bool = True) -> st.SearchStrategy[Answer]:
    return st.builds(
        Answer,
        question=WORDS,
        asked_as=WORDS,
        mode=st.sampled_from(["generated", "extractive", "declined"]),
        text=WORDS,
        claims=st.lists(
            st.builds(
                Claim,
                WORDS,
                st.sampled_from(["supported", "weak", "unsupported"]),
                st.lists(st.integers(0, 999), max_size=3).map(tuple),
                WORDS,
            ),
            max_size=3,
        ).map(tuple),
        citations=citations(),
        window=st.none() | st.builds(Window, st.none() | DAYS, st.none() | DAYS, WORDS),
        warnings=st.lists(WORDS, max_size=2).map(tuple),
        timings=st.dictionaries(WORDS, st.floats(0, 1e6), max_size=2),
        model=st.none() | WORDS,
        complete=st.booleans(),
        broken_off=st.booleans(),
        instead=(st.none() | answers(beside=False)) if beside else st.none(),
        scope=WORDS,
        best=st.none() | NUMBERS,
        articles=few(
            st.builds(
                CitedArticle, *[WORDS] * 4, ISO_DAYS, st.lists(NUMBERS, max_size=2).map(tuple)
            )
        ),
        glosses=few(st.builds(Gloss, NUMBERS, NUMBERS, NUMBERS, WORDS, SENTENCES)),
        superseded=few(st.builds(Superseded, NUMBERS, NUMBERS)),
        figures=few(st.builds(StatedFigure, WORDS, WORDS, ISO_DAYS, NUMBERS)),
    )


TURNS = st.lists(
    st.builds(
        Turn,
        st.builds(
            Request,
            question=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
            today=DAYS,
            outlets=st.lists(WORDS, max_size=2).map(tuple),
            use_window=st.booleans(),
            as_of=st.none() | DAYS,
            sources=st.none() | st.integers(1, MOST_SOURCES),
        ),
        answer=st.none() | answers(),
        fault=WORDS,
        stopped=st.booleans(),
        instead_open=st.booleans(),
    ),
    min_size=1,
    max_size=3,
).map(tuple)


def settled(turns: Turns) -> Turns:
    """As a conversation that was left: nothing is running, each turn leans on those before it."""
    done: Turns = ()
    for one in turns:
        request = replace(one.request, history=collect_history(done))
        done = (*done, replace(one, request=request).halted())
    return done


@given(TURNS)
def test_a_kept_conversation_comes_back_as_it_was(turns: Turns) -> None:
    text = as_kept(turns)
    assert text.isascii()
    assert saved_conversations.load_conversation(text) == settled(turns)
    assert as_kept(saved_conversations.load_conversation(text)) == text
    assert saved_conversations.load_conversation(
        json.dumps(json.loads(text), ensure_ascii=False)
    ) == settled(turns)


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    """A sound conversation, changed in one thing."""
    values = json.loads(as_kept((turn(BROKEN_OFF),)))
    change(values)
    return json.dumps(values)


def in_turn(**values: object) -> str:
    return changed(lambda all_: all_["turns"][0].update(values))


def in_request(**values: object) -> str:
    return changed(lambda all_: all_["turns"][0]["request"].update(values))


def in_answer(**values: object) -> str:
    return changed(lambda all_: all_["turns"][0]["answer"].update(values))


def in_citation(**values: object) -> str:
    return changed(lambda all_: all_["turns"][0]["answer"]["citations"][0].update(values))


DEEP = 200_000
GARBAGE: dict[str, object] = {
    "nothing": None,
    "no text": {"version": 1},
    "empty": "",
    "no JSON": "{",
    "not a number": '{"version": 1, "turns": NaN}',
    "too deep": "[" * DEEP + "]" * DEEP,
    "a number without end": changed(lambda all_: None).replace('"n": 1', f'"n": {"1" * 5000}', 1),
    "a list": "[]",
    "no turns": changed(lambda all_: all_.update(turns=[])),
    "turns that are none": changed(lambda all_: all_.update(turns={"0": 1})),
    "too many turns": changed(lambda all_: all_.update(turns=all_["turns"] * 201)),
    "too large": changed(lambda all_: all_.update(more="x" * saved_conversations.LARGEST)),
    "an unknown field": in_turn(admin=True),
    "an unknown field around the turns": changed(lambda all_: all_.update(more=1)),
    "a count that is a text": changed(lambda all_: all_.update(left_out="5")),
    "what the archive says": in_turn(origins={"copies": {"a1": []}}),
    "a flag that is a number": in_turn(stopped=1),
    "no request": in_turn(request=None),
    "no question": in_request(question=""),
    "a question that is a list": in_request(question=["a"]),
    "a long question": in_request(question="x" * (LONGEST_QUESTION + 1)),
    "half a character": in_request(question="\ud800"),
    "a history": in_request(history=[["a", "b"]]),
    "a day that is none": in_request(today="2026-02-31"),
    "a day that is a number": in_request(today=20261125),
    "a day that is a number of seconds": in_request(today="86400"),
    "no sources": in_request(sources=0),
    "a true number of sources": in_request(sources=True),
    "a text without end of sources": in_request(sources=MOST_SOURCES + 1),
    "an outlet that is none": in_request(outlets=[None]),
    "a mode that is none": in_answer(mode="<script>"),
    "a mode that is a list": in_answer(mode=["generated"]),
    "a time that never ends": in_answer(timings={"ask": float("inf")}),
    "a time beyond counting": in_answer(timings={"ask": 10**400}),
    "a claim that is none": in_answer(claims=[{"text": "a"}]),
    "a number beyond a browser's": in_answer(
        claims=[{"text": "a", "support": "weak", "citations": [2**53]}]
    ),
    "a number that is there twice": in_answer(
        citations=[
            saved_conversations.dump_conversation((turn(),))["turns"][0]["answer"]["citations"][0]
        ]
        * 2
    ),
    "a third answer": in_answer(instead={**json.loads(in_answer())["turns"][0]["answer"]}),
    "a number of 0": in_citation(n=0),
    "a number too wide": in_citation(n=1000),
    "a fraction": in_citation(n=1.5),
    "a day that is no day": in_citation(published="<b>"),
    "a start before the start": in_citation(start=-1, end=len(COST.sentence) - 1),
    "an end that is not the sentence's": in_citation(end=COST.end + 1),
    "an address that is an object": in_citation(url={"href": "javascript:"}),
}


def test_what_is_changed_below_is_sound_before() -> None:
    assert saved_conversations.load_conversation(changed(lambda all_: None)) == (turn(BROKEN_OFF),)


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_garbage_is_refused_in_one_line(garbage: object) -> None:
    with pytest.raises(UsageError) as refused:
        saved_conversations.load_conversation(garbage)
    assert str(refused.value) == saved_conversations.GARBLED
    assert len(saved_conversations.GARBLED.splitlines()) == 1


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_another_version_is_told_as_such(version: object) -> None:
    with pytest.raises(UsageError, match="another version"):
        saved_conversations.load_conversation(changed(lambda all_: all_.update(version=version)))
    with pytest.raises(UsageError, match="another version"):
        saved_conversations.load_conversation(
            changed(lambda all_: all_.update(version=version, turns={"1": []}, more=True))
        )


def test_a_megabyte_of_faults_is_not_collected() -> None:
    faults = in_answer(claims=[{}] * (saved_conversations.LARGEST // 5))
    with pytest.raises(UsageError) as refused:
        saved_conversations.load_conversation(faults)
    assert isinstance(refused.value.__cause__, ValidationError)
    assert refused.value.__cause__.error_count() < 10


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda one: (
            st.lists(one)
            | st.dictionaries(st.sampled_from(["request", "answer", "question", "n"]), one)
        ),
    )
)
def test_no_json_whatever_breaks_the_page(values: object) -> None:
    for text in (json.dumps(values), json.dumps({"version": 1, "turns": values})):
        with pytest.raises(UsageError):
            saved_conversations.load_conversation(text)


def test_a_conversation_that_is_too_large_loses_its_oldest_turns() -> None:
    long = replace(ANSWER, text="x" * (saved_conversations.LARGEST // 3))
    turns = tuple(turn(long, question=str(n)) for n in range(4))
    kept = saved_conversations.dump_conversation(turns)
    assert kept["left_out"] == 2
    back = saved_conversations.load_conversation(json.dumps(kept))
    assert [one.request.question for one in back] == ["2", "3"]
    assert (
        saved_conversations.dump_conversation(
            (turn(replace(ANSWER, text="x" * saved_conversations.LARGEST)),)
        )["turns"]
        == []
    )
    many = saved_conversations.dump_conversation(
        tuple(turn() for _ in range(saved_conversations.MOST_TURNS + 5))
    )
    assert (many["left_out"], len(many["turns"])) == (5, saved_conversations.MOST_TURNS)


# On the page


def desk(*steps: Answer | Exception) -> Handlers:
    return Handlers(OneArticle(), ScriptedPipeline(*steps), lambda: TODAY)  # type: ignore[arg-type]


def test_the_browser_is_given_each_question_and_each_answer_to_keep() -> None:
    form = {"question": "What did it cost?", "window": "understood"}
    growing = [replace(ANSWER, text="It", complete=False), replace(ANSWER, complete=False)]
    views = list(
        desk(*growing, replace(ANSWER, citations=())).ask((), {"form": form, "conversation": "c1"})
    )
    told = [message(view["kept"]) for view in views if "kept" in view]
    assert ["kept" in view for view in views] == [True, False, False, True]
    assert [one["conversation"] for one in told] == ["c1", "c1"]
    begun, ended = (saved_conversations.load_conversation(json.dumps(one["kept"])) for one in told)
    assert (begun[0].answer, begun[0].stopped) == (None, True)
    assert ended == views[-1]["turns"]


def test_what_is_left_or_stopped_while_it_is_written_is_kept_so_far() -> None:
    half = (turn(replace(ANSWER, complete=False)),)
    page, sent = desk(), {"conversation": "c1"}
    for view in (page.stop(half, sent), page.clear(half, sent)):
        kept = message(view["kept"])
        assert kept["conversation"] == "c1"
        assert saved_conversations.load_conversation(json.dumps(kept["kept"])) == tuple(
            one.halted() for one in half
        )
    assert message(page.clear((turn(),), sent)["kept"]) == {}


def test_a_kept_conversation_is_opened_and_gone_on_with() -> None:
    page = desk()
    bare = turn(replace(ANSWER, citations=()))
    sent = {"kept": as_kept((bare, bare)), "opening": "c1", "conversation": "c2", "call": 3}
    view = page.restore((), sent)
    assert message(view["kept"]) == {"opened": "c1", "call": 3}
    assert "It cost 611 million crowns." in view["current"]
    assert len(Shown(view["past"]).attributes("article", "turn")) == 1
    follow_up = make_next_turns({"question": "And who paid?"}, view["turns"], today=TODAY)
    assert len(follow_up[-1].request.history) == 2


def test_what_cannot_be_opened_changes_nothing_but_says_so() -> None:
    view = desk().restore((turn(),), {"kept": "<script>", "opening": "</p><script>"})
    assert list(view) == ["kept"]
    told = {"refused": "</p><script>", "why": saved_conversations.GARBLED, "call": None}
    assert message(view["kept"]) == told
    half = turn(replace(ANSWER, complete=False))
    view = desk().restore((half,), {"kept": "", "conversation": "c1"})
    assert view["turns"] == (half.halted(),)
    assert message(view["kept"])["kept"] == saved_conversations.dump_conversation((half,))


def test_hostile_words_are_kept_and_shown_as_words() -> None:
    hostile = '</p><script>ran()</script><img src=x onerror="ran()">\u202e'
    said = replace(ANSWER, text=hostile, claims=(), citations=())
    view = desk().restore((), {"kept": as_kept((turn(said, question=hostile),)), "opening": "c1"})
    assert Shown(view["current"]).text(css="question") == [hostile]
    assert Shown(view["current"]).text(css="answer") == [hostile]
    (view,) = [desk().stop(view["turns"], {"conversation": hostile})]
    assert message(view["kept"])["conversation"] == hostile
