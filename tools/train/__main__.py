"""Teach the small reader anew.

    python -m tools.train --data DIR --work DIR --out FOLDER [--seed N] [--runs N] [--part SHARE]
                          [--without hard|made]

DIR holds news2024 (articles and quiz questions), scale (articles), and news and news2025, of whose
articles no question is made, for they are measured with. WORK keeps the archive of news2024 from
one use to the next; making it takes half an hour on two cores, each run as long again. OUT becomes
a reader that the setting `reader` can name: the mean of the runs, each with examples of its own.
`--part` teaches with a part of all groups, `--without` leaves a kind of them out: to see what each
is worth.
"""

import argparse
import random
import time
from pathlib import Path

import torch

from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.clock import read_clock_moment
from rag.models.embedding import LocalEmbedder, RememberingEmbedder
from rag.models.reader import LocalReader
from rag.retrieval.search import Archive
from tools.train.choose import show_choices
from tools.train.examples import collect_groups, find_measured, read_quiz
from tools.train.export import save_reader
from tools.train.network import ReaderNetwork, average_networks
from tools.train.training import train

NEEDED = [
    "news2024/articles.jsonl.gz", "news2024/questions.jsonl", "scale/articles.jsonl.gz",
    "news/questions.jsonl", "news2025/questions.jsonl",
    "news/articles.jsonl.gz", "news2025/articles.jsonl.gz",
]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--part", type=float, default=1.0)
    parser.add_argument("--without", choices=["hard", "made"], action="append", default=[])
    options = parser.parse_args()
    if missing := [name for name in NEEDED if not (options.data / name).exists()]:
        parser.error(f"{options.data} lacks {', '.join(missing)}")
    torch.use_deterministic_algorithms(mode=True)
    archive = _open_archive(options.data / "news2024", options.work)
    taught, held = read_quiz(options.data / "news2024" / "questions.jsonl")
    measured = find_measured(options.data, held)
    started = time.perf_counter()
    networks = []
    for run in range(options.runs):
        chance = random.Random(options.seed + run)
        groups = collect_groups(
            archive, taught, options.data, measured, chance,
            without=options.without, part=options.part,
        )  # fmt: skip
        print(f"run {run + 1}: {len(groups)} groups", flush=True)
        network = ReaderNetwork(options.seed)  # all begin alike, or their mean would be no network
        train(network, groups, chance, lambda line: print(line, flush=True))
        networks.append(network)
    network = average_networks(networks)
    save_reader(network, options.out)
    print(f"taught in {(time.perf_counter() - started) / 60:.0f} minutes: {options.out}")
    show_choices(archive, LocalReader(str(options.out)), held)


def _open_archive(source: Path, work: Path) -> Archive:
    folder = work / "archive"
    embedder = RememberingEmbedder(LocalEmbedder())
    if not (folder / "archive.json").exists():
        options = Options(now=read_clock_moment())
        refresh([source / "articles.jsonl.gz"], folder, embedder, options, Progress())
    return Archive(folder, embedder)


if __name__ == "__main__":
    main()
