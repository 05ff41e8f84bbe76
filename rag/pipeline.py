"""From a question to an answer: the one place where the parts are put together.

1 understand   the question, and what the reader set by hand -> query
2 retrieve     passages, by words, meaning and time -> hits
3 gather       their sentences, labelled -> evidence
4 rank         which of them answer; if none does, decline
5 write        the model's text, or the best sentences themselves
6 cite         labels -> numbered citations
7 verify       each claim against the evidence (6 and 7 as the text grows, in `Citer`)
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np

from rag.archive import Archive
from rag.chat import ChatModel, connect_model
from rag.citations import Citer, cite_sentences
from rag.declining import answers, decline, declines
from rag.embedding import Embedder, Vectors
from rag.errors import ModelBroke, ModelError
from rag.evidence import gather
from rag.extractive import Ranked, question_words, rank, rarity, select
from rag.grounding import ground
from rag.prompting import answer_messages
from rag.serving.model_faults import DIRECT_MODEL
from rag.settings import Settings, load_settings
from rag.store.catalogue import Catalogue
from rag.text.labels import without_fragment
from rag.types import Answer, Evidence, Query, Request

PASSAGES = 12  # that evidence is taken from
PROMPT_MARGIN = 64  # tokens of a chat template around our messages
BROKE_OFF = "The model broke off: the answer above is not whole."


@dataclass(slots=True)
class Findings:
    """What is known before anything is written."""

    query: Query
    ranked: list[Ranked]
    evidence: tuple[Evidence, ...]
    similarity: "Similarity"
    warnings: list[str] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)


class Pipeline:
    """Answers questions about one archive; may be used from several threads at once."""

    def __init__(self, archive: Archive, *, settings: Settings | None = None) -> None:
        self.archive = archive
        self.settings = settings or load_settings()

    def warm_up(self) -> None:
        """Load what the first question would wait for."""
        self.archive.embedder.embed(["warm"])

    def ask(self, request: Request) -> Answer:
        """The finished answer."""
        *_, answer = self.stream(request)
        return answer

    def stream(self, request: Request) -> Generator[Answer, None, None]:
        """Growing answers; the last is complete. Closing the iterator stops the model."""
        started = perf_counter()
        with self.archive.snapshot() as catalogue:
            found = self._find(request, catalogue)  # steps 1 to 4
        if not answers(found.ranked):
            yield self._finished(decline(found.query, found.ranked), found, started)
            return
        for answer in self._write(found):  # steps 5 to 7
            yield self._finished(answer, found, started) if answer.complete else answer

    def _find(self, request: Request, catalogue: Catalogue) -> Findings:
        timings: dict[str, float] = {}
        with _timed(timings, "understand"):
            query = ground(request, catalogue)  # 1
        with _timed(timings, "retrieve"):
            hits = self.archive.find(query, PASSAGES, catalogue)  # 2
        with _timed(timings, "rank"):
            evidence = gather(hits, catalogue)  # 3
            similarity = Similarity(self.archive.embedder, evidence)
            words = question_words(query.asked_as)
            weights = rarity(words, catalogue.frequencies(words.values()), catalogue.extent()[1])
            ranked = rank(query.asked_as, evidence, similarity.to(query.asked_as), weights)  # 4
        return Findings(query, ranked, evidence, similarity, list(query.notes), timings)

    def _write(self, found: Findings) -> Iterator[Answer]:
        """By the model where there is one, else out of source sentences."""
        try:
            model = connect_model(self.settings)
            if model is not None:
                yield from self._generate(model, found)
                return
        except ModelError as error:
            found.warnings.append(str(error))
        yield _extract(found)

    def _generate(self, model: ChatModel, found: Findings) -> Iterator[Answer]:
        """What the model writes, cited as it grows, and so is what a fault leaves of it.

        Raises ModelError where it leaves nothing to show.
        """
        budget = self.settings.num_ctx - self.settings.num_predict - PROMPT_MARGIN
        messages, kept = answer_messages(found.query, found.evidence, token_budget=budget)
        citer = Citer(kept, similarity=found.similarity)
        text = ""
        answer = _blank(found.query, model.name)
        with _timed(found.timings, "write"):
            try:
                for piece in model.stream(messages):
                    text += piece
                    if declines(text):  # so far: nothing is shown of what may be taken back
                        continue
                    shown, claims, citations = citer.update(text)
                    answer = replace(answer, text=shown, claims=claims, citations=citations)
                    yield answer
            except ModelError as error:
                if not answer.text:
                    raise
                found.warnings += [str(error), BROKE_OFF]
                text = without_fragment(text)
        if declines(text):
            yield decline(found.query, found.ranked, model=model.name)
            return
        shown, claims, citations = citer.update(text, complete=True)
        if not claims:  # labels or markup alone
            raise ModelBroke(f"{model.name} wrote nothing that says anything. {DIRECT_MODEL}")
        yield replace(answer, text=shown, claims=claims, citations=citations, complete=True)

    def _finished(self, answer: Answer, found: Findings, started: float) -> Answer:
        timings = found.timings | {"total": perf_counter() - started}
        return replace(answer, warnings=tuple(found.warnings), timings=timings)


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


def _extract(found: Findings) -> Answer:
    text, claims, citations = cite_sentences(select(found.ranked))
    answer = _blank(found.query, None)
    return replace(
        answer,
        mode="extractive",
        text=text,
        claims=claims,
        citations=citations,
        complete=True,
    )


def _blank(query: Query, model: str | None) -> Answer:
    return Answer(
        question=query.question,
        asked_as=query.asked_as,
        mode="generated",
        text="",
        window=query.window,
        model=model,
        complete=False,
    )


@contextmanager
def _timed(timings: dict[str, float], stage: str) -> Iterator[None]:
    started = perf_counter()
    try:
        yield
    finally:
        timings[stage] = perf_counter() - started
