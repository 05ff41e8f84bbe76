"""Models of other providers, by a name such as `openai:gpt-5-mini`, through LangChain.

They need the packages of the extra `models` and that of the provider, and mostly run elsewhere.
"""

from collections.abc import Generator
from contextlib import closing
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from rag.errors import ModelBroke, UsageError
from rag.llm.base import Messages, Usage
from rag.llm.errors import DIRECT_MODEL
from rag.llm.provider_errors import check_end, make_failure_error, make_setup_error, read_end_reason
from rag.llm.thinking import strip_thinking
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain.chat_models import BaseChatModel


# What init_chat_model takes for a provider when it stands before the first colon, and the package
# it needs. LangChain offers no public list, and names must be told apart without importing it.
# Left out: `ollama`, which is ours, and `huggingface`, which would load weights into this process.
_NAMED_ALIKE = (  # "google_genai" needs "langchain-google-genai"
    "anthropic azure_ai baseten cohere deepseek fireworks google_genai google_vertexai groq ibm "
    "litellm meta mistralai openai openrouter perplexity together upstage xai"
)
PROVIDERS = {name: f"langchain-{name.replace('_', '-')}" for name in _NAMED_ALIKE.split()} | {
    "anthropic_bedrock": "langchain-aws",
    "azure_openai": "langchain-openai",
    "bedrock": "langchain-aws",
    "bedrock_converse": "langchain-aws",
    "bedrock_mantle_anthropic": "langchain-aws",
    "bedrock_mantle_openai": "langchain-aws",
    "google_anthropic_vertex": "langchain-google-vertexai",
    "langsmith": "langchain-openai",
    "nvidia": "langchain-nvidia-ai-endpoints",
}


def is_provider_name(name: str) -> bool:
    """Whether `name` is `provider:model`; the names of Ollama's models have colons as well."""
    provider, _, model = name.partition(":")
    return provider in PROVIDERS and bool(model)


class LangChainChat:
    """A chat model of one of PROVIDERS, named `provider:model`.

    Raises UsageError unless the settings allow that questions and articles leave this machine,
    ModelMissing where packages are missing, and ModelBroke where the key is.
    """

    def __init__(self, settings: Settings) -> None:
        self.name = settings.model
        self._settings = settings
        self._provider = self.name.partition(":")[0]
        if not settings.allow_cloud_models:
            raise UsageError(
                f"{self.name} is a model of {self._provider}: questions and articles would leave "
                "this machine. Name a local model, or set allow_cloud_models to true."
            )
        self._model = self._set_up()

    def describe_wait(self) -> str:
        """It is there, and reads."""
        return f"{self.name} is reading the sources …"

    def with_limits(self, tokens: int, seconds: float) -> "LangChainChat":
        """The same model with lower limits; those of the settings still hold."""
        return LangChainChat(self._settings.limit_answer(tokens, seconds))

    def stream(self, messages: Messages, usage: Usage | None = None) -> Generator[str, None, None]:
        """The answer in pieces as the model writes them, without its thinking.

        It ends `answer_deadline` seconds after it began, or when the piece comes that was awaited
        then; a wait of its own is cut after that many seconds. Raises ModelUnreachable,
        ModelMissing or ModelBroke, at the end too: unless it is AnswerCut, what came before is not
        an answer, however good it looks.
        """
        text, ends = "", [""]
        with closing(self._stream_pieces(messages, ends, usage or Usage())) as pieces:
            for piece in strip_thinking(pieces):
                text += piece
                if "</think>" in text:  # without its start: all of it looked like the answer
                    raise ModelBroke(f"{self.name} thinks aloud. {DIRECT_MODEL}")
                yield piece
        check_end(ends[-1], text, self.name, self._settings.num_predict)

    def _stream_pieces(
        self, messages: Messages, ends: list[str], usage: Usage
    ) -> Generator[str, None, None]:
        """The pieces as they come; why the answer ended, once that is said, goes into `ends`."""
        seconds = self._settings.answer_deadline
        end = monotonic() + seconds
        begun = False
        chunks = cast("Generator[Any, None, None]", self._model.stream(list(messages)))
        with closing(chunks):
            try:
                for chunk in chunks:
                    if monotonic() > end:
                        raise TimeoutError
                    begun = True
                    if counted := getattr(chunk, "usage_metadata", None):
                        usage.read += counted["input_tokens"]
                        usage.written += counted["output_tokens"]
                    if reason := read_end_reason(chunk.response_metadata):
                        ends.append(reason)
                    if piece := str(chunk.text):  # of text only, not of reasoning
                        yield piece
            except Exception as error:  # each provider's package has errors of its own
                raise make_failure_error(error, self.name, seconds=seconds, begun=begun) from error

    def _set_up(self) -> "BaseChatModel":
        settings, package = self._settings, PROVIDERS[self._provider]
        # A second try would double the wait. To Google's package 0 means its default, 1 is one try.
        retries = 1 if self._provider == "google_genai" else 0
        try:
            from langchain.chat_models import init_chat_model

            # The four that LangChain names the same for every provider.
            return init_chat_model(
                self.name,
                temperature=0,
                max_tokens=settings.num_predict,
                timeout=ceil(settings.answer_deadline),  # some take whole seconds only
                max_retries=retries,
            )
        except Exception as error:  # each provider's package has errors of its own
            raise make_setup_error(error, self.name, package) from error
