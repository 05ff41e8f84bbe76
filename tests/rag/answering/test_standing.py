"""A text leads as far as its sources bear it out; else they do."""

from dataclasses import replace

import pytest

from rag.answering.standing import (
    BROKE_EARLY,
    FIRST_UNSUPPORTED,
    LACKS,
    find_doubt,
    strike_unsupported,
)
from rag.retrieval.search import Archive
from rag.types import Answer, Claim, Support
from tests.helpers.asking import STRIKE, WAGES, assert_holds, generated, write
from tests.helpers.ollama_double import OllamaDouble

SHORT: dict[str, Support] = {"s": "supported", "w": "weak", "u": "unsupported"}


def make_answer(verdicts: str, **values: object) -> Answer:
    claims = tuple(Claim(f"Claim {n}.", SHORT[one], ()) for n, one in enumerate(verdicts))
    text = " ".join(claim.text for claim in claims)
    known = {"mode": "generated", "claims": claims, "model": "m"}
    return Answer("Why?", "Why?", text=text, **{**known, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("verdicts", "doubt"),
    [
        ("s", ""),
        ("ssu", ""),
        ("sw", ""),
        ("wss", ""),
        ("swu", "1 of 3 sentences is supported"),
        ("u", "its one sentence is not supported"),
        ("ww", "none of 2 sentences is supported"),
        ("suuuu", "1 of 5 sentences is supported"),
        ("usss", FIRST_UNSUPPORTED),
    ],
)
def test_less_than_half_or_a_false_beginning_does_not_lead(verdicts: str, doubt: str) -> None:
    assert find_doubt(make_answer(verdicts), ()) == doubt


def test_what_broke_off_leads_from_its_second_supported_sentence_on() -> None:
    assert find_doubt(make_answer("s", broken_off=True), ()) == BROKE_EARLY
    assert find_doubt(make_answer("ss", broken_off=True), ()) == ""


def test_what_is_struck_leaves_a_mark_at_its_place() -> None:
    answer = make_answer("swus")
    assert strike_unsupported(answer.text, answer.claims) == "Claim 0. Claim 1. […] Claim 3."
    assert strike_unsupported("", ()) == ""


FALSE = "The mayor of Lisbon keeps 900 dragons in a cellar."


def test_a_text_that_holds_leads_without_what_is_in_no_source(
    press: Archive, double: OllamaDouble
) -> None:
    write(double, f"{WAGES} {FALSE} {WAGES.replace('Under', 'By')}")
    answer = generated(press, double)
    assert (answer.mode, answer.folded, answer.instead) == ("generated", "", None)
    assert FALSE not in answer.text
    assert "[…]" in answer.text
    assert [claim.text for claim in answer.claims if claim.support == "unsupported"] == [FALSE]
    assert FALSE not in answer.to_markdown()


def test_a_false_text_is_folded_below_the_source_sentences(
    press: Archive, double: OllamaDouble
) -> None:
    write(double, FALSE)
    answer = generated(press, double)
    assert answer.mode == "extractive"
    assert answer.claims
    assert {claim.support for claim in answer.claims} == {"supported"}
    assert answer.folded == "its one sentence is not supported"
    told = answer.instead
    assert told is not None
    assert_holds(told, press)
    assert (told.mode, told.text, told.complete) == ("generated", "[…]", True)
    assert [claim.text for claim in told.claims] == [FALSE]
    values = answer.to_dict()
    assert values["folded"] == answer.folded
    assert values["instead"]["claims"][0]["reason"]
    assert FALSE not in values["text"]


def test_a_text_that_names_nothing_asked_for_does_not_lead(
    press: Archive, double: OllamaDouble
) -> None:
    write(double, "The rail strike in Kestria is over.")
    answer = generated(press, double, "By how much will wages on the railway rise?")
    assert answer.folded == LACKS["number"]
    write(double, WAGES)
    assert generated(press, double, "By how much will wages on the railway rise?").folded == ""


def test_talk_of_the_task_is_nobodys_claim(press: Archive, double: OllamaDouble) -> None:
    talk = "The question is asking what ended the strike."
    write(double, f"{talk} {WAGES}")
    answer = generated(press, double)
    assert [claim.text for claim in answer.claims] == [WAGES]
    assert talk not in answer.text
    write(double, talk)
    answer = generated(press, double)
    assert (answer.mode, answer.instead) == ("extractive", None)
    assert "says nothing" in " ".join(answer.warnings) or "nothing that says" in answer.warnings[0]


def test_settling_twice_changes_nothing(press: Archive, double: OllamaDouble) -> None:
    write(double, f"{WAGES} {FALSE}")
    answer = replace(generated(press, double, STRIKE), warnings=())
    assert strike_unsupported(answer.text, answer.claims) == answer.text
