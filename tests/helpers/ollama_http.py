"""How the double of an Ollama server speaks HTTP: what it is asked, and how a script is sent."""

import json
import select
import socket
from base64 import b64decode
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from time import monotonic
from typing import TYPE_CHECKING, Any

from tests.helpers.ollama_script import CREATED, FAULTS, NDJSON, Script, page, refusal

if TYPE_CHECKING:
    from tests.helpers.ollama_double import OllamaDouble


def tagged(name: str) -> str:
    return name if ":" in name else f"{name}:latest"


class Handler(BaseHTTPRequestHandler):
    """One request after another of one client, answered as `double` says."""

    double: "OllamaDouble"
    protocol_version = "HTTP/1.1"

    def handle_one_request(self) -> None:
        """Waits for a request, on a connection that is kept, for as long as the double is open."""
        self.close_connection = True
        with suppress(ConnectionResetError):
            if self._readable():
                super().handle_one_request()

    def do_GET(self) -> None:
        double = self.double
        double.keys.append(self.headers.get("Authorization", ""))
        if self.path in double.pages:
            self._send(double.pages[self.path])
        elif self.path == "/":
            self._send(Script((b"Ollama is running",), content_type="text/plain; charset=utf-8"))
        elif self.path == "/api/version":
            self._send(page({"version": double.version}))
        elif self.path == "/api/tags":
            self._send(page({"models": [self._listed(name) for name in double.models]}))
        elif self.path == "/api/ps":
            held = [_in_memory(*each) for each in double.loaded.items()]
            self._send(page({"models": held}))
        else:
            self._send(FAULTS["404 page"])

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.double.requests.append(body)
        self.double.logins.append(_login(self.headers.get("Authorization", "")))
        if self.path == "/api/show":
            self._send(self._shown(str(body.get("model", ""))))
        elif self.path == "/api/chat":
            self._chat(body)
        elif self.path == "/api/pull":
            self._send(self.double.pulled(body))
        else:
            self._send(FAULTS["404 page"])

    def _chat(self, body: dict[str, Any]) -> None:
        """Nothing is sent, not even a status line, before it is this question's turn."""
        if refused := self.double.refused(body):
            self._send(refused)
            return
        with self.double.turn(self._while_the_client_waits()) as taken:
            if taken and self._waited_for(self.double.load(body)):
                self._send(self.double.answer(body))
            else:
                self.close_connection = True

    def _shown(self, name: str) -> Script:
        if not self.double.has(name):
            return refusal(404, f"model '{tagged(name)}' not found")
        return page(
            {**self._listed(name), "template": "{{ .Prompt }}", "capabilities": ["completion"]}
        )

    def _listed(self, name: str) -> dict[str, Any]:
        name = tagged(name)
        details: dict[str, Any] = {"format": "gguf", "family": "llama", "parameter_size": "4.2M"}
        if name in self.double.trained:
            details["context_length"] = self.double.trained[name]
        there = self.double.elsewhere.get(name)
        remote = {"remote_model": name, "remote_host": there} if there else {}
        whole = {"modified_at": CREATED, "size": 9_066_326, "digest": "e92eb8220cfd"}
        return {"name": name, "model": name, **remote, **whole, "details": details}

    def _send(self, script: Script) -> None:
        try:
            self._write(script)
            if script.end == "stall":
                deque(self._while_the_client_waits(), maxlen=0)
        except (BrokenPipeError, ConnectionResetError):
            self.double.hung_up.set()
            self.close_connection = True
        if script.end != "clean":
            self.close_connection = True

    def _write(self, script: Script) -> None:
        chunked = script.headers and script.content_type == NDJSON
        at_once = script.headers and not chunked
        if script.headers:
            self._write_headers(script, sum(map(len, script.chunks)) if at_once else None)
        for chunk in script.chunks:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk) if chunked else chunk)
            if self.double.closing.wait(0 if at_once else self.double.pause):
                return
        if chunked and script.end == "clean":
            self.wfile.write(b"0\r\n\r\n")

    def _write_headers(self, script: Script, length: int | None) -> None:
        self.send_response(script.status)
        if script.content_type:
            self.send_header("Content-Type", script.content_type)
        if length is None:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def _waited_for(self, seconds: float) -> bool:
        """False if there is nobody any more to wait with."""
        end = monotonic() + seconds
        return seconds <= 0 or any(monotonic() > end for _ in self._while_the_client_waits())

    def _while_the_client_waits(self) -> Iterator[None]:
        """Goes on until the client has hung up or the double is closed."""
        while not self.double.closing.is_set():
            if select.select([self.connection], [], [], 0.02)[0]:
                if not self.connection.recv(1, socket.MSG_PEEK):
                    self.double.hung_up.set()
                return
            yield

    def _readable(self) -> bool:
        """Whether the client sent something or went away, before the double was closed."""
        while not self.double.closing.is_set():
            if select.select([self.connection], [], [], 0.02)[0]:
                return True
        return False

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is inherited
        """Silent: tests read what the double recorded."""


def _in_memory(name: str, context: int) -> dict[str, Any]:
    times = {"expires_at": CREATED, "size": 9_066_326, "size_vram": 0}
    return {"name": name, "model": name, **times, "context_length": context}


def _login(header: str) -> tuple[str, str] | None:
    kind, _, value = header.partition(" ")
    user, _, password = b64decode(value if kind == "Basic" else "").decode().partition(":")
    return (user, password) if user else None
