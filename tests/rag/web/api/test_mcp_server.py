"""The MCP server beside its tools: how it describes them, is full, breaks, and begins anew."""

import json
import logging
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rag.retrieval.search import Archive
from rag.web.api.endpoints import Endpoints
from rag.web.api.mcp_server import BROKEN, Tools
from tests.helpers.asking import STRIKE, pipeline
from tests.helpers.places import TODAY

HEADERS = {"accept": "application/json, text/event-stream"}


def tools_of(archive: Archive, *, broken: bool = False) -> Tools:
    def day() -> Any:
        return 1 // 0 if broken else TODAY

    return Tools(Endpoints(archive, pipeline(archive), day), None)


def ask_for(tools: Tools, method: str, **parameters: Any) -> dict[str, Any]:
    """The result of one request, all of the server's life being about it."""
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
    with TestClient(Starlette(routes=tools.routes, lifespan=tools.lifespan)) as client:
        answer = client.post("/mcp", json=message, headers=HEADERS)
    data = [line.removeprefix("data: ") for line in answer.text.splitlines() if "data: " in line]
    result: dict[str, Any] = json.loads(data[-1])["result"]
    return result


def test_tools_are_described_argument_by_argument(press: Archive) -> None:
    tools = {tool["name"]: tool for tool in ask_for(tools_of(press), "tools/list")["tools"]}
    assert list(tools) == [
        "ask", "search_passages", "read_article", "archive_status", "list_outlets"
    ]  # fmt: skip
    for tool in tools.values():
        assert tool["annotations"]["readOnlyHint"]
        assert len(tool["description"]) > 60
        assert "Args" not in tool["description"]
        for argument in tool["inputSchema"]["properties"].values():
            assert argument["description"].endswith(".")
    asking = tools["ask"]["inputSchema"]
    assert asking["required"] == ["question"]
    assert list(asking["properties"]) == [
        "question", "today", "from_date", "to_date", "outlets", "as_of", "sources", "model"
    ]  # fmt: skip


def test_it_can_be_served_again_after_it_was_closed(press: Archive) -> None:
    tools = tools_of(press)
    for _ in range(2):
        result = ask_for(tools, "tools/call", name="list_outlets", arguments={})
        assert result["structuredContent"]["outlets"]


def test_what_nobody_foresaw_is_told_plainly_and_logged_in_full(
    press: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    tools = tools_of(press, broken=True)
    for name in ("ask", "search_passages"):
        with caplog.at_level(logging.ERROR):
            result = ask_for(tools, "tools/call", name=name, arguments={"question": STRIKE})
        assert result["isError"]
        assert [part["text"] for part in result["content"]] == [BROKEN]
        assert "ZeroDivisionError" in caplog.text
        caplog.clear()
