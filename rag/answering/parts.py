"""One question of a query, which mostly has but one: the evidence for it, and what that lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.answering.abstention import (
    FEW_WORDS,
    Answerability,
    estimate_answerability,
    estimate_survey,
    holds_matter,
)
from rag.answering.figures.newest import find_newest_state
from rag.answering.premises import find_fault
from rag.answering.ranking import RankedSentence, rank_sentences
from rag.answering.selection import TASKS_FOR_ONE
from rag.answering.subject import Subject
from rag.answering.surveys import SURVEYS, WORTH
from rag.answering.windows import ANSWERS, OF_THE_DAYS, keep_asked, write_breach
from rag.formatting import format_window
from rag.models.embedding import Embedder, Vectors
from rag.models.reader import Reader
from rag.query.parsed import Query
from rag.query.succession import tells_successor
from rag.query.task import Task
from rag.retrieval.hybrid import RetrievalResult
from rag.retrieval.weights import WITHIN_WORTH
from rag.store.catalogue import Catalogue
from rag.text.tokens import keep_letters
from rag.types import Article, Evidence

NO_MORE = "There is no more on this."


@dataclass(frozen=True, slots=True)
class RankedPart:
    """One question of the query, which mostly has but one, with the evidence ranked for it."""

    query: Query
    subject: Subject
    ranked: list[RankedSentence]  # within the days asked for, unless those have no answer
    answerability: Answerability
    breach: str  # that those days have none; "" where they have
    reason: str  # why it is not answered; "" where it is, or no more can be said

    @property
    def question(self) -> str:
        return self.query.asked_as

    @property
    def task(self) -> Task:
        return self.query.task

    @property
    def is_for_one(self) -> bool:
        """Whether one sentence may be all that is asked for."""
        return self.task in TASKS_FOR_ONE


class EvidenceSimilarity:
    """Cosines to the evidence's sentences, each of which is embedded once a question."""

    def __init__(self, embedder: Embedder, evidence: Sequence[Evidence]) -> None:
        self._embedder = embedder
        self._sentences = [item.sentence for item in evidence]
        vectors = embedder.embed(self._sentences)
        self._vectors = dict(zip(self._sentences, vectors, strict=True))

    def __call__(self, text: str, sentences: Sequence[str]) -> Sequence[float]:
        if not sentences:
            return []
        vectors: Vectors = np.stack([self._vectors[sentence] for sentence in sentences])
        cosines: list[float] = (vectors @ self._embedder.embed([text])[0]).tolist()
        return cosines

    def compare_all(self, text: str) -> Vectors:
        """Cosines of `text` to all the evidence, in its order."""
        return np.asarray(self(text, self._sentences), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class PartRanker:
    """Ranks the same evidence for each part of a query."""

    evidence: Sequence[Evidence]
    articles: Mapping[str, Article]  # that it is taken from, by id
    similarity: EvidenceSimilarity
    reader: Reader | None
    catalogue: Catalogue

    def rank(self, query: Query, retrieved: RetrievalResult) -> RankedPart:
        """The part with what answers it, within the days asked for where these hold anything."""
        subject, task = Subject(query.parsed, self.articles), query.task
        ranked, answerability = self._rank_sentences(query, retrieved, subject)
        absent = subject.find_absent(self.evidence)
        reason = find_fault(query, subject, absent, self.catalogue)
        if reason is not None:
            answerability = replace(answerability, likelihood=0.0)
        if query.hard_window and query.window and not self.evidence:
            whose = " by the chosen outlets" if query.hard_outlets else ""
            reason = f"Nothing{whose} from {format_window(query.window)} is in the archive."
        ranked = [one for one in ranked if not subject.find_missing(one.evidence)] or ranked
        ranked = _leave_out(ranked, query.shown)
        if query.shown and not ranked:
            answerability, reason = replace(answerability, likelihood=0.0), NO_MORE
        for_one = task in TASKS_FOR_ONE
        # What somebody said in those days is asked for, not what they said best at any time.
        loose = not for_one or (task == "statement" and subject.names)
        worth, matter = (WORTH if loose else WITHIN_WORTH), (0.0 if for_one else OF_THE_DAYS)
        breaches = []
        if (window := query.asked_window) and not query.hard_window:
            within, least = window.holds, 0.0 if subject.names else matter
            ranked, kept = keep_asked(ranked, lambda item: within(item.day), worth, least)
            breaches += [] if kept else [write_breach(window, subject.names, self.catalogue)]
        if query.outlets and not query.hard_outlets:
            ranked, kept = keep_asked(ranked, lambda item: item.outlet in query.outlets, worth=0.0)
            breaches += [] if kept else [f"Nothing from {' or '.join(query.outlets)} {ANSWERS}."]
        return RankedPart(query, subject, ranked, answerability, " ".join(breaches), reason or "")

    def _rank_sentences(
        self, query: Query, retrieved: RetrievalResult, subject: Subject
    ) -> tuple[list[RankedSentence], Answerability]:
        parsed, task, text = query.parsed, query.task, query.parsed.subject_text
        cosines = self.similarity.compare_all(text)
        pairs = [(item.title, item.sentence) for item in self.evidence]
        reader = None if task in SURVEYS else self.reader  # it was taught to find one fact
        reading = reader.rank(text, pairs) if reader else None
        ranked = rank_sentences(parsed, self.evidence, cosines, retrieved.weights, reading, subject)
        if task not in TASKS_FOR_ONE:
            return ranked, estimate_survey(ranked, subject)
        presence = subject.measure_presence(ranked[0].evidence) if ranked else 0.0
        standing = retrieved.standing
        few = len(retrieved.weights) <= FEW_WORDS and not parsed.names
        answerability = estimate_answerability(
            ranked, standing, reading, presence=presence, few_words=few
        )
        person = task in {"person", "statement"}
        sure = task != "fact" and holds_matter(ranked, subject, person=person)
        if sure or (ranked and tells_successor(ranked[0].evidence.sentence, parsed)):
            answerability = replace(answerability, likelihood=1.0)
        return find_newest_state(ranked, parsed), answerability


def _leave_out(ranked: Sequence[RankedSentence], shown: Sequence[str]) -> list[RankedSentence]:
    known = {keep_letters(sentence) for sentence in shown}
    return [one for one in ranked if keep_letters(one.evidence.sentence) not in known]
