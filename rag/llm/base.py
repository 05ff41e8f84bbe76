"""What a language model is to the rest: messages in, a growing text out."""

from collections.abc import Iterator, Sequence
from typing import Protocol

Messages = Sequence[tuple[str, str]]  # ("system" | "human" | "ai", text)


class ChatModel(Protocol):
    """What writes answers. `stream` gives the text in pieces; closing it frees the server."""

    name: str

    def describe_wait(self) -> str:
        """What its first word will wait for, for the reader: "Loading qwen3:4b-instruct …"."""
        ...

    def stream(self, messages: Messages) -> Iterator[str]: ...

    def with_limits(self, tokens: int, seconds: float) -> "ChatModel":
        """The same model for a short text: at most so many tokens, within so many seconds."""
        ...
