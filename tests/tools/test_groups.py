"""Groups to learn from: what answers, what does not, and that the two are never mixed up."""

import random
from itertools import islice
from pathlib import Path

import pytest

from rag.evaluation.metrics import holds_answer
from rag.models.embedding import RememberingEmbedder
from rag.retrieval.search import Archive
from tests.helpers.places import TODAY
from tools.train.groups import (
    FEWEST_OTHERS,
    Group,
    make_archive_groups,
    make_article_groups,
    make_detail_groups,
    make_quiz_groups,
)

BRIDGE = "How much is the Gannet Bridge now expected to cost?"
ANTHEM = "Who composed the national anthem of Kestria?"


@pytest.fixture
def untaught(sample_archive: Path, remembering: RememberingEmbedder) -> Archive:
    """The sample archive, open without a reader."""
    return Archive(sample_archive, remembering)


def make_asked(archive: Archive, text: str, answers: list[str], *, answerable: bool) -> list[Group]:
    asked = {"question": text, "asked": TODAY.isoformat(), "answers": answers}
    asked |= {"answerable": answerable, "articles_with_answer": []}
    return list(make_quiz_groups(archive, [asked]))


def test_an_answerable_question_gives_a_group_with_its_answers_and_one_without(
    untaught: Archive,
) -> None:
    without, with_ = make_asked(untaught, BRIDGE, ["611 million"], answerable=True)
    assert without.answers == ()
    assert with_.answers
    assert all(holds_answer(one.sentence, ["611 million"]) for one in with_.answers)
    assert without.others == with_.others
    assert not any(holds_answer(one.sentence, ["611 million"]) for one in with_.others)
    scores = [one.score for one in with_.others]
    assert scores == sorted(scores, reverse=True)


def test_one_that_is_not_gives_none_of_these_unless_an_answer_stands_there(
    untaught: Archive,
) -> None:
    [group] = make_asked(untaught, ANTHEM, ["Aurel Brandt"], answerable=False)
    assert group.answers == ()
    assert make_asked(untaught, BRIDGE, ["611 million"], answerable=False) == []


def assert_sound(groups: list[Group]) -> None:
    for group in groups:
        assert len(group.others) >= FEWEST_OTHERS
        sentences = {one.sentence for one in group.others}
        assert sentences.isdisjoint(one.sentence for one in group.answers)
        scores = [one.score for one in group.others]
        assert scores == sorted(scores, reverse=True)


def test_made_questions_are_answered_by_other_sentences(untaught: Archive) -> None:
    articles = list(untaught.articles())
    apart = {one.id for one in articles[:50]}
    found = make_archive_groups(untaught, articles, apart, random.Random(1))
    groups = list(islice(found, 12))
    assert_sound(groups)
    assert groups
    titles = {one.title for one in articles[:50]} - {one.title for one in articles[50:]}
    assert titles.isdisjoint(one.headline for group in groups for one in group.others)


def test_articles_alone_give_groups_too(untaught: Archive) -> None:
    articles = [{"title": one.title, "text": one.text} for one in untaught.articles()]
    groups = list(make_article_groups(articles, random.Random(1)))
    assert_sound(groups)
    assert {bool(group.answers) for group in groups} == {True, False}
    assert groups == list(make_article_groups(articles, random.Random(1)))


def test_a_detail_answers_its_own_question_alone(untaught: Archive) -> None:
    articles = [{"title": one.title, "text": one.text} for one in untaught.articles()]
    groups = list(make_detail_groups(articles, random.Random(1)))
    assert_sound(groups)
    answers = {one.sentence for group in groups for one in group.answers}
    others = {one.sentence for group in groups for one in group.others}
    assert len(answers & others) > len(answers) / 2
    assert groups == list(make_detail_groups(articles, random.Random(1)))
