"""An answer made of source sentences: it holds what is asked for, says it once, reads in order."""

from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
import pytest
from asking import AGENCY, OVER, TODAY, ask, assert_holds, evidence_for
from newsroom import Newsroom

from rag.archive import Archive
from rag.extractive import MOST, question_words, rank, rarity, select
from rag.types import Answer, Evidence

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


def item(n: int, sentence: str, **values: object) -> Evidence:
    known = {"article_id": "a", "title": "", "score": 1.0}
    return Evidence(
        label=f"S{n}",
        outlet="Post",
        authors=(),
        url="",
        published="2026-10-01",
        sentence=sentence,
        start=100 * n,
        end=100 * n + len(sentence),
        **{**known, **values},  # type: ignore[arg-type]
    )


def chosen(question: str, *evidence: Evidence, cosines: list[float] | None = None) -> list[str]:
    words = question_words(question)
    weights = rarity(words, dict.fromkeys(words.values(), 1), 100)
    near = np.asarray(cosines or [0.5] * len(evidence), dtype=np.float32)
    return [one.sentence for one in select(rank(question, evidence, near, weights))]


@pytest.mark.parametrize("question", ANSWERS)
def test_the_answer_is_in_it(question: str, sample: Archive) -> None:
    answer = ask(sample, question)
    assert_holds(answer, sample)
    assert_reads_well(answer)
    for words in ANSWERS[question]:
        assert words in answer.text


def assert_reads_well(answer: Answer) -> None:
    """At most so many sentences, the best first, then by article, each read from its top."""
    assert answer.mode == "extractive"
    assert 1 <= len(answer.claims) == len(answer.citations) <= MOST
    first, *rest = answer.citations
    runs = [id_ for id_, _ in groupby(one.article_id for one in (first, *rest))]
    assert len(set(runs)) == len(runs), "no article is come back to"
    for one, other in pairwise(rest):
        assert one.article_id != other.article_id or one.start < other.start


def test_what_several_outlets_print_is_said_once(press: Archive) -> None:
    printed = evidence_for(press, "What ended the rail strike?")
    assert {one.article_id for one in printed if one.sentence == OVER} == set(AGENCY)
    answer = ask(press, "What ended the rail strike?")
    assert [claim.text for claim in answer.claims].count(OVER) == 1


def test_what_is_said_in_nearly_the_same_words_is_said_once() -> None:
    sentences = chosen(
        "Who signed the agreement?",
        item(1, "The union and the railways signed the agreement on Friday evening."),
        item(2, "The railways and the union signed the agreement on Friday.", article_id="b"),
        item(3, "The agreement was signed by Oona Brandt and Stefan Aubrey.", article_id="b"),
    )  # fmt: skip
    assert len(sentences) == 2
    assert "The agreement was signed by Oona Brandt and Stefan Aubrey." in sentences


def test_there_are_at_most_so_many_sentences() -> None:
    subjects = ["otter", "bridge", "mayor", "ferry", "strike", "museum"]
    many = [item(n, f"The {one} was seen in Brannock.") for n, one in enumerate(subjects)]
    assert len(chosen("What was seen in Brannock?", *many)) == MOST


def test_the_best_comes_first_and_the_others_in_reading_order() -> None:
    sentences = chosen(
        "What did the ferry cost?",
        item(1, "The ferry was built in Tolmere."),
        item(2, "The ferry cost nine million crowns."),
        item(3, "The crew of the ferry was pleased."),
        cosines=[0.5, 0.9, 0.6],
    )
    assert sentences == [
        "The ferry cost nine million crowns.",
        "The ferry was built in Tolmere.",
        "The crew of the ferry was pleased.",
    ]


def test_what_adds_little_is_left_out() -> None:
    sentences = chosen(
        "What did the ferry cost?",
        item(1, "The ferry cost nine million crowns."),
        item(2, "Gulls are white.", score=0.0, article_id="b"),
        cosines=[0.9, 0.0],
    )
    assert sentences == ["The ferry cost nine million crowns."]


def test_a_number_is_preferred_where_one_is_asked_for() -> None:
    question = "How many people marched?"
    vague = item(1, "Very many people marched.")
    exact = item(2, "Some 6,500 people marched.")
    assert chosen(question, vague, exact)[0] == exact.sentence
    assert chosen(question, exact, vague)[0] == exact.sentence


def test_rare_words_weigh_more() -> None:
    words = question_words("Did the ferry sink?")
    assert list(words.values()) == ["ferry", "sink"]
    common, rare = rarity(words, {"ferry": 90, "sink": 2}, 100).values()
    assert 0 < common < rare
    assert min(rarity(words, {"ferry": 100, "sink": 100}, 100).values()) > 0


def test_nothing_comes_of_nothing() -> None:
    assert chosen("What did the ferry cost?") == []
    assert len(chosen("", item(1, "The ferry sank."))) <= 1


def test_one_short_article_is_answer_enough(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    news.write("2026-10-01-ferry.txt", "The ferry\n\nThe ferry sank on Monday.")
    news.refresh()
    with news.open() as archive:
        answer = ask(archive, "When did the ferry sink?")
        assert_holds(answer, archive)
        assert answer.text == "The ferry sank on Monday. [1]"
    assert TODAY.isoformat() not in answer.text
