"""What a reader gets when the model declines, fails, breaks off, or is not there at all."""

import pytest

from rag.answering.abstention import NO_ANSWER
from rag.answering.standing import BROKE_OFF
from rag.errors import UsageError
from rag.llm.prompts import MODEL_DECLINES
from rag.retrieval.search import Archive
from rag.settings import Settings
from rag.types import Answer, Request
from tests.helpers.asking import (
    OVER,
    STRIKE,
    WAGES,
    ask,
    assert_holds,
    cited,
    generated,
    pipeline,
    streamed,
    timeless,
    write,
)
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.ollama_script import line
from tests.helpers.places import TODAY

MODEL = Settings().model


@pytest.mark.parametrize(
    "pieces",
    [
        [MODEL_DECLINES],
        list(MODEL_DECLINES),
        ["**", "The archive", " does not say", ".**"],
        [f"{MODEL_DECLINES} It only mentions a strike. [S1]"],
    ],
)
def test_a_model_may_decline(pieces: list[str], press: Archive, double: OllamaDouble) -> None:
    write(double, pieces)
    [answer] = streamed(press, double)
    assert_holds(answer, press)
    assert (answer.mode, answer.model, answer.complete) == ("declined", MODEL, True)
    assert answer.text.startswith(NO_ANSWER)
    assert MODEL_DECLINES not in answer.text
    assert answer.claims == ()
    assert len({citation.article_id for citation in answer.citations}) == 3
    assert answer.citations[0].sentence in answer.text


def test_words_that_begin_like_declining_are_shown_once_they_differ(
    press: Archive, double: OllamaDouble
) -> None:
    write(double, ["The ", "archive ", "does ", "say ", "who ", "signed. ", "[S1]"])
    texts = [answer.text for answer in streamed(press, double)]
    assert texts[0] == "The archive does say"
    assert texts[-2].startswith("The archive does say who signed.")


def test_an_unreachable_model(press: Archive, dead_url: str) -> None:
    answer = pipeline(press, ollama_url=dead_url).ask(Request(STRIKE, TODAY))
    assert_holds(answer, press)
    assert (answer.mode, answer.model) == ("extractive", None)
    assert OVER in answer.text
    [warning] = answer.warnings
    assert dead_url in warning
    assert "Start one with `ollama serve`" in warning


def test_a_missing_model(press: Archive) -> None:
    with OllamaDouble("llama9:1b") as double:
        answer = generated(press, double)
        assert double.requests == []
    assert (answer.mode, answer.model) == ("extractive", None)
    [warning] = answer.warnings
    assert f"`ollama pull {MODEL}`" in warning


def test_the_fallback_model_signs_what_it_writes(press: Archive) -> None:
    with OllamaDouble("granite4:micro") as double:
        answer = generated(press, double)
    assert (answer.mode, answer.model) == ("generated", "granite4:micro")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("500 memory", "Choose a smaller one"),
        ("503 busy", "Ask again in a minute"),
        ("no bytes", "broke off"),
        ("empty stream", "Ask again"),
        ("error line first", "unexpected EOF"),
        ("load only", "Ask again"),
    ],
)
def test_a_model_that_fails_before_its_first_word(
    fault: str, reason: str, press: Archive, double: OllamaDouble
) -> None:
    double.fail(fault)
    [answer] = streamed(press, double)
    assert_holds(answer, press)
    assert (answer.mode, answer.model, answer.complete) == ("extractive", None, True)
    assert OVER in answer.text
    [warning] = answer.warnings
    assert reason in warning


@pytest.mark.parametrize("nothing", ["[S1]", "[S1] [S2].", "![](https://example.org/x.png)"])
def test_a_model_that_says_nothing(nothing: str, press: Archive, double: OllamaDouble) -> None:
    write(double, nothing)
    answer = generated(press, double)
    assert (answer.mode, answer.model) == ("extractive", None)
    [warning] = answer.warnings
    assert "nothing" in warning


def test_a_model_that_fails_while_it_seemed_to_decline(
    press: Archive, double: OllamaDouble
) -> None:
    double.send(line("The archive "), line("does "))
    [answer] = streamed(press, double)
    assert answer.mode == "extractive"
    assert BROKE_OFF not in answer.warnings, "nothing was shown that could be left unfinished"


@pytest.mark.parametrize("end", ["", " And its", " [", " [S", "\n"])
def test_a_model_that_breaks_off_leaves_what_it_wrote(
    end: str, press: Archive, double: OllamaDouble
) -> None:
    double.send(line(f"{cited(press, OVER)} "), line(f"{cited(press, WAGES)}{end}"))
    *growing, last = streamed(press, double)
    assert_holds(last, press)
    assert growing
    assert (last.mode, last.model, last.complete) == ("generated", MODEL, True)
    assert last.text == f"{OVER} [1] {WAGES} [2]", "nobody can bear out half a sentence"
    reason, broken = last.warnings
    assert "broke off before its answer was finished" in reason
    assert broken == BROKE_OFF
    assert_extracted_instead(last, press)


def test_an_answer_that_grew_too_long_is_kept(press: Archive, double: OllamaDouble) -> None:
    write(double, [f"{cited(press, OVER)} {cited(press, WAGES)} ", "They"], done_reason="length")
    answer = generated(press, double)
    assert (answer.mode, answer.complete) == ("generated", True)
    assert answer.text == f"{OVER} [1] {WAGES} [2]"
    assert answer.claims[0].support == "supported"
    assert "set num_predict higher" in answer.warnings[0]
    assert answer.warnings[1] == BROKE_OFF
    assert_extracted_instead(answer, press)


def assert_extracted_instead(answer: Answer, press: Archive) -> None:
    """What broke off offers the source sentences, as they would have been without a model."""
    assert answer.broken_off
    assert answer.instead is not None
    assert timeless(answer.instead) == timeless(ask(press, STRIKE))
    assert answer.to_dict()["broken_off"] is True
    assert answer.to_dict()["instead"]["mode"] == "extractive"


def test_settings_that_cannot_work_are_told_rather_than_worked_around(press: Archive) -> None:
    with pytest.raises(UsageError, match="ollama_url"):
        pipeline(press, ollama_url="localhost").ask(Request(STRIKE, TODAY))
    with pytest.raises(UsageError, match="allow_cloud_models"):
        pipeline(press, ollama_url="http://127.0.0.1:1", model="big:cloud").ask(
            Request(STRIKE, TODAY)
        )


def test_a_reader_who_leaves_frees_the_server(press: Archive) -> None:
    with OllamaDouble(pause=0.02) as double:
        write(double, ("word " * 3 for _ in range(1000)))
        answers = pipeline(press, ollama_url=double.url).stream(Request(STRIKE, TODAY))
        assert next(answers).awaited
        assert next(answers).text
        answers.close()  # type: ignore[attr-defined]
        assert double.hung_up.wait(10)
