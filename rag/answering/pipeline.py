"""From a question to an answer: the one place where the parts are put together.

1 understand   the question, made whole, and what the reader set by hand -> query
2 retrieve     passages, by words, meaning and time -> hits
3 gather       their sentences, labelled -> evidence
4 rank         which of them answer; if none does, decline
5 write        the model's text, or the best sentences themselves
6 cite         labels -> numbered citations
7 verify       each claim against the evidence (6 and 7 as the text grows, in `Citer`)
"""

from collections.abc import Generator, Iterator
from dataclasses import replace
from time import perf_counter

from rag.answering.abstention import decline, declines
from rag.answering.candidates import Findings, allowed, look, timed
from rag.answering.citations import Citer, cite_sentences
from rag.answering.corrections import change_notes
from rag.answering.extractive import MOST, select
from rag.answering.freshness import newest_note
from rag.errors import ModelBroke, ModelError
from rag.llm.base import ChatModel
from rag.llm.choice import chosen_model, connect_model
from rag.llm.errors import DIRECT_MODEL
from rag.llm.labels import without_fragment
from rag.llm.prompts import answer_messages
from rag.models.nli import LocalEntailment
from rag.query.grounding import ground
from rag.query.rewriting import Rewording, reworded, wants_rewording
from rag.retrieval.search import Archive
from rag.settings import Settings, load_settings
from rag.store.catalogue import Catalogue
from rag.types import Answer, Query, Request
from rag.verification.nli_judge import Judge

PROMPT_MARGIN = 64  # tokens of a chat template around our messages
PART_DECLINED = "The archive does not answer this part of the question:"
PART_LEFT_OUT = "So few sources leave no room for this part of the question:"
BROKE_OFF = "The model broke off: the answer above is not whole."


class Pipeline:
    """Answers questions about one archive; may be used from several threads at once."""

    def __init__(self, archive: Archive, *, settings: Settings | None = None) -> None:
        self.archive = archive
        self.settings = settings or load_settings()
        named = self.settings.nli_model
        self._entailment = LocalEntailment(named) if named else None

    def warm_up(self) -> None:
        """Load what the first question would wait for.

        Raises UsageError for an `nli_model` that cannot be used; answers warn of it instead.
        """
        self.archive.warm_up()
        if self._entailment is not None:
            self._entailment.warm_up()

    def ask(self, request: Request) -> Answer:
        """The finished answer."""
        *_, answer = self.stream(request)
        return answer

    def stream(self, request: Request) -> Generator[Answer, None, None]:
        """Growing answers; the last is complete. Closing the iterator stops the model.

        One that waits for the model's first word has no text yet, and says so in `awaited`.
        """
        started = perf_counter()
        model, fault = self._connected(request.model)
        timings: dict[str, float] = {}
        if model is not None and wants_rewording(request):
            yield _awaiting(Query(request.question, request.question, request.today), model)
        with timed(timings, "understand"):
            wording = reworded(request, model)
        with self.archive.snapshot() as catalogue:
            found = self._look(request, wording, catalogue, timings)  # steps 1 to 4
        if not found.answered:
            yield self._finished(decline(found.query, found.nearest), found, started)
            return
        for answer in self._write(found, model, fault):  # steps 5 to 7
            yield self._finished(answer, found, started) if answer.complete else answer

    def _connected(self, name: str | None) -> tuple[ChatModel | None, str]:
        """The model, or why there is none; "" where none is wanted."""
        try:
            return connect_model(chosen_model(self.settings, name)), ""
        except ModelError as error:
            return None, str(error)

    def _look(
        self, request: Request, wording: Rewording, catalogue: Catalogue, timings: dict[str, float]
    ) -> Findings:
        with timed(timings, "understand"):
            query = ground(wording.request, catalogue)  # 1
            query = replace(query, question=request.question, parts=wording.parts or query.parts)
        return look(query, self.archive, catalogue, timings)  # 2 to 4

    def _write(self, found: Findings, model: ChatModel | None, fault: str) -> Iterator[Answer]:
        """By the model where there is one, else out of source sentences."""
        try:
            if model is not None:
                yield from self._generate(model, found)
                return
        except ModelError as error:
            fault = str(error)
        found.warnings += [fault] if fault else []
        yield _extract(found)

    def _generate(self, model: ChatModel, found: Findings) -> Iterator[Answer]:
        """What the model writes, cited as it grows, and so is what a fault leaves of it.

        Raises ModelError where it leaves nothing to show.
        """
        budget = self.settings.num_ctx - self.settings.num_predict - PROMPT_MARGIN
        messages, kept = answer_messages(found.query, allowed(found), token_budget=budget)
        judge = Judge(self._entailment, kept, similarity=found.similarity)
        citer = Citer(kept, similarity=found.similarity, revise=judge.revise)
        text, broken = "", list[str]()
        answer = _blank(found.query, model.name)
        yield _awaiting(found.query, model)
        with timed(found.timings, "write"):
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
                broken = [str(error), BROKE_OFF]
                text = without_fragment(text)
                answer = replace(answer, broken_off=True)
        if declines(text):
            yield decline(found.query, found.nearest, model=model.name)
            return
        shown, claims, citations = citer.update(text, complete=True)
        if not claims:  # labels or markup alone
            raise ModelBroke(f"{model.name} wrote nothing that says anything. {DIRECT_MODEL}")
        found.warnings += [*broken, *judge.warnings]
        answer = replace(answer, text=shown, claims=claims, citations=citations, complete=True)
        yield replace(answer, instead=_extract(found) if answer.broken_off else None)

    def _finished(self, answer: Answer, found: Findings, started: float) -> Answer:
        timings = found.timings | {"total": perf_counter() - started}
        cited = answer.citations if answer.mode != "declined" else ()
        aged = newest_note(found.query, [citation.published for citation in cited])
        changed = change_notes(answer.citations, found.changes)
        warnings = tuple(filter(None, [*found.warnings, *answer.warnings, *changed, aged]))
        return replace(answer, warnings=warnings, timings=timings)


def _extract(found: Findings) -> Answer:
    notes = [f"{PART_DECLINED} “{part.question}”" for part in found.unanswered]
    room = found.query.sources or MOST
    parts = found.answered[:room]
    notes += [f"{PART_LEFT_OUT} “{part.question}”" for part in found.answered[room:]]
    chosen = [item for part in parts for item in select(part.ranked, most=room // len(parts))]
    text, claims, citations = cite_sentences(tuple(dict.fromkeys(chosen)))
    answer = _blank(found.query, None)
    return replace(
        answer,
        mode="extractive",
        text=text,
        claims=claims,
        citations=citations,
        warnings=tuple(notes),
        complete=True,
    )


def _awaiting(query: Query, model: ChatModel) -> Answer:
    """Before its first word: what that word waits for, which may be a minute."""
    return replace(_blank(query, model.name), awaited=model.awaited())


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
