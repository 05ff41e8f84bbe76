"""The page, started as its reader starts it, on the sample archive plus one hostile article."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.models.embedding import LocalEmbedder
from tests.helpers.doubles import noon
from tests.helpers.page_program import serving
from tests.helpers.places import TODAY
from tests.helpers.sharing import made_once
from tests.helpers.visiting import Visit

expect.set_options(timeout=20_000)  # milliseconds; a busy machine is no fault of the page
# The first is Chromium without the window that nobody looks at here: half the work of a visit.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET_CHROMIUM = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP evil.example 127.0.0.1",  # a website that leads its name here
]
# Each part tries in its own way to run something: what has run adds itself to window.ran. The text
# is HTML, which ingest reads as such: its escaped tags are words of the article, for us to escape.
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
        shutil.copytree(sample_archive, folder / "archive")
        source = folder / "hostile.jsonl"
        source.write_text(json.dumps(HOSTILE), encoding="utf-8")
        refresh([source], folder / "archive", embedder, options, progress)

    return made_once(tmp_path_factory, "hostile", make) / "archive"


@pytest.fixture(scope="session")  # it keeps nothing of any window, so it serves them all
def address(hostile_archive: Path) -> Iterator[str]:
    with serving(hostile_archive, "--model", "none") as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh window; as wide as a desk's unless the test asks for another size."""
    width, height = getattr(request, "param", (1280, 800))
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_init_script("window.ran = []")
    visit = Visit(context.new_page(), address)
    context.on("request", lambda one: visit.requests.append(one.url))
    visit.page.on("websocket", lambda one: visit.requests.append(one.url))
    visit.page.goto(address)
    visit.page.locator("#model .model").wait_for()
    yield visit
    context.close()
