"""The pipeline as LangChain objects: a Runnable from a question to an Answer, and a Retriever."""

import asyncio
from collections.abc import AsyncIterator, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.messages import BaseMessage
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    PlainValidator,
    StrictInt,
    StrictStr,
)

from rag.answering.pipeline import Pipeline
from rag.clock import read_clock_day
from rag.errors import UsageError
from rag.formatting import read_day
from rag.llm.cancellation import Cancellation
from rag.models.embedding import Embedder
from rag.retrieval.search import Archive, open_archive
from rag.settings import Settings, load_settings
from rag.types import Answer, Hit, Request, Window
from rag.validation import CLOSED, OTHER, read_fields

ROLES = {"human", "user", "ai", "assistant", "system"}  # what pairs begin with elsewhere
ChainInput = str | Mapping[str, Any] | Sequence[BaseMessage]


def _read_day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else read_day(value)


def _refuse_role(turn: tuple[str, str]) -> tuple[str, str]:
    if turn[0] in ROLES:
        raise ValueError(f"{turn} is a role and a text, not a question and its answer")
    return turn


Text = Annotated[str, BeforeValidator(str)]  # of a name or a message, whatever has one
Turn = Annotated[tuple[Text, Text], AfterValidator(_refuse_role)]
Blank = BeforeValidator(lambda value: value or None)  # "" and [] are as if they were not there
Plain = BeforeValidator(lambda value: dict(value) if isinstance(value, Mapping) else value)
AnyDay = Annotated[date, PlainValidator(_read_day)]


class WindowFields(BaseModel):
    """A window as `Window.to_dict` has it."""

    model_config = CLOSED

    start: AnyDay | None = Field(None, alias="from")
    end: AnyDay | None = Field(None, alias="to")
    why: str | None = None

    def span(self) -> Window:
        return Window(self.start, self.end, self.why or "as asked")


class ChainFields(BaseModel):
    """The dict that a chain takes; None is as if the key were not there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: StrictStr
    history: Annotated[tuple[Turn, ...] | None, Blank] = None
    today: AnyDay | None = None
    window: Annotated[InstanceOf[Window] | WindowFields | None, Plain] = None
    outlets: Annotated[Sequence[Text] | None, Blank] = None
    as_of: AnyDay | None = None
    sources: StrictInt | None = None
    model: StrictStr | None = None


FAULT_SENTENCES = {
    "question": "The key 'question' is missing or no text.",
    "history": "The key 'history' takes pairs of a question and its answer.",
    "window": "The key 'window' takes {{'from': day, 'to': day}}.",
    "outlets": "The key 'outlets' takes a list of names.",
    "sources": "The key 'sources' takes a whole number, not {value!r}.",
    "model": "The key 'model' takes a model's name.",
    OTHER: f"Unknown key {{key!r}}; a chain takes {', '.join(sorted(ChainFields.model_fields))}.",
}


class AnswerChain(Runnable[ChainInput, Answer]):
    """Asks one archive. Takes a question, a dict, or chat messages that end with the question.

    The dict has "question" and perhaps "history", "today", "window", "outlets", "as_of" (a day:
    nothing published later exists), "sources" (how many sentences an answer may use), "model" (who
    writes this one). `stream` gives growing answers, the last of which is what `invoke` gives.
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline

    def invoke(self, input: ChainInput, config: RunnableConfig | None = None, **_: Any) -> Answer:
        return self._call_with_config(self._ask, input, config)

    def stream(
        self, input: ChainInput, config: RunnableConfig | None = None, **_: Any
    ) -> Iterator[Answer]:
        yield from self.transform(iter([input]), config)

    def transform(
        self, input: Iterator[ChainInput], config: RunnableConfig | None = None, **_: Any
    ) -> Generator[Answer]:
        yield from self._transform_stream_with_config(input, self._answers, config)

    async def astream(
        self, input: ChainInput, config: RunnableConfig | None = None, **_: Any
    ) -> AsyncIterator[Answer]:
        answers, stop = self.transform(iter([input]), config), Cancellation()

        def following() -> Answer | None:
            with stop.enforce():
                return next(answers, None)

        try:
            while (answer := await asyncio.to_thread(following)) is not None:
                yield answer
        finally:  # the reader may have left, even while the model's first word was waited for
            stop()
            with suppress(ValueError):  # it is under way in its thread, and ends there
                answers.close()

    def as_retriever(self, *, k: int = 10) -> "ArchiveRetriever":
        """The archive of this chain as a LangChain retriever."""
        return ArchiveRetriever(archive=self.pipeline.archive, k=k)

    def _ask(self, question: ChainInput) -> Answer:
        return self.pipeline.ask(read_request(question))

    def _answers(self, questions: Iterator[ChainInput]) -> Iterator[Answer]:
        yield from self.pipeline.stream(read_request(_join_parts(questions)))


class ArchiveRetriever(BaseRetriever):
    """Passages as Documents: the text, and id, article, outlet, dates and offsets as metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    archive: Archive
    k: int = 10
    today: date | None = None
    window: Window | None = None
    outlets: tuple[str, ...] = ()
    as_of: date | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        limits = {name: getattr(self, name) for name in ("today", "window", "outlets", "as_of")}
        return [_make_document(hit) for hit in self.archive.search(query, k or self.k, **limits)]


def open_chain(
    archive: str | Path | Archive | None = None,
    *,
    model: str | None = None,
    settings: Settings | None = None,
    embedder: Embedder | None = None,
) -> AnswerChain:
    """A chain on an archive. `model` names an Ollama model; "none" for source sentences alone.

    Raises ArchiveMissing, ArchiveMismatch or ArchiveDamaged. A model that cannot be reached is no
    error: the answer is extractive then and its warnings say why.
    """
    settings = settings or load_settings(model=model)
    if not isinstance(archive, Archive):
        archive = open_archive(archive, settings=settings, embedder=embedder)
    return AnswerChain(Pipeline(archive, settings=settings))


def read_request(question: ChainInput) -> Request:
    """Any of the shapes that a chain takes, as a request; today is the clock's unless given.

    Raises UsageError for anything else.
    """
    if isinstance(question, str):
        return Request(question, read_clock_day())
    if isinstance(question, Mapping):
        return _read_mapping(question)
    if isinstance(question, Sequence):
        messages = [one for one in question if isinstance(one, BaseMessage)]
        if len(messages) == len(question):
            return _read_messages(messages)
    raise UsageError(
        "A chain takes a question, a dict with the key 'question', or a list of messages; "
        f"not {type(question).__name__}."
    )


def _join_parts(parts: Iterator[Any]) -> Any:
    """A question that comes in parts, as from a model before this chain, or key by key."""
    whole = next(parts)
    for part in parts:
        try:
            whole = whole + part
        except TypeError:  # not made of parts: each is a later whole
            whole = part
    return whole


def _read_messages(messages: Sequence[BaseMessage]) -> Request:
    """The last message asks; each question before it goes with what was answered, if anything."""
    said = [message for message in messages if message.type in {"human", "ai"}]
    if not said or said[-1].type != "human":
        raise UsageError("The last message must be the question, of the type 'human'.")
    history = [
        (str(asked.text), str(answered.text))
        for asked, answered in pairwise(said)
        if (asked.type, answered.type) == ("human", "ai")
    ]
    return Request(str(said[-1].text), read_clock_day(), history=tuple(history))


def _read_mapping(values: Mapping[str, Any]) -> Request:
    asked = read_fields(ChainFields, dict(values), FAULT_SENTENCES)
    given: dict[str, Any] = {name: value for name, value in asked if value is not None}
    if isinstance(asked.window, WindowFields):
        given["window"] = asked.window.span()
    given["outlets"] = tuple(asked.outlets or ())
    today = asked.today or asked.as_of or read_clock_day()
    return Request(**given | {"today": today, "model": asked.model or None})


def _make_document(hit: Hit) -> Document:
    metadata = hit.to_dict()
    return Document(id=hit.passage_id, page_content=metadata.pop("text"), metadata=metadata)
