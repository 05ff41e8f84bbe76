"""How answers are held against what a question's judgement asks of them, and the questions held."""

import gzip
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.types import Answer, Citation, Window
from tests.benchmarks.judging.tasks import (
    Task,
    compile_string,
    find_faults,
    holds,
    list_later,
    list_strays,
    plain,
    read_tasks,
)
from tests.benchmarks.tasks import SETS, Outcome, describe_share, list_shares, locate_tasks

ASKED = date(2024, 5, 10)
SAID = [
    ("2024-05-01", "gazette", "Ferry sinks", "The ferry Ida sank off Lunde."),
    ("2024-05-03", "courier", "Inquiry begins", "The owner of the ferry was questioned."),
]
BENCH = Path(os.environ.get("CLIPPINGS_BENCH", ""))


def answered(said: Sequence[tuple[str, str, str, str]] = SAID, **more: Any) -> Answer:
    citations = tuple(
        Citation(n, f"{outlet}/{title}", title, outlet, (), "", day or None, text, 0, len(text))
        for n, (day, outlet, title, text) in enumerate(said, 1)
    )
    text = " ".join(f"{one.sentence} [{one.n}]" for one in citations)
    return replace(Answer("?", "?", "extractive", text, citations=citations), **more)


def faults(answer: Answer | None = None, **asked: Any) -> list[str]:
    task = Task(id="1", kind="list", question="?", asked=ASKED, judgement="It sank.", **asked)
    return find_faults(task, answer or answered())


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"mode": "either"},
        {"must": [["sank", "burnt"], ["questioned"]]},
        {"must": [["sank"], ["burnt"]], "least": 1},
        {"must": [["Inquiry"]], "where": "shown"},
        {"must": [["sank"]], "within": 1},
        {"must_not": ["burnt", "Inquiry", "/ferry [a-h]/"]},
        {"about": ["ferry"]},
        {"least_articles": 2, "least_outlets": 2, "least_days": 2, "most": 2},
        {"only_outlets": ["gazette", "courier"]},
        {"order": "oldest_first"},
        {"window": ["2024-05-01", "2024-05-03"]},
        {"window": [None, "2024-05-03"]},
    ],
)
def test_an_answer_that_holds_what_is_asked_has_no_fault(asked: dict[str, Any]) -> None:
    assert faults(**asked) == []


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"mode": "declined"}, "is extractive, should be declined"),
        ({"must": [["burnt", "san"], ["sank"]]}, "holds 1 of 2 points, lacks: burnt | san"),
        ({"must": [["burnt"], ["rose"]], "least": 1}, "holds 0 of 1 points, lacks: burnt; rose"),
        ({"must": [["Inquiry"]]}, "holds 0 of 1 points, lacks: Inquiry"),
        ({"must": [["questioned"]], "within": 1}, "holds 0 of 1 points, lacks: questioned"),
        ({"must": [["Inquiry"]], "where": "shown", "within": 1},
         "holds 0 of 1 points, lacks: Inquiry"),
        ({"must_not": ["IDA"]}, "must not hold IDA, in [1]"),
        ({"about": ["Lunde"]}, "[2] of 2 do not name the subject"),
        ({"least_articles": 3}, "cites 2 articles, at least 3 belong"),
        ({"least_outlets": 3}, "cites 2 outlets, at least 3 belong"),
        ({"least_days": 3}, "cites 2 days, at least 3 belong"),
        ({"most": 1}, "cites 2 sentences, at most 1 belong"),
        ({"only_outlets": ["gazette"]}, "cites other outlets: courier"),
        ({"order": "newest_first"}, "is not newest first: 2024-05-01, 2024-05-03"),
        ({"window": ["2024-05-02", None]},
         "cites outside 2024-05-02 – 9999-12-31 without saying so: [1] 2024-05-01"),
    ],
)  # fmt: skip
def test_each_fault_is_named(asked: dict[str, Any], fault: str) -> None:
    assert faults(**asked) == [fault]


def test_a_declined_answer_is_held_to_its_mode_and_length_alone() -> None:
    declined = replace(answered(), mode="declined")
    asked = {"must": [["burnt"]], "must_not": ["sank"], "window": ["2024-05-02", None]}
    assert faults(declined, mode="declined", **asked) == []
    assert faults(declined, mode="either", **asked) == []
    assert faults(declined, **asked) == ["is declined, should be extractive"]
    assert faults(declined, mode="declined", most=0) == ["cites 2 sentences, at most 0 belong"]


def test_numbers_decide_the_order_and_not_the_place() -> None:
    turned = replace(answered(), citations=answered().citations[::-1])
    assert faults(turned, order="oldest_first") == []
    assert faults(turned, must=[["sank"]], within=1) == []


def test_what_lies_outside_a_window_must_be_said_to() -> None:
    early = Window(date(2024, 4, 1), date(2024, 5, 1), "April")
    silent = answered(window=early)
    assert [one.n for one in list_strays(silent)] == [2]
    for said in (
        replace(silent, scope="Nothing of April was found."),
        replace(silent, warnings=("The newest of these is of 3 May 2024.",)),
        replace(silent, mode="declined"),
    ):
        assert list_strays(said) == []
    assert faults(answered(scope="None in it; these are older."), window=[None, "2024-05-01"]) == []
    other = replace(silent, warnings=("It was read as a name.",))
    assert list_strays(other), "a warning of something else says nothing of days"
    undated = answered([("", "gazette", "Ferry", "It sank.")], window=early)
    assert list_strays(undated), "an undated article lies in no window"
    assert list_strays(answered()) == []


def test_what_was_published_after_the_question_is_counted() -> None:
    assert [one.n for one in list_later(answered(), date(2024, 5, 2))] == [2]
    assert list_later(answered(), date(2024, 5, 3)) == []


@pytest.mark.parametrize(
    "line",
    ["Editor’s note: This page reflects the news of Monday.", "More: What sank the ferry",
     "For more, follow the Gazette's live updates.", "Sign up for our newsletter."],
)  # fmt: skip
def test_an_outlets_own_lines_are_no_answer(line: str) -> None:
    answer = answered([("2024-05-01", "gazette", "Ferry sinks", line)])
    assert faults(answer) == [f"cites no news in [1]: {line[:60]}"]
    assert faults(answer, must=[["/monday|sank|updates|sign/"]]) == [], "run together with news"


def test_strings_are_whole_words_and_patterns_are_not() -> None:
    text = "Ana Pérez said “it’s 17\nships”."
    assert all(holds(one, text) for one in ("pérez", "it's 17 ships", "/ship/", "\"it's"))
    assert not any(holds(one, text) for one in ("7 ships", "ship", "/^ships/"))


def test_shares_are_given_by_kind_and_set() -> None:
    tasks = [
        Task(id=kind, kind=kind, question="?", asked=ASKED, judgement="It sank.")
        for kind in ("list", "why")
    ]
    good = [Outcome(task, answered(), []) for task in tasks]
    bad = [Outcome(tasks[0], answered(), ["none"])]
    assert describe_share(good + bad) == "  2 of   3 ( 67 %)"
    assert list(list_shares({"2024": good, "2025": bad})) == [
        "  list            1 of   1 (100 %)     0 of   1 (  0 %)",
        "  why             1 of   1 (100 %)     0 of   0 (  0 %)",
    ]


def test_a_misspelt_limit_is_no_limit_and_refused(tmp_path: Path) -> None:
    file = tmp_path / "tasks.jsonl"
    row = {"id": "1", "kind": "list", "question": "?", "asked": "2024-05-10", "judgement": "-"}
    file.write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    assert [one.id for one in read_tasks(file)] == ["1"]
    file.write_text(json.dumps(row | {"must_have": []}), encoding="utf-8")
    with pytest.raises(ValueError, match="must_have"):
        read_tasks(file)


@pytest.mark.parametrize("name", SETS)
def test_the_questions_can_be_asked_and_failed(name: str) -> None:
    tasks = read_tasks(locate_tasks(name))
    assert len(tasks) == len({one.id for one in tasks}) == len({one.question for one in tasks})
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
