"""Nothing of a visit leaves this machine, and no other website reaches in."""

import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.page_program import started
from tests.helpers.visiting import Visit

QUESTION = "What happened at the fish market last week?"
# Written into a folder that Python looks into as it starts: every address that the server calls.
LISTENER = """
import sys

def note(event, arguments):
    if event in {"socket.connect", "socket.sendto", "socket.getaddrinfo"}:
        where = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
        with open(%r, "a", encoding="utf-8") as log:
            log.write(f"{where[0] if isinstance(where, tuple) else where}\\n")

sys.addaudithook(note)
"""
OWN = {"127.0.0.1", "::1", "localhost", "None"}  # None: any address of this machine, to listen on
TRIES = """async (address) => {
    const tried = {};
    const attempt = async (name, way) => {
        try { tried[name] = await way(); } catch (error) { tried[name] = "refused"; }
    };
    const read = async (path, more) => (await fetch(address + path, more)).text();
    const load = (tag, more) => new Promise((done) => {
        const element = Object.assign(document.createElement(tag), more);
        element.onload = () => done("loaded");
        element.onerror = () => done("refused");
        document.body.append(element);
    });
    const body = JSON.stringify({ data: [], fn_index: 0, session_hash: "x" });
    const plain = { method: "POST", mode: "no-cors", body };
    await attempt("config", () => read("config"));
    await attempt("page", () => read(""));
    await attempt("json", () => read("gradio_api/queue/join", {
        method: "POST", body, headers: { "content-type": "application/json" } }));
    await attempt("plain", () => read("gradio_api/queue/join", plain));
    await attempt("run", () => read("gradio_api/run/predict", plain));
    await attempt("mcp", () => read("mcp", plain));
    await attempt("script", () => load("script", { src: address + "config" }));
    await attempt("picture", () => load("img", { src: address + "static/img/logo.svg" }));
    await load("iframe", { src: address });
    return tried;
}"""


@contextmanager
def website(body: str) -> Iterator[str]:
    """Another website, by its name."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://evil.example:{server.server_port}/"
        server.shutdown()


def whole_visit(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.address)
    page.locator("#model .model").wait_for()
    visit.ask(QUESTION)
    number = page.locator("#current .cite .n").first
    number.hover()
    number.click()
    expect(page.locator("mark.cited")).to_be_visible()
    page.get_by_role("button", name="Close the reader").click()
    for label in page.locator("#tabs :is(a, button)").all():
        label.click()
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    page.locator("#model .model").wait_for()


def pointed_at(page: Page) -> set[str]:
    """The hosts that the document names for its browser to load from, or to call ahead."""
    hosts: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("link[href], [src], [srcset], [data], [poster]")]
            .flatMap((one) => one.href ?? one.src ?? [])
            .filter((address) => /^(https?:)?\\/\\//.test(address))
            .map((address) => new URL(address, location).hostname)"""
    )
    return set(hosts)


def test_a_whole_visit_stays_on_this_machine(
    browser: Browser, sample_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "calls.txt"
    log.touch()
    (tmp_path / "sitecustomize.py").write_text(LISTENER % str(log), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as trap:
        for name in ("http_proxy", "https_proxy", "all_proxy"):  # for what is not Python's
            proxy = f"http://127.0.0.1:{trap.getsockname()[1]}"
            monkeypatch.setenv(name, proxy)
            monkeypatch.setenv(name.upper(), proxy)
        with (
            started(sample_archive, "--model", "none") as address,
            browser.new_context(color_scheme="dark", reduced_motion="reduce") as context,
        ):
            visit = Visit(context.new_page(), address)
            context.on("request", lambda one: visit.requests.append(one.url))
            visit.page.on("websocket", lambda one: visit.requests.append(one.url))
            whole_visit(visit)
            assert visit.hosts() == {"127.0.0.1"}
            assert pointed_at(visit.page) <= {"127.0.0.1"}
        called, _, _ = select.select([trap], [], [], 0)
        assert not called
    calls = set(log.read_text(encoding="utf-8").split())
    assert "127.0.0.1" in calls  # it does listen: Gradio calls itself as it starts
    assert calls <= OWN


def test_another_website_can_neither_read_nor_ask(browser: Browser, address: str) -> None:
    with website("<p>A page like any other</p>") as evil, browser.new_context() as context:
        page = context.new_page()
        answers: dict[str, int] = {}
        context.on(
            "response",
            lambda one: answers.setdefault(one.url, one.status) if address in one.url else None,
        )
        page.goto(evil)
        tried = page.evaluate(TRIES, address)
        opaque = {"plain", "run", "mcp"}  # sent, but the website learns nothing of the answer
        assert {name: said for name, said in tried.items() if name not in opaque} == dict.fromkeys(
            ("config", "page", "json", "script", "picture"), "refused"
        )
        assert {tried[name] for name in opaque} <= {"", "refused"}
        assert set(answers.values()) <= {403}


def test_a_name_that_leads_here_opens_nothing(browser: Browser, address: str) -> None:
    """DNS rebinding: the website is then, for the browser, of the page's own origin."""
    by_name = address.replace("127.0.0.1", "evil.example")
    with browser.new_context() as context:
        page = context.new_page()
        answer = page.goto(by_name)
        assert answer
        assert answer.status == 421
        for path in ("config", "gradio_api/info", "health", "mcp"):
            status = page.evaluate("async (path) => (await fetch(path)).status", by_name + path)
            assert status == 421


def test_a_link_from_another_website_opens_the_page(browser: Browser, address: str) -> None:
    link = f'<a href="{address}?q=ferry">Ask</a>'
    with website(link) as evil, browser.new_context() as context:
        page = context.new_page()
        page.goto(evil)
        page.locator("a").click()
        page.locator("#model .model").wait_for()
