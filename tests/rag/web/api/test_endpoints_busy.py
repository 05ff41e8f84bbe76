"""Slow answers, for callers of the page's endpoints: nobody else waits, and none is left over."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

import anyio
import httpx
import pytest
from gradio_client import Client
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from rag.settings import Settings
from rag.web.api.endpoints import QUESTIONS_AT_ONCE
from rag.web.api.mcp_server import BUSY, MOST_WAITING
from tests.helpers.asking import STRIKE
from tests.helpers.calling import WAYS
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.ollama_script import Script, line
from tests.helpers.page_program import serving

MODEL = Settings().model
STALL = Script((line("The ferry "),), end="stall")


@pytest.mark.parametrize("way", WAYS)
def test_slow_answers_keep_nobody_from_reading_and_end_with_their_caller(
    sample_archive: Path, double: OllamaDouble, way: str
) -> None:
    for _ in range(QUESTIONS_AT_ONCE):
        double.say(STALL)
    with (
        serving(sample_archive, "--mcp", model=MODEL, ollama_url=double.url) as address,
        stalled(way, address, double),
    ):
        call = WAYS[way](address)
        (first, *_) = call("search_passages", question=STRIKE)["passages"]
        assert call("read_article", article_id=first["article_id"])["text"]
        assert call("archive_status")["model"]["reachable"]
        assert httpx.get(f"{address}health").json()["status"] == "ok"
        assert not double.hung_up.is_set()
    assert double.hung_up.wait(10)


def test_when_too_many_wait_the_next_is_told_so(sample_archive: Path, double: OllamaDouble) -> None:
    for _ in range(QUESTIONS_AT_ONCE):
        double.say(STALL)
    refused: list[str] = []

    async def asking(address: str) -> None:
        async with (
            streamable_http_client(f"{address}mcp") as (incoming, outgoing, _),
            ClientSession(incoming, outgoing) as session,
        ):
            await session.initialize()
            result = await session.call_tool("ask", {"question": STRIKE})
            refused.extend(part.text for part in result.content if part.type == "text")

    with (
        serving(sample_archive, "--mcp", model=MODEL, ollama_url=double.url) as address,
        anyio.from_thread.start_blocking_portal() as portal,
    ):
        questions = [portal.start_task_soon(asking, address) for _ in range(MOST_WAITING + 1)]
        until(lambda: bool(refused))
        assert len(double.requests) <= QUESTIONS_AT_ONCE
        for question in questions:
            question.cancel()
    assert refused == [BUSY]


@contextmanager
def stalled(way: str, address: str, double: OllamaDouble) -> Iterator[None]:
    """As many questions as may be answered at once, none of which comes to an end; then let go."""
    if way == "gradio":
        client = Client(address, verbose=False, analytics_enabled=False)
        jobs = [client.submit(STRIKE, api_name="/ask") for _ in range(QUESTIONS_AT_ONCE)]
        until(lambda: len(double.requests) == QUESTIONS_AT_ONCE)
        yield
        for job in jobs:
            job.cancel()
        assert double.hung_up.wait(10)
        return
    signs: list[str | None] = []

    async def note(_progress: float, _total: float | None, message: str | None) -> None:
        signs.append(message)

    with anyio.from_thread.start_blocking_portal() as portal:

        async def asking() -> None:
            async with (
                streamable_http_client(f"{address}mcp") as (incoming, outgoing, _),
                ClientSession(incoming, outgoing) as session,
            ):
                await session.initialize()
                await session.call_tool("ask", {"question": STRIKE}, progress_callback=note)

        questions = [portal.start_task_soon(asking) for _ in range(QUESTIONS_AT_ONCE)]
        until(lambda: len(double.requests) == QUESTIONS_AT_ONCE and bool(signs))
        yield
        for question in questions:
            question.cancel()


def until(true: Callable[[], bool]) -> None:
    for _ in range(600):
        if true():
            return
        sleep(0.05)
    pytest.fail("it did not happen")
