"""Articles over time: every one is drawn, or said to be left out."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.web.archive_tab import histogram
from rag.web.archive_tab.histogram import count_series, render_plot
from tests.helpers.archive_tab import tree, words

HOSTILE = '<img src=x onerror=alert(1)>" onclick="alert(2)'

DAYS = st.lists(
    st.tuples(
        st.sampled_from(["Echo", "Herald", "Post", "", "Sun", "Star", "Moon", "Sky"]),
        st.dates(date(1900, 1, 1), date(2026, 12, 31)),
        st.integers(1, 50),
    ),
    min_size=1,
    max_size=40,
).map(lambda days: sorted(days, key=lambda one: (one[1], one[0])))


@given(days=DAYS)
def test_every_article_is_drawn_or_said_to_be_left_out(days: histogram.DayCounts) -> None:
    drawn = count_series(days)
    assert drawn is not None
    total = sum(count for _, _, count in days)
    assert sum(bar.total() for bar in drawn.bars) + drawn.earlier + drawn.later == total
    assert max(drawn.earlier, drawn.later) <= histogram.STRAY * total
    assert drawn.unit.name == "decade" or len(drawn.bars) <= histogram.BARS
    assert {name for bar in drawn.bars for name in bar} <= set(drawn.names)
    root = tree(render_plot(drawn))
    assert len(root.findall(".//tbody/tr")) == len([bar for bar in drawn.bars if bar])
    for group in root.findall(".//svg/svg/g[title]"):
        bars = [one for one in group if one.tag == "rect"]
        assert sum(float(bar.get("height", "").rstrip("%")) for bar in bars) <= 100.01
        assert all(float(bar.get("y", "").rstrip("%")) > -0.01 for bar in bars)


@pytest.mark.parametrize(
    ("span", "unit", "bars", "name"),
    [
        (0, "day", 1, "1 Feb 2024"),
        (40, "day", 41, "1 Feb 2024"),
        (365, "month", 12, "February 2024"),
        (3650, "year", 11, "2024"),
        (40_000, "decade", 12, "2020s"),
    ],
)
def test_the_unit_fits_the_span(span: int, unit: str, bars: int, name: str) -> None:
    first = date(2024, 2, 1)
    drawn = count_series([("Echo", first, 1), ("Echo", first + timedelta(days=span), 1)])
    assert drawn is not None
    assert (drawn.unit.name, len(drawn.bars), drawn.name(0)) == (unit, bars, name)


def test_a_stray_date_does_not_squeeze_the_rest() -> None:
    days = [("Echo", date(1970, 1, 1), 1), *(("Echo", date(2026, 5, n), 10) for n in range(1, 31))]
    drawn = count_series(days)
    assert drawn is not None
    assert (drawn.unit.name, drawn.earlier, len(drawn.bars)) == ("day", 1, 30)
    assert "Not drawn: 1 article before 1 May 2026" in words(tree(render_plot(drawn)))


def test_many_outlets_are_drawn_as_others() -> None:
    day = date(2026, 5, 4)
    drawn = count_series([(f"Outlet {n}", day, 10 - n) for n in range(8)])
    assert drawn is not None
    assert len(drawn.names) == histogram.NAMED + 1
    assert drawn.bars == (
        Counter({f"Outlet {n}": 10 - n for n in range(5)} | {drawn.names[-1]: 5 + 4 + 3}),
    )
    assert "Other outlets" in words(tree(render_plot(drawn)))
