"""Saying that the archive does not answer, and what stands nearest."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answering.claim_parser import strip_preamble
from rag.answering.findings import FindingsWriter
from rag.answering.ranking import RankedSentence
from rag.answering.subject import Subject
from rag.llm.prompts import MODEL_DECLINES
from rag.models.reader import Reading
from rag.query.parsed import Query
from rag.retrieval.weights import (
    EVEN_FIT,
    FIT_SCALE,
    LEAST_FIT,
    LEAST_MARGIN,
    LEAST_READ,
    MOST_MARGIN,
    READ_BASE,
    READ_FIT,
    READ_MARGIN,
    READ_SUBJECT,
)
from rag.types import Answer, Article, Evidence

BEST = 8  # sentences that are looked at for it
LEAST_OVERLAP = 0.5  # of a survey's words with a sentence that is on its subject
SURE_OVERLAP = 0.8  # … and with which one surely is on the matter of a question
FEW_WORDS, FEW_OVERLAP = 2, 0.75  # of the words of a question that has few, with one sentence
NEAREST = 3  # articles shown, each by its nearest sentence, when it does not

NO_ANSWER = "The archive does not answer this question."
NEAREST_ARE = "What stands nearest to it:"


@dataclass(frozen=True, slots=True)
class Answerability:
    """Whether the archive answers a question."""

    likelihood: float  # 0 to 1
    least: float  # below it the question is declined

    @property
    def answered(self) -> bool:
        return self.likelihood >= self.least


def estimate_answerability(
    ranked: Sequence[RankedSentence],
    standing: float,
    reading: Reading | None = None,
    *,
    presence: float = 1.0,
    few_words: bool = False,
) -> Answerability:
    """How likely it is that the archive answers, in `rag.retrieval.weights` measured.

    From the best sentences (their share of the question's words and their cosine, each at its
    best), from how far the best passage stands out among all that was found, and, where there is a
    reader, from how far all sentences together outweigh its "none of these". `presence` is the
    share of the question's names that the best sentence's article has; a question of `few_words`
    needs nearly all of them in one place.
    """
    if not ranked or (few_words and not covers(ranked, FEW_OVERLAP)):
        return Answerability(0.0, 1.0)
    fit = compute_fit(ranked, standing)
    if reading is None:
        return Answerability(_squash((fit - EVEN_FIT) / FIT_SCALE), LEAST_FIT)
    margin = min(max(reading.margin, LEAST_MARGIN), MOST_MARGIN)
    weighed = READ_FIT * fit + READ_MARGIN * margin + READ_SUBJECT * presence + READ_BASE
    return Answerability(_squash(weighed), LEAST_READ)


def estimate_survey(ranked: Sequence[RankedSentence], subject: Subject) -> Answerability:
    """Whether the archive has something on what a survey is about: likelihood 1 or 0.

    Its names with one sentence, or, where it has none, more than half of its words, by rarity, and
    nearly all where these are few: neither a moon nor a wreck is "the Titan submersible".
    """
    few = len(subject.words) <= FEW_WORDS and not subject.is_dated
    least = FEW_OVERLAP if few else LEAST_OVERLAP
    there = has_all_names(ranked, subject) if subject.names else covers(ranked, least)
    return Answerability(float(there), 1.0)


def holds_matter(ranked: Sequence[RankedSentence], subject: Subject, *, person: bool) -> bool:
    """Whether a question that asks for more than a fact (why, how, who said) is sure of its matter.

    A sentence with its headline has nearly all of its words; where somebody is asked about, as a
    `person` or for what was said, a sentence that names them is enough.
    """
    if person and subject.names:
        return any(subject.is_named_in(one.evidence.sentence) for one in ranked)
    return covers([one for one in ranked if not subject.find_missing(one.evidence)], SURE_OVERLAP)


def has_all_names(ranked: Sequence[RankedSentence], subject: Subject) -> bool:
    return any(not subject.find_missing(one.evidence) for one in ranked)


def covers(ranked: Sequence[RankedSentence], least: float) -> bool:
    return any(one.overlap > least for one in ranked)


def compute_fit(ranked: Sequence[RankedSentence], standing: float) -> float:
    """The features of the best sentences, and of the best passage, added up; 0 to about 5."""
    best = ranked[:BEST]
    return max(one.overlap for one in best) + max(one.cosine for one in best) + standing


def _squash(logit: float) -> float:
    return 0.5 + 0.5 * math.tanh(logit / 2)  # a sigmoid, no overflow


def declines(text: str) -> bool:
    """Whether a model's text, which may still be growing, says that the archive does not answer."""
    said = strip_preamble(text).strip('*"“”').strip()
    if not said:  # nothing yet, or marks alone
        return not re.search(r"\w", text)
    return said.startswith(MODEL_DECLINES.rstrip(".")) or MODEL_DECLINES.startswith(said)


def decline(
    query: Query,
    ranked: Sequence[RankedSentence],
    articles: Mapping[str, Article],
    *,
    reason: str = "",
    model: str | None = None,
) -> Answer:
    """The declined answer; the nearest sentences are citations, but nothing is claimed.

    `articles` are those of the sentences, by id, as `FindingsWriter` wants them.
    """
    nearest: dict[str, Evidence] = {}  # the best of each article, best first
    for one in ranked:
        nearest.setdefault(one.evidence.article_id, one.evidence)
    writer = FindingsWriter(articles)
    writer.write_line(f"{NO_ANSWER} {reason}".strip())
    if nearest:
        writer.write_line(NEAREST_ARE)
        writer.write_findings(list(nearest.values())[: min(NEAREST, query.sources or NEAREST)])
    return Answer(
        query.question, query.asked_as, "declined", writer.text, (), writer.citations,
        query.window, model=model, scope=reason, glosses=writer.glosses,
    )  # fmt: skip
