"""What the tests of asking share: the sample archive's day, and what an answer must always hold."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rag.answering.pipeline import Pipeline
from rag.query.understanding import understand
from rag.retrieval.evidence import FACT, gather, spread_hits
from rag.retrieval.search import Archive
from rag.settings import Settings
from rag.store.catalogue import Catalogue
from rag.types import Answer, Evidence, Request
from tests.helpers.findings import assert_findings
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.places import TODAY

STRIKE = "What ended the rail strike?"
OVER = "The longest rail strike in Kestria for thirty years is over."  # three outlets print it
WAGES = "Under the agreement, wages will rise by 5.4 per cent on 1 June."
AGENCY = (  # the same agency's report in three outlets
    "kc-20260523-01",
    "svg-168",
    "corpus/Harbour Post/2026-05-23-rail-settlement-kna.txt",
)


def pipeline(archive: Archive, **settings: Any) -> Pipeline:
    """A pipeline without a model unless the settings give the address of one."""
    model = {} if "ollama_url" in settings else {"model": "none"}
    return Pipeline(archive, settings=Settings(**{**model, **settings}))


def ask(archive: Archive, question: str, **limits: Any) -> Answer:
    """An answer without a model."""
    return pipeline(archive).ask(Request(question, TODAY, **limits))


def evidence_for(archive: Archive, question: str) -> tuple[Evidence, ...]:
    """The labelled sentences that a model would be given for a question without history."""
    with archive.snapshot() as catalogue:
        return gather_for(archive, question, catalogue)


def gather_for(archive: Archive, question: str, catalogue: Catalogue) -> tuple[Evidence, ...]:
    query = understand(question, today=TODAY, outlets=tuple(catalogue.count_by_outlet()))
    return gather(spread_hits(archive.find(query, FACT.hits, catalogue).hits), catalogue)


def label_of(evidence: Sequence[Evidence], sentence: str) -> str:
    return next(item.label for item in evidence if item.sentence == sentence)


def timeless(answer: Answer) -> Answer:
    """The answer without its timings, to compare with another."""
    return replace(answer, timings={})


def unnumbered(text: str) -> str:
    return re.sub(r"\s*\[\d+\]", "", text)


def assert_holds(answer: Answer, archive: Archive) -> None:
    """What is true of every finished answer, whoever wrote it."""
    for citation in answer.citations:
        article = archive.article(citation.article_id)
        assert article.text[citation.start : citation.end] == citation.sentence
        assert (citation.title, citation.outlet) == (article.title, article.outlet)
        assert (citation.authors, citation.url) == (article.authors, article.url)
        assert citation.published == article.published
    numbers = [citation.n for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1)), "numbers count 1, 2, 3 …"
    if answer.mode != "generated":
        assert_findings(answer, archive)
    if answer.mode == "declined":
        assert not answer.claims
        assert (not numbers) or _shown(answer.text) == numbers
        return
    claimed = [n for claim in answer.claims for n in claim.citations]
    offered = [c.correction.n for c in answer.claims if c.correction]
    alone = [n for n in numbers if n not in offered or n in claimed]  # not only to correct a claim
    assert list(dict.fromkeys(claimed)) == alone, "… in the order in which claims cite them"
    assert {*claimed, *offered} == set(numbers)
    assert _shown(answer.text) == claimed, "and stand in the text as in the claims"
    for claim in answer.claims:
        assert bool(claim.citations) <= (claim.support != "unsupported")


def _shown(text: str) -> list[int]:
    return [int(n) for n in re.findall(r"\[(\d+)\]", text)]


def prompt_of(request: Mapping[str, Any]) -> str:
    """What a model was told, system and reader together."""
    return "\n".join(message["content"] for message in request["messages"])


def generated(press: Archive, double: OllamaDouble, question: str = STRIKE) -> Answer:
    """The answer of the pipeline with the double's model."""
    answer = pipeline(press, ollama_url=double.url).ask(Request(question, TODAY))
    assert_holds(answer, press)
    return answer


def streamed(press: Archive, double: OllamaDouble, question: str = STRIKE) -> list[Answer]:
    """The same, growing, after the one that waits for the model's first word."""
    request = Request(question, TODAY)
    waiting, *growing = pipeline(press, ollama_url=double.url).stream(request)
    assert (waiting.text, waiting.complete) == ("", False)
    assert Settings().model in waiting.awaited
    assert not any(answer.awaited for answer in growing)
    return growing


def write(double: OllamaDouble, text: str | Iterable[str], **final: Any) -> None:
    """Queues an answer whose length of the prompt is not told: it would have to fit the prompt."""
    double.reply(text, **{"prompt_eval_count": None} | final)


def cited(press: Archive, sentence: str, question: str = STRIKE) -> str:
    """A source sentence as a model writes it, with its label."""
    return f"{sentence} [{label_of(evidence_for(press, question), sentence)}]"
