"""A small HTTP server that speaks Ollama's protocol on a loopback port.

Tests script its answers and its faults and reach it through the real client packages:

    with OllamaDouble() as double:
        double.reply(["The ferry ", "sank. [S1]"])
        double.fail("cut mid-stream")

Replies are taken in the order in which they were queued. With none queued it cites the first
sentence of the first two articles of the prompt, so that the whole of Clippings can be looked at
without a model: `python -m tests.helpers.ollama_double --port 11435`. With `--cold 8` it loads its
model before it answers, with `--absent NAME` it lacks one that can be pulled.
"""

import argparse
import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from http.server import ThreadingHTTPServer
from threading import Event, Semaphore, Thread
from types import TracebackType
from typing import Any, Self

from tests.helpers.ollama_http import Handler, tagged
from tests.helpers.ollama_script import FAULTS, PULL_FAULTS, Script, done, line, loading, refusal


class OllamaDouble:
    """The server.

    `requests` holds the body of every POST in order, `logins` the user and password each came
    with, `keys` what every GET had for authorization; `hung_up` is set when a client closed the
    connection before its answer was complete.
    """

    def __init__(self, *models: str, port: int = 0, pause: float = 0.0, slots: int = 8) -> None:
        self.models = [*models] or ["qwen3:4b-instruct"]
        self.pause = pause  # seconds between the pieces of an answer
        self.cold = 0.0  # seconds for loading a model that is not loaded as it is asked for
        self.loaded = {tagged(self.models[0]): 8192}  # the models in memory, with their context
        self.trained: dict[str, int] = {}  # the most that a model can hold, where it is said
        self.elsewhere: dict[str, str] = {}  # where a model runs that does not run here
        self.version = "0.33.0"
        self.pages: dict[str, Script] = {}  # sent for a GET of that path in place of its own
        self.parts = {"37ac951a747c": 9_000_000, "a4369886006f": 429}  # of every model to pull
        self.kept: dict[str, int] = {}  # bytes of these parts that are here
        self.step = 1_000_000  # bytes of a part that come at a time
        self.requests: list[dict[str, Any]] = []
        self.logins: list[tuple[str, str] | None] = []
        self.keys: list[str] = []
        self.hung_up = Event()
        self.closing = Event()
        self._slots = Semaphore(slots)  # answers at a time; who comes later waits without a byte
        self._queue: deque[Script] = deque()
        self._pulls: deque[Script] = deque()
        handler = type("Handler", (Handler,), {"double": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = False  # closing waits for them
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def reply(self, text: str | Iterable[str], **final: Any) -> None:
        """Queues an answer; `final` changes values of its last line, None leaves one out."""
        self.say(_spoken([text] if isinstance(text, str) else text, **final))

    def send(self, *chunks: bytes) -> None:
        """Queues an answer byte by byte, each of `chunks` in an HTTP chunk of its own."""
        self.say(Script(chunks))

    def say(self, script: Script) -> None:
        """Queues what is sent for a question."""
        self._queue.append(script)

    def fail(self, kind: str) -> None:
        """Queues one of FAULTS."""
        self.say(FAULTS[kind])

    def fail_pull(self, kind: str) -> None:
        """Queues one of PULL_FAULTS for the loading of a model."""
        self._pulls.append(PULL_FAULTS[kind])

    def send_pull(self, *lines: bytes) -> None:
        """Queues the lines that report the loading of a model."""
        self._pulls.append(Script(lines))

    def refused(self, body: dict[str, Any]) -> Script | None:
        """Why the server would not answer this, whatever is queued."""
        name = str(body.get("model", ""))
        if not name:
            return refusal(400, "model is required")
        if not self.has(name):
            return refusal(404, f"model '{name}' not found")
        if body.get("think"):
            return refusal(400, f'"{name}" does not support thinking')
        return None

    @contextmanager
    def turn(self, waits: Iterator[None]) -> Iterator[bool]:
        """A turn to answer; false if `waits` came to its end before there was one."""
        taken = self._slots.acquire(blocking=False)
        for _ in () if taken else waits:
            if taken := self._slots.acquire(blocking=False):
                break
        try:
            yield taken
        finally:
            if taken:
                self._slots.release()

    def load(self, body: dict[str, Any]) -> float:
        """Has the model in memory as it is asked for; gives the seconds which that takes."""
        name = tagged(body["model"])
        asked = int(body.get("options", {}).get("num_ctx", 4096))
        context = min(asked, self.trained.get(name, asked))
        cold = self.loaded.get(name) != context
        self.loaded[name] = context
        return self.cold if cold else 0.0

    def answer(self, body: dict[str, Any]) -> Script:
        if body.get("keep_alive") == 0:
            self.loaded.pop(tagged(body["model"]), None)
        return self._queue.popleft() if self._queue else _cited(body)

    def pulled(self, body: dict[str, Any]) -> Script:
        """The next of the queue, else a loading that goes on where the one before stopped."""
        return self._pulls.popleft() if self._pulls else Script(self._load(str(body["model"])))

    def _load(self, name: str) -> Iterator[bytes]:
        yield from loading(self.parts, self.kept, self.step)
        self.models.append(name)

    def has(self, name: str) -> bool:
        return tagged(name) in map(tagged, self.models)


def _spoken(pieces: Iterable[str], **final: Any) -> Script:
    return Script((*map(line, pieces), done(**final)))


def _cited(body: dict[str, Any]) -> Script:
    """An answer made of the first sentence of the first two articles of the prompt."""
    prompt = "\n\n".join(message["content"] for message in body.get("messages", ()))
    last = body["messages"][-1]["content"] if body.get("messages") else ""
    found = re.findall(r"^## .*\n\[(\w+)\] (.+)$", last, flags=re.MULTILINE)
    said = [f"{sentence} [{label}]" for label, sentence in found[:2]]
    words = re.findall(r"\S+\s*", " ".join(said) or "The archive does not say.")
    most = int(body.get("options", {}).get("num_predict", len(words)))
    counts = {"prompt_eval_count": 1 + len(prompt) // 4, "eval_count": min(most, len(words))}
    return _spoken(words[:most], done_reason="length" if most < len(words) else "stop", **counts)


def main() -> None:
    """Serves until interrupted."""
    parser = argparse.ArgumentParser(description="An Ollama server without a model, to look at.")
    parser.add_argument("--port", type=int, default=11435)
    parser.add_argument("--model", action="append", help="a model it claims to have")
    parser.add_argument("--absent", metavar="NAME", help="a model it lacks, and that can be pulled")
    parser.add_argument("--pause", type=float, default=0.05, help="seconds between two words")
    parser.add_argument("--cold", type=float, default=0.0, help="seconds for loading the model")
    parser.add_argument("--version", default="0.33.0", help="the version it says it has")
    options = parser.parse_args()
    models = options.model or ["qwen3:4b-instruct"]
    with (
        OllamaDouble(*models, port=options.port, pause=options.pause, slots=1) as double,
        suppress(KeyboardInterrupt),
    ):
        double.models = [name for name in models if name != options.absent]
        double.cold, double.version, double.loaded = options.cold, options.version, {}
        double.parts, double.step = {"3a1b6f0c2d9e": 2_500_000_000, "a4369886006f": 429}, 20_000_000
        print(f"{double.url} has {', '.join(double.models)}; stop it with Ctrl-C", flush=True)
        Event().wait()


if __name__ == "__main__":
    main()
