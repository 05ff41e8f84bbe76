"""The page's content security policy: the browser itself refuses every address but this server.

The second wall behind escaping: were a tag ever to slip through, it could load and send nothing,
and what stands in its `on…` attributes would not run. Gradio needs inline scripts and
`new Function`, so scripts cannot be forbidden altogether.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; script-src-attr 'none'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; frame-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
UNUSED = "camera", "display-capture", "geolocation", "microphone", "payment", "usb"
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", ", ".join(f"{name}=()" for name in UNUSED).encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Callable[[], Awaitable[Message]], Send], Awaitable[None]]


def add_security_headers(app: App) -> App:
    """`app` (ASGI) with the policy in the headers of every response, its cookies for itself."""

    async def with_policy(scope: Message, receive: Any, send: Send) -> None:
        async def add_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [_harden_cookie(*header) for header in message.get("headers", ())]
                message["headers"] = [*own, *HEADERS]
            await send(message)

        await app(scope, receive, add_headers)

    return with_policy


def _harden_cookie(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A header; a cookie as one that no other website can make a browser send.

    Gradio sends the login's both as `SameSite=none` and without a word on it.
    """
    if name.lower() != b"set-cookie":
        return name, value
    parts = [part for part in value.split(b"; ") if not part.lower().startswith(b"samesite")]
    return name, b"; ".join([*parts, b"SameSite=lax"])
