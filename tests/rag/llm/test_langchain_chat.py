"""Models of other providers, through LangChain's real packages and a server on loopback."""

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import repeat

import pytest

from rag.answering.pipeline import Pipeline
from rag.errors import (
    AnswerCut,
    ModelBroke,
    ModelError,
    ModelMissing,
    ModelUnreachable,
    UsageError,
)
from rag.llm.langchain_chat import LangChainChat
from rag.llm.model_choice import connect_model, read_model_state
from rag.retrieval.search import Archive
from rag.settings import Settings
from rag.types import Answer, Request
from tests.helpers.asking import OVER, STRIKE, assert_holds, cited
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.openai_double import LAST, OpenAIDouble, Script, chunk, event
from tests.helpers.places import TODAY

pytestmark = pytest.mark.slow

NAME = "openai:gpt-4.1-mini"
SETTINGS = Settings(model=NAME, allow_cloud_models=True)
MESSAGES = [("system", "Answer from the sources."), ("human", "Did it sink?")]


@pytest.fixture
def openai(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIDouble]:
    with OpenAIDouble() as double:
        reach(double.url, monkeypatch)
        yield double


def reach(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settles where the provider's package finds its server, and nothing else of whoever tests."""
    for name in [name for name in os.environ if name.upper().endswith("_PROXY")]:
        monkeypatch.delenv(name)
    for name in [name for name in os.environ if name.startswith(("OPENAI_", "LANGSMITH_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("OPENAI_API_BASE", url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")


@pytest.fixture
def chat(openai: OpenAIDouble) -> LangChainChat:
    return LangChainChat(SETTINGS)


def test_what_leaves_the_machine_needs_leave(openai: OpenAIDouble) -> None:
    with pytest.raises(UsageError, match=r"leave this machine.*allow_cloud_models"):
        LangChainChat(Settings(model=NAME))
    assert openai.requests == []


def test_pieces_come_in_order(openai: OpenAIDouble, chat: LangChainChat) -> None:
    openai.reply(["The ", "ferry ", "", "sank. ", "[S1]"])
    assert list(chat.stream(MESSAGES)) == ["The ", "ferry ", "sank. ", "[S1]"]
    assert chat.name == NAME
    assert chat.describe_wait() == f"{NAME} is reading the sources …"


def test_the_request_is_explicit(openai: OpenAIDouble, chat: LangChainChat) -> None:
    openai.reply(["Yes."])
    openai.reply(["Yes."])
    list(chat.stream(MESSAGES))
    list(chat.with_limits(80, 20.0).stream(MESSAGES))
    whole, brief = openai.requests
    assert (whole["model"], whole["temperature"], whole["stream"]) == ("gpt-4.1-mini", 0, True)
    assert (whole["max_completion_tokens"], brief["max_completion_tokens"]) == (700, 80)
    assert [message["role"] for message in whole["messages"]] == ["system", "user"]
    assert [message["content"] for message in whole["messages"]] == [text for _, text in MESSAGES]


def test_thinking_is_not_shown(openai: OpenAIDouble, chat: LangChainChat) -> None:
    openai.send(chunk(reasoning_content="Let me see."), chunk(content="It sank."), chunk("stop"))
    assert list(chat.stream(MESSAGES)) == ["It sank."]
    openai.reply(["<thi", "nk>Let me see.</think>", "It sank."])
    assert list(chat.stream(MESSAGES)) == ["It sank."]
    openai.reply(["Let me see.</think>", "It sank."])
    with pytest.raises(ModelBroke, match="thinks aloud"):
        list(chat.stream(MESSAGES))


REFUSALS: list[tuple[int, str, type[ModelError], str]] = [
    (400, "Unsupported value: 'temperature'", ModelBroke, r"\(Unsupported value: 'temperature'\)"),
    (400, "context_length_exceeded: too many", ModelBroke, "Ask a shorter question"),
    (
        401,
        "Incorrect API key provided: sk-secret",
        ModelBroke,
        "Set the right one in the environment",
    ),
    (403, "Country not supported", ModelBroke, r"\(Country not supported\)\. Choose another"),
    (404, "The model `gpt-4.1-mini` does not exist", ModelMissing, "Correct the setting `model`"),
    (429, "You exceeded your quota", ModelBroke, r"\(You exceeded your quota\)\. Ask again in"),
    (500, "The server had an error", ModelBroke, "is out of order .* Ask again"),
    (503, "", ModelBroke, r"is out of order\. Ask again"),
]


@pytest.mark.parametrize(("status", "said", "error", "remedy"), REFUSALS)
def test_a_refusal_says_what_to_do(
    openai: OpenAIDouble,
    chat: LangChainChat,
    status: int,
    said: str,
    error: type[ModelError],
    remedy: str,
) -> None:
    openai.refuse(status, said)
    with pytest.raises(error, match=remedy) as raised:
        list(chat.stream(MESSAGES))
    assert_plain(raised.value)
    assert len(openai.requests) == 1, "it was not tried again"


def assert_plain(error: ModelError) -> None:
    """One line for a reader: no class of a package, no status in code, no key."""
    told = str(error)
    assert "\n" not in told
    assert "Error" not in told
    assert "sk-secret" not in told
    assert told.endswith((".", "`."))


ENDS: dict[str, tuple[Script, type[ModelError], str]] = {
    "no status": (Script(headers=False, end="cut"), ModelUnreachable, "cannot be reached"),
    "cut mid-stream": (Script((chunk(content="The "),), end="cut"), ModelBroke, "broke off"),
    "stall at first": (Script(end="stall", headers=False), ModelBroke, "answer_deadline"),
    "stall mid-stream": (
        Script((chunk(content="The "),), end="stall"),
        ModelBroke,
        "answer_deadline",
    ),
    "fault mid-stream": (
        Script((chunk(content="The "), event({"error": {"message": "Overloaded"}}))),
        ModelBroke,
        r"failed \(Overloaded\)",
    ),
    "no reason": (Script((chunk(content="It sank."), LAST)), ModelBroke, "without saying"),
    "filtered": (
        Script((chunk(content="It"), chunk("content_filter"), LAST)),
        ModelBroke,
        r"rules for content \(content_filter\)",
    ),
    "tool": (Script((chunk("tool_calls"), LAST)), ModelBroke, "'tool_calls'"),
    "nothing": (Script((chunk("stop"), LAST)), ModelBroke, "wrote nothing.*qwen3"),
    "all thinking": (Script((chunk("length"), LAST)), ModelBroke, "nothing within 700 tokens"),
    "no event": (Script((LAST,)), ModelBroke, "Ask again"),
    "not JSON": (Script((b"data: {\n\n",)), ModelBroke, "Ask again"),
    "not events": (Script((b"<html>",)), ModelBroke, "Ask again"),
}


@pytest.mark.parametrize("kind", ENDS)
def test_an_answer_that_is_none_says_so(
    openai: OpenAIDouble, chat: LangChainChat, kind: str
) -> None:
    script, error, remedy = ENDS[kind]
    openai.queue.append(script)
    asked = chat.with_limits(700, 1.0) if script.end == "stall" else chat
    with pytest.raises(error, match=remedy) as raised:
        list(asked.stream(MESSAGES))
    assert_plain(raised.value)
    openai.reply(["Yes."])
    assert list(chat.stream(MESSAGES)) == ["Yes."], "the next answer is not affected"


def test_an_answer_cut_at_num_predict(openai: OpenAIDouble, chat: LangChainChat) -> None:
    openai.reply(["It sank. ", "Then the"], finish_reason="length")
    pieces = chat.stream(MESSAGES)
    assert [next(pieces), next(pieces)] == ["It sank. ", "Then the"]
    with pytest.raises(AnswerCut, match=r"at 700 tokens.*num_predict"):
        next(pieces)


def test_the_deadline_ends_an_answer_that_goes_on_and_on(openai: OpenAIDouble) -> None:
    openai.send(*repeat(chunk(content="word "), 200_000))
    with pytest.raises(ModelBroke, match=r"within 0\.2 seconds.*answer_deadline"):
        list(LangChainChat(SETTINGS).with_limits(700, 0.2).stream(MESSAGES))
    assert openai.hung_up.wait(5)


def test_closing_frees_the_server(openai: OpenAIDouble, chat: LangChainChat) -> None:
    openai.send(chunk(content="The ferry "), end="stall")
    pieces = chat.stream(MESSAGES)
    assert next(pieces) == "The ferry "
    assert not openai.hung_up.is_set()
    pieces.close()  # type: ignore[attr-defined]
    assert openai.hung_up.wait(5)


def test_nobody_at_the_address(dead_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reach(dead_url, monkeypatch)
    with pytest.raises(ModelUnreachable, match="openai cannot be reached") as raised:
        list(LangChainChat(SETTINGS).stream(MESSAGES))
    assert_plain(raised.value)


def test_a_missing_key_is_named(dead_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reach(dead_url, monkeypatch)
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(ModelBroke, match="Set OPENAI_API_KEY in the environment") as raised:
        LangChainChat(SETTINGS)
    assert_plain(raised.value)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_xai", None)  # as where it is not installed
    with pytest.raises(ModelMissing, match=r"pip install 'clippings\[models\]' langchain-xai`"):
        LangChainChat(Settings(model="xai:grok-4", allow_cloud_models=True))


def test_such_a_model_writes_by_its_name(openai: OpenAIDouble) -> None:
    state = read_model_state(SETTINGS)
    assert (state.name, state.reachable, state.installed) == (NAME, True, True)
    assert "are sent to openai" in state.message
    assert openai.requests == [], "to ask costs money"
    model = connect_model(SETTINGS)
    assert model is not None
    openai.reply(["Yes."])
    assert (model.name, list(model.stream(MESSAGES))) == (NAME, ["Yes."])
    with pytest.raises(UsageError, match="allow_cloud_models"):
        read_model_state(Settings(model=NAME))


def test_its_answers_are_cited_and_checked(openai: OpenAIDouble, press: Archive) -> None:
    def asked() -> Answer:
        answer = Pipeline(press, settings=SETTINGS).ask(Request(STRIKE, TODAY))
        assert_holds(answer, press)
        return answer

    openai.reply([cited(press, OVER)])
    answer = asked()
    assert (answer.mode, answer.model, answer.text) == ("generated", NAME, f"{OVER} [1]")
    openai.refuse(429, "Rate limit reached")
    without = asked()
    assert without.mode == "extractive"
    assert any("(Rate limit reached)" in warning for warning in without.warnings)


def test_a_model_that_cannot_be_set_up_is_a_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_xai", None)
    settings = Settings(model="xai:grok-4", allow_cloud_models=True)
    state = read_model_state(settings)
    assert (state.name, state.reachable, state.installed) == ("xai:grok-4", False, False)
    assert "pip install" in state.message
    assert state.pullable == ""
    with pytest.raises(ModelMissing, match="pip install"):
        connect_model(settings)


def test_a_name_may_be_said_to_be_of_ollama() -> None:
    with OllamaDouble("openai:latest") as double:
        settings = Settings(model="ollama:openai:latest", ollama_url=double.url)
        state = read_model_state(settings)
        assert (state.name, state.installed) == ("openai:latest", True)
        model = connect_model(settings)
        assert model is not None
        list(model.stream(MESSAGES))
        list(model.with_limits(80, 20.0).stream(MESSAGES))
        asked = [request["model"] for request in double.requests if "messages" in request]
        assert asked == ["openai:latest"] * 2


def test_importing_is_cheap() -> None:
    heavy = "{'httpx', 'openai', 'langchain', 'langchain_openai', 'langchain_core'}"
    code = f"import sys, rag.llm.langchain_chat; print({heavy} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
