"""An answer made of source sentences: it holds what is asked for, says it once, reads in order."""

from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from rag.answering.answer_types import extract_values
from rag.answering.extractive import FIRST, MOST, select
from rag.answering.ranking import rank_sentences
from rag.models.reader import Reading
from rag.query.answer_type import find_answer_type
from rag.query.parsed import ParsedQuestion
from rag.retrieval.idf import compute_idf
from rag.retrieval.search import Archive
from rag.types import Answer, Evidence
from tests.helpers.asking import AGENCY, OVER, ask, assert_holds, evidence_for
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


def item(n: int, sentence: str, **values: object) -> Evidence:
    known = {"article_id": "a", "title": "", "score": 1.0}
    known |= {"start": 100 * n, "end": 100 * n + len(sentence)}
    return Evidence(
        label=f"S{n}",
        outlet="Post",
        authors=(),
        url="",
        published="2026-10-01",
        sentence=sentence,
        **{**known, **values},  # type: ignore[arg-type]
    )


def chosen(question: str, *evidence: Evidence, cosines: list[float] | None = None) -> list[str]:
    parsed = ParsedQuestion(question, TODAY)
    words = parsed.content
    weights = compute_idf(words, dict.fromkeys(words.values(), 1), 100)
    near = np.asarray(cosines or [0.5] * len(evidence), dtype=np.float32)
    return [one.sentence for one in select(rank_sentences(parsed, evidence, near, weights))]


def test_a_reader_has_its_say_in_the_order() -> None:
    question = ParsedQuestion("Who sank the ferry?", TODAY)
    evidence = [item(1, "The ferry sank in the night."), item(2, "Holm was at the helm.")]
    cosines = np.asarray([0.5, 0.4], dtype=np.float32)

    def order(*logits: float) -> list[int]:
        reading = Reading(np.asarray(logits, np.float32), 0.0)
        ranked = rank_sentences(question, evidence, cosines, {}, reading)
        return [evidence.index(one.evidence) for one in ranked]

    assert order(0, 0) == [0, 1]
    assert order(-9, 9) == [1, 0]
    assert order(9, -9) == [0, 1]


@pytest.mark.parametrize("question", ANSWERS)
def test_the_answer_is_in_it(question: str, sample: Archive) -> None:
    answer = ask(sample, question)
    assert_holds(answer, sample)
    assert_reads_well(answer)
    for words in ANSWERS[question]:
        assert words in answer.text


def assert_reads_well(answer: Answer) -> None:
    """At most so many sentences, no sentence twice, each article read on from where it was left."""
    assert answer.mode == "extractive"
    assert 1 <= len(answer.claims) == len(answer.citations) <= MOST
    places = [(one.article_id, one.start) for one in answer.citations]
    assert len(set(places)) == len(places)
    for some in (places[1:FIRST], places[FIRST:]):
        runs = [id_ for id_, _ in groupby(id_ for id_, _ in some)]
        assert len(set(runs)) == len(runs), "among these no article is come back to"


def test_what_several_outlets_print_is_said_once(press: Archive) -> None:
    printed = evidence_for(press, "What ended the rail strike?")
    assert len({one.article_id for one in printed} & set(AGENCY)) == 1, "one copy speaks for all"
    assert [one.sentence for one in printed].count(OVER) == 1
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


def test_the_best_three_come_before_the_others() -> None:
    """The fourth and fifth stand first in their article, and are read last all the same."""
    evidence = [
        item(1, "Long ago a ferry was built."),
        item(2, "Years later a ferry was sold."),
        item(3, "The new ferry cost nine million crowns."),
        item(4, "The ferry cost more than the old bridge."),
        item(5, "What the ferry cost was paid by the county."),
    ]
    sentences = chosen("What did the ferry cost?", *evidence, cosines=[0.5, 0.5, 0.9, 0.8, 0.8])
    assert sentences[:3] == [one.sentence for one in evidence[2:]]
    assert set(sentences[3:]) == {one.sentence for one in evidence[:2]}


def test_what_leans_on_the_sentence_before_comes_with_it() -> None:
    named = item(1, "Ilona Varga stood against Piet Aronsen in the run-off.")
    she = item(2, "She won the run-off with 54 per cent of all votes.", start=190, end=240)
    apart = item(3, "She won the run-off with 54 per cent.", start=500, end=537, article_id="b")
    named = item(1, named.sentence, start=189 - len(named.sentence), end=189)
    question = "How much of the vote won the run-off?"
    assert chosen(question, named, she, cosines=[0.2, 0.9]) == [named.sentence, she.sentence]
    assert chosen(question, named, apart, cosines=[0.2, 0.9])[0] == apart.sentence


def test_what_several_articles_name_is_preferred() -> None:
    """Nothing else tells the two first sentences apart but that two articles name Varga."""
    question = "Who will lead the council?"
    one = item(1, "At the harbour the crowd cheered Aronsen.", article_id="a")
    two = item(2, "At the harbour the crowd cheered Varga.", article_id="a")
    other = item(3, "Later that day people sang for Varga.", article_id="b")
    assert chosen(question, one, two, other)[0] == two.sentence


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who won?", "name"),
        ("The council met on Monday. How many people came?", "number"),
        ("How much did the ferry cost, and who paid?", "number"),
        ("When did the ferry sink?", "time"),
        ("In what year was the pier built?", "time"),
        ("Which outlet was first? Tell me.", "name"),
        ("Why did the ferry sink?", ""),
        ("", ""),
    ],
)
def test_the_kind_of_thing_asked_for(question: str, kind: str) -> None:
    assert find_answer_type(question) == kind


def test_things_are_of_the_kind_and_not_the_questions_own() -> None:
    sentence = "Mara Lindqvist said on Friday that the Gannet Bridge cost 41 million crowns."
    asked = ParsedQuestion("What did the Gannet Bridge cost?", TODAY).content.keys()
    assert extract_values([sentence], "name", asked) == [{("name", "lindqvist")}]
    assert extract_values([sentence], "number", asked) == [{("number", 41e6)}]
    assert extract_values([sentence], "time", asked) == [{("weekday", 4)}]
    opening, knowing = "Varga left.", "They cheered Varga."
    assert extract_values([opening, "Now it rains."], "name", asked) == [set(), set()]
    assert extract_values([opening, knowing], "name", asked) == [{("name", "varga")}] * 2


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
    words = ParsedQuestion("Did the ferry sink?", TODAY).content
    assert list(words.values()) == ["ferry", "sink"]
    common, rare = compute_idf(words, {"ferry": 90, "sink": 2}, 100).values()
    assert 0 < common < rare
    assert min(compute_idf(words, {"ferry": 100, "sink": 100}, 100).values()) > 0


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
