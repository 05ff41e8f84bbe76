"""Conversations kept in the browser: listed, opened again, deleted, gone on with, edited."""

import json
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.visiting import Visit

STRIKE = "What ended the rail strike?"
MARKET = "What happened at the fish market last week?"
MAYOR = "Who won the run-off, and by how much?"
SHELF = "clippings.conversation."
FORBIDDEN = """
for (const kind of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, kind, { get() { throw new DOMException("no", "SecurityError"); } });
}
"""
FULL = """
const put = Storage.prototype.setItem;
window.room = Infinity;
Storage.prototype.setItem = function (key, value) {
  const others = Object.keys(this).filter((one) => one.startsWith("clippings.conv") && one !== key);
  if (key.startsWith("clippings.conv") && others.length > window.room) {
    throw new DOMException("full", "QuotaExceededError");
  }
  put.call(this, key, value);
};
"""


def shelf(page: Page) -> list[str]:
    """The titles of what the browser keeps, the oldest first."""
    found = page.evaluate(
        "Object.entries(localStorage).filter(([key]) => key.startsWith('clippings.conv'))"
        ".map(([, text]) => JSON.parse(text)).sort((a, b) => a.when - b.when)"
    )
    return [record["title"] for record in found]


def listed(page: Page) -> list[str]:
    """The titles in the list, which is opened for it and closed again."""
    page.locator(".conversations summary").click()
    expect(page.locator(".conversations .hint")).not_to_be_empty()
    titles = page.locator(".open-kept .title").all_text_contents()
    page.keyboard.press("Escape")
    return titles


def open_kept(page: Page, title: str) -> None:
    page.locator(".conversations summary").click()
    page.locator(".open-kept", has_text=title).click()
    expect(page.locator(".turn .question").first).to_have_text(title)


def anew(page: Page) -> None:
    page.get_by_role("button", name="New conversation").click()
    page.locator(".welcome").wait_for()


def numbers(page: Page) -> list[str]:
    return page.locator("#current .cite .n").all_text_contents()


def test_a_conversation_is_there_after_a_reload_and_can_be_gone_on_with(visit: Visit) -> None:
    page = visit.page
    visit.ask(STRIKE)
    visit.ask(MARKET)
    said, cited = page.locator("#current .answer").inner_text(), numbers(page)
    page.reload()
    expect(page.locator("#past .question")).to_have_text(STRIKE)
    expect(page.locator("#current .question")).to_have_text(MARKET)
    assert page.locator("#current .answer").inner_text() == said
    assert numbers(page) == cited
    expect(page.locator(".chip.window summary")).to_contain_text("“last week” = 19–25 Oct 2026")
    expect(page.locator("#question")).to_have_value("")

    sentence = visit.cards()[0]
    page.locator("#current .cite .n").first.click()
    expect(page.locator("mark.cited")).to_have_text(sentence)
    visit.ask("And who was hurt?")
    expect(page.locator("#past .turn")).to_have_count(2)
    assert shelf(page) == [STRIKE]


def test_two_conversations_are_told_apart_opened_and_deleted(visit: Visit) -> None:
    page = visit.page
    visit.ask(STRIKE)
    anew(page)
    visit.ask(MARKET)
    assert listed(page) == [MARKET, STRIKE]
    open_kept(page, STRIKE)
    expect(page.locator("#past .turn")).to_have_count(0)
    visit.ask(MAYOR)
    assert shelf(page) == [MARKET, STRIKE]  # the one that was gone on with is the newer now
    expect(page.locator("#past .question")).to_have_text(STRIKE)

    summary = page.locator(".conversations summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=f"Delete “{MARKET}”").press("Enter")
    assert shelf(page) == [STRIKE]
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    undo.press("Enter")
    assert shelf(page) == [MARKET, STRIKE]

    page.get_by_role("button", name=f"Delete “{STRIKE}”").click()  # the one that is shown
    page.locator(".welcome").wait_for()
    page.reload()
    page.locator(".welcome").wait_for()
    assert listed(page) == [MARKET]


def test_all_are_deleted_only_when_it_is_meant(visit: Visit) -> None:
    page = visit.page
    visit.ask(STRIKE)
    anew(page)
    visit.ask(MARKET)
    page.locator(".conversations summary").click()
    page.get_by_role("button", name="Delete all").click()
    keep = page.get_by_role("button", name="Keep them")
    expect(keep).to_be_focused()
    keep.press("Enter")
    assert shelf(page) == [STRIKE, MARKET]
    page.get_by_role("button", name="Delete all").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.locator(".welcome").wait_for()
    assert shelf(page) == []
    expect(page.locator(".conversations .hint")).to_contain_text("No conversations yet")


def test_garbage_in_the_storage_is_passed_over(visit: Visit) -> None:
    page = visit.page
    visit.ask(STRIKE)
    hostile = "<img src=x onerror=ran.push(1)>"
    page.evaluate(
        """([shelf, hostile]) => {
          const put = (name, value) => localStorage.setItem(shelf + name, value);
          put("a", "{");
          put("b", "null");
          put("c", JSON.stringify({ title: [], when: 1, kept: {} }));
          const kept = { version: 1, turns: [hostile] };
          put("d", JSON.stringify({ title: hostile, when: 2, kept }));
          put("e", JSON.stringify({ title: "older", when: 1, kept: { version: 0 } }));
        }""",
        [SHELF, hostile],
    )
    assert listed(page) == [STRIKE, hostile, "older"]
    for title, why in ((hostile, "is damaged"), ("older", "another version")):
        page.locator(".conversations summary").click()
        page.locator(".open-kept", has_text=title).click()
        expect(page.locator(".kept-says")).to_contain_text(why)
        expect(page.locator("#current .question")).to_have_text(STRIKE)
    visit.ask(MARKET)
    expect(page.locator("#past .question")).to_have_text(STRIKE)
    assert page.evaluate("window.ran") == []


def test_the_oldest_go_when_there_are_too_many_or_too_large_ones(visit: Visit) -> None:
    page = visit.page
    page.evaluate(
        """(shelf) => {
          for (let n = 0; n < 30; n++) {
            const record = { title: `old ${n}`, when: n + 1, kept: { pad: "x".repeat(130_000) } };
            localStorage.setItem(shelf + n, JSON.stringify(record));
          }
        }""",
        SHELF,
    )
    visit.ask(STRIKE)
    expect(page.locator(".kept-says")).to_have_text(
        "The oldest conversation was dropped to make room."
    )
    assert shelf(page) == [*(f"old {n}" for n in range(1, 30)), STRIKE]
    page.evaluate(
        "(key) => localStorage.setItem(key, JSON.stringify("
        "{ title: 'large', when: 31, kept: { pad: 'x'.repeat(500_000) } }))",
        f"{SHELF}29",
    )
    visit.ask(MARKET)
    expect(page.locator(".kept-says")).to_have_text(re.compile("The [0-9] oldest conversations"))
    assert shelf(page)[-2:] == ["large", STRIKE]


def test_a_full_storage_gives_up_the_oldest_and_then_says_so(
    browser: Browser, address: str
) -> None:
    context = browser.new_context()
    context.add_init_script(FULL)
    visit = Visit(context.new_page(), address)
    page = visit.page
    page.goto(address)
    page.locator("#model .model").wait_for()
    visit.ask(STRIKE)
    anew(page)
    page.evaluate("window.room = 0")
    visit.ask(MARKET)
    expect(page.locator(".kept-says")).to_contain_text("dropped to make room")
    assert shelf(page) == [MARKET]
    page.evaluate("window.room = -1")
    visit.ask(MAYOR)
    expect(page.locator(".kept-says")).to_contain_text("no room left")
    expect(page.locator("#past .question")).to_have_text(MARKET)  # the page goes on all the same
    context.close()


def test_without_any_storage_the_page_works_and_says_what_is_missing(
    browser: Browser, address: str
) -> None:
    context = browser.new_context()
    context.add_init_script(FORBIDDEN)
    visit = Visit(context.new_page(), address)
    page = visit.page
    page.goto(address)
    page.locator("#model .model").wait_for()
    visit.ask(STRIKE)
    visit.ask(MARKET)
    expect(page.locator("#past .question")).to_have_text(STRIKE)
    page.locator(".conversations summary").click()
    expect(page.locator(".conversations .hint")).to_contain_text("lets no page keep anything")
    context.close()


def test_a_duplicated_tab_goes_on_under_a_name_of_its_own(visit: Visit) -> None:
    page = visit.page
    visit.ask(STRIKE)
    name = page.evaluate("sessionStorage.getItem('clippings.open')")
    other = Visit(page.context.new_page(), visit.address)
    other.page.goto(visit.address)
    other.page.locator("#model .model").wait_for()
    other.page.evaluate("(name) => sessionStorage.setItem('clippings.open', name)", name)
    other.page.reload()
    expect(other.page.locator("#current .question")).to_have_text(STRIKE)
    visit.ask(MARKET)
    other.ask(MAYOR)
    page.reload()
    expect(page.locator("#current .question")).to_have_text(MARKET)
    other.page.reload()
    expect(other.page.locator("#current .question")).to_have_text(MAYOR)
    assert shelf(page) == [STRIKE, STRIKE]


def test_an_edited_question_replaces_what_followed_it(visit: Visit) -> None:
    page = visit.page
    visit.ask(STRIKE)
    visit.ask(MARKET)
    page.locator("#question").fill("a draft")
    page.locator("#past .edit").press("Enter")
    box = page.locator("#question")
    expect(box).to_be_focused()
    expect(box).to_have_value(STRIKE)
    expect(page.locator("#editing-says")).to_have_text(
        "Asking replaces question 1 and the one after it."
    )
    page.locator(".cancel-edit").click()
    expect(page.locator("#editing-says")).to_be_hidden()
    expect(box).to_have_value("a draft")

    page.locator("#past .edit").click()
    visit.ask(MAYOR)
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator("#editing-says")).to_be_hidden()
    visit.ask(MARKET)
    expect(page.locator("#past .question")).to_have_text(MAYOR)  # only that one was replaced
    page.locator("#current .repeat").click()
    page.locator('#current .turn[aria-busy="false"]').wait_for()
    expect(page.locator(".turn")).to_have_count(2)


@pytest.mark.parametrize("visit", [(320, 640), (390, 844)], indirect=True)
def test_on_a_phone_all_of_it_can_be_pressed(visit: Visit) -> None:
    page = visit.page
    visit.ask(STRIKE)
    page.locator("#current .export summary").click()
    for button in page.locator("#current .actions :is(button, summary):visible").all():
        assert (button.bounding_box() or {"height": 0})["height"] >= 44
    page.keyboard.press("Escape")
    page.locator(".conversations summary").click()
    for button in page.locator(".conversations .panel button:visible").all():
        assert (button.bounding_box() or {"height": 0})["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert json.loads(page.evaluate("JSON.stringify(window.ran)")) == []
