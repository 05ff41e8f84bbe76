"""Loads a model from Ollama's library onto the server, with its progress.

The server does the loading and reports it line by line, failures too under HTTP 200. It keeps what
it has when the line is cut, and goes on from there the next time.
"""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from rag.errors import UsageError
from rag.llm import errors, ollama_server
from rag.llm.deadline import limit_time
from rag.llm.langchain_chat import is_provider_name
from rag.settings import Settings

STALL_SECONDS = 60.0  # without a line, of which there are many a second while it loads
CHECK_SECONDS = 1800.0  # for the digests: of a large model on a slow disk they take many minutes


@dataclass(frozen=True, slots=True)
class PullProgress:
    """How far it is, in bytes over all parts of the model known so far; 0 of 0 before that."""

    status: str  # what the server does now, in its own words
    completed: int
    total: int

    @property
    def part(self) -> float | None:
        """From 0 to 1; None while nothing is known."""
        return self.completed / self.total if self.total else None


def pull_model(
    settings: Settings, name: str | None = None, *, stall: float = STALL_SECONDS
) -> Generator[PullProgress, None, None]:
    """Loads `name`, or the model of the settings, giving its progress; it is there at the end.

    Closing it stops the loading. A server that says nothing for `stall` seconds ends it; there is
    no limit to the whole. Raises UsageError for what is no model of a server's library,
    ModelUnreachable, and PullFailed.
    """
    name = name or settings.model
    if name == "none":
        raise UsageError("No model is chosen: name one, as in `python -m rag pull NAME`.")
    if is_provider_name(name):
        raise UsageError(f"{name} is no model that an Ollama server could load.")
    name = ollama_server.strip_prefix(name)
    if ollama_server.is_cloud_name(name):
        ollama_server.refuse_cloud(name, "in Ollama's cloud", settings)
    return _stream_progress(ollama_server.parse_server(settings.ollama_url), name, stall)


def _stream_progress(
    server: ollama_server.OllamaServer, name: str, stall: float
) -> Generator[PullProgress, None, None]:
    broken = errors.make_pull_broken_error(name)
    layers: dict[str, tuple[int, int]] = {}  # by digest: bytes that are there, of how many
    status = ""
    refusal = partial(errors.make_pull_refusal_error, name=name, url=server.url)
    with (
        limit_time(stall, errors.make_pull_stalled_error(name, stall)) as deadline,
        ollama_server.translate_errors(server, refusal, broken),
    ):
        with closing(server.stream_pull(name, deadline, within=stall)) as lines:
            for line in lines:
                status = line.status or status
                deadline.grant(CHECK_SECONDS if status.startswith("verifying") else stall)
                if line.digest and line.total:
                    layers[line.digest] = (line.completed or 0, line.total)
                completed, total = (sum(layer[n] for layer in layers.values()) for n in (0, 1))
                yield PullProgress(status, completed, total)
        deadline.check()
    if status != "success":
        raise broken
