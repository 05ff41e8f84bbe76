"""A later day supersedes, an opinion or another outlet of the same week does not."""

from hypothesis import given
from hypothesis import strategies as st

from rag.answering.figures.superseding import (
    find_differing,
    find_superseded,
    format_later,
    is_tie,
    list_figures,
)
from rag.formatting import format_published
from rag.query.parsed import ParsedQuestion
from rag.types import Evidence
from tests.helpers.places import TODAY
from tests.helpers.statements import make_item

COST = ParsedQuestion("How much will the Gannet Bridge cost?", TODAY)
DEAD = ParsedQuestion("How many people died in the Orrin fire?", TODAY)
FINE = ParsedQuestion("Who built the Gannet Bridge?", TODAY)


def cost(n: int, day: str | None, outlet: str = "Post", **more: str) -> Evidence:
    return make_item(f"The Gannet Bridge will cost {n} million crowns.", day, outlet, **more)


def toll(n: int, day: str, outlet: str = "Post") -> Evidence:
    return make_item(f"The Orrin fire killed {n} people.", day, outlet)


OLD, NEW = cost(538, "2025-09-23"), cost(611, "2026-03-12", "Echo")


def test_the_newest_other_value_supersedes_all_older_ones() -> None:
    first = cost(412, "2025-01-16")
    again = cost(611, "2026-10-22", "Courier")
    found = find_superseded([NEW, first, OLD, again], COST)
    assert [(item, by.item, by.figure.text) for item, by in found] == [
        (first, again, "611 million"),
        (OLD, again, "611 million"),
    ]


def test_what_supersedes_nothing() -> None:
    opinion = cost(700, "2026-10-01", section="Opinion")
    headed = cost(700, "2026-10-01", title="Opinion: too dear")
    rounded = make_item("The Gannet Bridge will cost about 540 million crowns.", "2026-10-01")
    other = make_item("The Gannet Bridge will cost 700 million euros.", "2026-10-01")
    week = cost(700, "2025-09-30", "Echo")
    far = cost(9, "2026-10-01")
    undated = cost(700, None)
    for item in (opinion, headed, rounded, other, week, far, undated):
        assert find_superseded([OLD, item], COST) == [], item.sentence
    assert find_superseded([OLD, NEW], FINE) == []


def test_an_outlet_corrects_itself_within_the_week() -> None:
    assert find_superseded([toll(12, "2026-10-01"), toll(14, "2026-10-02")], DEAD)
    other = cost(700, "2025-09-25", "Echo")
    assert find_superseded([OLD, cost(700, "2025-09-25")], COST)
    assert not find_superseded([OLD, other], COST)


def test_a_toll_is_superseded_by_the_largest_of_a_later_day() -> None:
    first, small, large = toll(12, "2026-10-01"), toll(14, "2026-10-02"), toll(16, "2026-10-02")
    late = toll(15, "2026-10-03", "Echo")
    assert [new.item for _, new in find_superseded([first, small, large], DEAD)] == [large]
    assert [old for old, _ in find_superseded([large, late], DEAD)] == []
    assert [str(one.figure.text) for one in list_figures([first, large, small, late], DEAD)] == [
        "12",
        "16",
    ]


def test_two_outlets_of_one_week_are_a_tie() -> None:
    one, other = toll(12, "2026-10-01"), toll(14, "2026-10-01", "Echo")
    assert is_tie([one, other], DEAD)
    assert [(item, rival.item) for item, rival in find_differing([one, other], DEAD)] == [
        (one, other),
        (other, one),
    ]
    assert not is_tie([one, toll(14, "2026-10-02", "Echo")], DEAD)
    assert is_tie([OLD, cost(700, "2025-09-30", "Echo")], COST)
    assert not is_tie([OLD, cost(700, "2025-10-01", "Echo")], COST)
    assert is_tie([make_item("It burnt."), one, other], DEAD)  # of the same article
    assert not is_tie([one, toll(12, "2026-10-01", "Echo")], DEAD)
    assert not is_tie([make_item("It burnt.", outlet="Gazette"), one, other], DEAD)
    assert not is_tie([], DEAD)


def test_a_part_is_no_rival_of_the_whole() -> None:
    march = ParsedQuestion("How many people marched?", TODAY)
    part = make_item("Some 2,000 people from Orrin came to march.", "2026-04-20")
    whole = make_item("The organisers saw 12,000 people at the protest.", "2026-04-20")
    police = make_item("Police counted 6,500 participants in the march.", "2026-04-19", "Echo")
    assert find_differing([part, police], march) == []
    assert [one for one, _ in find_differing([part, whole, police], march)] == [whole, police]
    assert is_tie([part, whole, police], march)


def test_the_values_oldest_first_from_the_day_on_which_each_was_first_stated() -> None:
    later = cost(611, "2026-10-22", "Courier")
    found = list_figures([later, OLD, NEW], COST)
    assert [(one.figure.text, one.figure.unit, str(one.since), one.item) for one in found] == [
        ("538 million", "crowns", "2025-09-23", OLD),
        ("611 million", "crowns", "2026-03-12", NEW),
    ]
    assert list_figures([NEW, later], COST) == []
    opinion = cost(700, "2026-11-01", section="Opinion")
    assert list_figures([OLD, opinion], COST) == []
    assert list_figures([toll(12, "2026-10-01"), toll(14, "2026-10-01", "Echo")], DEAD) == []
    assert list_figures([OLD, NEW], FINE) == []


def test_a_value_that_is_only_said_to_have_gone_before_comes_first_and_has_no_day() -> None:
    item = make_item("The Gannet Bridge will cost 538 million crowns instead of 412 million.")
    found = list_figures([item], COST)
    assert [(one.figure.text, one.since) for one in found] == [
        ("412 million", None),
        ("538 million", TODAY.replace(day=1)),
    ]


def test_an_earlier_value_in_plain_text() -> None:
    [(older, newer)] = find_superseded([OLD, NEW], COST)
    assert older == OLD
    day = format_published(NEW.published)
    assert format_later(newer) == f"said earlier; later report: 611 million, {day}"


@given(st.lists(st.tuples(st.integers(50, 120), st.integers(1, 28), st.sampled_from("AB"))))
def test_what_supersedes_is_newer_and_another_value(rows: list[tuple[int, int, str]]) -> None:
    items = [cost(n, f"2026-02-{day:02}", outlet) for n, day, outlet in rows]
    for older, newer in find_superseded(items, COST):
        assert older.published is not None
        assert newer.item.published is not None
        assert newer.item.published > older.published
        assert newer.item.sentence != older.sentence
    days = [one.since for one in list_figures(items, COST)]
    assert days == sorted(days, key=str)
