"""Which sentence comes first: by words, by meaning, by what is asked for, by who else says it."""

import numpy as np

from rag.answering.ranking import rank_sentences
from rag.answering.subject import Subject
from rag.models.reader import Reading
from rag.query.parsed import ParsedQuestion
from rag.retrieval.idf import compute_idf
from tests.helpers.made_evidence import choose, make_item, rank
from tests.helpers.places import TODAY


def test_a_reader_has_its_say_in_the_order() -> None:
    question = ParsedQuestion("Who sank the ferry?", TODAY)
    evidence = [make_item(1, "The ferry sank in the night."), make_item(2, "Holm was at the helm.")]
    cosines = np.asarray([0.5, 0.4], dtype=np.float32)

    def order(*logits: float) -> list[int]:
        reading = Reading(np.asarray(logits, np.float32), 0.0)
        ranked = rank_sentences(question, evidence, cosines, {}, reading)
        return [evidence.index(one.evidence) for one in ranked]

    assert order(0, 0) == [0, 1]
    assert order(-9, 9) == [1, 0]
    assert order(9, -9) == [0, 1]


def test_what_several_articles_name_is_preferred() -> None:
    """Nothing else tells the two first sentences apart but that two articles name Varga."""
    question = "Who will lead the council?"
    one = make_item(1, "At the harbour the crowd cheered Aronsen.", article_id="a")
    two = make_item(2, "At the harbour the crowd cheered Varga.", article_id="a")
    other = make_item(3, "Later that day people sang for Varga.", article_id="b")
    assert choose(question, one, two, other)[0] == two.sentence


def test_a_number_is_preferred_where_one_is_asked_for() -> None:
    question = "How many people marched?"
    vague = make_item(1, "Very many people marched.")
    exact = make_item(2, "Some 6,500 people marched.")
    assert choose(question, vague, exact)[0] == exact.sentence
    assert choose(question, exact, vague)[0] == exact.sentence


def test_rare_words_weigh_more() -> None:
    words = ParsedQuestion("Did the ferry sink?", TODAY).content
    assert list(words.values()) == ["ferry", "sink"]
    common, rare = compute_idf(words, {"ferry": 90, "sink": 2}, 100).values()
    assert 0 < common < rare
    assert min(compute_idf(words, {"ferry": 100, "sink": 100}, 100).values()) > 0


def test_a_cause_is_preferred_where_the_question_asks_why() -> None:
    told = make_item(1, "The ferry sank in the bay.")
    cause = make_item(2, "The ferry sank in the bay because a valve was open.")
    for evidence in ((told, cause), (cause, told)):
        assert rank("Why did the ferry sink in the bay?", *evidence)[0].evidence == cause


def test_a_question_or_a_correction_does_not_lead() -> None:
    asks = make_item(1, "What did the ferry cost the county?")
    says = make_item(2, "The ferry cost the county a lot.", article_id="b")
    for evidence in ((asks, says), (says, asks)):
        assert rank("What did the ferry cost the county?", *evidence)[0].evidence == says


def test_who_is_asked_about_is_named_in_what_comes_first() -> None:
    """Only where someone's words or character are asked for, and only with the subject at hand."""
    question = ParsedQuestion("What did Varga say about the ferry?", TODAY)
    other = make_item(1, "Aronsen said of the ferry that it was late.")
    hers = make_item(2, "Varga said of the ferry that it was late.", article_id="b")
    cosines = np.asarray([0.9, 0.5], dtype=np.float32)

    def first(subject: Subject | None) -> object:
        return rank_sentences(question, [other, hers], cosines, {}, None, subject)[0].evidence

    assert first(None) == other
    assert first(Subject(question, {})) == hers


def test_overlap_is_the_share_of_the_questions_words_headline_included() -> None:
    sentence = make_item(1, "It cost nine million.", title="The ferry")
    whole, part = (
        rank("What did the ferry cost?", sentence),
        rank("What did the pier cost?", sentence),
    )
    assert whole[0].overlap == 1
    assert 0 < part[0].overlap < 1
