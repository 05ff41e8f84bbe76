"""What the reader is taught with: groups, of questions that nothing is measured by."""

import gzip
import json
import random
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from rag.retrieval.search import Archive
from tools.train.groups import (
    Group,
    make_archive_groups,
    make_article_groups,
    make_detail_groups,
    make_quiz_groups,
)

FROM_ARCHIVE, FROM_ARTICLES, DETAILS = 1400, 2000, 2000  # groups of questions made by template
QUIZ_PASSES, NONE_PASSES = 4, 2  # over the groups of a quiz with answers, and without
TAUGHT, MEASURED = ("news2024", "scale"), ("news", "news2025")
SHOWN = slice(200, 350)  # characters by which copies are known, behind what an outlet puts first
LONG_TITLE = 25  # letters by which a headline tells a story from others

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """The ids of what is measured with, copies included."""

    articles: frozenset[str]  # no question is made of them
    answering: frozenset[str]  # nor is a sentence of these read beside any


def read_quiz(file: Path) -> tuple[list[Row], list[Row]]:
    """The questions of two of every three weeks, to teach, and of the third, to choose by.

    A week is the part of `id` before "_". What is asked in both is kept apart.
    """
    rows = _read_questions(file)
    weeks = sorted({row["id"].split("_")[0] for row in rows})
    apart = set(weeks[2::3])
    held = [row for row in rows if row["id"].split("_")[0] in apart]
    asked = {_fold(row["question"]) for row in held}
    return [row for row in rows if _fold(row["question"]) not in asked], held


def find_measured(data: Path, held: Iterable[Row]) -> Measured:
    """What the questions `held` apart and those of the other sets are measured with."""
    held = list(held)
    questions = [*held, *(row for name in MEASURED
                          for row in _read_questions(data / name / "questions.jsonl"))]  # fmt: skip
    ids = {row["id"] for name in MEASURED for row in _read(data / name)}
    ids |= {id_ for row in held for id_ in (*row["articles"], *row["articles_with_answer"])}
    answering = {id_ for row in questions for id_ in row["articles_with_answer"]}
    rows = [row for name in (*MEASURED, *TAUGHT) for row in _read(data / name)]
    return Measured(_add_copies(ids, rows), _add_copies(answering, rows))


def collect_groups(
    archive: Archive,
    taught: Iterable[Row],
    data: Path,
    measured: Measured,
    chance: random.Random,
    *,
    without: Collection[str] = (),
    part: float = 1.0,
) -> list[Group]:
    """In the order in which they are taught: the easy ones first, those that people asked last."""
    quiz = list(make_quiz_groups(archive, taught, measured.answering))
    answered = [group for group in quiz if group.answers] * QUIZ_PASSES
    unanswered = [group for group in quiz if not group.answers] * NONE_PASSES
    made: list[Group] = []
    easy: list[Group] = []
    details: list[Group] = []
    if "made" not in without:
        sources = [one for one in archive.articles() if one.id not in measured.articles]
        chance.shuffle(sources)
        found = make_archive_groups(archive, sources, measured.answering, chance)
        made = list(islice(found, FROM_ARCHIVE))
        articles = [row for name in TAUGHT for row in _read(data / name)
                    if row["id"] not in measured.articles]  # fmt: skip
        chance.shuffle(articles)
        easy = list(islice(make_article_groups(articles, chance), FROM_ARTICLES))
        details = list(islice(make_detail_groups(reversed(articles), chance), DETAILS))
    first = [*easy, *made[::2], *details[::2]]
    last = [*made[1::2], *details[1::2], *answered, *unanswered]
    lessons: list[Group] = []
    for some in (first, last):
        chance.shuffle(some)
        lessons += some[: round(len(some) * part)]
    if "hard" in without:
        lessons = [_draw_others(group, lessons, chance) for group in lessons]
    return lessons


def _draw_others(group: Group, groups: list[Group], chance: random.Random) -> Group:
    """The group with sentences found for other questions in the place of its own."""
    drawn = [chance.choice(chance.choice(groups).others) for _ in group.others]
    return Group(group.question, group.answers, tuple(drawn))


def _add_copies(ids: Collection[str], rows: Iterable[Row]) -> frozenset[str]:
    """The ids, and those of rows with the headline or a stretch of the text of one of them."""
    rows = list(rows)
    known = {mark for row in rows if row["id"] in ids for mark in _find_marks(row)}
    copies = {row["id"] for row in rows if not known.isdisjoint(_find_marks(row))}
    return frozenset(copies.union(ids))


def _find_marks(row: Row) -> set[str]:
    """What tells an article from all but its copies."""
    title, shown = _fold(row["title"]), _fold(row["text"][: 4 * SHOWN.stop])[SHOWN]
    found = {title} if len(title) >= LONG_TITLE else set()
    return found | ({shown} if len(shown) == SHOWN.stop - SHOWN.start else set())


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def _read_questions(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _read(folder: Path) -> Iterator[Row]:
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
