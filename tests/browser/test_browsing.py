"""The page in a real browser: ask, cite, click, and read the cited sentence in its article."""

import pytest
from playwright.sync_api import expect

from rag.retrieval.search import Archive
from tests.helpers.visiting import Visit

QUESTION = "What happened at the fish market last week?"


def test_from_a_question_to_the_sentence_it_rests_on(visit: Visit, sample: Archive) -> None:
    page = visit.page
    expect(page.locator(".welcome")).to_contain_text("61 articles of 7 outlets")
    visit.ask(QUESTION)
    expect(page.locator("#current .mode")).to_have_text("Source sentences, no model")
    expect(page.locator(".chip.window summary")).to_contain_text("“last week” = 19–25 Oct 2026")

    numbers = page.locator("#current .cite .n")
    in_text = [int(number) for number in numbers.all_text_contents()]
    in_list = page.locator("#sources .source .n").all_text_contents()
    assert in_text
    assert sorted(set(in_text)) == [int(number) for number in in_list]

    for place, sentence in enumerate(visit.cards()):
        numbers.nth(place).click()
        mark = page.locator(f'mark.cited[data-n="{in_text[place]}"]')
        expect(mark).to_be_in_viewport()
        assert mark.text_content() == sentence
        title = page.locator("#article h2").text_content()
        (article,) = [found for found in sample.articles() if found.title == title]
        assert sentence in article.text
        assert page.locator("#opened [aria-current] .headline").text_content() == title


def test_no_request_leaves_the_machine(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.page.locator("#current .cite .n").first.click()
    visit.page.locator("mark.cited").wait_for()
    assert visit.hosts() == {"127.0.0.1"}
    policy = visit.page.request.get(visit.address).headers["content-security-policy"]
    assert "connect-src 'self'" in policy


def test_a_hostile_article_is_only_read(visit: Visit) -> None:
    page = visit.page
    visit.ask("What did the auditors of the Quillfeather ferry find?")
    cards = visit.cards()
    assert any("onerror" in sentence for sentence in cards)  # it is quoted, as text
    for place, sentence in enumerate(cards):
        number = page.locator("#current .cite .n").nth(place)
        number.hover()
        number.click()
        expect(page.locator(f'mark.cited[data-n="{number.text_content()}"]')).to_be_in_viewport()
        assert page.locator("mark.cited").text_content() == sentence
    expect(page.locator("#article")).to_contain_text("<b onclick=ran.push(4)>Ann</b>")
    assert page.locator("#article a, #desk img, #desk svg, #desk script").count() == 0
    assert page.evaluate("window.ran") == []
    assert visit.hosts() == {"127.0.0.1"}


def test_a_time_window_is_set_removed_and_asked_again(visit: Visit) -> None:
    page = visit.page
    chip = page.locator(".chip.window summary")
    again = page.locator("#window .again")
    in_march = page.locator('#sources time[datetime^="2026-03"]')
    visit.ask(QUESTION)
    expect(in_march).to_have_count(0)

    chip.click()
    page.get_by_label("From", exact=True).fill("2026-03-01")
    page.get_by_label("To", exact=True).fill("2026-03-31")
    page.get_by_role("button", name="Only these days").click()
    expect(chip).to_contain_text("Mar 2026 set by you")
    again.click()
    expect(in_march).not_to_have_count(0)
    assert in_march.count() == page.locator("#sources .source").count()

    page.get_by_role("button", name="Remove the time window").click()
    expect(chip).to_contain_text("Any time")
    again.click()
    expect(in_march).to_have_count(0)
    expect(chip).to_contain_text("Any time")
    expect(page.locator(".turn")).to_have_count(1)  # asked again, not asked anew


def test_only_the_chosen_outlets_are_asked(visit: Visit) -> None:
    page = visit.page
    page.locator(".chip.outlets summary").click()
    page.get_by_label("Harbour Post").check()
    page.keyboard.press("Escape")
    visit.ask(QUESTION)
    origins = page.locator("#sources .origin").all_text_contents()
    assert origins
    assert all(origin.startswith("Harbour Post") for origin in origins)


@pytest.mark.parametrize("visit", [(320, 640), (390, 844)], indirect=True)
def test_on_a_phone_the_reader_slides_over_and_away(visit: Visit) -> None:
    page = visit.page
    visit.ask(QUESTION)
    reader = page.locator("#reader")
    expect(reader).not_to_be_in_viewport()
    number = page.locator("#current .cite .n").first
    number.click()
    expect(page.locator("mark.cited")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    expect(reader).not_to_be_in_viewport()
    expect(number).to_be_focused()


def test_a_number_shows_its_card_by_keyboard(visit: Visit) -> None:
    page = visit.page
    visit.ask(QUESTION)
    page.locator("#current .cite .n").first.focus()
    page.keyboard.press("Tab")
    expect(page.locator("#card")).to_contain_text(visit.cards()[1])
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()
