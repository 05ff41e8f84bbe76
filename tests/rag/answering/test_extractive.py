"""An answer made of source sentences: it holds what is asked for, says it once, reads in order."""

from itertools import pairwise
from pathlib import Path

import pytest

from rag.answering.extractive import DIFFER, SHORT
from rag.answering.selection import MOST
from rag.retrieval.search import Archive
from rag.types import Answer
from tests.helpers.asking import AGENCY, OVER, ask, assert_holds, evidence_for
from tests.helpers.findings import list_runs
from tests.helpers.newsroom import Newsroom
from tests.helpers.places import TODAY

ANSWERS = {  # what an answer must hold, out of the sample archive
    "What ended the rail strike?": ["signed an agreement"],
    "According to the organisers, how many people marched?": ["12,000"],
    "When will the Gannet Bridge open?": ["April 2027"],
    "How many otters were counted?": ["23 otters"],
    "What fine must Sarne Utilities pay?": ["28 million crowns"],
    "How long must Dahlgaard go to prison after the appeal?": ["three years and nine months"],
    "Who resigned after the report on the flood?": ["Sir Desmond Fyfe"],
    "What animal was in the swimming pool?": ["seal"],
}
COST = "What does the Gannet Bridge cost?"


@pytest.mark.parametrize("question", ANSWERS)
def test_the_answer_is_in_it(question: str, sample: Archive) -> None:
    answer = ask(sample, question)
    assert_holds(answer, sample)
    assert_reads_well(answer)
    assert answer.best == 1
    for words in ANSWERS[question]:
        assert words in answer.text


def assert_reads_well(answer: Answer) -> None:
    """At most so many sentences, no sentence twice, no article come back to behind the first."""
    assert answer.mode == "extractive"
    assert 1 <= len(answer.claims) == len(answer.citations) <= MOST
    places = [(one.article_id, one.start) for one in answer.citations]
    assert len(set(places)) == len(places)
    behind = list_runs(answer)[1:]
    assert len(set(behind)) == len(behind)


def test_what_several_outlets_print_is_said_once(press: Archive) -> None:
    printed = evidence_for(press, "What ended the rail strike?")
    assert len({one.article_id for one in printed} & set(AGENCY)) == 1, "one copy speaks for all"
    assert [one.sentence for one in printed].count(OVER) == 1
    answer = ask(press, "What ended the rail strike?")
    assert [claim.text for claim in answer.claims].count(f"“{OVER}”") == 1


def test_one_short_article_is_answer_enough(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    news.write("2026-10-01-ferry.txt", "The ferry\n\nThe ferry sank on Monday.")
    news.refresh()
    with news.open() as archive:
        answer = ask(archive, "When did the ferry sink?")
        assert_holds(answer, archive)
        assert answer.text == "“The ferry sank on Monday.” [1]\n— 1 Oct 2026 · The ferry"
    assert TODAY.isoformat() not in answer.text


def test_the_newest_cost_leads_and_the_one_before_is_marked(sample: Archive) -> None:
    answer = ask(sample, COST)
    assert_holds(answer, sample)
    leading = answer.citations[0]
    assert answer.best == leading.n == 1
    assert "611 million crowns" in leading.sentence
    [pair] = answer.superseded
    assert "538 million crowns" in answer.citations[pair.n - 1].sentence
    assert "611 million" in answer.citations[pair.by - 1].sentence
    assert f"[{pair.n}] (said earlier; later report: 611 million, 22 Oct 2026)\n" in answer.text
    assert answer.text.count("said earlier") == 1


def test_the_figures_are_listed_oldest_first(sample: Archive) -> None:
    figures = ask(sample, COST).figures
    assert [(one.value, one.unit) for one in figures] == [
        ("412 million", "crowns"), ("538 million", "crowns"), ("611 million", "crowns")
    ]  # fmt: skip
    since = [one.since for one in figures]
    assert since[0] is None, "the first is only said to have gone before"
    assert since[1:] == ["2025-09-23", "2026-03-12"]
    assert ask(sample, "What ended the rail strike?").figures == ()


def test_where_outlets_differ_none_is_best_and_it_is_said(sample: Archive) -> None:
    answer = ask(sample, "How many people marched?")
    assert_holds(answer, sample)
    assert answer.best is None
    assert answer.text.startswith(f"{DIFFER}\n\n")
    first, second = answer.citations[:2]
    assert first.outlet != second.outlet, "those that differ come first"
    assert (answer.figures, answer.superseded) == ((), ())
    told = ask(sample, "According to the organisers, how many people marched?")
    assert told.best == 1
    assert DIFFER not in told.text


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("Give me a timeline of the Gannet Bridge", 1),
        ("What is the latest on the rail strike?", -1),
    ],
)
def test_a_survey_is_in_the_order_of_its_days(question: str, order: int, sample: Archive) -> None:
    answer = ask(sample, question)
    assert_holds(answer, sample)
    days = [(one.published or "")[:10] for one in answer.citations]
    assert len(set(days)) > 1
    assert days == sorted(days)[::order]
    assert answer.best is None
    assert DIFFER not in answer.text


def test_as_a_timeline_the_question_before_is_told_again_oldest_first(sample: Archive) -> None:
    before = ask(sample, COST)
    answer = ask(sample, "as a timeline", history=((COST, before.text),))
    assert_holds(answer, sample)
    assert (answer.mode, answer.best) == ("extractive", None)
    assert "Gannet Bridge" in answer.asked_as
    days = [(one.published or "")[:10] for one in answer.citations]
    assert len(set(days)) > 2
    assert days == sorted(days)


def test_a_short_answer_is_short(sample: Archive) -> None:
    assert len(ask(sample, f"{COST} Keep it short.").citations) <= SHORT
    assert len(ask(sample, COST).citations) > SHORT


def test_each_part_is_under_its_question(sample: Archive) -> None:
    answer = ask(sample, f"{COST} How many otters were counted?")
    assert_holds(answer, sample)
    lines = answer.text.split("\n\n")
    assert lines[0] == COST
    assert "How many otters were counted?" in lines[2:]
    assert answer.best == 1


def test_what_is_told_of_two_parts_keeps_its_number(sample: Archive) -> None:
    answer = ask(sample, "What did Varga win? What did Varga say?")
    assert_holds(answer, sample)
    told = [claim.citations[0] for claim in answer.claims]
    assert len(told) > len(set(told)), "some of it answers both"
    for one, other in pairwise(dict.fromkeys(told)):
        assert other == one + 1


def test_a_part_without_an_answer_is_named(sample: Archive) -> None:
    answer = ask(sample, f"{COST} What is the capital of Australia?")
    assert_holds(answer, sample)
    assert answer.mode == "extractive"
    assert any("capital of Australia" in warning for warning in answer.warnings)


@pytest.mark.parametrize("said", ["Hello", "thanks!", "Was kostet die Brücke und wer bezahlt das?"])
def test_what_asks_nothing_is_answered_in_a_line(said: str, sample: Archive) -> None:
    answer = ask(sample, said)
    assert (answer.mode, answer.complete, answer.warnings) == ("declined", True, ())
    assert answer.text
    assert "\n" not in answer.text
    assert (answer.citations, answer.claims, answer.articles, answer.scope) == ((), (), (), "")
