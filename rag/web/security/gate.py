"""What is let through to Gradio: the routes that the page needs, asked for by the page itself.

Gradio serves many more (files, uploads, a proxy, an MCP server of its own), leaves some open in
spite of a login, and answers to any name. What is not named here does not exist.
"""

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.web.security.access import names_this_machine
from rag.web.security.content_policy import App, Message, Send

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

SEGMENT = r"(?!\.)[\w.@-]+"  # neither ".." nor anything hidden
BEFORE_LOGIN = re.compile(
    rf"/|/login/?|/theme\.css|/favicon\.ico|/manifest\.json|/(?:assets|static)(?:/{SEGMENT})+"
    r"|/gradio_api/startup-events|/health|/mcp/?",  # the last two look at who asks themselves
    re.ASCII,
)
AFTER_LOGIN = re.compile(
    r"/logout|/config/?|/gradio_api/(?:info/?|cancel|reset/?|heartbeat/\w+|queue/(?:join|data)"
    r"|(?:run|api)/\w+/?|call/(?:v2/)?\w+(?:/\w+)?/?)",
    re.ASCII,
)
MOST_SENT = 8_000_000  # bytes of one request; a long conversation is a tenth of that
ELSEWHERE = {"cross-site", "same-site"}  # another port of this machine is the same site


def gate_requests(app: App, *, login: bool = False, public: str = "") -> App:
    """`app` (ASGI, Gradio's own) for those requests only that the page has a use for.

    `login`: whether Gradio asks for one. `public`: the address which a proxy has for the page.
    """
    from starlette.requests import HTTPConnection
    from starlette.responses import PlainTextResponse

    async def gate(scope: Message, receive: Any, send: Send) -> None:
        if scope["type"] == "websocket":  # nothing here speaks it
            await send({"type": "websocket.close"})
            return
        refusal = None
        if scope["type"] == "http":
            refusal = _find_refusal(HTTPConnection(scope), login=login, public=public)
        await (PlainTextResponse(refusal[1], refusal[0]) if refusal else app)(scope, receive, send)

    return gate


def _find_refusal(asked: "HTTPConnection", *, login: bool, public: str) -> tuple[int, str] | None:
    """The HTTP status and the words with which a request is refused; None for a good one."""
    path, headers = _read_path(asked.scope), asked.headers
    # Any website can have its own name lead to this machine; then browsers take us for a part of
    # it. Where there is a login that is no harm: they send its cookie to no other name.
    host = _read_host(asked)
    if not (login or names_this_machine(host) or (host and host == _parse_place(public))):
        return 421, (
            "This page does not go by that name. Start it with --auth USER:PASSWORD, "
            "or give the whole address to --root-path."
        )
    if not (BEFORE_LOGIN.fullmatch(path) or AFTER_LOGIN.fullmatch(path)):
        return 404, "There is nothing here."
    if _is_from_elsewhere(asked, path, public):
        return 403, "Only the page itself may ask for this."
    if "transfer-encoding" in headers or int(headers.get("content-length") or 0) > MOST_SENT:
        return 413, "That is too much at once."
    if login and AFTER_LOGIN.fullmatch(path) and not _is_logged_in(asked):
        return 401, "Log in first."
    return None


def _is_from_elsewhere(asked: "HTTPConnection", path: str, public: str) -> bool:
    """Whether a browser asks on behalf of another website. Following a link to the page is fine."""
    headers = asked.headers
    if headers.get("sec-fetch-site") in ELSEWHERE:
        manner = (asked.scope["method"], headers.get("sec-fetch-mode"), path)
        followed = manner == ("GET", "navigate", "/")
        return not (followed and headers.get("sec-fetch-dest") == "document")
    if "origin" not in headers or path.startswith("/mcp"):
        return False
    origin = _parse_place(headers["origin"])
    return not origin or origin not in {_read_host(asked), _parse_place(public)}


def _read_path(scope: Message) -> str:
    """Of the route, as Gradio will look it up."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    return path.removeprefix(root) if root and path.startswith(f"{root}/") else path


def _read_host(asked: "HTTPConnection") -> str:
    return asked.headers.get("host", "").lower()


def _parse_place(address: str) -> str:
    """Host and port of a web address; "" for what is none."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def _is_logged_in(asked: "HTTPConnection") -> bool:
    app = asked.app  # Gradio's, which keeps the tokens of those who have logged in
    names = (f"access-token-{app.cookie_id}", f"access-token-unsecure-{app.cookie_id}")
    return any(asked.cookies.get(name) in app.tokens for name in names)
