"""How answers are held against what a question's judgement asks of them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.types import Answer, Citation, Window
from tests.benchmarks.judging.furniture import is_question
from tests.benchmarks.judging.tasks import (
    Task,
    find_faults,
    holds,
    list_later,
    list_strays,
    read_tasks,
)
from tests.benchmarks.tasks import (
    Outcome,
    describe_share,
    list_shares,
)

ASKED = date(2024, 5, 10)
SAID = [
    ("2024-05-01", "gazette", "Ferry sinks", "The ferry Ida sank off Lunde."),
    ("2024-05-03", "courier", "Inquiry begins", "The owner of the ferry was questioned."),
]


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
        replace(silent, warnings=("These lie outside 1 Apr – 1 May 2024.",)),
        replace(silent, mode="declined"),
    ):
        assert list_strays(said) == []
    for unsaid in ("It was read as a name.", "The newest of these sources is of 3 May 2024."):
        assert list_strays(replace(silent, scope=unsaid, warnings=(unsaid,))), unsaid
    assert faults(answered(scope="None in it; these are older."), window=[None, "2024-05-01"]) == []
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
    news = answered([("2024-05-01", "gazette", "Ferry sinks", f"{line.rstrip('.')}.The Ida sank.")])
    assert faults(news) == [], "run together with news"


def test_a_heading_that_asks_is_told_from_somebody_asking() -> None:
    assert is_question("What sank the ferry?")
    assert not is_question("“What sank it?”")
    assert not is_question("It sank.")


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
