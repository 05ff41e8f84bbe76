"""The questions that set tasks: each can be asked and failed, and asks for what articles hold."""

import gzip
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.judging.tasks import Task, compile_string, holds, plain, read_tasks
from tests.benchmarks.tasks import SETS, locate_tasks

BENCH = Path(os.environ.get("CLIPPINGS_BENCH", ""))


@pytest.mark.parametrize("name", SETS)
def test_the_questions_can_be_asked_and_failed(name: str) -> None:
    tasks = read_tasks(locate_tasks(name))
    assert len(tasks) == len({one.id for one in tasks}) >= 60
    assert len({one.kind for one in tasks}) == 21
    for task in tasks:
        assert task.asked.year <= int(name)
        for one in (*task.must_not, *task.about, *(each for some in task.must for each in some)):
            assert not holds(one, ""), f"{task.id}: {one} is in everything"
        can_fail = task.mode != "either" or task.must or task.must_not or task.about or task.window
        assert can_fail, task.id


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_every_point_stands_in_an_article_of_its_day(name: str) -> None:
    """An answer can hold each: some article on the subject, published by then, has it."""
    file = BENCH / f"news{name}" / "articles.jsonl.gz"
    if not BENCH.name or not file.exists():
        pytest.skip(f"CLIPPINGS_BENCH names no folder with news{name}")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    articles.sort(key=lambda one: one["published"] or "", reverse=True)
    texts = [(one, plain(f"{one['title']} {one['text']}")) for one in articles]
    for task in read_tasks(locate_tasks(name)):
        allowed = [text for one, text in texts if _may_be_cited(task, one)]
        for some in task.must:
            assert any(
                _has(some, text) and _has(task.about or ["/./"], text) for text in allowed
            ), f"{task.id}: no article has {some}"


def _has(some: Sequence[str], plain_text: str) -> bool:
    return any(compile_string(one).search(plain_text) for one in some)


def _may_be_cited(task: Task, article: dict[str, Any]) -> bool:
    start, end = task.window or (None, None)
    day = (article["published"] or "")[:10]
    return (str(start or "") <= day <= str(min(end or task.asked, task.asked))) and (
        not task.only_outlets or article["outlet"] in task.only_outlets
    )
