"""What a terminal and a program get of each fault of the model's server."""

import io
import json
import sys

import pytest

from rag.answering.standing import BROKE_EARLY, BROKE_OFF
from rag.cli.commands import main
from rag.cli.render import follow_answer, format_answer
from rag.formatting import head_instead
from rag.integrations.langchain import open_chain
from rag.retrieval.search import Archive
from rag.settings import Settings
from rag.types import Answer, Request
from tests.helpers.asking import OVER, STRIKE, WAGES, assert_holds, cited, pipeline, write
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.ollama_script import FAULTS, line
from tests.helpers.places import TODAY

ASKED = (STRIKE, "--today", TODAY.isoformat())
AFTER_ITS_FIRST_WORD = {  # what the model had written stays
    "error line mid-stream", "engine error mid-stream", "no done line", "null line",
    "blank line", "cut mid-stream", "cut inside a line", "cut line, clean end",
    "stall mid-stream",
}  # fmt: skip


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_on_the_command_line_as_json(
    kind: str,
    settled: None,
    double: OllamaDouble,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CLIPPINGS_OLLAMA_URL", double.url)
    monkeypatch.setenv("CLIPPINGS_MODEL", Settings().model)
    monkeypatch.setenv("CLIPPINGS_ANSWER_DEADLINE", "0.3" if "stall" in kind else "60")
    double.fail(kind)
    code = main([*ASKED, "--json"])
    printed = capsys.readouterr()
    answer = json.loads(printed.out)
    if kind in AFTER_ITS_FIRST_WORD:
        told = answer["instead"]
        assert (told["mode"], told["broken_off"]) == ("generated", True)
        assert told["claims"][0]["text"].startswith("The ferry")
        assert answer["folded"]
    else:
        assert "instead" not in answer
    assert (code, printed.err) == (0, "")
    assert len(answer["warnings"]) == 1
    assert answer["warnings"][0].endswith(".")
    assert answer["mode"] == "extractive"
    assert OVER in answer["text"]
    assert "Traceback" not in printed.err


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_in_the_chain(kind: str, press: Archive, double: OllamaDouble) -> None:
    deadline = 0.3 if "stall" in kind else 60.0
    chain = open_chain(press, settings=Settings(ollama_url=double.url, answer_deadline=deadline))
    double.fail(kind)
    answer = chain.invoke({"question": STRIKE, "today": TODAY})
    assert_holds(answer, press)
    assert bool(answer.instead and answer.instead.broken_off) is (kind in AFTER_ITS_FIRST_WORD)
    assert answer.mode == "extractive"


def test_what_broke_off_is_shown_with_the_source_sentences(
    press: Archive, double: OllamaDouble
) -> None:
    double.send(line(f"{cited(press, OVER)} {cited(press, WAGES)} And wages"))
    answer = pipeline(press, ollama_url=double.url).ask(Request(STRIKE, TODAY))
    shown = format_answer(answer)
    written, _, sources = shown.partition(f"{head_instead(answer)}:")
    assert written.startswith(f"{OVER} [1] {WAGES} [2]\n")
    assert BROKE_OFF in written
    assert f"Begun by {Settings().model}, which broke off" in written
    assert "2 of 2 sentences supported" in written
    assert "Written by" not in shown
    assert answer.instead is not None
    assert sources.strip() == answer.instead.to_markdown()
    numbers = [n for one in answer.instead.articles for n in one.citations]
    assert sorted(numbers) == [one.n for one in answer.instead.citations]


def test_what_broke_off_early_is_left_to_the_sources(press: Archive, double: OllamaDouble) -> None:
    double.send(line(f"{cited(press, OVER)} And wages"))
    answer = pipeline(press, ollama_url=double.url).ask(Request(STRIKE, TODAY))
    assert (answer.mode, answer.folded) == ("extractive", BROKE_EARLY)
    assert BROKE_OFF not in format_answer(answer)
    assert f"the text of {Settings().model} is folded: {BROKE_EARLY}." in format_answer(answer)


class Terminal(io.StringIO):
    """Takes what is written, as a terminal does."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("shows", [Terminal(), io.StringIO()])
def test_a_terminal_tells_what_is_waited_for(
    shows: io.StringIO, press: Archive, double: OllamaDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", shows)
    write(double, [f"{cited(press, OVER)} ", "It ended."])
    answer = follow_answer(pipeline(press, ollama_url=double.url).stream(Request(STRIKE, TODAY)))
    assert isinstance(answer, Answer)
    assert answer.complete
    told = [one for one in shows.getvalue().split("\r\x1b[K") if one]
    model = Settings().model
    if isinstance(shows, Terminal):
        assert model in told[0]
        assert told[1:] == [f"{model} is writing …"]
        assert shows.getvalue().endswith("\r\x1b[K"), "nothing of it stays"
    else:
        assert told == []
