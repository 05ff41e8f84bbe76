"""An Ollama server's address, and what it says of itself."""

from functools import partialmethod

import pytest

from rag.errors import ModelUnreachable, UsageError
from rag.llm.model_choice import read_model_state
from rag.llm.ollama_server import InstalledModel, OllamaServer, parse_server
from rag.settings import Settings
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.ollama_script import FAULTS, JSON, Script, page

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434"),
        ("http://127.0.0.1:11434/", "http://127.0.0.1:11434"),
        ("http://127.0.0.1", "http://127.0.0.1:80"),  # the port that is really called
        ("https://models.example.org", "https://models.example.org:443"),
        ("https://models.example.org/ollama/", "https://models.example.org:443/ollama"),
        ("http://[::1]:11434", "http://[::1]:11434"),
        ("http://ann:secret@desk:11434", "http://desk:11434"),
    ],
)
def test_an_address(address: str, url: str) -> None:
    assert parse_server(address).url == url


def test_an_address_with_a_login() -> None:
    assert parse_server("http://ann:top%20secret@desk").login == ("ann", "top secret")
    assert parse_server("http://desk").login is None


@pytest.mark.parametrize(
    "address",
    ["myhost", "localhost:11434", "htp://x", "http://", "", "http://my host", "http://x:port"],
)
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(UsageError, match=r"like http://127\.0\.0\.1:11434"):
        read_model_state(Settings(ollama_url=address))


@pytest.mark.parametrize("address", ["http://0.0.0.0:11434", "http://[::]:11434"])
def test_an_address_to_listen_on(address: str) -> None:
    with pytest.raises(UsageError, match=r"may listen.*Set it to http://127\.0\.0\.1:11434"):
        read_model_state(Settings(ollama_url=address))


def test_what_a_server_has() -> None:
    with OllamaDouble("phi4", "gpt-oss:120b-cloud") as double:
        double.trained = {"phi4:latest": 131_072}
        double.elsewhere = {"gpt-oss:120b-cloud": "https://ollama.com:443"}
        double.loaded = {"phi4:latest": 4096}
        server = OllamaServer(double.url)
        assert server.read_version() == "0.33.0"
        assert server.list_loaded() == {"phi4:latest": 4096}
        assert [*server.list_installed().values()] == [
            InstalledModel("phi4:latest", host="", trained=131_072),
            InstalledModel("gpt-oss:120b-cloud", host="https://ollama.com:443", trained=0),
        ]


@pytest.mark.parametrize("listed", [None, []])
def test_a_server_that_has_nothing(double: OllamaDouble, listed: object) -> None:
    double.pages = dict.fromkeys(("/api/tags", "/api/ps"), page({"models": listed}))
    server = OllamaServer(double.url)
    assert (server.list_installed(), server.list_loaded()) == ({}, {})


def test_entries_that_say_little(double: OllamaDouble) -> None:
    entries = [
        {"name": "old:1b"},  # older servers had no `model`
        {"model": "far:1b", "remote_model": "far", "details": None},
        {"model": "near:1b", "details": {"context_length": "8192"}},
        {},
    ]
    double.pages["/api/tags"] = page({"models": entries})
    found = OllamaServer(double.url).list_installed()
    assert [*found] == ["old:1b", "far:1b", "near:1b"]
    assert [model.host for model in found.values()] == ["", "ollama.com", ""]
    assert {model.trained for model in found.values()} == {0}


LISTS: dict[str, tuple[Script, str]] = {
    "a page": (Script((b"<html>Welcome</html>",), content_type="text/html"), "as an Ollama server"),
    "null": (page(None), "as an Ollama server"),
    "a list": (page([1, 2]), "as an Ollama server"),
    "words for models": (page({"models": "many"}), "as an Ollama server"),
    "words as models": (page({"models": ["phi4"]}), "as an Ollama server"),
    "no JSON": (Script((b'{"models": [',), content_type=JSON), "as an Ollama server"),
    "404": (FAULTS["404 page"], "as an Ollama server"),
    "401": (FAULTS["401 cloud"], "http://USER:PASSWORD@HOST"),
    "403": (FAULTS["403 empty"], "refuses questions sent to that name"),
    "500": (FAULTS["500 runner"], "has terminated: signal: killed"),
    "502": (FAULTS["502 html"], "No Ollama server answers behind"),
    "cut": (FAULTS["no bytes"], "broke off"),
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_that_is_none(double: OllamaDouble, kind: str) -> None:
    double.pages["/api/tags"], told = LISTS[kind]
    state = read_model_state(Settings(ollama_url=double.url))
    assert (state.reachable, state.installed, state.pullable) == (False, False, "")
    assert told in state.message
    assert "\n" not in state.message


DRIPPING = Script((b"HTTP/1.1 200 OK\r\n", *[b"X-Wait: yes\r\n"] * 90), headers=False)


@pytest.mark.parametrize(
    "silence",
    [
        FAULTS["stall before headers"],
        FAULTS["stall within headers"],
        FAULTS["stall after headers"],
        DRIPPING,
        Script([b" "] * 1000),
    ],
)
def test_a_server_that_says_nothing_is_not_waited_for(
    double: OllamaDouble, silence: Script
) -> None:
    double.pause = 0.01
    double.pages["/api/tags"] = silence
    with pytest.raises(ModelUnreachable, match=r"did not say within 0\.2 seconds"):
        OllamaServer(double.url).list_installed(within=0.2)
    assert double.hung_up.wait(5)


def test_a_silent_server_is_a_state(double: OllamaDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    look = partialmethod(OllamaServer.list_installed, within=0.5)
    monkeypatch.setattr(OllamaServer, "list_installed", look)
    double.pages["/api/tags"] = FAULTS["stall before headers"]
    state = read_model_state(Settings(ollama_url=double.url))
    assert not state.reachable
    assert "did not say within 0.5 seconds" in state.message
    assert double.hung_up.wait(5)


def test_the_key_of_the_environment_is_sent(
    double: OllamaDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", "k-123")
    OllamaServer(double.url).list_installed()
    assert double.keys[-1] == "Bearer k-123"
    OllamaServer(double.url, ("ann", "secret")).list_installed()
    assert double.keys[-1].startswith("Basic "), "a login of the address comes first"
