"""The loading of a model onto the server: its progress, its faults, going on where it stopped."""

import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from time import sleep

import pytest

from rag.cli.commands import main
from rag.errors import ModelError, ModelUnreachable, PullFailed, UsageError
from rag.llm.model_choice import read_model_state
from rag.llm.pull import PullProgress, pull_model
from rag.settings import Settings
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.ollama_script import LOADED, MANIFEST, PULL_FAULTS, layer, status
from tests.helpers.places import ROOT

pytestmark = pytest.mark.slow

MODEL = Settings().model


def test_progress_counts_all_parts_known_so_far(double: OllamaDouble) -> None:
    double.send_pull(
        MANIFEST, layer("aa", 900, 0), layer("aa", 900, 300), layer("aa", 900, 900),
        layer("bb", 100, 0), layer("bb", 100, 100), *LOADED,
    )  # fmt: skip
    steps = list(pull_model(Settings(ollama_url=double.url)))
    assert [(step.completed, step.total) for step in steps] == [
        (0, 0), (0, 900), (300, 900), (900, 900), (900, 1000), *[(1000, 1000)] * 4,
    ]  # fmt: skip
    assert [step.part for step in steps[:3]] == [None, 0.0, 1 / 3]
    assert steps[-1] == PullProgress("success", 1000, 1000)
    assert steps[-1].part == 1.0
    assert double.requests == [{"model": MODEL, "stream": True, "insecure": False}]


def test_a_model_that_was_pulled_is_installed() -> None:
    with OllamaDouble("phi4") as double:
        settings = Settings(ollama_url=double.url)
        state = read_model_state(settings)
        assert not state.installed
        list(pull_model(settings, state.pullable))
        assert read_model_state(settings).installed


def test_a_name_may_be_said_to_be_of_ollama(double: OllamaDouble) -> None:
    list(pull_model(Settings(ollama_url=double.url), "ollama:openai:latest"))
    assert double.requests[-1]["model"] == "openai:latest"


def test_a_model_that_is_there_already(double: OllamaDouble) -> None:
    double.kept = dict(double.parts)
    assert list(pull_model(Settings(ollama_url=double.url)))[-1].part == 1.0


def test_closing_stops_it_and_the_next_goes_on() -> None:
    with OllamaDouble("phi4", pause=0.02) as double:
        settings = Settings(ollama_url=double.url)
        steps = pull_model(settings)
        reached = list(islice(steps, 4))[-1]
        steps.close()
        assert double.hung_up.wait(5)
        assert 0 < reached.completed < reached.total
        assert not read_model_state(settings).installed
        again = [step for step in pull_model(settings) if step.total]
        assert again[0].completed >= reached.completed
        assert again[-1].part == 1.0
        assert read_model_state(settings).installed


PULL_REMEDIES: dict[str, tuple[type[ModelError], str]] = {
    "no such model": (PullFailed, "https://ollama.com/library"),
    "no network": (PullFailed, "Connect it to the internet"),
    "no trust": (PullFailed, "firewall or proxy"),
    "library busy": (PullFailed, "in a few minutes"),
    "too new": (PullFailed, "Update it, then pull again"),
    "digest": (PullFailed, "Pull it again"),
    "disk full": (PullFailed, "Make room on it, then pull again"),
    "unknown": (PullFailed, "max retries exceeded: EOF. Pull it again"),
    "no success": (PullFailed, "broke off. Pull it again"),
    "empty": (PullFailed, "broke off. Pull it again"),
    "null line": (PullFailed, "broke off. Pull it again"),
    "blank line": (PullFailed, "broke off. Pull it again"),
    "cut": (PullFailed, "broke off. Pull it again"),
    "stall": (PullFailed, "said nothing of qwen3:4b-instruct for 0.3 seconds. Pull it again"),
    "stall before headers": (PullFailed, "for 0.3 seconds. Pull it again"),
    "400 name": (PullFailed, "https://ollama.com/library"),
    "401": (ModelUnreachable, "http://USER:PASSWORD@HOST"),
    "403 empty": (ModelUnreachable, "Set ollama_url"),
    "404 page": (ModelUnreachable, "Set ollama_url"),
    "502 html": (ModelUnreachable, "set ollama_url"),
    "500 null": (PullFailed, "Pull it again"),
}


def test_every_fault_has_its_remedy_here() -> None:
    assert set(PULL_REMEDIES) == set(PULL_FAULTS)


@pytest.mark.parametrize("kind", PULL_FAULTS)
def test_a_fault_says_what_to_do(double: OllamaDouble, kind: str) -> None:
    settings = Settings(ollama_url=double.url)
    error, remedy = PULL_REMEDIES[kind]
    double.fail_pull(kind)
    with pytest.raises(ModelError) as raised:
        list(pull_model(settings, stall=0.3 if "stall" in kind else 60.0))
    assert type(raised.value) is error
    assert remedy in str(raised.value)
    assert "\n" not in str(raised.value)
    assert list(pull_model(settings))[-1].status == "success", "the next one is not affected"


def test_the_whole_may_take_longer_than_a_stall() -> None:
    with OllamaDouble(pause=0.1) as double:
        steps = list(pull_model(Settings(ollama_url=double.url), stall=0.5))
    assert steps[-1].status == "success"


def test_checking_what_was_loaded_may_take_long() -> None:
    told: list[str] = []
    with OllamaDouble(pause=0.4) as double:
        double.send_pull(*LOADED)
        with pytest.raises(PullFailed, match="said nothing"):  # what follows may not
            told.extend(
                step.status for step in pull_model(Settings(ollama_url=double.url), stall=0.2)
            )
    assert told == ["verifying sha256 digest", "writing manifest"]


def test_nobody_at_the_address(dead_url: str) -> None:
    with pytest.raises(ModelUnreachable, match="`ollama serve`"):
        list(pull_model(Settings(ollama_url=dead_url)))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("none", "name one"),
        ("big:cloud", "allow_cloud_models"),
        ("gpt-oss:120b-cloud", "allow_cloud_models"),
        ("openai:gpt-9", "no model that an Ollama server could load"),
    ],
)
def test_what_is_no_model_of_the_library(dead_url: str, name: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        pull_model(Settings(ollama_url=dead_url), name)
    with pytest.raises(UsageError, match=told):
        pull_model(Settings(ollama_url=dead_url, model=name))


@pytest.fixture
def served(double: OllamaDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OllamaDouble:
    """The server that the command talks to; no settings file of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLIPPINGS_SETTINGS", raising=False)
    monkeypatch.setenv("CLIPPINGS_MODEL", "none")
    monkeypatch.setenv("CLIPPINGS_OLLAMA_URL", double.url)
    return double


def test_the_command(served: OllamaDouble, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pull", "phi4-mini"]) == 0
    assert capsys.readouterr() == ("phi4-mini is installed.\n", "")
    assert "phi4-mini" in served.models


def test_the_command_as_json(
    served: OllamaDouble, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIPPINGS_MODEL", "llama9:1b")
    assert main(["pull", "--json"]) == 0
    printed = capsys.readouterr()
    size = sum(served.parts.values())
    assert json.loads(printed.out) == {"model": "llama9:1b", "status": "success", "bytes": size}
    assert printed.err == ""


@pytest.mark.parametrize("json_wanted", [[], ["--json"]])
def test_the_command_when_it_fails(
    served: OllamaDouble, capsys: pytest.CaptureFixture[str], json_wanted: list[str]
) -> None:
    served.fail_pull("no such model")
    assert main(["pull", "qwen33", *json_wanted]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("clippings: The library of models has no qwen33.")
    assert main(["pull", "big:cloud"]) == 2
    assert main(["pull"]) == 2, "with the model set to none"


class Terminal(io.StringIO):
    """Takes what is written, as a terminal does."""

    def isatty(self) -> bool:
        return True


def test_the_command_on_a_terminal(served: OllamaDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    served.pause = 0.03
    assert main(["pull", "phi4-mini"]) == 0
    shown = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "pulling 37ac951a747c" in shown
    assert "M/9.00M" in shown


def test_the_command_interrupted(served: OllamaDouble) -> None:
    served.pause = 0.05
    served.step = 10_000
    command = [sys.executable, "-m", "rag", "pull", "phi4-mini"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - it is
        # ignored by what a shell starts in the background, this suite perhaps
    ) as run:
        wait_for(lambda: bool(served.kept))
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=30)
    assert (run.returncode, out) == (130, "")
    assert err == "clippings: stopped; the next pull goes on from here.\n"
    assert served.hung_up.wait(5)
    assert served.models == [MODEL]


def wait_for(happened: Callable[[], bool]) -> None:
    for _ in range(1500):
        if happened():
            return
        sleep(0.02)
    raise TimeoutError


def test_a_line_of_its_own_kind_is_passed_on(double: OllamaDouble) -> None:
    double.send_pull(MANIFEST, status("removing unused layers"), *LOADED)
    told = [step.status for step in pull_model(Settings(ollama_url=double.url))]
    assert told[:2] == ["pulling manifest", "removing unused layers"]
