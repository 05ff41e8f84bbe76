"""Saying that the archive does not answer: when, and what is shown instead."""

import numpy as np
import pytest

from rag.answering.abstention import (
    NEAREST,
    NEAREST_ARE,
    NO_ANSWER,
    decline,
    declines,
    estimate_answerability,
)
from rag.answering.ranking import RankedSentence, rank_sentences
from rag.llm.prompts import MODEL_DECLINES
from rag.models.reader import Reading
from rag.query.parsed import ParsedQuestion, Query
from rag.retrieval.search import Archive
from rag.types import Evidence
from tests.helpers.asking import ask, assert_holds
from tests.helpers.places import TODAY

ELSEWHERE = [  # nothing of this is in the sample archive
    "What is the capital of Australia?",
    "Who won the 2022 FIFA World Cup?",
    "How do I bake sourdough bread?",
    "Which vaccine was approved for malaria?",
]
HERE = [
    "What ended the rail strike?",
    "Who was Agnes Morrow?",
    "How much does the bridge cost?",
    "What did the inquiry find?",
]

WHY = ParsedQuestion("Why?", TODAY)


@pytest.mark.parametrize("question", ELSEWHERE)
def test_what_the_archive_is_not_about_is_declined(question: str, sample: Archive) -> None:
    answer = ask(sample, question)
    assert_holds(answer, sample)
    assert (answer.mode, answer.claims, answer.complete) == ("declined", (), True)
    assert answer.text.startswith(NO_ANSWER)
    assert f"\n\n{NEAREST_ARE}\n\n" in answer.text
    assert 1 <= len(answer.citations) <= NEAREST


@pytest.mark.parametrize("question", HERE)
def test_what_the_archive_is_about_is_answered(question: str, sample: Archive) -> None:
    assert ask(sample, question).mode == "extractive"


def ranked(*places: tuple[str, int], cosine: float = 0.9) -> list[RankedSentence]:
    """Evidence from (article, start), what stands before nearer to the question."""
    evidence = [
        Evidence(
            label=f"S{n}",
            article_id=article,
            title="",
            outlet="Post",
            authors=(),
            url="",
            published=None,
            sentence=f"Sentence {start} of {article}.",
            start=start,
            end=start + 20,
            score=1.0 - n / 100,
        )
        for n, (article, start) in enumerate(places)
    ]
    cosines = np.linspace(cosine, cosine / 2, len(evidence), dtype=np.float32)
    return rank_sentences(ParsedQuestion("", TODAY), evidence, cosines, {})


def test_the_best_sentence_of_each_article_is_shown_best_first() -> None:
    found = ranked(("a", 40), ("b", 0), ("a", 0), ("c", 9), ("b", 70), ("d", 0), ("a", 80))
    best = {one.evidence.article_id: one.evidence.sentence for one in reversed(found)}
    order = list(dict.fromkeys(one.evidence.article_id for one in found))[:NEAREST]
    assert order[0] == "a"
    answer = decline(Query(WHY, WHY), found, {})
    assert [one.article_id for one in answer.citations] == order
    assert [one.sentence for one in answer.citations] == [best[id_] for id_ in order]
    shown = [f"“{best[id_]}” [{n}]\n— Post · undated" for n, id_ in enumerate(order, 1)]
    assert answer.text == "\n\n".join([NO_ANSWER, NEAREST_ARE, *shown])


def test_a_reason_stands_beside_it_and_over_it() -> None:
    reason = "None of its articles mentions [1] Varga."
    answer = decline(Query(WHY, WHY), ranked(("a", 0)), {}, reason=reason)
    assert answer.text.startswith(f"{NO_ANSWER} None of its articles mentions (1) Varga.\n\n")
    assert answer.scope == reason


def test_with_nothing_near_nothing_is_shown() -> None:
    assert not estimate_answerability([], 0.0).answered
    answer = decline(Query(WHY, WHY), [], {}, model="m")
    assert (answer.text, answer.citations, answer.mode) == (NO_ANSWER, (), "declined")
    assert answer.model == "m"


def test_evidence_that_is_far_off_is_no_answer() -> None:
    far = ranked(("a", 0), ("b", 0), cosine=0.1)
    assert not estimate_answerability(far, standing=1.0).answered


def test_what_stands_out_more_is_the_likelier_answer() -> None:
    found = ranked(("a", 0), ("b", 0))
    estimates = [estimate_answerability(found, standing) for standing in (0.0, 0.5, 1.0, 2.0, 3.0)]
    likely = [one.likelihood for one in estimates]
    assert likely == sorted(likely)
    assert 0 < likely[0] < likely[-1] < 1
    assert not estimates[0].answered
    assert estimates[-1].answered


def test_what_a_reader_finds_has_its_say() -> None:
    found = ranked(("a", 0), ("b", 0))
    readings = [Reading(np.array([logit, -9], np.float32), 0.0) for logit in (-60, -2, 0, 4, 60)]
    estimates = [estimate_answerability(found, 0.8, reading) for reading in readings]
    likely = [one.likelihood for one in estimates]
    assert likely == sorted(likely)
    assert 0 <= likely[0] < likely[-1] <= 1
    assert [one.answered for one in estimates] == sorted(one.answered for one in estimates)
    assert not estimates[0].answered
    assert estimates[-1].answered


def test_a_reader_alone_decides_nothing() -> None:
    strong, weak = ranked(("a", 0)), ranked(("a", 0), cosine=0.0)
    nothing = Reading(np.array([-60], np.float32), 0.0)
    everything = Reading(np.array([60], np.float32), 0.0)
    assert estimate_answerability(strong, 3.0, nothing).answered
    assert not estimate_answerability(weak, 0.0, everything).answered


@pytest.mark.parametrize(
    "text",
    [
        MODEL_DECLINES,
        MODEL_DECLINES[:-1],
        f" {MODEL_DECLINES}\n",
        f"**{MODEL_DECLINES}**",
        f'"{MODEL_DECLINES}"',
        f"“{MODEL_DECLINES}”",
        f"{MODEL_DECLINES} It mentions a strike. [S1]",
        "The archive does not say who signed.",
    ],
)
def test_a_model_that_declines(text: str) -> None:
    for end in range(len(text)):
        assert declines(text[:end]), "nothing of it may be shown on the way"
    assert declines(text)


@pytest.mark.parametrize(
    "text",
    [
        "The archive says a lot.",
        "The archives do not say.",
        "They said: The archive does not say.",
        "A",
    ],
)
def test_a_model_that_does_not(text: str) -> None:
    assert not declines(text)


def test_a_month_is_no_word_that_a_survey_must_find(sample: Archive) -> None:
    """Sentences of October seldom say so; few other words must all stand in one place."""
    assert ask(sample, "Summarise what happened at the bridge in October 2026").mode == "extractive"
    assert ask(sample, "Summarise what happened with the herring spaceship").mode == "declined"
