"""Every fault of the server, through the real client packages, becomes an error with a remedy."""

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from ollama_double import FAULTS, OllamaDouble, done, line

from rag.chat import AnswerCut, ChatModel, OllamaChat, connect_model, model_state
from rag.errors import ModelBroke, ModelError, ModelMissing, ModelUnreachable, UsageError
from rag.prompting import estimate_tokens
from rag.settings import Settings

MODEL = Settings().model
MESSAGES = [("system", "Answer from the sources. " * 40), ("human", "Did it sink? " * 40)]


@pytest.fixture
def chat(double: OllamaDouble) -> OllamaChat:
    return OllamaChat(Settings(ollama_url=double.url))


def test_pieces_come_in_order(double: OllamaDouble, chat: ChatModel) -> None:
    double.reply(["The ", "ferry ", "", "sank. ", "[S1]"])
    assert list(chat.stream(MESSAGES)) == ["The ", "ferry ", "sank. ", "[S1]"]


def test_the_request_is_explicit(double: OllamaDouble) -> None:
    settings = Settings(ollama_url=double.url, num_ctx=4096, num_predict=300)
    double.reply("Yes.")
    list(OllamaChat(settings).stream(MESSAGES))
    [request] = double.requests
    assert request["model"] == MODEL
    assert request["think"] is False
    assert request["stream"] is True
    assert request["options"] == {
        "num_ctx": 4096,
        "num_predict": 300,
        "temperature": 0,
        "seed": 1,
    }
    assert [(message["role"], message["content"]) for message in request["messages"]] == [
        ("system", MESSAGES[0][1]),
        ("user", MESSAGES[1][1]),
    ]


def test_lines_may_share_chunks_and_split_characters(double: OllamaDouble, chat: ChatModel) -> None:
    whole = line("é€") + line("😀") + done()
    double.send(*(whole[at : at + 7] for at in range(0, len(whole), 7)))
    assert "".join(chat.stream(MESSAGES)) == "é€😀"


def test_a_proxy_is_not_used(
    double: OllamaDouble, chat: ChatModel, dead_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", dead_url)
    double.reply("Yes.")
    assert list(chat.stream(MESSAGES)) == ["Yes."]


REMEDIES: dict[str, tuple[type[ModelError], str]] = {
    "400 thinking": (ModelBroke, "does not support thinking"),
    "400 context": (ModelBroke, "set num_ctx higher"),
    "403 empty": (ModelUnreachable, "Set ollama_url"),
    "403 cloud": (ModelBroke, "cloud is disabled"),
    "404 model": (ModelMissing, f"ollama pull {MODEL}"),
    "404 page": (ModelUnreachable, "Set ollama_url"),
    "500 memory": (ModelBroke, "Choose a smaller one"),
    "500 runner": (ModelBroke, "has terminated: signal: killed. Ask again"),
    "500 null": (ModelBroke, "update Ollama"),
    "502 html": (ModelUnreachable, "Set ollama_url"),
    "503 busy": (ModelBroke, "Ask again in a minute"),
    "no bytes": (ModelBroke, "broke off. Ask again"),
    "empty stream": (ModelBroke, "Ask again"),
    "load only": (ModelBroke, "Ask again"),
    "error line first": (ModelBroke, "unexpected EOF. Ask again"),
    "error line mid-stream": (ModelBroke, "unexpected EOF. Ask again"),
    "no done line": (ModelBroke, "before its answer was finished. Ask again"),
    "null line": (ModelBroke, "Ask again"),
    "content null": (ModelBroke, "Ask again"),
    "blank line": (ModelBroke, "Ask again"),
    "cut mid-stream": (ModelBroke, "broke off. Ask again"),
    "cut inside a line": (ModelBroke, "broke off. Ask again"),
    "cut line, clean end": (ModelBroke, "Ask again"),
    "stall before headers": (ModelBroke, "Set answer_deadline higher"),
    "stall after headers": (ModelBroke, "Set answer_deadline higher"),
    "stall mid-stream": (ModelBroke, "Set answer_deadline higher"),
}


def test_every_fault_has_its_remedy_here() -> None:
    assert set(REMEDIES) == set(FAULTS)


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_says_what_to_do(double: OllamaDouble, kind: str) -> None:
    deadline = 0.2 if kind.startswith("stall") else 300
    chat = OllamaChat(Settings(ollama_url=double.url, answer_deadline=deadline))
    error, remedy = REMEDIES[kind]
    double.fail(kind)
    with pytest.raises(ModelError) as raised:
        list(chat.stream(MESSAGES))
    assert type(raised.value) is error
    assert remedy in str(raised.value)
    assert "\n" not in str(raised.value)
    double.reply("Yes.")
    assert list(chat.stream(MESSAGES)) == ["Yes."], "the next answer is not affected"


def test_the_deadline_ends_a_stream_of_bytes_without_a_line(double: OllamaDouble) -> None:
    double.pause = 0.01
    double.send(*[b" "] * 10_000)
    chat = OllamaChat(Settings(ollama_url=double.url, answer_deadline=0.2))
    with pytest.raises(ModelBroke, match="answer_deadline"):
        list(chat.stream(MESSAGES))
    assert double.hung_up.wait(5)


def test_nobody_at_the_address(dead_url: str) -> None:
    with pytest.raises(ModelUnreachable, match=r"at http://127.*`ollama serve`"):
        list(OllamaChat(Settings(ollama_url=dead_url)).stream(MESSAGES))


def test_closing_frees_the_server(double: OllamaDouble, chat: OllamaChat) -> None:
    double.fail("stall mid-stream")
    pieces = chat.stream(MESSAGES)
    assert next(pieces) == "The ferry "
    assert not double.hung_up.is_set()
    pieces.close()  # type: ignore[attr-defined]
    assert double.hung_up.wait(5)


def test_an_answer_cut_at_num_predict(double: OllamaDouble, chat: ChatModel) -> None:
    double.reply(["It sank. ", "Then the"], done_reason="length")
    pieces = chat.stream(MESSAGES)
    assert [next(pieces), next(pieces)] == ["It sank. ", "Then the"]
    with pytest.raises(AnswerCut, match=r"at 700 tokens.*num_predict"):
        next(pieces)


@pytest.mark.parametrize("part", [0.01, 0.35])
def test_a_prompt_that_the_server_cut(double: OllamaDouble, chat: ChatModel, part: float) -> None:
    expected = sum(estimate_tokens(text) for _, text in MESSAGES)
    read = int(part * expected)
    double.reply("Yes. [S1]", prompt_eval_count=read)
    with pytest.raises(ModelBroke, match=f"read {read} of about {expected}.*num_ctx"):
        list(chat.stream(MESSAGES))


@pytest.mark.parametrize("part", [0.5, 1.0])
def test_a_prompt_that_was_read(double: OllamaDouble, chat: ChatModel, part: float) -> None:
    expected = sum(estimate_tokens(text) for _, text in MESSAGES)
    double.reply("Yes. [S1]", prompt_eval_count=int(part * expected))
    assert list(chat.stream(MESSAGES)) == ["Yes. [S1]"]


def test_a_server_that_does_not_count(double: OllamaDouble, chat: ChatModel) -> None:
    double.reply("Yes. [S1]", prompt_eval_count=None, eval_count=None)
    assert list(chat.stream(MESSAGES)) == ["Yes. [S1]"]


def test_a_prompt_too_long_is_not_sent(double: OllamaDouble, chat: ChatModel) -> None:
    with pytest.raises(ModelBroke, match="num_ctx, which is 8192"):
        list(chat.stream([("human", "word " * 8192)]))
    assert double.requests == []


@pytest.mark.parametrize("final", [{}, {"done_reason": "length"}])
@pytest.mark.parametrize("text", ["", " \n", "<think>First, the sources"])
def test_an_empty_answer(
    double: OllamaDouble, chat: ChatModel, text: str, final: dict[str, Any]
) -> None:
    double.reply(text, **final)
    with pytest.raises(ModelBroke, match=f"wrote nothing.*{MODEL}"):
        list(chat.stream(MESSAGES))


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        (["<think>Let me see.</think>\n\nIt ", "sank."], "It sank."),
        (["\n<thi", "nk>Let", " me see.</th", "ink>", " It sank."], "It sank."),
        (["<", "5 % of it sank."], "<5 % of it sank."),
        (["<think", "ers> were asked."], "<thinkers> were asked."),
        (["<th"], "<th"),
    ],
)
def test_thinking_is_not_shown(
    double: OllamaDouble, chat: ChatModel, pieces: list[str], shown: str
) -> None:
    double.reply(pieces)
    assert "".join(chat.stream(MESSAGES)).lstrip() == shown


def test_thinking_apart_is_not_shown(double: OllamaDouble, chat: ChatModel) -> None:
    thought = line("").replace(b'"content": ""', b'"content": "", "thinking": "Let me see."')
    double.send(thought, line("It sank."), done())
    assert list(chat.stream(MESSAGES)) == ["It sank."]


def test_thinking_aloud_is_an_error(double: OllamaDouble, chat: ChatModel) -> None:
    double.reply(["Let me see.", " </thi", "nk>", "It sank."])
    with pytest.raises(ModelBroke, match=f"thinks aloud.*{MODEL}"):
        list(chat.stream(MESSAGES))


@pytest.mark.parametrize(
    "address",
    ["myhost", "localhost:11434", "htp://x", "http://", "", "http://my host", "http://x:port"],
)
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(UsageError, match=r"like http://127\.0\.0\.1:11434"):
        model_state(Settings(ollama_url=address))


@pytest.mark.parametrize("name", ["gpt-oss:120b-cloud", "glm-5:cloud"])
def test_cloud_models_need_leave(double: OllamaDouble, name: str) -> None:
    settings = Settings(ollama_url=double.url, model=name)
    with pytest.raises(UsageError, match="allow_cloud_models"):
        connect_model(settings)
    assert OllamaChat(replace(settings, allow_cloud_models=True)).name == name


def test_state_of_an_installed_model(double: OllamaDouble) -> None:
    state = model_state(Settings(ollama_url=double.url + "/"))
    assert (state.name, state.reachable, state.installed) == (MODEL, True, True)
    assert state.available == (MODEL,)
    assert MODEL in state.message


def test_no_tag_means_latest() -> None:
    with OllamaDouble("phi4-mini", "library/phi4-mini:3.8b") as double:
        settings = Settings(ollama_url=double.url)
        assert model_state(replace(settings, model="phi4-mini")).installed
        assert model_state(replace(settings, model="phi4-mini:latest")).installed
        assert not model_state(replace(settings, model="phi4")).installed
        assert not model_state(replace(settings, model="library/phi4-mini")).installed


def test_no_model_wanted(dead_url: str) -> None:
    settings = Settings(ollama_url=dead_url, model="none")
    state = model_state(settings)
    assert (state.name, state.reachable, state.installed) == ("none", False, False)
    assert "No model chosen" in state.message
    assert connect_model(settings) is None


def test_a_dead_server_is_a_state(dead_url: str) -> None:
    settings = Settings(ollama_url=dead_url)
    state = model_state(settings)
    assert (state.name, state.reachable, state.installed) == (MODEL, False, False)
    assert state.available == ()
    assert "ollama serve" in state.message
    with pytest.raises(ModelUnreachable, match="ollama serve"):
        connect_model(settings)


def test_a_server_that_is_not_ollama(double: OllamaDouble) -> None:
    state = model_state(Settings(ollama_url=f"{double.url}/elsewhere"))
    assert not state.reachable
    assert "ollama_url" in state.message


def test_the_fallback_writes_for_the_default_only() -> None:
    with OllamaDouble("granite4:micro") as double:
        settings = Settings(ollama_url=double.url)
        state = model_state(settings)
        assert (state.name, state.installed) == ("granite4:micro", True)
        assert f"ollama pull {MODEL}" in state.message
        model = connect_model(settings)
        assert model is not None
        assert model.name == "granite4:micro"
        assert "".join(model.stream(MESSAGES)) == "The archive does not say."

        state = model_state(replace(settings, model="phi4-mini"))
        assert (state.name, state.installed) == ("phi4-mini", False)
        with pytest.raises(ModelMissing, match="ollama pull phi4-mini"):
            connect_model(replace(settings, model="phi4-mini"))


def test_a_login_is_sent_and_not_shown(double: OllamaDouble, dead_url: str) -> None:
    chat = OllamaChat(Settings(ollama_url=double.url.replace("//", "//ann:top%20secret@")))
    double.reply("Yes.")
    assert list(chat.stream(MESSAGES)) == ["Yes."]
    assert double.logins[-1] == ("ann", "top secret")
    state = model_state(Settings(ollama_url=dead_url.replace("//", "//ann:secret@")))
    assert "secret" not in state.message


def test_importing_is_cheap() -> None:
    heavy = "{'httpx', 'ollama', 'langchain_ollama', 'langchain_core'}"
    code = f"import sys, rag.chat; print({heavy} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
