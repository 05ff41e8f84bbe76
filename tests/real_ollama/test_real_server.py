"""What a real server and its client packages do that the code relies on."""

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from threading import Event

import pytest
from httpx import HTTPError
from ollama import Client

from rag.errors import AnswerCut
from rag.llm.model_choice import connect_model, read_model_state
from rag.llm.ollama_chat import OllamaChat
from rag.llm.ollama_server import add_default_tag, parse_server
from rag.llm.prompts import PROMPT_MARGIN, compose_messages, estimate_tokens
from rag.query.followups import leans_on_context
from rag.query.rewriting import rewrite
from rag.settings import Settings
from tests.helpers.places import TODAY

GREETING = [("human", "Greet me in one short sentence.")]
COUNTING = [("human", "Write the numbers from one to one thousand, in words, one a line.")]
NEWS = "On Monday, 12 May 2026, the Minister of Transport met 1,250 railway workers in Sarne. " * 20


@pytest.fixture
def chat(settings: Settings) -> OllamaChat:
    return OllamaChat(settings)


@pytest.fixture
def client(settings: Settings) -> Iterator[Client]:
    """The client package's own, for what the code never asks a server to do."""
    server = parse_server(settings.ollama_url)
    with Client(server.url, auth=server.login, trust_env=False) as client:
        yield client


def test_the_state_of_the_model(settings: Settings) -> None:
    state = read_model_state(settings)
    assert (state.name, state.reachable, state.installed) == (settings.model, True, True)
    assert add_default_tag(settings.model) in state.available
    assert settings.model in state.message
    assert state.pullable == ""
    assert connect_model(settings) is not None


def test_a_model_that_is_not_there_can_be_pulled(settings: Settings) -> None:
    state = read_model_state(replace(settings, model="clippings-has-no-such-model:1b"))
    assert (state.reachable, state.installed) == (True, False)
    assert state.pullable == "clippings-has-no-such-model:1b"


def test_a_short_answer_comes_whole(chat: OllamaChat) -> None:
    text = "".join(chat.stream(GREETING))  # raises unless the server said that it is whole
    assert text.strip()
    assert "think>" not in text


def test_an_answer_stops_at_num_predict(chat: OllamaChat) -> None:
    with pytest.raises(AnswerCut, match="at 3 tokens"):
        list(chat.with_limits(3, 300.0).stream(COUNTING))


def test_a_prompt_is_no_longer_than_it_was_thought(client: Client, settings: Settings) -> None:
    asked = f"{NEWS}\nHow many workers did the minister meet?"
    *_, last = client.chat(
        settings.model,
        messages=[{"role": "user", "content": asked}],
        options={"num_predict": 1, "num_ctx": settings.num_ctx},
        stream=True,
    )
    assert last.prompt_eval_count
    assert last.prompt_eval_count <= 1.25 * estimate_tokens(asked) + PROMPT_MARGIN


def test_a_cold_load_is_told(chat: OllamaChat, client: Client, settings: Settings) -> None:
    with suppress(HTTPError):  # of a stand-in, which does not know an empty question
        list(client.chat(settings.model, messages=[], keep_alive=0, stream=True))  # unloads it
    for _ in range(150):  # it may take its time to go
        if add_default_tag(settings.model) not in chat.server.list_loaded():
            break
        Event().wait(0.2)
    else:
        pytest.skip("this server never lets its model go")
    assert chat.describe_wait() == f"Loading {settings.model} …"
    list(chat.stream(GREETING))
    assert chat.describe_wait() == f"{settings.model} is reading the sources …"


def test_a_closed_answer_frees_the_server(settings: Settings) -> None:
    endless = OllamaChat(replace(settings, num_predict=100_000))
    with closing(endless.stream(COUNTING)) as pieces:
        assert next(pieces)
    # Were it still counting, this one would wait until its own deadline is over.
    assert "".join(OllamaChat(settings).stream(GREETING)).strip()


def test_a_follow_up_is_rewritten_soundly_or_not_at_all(chat: OllamaChat) -> None:
    history = [("When did the rail strike end?", "It ended on Saturday, 23 May 2026. [1]")]
    whole = rewrite(chat, "And who announced it?", history, TODAY)
    assert whole is None or (whole.endswith("?") and not leans_on_context(whole))


def test_the_prompts_are_read_whole(chat: OllamaChat) -> None:
    messages = compose_messages(
        "rewrite",
        conversation="Reader: Who won?\nAnswer: The Rovers.",
        question="When?",
        today="2026-10-30 (Friday)",
    )
    text = "".join(chat.with_limits(80, 300.0).stream(messages))
    assert text.strip()
