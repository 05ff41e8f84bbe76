"""How well furniture is told from a story's sentences, on lines that were labelled by hand.

    python -m tests.benchmarks.furniture --data DIR

DIR/news2024/ and DIR/news2025/: `articles.jsonl.gz`, an article a line (id, title, text, outlet,
authors). `data/furniture.jsonl` beside this file has 150 lines of each by article, start and end:
some at random, more of those that look like furniture. Rules were chosen on news2024 only.

Furniture is promotion, links to other articles, credits, captions and who wrote it; headings, lists
and event listings are none, nor what says that a story was corrected. Outlets' repeated lines are
counted over each folder as a whole.
"""

import argparse
import gzip
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from ingest.furniture import find_furniture, find_repeated, hash_lines
from rag.text.sentences import split_sentences
from rag.types import Article

LABELS = Path(__file__).parent / "data" / "furniture.jsonl"


@dataclass(frozen=True, slots=True)
class Label:
    """What a line of an article was found to be by somebody who read it."""

    article_id: str
    start: int
    end: int
    furniture: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the lines that are told to be furniture, and of those that are."""

    lines: int
    precision: float
    recall: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("CLIPPINGS_BENCH", "")),
        help="folder with the data sets (default: CLIPPINGS_BENCH)",
    )
    arguments = parser.parse_args()
    labels = read_labels(LABELS)
    files = {name: arguments.data / name / "articles.jsonl.gz" for name in labels}
    if missing := [path for path in files.values() if not path.is_file()]:
        print(f"skipped: {missing[0]} is missing in --data DIR (or CLIPPINGS_BENCH)")
        return 0
    print(f"{'':10} lines precision recall")
    for name, path in files.items():
        found = measure(read_articles(path), labels[name])
        print(f"{name:10} {found.lines:5} {found.precision:9.3f} {found.recall:6.3f}")
    return 0


def read_labels(path: Path) -> dict[str, list[Label]]:
    """The labels by the set that their articles are in."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {
        name: [Label(row["id"], row["start"], row["end"], row["furniture"]) for row in own]
        for name, own in groupby(rows, lambda row: str(row["set"]))
    }


def read_articles(path: Path) -> list[Article]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [make_article(json.loads(line)) for line in lines]


def make_article(row: Mapping[str, Any]) -> Article:
    authors = (row["authors"],) if isinstance(row["authors"], str) else tuple(row["authors"])
    return Article(row["id"], row["title"], row["text"], outlet=row["outlet"], authors=authors)


def measure(articles: Iterable[Article], labels: Sequence[Label]) -> Figures:
    """A labelled line is told to be furniture if a sentence within it is."""
    wanted: dict[str, Article] = {}
    lines: list[bytes] = []
    ids = {label.article_id for label in labels}
    for article in articles:
        lines.append(hash_lines(article.outlet, split_sentences(article.text)))
        if article.id in ids:
            wanted[article.id] = article
    repeated = find_repeated(lines)
    told = [is_told(wanted[one.article_id], one, repeated) for one in labels]
    right = sum(said and one.furniture for said, one in zip(told, labels, strict=True))
    return Figures(
        len(labels),
        right / max(1, sum(told)),
        right / max(1, sum(one.furniture for one in labels)),
    )


def is_told(article: Article, label: Label, repeated: frozenset[int]) -> bool:
    sentences = split_sentences(article.text)
    furniture = find_furniture(article, sentences, repeated)
    inside = (n for n in furniture if sentences[n].start < label.end)
    return any(label.start < sentences[n].end for n in inside)


if __name__ == "__main__":
    sys.exit(main())
