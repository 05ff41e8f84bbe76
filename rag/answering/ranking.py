"""Which source sentences answer a question, the best first.

A sentence is scored by the share of the question's words that it holds (rare words weigh more),
its cosine to the question, the scores of its passage and article, whether it stands at the top of
its article, whether it holds a thing of the kind that is asked for, whether it can be read alone.
Then its things vote: what the answer is stands in several good sentences of several articles, as
Brill et al. found for questions to the web (AskMSR, 2002). `rag.retrieval.weights` has the
measures.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.answering.answer_types import AnswerValue, count_members, extract_members, extract_values
from rag.answering.subject import Subject
from rag.answering.task_cues import NAMING, fits_task, is_aside
from rag.models.reader import Reading
from rag.query.listing import find_member_kind
from rag.query.parsed import ParsedQuestion
from rag.query.succession import find_predecessor, weigh_succession
from rag.retrieval import weights
from rag.retrieval.idf import compute_coverage
from rag.text.anaphora import leans_back
from rag.text.tokens import stem_words
from rag.types import Evidence


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence with how well it fits the question."""

    evidence: Evidence
    score: float
    overlap: float  # 0..1: share of the question's words, by rarity, in sentence and headline
    cosine: float  # to the question
    holds: frozenset[AnswerValue] = frozenset()  # the things of the kind that is asked for


def rank_sentences(
    question: ParsedQuestion,
    evidence: Sequence[Evidence],
    cosines: NDArray[np.float32],
    idf: Mapping[str, float],
    reading: Reading | None = None,
    subject: Subject | None = None,
) -> list[RankedSentence]:
    """The evidence, best sentence first. It comes as `gather` gives it, best article first.

    `cosines` to the question, and what a reader makes of it, are in the order of the evidence;
    where someone's words or character are asked for, sentences that name them come first;
    `idf` is that of `compute_idf`.
    """
    naming = subject if question.task in NAMING else None
    top = max((item.score for item in evidence), default=1.0) or 1.0
    places = {id_: n for n, id_ in enumerate(dict.fromkeys(e.article_id for e in evidence), 1)}
    predecessor = find_predecessor(question)
    kind, lists = question.answer_type, question.task == "list"
    said = [item.sentence for item in evidence]
    asked = idf.keys()
    held = (
        extract_members(said, find_member_kind(question.text), asked)
        if lists
        else extract_values(said, kind, asked)
    )
    scores = [
        weights.OVERLAP_WEIGHT * compute_coverage(idf, stem_words(item.sentence))
        + weights.COSINE_WEIGHT * cosine
        + weights.PASSAGE_WEIGHT * item.score / top
        + weights.ARTICLE_WEIGHT / places[item.article_id]
        + weights.KIND_WEIGHT * bool(kind and holds)
        + weights.LIST_WEIGHT * lists * min(count_members(holds) / weights.LISTED, 1.0)
        + weights.TOP_WEIGHT * (item.start < weights.TOP)
        + weights.LEANING_WEIGHT * leans_back(item.sentence)
        + weights.CUE_WEIGHT * fits_task(item.sentence, question.task)
        + weights.SUCCESSOR_WEIGHT * weigh_succession(item.sentence, predecessor)
        + weights.ASIDE_WEIGHT * is_aside(item.sentence)
        + weights.SETTING_WEIGHT * (subject.measure_setting(item) if subject else 0.0)
        + weights.NAMED_WEIGHT * bool(naming and naming.is_named_in(item.sentence))
        for item, cosine, holds in zip(evidence, cosines.tolist(), held, strict=True)
    ]
    if reading is not None and evidence:
        read = weights.READER_WEIGHT * (reading.scores - reading.scores.min())
        scores = [score + more for score, more in zip(scores, read.tolist(), strict=True)]
    votes = _count_votes(evidence, scores, held)
    voted = [score + weights.VOTE_WEIGHT * n for score, n in zip(scores, votes, strict=True)]
    words = [stem_words(item.sentence) | stem_words(item.title) for item in evidence]
    overlaps = [compute_coverage(idf, each) for each in words]
    ranked = map(RankedSentence, evidence, voted, overlaps, cosines.tolist(), held)
    return sorted(ranked, key=lambda one: (-one.score, one.evidence.article_id, one.evidence.start))


def _count_votes(
    evidence: Sequence[Evidence], scores: Sequence[float], held: Sequence[frozenset[AnswerValue]]
) -> list[float]:
    """For each sentence how much is said for its best thing, 0 to 1.

    For a thing speaks each article that holds it, with the best of the sentences that do.
    """
    said: dict[AnswerValue, dict[str, float]] = defaultdict(dict)
    for item, score, holds in zip(evidence, scores, held, strict=True):
        for thing in holds:
            best = said[thing].get(item.article_id, 0.0)
            said[thing][item.article_id] = max(best, score)
    votes = {thing: sum(articles.values()) for thing, articles in said.items()}
    most = max(votes.values(), default=0.0) or 1.0
    return [max((votes[thing] / most for thing in holds), default=0.0) for holds in held]
