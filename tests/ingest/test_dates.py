"""Dates: read as the source meant them, or not at all."""

import os
import time
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import EARLIEST, LATEST, parse_date

UNDERSTOOD = {
    "2022-05-18": "2022-05-18",
    " 2022-05-18\n": "2022-05-18",
    "20220518": "2022-05-18",
    "2022/5/8": "2022-05-08",
    "2022.05.08": "2022-05-08",
    "2022年5月18日": "2022-05-18",
    "1600-01-01": "1600-01-01",
    "2022-05-18T10:30:00Z": "2022-05-18T10:30:00+00:00",
    "2022-05-18T23:30:00-05:00": "2022-05-18T23:30:00-05:00",
    "2022-05-18T10:30:00": "2022-05-18T10:30:00",
    "2022-05-18 10:30": "2022-05-18T10:30:00",
    "2022-05-06 10:30 PM EST": "2022-05-06T22:30:00-05:00",
    "20220518T103000Z": "2022-05-18T10:30:00+00:00",
    "202205181030": "2022-05-18T10:30:00",
    "20220518103015": "2022-05-18T10:30:15",
    "20220518103015Z": "2022-05-18T10:30:15+00:00",
    "202205181030+0200": "2022-05-18T10:30:00+02:00",
    "2022-05-18+02:00": "2022-05-18",
    "20220518Z": "2022-05-18",
    "Wed, 18 May 22 10:30:00 GMT": "2022-05-18T10:30:00+00:00",
    "Wed, 20 May 87 10:30:00 +0100": "1987-05-20T10:30:00+01:00",
    "Wed, 18 May 2022 10:30:00 GMT": "2022-05-18T10:30:00+00:00",
    "Wed, 18 May 2022 10:30:00 +0200": "2022-05-18T10:30:00+02:00",
    "Wed May 18 2022 10:30:00 GMT+0200": "2022-05-18T10:30:00+02:00",
    "May 18, 2022": "2022-05-18",
    "18 May 2022": "2022-05-18",
    "January 5th 2022": "2022-01-05",
    "Published: May 18, 2022": "2022-05-18",
    "Updated May 18th, 2022 at 9:30 a.m. EDT": "2022-05-18T09:30:00-04:00",
    "18 May 2022 at 10.30am": "2022-05-18T10:30:00",
    "May 18 2022 10:30 XYZ": "2022-05-18T10:30:00",
    "13/6/2022": "2022-06-13",
    "6/13/2022": "2022-06-13",
    "5/5/2022": "2022-05-05",
    "18.05.2022": "2022-05-18",
    "5.6.2022": "2022-06-05",
    "1652869800": "2022-05-18T10:30:00+00:00",
    "1652869800.0": "2022-05-18T10:30:00+00:00",
    "1652869800000": "2022-05-18T10:30:00+00:00",
    "999999999": "2001-09-09T01:46:39+00:00",
}

NOT_UNDERSTOOD: dict[str, list[str | None]] = {
    "nothing": ["", "   ", None, "unknown", "n/a", "-"],
    "a part is missing": ["2022", "May 2022", "2022-05", "May 18", "Monday", "10:30", "Q2 2022"],
    "it reads two ways": ["5/6/2022", "05-06-2022", "22-05-18", "18 May 22", "1/2/03"],
    "it cannot be": ["2022-02-30", "2022-13-01", "2022-00-00", "20221345", "2022-05-18T25:00"],
    "no newspaper": ["0001-01-01", "1599-12-31", "9999-12-31", "2200-01-01", "0"],
    "not a date at all": ["today", "yesterday", "12345", "9" * 40, "May 18, 2022 " * 20],
}


@pytest.mark.parametrize(("given_", "expected"), UNDERSTOOD.items())
def test_understood(given_: str, expected: str) -> None:
    assert parse_date(given_) == expected


@pytest.mark.parametrize(
    ("why", "given_"), [(why, value) for why, values in NOT_UNDERSTOOD.items() for value in values]
)
def test_not_understood(why: str, given_: str | None) -> None:
    assert parse_date(given_) is None, why


@pytest.fixture
def far_from_utc() -> Iterator[None]:
    """A machine whose own zone is called GMT-ish names and lies nine hours off."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "CET-9EST"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("far_from_utc")
def test_the_zone_of_the_machine_does_not_matter() -> None:
    assert parse_date("18 May 2022 10:30 CET") == "2022-05-18T10:30:00+01:00"
    assert parse_date("18 May 2022 10:30 EST") == "2022-05-18T10:30:00-05:00"
    assert parse_date("1652869800") == "2022-05-18T10:30:00+00:00"


@given(st.dates(date(EARLIEST, 1, 1), date(LATEST, 12, 31)))
def test_every_day_in_every_common_spelling(day: date) -> None:
    spellings = ["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y", "%a, %d %b %Y"]
    assert {parse_date(day.strftime(spelling)) for spelling in spellings} == {day.isoformat()}


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(LATEST, 12, 31), timezones=st.timezones())  # noqa: DTZ001
)
def test_moments_keep_their_offset(moment: datetime) -> None:
    written = moment.isoformat()
    assert parse_date(written) == written


@given(st.text("0123456789-/.: TZ+", max_size=25) | st.text(max_size=40))
def test_whatever_comes_the_result_is_a_date_and_stays_the_same(value: str) -> None:
    result = parse_date(value)
    if result is not None:
        assert EARLIEST <= datetime.fromisoformat(result).year <= LATEST
        assert parse_date(result) == result
