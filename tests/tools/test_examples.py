"""What is taught and what is measured with are kept apart, copies included."""

import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path

from rag.models.embedding import RememberingEmbedder
from rag.retrieval.search import Archive
from tests.helpers.places import TODAY
from tools.train.examples import Measured, Row, collect_groups, find_measured, read_quiz

NOTHING = Measured(frozenset(), frozenset())
ASKED = {
    "id": "20261030_0", "asked": TODAY.isoformat(), "answers": ["538 million"],
    "question": "How much is the Gannet Bridge now expected to cost?", "answerable": True,
    "articles": [], "articles_with_answer": [],
}  # fmt: skip


def write_articles(folder: Path, rows: Sequence[Row], questions: Sequence[Row] = ()) -> None:
    folder.mkdir()
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "articles.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    lines = "".join(json.dumps(row) + "\n" for row in questions)
    (folder / "questions.jsonl").write_text(lines, encoding="utf-8")


def write_sources(data: Path, archive: Archive) -> list[str]:
    """The archive's articles as the two sources; one is measured with, under another id.

    A third one has its headline, and a question of another set asks for the second.
    """
    rows = [{"id": one.id, "title": one.title, "text": one.text, "published": one.published}
            for one in archive.articles() if len(one.text) > 900]  # fmt: skip
    copies = [
        {"id": "another headline", "title": "Another headline", "text": rows[0]["text"].upper()},
        {"id": "another text", "title": f"{rows[0]['title']}!", "text": "It rained."},
    ]
    write_articles(data / "news2024", [*rows[:60], *copies])
    write_articles(data / "scale", rows[60:])
    write_articles(data / "news", [rows[0] | {"id": "elsewhere"}])
    write_articles(data / "news2025", [], [ASKED | {"articles_with_answer": [rows[1]["id"]]}])
    return [row["id"] for row in rows]


def test_the_third_week_is_kept_apart_and_what_is_asked_in_it(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    asked = {"20240112_0": "A", "20240105_0": "B?", "20240105_1": "C", "20240119_0": "b ?"}
    rows = [{"id": id_, "question": text} for id_, text in asked.items()]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    taught, held = read_quiz(file)
    assert [row["question"] for row in taught] == ["A", "C"]
    assert [row["question"] for row in held] == ["b ?"]


def test_measured_is_what_a_question_kept_apart_asks_for_and_every_copy(
    tmp_path: Path, sample_archive: Path, remembering: RememberingEmbedder
) -> None:
    ids = write_sources(tmp_path, Archive(sample_archive, remembering))
    copies = {"elsewhere", ids[0], "another headline", "another text"}
    measured = find_measured(tmp_path, [])
    assert measured.articles == copies
    assert measured.answering == {ids[1]}
    held = ASKED | {"articles": [ids[7]], "articles_with_answer": [ids[8]]}
    measured = find_measured(tmp_path, [held])
    assert measured.articles == copies | {ids[7], ids[8]}
    assert measured.answering == {ids[1], ids[8]}


def test_nothing_is_taught_of_what_is_measured_with(
    tmp_path: Path, sample_archive: Path, remembering: RememberingEmbedder
) -> None:
    archive = Archive(sample_archive, remembering)
    ids = write_sources(tmp_path, archive)
    apart = frozenset(ids[::2])
    titles = {one.title for one in archive.articles() if one.id in apart}
    made = collect_groups(archive, [ASKED], tmp_path, Measured(apart, apart), random.Random(1))
    assert {bool(group.answers) for group in made} == {True, False}
    read = {one.headline for group in made for one in (*group.answers, *group.others)}
    assert read
    assert titles.isdisjoint(read)
    whole = frozenset(one.id for one in archive.articles()) | {"another headline", "another text"}
    asked = collect_groups(
        archive, [ASKED], tmp_path, Measured(whole, frozenset()), random.Random(1)
    )
    assert {group.question for group in asked} == {ASKED["question"]}


def test_parts_and_kinds_are_left_out_as_asked(
    tmp_path: Path, sample_archive: Path, remembering: RememberingEmbedder
) -> None:
    archive = Archive(sample_archive, remembering)
    write_sources(tmp_path, archive)

    def collect(**wanted: object) -> list[str]:
        groups = collect_groups(archive, [ASKED], tmp_path, NOTHING, random.Random(1), **wanted)  # type: ignore[arg-type]
        return [group.question for group in groups]

    whole = collect()
    assert set(collect(without=["made"])) == {ASKED["question"]} < set(whole)
    assert abs(len(collect(part=0.5)) - len(whole) / 2) <= 1
    assert collect(without=["hard"]) == whole
