"""An answer copied or taken away as a file, and a question edited."""

import json
from dataclasses import replace
from datetime import date

import pytest

from rag.export.clipboard import write_plain_text
from rag.export.formats import FORMATS
from rag.export.records import Export
from rag.web import answer_actions
from rag.web.conversation import make_next_turns
from rag.web.handlers import Handlers
from tests.helpers.page_samples import (
    ANSWER,
    BROKEN_OFF,
    FOLDED,
    TODAY,
    OneArticle,
    ScriptedPipeline,
    Shown,
    message,
    turn,
)


def desk() -> Handlers:
    return Handlers(OneArticle(), ScriptedPipeline(), lambda: TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", FORMATS)
def test_an_answer_and_a_conversation_are_given_as_their_export(name: str) -> None:
    other = replace(BROKEN_OFF, question="And who paid?")
    turns = (turn(), replace(turn(None), fault="broke"), turn(other))
    for whole, answers in ((False, (other,)), (True, (ANSWER, other))):
        sent = {"answer": "2", "format": name, "whole": whole, "call": 7}
        taken = message(desk().take(turns, sent)["taken"])
        assert taken["text"] == FORMATS[name].write(Export(answers, TODAY, ""))
        stem = "clippings-what-did-it-cost" if whole else "clippings-and-who-paid"
        assert taken["name"] == stem + FORMATS[name].suffix
        assert (taken["type"], taken["call"]) == (FORMATS[name].media_type, 7)


@pytest.mark.parametrize("form", ["text", *FORMATS])
def test_a_folded_text_is_taken_only_from_who_unfolded_it(form: str) -> None:
    sent = {"answer": "0", "format": form}
    taken = [
        message(desk().take((turn(FOLDED),), sent | {"open": opened})["taken"])["text"]
        for opened in ([], None, ["1-instead"], ["0-instead"])
    ]
    assert taken[0] == taken[1] == taken[2]
    assert "opened in June" not in taken[0]
    assert ("opened in June" in taken[3]) is (form != "csl"), "which has sources alone"


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_what_is_in_no_source_is_not_taken(form: str) -> None:
    struck = replace(ANSWER, text="It cost 611 million crowns. [1] It opened in June. [2] […]")
    sent = {"answer": "0", "format": form}
    text = message(desk().take((turn(struck),), sent)["taken"])["text"]
    assert "queen" not in text
    assert "stands for a sentence that is not in the sources" in text


def test_what_was_asked_as_of_a_day_was_asked_today() -> None:
    earlier = date(2026, 3, 1)
    turns = (turn(today=earlier), turn(today=earlier, as_of=earlier))
    days = [
        json.loads(
            answer_actions.take_answer(
                turns, {"answer": at, "format": "json"}, archive="a", today=TODAY
            )["text"]
        )["asked"]
        for at in ("0", "1")
    ]
    assert days == ["2026-03-01", "2026-11-25"]


def test_an_answer_is_copied_with_its_references() -> None:
    taken = message(desk().take((turn(),), {"answer": "0", "format": "text"})["taken"])
    assert taken["text"] == write_plain_text(ANSWER)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"answer": "1", "format": "text"},
        {"answer": ["0"], "format": "text"},
        {"answer": "0", "format": "exe"},
        {"answer": "0", "format": ["html"]},
        {"answer": "0", "format": None},
    ],
)
def test_what_there_is_not_is_not_given(sent: dict[str, object]) -> None:
    taken = message(desk().take((turn(),), sent)["taken"])
    assert taken["fault"]
    assert "text" not in taken


def test_nothing_is_taken_from_an_answer_without_a_word() -> None:
    silent = turn(None).halted()
    assert message(desk().take((silent,), {"answer": "0", "format": "text"})["taken"])["fault"]
    buttons = Shown(answer_actions.render_actions(silent, 0)).text("button")
    assert buttons == ["Edit question", "Ask again"]
    assert answer_actions.render_actions(turn(replace(ANSWER, complete=False)), 0) == ""


@pytest.mark.parametrize(
    ("question", "stem"),
    [
        ("What ended the rail strike?", "clippings-what-ended-the-rail-strike"),
        ("../../etc/passwd\0", "clippings-etc-passwd"),
        ("Was sagte Müller über „Öl“?", "clippings-was-sagte-müller-über-öl"),
        ("??", "clippings"),
        ("con", "clippings-con"),
        ("\u202egpj.exe", "clippings-gpj-exe"),
        ("a" * 90, f"clippings-{'a' * 48}"),
        ("word " * 20, "clippings-word-word-word-word-word-word-word-word-word"),
    ],
)
def test_a_file_is_named_after_its_question(question: str, stem: str) -> None:
    assert answer_actions.name_file(question) == stem


@pytest.mark.parametrize(
    ("path", "name"),
    [("/srv/harbour", "harbour"), ("/srv/archive", ""), ("/srv/harbour/", "harbour")],
)
def test_an_archive_is_called_by_its_folder(path: str, name: str) -> None:
    assert answer_actions.name_archive(path) == name


# Editing


@pytest.mark.parametrize(
    ("edit", "left"), [("0", 0), ("1", 1), ("7", 2), ("", 2), ("-1", 2), ("x", 2)]
)
def test_an_edited_question_replaces_itself_and_what_followed(edit: str, left: int) -> None:
    turns = make_next_turns({"question": "Anew?", "edit": edit}, (turn(), turn()), today=TODAY)
    assert len(turns) == left + 1
    assert turns[-1].request.question == "Anew?"
    assert len(turns[-1].request.history) == left
