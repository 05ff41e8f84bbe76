"""Teach the small reader anew.

    python -m tools.train --data DIR --work DIR --out FOLDER [--seed N] [--part SHARE]
                          [--without hard|made|claims]

DIR holds news2024 (articles and quiz questions), scale (articles), support (judged claims), and
news and news2025, whose articles no question is made of, for they are measured on. WORK keeps the
archive of news2024 from one run to the next; making it takes half an hour on two cores, the rest
an hour. OUT becomes a reader that the setting `reader` can name. `--part` teaches with a part of
all groups and claims, `--without` leaves one kind of them out: to see what each is worth.
"""

import argparse
import gzip
import json
import random
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import torch

from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.clock import read_clock_moment
from rag.models.embedding import LocalEmbedder, RememberingEmbedder
from rag.models.reader import LocalReader
from rag.retrieval.search import Archive
from tools.train.choose import show_choices
from tools.train.claims import ClaimRow, make_claims, read_qags
from tools.train.export import save_reader
from tools.train.groups import (
    Group,
    make_archive_groups,
    make_article_groups,
    make_quiz_groups,
    read_quiz,
)
from tools.train.network import ReaderNetwork
from tools.train.training import train

NEEDED = [
    "news2024/articles.jsonl.gz", "news2024/questions.jsonl", "scale/articles.jsonl.gz",
    "support/qags_cnndm.jsonl", "news/articles.jsonl.gz", "news2025/articles.jsonl.gz",
]  # fmt: skip
FROM_ARCHIVE, FROM_ARTICLES = 1400, 2800  # groups of questions made by template
QUIZ_PASSES, NONE_PASSES = 4, 2  # over the groups of a quiz with answers, and without
CLAIMS, CLAIM_ARTICLES = 15_000, 2_500
JUDGED_PASSES = 2  # over the claims that people judged


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", type=float, default=1.0)
    parser.add_argument(
        "--without", choices=["hard", "made", "claims"], action="append", default=[]
    )
    options = parser.parse_args()
    if missing := [name for name in NEEDED if not (options.data / name).exists()]:
        parser.error(f"{options.data} lacks {', '.join(missing)}")
    torch.use_deterministic_algorithms(mode=True)
    chance = random.Random(options.seed)
    archive = _open_archive(options.data / "news2024", options.work)
    groups = _collect_groups(archive, options, chance)
    claims = [] if "claims" in options.without else _collect_claims(options, chance)
    print(f"{len(groups)} groups, {len(claims)} claims", flush=True)
    started = time.perf_counter()
    network = ReaderNetwork(options.seed)
    train(network, groups, claims, chance, lambda line: print(line, flush=True))
    save_reader(network, options.out)
    print(f"taught in {(time.perf_counter() - started) / 60:.0f} minutes: {options.out}")
    held = read_quiz(options.data / "news2024" / "questions.jsonl", lambda week: week % 3 == 2)
    show_choices(archive, LocalReader(str(options.out)), held)


def _open_archive(source: Path, work: Path) -> Archive:
    folder = work / "archive"
    embedder = RememberingEmbedder(LocalEmbedder())
    if not (folder / "archive.json").exists():
        options = Options(now=read_clock_moment())
        refresh([source / "articles.jsonl.gz"], folder, embedder, options, Progress())
    return Archive(folder, embedder)


def _collect_groups(
    archive: Archive, options: argparse.Namespace, chance: random.Random
) -> list[Group]:
    """In the order in which they are taught: the easy ones first, those that people asked last."""
    measured = {row["id"] for name in ("news", "news2025") for row in _read(options.data / name)}
    file = options.data / "news2024" / "questions.jsonl"
    quiz = list(make_quiz_groups(archive, read_quiz(file, lambda week: week % 3 != 2)))
    answered = [group for group in quiz if group.answers] * QUIZ_PASSES
    unanswered = [group for group in quiz if not group.answers] * NONE_PASSES
    made: list[Group] = []
    easy: list[Group] = []
    if "made" not in options.without:
        made = list(islice(make_archive_groups(archive, measured, chance), FROM_ARCHIVE))
        articles = [row for name in ("news2024", "scale") for row in _read(options.data / name)
                    if row["id"] not in measured]  # fmt: skip
        chance.shuffle(articles)
        easy = list(islice(make_article_groups(articles, chance), FROM_ARTICLES))
    half = len(made) // 2
    first, last = [*easy, *made[:half]], [*made[half:], *answered, *unanswered]
    lessons: list[Group] = []
    for some in (first, last):
        chance.shuffle(some)
        lessons += some[: round(len(some) * options.part)]
    if "hard" in options.without:
        lessons = [_draw_others(group, lessons, chance) for group in lessons]
    return lessons


def _draw_others(group: Group, groups: list[Group], chance: random.Random) -> Group:
    """The group with sentences found for other questions in the place of its own."""
    drawn = [chance.choice(chance.choice(groups).others) for _ in group.others]
    return Group(group.question, group.answers, tuple(drawn))


def _collect_claims(options: argparse.Namespace, chance: random.Random) -> list[ClaimRow]:
    articles = [row for name in ("news2024", "scale") for row in _read(options.data / name)]
    measured = {row["id"] for name in ("news", "news2025") for row in _read(options.data / name)}
    chosen = chance.sample([row for row in articles if row["id"] not in measured], CLAIM_ARTICLES)
    rows = list(make_claims(chosen, chance))
    chance.shuffle(rows)
    judged = read_qags(options.data / "support" / "qags_cnndm.jsonl")
    rows = rows[:CLAIMS] + [row for row in judged if row.half == 0] * JUDGED_PASSES
    chance.shuffle(rows)
    return rows[: round(len(rows) * options.part)]


def _read(folder: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
