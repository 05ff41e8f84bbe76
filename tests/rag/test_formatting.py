"""Days as every face writes them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.formatting import format_days


@pytest.mark.parametrize(
    ("start", "end", "written"),
    [
        ("2026-11-16", "2026-11-22", "16–22 Nov 2026"),
        ("2026-10-30", "2026-11-05", "30 Oct – 5 Nov 2026"),
        ("2025-12-29", "2026-01-04", "29 Dec 2025 – 4 Jan 2026"),
        ("2026-05-03", "2026-05-03", "3 May 2026"),
        ("2026-05-01", "2026-05-31", "May 2026"),
        ("2024-02-01", "2024-02-29", "Feb 2024"),
        ("2024-02-01", "2024-02-28", "1–28 Feb 2024"),
        ("2026-04-01", "2026-06-30", "Apr–Jun 2026"),
        ("2025-12-01", "2026-01-31", "Dec 2025 – Jan 2026"),
        ("2019-01-01", "2026-12-31", "2019–2026"),
        ("2027-01-01", "9999-12-31", "2027–9999"),
        ("9999-12-01", "9999-12-31", "Dec 9999"),
        ("2026-05-03", None, "since 3 May 2026"),
        (None, "2026-05-03", "until 3 May 2026"),
        (None, None, "any time"),
    ],
)
def test_days_are_written_briefly(start: str | None, end: str | None, written: str) -> None:
    first, last = (date.fromisoformat(day) if day else None for day in (start, end))
    assert format_days(first, last) == written


@given(st.dates(), st.dates())
def test_all_days_can_be_written(one: date, other: date) -> None:
    first, last = sorted([one, other])
    written = format_days(first, last)
    assert str(last.year) in written
    assert str(first.year) in written
