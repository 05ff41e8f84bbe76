"""Each question of a query by itself: what answers it, what it lacks, what was shown before."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answering.candidates import (
    Candidates,
    choose_breadth,
    gather_evidence,
    rank_candidates,
    retrieve_parts,
)
from rag.query.grounding import ground_request
from rag.retrieval.evidence import FACT, LISTING, OVERVIEW, Breadth
from rag.retrieval.search import Archive, open_archive
from rag.settings import Settings
from rag.types import Answer, Request
from tests.helpers.asking import ask, assert_holds
from tests.helpers.doubles import HashEmbedder
from tests.helpers.newsroom import Newsroom
from tests.helpers.places import TODAY

COST = "What does the Gannet Bridge cost?"
ROUNDS = 3  # of "tell me more"


@pytest.fixture(scope="module")
def open_press(press_archive: Path) -> Iterator[Archive]:
    without = Settings(reader="none")
    with open_archive(press_archive, settings=without, embedder=HashEmbedder()) as archive:
        yield archive


def find(archive: Archive, question: str, *history: tuple[str, str]) -> Candidates:
    request = Request(question, TODAY, history)
    with archive.snapshot() as catalogue:
        query = ground_request(request, catalogue)
        hits = retrieve_parts(query, archive, catalogue)
        evidence = gather_evidence(hits, catalogue, choose_breadth(query))
        return rank_candidates(query, hits, evidence, archive, catalogue)


def test_each_part_is_ranked_for_its_own_question(open_press: Archive) -> None:
    found = find(open_press, f"{COST} Who is Ilse Varga?")
    cost, who = found.parts
    assert [part.question for part in found.parts] == [COST, "Who is Ilse Varga?"]
    assert (cost.task, who.task) == ("fact", "person")
    assert all(part.is_for_one for part in found.parts)
    assert not any(who.subject.find_missing(one.evidence) for one in who.ranked)
    assert {one.evidence.article_id for one in cost.ranked} != {
        one.evidence.article_id for one in who.ranked
    }


def test_a_part_with_a_name_that_is_nowhere_is_unanswered(open_press: Archive) -> None:
    found = find(open_press, f"{COST} Who is Vladimir Putin?")
    assert [part.question for part in found.answered] == [COST]
    [other] = found.unanswered
    assert other.reason == found.reason == "None of its articles mentions Vladimir Putin."
    assert other.answerability.likelihood == 0


@pytest.mark.parametrize(
    ("question", "breadth"),
    [
        (COST, FACT),
        ("Summarise the rail strike", OVERVIEW),
        ("What is the latest on the bridge?", OVERVIEW),
        (f"{COST} And what is the latest on the rail strike?", OVERVIEW),
        ("Which ministers spoke about the bridge?", LISTING),
    ],
)
def test_a_survey_or_a_list_looks_farther(
    question: str, breadth: Breadth, open_press: Archive
) -> None:
    found = find(open_press, question)
    assert choose_breadth(found.query) == breadth
    assert any(not part.is_for_one for part in found.parts) == (breadth != FACT)


def test_a_form_asked_for_now_is_the_task_of_the_question_before(open_press: Archive) -> None:
    [part] = find(open_press, "as a timeline", (COST, "“It costs 611 million crowns.” [1]")).parts
    assert (part.task, part.is_for_one) == ("timeline", False)
    [more] = find(open_press, "Tell me more", (COST, "“It costs 611 million crowns.” [1]")).parts
    assert (more.task, more.is_for_one) == ("fact", True)


def quotations(answer: Answer) -> set[str]:
    return {one.sentence for one in answer.citations}


@pytest.mark.parametrize("question", ["What ended the rail strike?", COST])
def test_more_shows_what_was_not_shown_yet(question: str, sample: Archive) -> None:
    answer = ask(sample, question)
    history, known = ((question, answer.text),), quotations(answer)
    for _ in range(ROUNDS):
        answer = ask(sample, "Tell me more", history=history)
        assert_holds(answer, sample)
        assert answer.citations
        assert not known & quotations(answer)
        known |= quotations(answer)
        history = (*history, ("Tell me more", answer.text))


def test_where_there_is_no_more_it_is_said(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    news.write("2026-10-01-ferry.txt", "The ferry\n\nThe ferry sank on Monday.")
    news.refresh()
    question = "When did the ferry sink?"
    with news.open() as archive:
        history = ((question, ask(archive, question).text),)
        answer = ask(archive, "Tell me more", history=history)
    assert answer.citations == ()
    assert answer.text, "not an empty page"


def test_however_often_more_is_asked_it_is_more_of_the_same(open_press: Archive) -> None:
    """Till there is no more: what is on another matter is not shown in its place."""
    history = ((COST, "“It costs 611 million crowns.” [1]"),)
    history += (("Tell me more", "“It is grey.” [1]"),) * 8
    [part] = find(open_press, "Tell me more", *history).parts
    assert part.question == COST


def test_a_model_is_given_no_more_than_is_allowed(open_press: Archive) -> None:
    fact, survey = find(open_press, COST), find(open_press, "Summarise the rail strike")
    for found in (fact, survey):
        for most in (1, 2, 12):
            given = found.select_best(most)
            assert len(given) == most
            assert [item for item in found.evidence if item in given] == list(given)
            assert found.answered[0].ranked[0].evidence in given
    assert set(fact.select_best(1000)) == set(fact.evidence)
