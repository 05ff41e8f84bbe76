"""Answers taken away, onto the clipboard and as files, as their reader does it."""

from pathlib import Path

from playwright.sync_api import Page, expect

from rag.export.clipboard import write_plain_text
from rag.export.formats import FORMATS
from tests.helpers.exported_json import read_export
from tests.helpers.places import TODAY
from tests.helpers.visiting import Visit

STRIKE = "What ended the rail strike?"
MARKET = "What happened at the fish market last week?"


def numbers(page: Page) -> list[str]:
    return page.locator("#current .cite .n").all_text_contents()


def saved(page: Page, format_: str, *, whole: bool) -> tuple[str, str]:
    """The name and the text of what is saved from the menu under the last answer."""
    page.locator("#current .export summary").press("Enter")
    group = page.locator(f"#current .formats{'.whole' if whole else ':not(.whole)'}")
    with page.expect_download() as download:
        group.locator(f'[data-format="{format_}"]').press("Enter")
    path = download.value.path()
    return download.value.suggested_filename, Path(path).read_bytes().decode("utf-8")


def test_what_is_exported_and_copied_is_what_the_page_shows(first_visit: Visit) -> None:
    page = first_visit.page
    first_visit.ask(STRIKE)
    page.locator("#current .export summary").click()
    expect(page.locator("#current .formats.whole")).to_be_hidden()  # there is only one answer
    page.keyboard.press("Escape")
    first_visit.ask(MARKET)
    shown = [int(n) for n in page.locator("#sources .source .n").all_text_contents()]
    for whole, questions in ((False, [MARKET]), (True, [STRIKE, MARKET])):
        _, text = saved(page, "json", whole=whole)
        export = read_export(text)
        assert export.asked == TODAY
        assert [answer.question for answer in export.answers] == questions
        last = export.answers[-1]
        assert sorted(cited.n for cited in last.citations) == sorted(shown)
        by_number = {cited.n: cited.sentence for cited in last.citations}
        assert [by_number[int(n)] for n in numbers(page)] == first_visit.cards()
        for name, format_ in FORMATS.items():
            file, written = saved(page, name, whole=whole)
            assert written == format_.write(export)
            stem = (
                "what-ended-the-rail-strike"
                if whole
                else "what-happened-at-the-fish-market-last-week"
            )
            assert file == f"clippings-{stem}{format_.suffix}"

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#current .copy").press("Enter")
    expect(page.locator(".kept-says")).to_have_text("Copied, with its references.")
    assert page.evaluate("navigator.clipboard.readText()") == write_plain_text(last)
    assert first_visit.hosts() <= {"127.0.0.1", None}


def test_where_the_clipboard_is_closed_the_text_is_offered(first_visit: Visit) -> None:
    page = first_visit.page
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined });")
    page.reload()
    page.locator("#model .model").wait_for()
    first_visit.ask(STRIKE)
    page.locator("#current .copy").click()
    box = page.locator(".by-hand textarea")
    expect(box).to_be_focused()
    export = read_export(saved(page, "json", whole=False)[1])
    expect(box).to_have_value(write_plain_text(export.answers[0]))
    box.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(box).to_have_count(0)
    expect(page.locator("#current .copy")).to_be_focused()
