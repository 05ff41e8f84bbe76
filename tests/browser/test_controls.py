"""The limits of a question: each control, kept by the browser, in the address, asked again."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.page_program import serving
from tests.helpers.visiting import Visit

QUESTION = "What happened at the fish market last week?"
MODEL, OTHER = "qwen3:4b-instruct", "granite4:micro"
CLOUD = "gpt-oss:120b-cloud"
LIMITS = [
    ("from", "2026-03-01"),
    ("to", "2026-10-24"),
    ("outlet", "The Kestrian Courier"),  # of more articles, and so above the other
    ("outlet", "Harbour Post"),
    ("asof", "2026-10-25"),
    ("sources", "2"),
    ("model", "none"),
]
CHIPS = {
    ".chip.window": "1 Mar – 24 Oct 2026 set by you",
    ".chip.outlets": "2 outlets",
    ".chip.as-of": "As of 25 Oct 2026",
    ".chip.most": "At most 2 sources",
    ".chip.writer": "No model",
}
USUAL = {
    ".chip.window": "Any time",
    ".chip.outlets": "All outlets",
    ".chip.as-of": "As of",
    ".chip.most": "Sources",
    ".chip.writer": "Model",
}
GARBAGE = [
    "not json",
    "null",
    "[1, 2]",
    '{"outlet": {"0": "x"}, "asof": 5, "sources": ["3"], "from": null, "model": {}}',
    '{"outlet": [["x"], 5, "Nowhere"], "asof": "2026-02-30", "sources": "-1", "model": "gone"}',
    '{"from": "<img src=x onerror=ran.push(1)>", "to": "999999-01-01", "__proto__": {"x": 1}}',
]


@pytest.fixture(scope="module")
def double() -> Iterator[OllamaDouble]:
    with OllamaDouble(MODEL, OTHER, CLOUD) as double:
        yield double


@pytest.fixture(scope="module")
def address(hostile_archive: Path, double: OllamaDouble) -> Iterator[str]:
    with serving(hostile_archive, model=MODEL, ollama_url=double.url) as address:
        yield address


def summary(page: Page, chip: str) -> Locator:
    return page.locator(f"{chip} summary")


def expect_chips(page: Page, chips: dict[str, str]) -> None:
    for chip, words in chips.items():
        expect(summary(page, chip)).to_contain_text(words)


def arrive(page: Page, address: str, query: str = "") -> None:
    page.goto(address + query)
    page.locator("#model .model").wait_for()
    page.locator(".chip.writer").wait_for()


def expect_address(page: Page, **values: list[str]) -> None:
    """The query of the address comes to be just that."""
    page.wait_for_function(
        "wanted => new URLSearchParams(location.search).toString() === wanted",
        arg=urlencode(values, doseq=True),
    )


def again(page: Page) -> None:
    page.locator("#window .again").click()
    page.locator('#current .turn[aria-busy="true"]').or_(
        page.locator("#window .again:not(:visible)")
    ).first.wait_for(state="attached")
    page.locator('#current .turn[aria-busy="false"]').wait_for(timeout=60_000)


def written_by(model: str) -> re.Pattern[str]:
    return re.compile(rf"^Written by {model}; \d of \d sentences? supported")


def newest(page: Page) -> str:
    days = page.locator("#sources time").evaluate_all("all => all.map(one => one.dateTime)")
    assert days
    return str(max(days))


def test_each_control_holds_and_is_asked_again_with_one_click(visit: Visit) -> None:
    page = visit.page
    expect_chips(page, USUAL)
    visit.ask(QUESTION)
    expect(page.locator("#current .mode")).to_have_text(written_by(MODEL))
    expect(page.locator("#window .again")).to_be_hidden()  # nothing has changed
    expect_address(page, q=[QUESTION])

    summary(page, ".chip.writer").click()
    names = page.locator(".chip.writer label").all_inner_texts()
    assert names == [f"{MODEL}, as usual", OTHER, "No model: source sentences alone"]
    page.get_by_label(OTHER).check()
    page.keyboard.press("Escape")
    expect(page.locator("#model")).to_have_text(f"{OTHER} writes the answers.")
    again(page)
    expect(page.locator("#current .mode")).to_have_text(written_by(OTHER))
    expect(page.locator("#model")).to_have_text(f"{OTHER} writes the answers.")

    summary(page, ".chip.writer").click()
    page.get_by_label("No model").check()
    again(page)
    expect(page.locator("#current .mode")).to_have_text("Source sentences, no model")
    assert newest(page) > "2026-10-22"
    assert page.locator("#sources .source").count() > 1

    summary(page, ".chip.most").click()
    page.get_by_label("At most").fill("1")
    page.keyboard.press("Enter")
    expect(summary(page, ".chip.most")).to_be_focused()
    expect(summary(page, ".chip.most")).to_contain_text("At most 1 source")
    again(page)
    expect(page.locator("#sources .source")).to_have_count(1)

    summary(page, ".chip.as-of").click()
    page.get_by_label("As of", exact=True).fill("2026-10-22")
    again(page)
    expect(page.locator("#current .warnings")).to_contain_text("published by 22 Oct 2026 count")
    assert newest(page) <= "2026-10-22"
    expect_address(page, q=[QUESTION], asof=["2026-10-22"], sources=["1"], model=["none"])

    for name in ("model", "sources", "asof"):
        page.locator(f'[data-reset="{name}"]').click()
        expect(page.locator(f'[data-limit="{name}"] summary')).to_be_focused()
    expect_chips(page, USUAL | {".chip.window": ""})
    again(page)
    expect(page.locator("#current .mode")).to_have_text(written_by(MODEL))
    expect(page.locator(".turn")).to_have_count(1)


def test_a_number_of_sources_stays_within_bounds(visit: Visit) -> None:
    page = visit.page
    summary(page, ".chip.most").click()
    for typed, held in (("0", "1"), ("500", "20"), ("2.6", "3")):
        page.get_by_label("At most").fill(typed)
        page.keyboard.press("Tab")
        expect(page.get_by_label("At most")).to_have_value(held)


def test_what_is_set_is_kept_over_a_reload_and_a_visit(visit: Visit) -> None:
    page = visit.page
    arrive(page, visit.address, "?" + urlencode(LIMITS))
    expect_chips(page, CHIPS)
    page.goto(visit.address)
    page.locator(".chip.writer").wait_for()
    expect_chips(page, USUAL)  # an address is kept only where the reader changes something
    set_all(page)
    expect_chips(page, CHIPS)
    for _ in range(2):
        page.goto("about:blank")
        arrive(page, visit.address)
        expect_chips(page, CHIPS)
        expect(page.locator("#model")).to_contain_text("No model chosen")
    expect_address(page, **parse_qs(urlencode(LIMITS)))

    page.locator(".new").evaluate("button => button.click()")  # unseen before a conversation
    expect(summary(page, ".chip.window")).to_contain_text("Any time")
    arrive(page, visit.address)
    expect_chips(page, CHIPS | {".chip.window": "Any time"})


def set_all(page: Page) -> None:
    summary(page, ".chip.window").click()
    page.get_by_label("From").fill("2026-03-01")
    page.get_by_label("To", exact=True).fill("2026-10-24")
    page.get_by_role("button", name="Only these days").click()
    expect(summary(page, ".chip.window")).to_contain_text("set by you")
    summary(page, ".chip.outlets").click()
    for name in ("Harbour Post", "The Kestrian Courier"):
        page.get_by_label(name).check()
    summary(page, ".chip.as-of").click()
    page.get_by_label("As of", exact=True).fill("2026-10-25")
    summary(page, ".chip.most").click()
    page.get_by_label("At most").fill("2")
    summary(page, ".chip.writer").click()
    page.get_by_label("No model").check()
    page.keyboard.press("Escape")


def test_an_address_gives_another_browser_the_same_view(visit: Visit, browser: Browser) -> None:
    page = visit.page
    set_all(page)
    visit.ask(QUESTION)
    expect_address(page, q=[QUESTION], **parse_qs(urlencode(LIMITS)))
    sources = page.locator("#sources .source").all_inner_texts()
    assert sources
    assert newest(page) <= "2026-10-24"
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        other = Visit(context.new_page(), visit.address)
        arrive(other.page, page.url)
        expect_chips(other.page, CHIPS)
        expect(other.page.locator("#question")).to_have_value(QUESTION)
        expect(other.page.locator(".told")).to_contain_text("nothing is asked until you press Ask")
        assert other.page.url == page.url
        assert other.page.locator(".turn").count() == 0
        other.page.get_by_role("button", name="Ask", exact=True).click()
        expect(other.page.locator("#sources .source")).to_have_count(len(sources))
        assert other.page.locator("#sources .source").all_inner_texts() == sources
        expect(other.page.locator(".told")).to_be_empty()
        assert other.page.evaluate("localStorage.getItem('clippings limits /')") is None


def test_an_address_asks_nothing_by_itself_and_goes_before_what_is_kept(
    visit: Visit, double: OllamaDouble
) -> None:
    page = visit.page
    kept = {"asof": "2026-05-05", "sources": "7", "outlet": ["Harbour Post"]}
    hold(page, json.dumps(kept))
    sent = len(double.requests)
    arrive(page, visit.address, "?" + urlencode({"q": QUESTION, "sources": "3"}))
    expect_chips(page, USUAL | {".chip.most": "At most 3 sources"})
    expect(page.locator("#question")).to_have_value(QUESTION)
    assert page.locator(".turn").count() == 0
    assert len(double.requests) == sent
    assert json.loads(held(page)) == kept


def hold(page: Page, text: str) -> None:
    page.evaluate("text => localStorage.setItem('clippings limits /', text)", text)


def held(page: Page) -> str:
    return str(page.evaluate("localStorage.getItem('clippings limits /')"))


def test_what_an_address_names_and_there_is_not_is_told(visit: Visit, double: OllamaDouble) -> None:
    page = visit.page
    hostile = '<img src=x onerror="ran.push(1)">'
    values = [("q", f"Who? {hostile}"), ("from", "yesterday"), ("asof", "2026-02-30")]
    values += [("sources", "21"), ("model", CLOUD), ("outlet", "Nowhere"), ("outlet", hostile)]
    values += [("to", "javascript:ran.push(2)"), ("outlet", "Harbour Post"), ("other", "stays")]
    arrive(page, visit.address, "?" + urlencode(values))
    told = page.locator(".told")
    for words in (
        "“yesterday” is no day.",
        "“2026-02-30” is no day.",
        "“javascript:ran.push(2)” is no day.",
        "“21” is no number of sources",
        "no outlet “Nowhere”",
        f"no outlet “{hostile}”",
        f"The server has no model “{CLOUD}”.",
    ):
        expect(told).to_contain_text(words)
    expect_chips(page, USUAL | {".chip.outlets": "Harbour Post"})
    expect(page.locator("#question")).to_have_value(f"Who? {hostile}")
    expect_address(page, other=["stays"], q=[f"Who? {hostile}"], outlet=["Harbour Post"])
    assert page.evaluate("window.ran") == []
    assert all(request.get("model") != CLOUD for request in double.requests)


def test_a_very_long_address_is_borne(visit: Visit) -> None:
    page = visit.page
    query = [("q", "é" * 3000), *(("outlet", f"Outlet {n}") for n in range(100))]
    arrive(page, visit.address, "?" + urlencode(query))
    expect(page.locator("#question")).to_have_value("é" * 2000)
    assert len(page.url) < 4100  # a server may refuse a longer one at the next reload
    expect_chips(page, USUAL)


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_in_storage_is_nothing(visit: Visit, garbage: str) -> None:
    page = visit.page
    hold(page, garbage)
    faults: list[Any] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    arrive(page, visit.address)
    expect_chips(page, USUAL)
    expect(page.locator(".told")).to_be_empty()
    expect_address(page)
    page.locator(".chip.as-of summary").click()
    page.get_by_label("As of", exact=True).fill("2026-05-05")
    arrive(page, visit.address)
    expect_chips(page, USUAL | {".chip.as-of": "As of 5 May 2026"})
    assert faults == []
    assert page.evaluate("window.ran") == []


def test_the_controls_work_where_storage_is_forbidden(first_visit: Visit) -> None:
    page = first_visit.page
    forbid = "Object.defineProperty(window, 'localStorage', {get() {throw new DOMException('no')}})"
    page.add_init_script(forbid)
    arrive(page, first_visit.address)
    page.locator(".chip.as-of summary").click()
    page.get_by_label("As of", exact=True).fill("2026-05-05")
    expect_address(page, asof=["2026-05-05"])
    page.reload()
    expect_chips(page, USUAL | {".chip.as-of": "As of 5 May 2026"})  # the address has it


def test_a_chosen_model_that_goes_is_not_asked(visit: Visit, double: OllamaDouble) -> None:
    page = visit.page
    arrive(page, visit.address, f"?model={OTHER}")
    expect(summary(page, ".chip.writer")).to_contain_text(OTHER)
    double.models.remove(OTHER)
    try:
        visit.ask(QUESTION)
        expect(page.locator("#current .warnings")).to_contain_text(f"{OTHER} is not installed")
        expect(summary(page, ".chip.writer")).to_contain_text("Model")
    finally:
        double.models.append(OTHER)


@pytest.mark.parametrize("visit", [(390, 844), (320, 640)], indirect=True)
def test_on_a_phone_what_is_usual_waits_behind_options(visit: Visit) -> None:
    page = visit.page
    further = page.locator(".chip.further")
    expect(further).to_have_count(3)
    for chip in further.all():
        expect(chip).to_be_hidden()
    options = page.get_by_role("button", name="Options")
    options.press("Enter")
    expect(options).to_have_attribute("aria-expanded", "true")
    summary(page, ".chip.as-of").click()
    page.get_by_label("As of", exact=True).fill("2026-05-05")
    page.keyboard.press("Escape")
    options.click()
    expect(page.locator(".chip.as-of")).to_be_visible()  # what is set stays in sight
    expect(page.locator(".chip.most")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_behind_a_proxy_with_a_path(
    browser: Browser, hostile_archive: Path, double: OllamaDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_ROOT_PATH", "/desk/news")
    with (
        serving(hostile_archive, model=MODEL, ollama_url=double.url) as address,
        browser.new_context(viewport={"width": 1280, "height": 800}) as context,
    ):
        context.route("**/desk/news/**", without_path)
        place = f"{address.rstrip('/')}/desk/news/"
        visit = Visit(context.new_page(), place)
        arrive(visit.page, place, "?sources=2")
        visit.ask(QUESTION)
        assert urlsplit(visit.page.url).path == "/desk/news/"
        expect_address(visit.page, q=[QUESTION], sources=["2"])
        visit.page.locator('[data-reset="sources"]').click()
        found = visit.page.evaluate("Object.keys(localStorage)")
        assert "clippings limits /desk/news/" in found


def without_path(route: Route) -> None:
    """What a proxy does with the path that it serves the page under."""
    route.continue_(url=route.request.url.replace("/desk/news/", "/", 1))
