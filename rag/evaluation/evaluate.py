"""How well an archive answers questions whose answers are known.

Articles are ranked by their best passage, as `Archive.search` gives them; copies of one story count
as one article. An answer is always the extractive one, so that figures do not hang on a model.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from rag.answering.pipeline import Pipeline
from rag.evaluation import metrics
from rag.evaluation.floors import Data, Figure
from rag.evaluation.questions import Question, QuestionFile
from rag.retrieval.search import Archive
from rag.settings import Settings
from rag.store.catalogue import Catalogue
from rag.types import Answer, Request

Track = Callable[[Sequence[Question]], Iterable[Question]]  # gives them again, and shows how far


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question."""

    question: Question
    wanted: frozenset[str]  # ids of the articles that answer, copies under one id
    ranking: tuple[str, ...]  # ids of the articles found, best first, copies under one id
    declined: bool
    answered_in: int | None  # number of the first cited sentence that holds an answer
    search_time: float  # seconds
    answer_time: float  # seconds

    @property
    def rank(self) -> int | None:
        """That of the first wanted article."""
        return metrics.find_first_rank(self.ranking, self.wanted)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcomes of all questions and what they were measured on."""

    outcomes: tuple[Outcome, ...]
    articles: int  # in the archive
    unknown: tuple[str, ...]  # article ids that questions want and the archive lacks
    lost: int  # questions none of whose articles the archive has; they count as not found
    data: Data

    def figures(self) -> dict[str, Figure]:
        """Every measure of which there is a question, by its name."""
        ranked = [one for one in self.outcomes if one.question.articles]
        asked = [one for one in self.outcomes if one.question.answers]
        answerable = [one for one in self.outcomes if one.question.answerable]
        unanswerable = [one for one in self.outcomes if one.question.answerable is False]
        found = [(one.ranking, one.wanted) for one in ranked]
        values = {
            **{f"hits@{k}": [metrics.compute_hit(*one, k) for one in found] for k in (1, 4, 10)},
            "mrr@10": [metrics.compute_reciprocal_rank(*one, 10) for one in found],
            "map": [metrics.compute_average_precision(*one) for one in found],
            "ndcg@10": [metrics.compute_ndcg(*one, 10) for one in found],
            **{f"answer@{k}": [_score_within(one, k) for one in asked] for k in (1, 3, 5)},
            "answered": [float(not one.declined) for one in answerable],
            "declined": [float(one.declined) for one in unanswerable],
        }
        return {
            name: Figure(metrics.compute_mean(each), len(each))
            for name, each in values.items()
            if each
        }

    def declined(self) -> float:
        """The share of all questions that were declined, rightly or not."""
        return metrics.compute_mean([float(one.declined) for one in self.outcomes])

    def latencies(self) -> dict[str, dict[str, float]]:
        """Milliseconds of a search and of a whole answer: p50 and p95."""
        times = {
            "search": [one.search_time * 1000 for one in self.outcomes],
            "answer": [one.answer_time * 1000 for one in self.outcomes],
        }
        at = metrics.compute_percentile
        return {name: {"p50": at(each, 0.5), "p95": at(each, 0.95)} for name, each in times.items()}

    def misses(self) -> list[Outcome]:
        """The questions that want articles and whose first article is another."""
        return [one for one in self.outcomes if one.question.articles and one.rank != 1]


def evaluate(
    archive: Archive, file: QuestionFile, *, settings: Settings, passages: int, track: Track = iter
) -> Evaluation:
    """Ask every question, once as a search for so many `passages` and once for an answer.

    An article that the archive lacks is never found; `track` is given the questions and gives them
    back one by one, to show how far the run is.
    """
    with archive.snapshot() as catalogue:
        articles = catalogue.measure_extent()[0]
        digest = hash_articles(catalogue)
        same = _find_stories(file.questions, catalogue)
    pipeline = Pipeline(archive, settings=replace(settings, model="none"))
    pipeline.warm_up()
    archive.search(file.questions[0].question, 1, today=file.questions[0].asked)  # opens the index
    outcomes = tuple(_ask(question, pipeline, passages, same) for question in track(file.questions))
    stated = [question.articles for question in file.questions if question.articles]
    unknown = tuple(sorted({id_ for ids in stated for id_ in ids} - same.keys()))
    lost = sum(map(same.keys().isdisjoint, stated))
    data = Data(file.sha256, file.day, digest, archive.embedder.fingerprint, passages)
    return Evaluation(outcomes, articles, unknown, lost, data)


def hash_articles(catalogue: Catalogue) -> str:
    """A sha256 of all that answers come from: id, day, outlet, headline and text of each article.

    The articles are taken in the order of their ids, their fields each ended by a zero byte, so it
    does not depend on when, from where or in which order they were ingested.
    """
    digest = hashlib.sha256()
    for article in catalogue.read_articles():
        fields = (article.id, article.published or "", article.outlet, article.title, article.text)
        for field in fields:
            digest.update(field.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


def _find_stories(questions: Sequence[Question], catalogue: Catalogue) -> dict[str, str]:
    """Of the articles that answer, and of their copies: id -> id of the story's first copy."""
    same: dict[str, str] = {}
    for question in questions:
        for id_ in question.articles or ():
            if id_ not in same and catalogue.read_article(id_) is not None:
                copies = [copy.id for copy in catalogue.read_copies(id_)] or [id_]
                same |= dict.fromkeys(copies, copies[0])
    return same


def _ask(question: Question, pipeline: Pipeline, passages: int, same: Mapping[str, str]) -> Outcome:
    started = perf_counter()
    hits = pipeline.archive.search(question.question, passages, today=question.asked)
    searched = perf_counter()
    answer = pipeline.ask(Request(question.question, question.asked))
    answered = perf_counter()
    return Outcome(
        question=question,
        wanted=frozenset(same.get(id_, id_) for id_ in question.articles or ()),
        ranking=tuple(dict.fromkeys(same.get(one.article_id, one.article_id) for one in hits)),
        declined=answer.mode == "declined",
        answered_in=_find_answering(answer, question.answers or ()),
        search_time=searched - started,
        answer_time=answered - searched,
    )


def _find_answering(answer: Answer, wanted: Sequence[str]) -> int | None:
    """The number of the first cited sentence that holds an answer; none in a declined one."""
    if answer.mode == "declined":
        return None
    cited = answer.citations
    return next((one.n for one in cited if metrics.holds_answer(one.sentence, wanted)), None)


def _score_within(outcome: Outcome, sentences: int) -> float:
    return float(outcome.answered_in is not None and outcome.answered_in <= sentences)
