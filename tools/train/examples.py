"""What the reader is taught with: groups, of articles that nothing is measured on."""

import argparse
import gzip
import json
import random
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from rag.retrieval.search import Archive
from tools.train.groups import Group, make_archive_groups, make_article_groups, make_quiz_groups

FROM_ARCHIVE, FROM_ARTICLES = 1400, 2800  # groups of questions made by template
QUIZ_PASSES, NONE_PASSES = 4, 2  # over the groups of a quiz with answers, and without
OPENING = 150  # characters by which copies of an article are known
SOURCES, MEASURED = ("news2024", "scale"), ("news", "news2025")

Row = Mapping[str, Any]


def read_quiz(file: Path) -> tuple[list[Row], list[Row]]:
    """The questions of two of every three weeks, to teach, and of the third, to choose by.

    A week is the part of `id` before "_".
    """
    questions = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    weeks = sorted({question["id"].split("_")[0] for question in questions})
    apart = set(weeks[2::3])
    held = [question for question in questions if question["id"].split("_")[0] in apart]
    return [question for question in questions if question not in held], held


def find_measured(data: Path, held: Iterable[Row]) -> frozenset[str]:
    """The ids of articles that no question may be made of.

    These are the articles of the sets that are measured on, those that answer a question `held`
    apart, and all copies of either.
    """
    ids = {row["id"] for name in MEASURED for row in _read(data / name)}
    ids |= {id_ for question in held for id_ in question["articles_with_answer"]}
    rows = [row for name in (*MEASURED, *SOURCES) for row in _read(data / name)]
    openings = {_read_opening(row) for row in rows if row["id"] in ids}
    return frozenset(row["id"] for row in rows if _read_opening(row) in openings) | ids


def collect_groups(
    archive: Archive,
    taught: Iterable[Row],
    options: argparse.Namespace,
    measured: Collection[str],
    chance: random.Random,
) -> list[Group]:
    """In the order in which they are taught: the easy ones first, those that people asked last."""
    quiz = list(make_quiz_groups(archive, taught))
    answered = [group for group in quiz if group.answers] * QUIZ_PASSES
    unanswered = [group for group in quiz if not group.answers] * NONE_PASSES
    made: list[Group] = []
    easy: list[Group] = []
    if "made" not in options.without:
        made = list(islice(make_archive_groups(archive, measured, chance), FROM_ARCHIVE))
        articles = _read_sources(options.data, measured)
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


def _read_sources(data: Path, measured: Collection[str]) -> list[Row]:
    return [row for name in SOURCES for row in _read(data / name) if row["id"] not in measured]


def _read(folder: Path) -> Iterator[Row]:
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _read_opening(row: Row) -> str:
    return str(row["text"]).strip()[:OPENING]
