"""Reading what an answer rests on: by keyboard, by finger, on small screens; what was corrected."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.models.embedding import LocalEmbedder
from tests.helpers.doubles import noon
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.page_program import serving
from tests.helpers.places import TODAY
from tests.helpers.sharing import copy_archive
from tests.helpers.visiting import Visit

MODEL = "qwen3:4b-instruct"
QUESTION = "What happened to the lighthouse keepers of Quillfeather Rock?"
CORRECTED = date(2026, 10, 22)
BEFORE = "Four keepers of the Quillfeather Rock lighthouse were brought ashore on Tuesday."
AFTER = "Three keepers of the Quillfeather Rock lighthouse were brought ashore on Tuesday."
WIRE = (
    "{} A helicopter fetched them after the generator of the lighthouse on Quillfeather Rock had "
    "failed in a storm. The keepers had sat in the dark for two nights, the coastguard said. The "
    "Quillfeather lighthouse was built in 1881 and is one of the last with keepers. It will be "
    "without light until an engineer can land there, which the sea may not allow before Friday."
)
ECHO = (
    "Nobody should be a lighthouse keeper on Quillfeather Rock any longer, says the union of the "
    "keepers. It has asked for a lamp that needs nobody since 2011. The ministry says that the "
    "lighthouse is protected as a monument, lamp and all, and that the keepers chose to stay."
)


def record(id_: str, outlet: str, text: str, **values: str) -> dict[str, str]:
    named = {"id": id_, "title": f"Keepers of Quillfeather Rock ({id_})", "outlet": outlet}
    return named | {"published": "2026-10-21", "text": text} | values


@pytest.fixture(scope="module")
def lighthouse_archive(
    sample_archive: Path, embedder: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The sample, a wire story that two outlets print and one has corrected, and a comment."""
    folder = tmp_path_factory.mktemp("lighthouse")
    archive, source = folder / "archive", folder / "news.jsonl"
    copy_archive(sample_archive, archive)
    for day, keepers in ((TODAY, BEFORE), (CORRECTED, AFTER)):
        records = [
            record("post", "Harbour Post", WIRE.format(keepers)),
            record("ledger", "Aldervane Ledger", WIRE.format(keepers), published="2026-10-22"),
            record("echo", "Port Hallam Echo", ECHO),
        ]
        source.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
        refresh([source], archive, embedder, Options(now=noon(day)), Progress(quiet=True))
    return archive


@pytest.fixture(scope="module")
def double() -> Iterator[OllamaDouble]:
    with OllamaDouble() as double:
        yield double


@pytest.fixture(scope="module")
def address(lighthouse_archive: Path, double: OllamaDouble) -> Iterator[str]:
    with serving(lighthouse_archive, model=MODEL, ollama_url=double.url) as address:
        yield address


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Visit]:
    """A small window that is used with a finger."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    visit = Visit(context.new_page(), address)
    visit.page.goto(address)
    visit.page.locator("#model .model").wait_for()
    yield visit
    context.close()


def number(page: Page, n: int) -> Locator:
    return page.locator(f'#current .cite .n[data-answer="0"][data-n="{n}"]')


def shown(page: Page, n: int) -> None:
    """The article is open at the sentence of source `n`."""
    expect(page.locator(f'mark.cited[data-n="{n}"]').first).to_be_in_viewport()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_keyboard_goes_from_source_to_source_and_back(visit: Visit) -> None:
    page = visit.page
    visit.ask(QUESTION)
    where = page.locator("#reader-bar .where")
    number(page, 1).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")  # as one who has no mouse came there
    page.keyboard.press("Enter")
    shown(page, 1)
    expect(page.get_by_role("region", name="Article", exact=True)).to_be_focused()
    expect(where).to_have_text("1 of 2")
    expect(page.get_by_role("button", name="Previous source")).to_be_disabled()

    page.keyboard.press("]")
    shown(page, 2)
    expect(where).to_have_text("2 of 2")
    expect(page.locator("#reader-bar [role=status]")).to_contain_text("2 of 2. 2Source 2: ")
    expect(number(page, 2)).to_have_attribute("aria-current", "true")
    page.keyboard.press("p")
    shown(page, 1)
    page.get_by_role("button", name="Next source").press("Enter")
    shown(page, 2)
    expect(page.get_by_role("button", name="Next source")).to_be_focused()

    page.keyboard.press("Escape")
    expect(page.locator("#reader.open")).to_have_count(0)
    expect(number(page, 1)).to_be_focused()


def test_letters_are_letters_where_one_writes(visit: Visit) -> None:
    page = visit.page
    visit.ask(QUESTION)
    number(page, 1).click()
    shown(page, 1)
    page.locator("#question").press_sequentially("n] [p")
    expect(page.locator("#question")).to_have_value("n] [p")
    expect(page.locator("#reader-bar .where")).to_have_text("1 of 2")


def test_a_finger_finds_the_verdict_and_its_reason(phone: Visit, double: OllamaDouble) -> None:
    page = phone.page
    wording = "Three keepers of the Quillfeather lighthouse were brought ashore on Tuesday"
    double.reply([f"{wording}. [S1] ", "A king came by balloon."], prompt_eval_count=None)
    phone.ask(QUESTION)
    card = page.locator("#card")
    verdict = page.locator("#current .verdict").last
    reason = str(verdict.get_attribute("aria-label")).partition(": ")[2]
    assert reason
    verdict.tap()
    expect(card).to_be_visible()
    expect(card).to_contain_text(reason)
    expect(card).to_be_in_viewport(ratio=1)
    page.locator("#current .question").tap()
    expect(card).to_be_hidden()

    judged = page.locator("#current .card .card-verdict").first.text_content()
    number(page, 1).tap()
    shown(page, 1)
    expect(card).to_be_hidden()
    expect(page.locator(".cited-for")).to_contain_text(wording)
    expect(page.locator(".cited-for .card-verdict")).to_have_text(str(judged))


def test_back_closes_the_reader_on_a_phone(phone: Visit) -> None:
    page = phone.page
    phone.ask(QUESTION)
    number(page, 1).tap()
    shown(page, 1)
    assert page.evaluate("document.querySelector('#top').inert")
    page.go_back()
    expect(page.locator("#reader")).not_to_be_in_viewport()
    expect(page.locator("#current .turn")).to_be_visible()
    assert not page.evaluate("document.querySelector('#top').inert")

    number(page, 2).tap()
    shown(page, 2)
    before = page.evaluate("history.length")
    page.get_by_role("button", name="Close the reader").tap()
    expect(page.locator("#reader")).not_to_be_in_viewport()
    number(page, 1).tap()
    shown(page, 1)
    assert page.evaluate("history.length") == before  # closing took its step back


def test_a_wire_story_and_its_correction_are_told(visit: Visit) -> None:
    page = visit.page
    visit.ask("How many keepers of the Quillfeather Rock lighthouse were brought ashore?")
    expect(page.locator("#current .counted")).to_contain_text("1 wire story in 2 outlets")
    expect(page.locator("#current .counted")).to_contain_text("first in Harbour Post, 21 Oct 2026")
    wire = page.locator("#sources .source", has=page.locator(".wire"))
    expect(wire.locator(".wire")).to_contain_text("Wire story, also in ")
    expect(wire.locator(".corrected")).to_have_text("corrected since (22 Oct 2026)")

    n = int(str(wire.get_attribute("data-n")))
    number(page, n).hover()
    expect(page.locator("#card .corrected")).to_have_text("corrected since (22 Oct 2026)")
    number(page, n).click()
    shown(page, n)
    assert page.locator("mark.cited").text_content() == AFTER
    expect(page.locator(".compared del")).to_have_text("Four")
    expect(page.locator(".compared ins")).to_have_text("Three")
    expect(page.locator(".reworded .sr-only")).to_contain_text(BEFORE)
    expect(page.locator("#article .history")).to_contain_text("22 Oct 2026")


@pytest.mark.parametrize("size", [(320, 640, 1), (720, 450, 2), (1024, 768, 1)])
def test_nothing_is_cut_off_or_covered(
    browser: Browser, address: str, size: tuple[int, int, int]
) -> None:
    width, height, zoom = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=zoom,
        reduced_motion="reduce",  # so that nothing is measured while it slides
    )
    visit = Visit(context.new_page(), address)
    page = visit.page
    page.goto(address)
    visit.ask(QUESTION)
    assert fits(page)
    number(page, 1).click()
    shown(page, 1)
    assert fits(page)
    bar = [*page.locator("#reader-bar button").all(), page.locator("#reader-bar .where")]
    boxes = [part.bounding_box() for part in (page.locator("#opened h2 .for"), *bar)]
    for box in boxes:
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    heading, first = boxes[:2]
    assert heading
    assert first
    assert heading["x"] + heading["width"] <= first["x"]
    for row in page.locator("#opened .source, #opened .cited-for").all():
        expect(row).to_be_in_viewport(ratio=0.9)
    context.close()
