"""Groups to learn ranking from: a question, sentences that answer it, others that came near.

The others are what our own retrieval brings, hardest first; where nothing answers, "none of these"
is the right choice. Questions are those of a quiz file, and such as `tools.train.questions` makes.
"""

import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import numpy as np

from ingest.furniture_rules import is_furniture
from rag.answering.candidates import gather_evidence, rank_candidates, retrieve_parts
from rag.evaluation.metrics import holds_answer
from rag.query.grounding import ground_request
from rag.retrieval.evidence import says_something
from rag.retrieval.idf import compute_coverage
from rag.retrieval.search import Archive
from rag.text.lexicon import STOP_WORDS
from rag.text.sentences import split_sentences
from rag.text.tokens import stem_words
from rag.types import Article, Request, Sentence
from tools.train.questions import MadeQuestion, make_questions

Pair = tuple[str, str]  # headline, sentence
MOST_ANSWERS = 6  # of the evidence
MORE_ANSWERS = 3  # of the articles that answer, where they did not come into the evidence
MORE_SCORE = 0.5  # what these are given as today's score, which they have none of
TOLD_AGAIN = (
    0.6  # shared words (Jaccard) above which a sentence tells what its question was made of
)
SHARE_HELD = 0.3  # of a made question's words that a sentence with its answer must hold
FEWEST_OTHERS = 8
FEWEST_WORDS = 5  # of a made question that say something
OPENING, WHOLE = 3000, 6000  # characters of an article that questions, and groups, are made of
SOURCES = 8  # sentences that a question is tried of
TOP, DETAILS = 5, 3  # sentences that no detail stands in; details of an article that are asked for
LEFT_OUT = 0.35  # the chance of a word to be left out of such a question


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence that is read beside a question."""

    headline: str
    sentence: str
    score: float  # today's, standardised over the sentences of the question


@dataclass(frozen=True, slots=True)
class Group:
    """A question; `answers` is empty where none of the others answers it."""

    question: str
    answers: tuple[Read, ...]
    others: tuple[Read, ...]  # the one that today's ranking likes best comes first


def make_quiz_groups(
    archive: Archive, questions: Iterable[Mapping[str, Any]], without: Collection[str] = ()
) -> Iterator[Group]:
    """Groups of questions that people asked; the archive must be open without a reader.

    Of the articles `without`, by id, nothing is read.

    An answerable question gives a group with its answers and one without: the same question must
    be answered or not by what stands there. One that is not answerable gives one, unless an answer
    stands in what was found: other articles may answer it by chance.
    """
    for question in questions:
        asked_as, read = find_ranked(archive, question["question"], question["asked"], without)
        answers = question["answers"]
        held = [one for one in read if holds_answer(one.sentence, answers)]
        others = tuple(one for one in read if one not in held)
        if not others or (not question["answerable"] and held):
            continue
        yield Group(asked_as, (), others)
        if question["answerable"]:
            known = {(one.headline, one.sentence) for one in held[:MOST_ANSWERS]}
            wanted = [id_ for id_ in question["articles_with_answer"] if id_ not in without]
            more = _find_answers(archive, wanted, answers, asked_as)
            found = [Read(*pair, MORE_SCORE) for pair in more if pair not in known]
            if all_found := (*held[:MOST_ANSWERS], *found):
                yield Group(asked_as, all_found, others)


def find_ranked(
    archive: Archive, question: str, day: str, without: Collection[str]
) -> tuple[str, list[Read]]:
    """The question made whole, and its evidence as the archive ranks it, best first."""
    request = Request(question, date.fromisoformat(day))
    with archive.snapshot() as catalogue:
        query = ground_request(request, catalogue)
        hits = retrieve_parts(query, archive, catalogue)
        evidence = gather_evidence(hits, catalogue)
        found = rank_candidates(query, hits, evidence, archive, catalogue).parts[0]
    ranked = [one for one in found.ranked if one.evidence.article_id not in without]
    pairs = [(one.evidence.title, one.evidence.sentence) for one in ranked]
    return query.asked_as, _standardize(pairs, [one.score for one in ranked])


def _find_answers(
    archive: Archive, articles: Sequence[str], answers: Sequence[str], question: str
) -> list[Pair]:
    """Sentences of these articles that hold an answer, those with the question's words first."""
    words = stem_words(question)
    found: list[Pair] = []
    with archive.snapshot() as catalogue:
        for article in filter(None, map(catalogue.read_article, articles)):
            found += [
                (article.title, one.text)
                for one in split_sentences(article.text)
                if _may_answer(one) and holds_answer(one.text, answers)
            ]
    return sorted(found, key=lambda pair: -len(words & stem_words(pair[1])))[:MORE_ANSWERS]


def _may_answer(sentence: Sentence) -> bool:
    return says_something(sentence) and not is_furniture(sentence.text)


def make_archive_groups(
    archive: Archive, articles: Iterable[Article], without: Collection[str], chance: random.Random
) -> Iterator[Group]:
    """Groups of questions made from articles of the archive, with what it finds for them.

    Of the articles `without`, by id, nothing is read.
    """
    for article in articles:
        source, made = _make_question(article.title, article.text, chance)
        if made is None:
            continue
        day = date.fromisoformat((article.published or "2024-12-31")[:10])
        with archive.snapshot() as catalogue:
            query = ground_request(Request(made.text, day), catalogue)
            hits = retrieve_parts(query, archive, catalogue)
            found = gather_evidence(hits, catalogue)
        evidence = [item for item in found if item.article_id not in without]
        shares = [compute_coverage(hits[0].weights, stem_words(e.sentence)) for e in evidence]
        pairs = [(item.title, item.sentence) for item in evidence]
        yield from _group_made(source, made, pairs, shares, chance, none=0.4)


def make_article_groups(
    articles: Iterable[Mapping[str, Any]], chance: random.Random
) -> Iterator[Group]:
    """Groups of questions made from articles, each with the sentences of its own article.

    They are easier, and cost nothing to find.
    """
    for article in articles:
        source, made = _make_question(article["title"], article["text"], chance)
        if made is None:
            continue
        cut = split_sentences(article["text"][:WHOLE])
        pairs = [(article["title"], one.text) for one in cut if _may_answer(one)]
        words = stem_words(made.text)
        shares = [len(words & stem_words(text)) / len(words) for _, text in pairs]
        yield from _group_made(source, made, pairs, shares, chance, none=0.1)


def make_detail_groups(
    articles: Iterable[Mapping[str, Any]], chance: random.Random
) -> Iterator[Group]:
    """Groups of questions about what stands further down, with what they were made of to answer.

    Each sentence answers one of its article's questions and none of the others: so the reader
    cannot go by what quizzes ask about, which mostly stands at the top. Some of a question's words
    are left out, and today's scores, or these would tell the answer by themselves.
    """
    for article in articles:
        cut = split_sentences(article["text"][:WHOLE])
        pairs = [(article["title"], one.text) for one in cut if _may_answer(one)]
        sources = [text for _, text in pairs[TOP:] if not set('"“') & set(text)]
        chance.shuffle(sources)
        tried = (next(make_questions(source, chance), None) for source in sources)
        fit = (made for made in tried if made and len(stem_words(made.text)) > FEWEST_WORDS)
        for made in islice(fit, DETAILS):
            thin = MadeQuestion(_leave_out_words(made.text, chance), made.answer)
            words = stem_words(thin.text)
            shares = [len(words & stem_words(text)) / len(words) for _, text in pairs]
            for group in _group_made("", thin, pairs, shares, chance, none=0.3):
                yield Group(group.question, *map(_forget_scores, (group.answers, group.others)))


def _forget_scores(read: Iterable[Read]) -> tuple[Read, ...]:
    return tuple(Read(one.headline, one.sentence, 0.0) for one in read)


def _leave_out_words(question: str, chance: random.Random) -> str:
    first, *rest = question.split()
    kept = [word for word in rest
            if not word.islower() or word in STOP_WORDS or chance.random() > LEFT_OUT]  # fmt: skip
    shorter = " ".join([first, *kept])
    return shorter if len(stem_words(shorter)) >= FEWEST_WORDS else question


def _make_question(title: str, text: str, chance: random.Random) -> tuple[str, MadeQuestion | None]:
    """A sentence of an article, and a question made of it; None where none lends itself."""
    sentences = [one.text for one in split_sentences(text[:OPENING])][:SOURCES]
    chance.shuffle(sentences)
    for source in [title, *sentences]:
        made = None if set('"“') & set(source) else next(make_questions(source, chance), None)
        if made is not None and len(stem_words(made.text)) >= FEWEST_WORDS:
            return source, made
    return "", None


def _group_made(
    source: str,
    made: MadeQuestion,
    pairs: Sequence[Pair],
    shares: Sequence[float],
    chance: random.Random,
    *,
    none: float,
) -> Iterator[Group]:
    """The sentences that hold the answer and enough of the question, and those without it.

    What a question was made of, and all that tell the same in nearly its words, are left out: what
    is to be learned is which other sentence answers. With the chance `none`, and wherever nothing
    answers, there is a group without answers.
    """
    told, whole = stem_words(source), made.answer.lower()
    last = whole.split()[-1]
    kept = [
        (share, pair)
        for share, pair in zip(shares, pairs, strict=True)
        if len(told & stem_words(pair[1])) <= TOLD_AGAIN * len(told | stem_words(pair[1]))
    ]
    kept.sort(key=lambda one: -one[0])
    read = _standardize([pair for _, pair in kept], [share for share, _ in kept])
    answers = [
        one
        for one, (share, _) in zip(read, kept, strict=True)
        if share >= SHARE_HELD and whole in one.sentence.lower()
    ]
    others = tuple(one for one in read if last not in one.sentence.lower())
    if len(others) < FEWEST_OTHERS:
        return
    if answers:
        yield Group(made.text, tuple(answers[:MORE_ANSWERS]), others)
    if not answers or chance.random() < none:
        yield Group(made.text, (), others)


def _standardize(pairs: Sequence[Pair], scores: Sequence[float]) -> list[Read]:
    values = np.array(scores or [0.0])
    spread = float(values.std()) or 1.0
    return [Read(*pair, (score - float(values.mean())) / spread)
            for pair, score in zip(pairs, scores, strict=True)]  # fmt: skip
