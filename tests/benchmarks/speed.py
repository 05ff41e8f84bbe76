"""How long a question takes, and where the time goes, by archive and by filter.

    python -m tests.benchmarks.speed --archive DIR [--archive DIR] --data DIR [--questions N]

The questions are those of DIR/news/questions.jsonl, each asked once under each filter, on the day
given with it. Every filter begins with an archive newly opened, so that nothing is remembered of
the same question; only the model stays loaded. Times in milliseconds, memory in MB.
"""

import argparse
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from rag.answering.pipeline import Pipeline
from rag.models.embedding import LocalEmbedder, RememberingEmbedder
from rag.query.grounding import ground_request
from rag.retrieval.bm25 import extract_search_terms, search_bm25
from rag.retrieval.boosts import build_hard_filter, build_soft_filter
from rag.retrieval.dense import search_dense
from rag.retrieval.evidence import FACT, gather, spread_hits
from rag.retrieval.search import Archive, open_archive
from rag.retrieval.weights import POOL
from rag.settings import Settings
from rag.store.vectors import IndexDamaged
from rag.types import Request, Window
from tests.benchmarks.comparing.stopwatch import Times, timed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=os.environ.get("CLIPPINGS_BENCH", ""))
    parser.add_argument("--archive", action="append", default=[], help="a finished one; repeatable")
    parser.add_argument("--questions", type=int, default=0, help="only the first N; 0 is all")
    options = parser.parse_args()
    file = Path(options.data) / "news" / "questions.jsonl"
    if not options.data or not file.exists():
        print("skipped: no news in --data DIR (or CLIPPINGS_BENCH)")
        return 0
    if not options.archive:
        print("skipped: --archive names no archive")
        return 0
    lines = file.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines][: options.questions or None]
    model = LocalEmbedder()
    for folder in options.archive:
        _measure(Path(folder), model, questions)
    return 0


def _measure(folder: Path, model: LocalEmbedder, questions: Sequence[dict[str, Any]]) -> None:
    started = perf_counter()
    with open_archive(folder, embedder=RememberingEmbedder(model)) as archive:
        pipeline = Pipeline(archive, settings=Settings(model="none"))
        pipeline.ask(_unlimited(questions[0], ""))
        first = perf_counter() - started
        status = archive.status()
    print(f"\n{status.articles:,} articles, {status.passages:,} passages: the first answer after "
          f"{first:.1f} s (the first archive's with loading the model)")  # fmt: skip
    outlet = next(iter(status.outlets))
    for name, request in CASES.items():
        with open_archive(folder, embedder=RememberingEmbedder(model)) as archive:
            archive.warm_up()
            times: Times = {}
            for question in questions:
                _stages(archive, request(question, outlet), times)
        with open_archive(folder, embedder=RememberingEmbedder(model)) as archive:
            archive.warm_up()
            _whole(archive, [request(question, outlet) for question in questions], times)
        print(f"{name}\n" + "\n".join(_rows(times)))
    print(f"memory at its peak: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f}")


def _stages(archive: Archive, request: Request, times: Times) -> None:
    """One question, one part after the other, as a search and an answer do them."""
    with timed(times, "search"), archive.snapshot() as catalogue:
        with timed(times, "  understand"):
            query = ground_request(request, catalogue, widen=False)
        with timed(times, "  embed the question"):
            vector = archive.embedder.embed([query.asked_as])[0]
        with timed(times, "  find, rank, read"):
            archive.find(query, 10, catalogue)
    with archive.snapshot() as catalogue:
        hard, soft = build_hard_filter(query), build_soft_filter(query)
        terms = extract_search_terms(query.parsed)
        with timed(times, "    of it by meaning"):
            search_dense(vector, catalogue, _no_index, limits=hard, preferred=soft, pool=POOL)
        with timed(times, "    of it by words, known"):
            search_bm25(terms, catalogue, limits=hard, preferred=soft, pool=POOL)
        hits = spread_hits(archive.find(query, FACT.hits, catalogue).hits)
        with timed(times, "evidence: gather"):
            evidence = gather(hits, catalogue)
        with timed(times, "evidence: embed"):
            archive.embedder.embed([item.sentence for item in evidence])


def _whole(archive: Archive, requests: Sequence[Request], times: Times) -> None:
    pipeline = Pipeline(archive, settings=Settings(model="none"))
    for request in requests:
        with timed(times, "whole answer"):
            pipeline.ask(request)


def _no_index(vector: object, count: int) -> list[tuple[str, float]]:
    raise IndexDamaged("what is in memory is measured, or what the catalogue alone costs")


def _unlimited(question: dict[str, Any], _: str) -> Request:
    return Request(question["question"], _asked(question), use_window=False)


def _days(count: int) -> Callable[[dict[str, Any], str], Request]:
    def request(question: dict[str, Any], _: str) -> Request:
        today = _asked(question)
        window = Window(today - timedelta(count - 1), today, "by hand")
        return Request(question["question"], today, window=window)

    return request


def _one_outlet(question: dict[str, Any], outlet: str) -> Request:
    return Request(question["question"], _asked(question), outlets=(outlet,), use_window=False)


def _read_from_it(question: dict[str, Any], _: str) -> Request:
    return Request(f"Last month: {question['question']}", _asked(question))


def _asked(question: dict[str, Any]) -> date:
    return date.fromisoformat(question["asked"])


CASES = {
    "no window": _unlimited,
    "a week, by hand": _days(7),
    "a year, by hand": _days(365),
    "the largest outlet, by hand": _one_outlet,
    "a month, read from the question": _read_from_it,
}


def _rows(times: Times) -> Iterator[str]:
    for stage, values in times.items():
        p50, p95 = np.percentile(values, (50, 95))
        yield f"  {stage:<28} p50 {p50:7.1f}   p95 {p95:7.1f}"


if __name__ == "__main__":
    sys.exit(main())
