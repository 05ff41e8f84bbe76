"""The right article comes first: by words, by meaning, by time, within the reader's limits."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.query.grounding import ground_request
from rag.query.understanding import limit_query, understand
from rag.retrieval.hybrid import retrieve
from rag.retrieval.search import Archive
from rag.store.vectors import IndexDamaged
from rag.types import Hit, Request, Window
from tests.helpers.asking import AGENCY
from tests.helpers.newsroom import Newsroom
from tests.helpers.places import TODAY

ECHO = "https://port-hallam-echo.example"
MARCH_POLICE, MARCH_UNION = "kc-20260419-01", "corpus/Harbour Post/2026-04-20-rail-march.txt"
SEAL = "corpus/Harbour Post/2026-09-04-seal-in-the-swimming-pool.txt"
FIRE, MOVE = (
    "corpus/Harbour Post/2026-10-24-fish-market-fire.txt",
    "corpus/Harbour Post/2026-10-28-fish-traders-move.txt",
)


def found(archive: Archive, question: str, k: int = 12, **limits: Any) -> list[str]:
    """The ids of the articles found, best first."""
    hits = archive.search(question, k, **{"today": TODAY} | limits)
    return list(dict.fromkeys(hit.article_id for hit in hits))


FIRST = {  # one of these comes first
    "What ended the rail strike?": AGENCY,
    "Which fine did Sarne Utilities have to pay for the data leak?": ("AL-26-0129", "AL-26-0813"),
    "What happened at the fish market last week?": (FIRE,),
    "Where do the burnt-out fish traders sell now?": (MOVE,),
    "Who won the run-off for mayor in Port Hallam?": (f"{ECHO}/politics/varga-elected-mayor.html",),
    "How many otters live along the river?": ("svg-118",),
    "What did the transport minister promise in May 2025?": ("kc-20250514-01",),
    "What did the transport minister promise in May 2026?": ("kc-20260528-01",),
    "Why was Dahlgaard's sentence reduced?": ("AL-26-0911",),
    "Which recommendations of the inquiry were rejected?": ("svg-188",),
    "What animal got into the pool?": (SEAL,),
    "What did Rutte tell Bild?": ("https://the-lantern.example/world/rutte-european-troops-ukraine",),
    "Who was Agnes Morrow?": ("https://the-lantern.example/obituary/agnes-morrow-obituary",),
    "How much herring does Kestria export?": ("AL-26-0611",),
}  # fmt: skip
AMONG_THREE = {  # all of these are among the first three
    "How many people marched?": {MARCH_POLICE, MARCH_UNION},
    "How many people did the flood injure in November 2025?": {"kc-20251110-01", "svg-147"},
    "What did the flood inquiry conclude?": {"kc-20260925-01"},
    "When did the hospitals in Port Hallam and Brannock become one?": {"svg-174"},
    "How much will the Gannet Bridge cost?": {
        "kc-20261022-01",
        f"{ECHO}/city/gannet-bridge-audit.html",
    },
    "What happened at the fish market?": {FIRE, MOVE},
}


@pytest.mark.parametrize("question", FIRST)
def test_the_article_that_answers_comes_first(question: str, sample: Archive) -> None:
    assert found(sample, question)[0] in FIRST[question]


@pytest.mark.parametrize("question", AMONG_THREE)
def test_outlets_that_differ_are_all_found(question: str, sample: Archive) -> None:
    assert AMONG_THREE[question] <= set(found(sample, question)[:3])


def test_a_time_in_the_question_lifts_and_excludes_nothing(sample: Archive) -> None:
    hits = sample.search("What did the transport minister promise in May 2025?", 40, today=TODAY)
    days = [date.fromisoformat((hit.published or "")[:10]) for hit in hits if hit.published]
    assert (days[0].year, days[0].month) == (2025, 5)
    assert any(day.year == 2026 for day in days)
    assert any((day.year, day.month) == (2025, 5) for day in days)


def test_a_window_of_the_reader_is_a_limit(sample: Archive) -> None:
    window = Window(date(2025, 5, 1), date(2025, 5, 31), "by hand")
    assert found(sample, "What did the transport minister promise?", window=window) == [
        "kc-20250514-01"
    ]
    open_end = Window(date(2026, 10, 22), None, "by hand")
    for id_ in found(sample, "What did the transport minister promise?", 50, window=open_end):
        assert (sample.article(id_).day or date.min) >= date(2026, 10, 22)


def test_a_window_of_the_reader_replaces_that_of_the_question(sample: Archive) -> None:
    window = Window(date(2025, 5, 1), date(2025, 5, 31), "by hand")
    question = "What did the transport minister promise in May 2026?"
    assert found(sample, question, window=window) == ["kc-20250514-01"]


def test_outlets_of_the_reader_are_a_limit(sample: Archive) -> None:
    question = "How many people marched for the rail guards?"
    hits = sample.search(question, 30, today=TODAY, outlets=["Harbour Post", "The Lantern"])
    assert {hit.outlet for hit in hits} == {"Harbour Post", "The Lantern"}
    assert hits[0].article_id == MARCH_UNION


def test_an_outlet_in_the_question_lifts_and_excludes_nothing(sample: Archive) -> None:
    question = "How did the Sarne Valley Gazette report the end of the rail strike?"
    hits = sample.search(question, 12, today=TODAY)
    assert hits[0].outlet == "Sarne Valley Gazette"
    assert len({hit.outlet for hit in hits}) > 1


def test_the_same_question_finds_the_same(sample: Archive) -> None:
    question = "Who paid for the bridge?"
    hits = sample.search(question, 20, today=TODAY)
    assert sample.search(question, 20, today=TODAY) == hits
    assert sample.search(question, 5, today=TODAY) == hits[:5]
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.passage_id for hit in hits}) == 20


def test_a_damaged_index_changes_no_rank(sample: Archive) -> None:
    def gone(vector: object, count: int) -> list[tuple[str, float]]:
        raise IndexDamaged("it is gone")

    query = understand("What ended the rail strike?", today=TODAY)
    with sample.snapshot() as catalogue:
        found = retrieve(query, catalogue=catalogue, nearest=gone, embedder=sample.embedder, k=10)
        whole = sample.find(query, 10, catalogue)
    assert [hit.passage_id for hit in found.hits] == [hit.passage_id for hit in whole.hits]
    assert found.standing == pytest.approx(whole.standing, abs=0.02)


SAME = "The ferry sank off the pier. Nobody was hurt, the harbour office said."


@pytest.fixture
def twins(tmp_path: Path) -> Newsroom:
    """One text under several dates and outlets."""
    news = Newsroom(tmp_path)
    dates = {"old": "2021-03-01", "new": "2026-10-20", "ahead": "2027-05-01", "none": None}
    news.write_records(
        "news.jsonl",
        *(
            {"id": id_, "title": "Ferry", "text": SAME, "outlet": id_.title()}
            | ({"published": day} if day else {})
            for id_, day in dates.items()
        ),
        {"id": "other", "title": "Museum", "text": "A museum opened.", "published": "2026-10-21"},
    )
    news.refresh()
    return news


def scores(hits: list[Hit]) -> dict[str, float]:
    return {hit.article_id: hit.score for hit in hits}


def test_the_new_comes_before_the_old_among_equals(twins: Newsroom) -> None:
    with twins.open() as archive:
        by_id = scores(archive.search("Did the ferry sink?", today=TODAY))
        assert by_id["new"] > by_id["old"]
        assert by_id["old"] == pytest.approx(by_id["none"], rel=0.02)
        assert "ahead" not in by_id, "it is not out yet"
        later = scores(archive.search("Did the ferry sink?", today=date(2027, 5, 2)))
        assert max(later, key=lambda id_: later[id_]) == "ahead"


def test_what_was_new_in_the_window_comes_before_what_is_new_now(twins: Newsroom) -> None:
    with twins.open() as archive:
        hits = archive.search("Did the ferry sink in spring 2021?", today=TODAY)
    by_id = scores(hits)
    assert [hit.article_id for hit in hits][:2] == ["old", "new"]
    assert by_id["new"] > by_id["none"]


COPIED = " ".join(f"Sentence {n} of the wire's report is about the ferry." for n in range(12))


def test_a_story_is_found_once_however_many_outlets_print_it(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    wires = [
        {"id": f"wire-{n}", "title": "Ferry", "text": COPIED, "outlet": f"Outlet {n}"}
        | {"published": f"2026-10-{10 + n}"}
        for n in range(4)
    ]
    own = {"id": "own", "title": "Ferry", "text": "Our reporter saw the ferry.", "outlet": "Echo"}
    news.write_records("news.jsonl", *wires, own)
    news.refresh()
    with news.open() as archive:
        assert len(archive.copies("wire-0")) == 4
        ids = found(archive, "What is the report about the ferry?")
        assert sorted(ids) == sorted({"own", ids[0] if ids[0] != "own" else ids[1]})
        limited = found(archive, "What is the report about the ferry?", outlets=["Outlet 2"])
        assert limited == ["wire-2"]


def test_an_opening_that_covers_the_question_lifts_its_article(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    filler = "Nothing else was said that day. " * 20
    told = "Divers found the lost bell of the ferry in the bay."
    news.write_records(
        "news.jsonl",
        {"id": "buried", "title": "Week in review", "text": f"{filler}\n\n{told}"},
        {"id": "opens", "title": "Bell found", "text": f"{told}\n\n{filler}"},
        *({"id": f"n{n}", "title": "Bay", "text": f"Fishing {n} in the bay."} for n in range(20)),
    )
    news.refresh()
    with news.open() as archive:
        assert found(archive, "Who found the lost bell of the ferry?")[:2] == ["opens", "buried"]


def test_this_week_in_an_archive_that_ended_is_its_last(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    told = "The ferry strike goes on, the union of the ferry crews said."
    days = {"first": "2021-03-01", "last": "2022-08-30"}
    news.write_records(
        "news.jsonl",
        *({"id": id_, "title": "Strike", "text": told, "published": d} for id_, d in days.items()),
    )
    news.refresh()
    question = "What did the ferry crews say this week?"
    with news.open() as archive, archive.snapshot() as catalogue:
        query = ground_request(Request(question, TODAY), catalogue)
        first, second = archive.find(query, 2, catalogue).hits
        assert (first.article_id, query.ended, query.window) == ("last", date(2022, 8, 30), None)
        assert first.score > 1.5 * second.score
        whole = ground_request(Request("What did the ferry crews say?", TODAY), catalogue)
        first, second = archive.find(whole, 2, catalogue).hits
        assert first.score < 1.1 * second.score, "a question without a time is not about the end"


def test_equals_come_in_the_order_of_their_ids(twins: Newsroom) -> None:
    ahead = Window(date(2020, 1, 1), date(2030, 1, 1), "by hand")
    with twins.open() as archive:
        hits = archive.search("Did the ferry sink?", today=date(2020, 1, 1), window=ahead)
    assert [hit.article_id for hit in hits] == ["ahead", "new", "old", "other"]


def test_nothing_is_found_that_is_not_out_yet(twins: Newsroom) -> None:
    """Unless the reader's own days reach there; what has no day stays."""
    question = "Did the ferry sink in 2027?"
    with twins.open() as archive:
        for day in (date(2020, 1, 1), TODAY, date(2027, 5, 1)):
            dated = {hit.article_id: hit.published for hit in archive.search(question, today=day)}
            assert all(published is None or published <= str(day) for published in dated.values())
            assert "none" in dated
        assert "ahead" in dated, "on its own day it is out"
        by_hand = Window(date(2027, 1, 1), date(2027, 12, 31), "by hand")
        hits = archive.search(question, today=TODAY, window=by_hand)
        assert [hit.article_id for hit in hits] == ["ahead"]
        past = Window(date(2026, 1, 1), TODAY, "by hand")
        assert {hit.article_id for hit in archive.search(question, today=TODAY, window=past)} == {
            "new", "other"
        }  # fmt: skip


def test_the_undated_are_in_no_window(twins: Newsroom) -> None:
    everything = Window(date(1900, 1, 1), date(2100, 1, 1), "by hand")
    with twins.open() as archive:
        assert "none" in found(archive, "Did the ferry sink?")
        assert "none" not in found(archive, "Did the ferry sink?", window=everything)


def test_a_named_outlet_is_lifted_among_equals(twins: Newsroom) -> None:
    with twins.open() as archive, archive.snapshot() as catalogue:
        named, nameless = (
            scores(archive.find(query, 10, catalogue).hits)
            for outlets in (("New", "Old"), ())
            for query in [understand("Did Old see the ferry?", today=TODAY, outlets=outlets)]
        )
    assert named.pop("old") > nameless.pop("old")
    assert named == nameless


def test_limits_that_exclude_everything_find_nothing(twins: Newsroom) -> None:
    with twins.open() as archive, archive.snapshot() as catalogue:
        query = understand("Did the ferry sink?", today=TODAY)
        window = Window(date(1999, 1, 1), date(1999, 1, 2), "by hand")
        query = limit_query(query, Request(query.question, TODAY, window=window), ())
        found = archive.find(query, 10, catalogue)
        assert (found.hits, found.standing) == ([], 0.0)
