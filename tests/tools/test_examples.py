"""What is taught and what is measured on are kept apart, copies included."""

import argparse
import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path

from rag.models.embedding import RememberingEmbedder
from rag.retrieval.search import Archive
from tests.helpers.places import TODAY
from tools.train.examples import Row, collect_groups, find_measured, read_quiz


def write_articles(folder: Path, rows: Sequence[Row]) -> None:
    folder.mkdir()
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "articles.jsonl.gz").write_bytes(gzip.compress(lines.encode()))


def write_sources(data: Path, archive: Archive) -> list[str]:
    """The archive's articles as the two sources; one is measured on, under another id."""
    rows = [{"id": one.id, "title": one.title, "text": one.text, "published": one.published}
            for one in archive.articles()]  # fmt: skip
    write_articles(data / "news2024", rows[:60])
    write_articles(data / "scale", rows[60:])
    write_articles(data / "news", [rows[0] | {"id": "elsewhere", "title": "Another headline"}])
    write_articles(data / "news2025", [])
    return [row["id"] for row in rows]


def test_the_third_week_is_kept_apart(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    ids = ["20240112_0", "20240105_0", "20240105_1", "20240119_0"]
    file.write_text("".join(json.dumps({"id": id_}) + "\n" for id_ in ids), encoding="utf-8")
    taught, held = read_quiz(file)
    assert [question["id"] for question in taught] == ids[:3]
    assert [question["id"] for question in held] == ids[3:]


def test_measured_are_copies_too_and_what_answers_a_question_kept_apart(
    tmp_path: Path, sample_archive: Path, remembering: RememberingEmbedder
) -> None:
    ids = write_sources(tmp_path, Archive(sample_archive, remembering))
    assert find_measured(tmp_path, []) == {"elsewhere", ids[0]}
    held = [{"articles_with_answer": [ids[7]]}]
    assert find_measured(tmp_path, held) == {"elsewhere", ids[0], ids[7]}


def test_nothing_is_made_of_what_is_measured(
    tmp_path: Path, sample_archive: Path, remembering: RememberingEmbedder
) -> None:
    archive = Archive(sample_archive, remembering)
    ids = write_sources(tmp_path, archive)
    asked = {"question": "How much is the Gannet Bridge now expected to cost?", "answerable": True,
             "asked": TODAY.isoformat(), "answers": ["538 million"],
             "articles_with_answer": []}  # fmt: skip
    options = argparse.Namespace(data=tmp_path, without=[], part=1.0)
    made = collect_groups(archive, [], options, frozenset(ids[60:]), random.Random(1))
    assert made
    groups = collect_groups(archive, [asked], options, frozenset(ids), random.Random(1))
    assert {group.question for group in groups} == {asked["question"]}
