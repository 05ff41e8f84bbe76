"""Steps 2 to 4: what the archive has to say to a question, known before anything is written."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from time import perf_counter

import numpy as np

from rag.answering.abstention import answers
from rag.answering.corrections import Change, changes_after
from rag.answering.extractive import Ranked, rank
from rag.models.embedding import Embedder, Vectors
from rag.query.decompose import interleaved
from rag.query.understanding import each_part
from rag.retrieval.evidence import PASSAGES, gather, spread
from rag.retrieval.idf import question_words, rarity
from rag.retrieval.search import Archive
from rag.store.catalogue import Catalogue
from rag.types import Evidence, Query

WIDE = 5 * PASSAGES  # hits out of which those are spread over the articles


@dataclass(frozen=True, slots=True)
class Part:
    """One question of the query, which mostly has but one, with the evidence ranked for it."""

    question: str
    ranked: list[Ranked]
    answered: bool


@dataclass(slots=True)
class Findings:
    """What is known before anything is written."""

    query: Query
    parts: list[Part]
    evidence: tuple[Evidence, ...]
    similarity: "Similarity"
    warnings: list[str] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)
    changes: Mapping[str, Change] = field(default_factory=dict)  # after the day asked for

    @property
    def answered(self) -> list[Part]:
        return [part for part in self.parts if part.answered]

    @property
    def unanswered(self) -> list[Part]:
        return [part for part in self.parts if not part.answered]

    @property
    def nearest(self) -> list[Ranked]:
        """All that was ranked, the best first."""
        ranked = [one for part in self.parts for one in part.ranked]
        return sorted(ranked, key=lambda one: -one.score)


def look(
    query: Query, archive: Archive, catalogue: Catalogue, timings: dict[str, float]
) -> Findings:
    """Find passages for each part of the query, and rank the sentences of all of them for each."""
    queries = each_part(query)
    with timed(timings, "retrieve"):
        found = [archive.find(one, WIDE, catalogue) for one in queries]  # 2
        hits = interleaved([spread(one.hits) for one in found], PASSAGES * len(queries))
    with timed(timings, "rank"):
        evidence = gather(hits, catalogue)  # 3
        similarity = Similarity(archive.embedder, evidence)
        parts = []
        for one, hit in zip(queries, found, strict=True):  # 4
            words = question_words(one.asked_as)
            weights = rarity(words, catalogue.frequencies(words.values()), len(catalogue.columns()))
            ranked = rank(one.asked_as, evidence, similarity.to(one.asked_as), weights)
            parts.append(Part(one.asked_as, ranked, answers(ranked, hit.standing)))
    articles = dict.fromkeys(item.article_id for item in evidence)
    changes = changes_after(query.as_of, articles, catalogue)
    return Findings(query, parts, evidence, similarity, list(query.notes), timings, changes)


def allowed(found: Findings) -> tuple[Evidence, ...]:
    """The evidence that the reader lets an answer use, the best of each part, in its order."""
    most = found.query.sources
    if most is None:
        return found.evidence
    rows = zip_longest(*([one.evidence for one in part.ranked] for part in found.answered))
    best = dict.fromkeys(item for row in rows for item in row if item is not None)
    kept = set(islice(best, most))
    return tuple(item for item in found.evidence if item in kept)


class Similarity:
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

    def to(self, text: str) -> Vectors:
        """Cosines of `text` to all the evidence, in its order."""
        return np.asarray(self(text, self._sentences), dtype=np.float32)


@contextmanager
def timed(timings: dict[str, float], stage: str) -> Iterator[None]:
    """Add the seconds that the block takes to those of a stage."""
    started = perf_counter()
    try:
        yield
    finally:
        timings[stage] = timings.get(stage, 0.0) + perf_counter() - started
