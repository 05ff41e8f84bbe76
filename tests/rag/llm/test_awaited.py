"""Before the first word: a server that is busy with others, a model that has to be loaded."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from rag.errors import ModelBroke
from rag.llm.base import ChatModel
from rag.llm.ollama_chat import OllamaChat
from rag.settings import Settings
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.ollama_script import FAULTS

pytestmark = pytest.mark.slow

MODEL = Settings().model
MESSAGES = [("human", "Did it sink? " * 40)]


@pytest.fixture
def chat(double: OllamaDouble) -> OllamaChat:
    return OllamaChat(Settings(ollama_url=double.url))


def test_a_busy_server_is_waited_for() -> None:
    with OllamaDouble(slots=1, pause=0.05) as double, ThreadPoolExecutor() as pool:
        double.reply(["The ", "ferry ", "sank. ", "[S1]"])
        double.reply("In May. [S2]")
        chat = OllamaChat(Settings(ollama_url=double.url))
        first = chat.stream(MESSAGES)
        text = next(first)
        second = pool.submit(lambda: "".join(chat.stream(MESSAGES)))
        assert text + "".join(first) == "The ferry sank. [S1]"
        assert second.result() == "In May. [S2]"


def test_a_server_that_is_busy_for_too_long_is_said_to_be_busy() -> None:
    with OllamaDouble(slots=1) as double:
        double.fail("stall mid-stream")
        first = OllamaChat(Settings(ollama_url=double.url)).stream(MESSAGES)
        assert next(first) == "The ferry "
        second = OllamaChat(Settings(ollama_url=double.url, answer_deadline=0.2))
        with pytest.raises(ModelBroke, match="busy with another question, or the model is too"):
            list(second.stream(MESSAGES))
        first.close()  # type: ignore[attr-defined]
        double.reply("Yes.")
        assert "".join(OllamaChat(Settings(ollama_url=double.url)).stream(MESSAGES)) == "Yes."


def test_a_model_that_loads_slowly_is_waited_for(double: OllamaDouble, chat: ChatModel) -> None:
    double.cold, double.loaded = 0.3, {}
    double.reply("Yes.")
    assert list(chat.stream(MESSAGES)) == ["Yes."]
    assert double.loaded == {MODEL: 8192}


def test_a_model_that_loads_for_too_long(double: OllamaDouble) -> None:
    double.cold, double.loaded = 60.0, {}
    chat = OllamaChat(Settings(ollama_url=double.url, answer_deadline=0.2))
    with pytest.raises(ModelBroke, match="did not begin to answer"):
        list(chat.stream(MESSAGES))
    assert double.hung_up.wait(5)


LOADING, READING, WAITING = f"Loading {MODEL} …", f"{MODEL} is reading the sources …", "Waiting for"


@pytest.mark.parametrize(
    ("loaded", "trained", "awaited"),
    [
        ({}, None, LOADING),
        ({"phi4:latest": 8192}, None, LOADING),
        ({MODEL: 8192}, None, READING),
        ({MODEL: 8192}, 262_144, READING),
        ({MODEL: 32_768}, None, LOADING),  # each other context is a full reload
        ({MODEL: 4096}, 262_144, LOADING),
        ({MODEL: 4096}, 4096, READING),  # it can hold no more
        ({MODEL: 2048}, 4096, LOADING),
        ({MODEL: 4096}, None, f"{WAITING} {MODEL} …"),  # can it hold more?
        ({MODEL: 0}, 4096, f"{WAITING} {MODEL} …"),
    ],
)
def test_what_the_first_word_waits_for(
    double: OllamaDouble,
    chat: ChatModel,
    loaded: dict[str, int],
    trained: int | None,
    awaited: str,
) -> None:
    double.loaded = loaded
    double.trained = {MODEL: trained} if trained else {}
    assert chat.describe_wait() == awaited
    assert double.requests == [], "nothing is loaded for the asking"


def test_what_the_first_word_of_a_model_elsewhere_waits_for(double: OllamaDouble) -> None:
    double.loaded, double.elsewhere = {}, {MODEL: "https://ollama.com:443"}
    assert OllamaChat(Settings(ollama_url=double.url)).describe_wait() == f"{WAITING} {MODEL} …"


@pytest.mark.parametrize("path", ["/api/ps", "/api/tags"])
@pytest.mark.parametrize("kind", ["500 null", "502 html", "no bytes", "stall before headers"])
def test_what_is_waited_for_never_fails(
    double: OllamaDouble, chat: ChatModel, path: str, kind: str
) -> None:
    double.loaded, double.pages = {}, {path: FAULTS[kind]}
    assert chat.describe_wait() == f"{WAITING} {MODEL} …"
