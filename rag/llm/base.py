"""What a language model is to the rest: messages in, a growing text out."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

Messages = Sequence[tuple[str, str]]  # ("system" | "human" | "ai", text)


@dataclass(slots=True)
class Usage:
    """The tokens of one answer as its server counts them; 0 where it does not say."""

    read: int = 0
    written: int = 0  # of an answer that was stopped, its pieces

    def to_dict(self) -> dict[str, int]:
        """What is known of it."""
        counts = {"read": self.read, "written": self.written}
        return {name: count for name, count in counts.items() if count}


class ChatModel(Protocol):
    """What writes answers. `stream` gives the text in pieces; closing it frees the server."""

    name: str

    def describe_wait(self) -> str:
        """What its first word will wait for, for the reader: "Loading qwen3:4b-instruct …"."""
        ...

    def stream(self, messages: Messages, usage: Usage | None = None) -> Generator[str, None, None]:
        """The text piece by piece; what it costs is written into `usage`."""
        ...

    def with_limits(self, tokens: int, seconds: float) -> "ChatModel":
        """The same model for a short text: at most so many tokens, within so many seconds."""
        ...
