"""The page, started as its reader starts it, on the sample archive plus one hostile article."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, WebSocket, expect, sync_playwright

from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.models.embedding import LocalEmbedder
from tests.helpers.doubles import noon
from tests.helpers.page_program import serving
from tests.helpers.places import TODAY
from tests.helpers.sharing import copy_archive, made_once
from tests.helpers.visiting import Visit

expect.set_options(timeout=20_000)  # milliseconds; a busy machine is no fault of the page
# The first is Chromium without the window that nobody looks at here: half the work of a visit.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--js-flags=--single-threaded",  # a page lives too shortly to be worth compiling beside it
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP evil.example 127.0.0.1",  # a website that leads its name here
]
RAN = "window.ran = []"  # what should never have run adds itself to it
# Each part tries in its own way to run something. The text is HTML, which ingest reads as such: its
# escaped tags are words of the article, for us to escape.
HOSTILE = {
    "id": "hostile",
    "title": "Quillfeather ferry <script>ran.push(1)</script> ${ran.push(2)} {{ran}}",
    "outlet": 'Tar & "Feather" <svg onload=ran.push(3)> \u202egnorw',
    "authors": ["<b onclick=ran.push(4)>Ann</b>"],
    "published": "2026-10-20",
    "url": "javascript:ran.push(5)",
    "text": (
        "<p>Auditors of the Quillfeather ferry found &lt;img src=x onerror=ran.push(6)&gt; forty "
        "barrels of tar. The Quillfeather auditors said \u202eesrever ni\u202c that "
        "![tar](http://198.51.100.7/tar.png) and [feathers](javascript:ran.push(7)) were aboard "
        "the ferry.</p><p>The owner of the Quillfeather ferry called the audit "
        "&lt;/mark&gt;&lt;/p&gt;&lt;script&gt;ran.push(8)&lt;/script&gt; &amp;lt;b&amp;gt; "
        "a joke.</p><script>ran.push(9)</script>"
    ),
}


@pytest.fixture(scope="module")  # no longer: its event loop would be in the way of asyncio's
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)} is installed")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=QUIET_CHROMIUM)
        yield running
        running.close()


@pytest.fixture(scope="session")
def hostile_archive(
    sample_archive: Path, embedder: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    options, progress = Options(now=noon(TODAY)), Progress(quiet=True)

    def make(folder: Path) -> None:
        copy_archive(sample_archive, folder / "archive")
        source = folder / "hostile.jsonl"
        source.write_text(json.dumps(HOSTILE), encoding="utf-8")
        refresh([source], folder / "archive", embedder, options, progress)

    return made_once(tmp_path_factory, "hostile", make) / "archive"


@pytest.fixture(scope="session")  # it keeps nothing of any window, so it serves them all
def address(hostile_archive: Path) -> Iterator[str]:
    with serving(hostile_archive, "--model", "none") as address:
        yield address


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """One for all tests of a file: a visit is half the work where the script is compiled."""
    with browser.new_context() as context:
        context.add_init_script(RAN)
        yield context.new_page()


@pytest.fixture
def visit(window: Page, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """The page anew, as wide as a desk's unless the test asks for another size.

    The window knows nothing of a visit before. A test that changes the window itself, not the page
    in it, takes `first_visit`.
    """
    width, height = getattr(request, "param", (1280, 800))
    window.set_viewport_size({"width": width, "height": height})
    window.mouse.move(0, 0)
    try:
        with opening(window, address) as visit:
            yield visit
    finally:
        for page in window.context.pages:
            if page is not window:
                page.close()
        window.goto(f"{address}health")  # what the page keeps as it is left, it has kept by now
        window.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        window.context.clear_cookies()


@pytest.fixture
def first_visit(browser: Browser, address: str) -> Iterator[Visit]:
    """The page in a window of its own."""
    with browser.new_context() as context:
        context.add_init_script(RAN)
        with opening(context.new_page(), address) as visit:
            yield visit


@contextmanager
def opening(page: Page, address: str) -> Iterator[Visit]:
    """The page, opened; all that is asked for meanwhile is noted."""
    visit = Visit(page, address)

    def note(one: Request | WebSocket) -> None:
        visit.requests.append(one.url)

    page.context.on("request", note)
    page.on("websocket", note)
    try:
        page.goto(address)
        page.locator("#model .model").wait_for()
        yield visit
    finally:
        page.context.remove_listener("request", note)
        page.remove_listener("websocket", note)
