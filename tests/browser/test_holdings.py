"""The archive tab in a real browser: by keyboard, its figures, its articles, and the refresh."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from rag.retrieval.search import Archive
from tests.helpers.page_program import serving
from tests.helpers.sharing import copy_archive
from tests.helpers.visiting import Visit

KITES = {
    "id": "kites",
    "title": "Kites of Brindle banned from the pier",
    "outlet": "Brindle Kite Courier",
    "published": "2026-10-29",
    "text": "The council of Brindle has banned kites from its pier. Forty kites were lost there in "
    "September, the harbour master Odo Quill said.",
}


@pytest.fixture(scope="module")
def open_house(sample_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """A page that may refresh its archive, which nobody else uses. Its sources: `path / news`."""
    folder = tmp_path_factory.mktemp("open")
    copy_archive(sample_archive, folder / "archive")
    (folder / "news").mkdir()
    with serving(folder / "archive", "--model", "none", "--allow-ingest") as address:
        yield Visit(page=None, address=f"{address} {folder}")  # type: ignore[arg-type]


def open_tab(page: Page) -> None:
    page.get_by_role("tab", name="Archive").click()
    expect(page.locator("#figures .numbers")).to_be_visible()


def test_the_tabs_by_keyboard_and_by_address(visit: Visit) -> None:
    page = visit.page
    ask, archive = page.get_by_role("tab", name="Ask"), page.get_by_role("tab", name="Archive")
    panel = page.get_by_role("tabpanel", name="Archive")
    expect(ask).to_have_attribute("aria-selected", "true")
    expect(panel).to_be_hidden()
    ask.focus()
    page.keyboard.press("ArrowRight")
    expect(archive).to_be_focused()
    expect(archive).to_have_attribute("aria-selected", "true")
    expect(panel).to_be_visible()
    expect(page.get_by_role("tabpanel", name="Ask")).to_be_hidden()
    assert page.url.endswith("#archive")
    page.keyboard.press("Tab")
    assert not ask.evaluate("tab => tab === document.activeElement")  # one stop for both tabs
    archive.focus()
    page.keyboard.press("Home")
    expect(ask).to_be_focused()
    expect(page.locator("#question")).to_be_visible()
    assert "#" not in page.url
    page.go_back()
    expect(panel).to_be_visible()
    page.reload()
    expect(page.locator("#figures .numbers")).to_be_visible()
    expect(page.get_by_role("tab", name="Archive")).to_have_attribute("aria-selected", "true")


def test_plot_table_and_figures_are_those_of_the_catalogue(
    visit: Visit, hostile_archive: Path, sample: Archive
) -> None:
    page = visit.page
    open_tab(page)
    with Archive(hostile_archive, sample.embedder) as archive:
        articles = list(archive.articles())
    months = Counter(f"{one.day:%B} {one.day.year}" for one in articles if one.day)
    page.get_by_text("The figures as a table").click()
    rows = page.locator(".over-time tbody tr")
    told = {
        row.locator("th").inner_text(): row.locator("td").last.inner_text() for row in rows.all()
    }
    assert {month: int(count) for month, count in told.items()} == months
    titles = page.locator(".plot g > title").all_text_contents()
    assert [title.partition(":")[0] for title in titles] == list(told)
    assert [re.findall(r": (\d+) article", title)[0] for title in titles] == list(told.values())
    heights = page.locator(".plot .field > g:not(.grid)").evaluate_all(
        "groups => groups.map(group => group.getBoundingClientRect().height)"
    )
    tallest, most = max(heights), max(months.values())
    for height, count in zip(heights, told.values(), strict=True):
        assert abs(height - tallest * int(count) / most) < 2  # pixels

    outlets = Counter(one.outlet for one in articles)
    cells = page.locator(".outlets tbody tr").all()
    assert {
        row.locator("th").inner_text(): int(row.locator("td").first.inner_text()) for row in cells
    } == outlets
    expect(page.locator("#condition")).to_contain_text("whole")
    assert page.evaluate("window.ran") == []
    assert visit.hosts() == {"127.0.0.1"}


@pytest.mark.parametrize("visit", [(1280, 800), (320, 640)], indirect=True)
def test_an_article_of_the_list_is_read_and_left(visit: Visit, sample: Archive) -> None:
    page = visit.page
    open_tab(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    first = page.locator(".newest .headline-of").first
    title = first.locator(".headline").inner_text()
    for _ in range(2):  # the second time nothing of the article has to change
        first.click()
        expect(page.locator("#article h2")).to_have_text(title)
        expect(page.locator("#article .text")).to_be_in_viewport()
        page.keyboard.press("Escape")
        expect(page.locator("#article")).not_to_be_in_viewport()
        expect(first).to_be_focused()
    (article,) = [one for one in sample.articles() if one.title == title]
    assert page.locator("#article .text p").first.text_content() == article.text.split("\n\n")[0]


def test_without_the_flag_nothing_can_be_refreshed(visit: Visit) -> None:
    page = visit.page
    open_tab(page)
    expect(page.locator("#condition")).to_contain_text("whole")
    assert page.locator("form#refresh, #progress .outcome").count() == 0
    config = page.request.get(f"{visit.address}config").json()
    names = {event for one in config["dependencies"] for _, event in one["targets"]}
    assert {"ask", "look", "read"} <= names
    assert {"refresh", "confirm", "follow", "call_off"}.isdisjoint(names)


def test_a_refresh_brings_an_article_that_can_be_asked_about(
    browser: Browser, open_house: Visit
) -> None:
    address, _, folder = open_house.address.partition(" ")
    news = Path(folder) / "news"
    (news / "kites.jsonl").write_text(json.dumps(KITES), encoding="utf-8")
    (news / "broken.json").write_text('{"title": ', encoding="utf-8")
    visit = Visit(browser.new_page(), address)
    page = visit.page
    page.goto(f"{address}#archive")
    named = page.get_by_label("Refresh from")
    expect(named).to_have_value(re.compile("corpus$"))
    named.fill(str(news))
    page.get_by_role("button", name="Refresh").click()
    outcome = page.locator("#progress .outcome")
    expect(outcome).to_contain_text("Refreshed.", timeout=120_000)
    expect(outcome.locator(".counts")).to_contain_text("added1")
    expect(outcome.locator(".notes.fault")).to_contain_text("broken.json")
    expect(outcome.locator(".notes.fault")).to_contain_text("not JSON")

    expect(page.locator(".newest .headline").first).to_have_text(KITES["title"])
    expect(page.locator(".facts")).to_contain_text("61 articles")
    expect(page.locator(".outlets tbody")).to_contain_text(KITES["outlet"])
    page.get_by_role("tab", name="Ask").click()
    expect(page.locator(".welcome")).to_contain_text("61 articles")
    page.locator(".chip.outlets summary").click()
    page.get_by_label(KITES["outlet"]).check()
    page.keyboard.press("Escape")
    visit.ask("How many kites were lost at the pier of Brindle?")
    assert any("Forty kites were lost" in sentence for sentence in visit.cards())

    page.goto(address)  # and whoever comes later finds the same
    expect(page.locator(".facts")).to_contain_text("61 articles")
    page.close()


def test_what_cannot_be_refreshed_is_told(browser: Browser, open_house: Visit) -> None:
    address, _, folder = open_house.address.partition(" ")
    page = browser.new_page()
    page.goto(f"{address}#archive")
    outcome = page.locator("#progress .outcome")
    for named, said in {
        f"{folder}/nowhere": "There is no file or folder",
        " ": "Name at least one file, folder or address",
        "http://127.0.0.1:9/feed": "refused",
    }.items():
        page.get_by_label("Refresh from").fill(named)
        page.get_by_role("button", name="Refresh").click()
        expect(outcome).to_contain_text(said, timeout=60_000)
        expect(page.locator("#progress [data-running]")).to_have_count(0)
    page.close()


def test_a_refresh_is_seen_from_every_tab_and_can_be_cancelled(
    browser: Browser, open_house: Visit
) -> None:
    address, _, folder = open_house.address.partition(" ")
    many = Path(folder) / "many.jsonl"
    mills = (
        {"id": f"mill {n}", "text": " ".join(f"Mill {n} ground {n * k} sacks." for k in range(99))}
        for n in range(300)
    )
    many.write_text("".join(json.dumps(mill) + "\n" for mill in mills), encoding="utf-8")
    pages = [browser.new_page(), browser.new_page()]
    outcomes = [page.locator("#progress .outcome") for page in pages]
    for page in pages:
        page.goto(f"{address}#archive")
        page.locator("form#refresh").wait_for()
    before = pages[0].locator(".facts").inner_text()
    pages[0].get_by_label("Refresh from").fill(str(many))
    for page, outcome in zip(pages, outcomes, strict=True):
        page.get_by_role("button", name="Refresh").click()
        expect(outcome.get_by_role("button", name="Cancel")).to_be_visible()
    expect(outcomes[1]).to_contain_text("running already")
    expect(outcomes[0]).to_contain_text("passages", timeout=60_000)
    outcomes[1].get_by_role("button", name="Cancel").click()
    for page, outcome in zip(pages, outcomes, strict=True):
        expect(outcome).to_contain_text("Cancelled. The archive is as it was")
        expect(page.locator(".facts")).to_have_text(before)
        page.close()
