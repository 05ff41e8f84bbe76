"""A question becomes an answer: written by a model, made of source sentences, or declined."""

import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from asking import (
    OVER,
    STRIKE,
    TODAY,
    WAGES,
    ask,
    assert_holds,
    evidence_for,
    label_of,
    pipeline,
    prompt_of,
    timeless,
    unnumbered,
)
from newsroom import Newsroom
from ollama_double import OllamaDouble, line

from rag.archive import Archive
from rag.declining import DECLINED
from rag.errors import UsageError
from rag.pipeline import BROKE_OFF
from rag.prompting import DECLINED as MODEL_DECLINES
from rag.settings import Settings
from rag.types import Answer, Request, Window

MODEL = Settings().model
APRIL = Window(date(2026, 4, 1), date(2026, 4, 30), "by hand")
BEFORE_ALL = Window(date(1999, 1, 1), date(1999, 12, 31), "by hand")


def generated(press: Archive, double: OllamaDouble, question: str = STRIKE) -> Answer:
    answer = pipeline(press, ollama_url=double.url).ask(Request(question, TODAY))
    assert_holds(answer, press)
    return answer


def streamed(press: Archive, double: OllamaDouble, question: str = STRIKE) -> list[Answer]:
    return list(pipeline(press, ollama_url=double.url).stream(Request(question, TODAY)))


def write(double: OllamaDouble, text: str | Iterable[str], **final: Any) -> None:
    """Queues an answer whose length of the prompt is not told: it would have to fit the prompt."""
    double.reply(text, **{"prompt_eval_count": None} | final)


def cited(press: Archive, sentence: str, question: str = STRIKE) -> str:
    """A source sentence as a model writes it, with its label."""
    return f"{sentence} [{label_of(evidence_for(press, question), sentence)}]"


def test_without_a_model_source_sentences_answer(press: Archive) -> None:
    answer = ask(press, STRIKE)
    assert_holds(answer, press)
    assert (answer.mode, answer.model, answer.complete) == ("extractive", None, True)
    assert (answer.question, answer.asked_as) == (STRIKE, STRIKE)
    assert OVER in answer.text
    assert [claim.text for claim in answer.claims] == [one.sentence for one in answer.citations]
    assert {claim.support for claim in answer.claims} == {"supported"}
    assert answer.warnings == ()
    assert set(answer.timings) == {"understand", "retrieve", "rank", "total"}
    assert all(seconds >= 0 for seconds in answer.timings.values())


def test_a_model_writes_and_its_labels_become_numbers(press: Archive, double: OllamaDouble) -> None:
    write(double, f"{cited(press, OVER)} {cited(press, WAGES)}")
    answer = generated(press, double)
    assert (answer.mode, answer.model, answer.complete) == ("generated", MODEL, True)
    assert answer.text == f"{OVER} [1] {WAGES} [2]"
    assert [(claim.text, claim.support) for claim in answer.claims] == [
        (OVER, "supported"),
        (WAGES, "supported"),
    ]
    assert [citation.sentence for citation in answer.citations] == [OVER, WAGES]
    assert answer.warnings == ()
    assert set(answer.timings) == {"understand", "retrieve", "rank", "write", "total"}


def test_numbers_count_in_the_order_in_which_claims_cite(
    press: Archive, double: OllamaDouble
) -> None:
    write(double, f"{cited(press, WAGES)} {cited(press, OVER)} {cited(press, WAGES)}")
    answer = generated(press, double)
    assert [citation.sentence for citation in answer.citations] == [WAGES, OVER]
    assert [claim.citations for claim in answer.claims] == [(1,), (2,), (1,)]
    assert answer.text == f"{WAGES} [1] {OVER} [2] {WAGES} [1]"


def test_a_stream_grows_into_what_ask_gives(press: Archive, double: OllamaDouble) -> None:
    written = f"{cited(press, OVER)} {cited(press, WAGES)}"
    for _ in range(2):
        write(double, re.findall(r"\S+\s*", written))
    *growing, last = streamed(press, double)
    assert len(growing) > 10
    assert not any(answer.complete for answer in growing)
    assert {answer.mode for answer in growing} == {"generated"}
    for before, after in zip(growing, [*growing[1:], last], strict=True):
        assert unnumbered(after.text).startswith(unnumbered(before.text))
        assert "[S" not in before.text
        assert after.claims[: len(before.claims)] == before.claims
        assert after.citations[: len(before.citations)] == before.citations
    assert growing[-1].claims, "claims settle while the text streams"
    assert last.complete
    assert timeless(last) == timeless(generated(press, double))


def test_one_call_to_the_model_an_answer(press: Archive, double: OllamaDouble) -> None:
    generated(press, double)
    assert len(double.requests) == 1
    ask(press, STRIKE)
    assert len(double.requests) == 1


def test_the_prompt_holds_the_day_and_the_evidence_and_nothing_else(
    press: Archive, double: OllamaDouble
) -> None:
    generated(press, double)
    [request] = double.requests
    sources = request["messages"][-1]["content"]
    assert "Today is 2026-10-30 (Friday)." in sources
    assert f"Question: {STRIKE}" in sources
    evidence = {item.label: item.sentence for item in evidence_for(press, STRIKE)}
    told = dict(re.findall(r"^\[(S\d+)\] (.+)$", sources, flags=re.MULTILINE))
    assert told.items() <= evidence.items()
    assert OVER in told.values()
    rest = re.sub(r"^(?:\[S\d+\]|## ).*$", "", sources, flags=re.MULTILINE)
    assert (
        rest.split()
        == (
            "<sources> </sources> Today is 2026-10-30 (Friday). The question names no period. "
            f"Question: {STRIKE} Answer, with a label after each sentence:"
        ).split()
    )


def test_a_short_context_gets_the_best_of_the_evidence(
    press: Archive, double: OllamaDouble
) -> None:
    settings = {"ollama_url": double.url, "num_ctx": 1600, "num_predict": 300}
    answer = pipeline(press, **settings).ask(Request(STRIKE, TODAY))
    assert_holds(answer, press)
    told = re.findall(r"^\[S\d+\]", double.requests[0]["messages"][-1]["content"], re.MULTILINE)
    assert 0 < len(told) < len(evidence_for(press, STRIKE))
    with pytest.raises(UsageError, match="num_ctx"):
        pipeline(press, ollama_url=double.url, num_ctx=900).ask(Request(STRIKE, TODAY))


def test_unknown_labels_are_dropped(press: Archive, double: OllamaDouble) -> None:
    write(
        double,
        f"{cited(press, OVER)}[S997] {WAGES} [S998] Its author keeps 900 dragons in Lisbon. [S999]",
    )
    answer = generated(press, double)
    assert "99" not in unnumbered(answer.text)
    assert [claim.citations[:1] for claim in answer.claims] == [(1,), (2,), ()]
    assert answer.citations[1].sentence == WAGES, "it is cited to the sentence that bears it"


def test_what_the_sources_do_not_say_carries_no_number(
    press: Archive, double: OllamaDouble
) -> None:
    label = label_of(evidence_for(press, STRIKE), WAGES)
    false = "Under the agreement, wages will rise by 9.7 per cent on 1 June."
    write(double, f"{cited(press, OVER)} {false} [{label}]")
    answer = generated(press, double)
    assert [claim.support for claim in answer.claims] == ["supported", "unsupported"]
    assert answer.claims[1].citations == ()
    assert answer.text == f"{OVER} [1] {false}"
    assert WAGES not in {citation.sentence for citation in answer.citations}


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
    assert answer.text.startswith(DECLINED)
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
    assert texts[-1].startswith("The archive does say who signed.")


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
    assert last.text.startswith(f"{OVER} [1] {WAGES} [2]"), "what is whole is checked and cited"
    assert "[S" not in last.text
    assert unnumbered(last.text).split() == f"{OVER} {WAGES} {end.strip(' [S')}".split()
    reason, broken = last.warnings
    assert "broke off before its answer was finished" in reason
    assert broken == BROKE_OFF


def test_an_answer_that_grew_too_long_is_kept(press: Archive, double: OllamaDouble) -> None:
    write(double, [f"{cited(press, OVER)} ", "Wages will"], done_reason="length")
    answer = generated(press, double)
    assert (answer.mode, answer.complete) == ("generated", True)
    assert answer.text.startswith(f"{OVER} [1] Wages will")
    assert answer.claims[0].support == "supported"
    assert "set num_predict higher" in answer.warnings[0]
    assert answer.warnings[1] == BROKE_OFF


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
        assert not next(answers).complete
        answers.close()  # type: ignore[attr-defined]
        assert double.hung_up.wait(10)


def test_two_readers_at_once(press: Archive, double: OllamaDouble) -> None:
    questions = [STRIKE, "What did the port director take from Torvald Hoists?"]
    asked = pipeline(press, ollama_url=double.url)
    alone = [timeless(asked.ask(Request(question, TODAY))) for question in questions]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda q: asked.ask(Request(q, TODAY)), questions * 4))
    assert [timeless(answer) for answer in together] == alone * 4
    assert {answer.mode for answer in together} == {"generated"}


def test_an_understood_window_is_shown_and_can_be_taken_away(press: Archive) -> None:
    question = "What did Sorrel promise in May 2025?"
    answer = ask(press, question)
    assert answer.window is not None
    assert (answer.window.start, answer.window.end) == (date(2025, 5, 1), date(2025, 5, 31))
    assert "May 2025" in answer.window.why
    assert ask(press, question, use_window=False).window is None


@pytest.mark.parametrize(
    "limits", [{"question": f"{STRIKE[:-1]} in 1999?"}, {"window": BEFORE_ALL}]
)
def test_a_window_with_nothing_in_it_is_opened(limits: dict[str, object], press: Archive) -> None:
    answer = ask(press, **{"question": STRIKE} | limits)  # type: ignore[arg-type]
    assert_holds(answer, press)
    assert answer.mode == "extractive"
    assert answer.citations
    assert answer.window is None
    [warning] = answer.warnings
    assert warning.startswith("Nothing in the archive was published then (")
    assert warning.endswith("; all days are shown.")


def test_limits_of_the_reader_hold_for_every_citation(press: Archive, double: OllamaDouble) -> None:
    limits: dict[str, tuple[object, ...]] = {"outlets": ("Harbour Post",)}
    for asked in (pipeline(press), pipeline(press, ollama_url=double.url)):
        request = Request("Who marched for the rail guards?", TODAY, window=APRIL, **limits)  # type: ignore[arg-type]
        answer = asked.ask(request)
        assert_holds(answer, press)
        assert answer.window == APRIL
        assert answer.citations
        assert {citation.outlet for citation in answer.citations} == {"Harbour Post"}
        assert {(citation.published or "")[:7] for citation in answer.citations} == {"2026-04"}
    sources = prompt_of(double.requests[0])
    headings = re.findall(r"^## (?!Fjord Courier)(.*?) \|.*\| (\d{4}-\d\d)", sources, re.MULTILINE)
    assert set(headings) == {("Harbour Post", "2026-04")}


def test_a_window_in_which_the_chosen_outlet_printed_nothing(press: Archive) -> None:
    march = Window(date(2026, 3, 1), date(2026, 3, 31), "by hand")
    answer = ask(press, "What did Sarne Utilities pay?", window=march, outlets=("Harbour Post",))
    assert_holds(answer, press)
    assert {citation.outlet for citation in answer.citations} == {"Harbour Post"}
    [warning] = answer.warnings
    assert warning == (
        "Nothing by the chosen outlets was published then (by hand); all days are shown."
    )


def test_an_outlet_that_the_archive_does_not_have(press: Archive) -> None:
    with pytest.raises(UsageError, match=r"no outlet 'Daily Planet'.*It has: Aldervane Ledger"):
        ask(press, STRIKE, outlets=("Daily Planet",))


def test_a_follow_up_is_made_whole(press: Archive, double: OllamaDouble) -> None:
    history = ((STRIKE, f"{OVER} [1]"),)
    request = Request("And when did it begin?", TODAY, history=history)
    answer = pipeline(press, ollama_url=double.url).ask(request)
    assert_holds(answer, press)
    assert answer.question == "And when did it begin?"
    assert "strike" in answer.asked_as
    assert f"Question: {answer.asked_as}" in prompt_of(double.requests[0])
    alone = ask(press, "And when did it begin?")
    assert alone.asked_as == "And when did it begin?"


@pytest.mark.parametrize("question", ["", " ", "?", "the of and", "Zyxqvut wkrmpf?", "🦭" * 50])
def test_questions_that_hold_nothing_are_declined(question: str, press: Archive) -> None:
    answer = ask(press, question)
    assert_holds(answer, press)
    assert (answer.mode, answer.claims) == ("declined", ())


def test_an_empty_archive_declines(tmp_path: Path, double: OllamaDouble) -> None:
    news = Newsroom(tmp_path)
    only = news.write("2026-10-01-ferry.txt", "The ferry\n\nThe ferry sank on Monday.")
    news.refresh()
    only.unlink()
    assert news.counts() == (0, 0, 0, 1)
    with news.open() as archive:
        answer = pipeline(archive, ollama_url=double.url).ask(Request("Did the ferry sink?", TODAY))
        assert_holds(answer, archive)
    assert (answer.mode, answer.text, answer.citations) == ("declined", DECLINED, ())
    assert double.requests == [], "a model is not asked about nothing"


def test_a_changed_archive_is_answered_from_as_it_now_is(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    news.write("2026-10-01-ferry.txt", "The ferry\n\nThe ferry sank on Monday.")
    news.refresh()
    with news.open() as archive:
        assert "Monday" in ask(archive, "When did the ferry sink?").text
        news.write("2026-10-01-ferry.txt", "The ferry\n\nCorrected: the ferry sank on Tuesday.")
        assert news.counts() == (0, 1, 0, 0)
        answer = ask(archive, "When did the ferry sink?")
        assert_holds(answer, archive)
        assert "Tuesday" in answer.text
        assert "Monday" not in answer.text
