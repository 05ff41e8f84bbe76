"""Real news, the real model: ingest, refresh, edit, ask. Skipped where CLIPPINGS_BENCH is unset.

CLIPPINGS_BENCH_ARCHIVE may name an archive made of all the articles, which takes some minutes:
`python -m ingest $CLIPPINGS_BENCH/news/articles.jsonl.gz --archive DIR`. Its figures are then held
against their floor.
"""

import gzip
import json
import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.progress import Progress
from ingest.refresh import Options, refresh
from ingest.summary import Summary
from rag.answering.pipeline import Pipeline
from rag.evaluation import floors
from rag.evaluation.evaluate import evaluate
from rag.evaluation.questions import read_questions
from rag.models.embedding import LocalEmbedder, Vectors
from rag.retrieval.search import open_archive
from rag.settings import Settings
from rag.types import Request
from tests.helpers.doubles import noon
from tests.helpers.places import FLOOR

NEWS = Path(os.environ.get("CLIPPINGS_BENCH", "")) / "news"
ARTICLES, QUESTIONS = 60, 10  # floors guard the ranking among more
WHOLE = os.environ.get("CLIPPINGS_BENCH_ARCHIVE", "")

pytestmark = pytest.mark.skipif(
    not ("CLIPPINGS_BENCH" in os.environ and (NEWS / "articles.jsonl.gz").exists()),
    reason="CLIPPINGS_BENCH names no folder with news/articles.jsonl.gz",
)


class CountingEmbedder:
    """The real model, noting how many texts it was given."""

    def __init__(self, model: LocalEmbedder) -> None:
        self.name, self.fingerprint = model.name, model.fingerprint
        self.count = 0
        self._model = model

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.count += len(texts)
        return self._model.embed(texts)


class Desk:
    """A file of real articles and the archive made of it."""

    def __init__(self, place: Path, model: LocalEmbedder) -> None:
        self.file = place / "articles.jsonl"
        self.archive = place / "archive"
        self.embedder = CountingEmbedder(model)

    def refresh(self, articles: Sequence[dict[str, Any]]) -> Summary:
        self.embedder.count = 0
        self.file.write_text("".join(json.dumps(one) + "\n" for one in articles), encoding="utf-8")
        options = Options(now=noon(date(2022, 9, 1)))
        return refresh([self.file], self.archive, self.embedder, options, Progress(quiet=True))

    def passages(self) -> int:
        with open_archive(self.archive, embedder=self.embedder) as archive:
            status = archive.status()
            assert archive.has_whole_index()
            return status.passages


@pytest.fixture(scope="module")
def articles() -> list[dict[str, Any]]:
    with gzip.open(NEWS / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line, _ in zip(file, range(ARTICLES), strict=False)]


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory,
    embedder: LocalEmbedder,
    articles: list[dict[str, Any]],
) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("bench"), embedder)
    summary = desk.refresh(articles)
    assert (summary.read, summary.failed) == (ARTICLES, [])
    assert summary.added + summary.duplicates == ARTICLES
    assert 0 < desk.embedder.count <= desk.passages()
    return desk


def questions(articles: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Those whose sources are among the articles."""
    known = {article["id"] for article in articles}
    for line in (NEWS / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        if known.intersection(question["articles"]):
            yield question


def test_answers_are_cited_exactly(desk: Desk, articles: list[dict[str, Any]]) -> None:
    asked = list(questions(articles))[:QUESTIONS]
    assert len(asked) == QUESTIONS
    found = cited = 0
    with open_archive(desk.archive, embedder=desk.embedder) as archive:
        pipeline = Pipeline(archive, settings=Settings(model="none"))
        for question in asked:
            today = date.fromisoformat(question["asked"])
            answer = pipeline.ask(Request(question["question"], today))
            for citation in answer.citations:
                text = archive.article(citation.article_id).text
                assert text[citation.start : citation.end] == citation.sentence
            cited += len(answer.citations)
            hits = archive.search(question["question"], 10, today=today)
            found += bool({hit.article_id for hit in hits}.intersection(question["articles"]))
    assert cited >= QUESTIONS
    assert found >= 0.8 * QUESTIONS


def test_a_refresh_works_on_what_changed_alone(desk: Desk, articles: list[dict[str, Any]]) -> None:
    before = desk.passages()
    same = desk.refresh(articles)
    assert same.unchanged == same.read - same.duplicates
    assert (same.added, same.changed, same.removed) == (0, 0, 0)
    assert desk.embedder.count == 0

    edited = [dict(article) for article in articles[2:]]
    for article in edited[:3]:
        article["text"] += "\n\nCorrection: an earlier version misspelt Quillon Zabriskie."
    summary = desk.refresh(edited)
    assert (summary.added, summary.changed, summary.removed) == (0, 3, 2)
    assert 3 <= desk.embedder.count <= 6, "the last passage of each, not the whole article"
    assert desk.passages() < before + 3
    with open_archive(desk.archive, embedder=desk.embedder) as archive:
        hits = archive.search("Who misspelt Quillon Zabriskie?", 3, today=date(2022, 9, 1))
        assert {hit.article_id for hit in hits} == {article["id"] for article in edited[:3]}

    desk.refresh(articles)
    assert desk.embedder.count < before / 20, "only what had gone is made again"
    assert desk.passages() == before


@pytest.mark.skipif(not WHOLE, reason="CLIPPINGS_BENCH_ARCHIVE names no archive of all articles")
def test_the_figures_of_all_articles_hold_their_floor(embedder: LocalEmbedder) -> None:
    file = read_questions(NEWS / "questions.jsonl", today=date(2022, 9, 1))
    with open_archive(WHOLE, embedder=embedder) as archive:
        done = evaluate(archive, file, settings=Settings(), passages=100)
    assert (done.unknown, done.lost) == ((), 0), "the archive does not hold all articles"
    floors.check(FLOOR, done.figures(), done.data)
