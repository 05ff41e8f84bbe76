"""From a question to an answer: the one place where the parts are put together.

1 understand   the question, made whole, and what the reader set by hand -> query, or a line
               where nothing is asked
2 retrieve     passages, by words, meaning and time -> hits
3 gather       their sentences, labelled -> evidence
4 rank         which of them answer, by part, of its names and days; if none does, decline
5 write        the model's text, or the sentences themselves as findings by article
6 cite         labels -> numbered citations
7 verify       each claim against the evidence (6 and 7 as the text grows, in `Citer`)
"""

from collections.abc import Generator, Iterator
from dataclasses import replace

from rag.answering.abstention import decline
from rag.answering.candidates import (
    Candidates,
    choose_breadth,
    gather_evidence,
    rank_candidates,
    retrieve_parts,
)
from rag.answering.corrections import write_change_notes
from rag.answering.extractive import extract_answer
from rag.answering.findings import group_articles
from rag.answering.freshness import write_age_note
from rag.answering.generation import begin_answer, generate_answer
from rag.answering.scope import write_scope
from rag.answering.stopwatch import Stopwatch
from rag.errors import ModelError
from rag.llm.base import ChatModel
from rag.llm.model_choice import choose_model, connect_model
from rag.models.nli import LocalNliModel
from rag.query.grounding import ground_request
from rag.query.parsed import ParsedQuestion, Query, Rewording
from rag.query.rewriting import reword_question, wants_rewording
from rag.retrieval.search import Archive
from rag.settings import Settings, load_settings
from rag.types import Answer, Request


class Pipeline:
    """Answers questions about one archive; may be used from several threads at once."""

    def __init__(self, archive: Archive, *, settings: Settings | None = None) -> None:
        self.archive = archive
        self.settings = settings or load_settings()
        named = self.settings.nli_model
        self._nli_model = LocalNliModel(named) if named else None

    def warm_up(self) -> None:
        """Load what the first question would wait for.

        Raises UsageError for an `nli_model` that cannot be used; answers warn of it instead.
        """
        self.archive.warm_up()
        if self._nli_model is not None:
            self._nli_model.warm_up()

    def ask(self, request: Request) -> Answer:
        """The finished answer."""
        *_, answer = self.stream(request)
        return answer

    def stream(self, request: Request) -> Generator[Answer, None, None]:
        """Growing answers; the last is complete. Closing the iterator stops the model.

        One that waits for the model's first word has no text yet, and says so in `awaited`.
        """
        stopwatch = Stopwatch()
        model, fault = self._connect(request.model)
        asked = ParsedQuestion(request.question, request.today)
        rewording = Rewording()
        if model is not None and wants_rewording(asked, request.history):
            yield begin_answer(Query(asked, asked), model)
            with stopwatch.times("understand"):
                rewording = reword_question(asked, request.history, model)
        with self.archive.snapshot() as catalogue:
            with stopwatch.times("understand"):
                query = ground_request(  # 1
                    request, catalogue, asked=asked, rewording=rewording
                )
            if query.aside:
                said = Answer(query.question, query.asked_as, "declined", query.aside)
                yield replace(said, timings=stopwatch.read())
                return
            with stopwatch.times("retrieve"):
                hits = retrieve_parts(query, self.archive, catalogue)  # 2
            with stopwatch.times("rank"):
                evidence = gather_evidence(hits, catalogue, choose_breadth(query))  # 3
                found = rank_candidates(query, hits, evidence, self.archive, catalogue)  # 4
        if not found.answered:
            yield _finish(
                decline(query, found.nearest, found.articles, reason=found.reason), found, stopwatch
            )
            return
        for answer in self._write(found, model, fault, stopwatch):  # 5, and in it 6 and 7
            yield _finish(answer, found, stopwatch) if answer.complete else answer

    def _connect(self, name: str | None) -> tuple[ChatModel | None, str]:
        """The model, or why there is none; "" where none is wanted."""
        try:
            return connect_model(choose_model(self.settings, name)), ""
        except ModelError as error:
            return None, str(error)

    def _write(
        self, found: Candidates, model: ChatModel | None, fault: str, stopwatch: Stopwatch
    ) -> Iterator[Answer]:
        """By the model where there is one, else out of source sentences."""
        try:
            if model is not None:
                yield from generate_answer(model, found, self.settings, self._nli_model, stopwatch)
                return
        except ModelError as error:
            fault = str(error)
        answer = extract_answer(found)
        yield replace(answer, warnings=(fault, *answer.warnings) if fault else answer.warnings)


def _finish(answer: Answer, found: Candidates, stopwatch: Stopwatch) -> Answer:
    """With what the reader should know of the question, of the sources, and of the time it took."""
    breaches = [part.breach for part in found.answered if part.breach]
    cited = answer.citations if answer.mode != "declined" and not breaches else ()
    aged = write_age_note(found.query, [citation.published for citation in cited])
    changed = write_change_notes(answer.citations, found.changes)
    told = breaches if answer.mode == "generated" else []  # findings have it above them
    warnings = filter(None, [*told, *found.query.notes, *answer.warnings, *changed, aged])
    instead = answer.instead and _describe_sources(answer.instead, found)
    answer = replace(answer, warnings=tuple(warnings), timings=stopwatch.read(), instead=instead)
    return _describe_sources(answer, found)


def _describe_sources(answer: Answer, found: Candidates) -> Answer:
    """With the articles that it cites, and one line on what was looked at or not found."""
    articles = group_articles(answer.citations, found.articles)
    breaches = " ".join(part.breach for part in found.answered if part.breach)
    scope = answer.scope or breaches or write_scope(found.query, articles)
    return replace(answer, articles=articles, scope=scope)
