"""The pipeline as a LangChain Runnable, the archive as a LangChain Retriever."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableGenerator, RunnableLambda, RunnablePassthrough
from langchain_tests.integration_tests import RetrieversIntegrationTests

from rag.errors import ArchiveMissing, UsageError
from rag.integrations.langchain import AnswerChain, ArchiveRetriever, open_chain, read_request
from rag.retrieval.search import Archive
from rag.settings import Settings
from rag.types import Answer, Window
from tests.helpers.asking import AGENCY, OVER, STRIKE, ask, assert_holds, timeless
from tests.helpers.doubles import HashEmbedder
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.ollama_script import line
from tests.helpers.places import TODAY

ASKED = {"question": STRIKE, "today": "2026-10-30"}
Events = list[tuple[str, Any]]


@pytest.fixture
def chain(press: Archive) -> AnswerChain:
    return open_chain(press, model="none")


@pytest.fixture
def writing(press: Archive, double: OllamaDouble) -> AnswerChain:
    return open_chain(press, settings=Settings(ollama_url=double.url))


def same(answer: Answer) -> dict[str, Any]:
    return timeless(answer).to_dict()


def test_invoke(chain: AnswerChain, press: Archive) -> None:
    answer = chain.invoke(ASKED)
    assert_holds(answer, press)
    assert same(answer) == same(ask(press, STRIKE))
    assert OVER in chain.invoke(STRIKE).text


def test_batch_keeps_the_order(chain: AnswerChain) -> None:
    questions = [STRIKE, "How many otters were counted?", "Who was Agnes Morrow?"]
    answers = chain.batch([{"question": question} for question in questions])
    assert [answer.question for answer in answers] == questions
    mixed = chain.batch(
        [STRIKE, cast("str", 5), {"question": STRIKE}],
        config={"max_concurrency": 2},
        return_exceptions=True,
    )
    assert [type(one) for one in mixed] == [Answer, UsageError, Answer]


def test_stream_grows_into_what_invoke_gives(writing: AnswerChain) -> None:
    *growing, last = writing.stream(ASKED)
    assert len(growing) > 5
    assert not any(answer.complete for answer in growing)
    assert same(last) == same(writing.invoke(ASKED))
    assert last.complete


def test_the_asynchronous_forms(writing: AnswerChain, chain: AnswerChain) -> None:
    async def all_of_them() -> None:
        one = await chain.ainvoke(ASKED)
        assert same(one) == same(chain.invoke(ASKED))
        both = await chain.abatch([ASKED, "How many otters were counted?"])
        assert [answer.question for answer in both] == [STRIKE, "How many otters were counted?"]
        *growing, last = [answer async for answer in writing.astream(ASKED)]
        assert len(growing) > 5
        assert same(last) == same(writing.invoke(ASKED))
        two = await asyncio.gather(
            collected(writing.astream(ASKED)), collected(writing.astream(ASKED))
        )
        assert [same(answers[-1]) for answers in two] == [same(last)] * 2

    asyncio.run(all_of_them())


async def collected(answers: AsyncIterator[Answer]) -> list[Answer]:
    return [answer async for answer in answers]


def endless(double: OllamaDouble) -> None:
    double.reply(("word " * 3 for _ in range(1000)), prompt_eval_count=None)


def test_an_astream_that_is_closed_stops_the_model(press: Archive) -> None:
    async def leave(chain: AnswerChain) -> None:
        async with aclosing(cast("Any", chain.astream(ASKED))) as answers:
            async for answer in answers:
                assert not answer.complete
                if answer.text:
                    return

    with OllamaDouble(pause=0.02) as double:
        endless(double)
        asyncio.run(leave(open_chain(press, settings=Settings(ollama_url=double.url))))
        assert double.hung_up.wait(10)


def test_an_astream_that_is_cancelled_while_it_waits_stops_the_model(press: Archive) -> None:
    async def leave(chain: AnswerChain, double: OllamaDouble) -> None:
        reading = asyncio.create_task(collected(chain.astream(ASKED)))
        while not double.requests:  # until the answer is being written
            await asyncio.sleep(0.01)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

    with OllamaDouble(pause=0.2) as double:  # long enough to wait for a word when it happens
        endless(double)
        chain = open_chain(press, settings=Settings(ollama_url=double.url))
        asyncio.run(leave(chain, double))
        assert double.hung_up.wait(10)


def test_an_astream_that_is_cancelled_before_the_first_word_frees_the_server(
    press: Archive, double: OllamaDouble
) -> None:
    async def leave(chain: AnswerChain) -> None:
        reading = asyncio.create_task(collected(chain.astream(ASKED)))
        while not double.requests:
            await asyncio.sleep(0.01)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert await asyncio.to_thread(double.hung_up.wait, 10)

    double.fail("stall before headers")
    asyncio.run(leave(open_chain(press, settings=Settings(ollama_url=double.url))))


def test_an_error_comes_out_of_every_form(chain: AnswerChain) -> None:
    wrong = {"question": STRIKE, "outlets": ["Daily Planet"]}
    with pytest.raises(UsageError, match="Daily Planet"):
        chain.invoke(wrong)
    with pytest.raises(UsageError, match="Daily Planet"):
        list(chain.stream(wrong))
    with pytest.raises(UsageError, match="Daily Planet"):
        asyncio.run(collected(chain.astream(wrong)))


class Listener(BaseCallbackHandler):
    """Notes what LangChain tells."""

    def __init__(self) -> None:
        self.events: Events = []

    def on_chain_start(self, *_: Any, **values: Any) -> None:
        self.events.append(("start", values.get("name")))

    def on_chain_end(self, outputs: Any, **_: Any) -> None:
        self.events.append(("end", outputs))

    def on_chain_error(self, error: BaseException, **_: Any) -> None:
        self.events.append(("error", type(error)))


def test_callbacks_and_configuration_are_heard(chain: AnswerChain) -> None:
    listener = Listener()
    answer = chain.with_config(run_name="newsroom", callbacks=[listener]).invoke(ASKED)
    assert listener.events == [("start", "newsroom"), ("end", answer)]
    listener.events.clear()
    *_, last = chain.stream(ASKED, config={"callbacks": [listener], "tags": ["t"]})
    assert listener.events == [("start", "AnswerChain"), ("end", last)]
    listener.events.clear()
    with pytest.raises(UsageError):
        chain.invoke({"question": 1}, config={"callbacks": [listener]})
    assert listener.events[-1] == ("error", UsageError)


def test_it_can_stand_in_a_longer_chain(chain: AnswerChain, writing: AnswerChain) -> None:
    as_text = RunnableLambda(lambda answer: answer.to_markdown())
    assert OVER in (chain | as_text).invoke(ASKED)
    assert OVER in list((chain | as_text).stream(ASKED))[-1]
    assert OVER in asyncio.run((chain | as_text).ainvoke(ASKED))
    by_key = {"question": RunnablePassthrough(), "today": lambda _: "2026-10-30"} | chain
    assert same(by_key.invoke(STRIKE)) == same(chain.invoke(ASKED))
    assert same(list(by_key.stream(STRIKE))[-1]) == same(chain.invoke(ASKED))
    *growing, last = ({"question": RunnablePassthrough()} | writing).stream(STRIKE)
    assert growing
    assert last.complete


def test_a_question_may_itself_be_streamed(chain: AnswerChain) -> None:
    def word_by_word(questions: Iterator[str]) -> Iterator[str]:
        for question in questions:
            yield from re.findall(r"\S+\s*", question)

    rewriting = RunnableGenerator(word_by_word) | chain
    assert list(rewriting.stream(STRIKE))[-1].question == STRIKE
    assert rewriting.invoke(STRIKE).question == STRIKE


def test_a_follow_up_leans_on_the_messages(chain: AnswerChain) -> None:
    answer = chain.invoke(
        [HumanMessage(STRIKE), AIMessage(f"{OVER} [1]"), HumanMessage("And when did it begin?")]
    )
    assert answer.question == "And when did it begin?"
    assert "strike" in answer.asked_as


def test_open_chain(
    press_archive: Path, double: OllamaDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIPPINGS_OLLAMA_URL", double.url)
    monkeypatch.setenv("CLIPPINGS_ARCHIVE", str(press_archive))
    embedder = HashEmbedder()
    assert open_chain(embedder=embedder).invoke(ASKED).mode == "generated"
    assert (
        open_chain(press_archive, model="none", embedder=embedder).invoke(ASKED).mode
        == "extractive"
    )
    chain = open_chain(str(press_archive), model="absent:1b", embedder=embedder)
    [warning] = chain.invoke(ASKED).warnings
    assert "`ollama pull absent:1b`" in warning
    with pytest.raises(ArchiveMissing, match="python -m ingest"):
        open_chain(press_archive / "nowhere", embedder=embedder)


def test_a_model_that_breaks_off_still_ends_the_stream(
    writing: AnswerChain, double: OllamaDouble
) -> None:
    double.send(line(f"{OVER} [S1] "), line("And the wages"))
    *growing, last = asyncio.run(collected(writing.astream(ASKED)))
    assert growing
    assert (last.complete, len(last.warnings)) == (True, 1)
    assert last.instead is not None
    assert last.instead.broken_off


def test_documents_of_the_retriever(press: Archive, chain: AnswerChain) -> None:
    documents = chain.as_retriever(k=4).invoke(STRIKE)
    assert len(documents) == 4
    assert documents[0].metadata["article_id"] in AGENCY
    hits = press.search(STRIKE, 4)
    for document, hit in zip(documents, hits, strict=True):
        assert document.id == hit.passage_id
        assert document.page_content == hit.text
        metadata = document.metadata
        article = press.article(metadata["article_id"])
        assert article.text[metadata["start"] : metadata["end"]] == document.page_content
        assert set(metadata) == {
            "passage_id", "article_id", "title", "outlet", "published", "score", "start", "end",
        }  # fmt: skip
        json.dumps(metadata)


def test_limits_of_the_retriever(press: Archive) -> None:
    window = Window(date(2026, 4, 1), date(2026, 4, 30), "by hand")
    retriever = ArchiveRetriever(
        archive=press, k=30, today=TODAY, window=window, outlets=("Harbour Post",)
    )
    found = retriever.invoke("How many people marched?")
    assert found
    assert {document.metadata["outlet"] for document in found} == {"Harbour Post"}
    assert {document.metadata["published"][:7] for document in found} == {"2026-04"}


# One of the inherited tests is a coroutine; the mark warns about those that are not.
@pytest.mark.asyncio
@pytest.mark.filterwarnings("ignore:.*is marked with '@pytest.mark.asyncio'")
class TestRetriever(RetrieversIntegrationTests):
    """LangChain's own tests of retrievers."""

    @pytest.fixture(autouse=True)
    def _open(self, press: Archive) -> None:
        self.press = press

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return ArchiveRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"archive": self.press}

    @property
    def retriever_query_example(self) -> str:
        return STRIKE


def test_a_window_may_be_any_mapping_and_a_role_asks_nothing() -> None:
    window = MappingProxyType({"from": "2026-05-01"})
    read = read_request({"question": STRIKE, "window": window})
    assert read.window == Window(date(2026, 5, 1), None, "as asked")
    with pytest.raises(UsageError, match="a role and a text"):
        read_request({"question": "And then?", "history": [("human", STRIKE), ("ai", "No.")]})
