"""A question fitted to the archive: empty windows are widened in sight, and old sources told of."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.freshness import write_age_note
from rag.errors import UsageError
from rag.query.grounding import ground_request
from rag.query.parsed import ParsedQuestion, Query
from rag.query.widening import widen_to_published, widen_window
from rag.retrieval.search import Archive
from rag.store.catalogue import Catalogue
from rag.store.filters import Filter
from rag.store.publications import find_published_span
from rag.types import Request, Window
from tests.helpers.asking import STRIKE, pipeline
from tests.helpers.newsroom import Newsroom

TODAY = date(2022, 11, 22)  # a Tuesday
NEWEST = date(2022, 8, 31)


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """An archive of two outlets that ended on 31 August 2022."""
    room = Newsroom(tmp_path_factory.mktemp("ended"))
    days = [("Echo", "2021-01-04"), ("Echo", "2022-06-20"), ("Herald", "2022-08-20")]
    room.write_records(
        "news.jsonl",
        *(
            {
                "id": f"{outlet} {day}",
                "title": f"The {outlet} of {day}",
                "text": f"The ferry of {day} was late, the {outlet} found.",
                "published": day,
                "outlet": outlet,
            }
            for outlet, day in [*days, ("Echo", str(NEWEST))]
        ),
    )
    room.refresh()
    return room


@pytest.fixture
def catalogue(ended: Newsroom) -> Iterator[Catalogue]:
    with ended.open() as archive, archive.snapshot() as catalogue:
        yield catalogue


def grounded(catalogue: Catalogue, question: str, today: date = TODAY, **limits: object) -> Query:
    return ground_request(Request(question, today, **limits), catalogue)  # type: ignore[arg-type]


def test_a_window_with_news_in_it_stays(catalogue: Catalogue) -> None:
    query = grounded(catalogue, "Which ferry was found in August?")
    assert query.window == Window(date(2022, 8, 1), NEWEST, "“August” = Aug 2022")
    assert query.notes == ()


def test_an_empty_window_is_widened_by_its_own_length(catalogue: Catalogue) -> None:
    query = grounded(catalogue, "Why was the ferry late on 1 September 2022?")
    assert query.window is not None
    assert (query.window.start, query.window.end) == (NEWEST, date(2022, 9, 2))
    assert query.window.why == ("“1 September 2022” = 1 Sep 2022, widened to 31 Aug – 2 Sep 2022")
    assert query.notes == (
        "Nothing in the archive was published then (“1 September 2022” = 1 Sep 2022); its newest "
        "article is of 31 Aug 2022; the days are widened to 31 Aug – 2 Sep 2022.",
    )


def test_then_by_three_times_its_length(catalogue: Catalogue) -> None:
    window = grounded(catalogue, "Why was the ferry late on 17 June 2022?").window
    assert window is not None
    assert (window.start, window.end) == (date(2022, 6, 14), date(2022, 6, 20))


def test_then_to_the_nearest_days_within_a_year(catalogue: Catalogue) -> None:
    query = grounded(catalogue, "What happened this week?")
    assert query.window is not None
    assert (query.window.start, query.window.end) == (NEWEST - timedelta(8), TODAY)
    assert not query.hard_window


def test_all_days_are_shown_of_an_archive_that_ended_long_ago(catalogue: Catalogue) -> None:
    query = grounded(catalogue, "What happened this week?", date(2026, 11, 22))
    assert query.window is None
    assert query.notes == (
        "Nothing in the archive was published then (“this week” = 15–22 Nov 2026); its newest "
        "article is of 31 Aug 2022; all days are shown.",
    )


def test_what_the_reader_set_is_a_limit_and_is_not_widened(catalogue: Catalogue) -> None:
    by_hand = Window(date(2022, 6, 10), date(2022, 6, 16), "")
    query = grounded(catalogue, "Why was the ferry late?", window=by_hand)
    assert (query.hard_window, query.window, query.notes) == (True, by_hand, ())


def test_days_whose_last_lies_before_the_first_are_refused(catalogue: Catalogue) -> None:
    turned = Window(date(2022, 6, 16), date(2022, 6, 10), "")
    with pytest.raises(UsageError, match="16 Jun 2022 to 10 Jun 2022 are none"):
        grounded(catalogue, "Why was the ferry late?", window=turned)


def test_without_a_reader_to_tell_a_window_stays_as_it_is(catalogue: Catalogue) -> None:
    empty = Window(date(2022, 7, 1), date(2022, 7, 2), "by hand")
    request = Request("Why was the ferry late?", TODAY, window=empty)
    assert ground_request(request, catalogue, widen=False).window == empty


def test_a_reader_may_remove_the_window(catalogue: Catalogue) -> None:
    query = grounded(catalogue, "What happened this week?", use_window=False)
    assert (query.window, query.notes) == (None, ())


DAYS = st.dates(date(2019, 1, 1), date(2024, 12, 31))
OPEN = st.one_of(st.none(), DAYS)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start, end = draw(OPEN), draw(OPEN)
    return Window(min(start, end), max(start, end), "") if start and end else Window(start, end, "")


@given(windows(), DAYS, OPEN, OPEN)
def test_windows_only_grow_and_reach_no_further_than_today(
    window: Window, today: date, before: date | None, after: date | None
) -> None:
    latest = max(window.end or today, today)
    earlier = window
    for wider in widen_window(window, today, (before, after)):
        assert (wider.start or date.min) <= (earlier.start or date.min)
        assert (earlier.end or date.max) <= (wider.end or date.max)
        assert wider.end is None or wider.end <= latest
        assert (wider.start is None) == (window.start is None)
        assert (wider.end is None) == (window.end is None)
        assert "widened to" in wider.why
        earlier = wider


@given(window=windows(), today=DAYS, hard=st.booleans())
def test_widening_ends_in_days_that_hold_something_or_in_all(
    ended: Newsroom, window: Window, today: date, *, hard: bool
) -> None:
    asked = ParsedQuestion("?", today)
    query = Query(asked, asked, window, hard_window=hard)
    with ended.open() as archive, archive.snapshot() as catalogue:
        query = widen_to_published(query, catalogue)
        if hard:
            assert (query.window, query.notes) == (window, ())
        elif query.window is None:
            assert query.notes[0].endswith("; all days are shown.")
        else:
            assert find_published_span(catalogue, Filter(query.window.start, query.window.end))
            assert (query.window == window) == (query.notes == ())


# --- how new the sources are ---------------------------------------------------------------------

NOTE = "The newest of these sources is of 24 Aug 2022, 90 days before the day of the question."


def note_of(question: str, *days: str | None, window: Window | None = None) -> str | None:
    hard, asked = window is not None, ParsedQuestion(question, TODAY)
    return write_age_note(Query(asked, asked, window, hard_window=hard), days)


@pytest.mark.parametrize(
    "question",
    [
        "What did the minister say this week?",
        "What did the minister say yesterday?",
        "What is the latest on the ferry?",
        "Who is currently the mayor?",
        "What was decided last month?",
    ],
)
def test_a_question_about_now_is_told_how_old_its_newest_source_is(question: str) -> None:
    assert note_of(question, "2022-03-01", None, "2022-08-24T10:00:00+02:00") == NOTE


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("What did the minister say in August?", "2022-08-24"),  # it asks about then
        ("What did the minister say this week?", "2022-11-20"),
        ("What has been spent since May?", "2022-09-24"),  # it lies within, and is not old
        ("Who is the mayor?", "2022-08-24"),  # no time, and not a year old
        ("Who was the mayor?", "2019-08-24"),  # the past
        ("What did the minister say this week?", "2022-11-23"),  # newer than the question
    ],
)
def test_no_note_where_it_says_nothing(question: str, day: str) -> None:
    assert note_of(question, day) is None


def test_the_present_tense_asks_about_now_where_the_newest_source_is_very_old() -> None:
    note = "The newest of these sources is of 1 May 2019, more than 3 years before the day of the"
    assert (note_of("Who is the mayor?", "2019-05-01") or "").startswith(note)
    assert note_of("Who is the mayor?", None) is None
    assert note_of("Who is the mayor?") is None


def test_a_long_window_up_to_today_wants_news_of_the_last_months() -> None:
    question = "What has been spent since May 2020?"
    assert note_of(question, "2022-03-01") is not None
    assert note_of(question, "2022-10-01") is None


def test_the_days_that_the_reader_set_are_the_days_that_count() -> None:
    past = Window(date(2022, 1, 1), date(2022, 8, 31), "")
    assert note_of("What did the minister say this week?", "2022-08-24", window=past) is None


def test_the_answer_carries_the_note(press: Archive) -> None:
    request = Request(f"{STRIKE[:-1]} this week?", date(2027, 3, 1))
    answer = pipeline(press).ask(request)
    assert answer.mode == "extractive"
    assert answer.warnings[0].startswith("Nothing in the archive was published then (“this week”")
    assert answer.scope.startswith("Nothing from 22 Feb – 1 Mar 2027 "), "it need not be said twice"
    assert not any("The newest of these" in warning for warning in answer.warnings)


def test_an_answer_carries_the_age_of_its_sources(press: Archive) -> None:
    answer = pipeline(press).ask(Request("Who is the mayor of Port Hallam?", date(2030, 3, 1)))
    assert answer.scope.startswith("Any time · ")
    assert answer.warnings[-1].startswith("The newest of these sources is of ")
    assert answer.warnings[-1].endswith(", more than 3 years before the day of the question.")
