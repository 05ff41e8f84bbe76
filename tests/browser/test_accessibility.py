"""The page for those who do not see it, do not use a mouse, or set their colours themselves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.helpers.asking import OVER, STRIKE, WAGES
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.ollama_script import FAULTS
from tests.helpers.page_program import serving
from tests.helpers.visiting import Visit

MODEL = "qwen3:4b-instruct"
DOUBTFUL = f"{OVER} [S1] {WAGES} [S2] The mayor resigned over it and moved to the moon."
SCHEMES = "light", "dark"
LOOKS = {
    "wide": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}},
}


@pytest.fixture(scope="module")
def double() -> Iterator[OllamaDouble]:
    with OllamaDouble(MODEL) as double:
        yield double


@pytest.fixture(scope="module")
def address(sample_archive: Path, double: OllamaDouble) -> Iterator[str]:
    with serving(sample_archive, model=MODEL, ollama_url=double.url) as address:
        yield address


@pytest.fixture
def opened(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A window that looks as the test asks for. Only here may a script of ours come in."""
    look: dict[str, Any] = {"reduced_motion": "reduce"} | getattr(request, "param", LOOKS["wide"])
    with browser.new_context(bypass_csp=True, **look) as context:
        visit = Visit(context.new_page(), address)
        visit.page.goto(address)
        visit.page.locator("#model .model").wait_for()
        yield visit


def faults(page: Page, within: str = "body") -> list[str]:
    """What axe-core finds there that is serious or critical."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("(within) => axe.run(within, { resultTypes: ['violations'] })", within)
    assert len(found["passes"]) > 5  # it did look
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in found["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("opened", LOOKS.values(), ids=LOOKS, indirect=True)
def test_axe_finds_no_serious_fault(opened: Visit, double: OllamaDouble) -> None:
    page = opened.page
    found = {"empty": faults(page)}
    double.fail(next(iter(FAULTS)))  # so that source sentences are shown
    opened.ask(STRIKE)
    found["extractive"] = faults(page)
    page.locator(".new").click()
    page.locator(".welcome").wait_for()
    double.reply(DOUBTFUL, prompt_eval_count=4000)
    opened.ask(STRIKE)
    expect(page.locator("#current .verdict").first).to_be_visible()
    found["generated"] = faults(page)
    page.locator("#current .verdict").first.press("Shift")
    page.locator("#current .verdict").first.focus()
    expect(page.locator("#card")).to_be_visible()
    found["card"] = faults(page)
    page.keyboard.press("Escape")
    page.locator("#current .cite .n").first.click()
    expect(page.locator("mark.cited")).to_be_in_viewport()
    found["reader"] = faults(page)
    page.keyboard.press("Escape")
    for summary in page.locator("#composer summary:visible").all():
        summary.click()
        found[f"panel {summary.inner_text()}"] = faults(page, "#composer")
        page.keyboard.press("Escape")
    page.locator("#tabs :is(a, button)").last.click()
    expect(page.locator("#holdings-panel")).to_be_visible()
    found["archive"] = faults(page)
    assert {where: what for where, what in found.items() if what} == {}


# Where the focus is, whether that can be seen, and whether the place itself can be.
FOCUS = """() => {
    const one = document.activeElement;
    const place = one.getBoundingClientRect();
    const box = one.closest("#ask") && one.id === "question" ? one.closest("#ask") : one;
    const look = getComputedStyle(box);
    const ring = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
    return {
        what: `${one.tagName} ${one.id} ${one.className} ${one.textContent.slice(0, 40)}`,
        number: one.matches(".cite .n"),
        question: one.id === "question",
        ringed: ring || (box !== one && look.boxShadow !== "none"),
        inside: place.bottom > 0 && place.top < innerHeight && place.right > 0 &&
            place.left < innerWidth && place.width > 0,
    };
}"""


def walk(page: Page, key: str, goal: str) -> None:
    """Press `key` until the focus is at its goal; it is to be seen at every stop on the way."""
    for _ in range(40):
        page.keyboard.press(key)
        stop = page.evaluate(FOCUS)
        assert stop["ringed"], stop
        assert stop["inside"], stop
        if stop[goal]:
            return
    pytest.fail(f"{key} does not lead to the {goal}")


def test_from_the_question_to_a_sentence_and_back_without_a_mouse(
    opened: Visit, double: OllamaDouble
) -> None:
    page = opened.page
    expect(page.locator("#question")).to_be_focused()
    double.reply(DOUBTFUL, prompt_eval_count=4000)
    page.keyboard.type(STRIKE)
    page.keyboard.press("Enter")
    page.locator('#current .turn[aria-busy="false"]').wait_for()
    expect(page.locator("#question")).to_be_focused()
    walk(page, "Shift+Tab", "number")
    page.keyboard.press("Enter")
    expect(page.locator("mark.cited")).to_be_in_viewport()
    page.keyboard.press("Escape")
    if page.locator("#reader.open").count():  # the first one closed the card
        page.keyboard.press("Escape")
    expect(page.locator("#reader.open")).to_have_count(0)
    assert page.evaluate(FOCUS)["number"]
    walk(page, "Tab", "question")


def test_nothing_moves_for_those_who_asked_for_calm(opened: Visit, double: OllamaDouble) -> None:
    page = opened.page
    double.fail("stall before headers")
    page.locator("#question").fill(STRIKE)
    page.keyboard.press("Enter")
    expect(page.locator("#current .awaited")).to_contain_text(MODEL)
    moving = "() => document.getAnimations().filter((one) => one.playState === 'running').length"
    assert page.evaluate(moving) == 0
    page.locator(".stop").click()
    expect(page.locator("#current .stopped")).to_be_visible()


@pytest.mark.parametrize(
    "opened",
    [LOOKS["wide"] | {"forced_colors": "active", "color_scheme": scheme} for scheme in SCHEMES],
    ids=SCHEMES,
    indirect=True,
)
def test_with_colours_of_ones_own_all_can_be_told_apart(
    opened: Visit, double: OllamaDouble
) -> None:
    page = opened.page
    double.reply(DOUBTFUL, prompt_eval_count=4000)
    opened.ask(STRIKE)
    number = page.locator("#current .cite .n").first
    number.click()
    expect(page.locator("mark.cited")).to_be_in_viewport()
    line = "(one) => getComputedStyle(one).borderBlockEndColor"  # backgrounds are taken away
    current = page.locator("#opened .source[aria-current=true]")
    other = page.locator("#opened .source:not([aria-current=true])")
    assert current.evaluate(line) != other.first.evaluate(line)
    ground = "(one) => getComputedStyle(one).backgroundColor"
    marked = page.locator("mark.cited").first.evaluate(ground)
    assert marked != page.locator("body").evaluate(ground)
    drawn = "(one) => getComputedStyle(one).textDecorationLine"
    doubted = page.locator("#current .claim:is(.weak, .unsupported)")
    assert {words.evaluate(drawn) for words in doubted.all()} == {"underline"}
