"""A small HTTP server that speaks Ollama's protocol on a loopback port.

Tests script its answers and its faults and reach it through the real client packages:

    with OllamaDouble() as double:
        double.reply(["The ferry ", "sank. [S1]"])
        double.fail("cut mid-stream")

Replies are taken in the order in which they were queued. With none queued it cites the first
sentence of the first two articles of the prompt, so that the whole of Clippings can be looked at
without a model: `python tests/ollama_double.py --port 11435`.
"""

import argparse
import json
import re
import select
import socket
from base64 import b64decode
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Literal, Self

JSON, NDJSON = "application/json; charset=utf-8", "application/x-ndjson"
CREATED = "2026-11-22T09:26:26.406730042Z"


@dataclass(frozen=True)
class Script:
    """What is sent for one chat request: a status, then chunks, then how the connection goes on."""

    chunks: tuple[bytes, ...] = ()
    status: int = 200
    content_type: str = NDJSON
    end: Literal["clean", "cut", "stall"] = "clean"
    headers: bool = True  # False: not even a status line is sent


def line(text: str | None, **final: Any) -> bytes:
    """One line of a stream; with `final` values it is the last one."""
    message = {"role": "assistant", "content": text}
    value = {"model": "m", "created_at": CREATED, "message": message, "done": bool(final), **final}
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def done(**values: Any) -> bytes:
    """The last line, with durations in nanoseconds; a value of None is left out."""
    counts = {"prompt_eval_count": 900, "prompt_eval_duration": 3_309_000, "eval_count": 8}
    times = {"total_duration": 24_130_036, "load_duration": 1_341_035, "eval_duration": 17_208_000}
    final = {"done_reason": "stop", **times, **counts, **values}
    return line("", **{key: value for key, value in final.items() if value is not None})


def refusal(status: int, error: str) -> Script:
    body = json.dumps({"error": error}).encode()
    return Script((body,), status, JSON)


TOO_LONG = (
    '{"error":{"code":400,"message":"request (2723 tokens) exceeds the available context size '
    '(512 tokens), try increasing it","type":"exceed_context_size_error","n_ctx":512}}'
)
KILLED = json.dumps({"error": "an error was encountered while running the model: unexpected EOF"})

FAULTS: dict[str, Script] = {
    "400 thinking": refusal(400, '"m" does not support thinking'),
    "400 context": refusal(400, TOO_LONG),
    "403 empty": Script((), 403, ""),
    "403 cloud": refusal(403, "ollama cloud is disabled: remote model is unavailable"),
    "404 model": refusal(404, "model 'm' not found"),
    "404 page": Script((b"404 page not found",), 404, "text/plain"),
    "500 memory": refusal(500, "model requires more system memory (9.1 GiB) than is available"),
    "500 runner": refusal(500, "llama-server process has terminated: signal: killed"),
    "500 null": Script((b"null",), 500, JSON),
    "502 html": Script((b"<html>bad gateway</html>",), 502, "text/html"),
    "503 busy": refusal(503, "server busy, please try again.  maximum pending requests exceeded"),
    "no bytes": Script(headers=False, end="cut"),
    "empty stream": Script(),
    "load only": Script((done(done_reason="load"),)),
    "error line first": Script((KILLED.encode() + b"\n",)),
    "error line mid-stream": Script((line("The ferry "), KILLED.encode() + b"\n")),
    "no done line": Script((line("The ferry "), line("sank."))),
    "null line": Script((line("The ferry "), b"null\n")),
    "content null": Script((line(None), done())),
    "blank line": Script((line("The ferry "), b"\n", line("sank."), done())),
    "cut mid-stream": Script((line("The ferry "), line("sank.")), end="cut"),
    "cut inside a line": Script((line("The ferry "), line("sank.")[:20]), end="cut"),
    "cut line, clean end": Script((line("The ferry "), line("sank.")[:20])),
    "stall before headers": Script(headers=False, end="stall"),
    "stall after headers": Script((b" ",), end="stall"),
    "stall mid-stream": Script((line("The ferry "),), end="stall"),
}


class OllamaDouble:
    """The server.

    `requests` holds the body of every POST in order, `logins` the user and password each came
    with; `hung_up` is set when a client closed the connection before its answer was complete.
    """

    def __init__(self, *models: str, port: int = 0, pause: float = 0.0) -> None:
        self.models = models or ("qwen3:4b-instruct",)
        self.pause = pause  # seconds between the pieces of an answer
        self.requests: list[dict[str, Any]] = []
        self.logins: list[tuple[str, str] | None] = []
        self.hung_up = Event()
        self.closing = Event()
        self._queue: deque[Script] = deque()
        handler = type("Handler", (_Handler,), {"double": self})
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
        self._queue.append(_spoken([text] if isinstance(text, str) else text, **final))

    def send(self, *chunks: bytes) -> None:
        """Queues an answer byte by byte, each of `chunks` in an HTTP chunk of its own."""
        self._queue.append(Script(chunks))

    def fail(self, kind: str) -> None:
        """Queues one of FAULTS."""
        self._queue.append(FAULTS[kind])

    def script_for(self, body: dict[str, Any]) -> Script:
        """What the request gets; a request that the server would refuse leaves the queue alone."""
        name = str(body.get("model", ""))
        if not name:
            return refusal(400, "model is required")
        if not self.has(name):
            return refusal(404, f"model '{name}' not found")
        if body.get("think"):
            return refusal(400, f'"{name}" does not support thinking')
        return self._queue.popleft() if self._queue else _cited(body)

    def has(self, name: str) -> bool:
        return name in self.models or f"{name}:latest" in self.models


def _spoken(pieces: Iterable[str], **final: Any) -> Script:
    return Script((*map(line, pieces), done(**final)))


def _cited(body: dict[str, Any]) -> Script:
    """An answer made of the first sentence of the first two articles of the prompt."""
    prompt = "\n\n".join(message["content"] for message in body.get("messages", ()))
    last = body["messages"][-1]["content"] if body.get("messages") else ""
    found = re.findall(r"^## .*\n\[(\w+)\] (.+)$", last, flags=re.MULTILINE)
    said = [f"{sentence} [{label}]" for label, sentence in found[:2]]
    words = re.findall(r"\S+\s*", " ".join(said) or "The archive does not say.")
    counts = {"prompt_eval_count": 1 + len(prompt) // 4, "eval_count": len(words)}
    return _spoken(words, **counts)


class _Handler(BaseHTTPRequestHandler):
    double: OllamaDouble
    protocol_version = "HTTP/1.1"

    def handle_one_request(self) -> None:
        """Waits for a request, on a connection that is kept, for as long as the double is open."""
        if self._readable():
            super().handle_one_request()
        else:
            self.close_connection = True

    def do_GET(self) -> None:
        models = [_listed(name) for name in self.double.models]
        pages: dict[str, Any] = {
            "/api/version": {"version": "0.33.0"},
            "/api/tags": {"models": models},
            "/api/ps": {"models": models[:1]},
        }
        if self.path == "/":
            self._send(Script((b"Ollama is running",), content_type="text/plain; charset=utf-8"))
        elif self.path in pages:
            self._send(Script((json.dumps(pages[self.path]).encode(),), content_type=JSON))
        else:
            self._send(FAULTS["404 page"])

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.double.requests.append(body)
        self.double.logins.append(_login(self.headers.get("Authorization", "")))
        if self.path == "/api/show":
            self._send(self._shown(str(body.get("model", ""))))
        elif self.path == "/api/chat":
            self._send(self.double.script_for(body))
        else:
            self._send(FAULTS["404 page"])

    def _shown(self, name: str) -> Script:
        if not self.double.has(name):
            return refusal(404, f"model '{_tagged(name)}' not found")
        shown = {**_listed(name), "template": "{{ .Prompt }}", "capabilities": ["completion"]}
        return Script((json.dumps(shown).encode(),), content_type=JSON)

    def _send(self, script: Script) -> None:
        try:
            self._write(script)
            if script.end == "stall":
                self._wait_for_the_client_to_go()
        except (BrokenPipeError, ConnectionResetError):
            self.double.hung_up.set()
            self.close_connection = True
        if script.end != "clean":
            self.close_connection = True

    def _write(self, script: Script) -> None:
        chunked = script.content_type == NDJSON
        if not script.headers:
            return
        self.send_response(script.status)
        if script.content_type:
            self.send_header("Content-Type", script.content_type)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(sum(map(len, script.chunks))))
        self.end_headers()
        for chunk in script.chunks:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk) if chunked else chunk)
            if chunked and self.double.closing.wait(self.double.pause):
                return
        if chunked and script.end == "clean":
            self.wfile.write(b"0\r\n\r\n")

    def _wait_for_the_client_to_go(self) -> None:
        if self._readable() and not self.connection.recv(1, socket.MSG_PEEK):
            self.double.hung_up.set()

    def _readable(self) -> bool:
        """Whether the client sent something or went away, before the double was closed."""
        while not self.double.closing.is_set():
            if select.select([self.connection], [], [], 0.02)[0]:
                return True
        return False

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is inherited
        """Silent: tests read what the double recorded."""


def _listed(name: str) -> dict[str, Any]:
    details = {"format": "gguf", "family": "llama", "parameter_size": "4.2M"}
    times = {"modified_at": CREATED, "expires_at": CREATED}
    size = {"size": 9_066_326, "size_vram": 0, "context_length": 8192, "digest": "e92eb8220cfd"}
    return {"name": _tagged(name), "model": _tagged(name), **times, **size, "details": details}


def _login(header: str) -> tuple[str, str] | None:
    kind, _, value = header.partition(" ")
    user, _, password = b64decode(value if kind == "Basic" else "").decode().partition(":")
    return (user, password) if user else None


def _tagged(name: str) -> str:
    return name if ":" in name else f"{name}:latest"


def main() -> None:
    """Serves until interrupted."""
    parser = argparse.ArgumentParser(description="An Ollama server without a model, to look at.")
    parser.add_argument("--port", type=int, default=11435)
    parser.add_argument("--model", action="append", help="a model it claims to have")
    parser.add_argument("--pause", type=float, default=0.05, help="seconds between two words")
    options = parser.parse_args()
    models = options.model or ["qwen3:4b-instruct"]
    with (
        OllamaDouble(*models, port=options.port, pause=options.pause) as double,
        suppress(KeyboardInterrupt),
    ):
        print(f"{double.url} answers as {', '.join(models)}; stop it with Ctrl-C", flush=True)
        Event().wait()


if __name__ == "__main__":
    main()
