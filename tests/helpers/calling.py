"""Two ways to call the page's endpoints, each through its real client."""

import json
from collections.abc import Callable
from typing import Any

import anyio
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult

Call = Callable[..., dict[str, Any]]


class Refused(Exception):
    """What a caller is told instead of a result."""


def through_gradio(address: str) -> Call:
    client = Client(address, verbose=False, analytics_enabled=False)

    def call(name: str, **arguments: Any) -> dict[str, Any]:
        try:
            result: dict[str, Any] = client.predict(api_name=f"/{name}", **arguments)
        except (AppError, TypeError, ValueError) as error:
            raise Refused(str(error)) from error
        return result

    return call


def through_mcp(address: str) -> Call:
    def call(name: str, **arguments: Any) -> dict[str, Any]:
        async def talk(session: ClientSession) -> CallToolResult:
            return await session.call_tool(name, arguments)

        result = in_session(address, talk)
        (written,) = result.content
        assert written.type == "text"
        if result.isError:
            raise Refused(written.text)
        assert json.loads(written.text) == result.structuredContent
        assert result.structuredContent
        return result.structuredContent

    return call


def in_session(address: str, talk: Callable[[ClientSession], Any]) -> Any:
    async def opened() -> Any:
        async with (
            streamable_http_client(f"{address}mcp") as (incoming, outgoing, _),
            ClientSession(incoming, outgoing) as session,
        ):
            await session.initialize()
            return await talk(session)

    return anyio.run(opened)


WAYS = {"gradio": through_gradio, "mcp": through_mcp}
