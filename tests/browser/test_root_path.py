"""The page below a path of another server, as a newsroom's own web server would offer it."""

from pathlib import Path

import httpx
import pytest
from gradio_client import Client
from playwright.sync_api import Browser

from tests.helpers.page_program import serving
from tests.helpers.prefix_proxy import proxied
from tests.helpers.visiting import Visit

PREFIX = "/clippings"
LIST_TOOLS = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ACCEPT = {"accept": "application/json, text/event-stream"}


@pytest.mark.parametrize("way", ["the path", "the whole address"])
def test_the_page_works_below_a_path(browser: Browser, sample_archive: Path, way: str) -> None:
    """A path will do where the proxy passes on the name it was called by, as it should."""
    own_host = way == "the path"
    with (
        proxied(PREFIX, own_host=own_host) as proxy,
        serving(
            sample_archive,
            "--mcp",
            "--root-path",
            PREFIX if own_host else proxy.address.rstrip("/"),
            model="none",
        ) as inner,
        browser.new_context() as context,
    ):
        proxy.point_to(inner)
        visit = Visit(context.new_page(), proxy.address)
        refused: list[str] = []
        faults: list[str] = []
        context.on("request", lambda one: visit.requests.append(one.url))
        context.on("response", lambda one: refused.append(one.url) if one.status >= 400 else None)
        visit.page.on("pageerror", lambda error: faults.append(str(error)))
        visit.page.goto(proxy.address)
        visit.page.locator("#model .model").wait_for()
        visit.ask("What ended the rail strike?")
        visit.page.locator("#current .n").first.click()
        visit.page.locator("#article mark").first.wait_for()
        assert refused == faults == []
        ours = (proxy.address, "data:", "blob:")
        assert [url for url in visit.requests if not url.startswith(ours)] == []
        client = Client(proxy.address, verbose=False, analytics_enabled=False)
        assert client.predict(api_name="/list_outlets")["outlets"]
        assert httpx.get(f"{proxy.address}health").json()["status"] == "ok"
        listed = httpx.post(f"{proxy.address}mcp", json=LIST_TOOLS, headers=ACCEPT)
        assert "read_article" in listed.text
