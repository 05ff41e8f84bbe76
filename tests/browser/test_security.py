"""Hostile words in every place that shows words, in a real browser: nothing runs or leaves."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.models.embedding import LocalEmbedder
from tests.helpers.doubles import noon
from tests.helpers.hostile import ADDRESSES, PAYLOADS, hostile_records
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.page_program import serving
from tests.helpers.places import TODAY
from tests.helpers.visiting import Visit

MODEL = "qwen3:4b-instruct"
FOREIGN = "script, svg, math, img, video, audio, iframe, object, embed, meta, base, link, style"
# Where a text is set in HTML, its direction must stay its own.
ASTRAY = """() => [...document.querySelectorAll("body *")].filter((one) =>
    [...one.childNodes].some((node) => node.nodeType === 3 &&
        /[\\u202a-\\u202e\\u2066-\\u2069]/.test(node.data)) &&
    one.checkVisibility() && !one.closest("bdi, [dir], .claim, mark, script")
).map((one) => one.outerHTML.slice(0, 200))"""


@dataclass
class Watched(Visit):
    """A visit that notes whatever a page can do beyond being read."""

    deeds: list[str] = field(default_factory=list)

    def watch(self) -> None:
        page = self.page
        page.on("dialog", lambda one: (self.deeds.append(f"dialog {one.message}"), one.dismiss()))
        page.on("popup", lambda one: self.deeds.append(f"popup {one.url}"))
        page.on("download", lambda one: self.deeds.append(f"download {one.url}"))
        page.on("pageerror", lambda one: self.deeds.append(f"error {one}"))
        page.evaluate("window.here = true")  # gone with the first navigation

    def assert_harmless(self) -> None:
        page = self.page
        assert page.evaluate("window.here") is True
        assert page.evaluate("window.ran") == []
        assert self.deeds == []
        assert self.hosts() == {"127.0.0.1"}
        assert len(page.frames) == 1
        assert page.locator(f":is(#top, #desk, #card) :is({FOREIGN})").count() == 0
        assert page.locator("form").count() == page.locator("#question").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(ASTRAY) == []


@pytest.fixture(scope="module")
def double() -> Iterator[OllamaDouble]:
    with OllamaDouble(MODEL) as double:
        yield double


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory, embedder: LocalEmbedder) -> Path:
    """An archive that was tampered with as well: ingest takes the worst out of most fields."""
    folder = tmp_path_factory.mktemp("birds")
    source = folder / "birds.jsonl"
    source.write_text("\n".join(map(json.dumps, hostile_records())), encoding="utf-8")
    refresh([source], folder / "archive", embedder, Options(now=noon(TODAY)), Progress(quiet=True))
    with closing(sqlite3.connect(folder / "archive" / "catalogue.sqlite")) as catalogue:
        for place, (bird, payload) in enumerate(PAYLOADS.items()):
            named = f"The {bird} audit {payload}"
            url = ADDRESSES[place % len(ADDRESSES)]
            catalogue.execute(
                "UPDATE articles SET title = ?, outlet = ?, authors = ?, section = ?, rights = ?,"
                " language = ?, url = ? WHERE text LIKE ?",
                (
                    *(named, payload, json.dumps([payload] * 2), payload, payload, payload, url),
                    f"%auditor of the {bird} %",
                ),
            )
        catalogue.commit()
    return folder / "archive"


@pytest.fixture(scope="module")
def address(articles: Path, double: OllamaDouble) -> Iterator[str]:
    with serving(articles, model=MODEL, ollama_url=double.url) as address:
        yield address


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(reduced_motion="reduce")
    context.add_init_script("window.ran = []")
    yield context
    context.close()


@pytest.fixture(scope="module")
def watched(context: BrowserContext, address: str) -> Watched:
    """One window for the whole table."""
    watched = Watched(context.new_page(), address)
    context.on("request", lambda one: watched.requests.append(one.url))
    watched.page.on("websocket", lambda one: watched.requests.append(one.url))
    watched.page.goto(address)
    watched.page.locator("#model .model").wait_for()
    watched.watch()
    return watched


@pytest.mark.parametrize("bird", PAYLOADS)
def test_hostile_words_are_only_read(watched: Watched, double: OllamaDouble, bird: str) -> None:
    payload, page = PAYLOADS[bird], watched.page
    wrote = f"The owner of the {bird} signed what its auditor wrote in the report"
    said = f"{wrote}: {payload} [S1] He {payload} [S1]"
    double.reply(said, prompt_eval_count=4000)
    watched.ask(f"What did the auditor of the {bird} write in the report?")
    watched.assert_harmless()
    (sentence,) = page.locator("#sources .sentence").all_text_contents()
    assert f"auditor of the {bird}" in sentence
    page.locator("#current .cite .n").first.press("Shift")  # a key, so that the focus counts
    page.locator("#current .cite .n").first.focus()
    expect(page.locator("#card .card-sentence")).to_have_text(sentence)
    watched.assert_harmless()
    page.locator("#current .cite .n").first.press("Enter")
    expect(page.locator("mark.cited")).to_have_text(sentence)
    title = page.locator("#article h2").text_content()
    assert title is not None
    assert readable(title) == readable(f"The {bird} audit {payload}")
    watched.assert_harmless()
    page.locator(".new").click()
    page.locator(".welcome").wait_for()


def test_a_hostile_question_and_hostile_memories_are_only_read(
    browser: Browser, address: str
) -> None:
    """What stands in the address and in the browser's store may come from anywhere."""
    with browser.new_context() as context:
        context.add_init_script("window.ran = []")
        watched = Watched(context.new_page(), address)
        context.on("request", lambda one: watched.requests.append(one.url))
        page = watched.page
        page.goto(address)
        page.locator("#model .model").wait_for()
        watched.watch()
        everything = " ".join(PAYLOADS[bird] for bird in PAYLOADS if bird != "osprey")[:1900]
        page.locator("#question").fill(everything)
        page.locator("#question").press("Enter")
        page.locator('#current .turn[aria-busy="false"]').wait_for()
        asked = page.locator("#current .question").text_content()
        assert asked is not None
        assert readable(asked) == readable(everything)
        watched.assert_harmless()

        keys = page.evaluate("Object.keys(localStorage)")
        assert keys, "nothing is kept, so nothing is tried here"
        for junk in (everything, "{", "null", "[]", '{"__proto__": {"ran": 1}}', "[[[1]]]"):
            page.evaluate(
                "([keys, junk]) => keys.forEach((key) => localStorage.setItem(key, junk))",
                [keys, junk],
            )
            watched.page.goto(f"{address}?{urlencode({'q': everything, 'outlet': junk})}")
            page.locator("#model .model").wait_for()
            page.evaluate("window.here = true")
            watched.assert_harmless()


def test_an_exported_page_is_only_read(
    browser: Browser, address: str, double: OllamaDouble, tmp_path: Path
) -> None:
    """A file opened from a disk has no policy but its own."""
    with browser.new_context() as context:
        context.add_init_script("window.ran = []")
        visit = Visit(context.new_page(), address)
        page = visit.page
        page.goto(address)
        page.locator("#model .model").wait_for()
        for bird in ("curlew", "quail", "merlin"):
            double.reply(f"The {bird} wrote {PAYLOADS[bird]} [S1]", prompt_eval_count=4000)
            visit.ask(f"What did the auditor of the {bird} write in the report?")
        page.locator("#current summary", has_text="Export").click()
        with page.expect_download() as download:
            page.locator("#current .panel button:visible", has_text="HTML").last.click()
        exported = tmp_path / "exported.html"
        download.value.save_as(exported)

        sent: list[str] = []
        reading = context.new_page()
        reading.on("request", lambda one: sent.append(one.url))
        reading.goto(exported.as_uri())
        assert "auditor of the" in (reading.locator("body").text_content() or "")
        assert reading.evaluate("window.ran") == []
        assert sent == [exported.as_uri()]
        assert len(reading.frames) == 1
        assert reading.locator(f"body :is({FOREIGN})").count() == 0
        assert reading.locator("a:not([href^='#'], [href^='http'])").count() == 0


def readable(text: str) -> str:
    """What there is to be read in a text: no control characters, and white space counts once."""
    return " ".join("".join(one for one in text if one.isprintable() or one.isspace()).split())
