"""Every fault of the server, through the real client packages, becomes an error with a remedy."""

import re
from typing import Any

import pytest

from rag.errors import AnswerCut, ModelBroke, ModelError, ModelMissing, ModelUnreachable
from rag.llm.base import ChatModel
from rag.llm.ollama_chat import OllamaChat
from rag.llm.prompts import estimate_tokens
from rag.settings import Settings
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.ollama_script import FAULTS, Script, done, line

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
    assert request["keep_alive"] == "30m"
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
    "400 chat": (ModelBroke, "Choose another model"),
    "400 context": (ModelBroke, "set num_ctx higher"),
    "400 no room": (ModelBroke, "set num_ctx higher"),
    "400 name": (ModelBroke, "Correct the setting `model`"),
    "401 cloud": (ModelUnreachable, "`ollama signin`"),
    "403 empty": (ModelUnreachable, "Set ollama_url"),
    "403 cloud": (ModelBroke, "Choose a model that runs on the server"),
    "404 model": (ModelMissing, f"ollama pull {MODEL}"),
    "404 page": (ModelUnreachable, "Set ollama_url"),
    "404 html": (ModelUnreachable, "Set ollama_url"),
    "499 canceled": (ModelBroke, "Ask again"),
    "500 option": (ModelBroke, '"num_ctx" must be of type integer). Correct it in the settings'),
    "500 memory": (ModelBroke, "Choose a smaller one"),
    "500 runner": (ModelBroke, "has terminated: signal: killed), often because"),
    "500 engine": (ModelBroke, "Install Ollama again"),
    "500 no model file": (ModelBroke, f"`ollama rm {MODEL}`, then get it again"),
    "500 short file": (ModelBroke, f"`ollama rm {MODEL}`, then get it again"),
    "500 null": (ModelBroke, "update Ollama"),
    "502 cloud": (ModelBroke, "choose a model that runs on the server"),
    "502 html": (ModelUnreachable, "behind http://127.0.0.1"),
    "503 busy": (ModelBroke, "Ask again in a minute"),
    "no bytes": (ModelBroke, "broke off. Ask again"),
    "empty stream": (ModelBroke, "before the first word. Ask again"),
    "load only": (ModelBroke, "before the first word. Ask again"),
    "unload only": (ModelBroke, "before its answer was finished. Ask again"),
    "error line first": (ModelBroke, "unexpected EOF), often because there was too little memory"),
    "error line mid-stream": (ModelBroke, "unexpected EOF), often because"),
    "engine error mid-stream": (ModelBroke, "failed: failed to decode. Ask again"),
    "no done line": (ModelBroke, "before its answer was finished. Ask again"),
    "null line": (ModelBroke, "Ask again"),
    "content null": (ModelBroke, "Ask again"),
    "blank line": (ModelBroke, "Ask again"),
    "cut mid-stream": (ModelBroke, "broke off. Ask again"),
    "cut inside a line": (ModelBroke, "broke off. Ask again"),
    "cut line, clean end": (ModelBroke, "Ask again"),
    "stall before headers": (ModelBroke, "may be busy with another question"),
    "stall within headers": (ModelBroke, "may be busy with another question"),
    "stall after headers": (ModelBroke, "did not finish within 0.2 seconds. Set answer_deadline"),
    "stall mid-stream": (ModelBroke, "did not finish within 0.2 seconds. Set answer_deadline"),
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
    assert re.fullmatch(r"[^\n{}]+\.", str(raised.value)), "a plain sentence, not JSON"
    double.reply("Yes.")
    assert list(chat.stream(MESSAGES)) == ["Yes."], "the next answer is not affected"


def test_the_deadline_ends_a_stream_of_bytes_without_a_line(double: OllamaDouble) -> None:
    double.pause = 0.01
    double.send(*[b" "] * 10_000)
    chat = OllamaChat(Settings(ollama_url=double.url, answer_deadline=0.2))
    with pytest.raises(ModelBroke, match="answer_deadline"):
        list(chat.stream(MESSAGES))
    assert double.hung_up.wait(5)


def test_the_deadline_ends_headers_that_never_end(double: OllamaDouble) -> None:
    double.pause = 0.01
    double.say(Script((b"HTTP/1.1 200 OK\r\n", *[b"X-Wait: yes\r\n"] * 90), headers=False))
    chat = OllamaChat(Settings(ollama_url=double.url, answer_deadline=0.2))
    with pytest.raises(ModelBroke, match="did not begin"):
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
