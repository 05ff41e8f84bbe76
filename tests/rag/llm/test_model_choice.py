"""Which model writes, and what is told of it before it does."""

import subprocess
import sys
from dataclasses import replace

import pytest

from rag.errors import ModelMissing, ModelUnreachable, UsageError
from rag.llm.model_choice import connect_model, read_model_state
from rag.llm.ollama_chat import OllamaChat
from rag.settings import Settings
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.ollama_script import FAULTS, page

MODEL = Settings().model
MESSAGES = [("human", "Did it sink?")]


@pytest.mark.parametrize("name", ["gpt-oss:120b-cloud", "glm-5:cloud"])
def test_cloud_models_need_leave(double: OllamaDouble, name: str) -> None:
    settings = Settings(ollama_url=double.url, model=name)
    with pytest.raises(UsageError, match="allow_cloud_models"):
        connect_model(settings)
    assert OllamaChat(replace(settings, allow_cloud_models=True)).name == name


def test_state_of_an_installed_model(double: OllamaDouble) -> None:
    state = read_model_state(Settings(ollama_url=double.url + "/"))
    assert (state.name, state.reachable, state.installed) == (MODEL, True, True)
    assert state.available == (MODEL,)
    assert MODEL in state.message


def test_no_tag_means_latest() -> None:
    with OllamaDouble("phi4-mini", "library/phi4-mini:3.8b") as double:
        settings = Settings(ollama_url=double.url)
        assert read_model_state(replace(settings, model="phi4-mini")).installed
        assert read_model_state(replace(settings, model="phi4-mini:latest")).installed
        assert not read_model_state(replace(settings, model="phi4")).installed
        assert not read_model_state(replace(settings, model="library/phi4-mini")).installed


def test_no_model_wanted(dead_url: str) -> None:
    settings = Settings(ollama_url=dead_url, model="none")
    state = read_model_state(settings)
    assert (state.name, state.reachable, state.installed) == ("none", False, False)
    assert "No model chosen" in state.message
    assert connect_model(settings) is None


def test_a_dead_server_is_a_state(dead_url: str) -> None:
    settings = Settings(ollama_url=dead_url)
    state = read_model_state(settings)
    assert (state.name, state.reachable, state.installed) == (MODEL, False, False)
    assert state.available == ()
    assert "ollama serve" in state.message
    with pytest.raises(ModelUnreachable, match="ollama serve"):
        connect_model(settings)


def test_a_server_that_is_not_ollama(double: OllamaDouble) -> None:
    state = read_model_state(Settings(ollama_url=f"{double.url}/elsewhere"))
    assert not state.reachable
    assert "ollama_url" in state.message


def test_the_fallback_writes_for_the_default_only() -> None:
    with OllamaDouble("granite4:micro") as double:
        settings = Settings(ollama_url=double.url)
        state = read_model_state(settings)
        assert (state.name, state.installed) == ("granite4:micro", True)
        assert f"ollama pull {MODEL}" in state.message
        model = connect_model(settings)
        assert model is not None
        assert model.name == "granite4:micro"
        assert "".join(model.stream(MESSAGES)) == "The archive does not say."

        state = read_model_state(replace(settings, model="phi4-mini"))
        assert (state.name, state.installed) == ("phi4-mini", False)
        with pytest.raises(ModelMissing, match="ollama pull phi4-mini"):
            connect_model(replace(settings, model="phi4-mini"))


def test_a_login_is_sent_and_not_shown(double: OllamaDouble, dead_url: str) -> None:
    chat = OllamaChat(Settings(ollama_url=double.url.replace("//", "//ann:top%20secret@")))
    double.reply("Yes.")
    assert list(chat.stream(MESSAGES)) == ["Yes."]
    assert double.logins[-1] == ("ann", "top secret")
    state = read_model_state(Settings(ollama_url=dead_url.replace("//", "//ann:secret@")))
    assert "secret" not in state.message


@pytest.mark.parametrize("allowed", [False, True])
def test_a_model_that_runs_elsewhere_under_a_local_name(
    double: OllamaDouble, *, allowed: bool
) -> None:
    double.models = ["newsdesk:4b", MODEL]
    double.elsewhere = {"newsdesk:4b": "https://ollama.com:443"}
    settings = Settings(ollama_url=double.url, model="newsdesk:4b", allow_cloud_models=allowed)
    if allowed:
        assert read_model_state(settings).installed
        return
    with pytest.raises(UsageError, match=r"runs at https://ollama\.com:443.*allow_cloud_models"):
        read_model_state(settings)
    with pytest.raises(UsageError, match="would leave this machine"):
        connect_model(settings)
    assert read_model_state(replace(settings, model=MODEL)).installed, "others are not affected"


def test_a_fallback_that_runs_elsewhere_writes_nothing() -> None:
    with OllamaDouble("granite4:micro") as double:
        double.elsewhere = {"granite4:micro": "https://ollama.com:443"}
        state = read_model_state(Settings(ollama_url=double.url))
    assert (state.name, state.installed, state.pullable) == (MODEL, False, MODEL)


def test_what_can_be_pulled() -> None:
    with OllamaDouble("phi4-mini", "granite4:micro") as double:
        settings = Settings(ollama_url=double.url)
        assert read_model_state(settings).pullable == MODEL, "the one wanted, while another writes"
        assert read_model_state(replace(settings, model="llama9")).pullable == "llama9"
        assert read_model_state(replace(settings, model="phi4-mini")).pullable == ""
        cloud = replace(settings, model="big:cloud", allow_cloud_models=True)
        assert read_model_state(cloud).pullable == ""


def test_nothing_can_be_pulled_where_there_is_no_server(dead_url: str) -> None:
    assert read_model_state(Settings(ollama_url=dead_url)).pullable == ""


@pytest.mark.parametrize(
    ("version", "warned"),
    [
        ("0.16.3", "Ollama 0.16.3"),
        ("0.9.99", "Ollama 0.9.99"),
        ("0.17.0-rc1", "Ollama 0.17.0"),
        ("v0.5.1", "Ollama v0.5.1"),
        ("0.17.1", ""),
        ("0.17.10", ""),
        ("0.33.0-rc2-fb30760", ""),
        ("1.0", ""),
        ("0.0.0", ""),
        ("", ""),
        ("main", ""),
    ],
)
def test_an_old_server_is_warned_of(double: OllamaDouble, version: str, warned: str) -> None:
    double.version = version
    state = read_model_state(Settings(ollama_url=double.url))
    assert state.installed
    assert state.warning.startswith(warned)
    assert ("update it to 0.17.1 or newer" in state.warning) is bool(warned)


@pytest.mark.parametrize("kind", ["404 page", "500 null", "no bytes"])
def test_a_server_that_does_not_tell_its_version(double: OllamaDouble, kind: str) -> None:
    double.pages["/api/version"] = FAULTS[kind]
    state = read_model_state(Settings(ollama_url=double.url))
    assert (state.installed, state.warning) == (True, "")


@pytest.mark.parametrize("value", [None, 33, ["0.1.0"], {"version": None}])
def test_a_version_that_is_none(double: OllamaDouble, value: object) -> None:
    double.pages["/api/version"] = page(value)
    assert read_model_state(Settings(ollama_url=double.url)).warning == ""


def test_a_model_of_a_provider_is_chosen_by_its_name(dead_url: str) -> None:
    settings = Settings(ollama_url=dead_url, model="openai:gpt-9")
    for ask in (read_model_state, connect_model):
        with pytest.raises(UsageError, match="allow_cloud_models"):
            ask(settings)


def test_importing_is_cheap() -> None:
    heavy = "{'httpx', 'ollama', 'langchain_ollama', 'langchain_core'}"
    code = f"import sys, rag.llm.model_choice; print({heavy} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
