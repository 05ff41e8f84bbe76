"""A model on an Ollama server, spoken to through LangChain's ChatOllama.

The server reports many failures as success: a prompt that was cut, an answer that was cut, a
stream that just ends. Each of these, and each fault of the connection, becomes one of the model
errors in rag.errors, with a message that says what to do.
"""

from collections.abc import Generator
from contextlib import closing
from functools import partial
from logging import NullHandler, getLogger
from typing import Any, cast

from rag.errors import ModelBroke, ModelError
from rag.llm import errors, ollama_server
from rag.llm.base import Messages, Usage
from rag.llm.deadline import Deadline, limit_time
from rag.llm.prompts import estimate_tokens
from rag.llm.thinking import strip_thinking
from rag.settings import Settings

SEED = 1  # any will do, but always the same
AWAITED_SECONDS = 1.0  # for each of the two looks at what the server is about to do

# A prompt that the server cut keeps less than half its tokens (measured: num_ctx / 2 + 3); one in
# a script that costs few tokens a letter, uncut, lies above half the estimate.
_CUT_BELOW = 0.4

_UNHEARD = NullHandler()  # for warnings of the client package, each of which is an error here


class OllamaChat:
    """A model on an Ollama server. Keeps no connection open between answers.

    Raises UsageError for an address that is none, and for a cloud model that the settings do not
    allow.
    """

    def __init__(self, settings: Settings) -> None:
        if ollama_server.is_cloud_name(settings.model):
            ollama_server.refuse_cloud(settings.model, "in Ollama's cloud", settings)
        self.name = ollama_server.strip_prefix(settings.model)
        self._settings = settings
        self.server = ollama_server.parse_server(settings.ollama_url)

    def describe_wait(self) -> str:
        """What the first word will wait for, as far as the server tells; asks it twice at most."""
        name, asked = ollama_server.add_default_tag(self.name), self._settings.num_ctx
        waiting, loading = f"Waiting for {self.name} …", f"Loading {self.name} …"
        reading = f"{self.name} is reading the sources …"
        try:
            held = self.server.list_loaded(within=AWAITED_SECONDS).get(name)
            if held == asked:
                return reading
            model = self.server.list_installed(within=AWAITED_SECONDS).get(name)
        except ModelError:
            return waiting
        if model is None or model.host:  # what runs elsewhere is never listed as loaded
            return waiting
        if held is None:
            return loading
        # With another context than ours it is loaded again, unless that is all it can hold: the
        # server never gives a model more than it was trained for.
        if not held or (held < asked and not model.trained):
            return waiting
        return reading if held == min(asked, model.trained or asked) else loading

    def with_limits(self, tokens: int, seconds: float) -> "OllamaChat":
        """The same model with lower limits; those of the settings still hold."""
        return OllamaChat(self._settings.limit_answer(tokens, seconds))

    def stream(self, messages: Messages, usage: Usage | None = None) -> Generator[str, None, None]:
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
        text, usage = "", usage or Usage()
        final: dict[str, Any] = {}
        with closing(self._stream_pieces(messages, final)) as pieces:
            for piece in strip_thinking(pieces):
                text += piece
                usage.written += 1
                if "</think>" in text:  # without its start: all of it looked like the answer
                    raise ModelBroke(f"{self.name} thinks aloud. {errors.DIRECT_MODEL}")
                yield piece
        usage.read = final.get("prompt_eval_count") or 0
        usage.written = final.get("eval_count") or usage.written
        self._check_end(text, final, expected)

    def _stream_pieces(
        self, messages: Messages, final: dict[str, Any]
    ) -> Generator[str, None, None]:
        """The pieces as they come; what the last line says about the whole goes into `final`."""
        from langchain_ollama import ChatOllama  # before the time begins to run

        getLogger("langchain_ollama").addHandler(_UNHEARD)
        seconds = self._settings.answer_deadline
        late = errors.make_silent_error(self.name, seconds)
        later = errors.make_unfinished_error(self.name, seconds)
        refusal = partial(errors.make_refusal_error, name=self.name, url=self.server.url)
        with (
            limit_time(seconds, late, later) as deadline,
            ollama_server.translate_errors(self.server, refusal),
        ):
            chunks = ChatOllama(**self._make_options(deadline)).stream(list(messages))
            with closing(cast("Generator[Any, None, None]", chunks)):
                for chunk in chunks:
                    deadline.check()
                    final.update(chunk.response_metadata)
                    if piece := str(chunk.text):
                        yield piece
            deadline.check()

    def _make_options(self, deadline: Deadline) -> dict[str, Any]:
        """All that the server would otherwise choose by itself, and what ends the connection."""
        from httpx import Limits

        settings = self._settings
        connection = self.server.make_connection_options(settings.answer_deadline)
        return {
            "model": self.name,
            "base_url": self.server.url,
            "num_ctx": settings.num_ctx,
            "num_predict": settings.num_predict,
            "keep_alive": settings.keep_alive,
            "temperature": 0,
            "seed": SEED,
            "reasoning": False,
            "client_kwargs": connection | {"limits": Limits(max_keepalive_connections=0)},
            "sync_client_kwargs": {"event_hooks": deadline.make_hooks()},
        }

    def _check_end(self, text: str, final: dict[str, Any], expected: int) -> None:
        """Raises ModelBroke unless the answer came to its end with the whole prompt read."""
        reason, read = final.get("done_reason"), final.get("prompt_eval_count")
        if reason not in {"stop", "length"}:
            raise ModelBroke(
                f"{self.name} broke off before its answer was finished. {errors.ASK_AGAIN}"
            )
        if read and read < _CUT_BELOW * expected:
            raise ModelBroke(
                f"The server cut the prompt: {self.name} read {read} of about {expected} tokens. "
                "Set num_ctx to what the model can hold (`ollama show` names it)."
            )
        errors.check_text(text, self.name, self._settings.num_predict, cut=reason == "length")
