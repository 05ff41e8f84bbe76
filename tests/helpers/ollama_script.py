"""What an Ollama server sends, line by line, and its faults: for the double in ollama_double.py.

The server's own error messages are kept word for word where the code goes by them.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

JSON, NDJSON = "application/json; charset=utf-8", "application/x-ndjson"
CREATED = "2026-11-22T09:26:26.406730042Z"


@dataclass(frozen=True)
class Script:
    """What is sent for one request: a status, then chunks, then how the connection goes on."""

    chunks: Iterable[bytes] = ()
    status: int = 200
    content_type: str = NDJSON
    end: Literal["clean", "cut", "stall"] = "clean"
    headers: bool = True  # False: no status line but that of the chunks, if any


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


def page(value: Any) -> Script:
    """JSON at once."""
    return Script((json.dumps(value).encode(),), content_type=JSON)


def refusal(status: int, error: str) -> Script:
    body = json.dumps({"error": error}).encode()
    return Script((body,), status, JSON)


def failing(error: str, *before: bytes) -> Script:
    """An error that comes as a line, under HTTP 200."""
    return Script((*before, json.dumps({"error": error}).encode() + b"\n"))


TOO_LONG = (
    '{"error":{"code":400,"message":"request (2723 tokens) exceeds the available context size '
    '(512 tokens), try increasing it","type":"exceed_context_size_error","n_ctx":512}}'
)
NO_ROOM = (
    "the prompt is longer than the context length currently available to the model; shorten the "
    "prompt, adjust the context length in settings, or use a model with a longer context length"
)
KILLED = "an error was encountered while running the model: unexpected EOF"
ENGINE = "llama-server chat error: map[code:500 message:failed to decode type:server_error]"
MISSING_ENGINE = "error starting llama-server: llama-server binary not found (checked: lib/ollama)"
SHORT_FILE = 'tensor "token_embd.weight" offset+size (4821056) exceeds file size (4000000)'
SIGN_IN = b'{"error":"unauthorized","signin_url":"https://ollama.com/connect?name=desk"}'

FAULTS: dict[str, Script] = {
    "400 thinking": refusal(400, '"m" does not support thinking'),
    "400 chat": refusal(400, '"m" does not support chat'),
    "400 context": refusal(400, TOO_LONG),
    "400 no room": refusal(400, NO_ROOM),
    "400 name": refusal(400, "invalid model name"),
    "401 cloud": Script((SIGN_IN,), 401, JSON),
    "403 empty": Script((), 403, ""),
    "403 cloud": refusal(403, "ollama cloud is disabled: remote model is unavailable"),
    "404 model": refusal(404, "model 'm' not found"),
    "404 page": Script((b"404 page not found",), 404, "text/plain"),
    "404 html": Script((b"<html>no such model of car</html>",), 404, "text/html"),
    "499 canceled": refusal(499, "request canceled"),
    "500 option": refusal(500, 'option "num_ctx" must be of type integer'),
    "500 memory": refusal(500, "model requires more system memory (9.1 GiB) than is available"),
    "500 runner": refusal(500, "llama-server process has terminated: signal: killed"),
    "500 engine": refusal(500, MISSING_ENGINE),
    "500 no model file": refusal(500, "invalid file magic"),
    "500 short file": refusal(500, SHORT_FILE),
    "500 null": Script((b"null",), 500, JSON),
    "502 cloud": refusal(502, "upstream connect error"),
    "502 html": Script((b"<html>bad gateway</html>",), 502, "text/html"),
    "503 busy": refusal(503, "server busy, please try again.  maximum pending requests exceeded"),
    "no bytes": Script(headers=False, end="cut"),
    "empty stream": Script(),
    "load only": Script((done(done_reason="load"),)),
    "unload only": Script((done(done_reason="unload"),)),
    "error line first": failing(KILLED),
    "error line mid-stream": failing(KILLED, line("The ferry ")),
    "engine error mid-stream": failing(ENGINE, line("The ferry ")),
    "no done line": Script((line("The ferry "), line("sank."))),
    "null line": Script((line("The ferry "), b"null\n")),
    "content null": Script((line(None), done())),
    "blank line": Script((line("The ferry "), b"\n", line("sank."), done())),
    "cut mid-stream": Script((line("The ferry "), line("sank.")), end="cut"),
    "cut inside a line": Script((line("The ferry "), line("sank.")[:20]), end="cut"),
    "cut line, clean end": Script((line("The ferry "), line("sank.")[:20])),
    "stall before headers": Script(headers=False, end="stall"),
    "stall within headers": Script((b"HTTP/1.1 200 OK\r\n",), headers=False, end="stall"),
    "stall after headers": Script((b" ",), end="stall"),
    "stall mid-stream": Script((line("The ferry "),), end="stall"),
}


def status(text: str, **values: Any) -> bytes:
    """One line of the loading of a model."""
    return json.dumps({"status": text, **values}).encode() + b"\n"


def layer(digest: str, total: int, completed: int) -> bytes:
    """One line of the loading of a part of it; like the server it leaves out a 0."""
    whole = {"digest": f"sha256:{digest}", "total": total}
    return status(f"pulling {digest}", **whole, **({"completed": completed} if completed else {}))


MANIFEST = status("pulling manifest")
LOADED = (status("verifying sha256 digest"), status("writing manifest"), status("success"))
SOME = (MANIFEST, layer("37ac951a747c", 9_000_000, 0), layer("37ac951a747c", 9_000_000, 500_000))
NO_HOST = (
    'pull model manifest: Get "https://registry.ollama.ai/v2/library/m/manifests/latest": '
    "dial tcp: lookup registry.ollama.ai on 10.0.0.1:53: no such host"
)

PULL_FAULTS: dict[str, Script] = {
    "no such model": failing("pull model manifest: file does not exist", MANIFEST),
    "no network": failing(NO_HOST, MANIFEST),
    "no trust": failing("tls: first record does not look like a TLS handshake", MANIFEST),
    "library busy": failing("pull model manifest: 503: busy", MANIFEST),
    "too new": failing(
        "pull model manifest: 412: this model requires a newer version of Ollama", MANIFEST
    ),
    "digest": failing(
        "digest mismatch, file must be downloaded again: want sha256:ab, got sha256:29",
        *SOME,
        LOADED[0],
    ),
    "disk full": failing("write blobs/sha256-37ac: no space left on device", *SOME),
    "unknown": failing("max retries exceeded: EOF", *SOME),
    "no success": Script(SOME),
    "empty": Script(),
    "null line": Script((*SOME, b"null\n")),
    "blank line": Script((*SOME, b"\n")),
    "cut": Script(SOME, end="cut"),
    "stall": Script(SOME, end="stall"),
    "stall before headers": FAULTS["stall before headers"],
    "400 name": FAULTS["400 name"],
    "401": FAULTS["401 cloud"],
    "403 empty": FAULTS["403 empty"],
    "404 page": FAULTS["404 page"],
    "502 html": FAULTS["502 html"],
    "500 null": FAULTS["500 null"],
}


def loading(layers: dict[str, int], have: dict[str, int], step: int) -> Iterator[bytes]:
    """A model as it is loaded, `step` bytes at a time; `have` keeps what is there, by digest."""
    yield MANIFEST
    for digest, total in layers.items():
        yield layer(digest, total, have.get(digest, 0))
        while have.get(digest, 0) < total:
            have[digest] = min(have.get(digest, 0) + step, total)
            yield layer(digest, total, have[digest])
    yield from LOADED
