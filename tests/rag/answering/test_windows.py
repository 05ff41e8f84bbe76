"""Days asked for are kept, or it is said above; nothing is told before it was published."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.ranking import RankedSentence
from rag.answering.windows import (
    ON_THE_MATTER,
    is_mentioned,
    keep_asked,
    write_breach,
    write_shown_days,
)
from rag.evaluation.questions import read_questions
from rag.formatting import format_window
from rag.query.grounding import ground_request
from rag.query.understanding import split_query
from rag.retrieval.search import Archive, open_archive
from rag.settings import Settings
from rag.text.entities import Name, find_names
from rag.text.tokens import tokenize
from rag.types import Answer, Request, Window
from tests.helpers.asking import ask, assert_holds, pipeline
from tests.helpers.doubles import HashEmbedder
from tests.helpers.made_evidence import make_item
from tests.helpers.newsroom import Newsroom
from tests.helpers.places import DATA, TODAY

QUESTIONS = [
    one.question for one in read_questions(DATA / "questions.jsonl", today=TODAY).questions
]
DAYS = [date(2025, 10, 1), date(2026, 6, 1), TODAY, date(2027, 3, 1)]
TIMES = [
    "in May 2025", "last week", "in 2019", "since June 2026", "this year", "on 23 May 2026",
    "before 2026", "in spring", "next month", "recently",
]  # fmt: skip
ASKED = [
    "What happened to the Gannet Bridge", "What did Ilse Varga say", "How many people marched",
    "Summarise the rail strike", "Why did Sir Desmond Fyfe resign", "Who is Vladimir Putin",
]  # fmt: skip
MAY = Window(date(2026, 5, 1), date(2026, 5, 31), "May")
Y2019 = Window(date(2019, 1, 1), date(2019, 12, 31), "2019")


@pytest.fixture(scope="module")
def open_press(press_archive: Path) -> Iterator[Archive]:
    without = Settings(reader="none")
    with open_archive(press_archive, settings=without, embedder=HashEmbedder()) as archive:
        yield archive


def name_of(text: str) -> Name:
    [name] = find_names(tokenize(f"He met {text}."))
    return name


def rank_days(*rows: tuple[float, float, str | None]) -> list[RankedSentence]:
    """From (score, overlap, day), the best first."""
    items = [make_item(n, f"No. {n}", published=day) for n, (_, _, day) in enumerate(rows)]
    return [
        RankedSentence(item, score, overlap, 0.5)
        for item, (score, overlap, _) in zip(items, rows, strict=True)
    ]


def keep_may(ranked: list[RankedSentence], worth: float = 0.9) -> tuple[list[int], bool]:
    def is_asked(item: object) -> bool:
        return str(getattr(item, "published", "")).startswith("2026-05")

    kept, whether = keep_asked(ranked, is_asked, worth)
    return [ranked.index(one) for one in kept], whether


def test_what_is_of_those_days_is_kept_alone_where_it_fits() -> None:
    ranked = rank_days(
        (2.0, 1, "2026-04-01"), (1.9, 1, "2026-05-02"), (1, 1, "2026-05-03"), (1, 1, None)
    )
    assert keep_may(ranked) == ([1, 2], True)
    assert keep_may(ranked, worth=0.99) == ([0, 3], False), "it fits too badly"
    off = rank_days((2.0, 1, "2026-04-01"), (1.9, ON_THE_MATTER / 2, "2026-05-02"))
    assert keep_may(off) == ([0], False), "it is on another matter"
    assert keep_may(rank_days((2.0, 1, None))) == ([0], False)
    assert keep_may(rank_days((2.0, 0, "2026-05-02"))) == ([0], True)
    assert keep_may([]) == ([], True)


ROWS = st.lists(
    st.tuples(
        st.floats(0.1, 3), st.floats(0, 1), st.sampled_from([None, "2026-04-01", "2026-05-02"])
    ),
    max_size=6,
)


@given(ROWS, st.floats(0.1, 1))
def test_either_all_of_those_days_or_none(
    rows: list[tuple[float, float, str | None]], worth: float
) -> None:
    ranked = rank_days(*sorted(rows, key=lambda row: -row[0]))
    kept, whether = keep_may(ranked, worth)
    asked = [n for n, one in enumerate(ranked) if one.evidence.published == "2026-05-02"]
    others = [n for n in range(len(ranked)) if n not in asked]
    assert kept == (asked if whether else others)
    assert whether or others, "there is something else to show"


def test_days_whose_words_mean_something_else_are_not_kept() -> None:
    inside, outside = rank_days((1.0, 1.0, "2026-05-02"), (1.0, 1.0, "2026-01-02"))
    for cosine, kept in ((0.2, False), (0.4, True)):
        far = replace(inside, cosine=cosine)
        assert keep_may([far, outside])[1] == kept


def test_whether_a_name_is_mentioned_in_those_days(press: Archive) -> None:
    with press.snapshot() as catalogue:
        varga, putin = name_of("Ilse Varga"), name_of("Vladimir Putin")
        assert is_mentioned(varga, None, catalogue)
        assert is_mentioned(varga, Window(date(2026, 10, 1), TODAY, ""), catalogue)
        assert not is_mentioned(varga, Y2019, catalogue)
        assert not is_mentioned(putin, None, catalogue)
        assert (
            write_breach(Y2019, [varga, putin], catalogue)
            == "Nothing from 2019 mentions Ilse Varga."
        )
        assert write_breach(Y2019, [], catalogue) == "Nothing from 2019 seems to answer this."
        late = Window(date(2026, 10, 1), TODAY, "")
        assert (
            write_breach(late, [varga], catalogue)
            == "Nothing from 1–30 Oct 2026 seems to answer this."
        )


def test_when_that_is_from_which_is_shown_instead() -> None:
    days = ["2026-05-03", None, "2026-05-01T08:00"]
    items = [make_item(n, "It sank.", published=day) for n, day in enumerate(days)]
    assert write_shown_days(items) == "Shown: 1–3 May 2026."
    assert write_shown_days(items[1:2]) == "Shown: undated."


# Of whole answers


def assert_kept(answer: Answer, request: Request, archive: Archive) -> None:
    """No citation is of other days than those asked for unless a line above says so."""
    assert_holds(answer, archive)
    with archive.snapshot() as catalogue:
        windows = [part.asked_window for part in split_query(ground_request(request, catalogue))]
    if answer.mode != "extractive" or None in windows:
        return
    asked = [window for window in windows if window]
    inside = [
        any(
            window.holds(one.published and date.fromisoformat(one.published[:10]))  # type: ignore[arg-type]
            for window in asked
        )
        for one in answer.citations
    ]
    said = [f"Nothing from {format_window(window)}" for window in asked]
    breached = [line for line in answer.text.split("\n\n") if line.startswith(tuple(said))]
    assert all(inside) or breached
    if breached:
        assert all(" Shown: " in line for line in breached)
        assert breached[0].split(" Shown: ")[0] in answer.scope
        assert len(asked) > 1 or not any(inside), "it is true"


def assert_not_ahead(answer: Answer, today: date) -> None:
    days = [one.published[:10] for one in answer.citations if one.published]
    assert all(day <= str(today) for day in days)


@pytest.mark.parametrize("today", DAYS)
def test_nothing_is_told_before_it_was_published(today: date, open_press: Archive) -> None:
    for question in QUESTIONS:
        request = Request(question, today)
        answer = pipeline(open_press).ask(request)
        assert_not_ahead(answer, today)
        assert_kept(answer, request, open_press)


@pytest.mark.parametrize("time", TIMES)
def test_the_days_asked_for_are_kept_or_it_is_said(time: str, open_press: Archive) -> None:
    for asked in ASKED:
        for today in DAYS[:3]:
            request = Request(f"{asked} {time}?", today)
            answer = pipeline(open_press).ask(request)
            assert_not_ahead(answer, today)
            assert_kept(answer, request, open_press)


def test_a_line_says_what_those_days_lack(sample: Archive) -> None:
    answer = ask(sample, "What happened to the Gannet Bridge in 2019?")
    assert_holds(answer, sample)
    assert answer.mode == "extractive"
    assert answer.text.startswith("Nothing from 2019 seems to answer this. Shown: ")
    assert answer.scope == "Nothing from 2019 seems to answer this."


def test_the_reader_may_take_the_days_away(sample: Archive) -> None:
    answer = ask(sample, "What happened to the Gannet Bridge in 2019?", use_window=False)
    assert answer.scope.startswith("Any time · ")
    assert "2019" not in answer.text


@pytest.fixture
def ahead(tmp_path: Path) -> Newsroom:
    """A story of tomorrow and one without a day."""
    news = Newsroom(tmp_path)
    told = "The ferry Aurora sank in the bay of Oake"
    news.write_records(
        "news.jsonl",
        {"id": "past", "title": "Ferry", "text": f"{told} on Monday.", "published": "2026-10-26"},
        {"id": "ahead", "title": "Ferry", "text": f"{told} again.", "published": "2026-11-20"},
        {
            "id": "none",
            "title": "Ferry",
            "text": f"Long ago {told[0].lower()}{told[1:]}, it is said.",
        },
    )
    news.refresh()
    return news


def cited(answer: Answer) -> set[str]:
    return {one.article_id for one in answer.citations}


def test_an_undated_article_stays_and_one_of_tomorrow_waits(ahead: Newsroom) -> None:
    with ahead.open() as archive:
        for today, out in ((TODAY, False), (date(2026, 11, 20), True)):
            answer = pipeline(archive).ask(Request("Where did the ferry Aurora sink?", today))
            assert_holds(answer, archive)
            assert "none" in cited(answer)
            assert ("ahead" in cited(answer)) == out


def test_days_of_the_readers_own_reach_ahead(ahead: Newsroom) -> None:
    question = "Where did the ferry Aurora sink?"
    with ahead.open() as archive:
        own = Window(date(2026, 11, 1), date(2026, 11, 30), "by hand")
        assert cited(ask(archive, question, window=own)) == {"ahead"}
        understood = ask(archive, "Where will the ferry Aurora sink in November 2026?")
        assert "ahead" not in cited(understood), "only the reader's own do"
