"""What many articles say on one subject: each its say, in the order that the task wants."""

import pytest

from rag.answering.surveys import MANY, SURVEYS, TWINS, TWO, are_alike
from rag.query.task import Task
from rag.types import Evidence
from tests.helpers.made_evidence import make_item, make_selection, tell_of_ferry

FERRY = "What is known about the ferry?"


def days_of(items: tuple[Evidence, ...]) -> list[str]:
    return [item.published or "" for item in items]


def test_a_timeline_is_oldest_first_and_undated_last() -> None:
    days = ["2026-10-03", None, "2025-01-01", "2026-10-02"]
    shown = make_selection(FERRY, *map(tell_of_ferry, range(4), days), task="timeline")
    assert days_of(shown.evidence) == ["2025-01-01", "2026-10-02", "2026-10-03", ""]


def test_the_latest_is_newest_first() -> None:
    days = ["2026-10-03", None, "2025-01-01", "2026-10-20"]
    shown = make_selection(FERRY, *map(tell_of_ferry, range(4), days), task="latest")
    assert days_of(shown.evidence) == ["2026-10-20", "2026-10-03", "2025-01-01", ""]


@pytest.mark.parametrize("task", sorted(SURVEYS - {"summary", "latest"}))  # these take two of one
def test_in_a_survey_each_article_has_its_say_once(task: Task) -> None:
    opening, later = tell_of_ferry(1), tell_of_ferry(2, article_id="a1", start=900, end=950)
    shown = make_selection(
        FERRY, later, opening, tell_of_ferry(3, outlet="Echo"), task=task
    ).evidence
    assert [item.article_id for item in shown] == ["a1", "a3"]
    assert shown[0] == opening, "with its opening, where that fits as well"


@pytest.mark.parametrize("task", sorted(SURVEYS))
def test_in_a_survey_what_is_told_again_is_left_out(task: Task) -> None:
    again = tell_of_ferry(1, article_id="b", outlet="Echo")
    shown = make_selection(
        FERRY, tell_of_ferry(1), again, tell_of_ferry(2, outlet="Lantern"), task=task
    ).evidence
    assert [item.article_id for item in shown] == ["a1", "a2"]


def test_of_several_outlets_each_has_one() -> None:
    outlets = ["Post", "Echo", "Post", "", "", "Echo"]
    items = [tell_of_ferry(n, outlet=outlet) for n, outlet in enumerate(outlets)]
    shown = make_selection(FERRY, *items, task="outlets").evidence
    named = [item.outlet for item in shown if item.outlet]
    assert sorted(named) == ["Echo", "Post"]
    assert sum(not item.outlet for item in shown) == 2, "what names no outlet is one by itself"


def test_a_survey_is_of_articles_that_name_the_subject() -> None:
    question = "Summarise what happened to Varga"
    about = make_item(1, "Varga was elected mayor of the town.", article_id="a")
    beside = make_item(2, "The mayor of the town was elected.", article_id="b")
    assert make_selection(question, beside, about, task="summary").evidence == (about,)


def test_twins_share_nearly_all_their_words() -> None:
    one = make_item(1, "The ferry sank in the bay on Monday.")
    assert are_alike(one, make_item(2, "On Monday the ferry sank in the bay."), TWINS)
    assert not are_alike(one, make_item(2, "The seal swam in the pool on Sunday."), TWINS)
    assert not are_alike(make_item(1, "?"), make_item(2, "!"), TWINS)


def test_a_timeline_has_one_of_each_day_while_there_are_days() -> None:
    """Six articles of one day fit best; what happened on other days has its place all the same."""
    days = ["2026-10-05"] * 8 + [f"2026-10-{n:02}" for n in range(1, 5)]
    items = [tell_of_ferry(n, day) for n, day in enumerate(days)]
    cosines = [0.6] * 8 + [0.5] * 4
    told = days_of(make_selection(FERRY, *items, cosines=cosines, task="timeline").evidence)
    assert set(told) == set(days)
    assert told == sorted(told)
    assert told.count("2026-10-05") == MANY - 4, "what is left over goes to the best"


def test_a_summary_is_in_the_order_of_days_with_two_of_an_article_at_most() -> None:
    days = ["2026-10-03", "2026-10-01", "2026-10-02"]
    items = [
        tell_of_ferry(4 * n + k, day, article_id=f"a{n}", start=500 * k, end=500 * k + 40)
        for n, day in enumerate(days)
        for k in range(4)
    ]
    shown = make_selection(FERRY, *items, task="summary").evidence
    assert days_of(shown) == sorted(days_of(shown))
    counts = [days_of(shown).count(day) for day in days]
    assert counts == [TWO] * 3


def test_a_summary_says_what_most_articles_say() -> None:
    told = [
        "The captain was charged on Monday.",
        "Police charged the captain.",
        "The captain denies it.",
    ]
    items = [
        make_item(2 * n, f"The ferry: {text}", article_id=f"a{n}") for n, text in enumerate(told)
    ]
    odd = [
        make_item(2 * n + 1, f"The ferry has a {w} café with {w} chairs.", article_id=f"a{n}")
        for n, w in enumerate(["green", "blue", "white"])
    ]
    mixed = [item for pair in zip(odd, items, strict=True) for item in pair]
    shown = make_selection(FERRY, *mixed, task="summary", most=3).evidence
    assert any("captain" in item.sentence for item in shown)


@pytest.mark.parametrize("task", sorted(SURVEYS))
def test_what_asks_or_corrects_tells_nothing(task: Task) -> None:
    asks = tell_of_ferry(1, article_id="q")
    asks = make_item(1, f"{asks.sentence[:-1]}?", article_id="q", start=0, end=len(asks.sentence))
    shown = make_selection(FERRY, asks, tell_of_ferry(2), task=task).evidence
    assert [item.article_id for item in shown] == ["a2"]
