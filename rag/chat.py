"""The local language model: an Ollama server, spoken to through LangChain's ChatOllama.

The server reports many failures as success: a prompt that was cut, an answer that was cut, a
stream that just ends. Each of these, and each fault of the connection, becomes one of the model
errors in rag.errors, with a message that says what to do.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import unquote, urlsplit

from rag.errors import ModelBroke, ModelError, ModelMissing, ModelUnreachable, UsageError
from rag.prompting import estimate_tokens
from rag.serving.deadline import Deadline, ending_after
from rag.serving.model_faults import (
    ASK_AGAIN,
    DIRECT_MODEL,
    disconnected,
    garbled,
    missing,
    refused,
    silent,
    unreachable,
)
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_ollama import ChatOllama

NO_MODEL = "none"  # as the model's name: answers are made of source sentences
FALLBACK_MODEL = "granite4:micro"  # writes where the default model is not installed but this is
SEED = 1  # any will do, but always the same
CONNECT_SECONDS = 5.0  # a server that is there accepts at once

# A prompt that the server cut keeps less than half its tokens (measured: num_ctx / 2 + 3), and
# the estimate is at least as high as what it had; uncut prompts lie above half the estimate.
_CUT_BELOW = 0.4

Messages = Sequence[tuple[str, str]]  # ("system" | "human" | "ai", text)


class ChatModel(Protocol):
    """What writes answers. `stream` gives the text in pieces; closing it frees the server."""

    name: str

    def stream(self, messages: Messages) -> Iterator[str]: ...

    def briefly(self, tokens: int, seconds: float) -> "ChatModel":
        """The same model for a short text: at most so many tokens, within so many seconds."""
        ...


class AnswerCut(ModelBroke):
    """The answer reached num_predict tokens: only its last sentence is not as it should be."""


@dataclass(frozen=True, slots=True)
class ModelState:
    """What is known of the model, for the page and for `status`."""

    name: str  # the model that would write; "none" where none is wanted
    reachable: bool  # an Ollama server answered
    installed: bool  # and has the model
    available: tuple[str, ...]  # every model of that server
    message: str  # one or two sentences for the reader


def connect_model(settings: Settings) -> "OllamaChat | None":
    """The model that the settings ask for, ready to write; None when they ask for none.

    Raises ModelUnreachable or ModelMissing, and UsageError for settings that cannot work.
    """
    if settings.model == NO_MODEL:
        return None
    state = model_state(settings)
    if not state.reachable:
        raise ModelUnreachable(state.message)
    if not state.installed:
        raise ModelMissing(state.message)
    return OllamaChat(replace(settings, model=state.name))


def model_state(settings: Settings) -> ModelState:
    """What the server has, asked now. A dead server is a state too, known within seconds.

    Raises UsageError for settings that cannot work.
    """
    if settings.model == NO_MODEL:
        message = "No model chosen: answers are put together from source sentences."
        return ModelState(NO_MODEL, reachable=False, installed=False, available=(), message=message)
    name = OllamaChat(settings).name
    try:
        available = _installed_models(_server(settings.ollama_url), name)
    except ModelError as error:
        return ModelState(name, reachable=False, installed=False, available=(), message=str(error))
    installed = _tagged(name) in available
    message = f"{name} writes the answers." if installed else str(missing(name))
    if not installed and name == Settings().model and FALLBACK_MODEL in available:
        message = f"{FALLBACK_MODEL} writes the answers. {message}"
        name, installed = FALLBACK_MODEL, True
    return ModelState(
        name, reachable=True, installed=installed, available=available, message=message
    )


class OllamaChat:
    """A model on an Ollama server. Keeps no connection open between answers.

    Raises UsageError for an address that is none, and for a cloud model that the settings do not
    allow.
    """

    def __init__(self, settings: Settings) -> None:
        if settings.model.endswith(("-cloud", ":cloud")) and not settings.allow_cloud_models:
            raise UsageError(
                f"{settings.model} runs in Ollama's cloud: questions and articles would leave this "
                "machine. Name a local model, or set allow_cloud_models to true."
            )
        self.name = settings.model
        self._settings = settings
        self._server = _server(settings.ollama_url)

    def briefly(self, tokens: int, seconds: float) -> "OllamaChat":
        """The same model with lower limits; those of the settings still hold."""
        settings = self._settings
        tokens, seconds = min(tokens, settings.num_predict), min(seconds, settings.answer_deadline)
        return OllamaChat(replace(settings, num_predict=tokens, answer_deadline=seconds))

    def stream(self, messages: Messages) -> Iterator[str]:
        """The answer in pieces as the model writes them, without its thinking.

        Raises ModelUnreachable, ModelMissing or ModelBroke, at the end too: unless it is AnswerCut,
        what came before is not an answer, however good it looks.
        """
        expected = sum(estimate_tokens(text) for _, text in messages)
        if expected > self._settings.num_ctx:
            raise ModelBroke(
                f"The prompt of about {expected} tokens does not fit num_ctx, which is "
                f"{self._settings.num_ctx}. Ask a shorter question, or set num_ctx higher."
            )
        text = ""
        final: dict[str, Any] = {}
        with closing(self._pieces(messages, final)) as pieces:
            for piece in _without_thinking(pieces):
                text += piece
                if "</think>" in text:  # without its start: all of it looked like the answer
                    raise ModelBroke(f"{self.name} thinks aloud. {DIRECT_MODEL}")
                yield piece
        self._check(text, final, expected)

    def _pieces(self, messages: Messages, final: dict[str, Any]) -> Generator[str, None, None]:
        """The pieces as they come; what the last line says about the whole goes into `final`."""
        late = silent(self.name, self._settings.answer_deadline)
        with (
            ending_after(self._settings.answer_deadline, late) as deadline,
            _explained(self._server, self.name),
        ):
            chunks = self._client(deadline).stream(list(messages))
            with closing(cast("Generator[Any, None, None]", chunks)):
                for chunk in chunks:
                    deadline.check()
                    final.update(chunk.response_metadata)
                    if piece := str(chunk.text):
                        yield piece
            deadline.check()

    def _client(self, deadline: Deadline) -> "ChatOllama":
        from httpx import Limits, Timeout
        from langchain_ollama import ChatOllama

        settings = self._settings
        return ChatOllama(
            model=self.name,
            base_url=self._server.url,
            num_ctx=settings.num_ctx,
            num_predict=settings.num_predict,
            temperature=0,
            seed=SEED,
            reasoning=False,
            client_kwargs={
                # The deadline comes first; this one is for a server that never answers at all.
                "timeout": Timeout(settings.answer_deadline + 1, connect=CONNECT_SECONDS),
                "trust_env": False,  # a proxy would be used even for 127.0.0.1
                "auth": self._server.login,
                "limits": Limits(max_keepalive_connections=0),
            },
            sync_client_kwargs={"event_hooks": {"response": [deadline.watch]}},
        )

    def _check(self, text: str, final: dict[str, Any], expected: int) -> None:
        """Raises ModelBroke unless the answer came to its end with the whole prompt read."""
        reason, read = final.get("done_reason"), final.get("prompt_eval_count")
        if reason not in {"stop", "length"}:
            raise ModelBroke(f"{self.name} broke off before its answer was finished. {ASK_AGAIN}")
        if read and read < _CUT_BELOW * expected:
            raise ModelBroke(
                f"The server cut the prompt: {self.name} read {read} of about {expected} tokens. "
                "Set num_ctx to what the model can hold (`ollama show` names it)."
            )
        if not text.strip():
            raise ModelBroke(f"{self.name} wrote nothing. {DIRECT_MODEL}")
        if reason == "length":
            raise AnswerCut(
                f"The answer was cut at {self._settings.num_predict} tokens. "
                "Ask for less at once, or set num_predict higher."
            )


def _without_thinking(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces less a leading <think>…</think>, which some models write into the answer."""
    held = ""
    for piece in pieces:
        held += piece
        start = held.lstrip()
        if start.startswith("<think>"):
            _, closed, rest = start.partition("</think>")
            if closed:
                held = rest.lstrip()
                break
        elif not "<think>".startswith(start):
            break
    if held and not held.lstrip().startswith("<think>"):
        yield held
    yield from pieces


@contextmanager
def _explained(server: "_Server", name: str) -> Iterator[None]:
    """Turns what the client packages raise into the errors of rag.errors."""
    import httpx
    import ollama

    try:
        yield
    except (httpx.ConnectError, httpx.TimeoutException, ConnectionError) as error:
        raise unreachable(server.url) from error
    except httpx.HTTPError as error:
        raise disconnected(server.url) from error
    except ollama.ResponseError as error:
        raise refused(error.status_code, str(error.error), name, server.url) from error
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        # What the client packages stumble over when a line is not one of the protocol's.
        raise garbled(server.url) from error


@dataclass(frozen=True, slots=True)
class _Server:
    url: str  # with its port, without a login, as shown in messages
    login: tuple[str, str] | None


def _server(address: str) -> _Server:
    """Raises UsageError for what the client would quietly take for 127.0.0.1."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host or any(map(str.isspace, address)):
        raise UsageError(
            f"ollama_url is {address!r}; it must be like {Settings().ollama_url}, "
            "with http:// or https:// and a host."
        )
    host = f"[{host}]" if ":" in host else host
    port = port or {"http": 80, "https": 443}[parts.scheme]
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return _Server(f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}", login)


def _installed_models(server: _Server, name: str) -> tuple[str, ...]:
    """Raises a ModelError where the server cannot tell."""
    from httpx import Timeout
    from ollama import Client

    timeout = Timeout(5.0, connect=2.0)
    with (
        _explained(server, name),
        Client(server.url, timeout=timeout, trust_env=False, auth=server.login) as client,
    ):
        return tuple(model.model for model in client.list().models if model.model)


def _tagged(name: str) -> str:
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"
