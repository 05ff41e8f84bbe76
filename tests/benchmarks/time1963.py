"""The TIME collection: 423 articles of 1963, 83 queries, all relevant articles known.

    python -m tests.benchmarks.time1963 --data DIR [--questions FILE]

DIR, or time1963 in it, holds TIME.ALL, TIME.QUE and TIME.REL. The articles are ingested as any
others would be; MAP and nDCG@10 are given for Clippings, plain BM25, dense alone and their plain
hybrid. `--questions` writes the judged queries as a file for `python -m rag eval`.
"""

import argparse
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.clock import read_clock_moment
from rag.evaluation.metrics import compute_average_precision, compute_mean, compute_ndcg
from rag.evaluation.questions import Question, read_questions
from rag.models.embedding import LocalEmbedder
from rag.retrieval.search import open_archive
from tests.benchmarks.comparing.plain import Plain

PASSAGES = 1000  # more than are ever candidates: MAP wants the whole ranking
ALL = 2600  # passages in the collection, about
LAST_DAY = date(1963, 12, 31)  # when the queries are asked: they name no day themselves
LATER = timedelta(days=3652)  # ten years: then all of 1963 is equally old
FILES = ("TIME.ALL", "TIME.QUE", "TIME.REL")
# The judgements count 425 articles in the order of the collection. Two of them, between the 371st
# and the 379th, are in no copy that is handed round, so that later ones stand two places earlier.
# (None of these nine is judged relevant; with this, each judged article shares its query's words.)
LAST_BEFORE_GAP, GAP = 370, 2

_HEAD = re.compile(r"^\*TEXT +(\d+) +(\d\d)/(\d\d)[/ ](\d\d) +PAGE +\d+ *$", re.MULTILINE)
_QUERY = re.compile(r"^\*FIND +(\d+) *$", re.MULTILINE)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=os.environ.get("CLIPPINGS_BENCH", ""))
    parser.add_argument("--questions", type=Path, help="write the judged queries there")
    options = parser.parse_args()
    places = [Path(options.data), Path(options.data) / "time1963"]
    found = [place for place in places if all((place / name).exists() for name in FILES)]
    if not options.data or not found:
        print("skipped: no TIME.ALL, TIME.QUE, TIME.REL in --data DIR (or CLIPPINGS_BENCH)")
        return 0
    articles, queries = read_collection(found[0])
    with tempfile.TemporaryDirectory() as folder:
        source = _written(Path(folder) / "time.jsonl", articles)
        asked = _written(options.questions or Path(folder) / "queries.jsonl", queries)
        archive = Path(folder) / "archive"
        summary = refresh(
            [source], archive, LocalEmbedder(), Options(now=read_clock_moment()), Progress()
        )
        print(f"ingested: {summary.format_line()}; {len(queries)} queries with relevant articles")
        _measure(archive, asked)
    return 0


def read_collection(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The articles as records to ingest, and the queries that have any relevant one, as questions.

    Ids are those of the *TEXT lines. Raises ValueError where a judged article is not there.
    """
    _, *parts = _HEAD.split((folder / "TIME.ALL").read_text(encoding="ascii"))
    articles = []
    for number, month, day, year, text in _in_groups(parts, 5):
        published = date(1900 + int(year), int(month), int(day)).isoformat()
        record = {"id": f"time-{number}", "published": published, "outlet": "TIME"}
        articles.append(record | {"text": _as_printed(text)})
    _, *parts = _QUERY.split((folder / "TIME.QUE").read_text(encoding="ascii"))
    queries = {int(number): _as_printed(text) for number, text in _in_groups(parts, 2)}
    questions = []
    for line in (folder / "TIME.REL").read_text(encoding="ascii").splitlines():
        query, *judged = [int(word) for word in line.split()] or [0]
        places = [place - (GAP if place > LAST_BEFORE_GAP else 0) for place in judged]
        if places and max(places) > len(articles):
            raise ValueError(f"query {query}: there is no article {max(judged)}")
        if places:
            ids = [articles[place - 1]["id"] for place in places]
            questions.append(
                {"id": f"query {query}", "question": queries[query], "asked": LAST_DAY.isoformat(),
                 "articles": ids}
            )  # fmt: skip
    return articles, questions


def _in_groups(parts: Sequence[str], size: int) -> list[Sequence[str]]:
    return [parts[start : start + size] for start in range(0, len(parts), size)]


def _as_printed(text: str) -> str:
    """One paragraph, without the blanks that the typists left before marks ("U.S ." for "U.S.")."""
    return re.sub(r" +([.,;:?!])", r"\1", " ".join(text.split()))


def _measure(archive: Path, asked: Path) -> None:
    questions = read_questions(asked, today=LAST_DAY).questions
    with open_archive(archive) as opened, Plain(opened) as plain:

        def ours(question: str, today: date) -> list[str]:
            hits = opened.search(question, PASSAGES, today=today)
            return list(dict.fromkeys(hit.article_id for hit in hits))

        rankings: Mapping[str, Callable[[str], Sequence[str]]] = {
            "Clippings": lambda question: ours(question, LAST_DAY),
            "  ten years on": lambda question: ours(question, LAST_DAY + LATER),
            "BM25": lambda question: plain.articles(plain.bm25(question, ALL)),
            "dense": lambda question: plain.articles(plain.dense(question, ALL)),
            "hybrid": lambda question: plain.articles(plain.hybrid(question)),
        }
        for name, ranking in rankings.items():
            pairs = [(ranking(one.question), _wanted(one)) for one in questions]
            precision = compute_mean(
                [compute_average_precision(found, wanted) for found, wanted in pairs]
            )
            gain = compute_mean([compute_ndcg(found, wanted, 10) for found, wanted in pairs])
            print(f"{name:<16} n={len(pairs)}  MAP {precision:.3f}  nDCG@10 {gain:.3f}")


def _wanted(question: Question) -> frozenset[str]:
    return frozenset(question.articles or ())


def _written(path: Path, records: Sequence[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return path


if __name__ == "__main__":
    sys.exit(main())
