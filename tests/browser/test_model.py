"""The model on the page: what its reader sees while it is awaited, got, breaks off or is away."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.ollama_script import FAULTS, line
from tests.helpers.page_program import free_port, serving
from tests.helpers.visiting import Visit

QUESTION = "What happened at the fish market last week?"
MODEL = "qwen3:4b-instruct"
QUOTED = "Source sentences, no model"
BEGUN = f"Begun by {MODEL}, which broke off; 2 of 2 sentences supported"
FOLDED = re.compile(
    f"^Source sentences; the text of {MODEL} is folded: its one sentence is not supp"
)
FIRE = "A fire has destroyed a large part of the fish market on Old Quay. [S1] "
HURT = "Two people were taken to hospital with smoke poisoning. [S2] "
AFTER_THE_FIRST_WORD = re.compile("mid-stream|no done line|null line|blank line|cut ")


@pytest.fixture(scope="module")
def double() -> Iterator[OllamaDouble]:
    with OllamaDouble() as double:
        yield double


@pytest.fixture(scope="module")
def address(sample_archive: Path, double: OllamaDouble) -> Iterator[str]:
    settings = {"model": MODEL, "ollama_url": double.url, "answer_deadline": "2"}
    with serving(sample_archive, **settings) as address:
        yield address


def test_no_fault_is_shown_as_an_answer_or_as_an_exception(
    visit: Visit, double: OllamaDouble
) -> None:
    page = visit.page
    expect(page.locator("#model")).to_have_text(f"{MODEL} writes the answers.")
    for fault in FAULTS:
        double.fail(fault)
        visit.ask(QUESTION)
        broke_off = bool(AFTER_THE_FIRST_WORD.search(fault))
        expect(page.locator("#current .mode").first, fault).to_have_text(
            FOLDED if broke_off else QUOTED
        )
        expect(page.locator("#current .broken-off"), fault).to_have_count(int(broke_off))
        expect(page.locator("#current .warnings li").first, fault).to_be_visible()
        page.locator(".new").click()
        page.locator(".welcome").wait_for()
    assert page.locator(".toast-body").count() == 0  # Gradio's own way to show an exception


def test_what_is_awaited_is_named_counted_and_can_be_stopped(
    browser: Browser, sample_archive: Path, double: OllamaDouble
) -> None:
    with (
        serving(sample_archive, model=MODEL, ollama_url=double.url) as address,
        browser.new_context() as context,
    ):
        page = context.new_page()
        page.clock.install()
        page.goto(address)
        page.locator("#model .model").wait_for()
        double.fail("stall before headers")
        double.hung_up.clear()
        page.locator("#question").fill(QUESTION)
        page.keyboard.press("Enter")
        expect(page.locator("#current .awaited")).to_contain_text(MODEL)
        expect(page.locator("#spoken")).to_contain_text(MODEL)
        said = page.locator("#spoken").text_content()
        page.clock.run_for(6_000)
        expect(page.locator("#current .seconds")).to_have_text(re.compile(r"^\d+ s$"))
        assert page.locator("#spoken").text_content() == said  # the seconds are for the eye alone
        page.locator(".stop").click()
        expect(page.locator("#current .stopped")).to_be_visible()
        assert double.hung_up.wait(30)


def test_source_sentences_are_offered_for_what_broke_off(
    visit: Visit, double: OllamaDouble
) -> None:
    page = visit.page
    double.send(line(f"{FIRE}{HURT}It was "))
    visit.ask(QUESTION)
    button = page.locator(".show-instead")
    instead = page.locator(".instead")
    expect(page.locator("#current .mode").first).to_have_text(BEGUN)
    expect(instead).to_be_hidden()
    button.press("Enter")
    expect(instead.locator(".mode")).to_have_text(QUOTED)
    number = instead.locator(".n").last
    sentence = instead.locator(".card-sentence").last.text_content()
    number.click()
    expect(page.locator("mark.cited")).to_have_text(str(sentence))
    assert page.locator("#opened .source").count() == instead.locator(".n").count()

    shown = instead.locator(".answer").text_content()
    assert shown
    sent = len(double.requests)
    visit.ask("And what did he say about it?")
    assert str(sentence) in str(double.requests[sent]["messages"])  # what is shown is leant on
    expect(page.locator("#past .instead")).to_be_visible()
    page.locator("#past .show-instead").click()
    expect(page.locator("#past .instead")).to_be_hidden()


def test_two_windows_get_the_missing_model(
    visit: Visit, browser: Browser, double: OllamaDouble
) -> None:
    double.models.remove(MODEL)
    pages = [visit.page, browser.new_page()]
    for page in pages:
        page.goto(visit.address)
        expect(page.get_by_role("button", name=f"Get {MODEL}")).to_be_visible()
    double.pause = 0.2
    double.hung_up.clear()
    pages[0].locator(".get-model").click()
    expect(pages[0].locator("#pull .amount")).to_contain_text("of 9 MB")
    pages[0].get_by_role("button", name="Cancel").click()
    expect(pages[0].locator("#pull progress")).to_have_count(0)
    assert double.hung_up.wait(30)
    for page in pages:
        page.locator(".get-model").click()
        page.locator("#pull progress").wait_for()
    double.pause = 0.0
    for page in pages:
        expect(page.locator("#model")).to_have_text(f"{MODEL} writes the answers.")
        expect(page.locator("#pull progress")).to_have_count(0)
    pages[1].close()


def test_a_model_that_does_not_come_is_told_in_one_line(visit: Visit, double: OllamaDouble) -> None:
    page = visit.page
    double.models[:] = []
    page.reload()
    double.fail_pull("no such model")
    page.locator(".get-model").click()
    expect(page.locator("#pull .fault")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#pull .fault")).to_have_count(0)
    double.models[:] = [MODEL]


def test_a_server_that_goes_and_comes_back(browser: Browser, sample_archive: Path) -> None:
    port = free_port()
    with serving(sample_archive, model=MODEL, ollama_url=f"http://127.0.0.1:{port}") as address:
        visit = Visit(browser.new_page(), address)
        line_ = visit.page.locator("#model")
        with OllamaDouble(port=port):
            visit.page.goto(address)
            expect(line_).to_have_text(f"{MODEL} writes the answers.")
        visit.ask(QUESTION)
        expect(visit.page.locator("#current .mode")).to_have_text(QUOTED)
        expect(line_).to_contain_text("No Ollama server answers")
        check = visit.page.get_by_role("button", name="Check again")
        check.click()
        expect(line_).to_contain_text("No Ollama server answers")
        with OllamaDouble(port=port):
            check.click()
            expect(line_).to_have_text(f"{MODEL} writes the answers.")
        visit.page.context.close()
