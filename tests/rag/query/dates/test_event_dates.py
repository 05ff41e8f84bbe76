"""Events that a question counts time from, dated by an archive of a year of news."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.query.dates.event_dates import find_burst
from rag.query.dates.events import Event
from rag.query.grounding import ground_request
from rag.query.parsed import Query
from rag.store.catalogue import Catalogue
from rag.store.publications import Report
from rag.types import Request, Window
from tests.helpers.newsroom import Newsroom
from tests.helpers.places import TODAY

FLOOD, ELECTION = date(2026, 3, 10), date(2026, 6, 7)


def story(day: date, title: str, text: str) -> dict[str, str]:
    """A record of an article; what follows its text makes it no copy of another."""
    more = " ".join(f"{word}{day.toordinal()}" for word in ("alpha", "beta", "gamma", "delta"))
    id_ = f"{day}-{abs(hash_of(title)) % 10**8}"
    return {"id": id_, "title": title, "published": str(day), "text": f"{text} {more}."}


def hash_of(text: str) -> int:
    return sum(ord(letter) * 31**n for n, letter in enumerate(text))


def quiet() -> Iterator[dict[str, str]]:
    """A year of news in which nothing much happens."""
    places = ["Lowmoor", "Sarne", "Hallam", "Veldt", "Orrin"]
    for week in range(43):
        day = date(2026, 1, 2) + timedelta(7 * week)
        place = places[week % 5]
        yield story(day, f"Ferry fares in {place} stay as they are", f"Fares in {place} stay.")


def flood(day: date) -> list[dict[str, str]]:
    said = f"The Sarne flood came on Tuesday, {day.day} March, said the mayor of Lowmoor."
    titles = ["Flood drives hundreds from homes in Sarne", "Sarne flood: what is known so far"]
    return [
        *(story(day + timedelta(n), title, said) for n, title in enumerate(titles)),
        story(day + timedelta(2), "Army sends boats", "The flood in Sarne is going down."),
        story(day + timedelta(150), "Sarne rebuilds", "The flood of March is still felt in Sarne."),
    ]


def election(day: date) -> list[dict[str, str]]:
    before = [day - timedelta(n) for n in (60, 45, 30)]
    after = [day, day, day + timedelta(1), day + timedelta(1), day + timedelta(3)]
    titles = ["Orr wins", "Turnout is high", "Rivals concede", "What comes next", "Results final"]
    return [
        *(
            story(one, f"Parties prepare, day {n}", "The upcoming election in Kestria is near.")
            for n, one in enumerate(before)
        ),
        *(
            story(one, f"{title} in Kestrian election", "Kestria voted in an election on Sunday.")
            for one, title in zip(after, titles, strict=True)
        ),
    ]


@pytest.fixture(scope="module")
def kestria(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """A year of news in which a river floods in March and a country votes in June."""
    room = Newsroom(tmp_path_factory.mktemp("kestria"))
    room.write_records("news.jsonl", *quiet(), *flood(FLOOD), *election(ELECTION))
    room.refresh()
    return room


@pytest.fixture
def catalogue(kestria: Newsroom) -> Iterator[Catalogue]:
    with kestria.open() as archive, archive.snapshot() as catalogue:
        yield catalogue


def grounded(catalogue: Catalogue, question: str, today: date = TODAY, **limits: object) -> Query:
    return ground_request(Request(question, today, **limits), catalogue)  # type: ignore[arg-type]


def test_an_event_becomes_a_window_that_says_what_it_rests_on(catalogue: Catalogue) -> None:
    query = grounded(catalogue, "What has Orr promised since the Kestrian election?")
    why = "“since the Kestrian election” = since 7 Jun 2026, by 5 reports in the archive"
    assert query.window == Window(ELECTION, TODAY, why)
    assert not query.hard_window
    assert query.notes == ()


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("Who helped after the Sarne flood?", FLOOD, TODAY),
        ("Who helped after the flood in Sarne?", FLOOD, TODAY),
        ("Who led before the election in Kestria?", None, ELECTION - timedelta(1)),
        ("Who led before the June election?", None, ELECTION - timedelta(1)),
        ("What was said in the days after the flooding of Sarne?", FLOOD, date(2026, 3, 17)),
        ("What has changed since the election?", ELECTION, TODAY),  # there was only one
    ],
)
def test_the_reports_of_an_event_date_it(
    catalogue: Catalogue, question: str, start: date | None, end: date
) -> None:
    window = grounded(catalogue, question).window
    assert window is not None
    assert (window.start, window.end) == (start, end)


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("What changed since the Veldt flood?", "since the Veldt flood"),
        ("What changed since the 2019 Kestrian election?", "since the 2019 Kestrian election"),
        ("What changed since the March election?", "since the March election"),
        ("What did they say after the meeting?", "after the meeting"),
        ("What did they do before the war?", "before the war"),
        ("Who helped after the flood?", "after the flood"),  # too few of its headlines
    ],
)
def test_what_the_archive_cannot_date_is_left_alone_and_said_so(
    catalogue: Catalogue, question: str, phrase: str
) -> None:
    query = grounded(catalogue, question)
    assert query.window is None
    assert query.notes == (f"“{phrase}” sets no days: the archive does not show when that was.",)


def test_what_is_only_expected_or_not_yet_published_is_not_dated(catalogue: Catalogue) -> None:
    question = "What has Orr promised since the Kestrian election?"
    assert grounded(catalogue, question, ELECTION - timedelta(1)).window is None
    later = grounded(catalogue, question, ELECTION + timedelta(10)).window
    assert later is not None
    assert (later.start, later.end) == (ELECTION, ELECTION + timedelta(10))


def test_a_time_in_the_question_comes_before_its_event(catalogue: Catalogue) -> None:
    query = grounded(catalogue, "What did Orr say in May about the time since the Sarne flood?")
    assert query.window is not None
    assert query.window.why == "“May” = May 2026"
    assert query.notes == ()


def test_the_reader_may_take_the_event_away_or_set_other_days(catalogue: Catalogue) -> None:
    question = "What has changed since the Kestrian election?"
    assert grounded(catalogue, question, use_window=False).window is None
    by_hand = Window(date(2026, 2, 1), date(2026, 4, 30), "by hand")
    query = grounded(catalogue, question, window=by_hand)
    assert (query.window, query.hard_window, query.notes) == (by_hand, True, ())


def test_a_follow_up_keeps_the_event(catalogue: Catalogue) -> None:
    history = (
        ("What has Mara Orr promised since the Kestrian election?", "Mara Orr promised it."),
    )
    query = grounded(catalogue, "and what did she say?", history=history)
    assert query.window is not None
    assert query.window.start == ELECTION


def test_an_old_event_that_is_remembered_is_not_dated(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    told = "Ten years ago the Veldt bridge collapse killed nine, and Veldt marks the anniversary."
    titles = ["Veldt remembers bridge collapse", "Bells ring for Veldt collapse", "Veldt collapse"]
    echo = [story(date(2026, 5, n), title, told) for n, title in enumerate(titles, 4)]
    room.write_records("news.jsonl", *quiet(), *echo)
    room.refresh()
    with room.open() as archive, archive.snapshot() as catalogue:
        assert grounded(catalogue, "What changed since the Veldt bridge collapse?").window is None


# --- the rule itself -----------------------------------------------------------------------------

FIRST = date(2026, 1, 1)
NAMED = Event(0, 0, "since the Kestrian vote", "since", "vote", ("Kestrian",), ())
UNNAMED = Event(0, 0, "since the vote", "since", "vote", (), ())


def reports_on(*days: tuple[date, int]) -> Sequence[Report]:
    """So many headlines on each of some days."""
    return [
        Report(f"{day}-{n}", day, 0, headline=True) for day, times in days for n in range(times)
    ]


def test_the_latest_of_equal_weeks_is_meant_if_the_event_has_a_name() -> None:
    found = reports_on((FLOOD, 5), (ELECTION, 5))
    assert find_burst(found, FIRST, NAMED, least=3) == ELECTION
    assert find_burst(found, FIRST, UNNAMED, least=3) is None


def test_an_echo_is_passed_over_and_what_lies_between_is_doubtful() -> None:
    assert find_burst(reports_on((FLOOD, 9), (ELECTION, 3)), FIRST, NAMED, least=3) == FLOOD
    assert find_burst(reports_on((FLOOD, 9), (ELECTION, 5)), FIRST, NAMED, least=3) is None


def test_what_the_archive_begins_with_may_be_older() -> None:
    assert find_burst(reports_on((FIRST, 5)), FIRST, NAMED, least=3) is None


def test_steady_news_is_no_event() -> None:
    steady = reports_on(*((FIRST + timedelta(4 * n), 2) for n in range(40)))
    assert find_burst(steady, FIRST, NAMED, least=3) is None


@given(
    st.lists(st.tuples(st.dates(FIRST, TODAY), st.integers(1, 6)), max_size=25),
    st.sampled_from([NAMED, UNNAMED]),
)
def test_a_burst_begins_on_a_day_with_reports(days: list[tuple[date, int]], event: Event) -> None:
    found = reports_on(*sorted(days))
    start = find_burst(found, FIRST, event, least=3)
    assert start is None or start in {report.day for report in found}
