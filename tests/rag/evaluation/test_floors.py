"""Floors: held, refused, raised, never lowered."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.errors import BelowFloor, UsageError
from rag.evaluation.floors import Data, Figure, check, update

DATA = Data(questions="q1", asked="", articles="a1", model="m1", passages=100)
FIGURES = {"hits@1": Figure(0.8, 40), "declined": Figure(0.5, 8)}


@pytest.fixture
def floor(tmp_path: Path) -> Path:
    path = tmp_path / "floor.json"
    update(path, FIGURES, DATA)
    return path


def with_hits(value: float) -> dict[str, Figure]:
    return FIGURES | {"hits@1": Figure(value, 40)}


def test_a_floor_is_kept_with_its_data(floor: Path) -> None:
    assert json.loads(floor.read_text(encoding="utf-8")) == [
        {
            "data": {
                "questions": "q1", "asked": "", "articles": "a1", "model": "m1", "passages": 100,
            },
            "figures": {"hits@1": {"value": 0.8, "n": 40}, "declined": {"value": 0.5, "n": 8}},
        }
    ]  # fmt: skip
    assert [path.name for path in floor.parent.iterdir()] == [floor.name]
    check(floor, FIGURES, DATA)


@pytest.mark.parametrize("value", [0.775, 0.79, 0.8, 1.0])
def test_one_question_less_is_tolerated(floor: Path, value: float) -> None:
    check(floor, with_hits(value), DATA)


def test_two_questions_less_are_not(floor: Path) -> None:
    low = {"hits@1": Figure(0.75, 40), "declined": Figure(0.25, 8)}
    with pytest.raises(BelowFloor) as caught:
        check(floor, low, DATA)
    assert "hits@1 is 0.7500, the floor is 0.8000" in str(caught.value)
    assert "declined is 0.2500, the floor is 0.5000" in str(caught.value)
    assert caught.value.exit_code == 1


def test_a_figure_that_is_no_longer_measured_is_below(floor: Path) -> None:
    with pytest.raises(BelowFloor, match="declined is not measured"):
        check(floor, {"hits@1": FIGURES["hits@1"]}, DATA)


def test_a_new_figure_has_no_floor_yet(floor: Path) -> None:
    check(floor, FIGURES | {"map": Figure(0.1, 40)}, DATA)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"questions": "q2"}, "other questions"),
        ({"articles": "a2"}, "other articles"),
        ({"articles": "a2", "model": "m2"}, "other articles and model"),
        ({"asked": "2026-10-30"}, "other days of asking"),
        ({"passages": 10}, "other numbers of passages"),
    ],
)
def test_other_data_is_never_compared(floor: Path, change: dict[str, Any], named: str) -> None:
    with pytest.raises(UsageError, match=named):
        check(floor, FIGURES, replace(DATA, **change))


def test_a_floor_rises(floor: Path) -> None:
    update(floor, with_hits(0.9), DATA)
    with pytest.raises(BelowFloor):
        check(floor, with_hits(0.8), DATA)


@pytest.mark.parametrize("value", [0.79, 0.7998])
def test_a_floor_is_not_lowered_even_where_another_figure_rises(floor: Path, value: float) -> None:
    before = floor.read_bytes()
    better = {"hits@1": Figure(value, 40), "declined": Figure(1.0, 8)}
    with pytest.raises(BelowFloor, match=f"hits@1 is {value:.4f}.*by hand") as caught:
        update(floor, better, DATA)
    assert "declined" not in str(caught.value)
    assert floor.read_bytes() == before


def test_a_floor_does_not_lose_a_figure(floor: Path) -> None:
    with pytest.raises(BelowFloor, match="declined is not measured"):
        update(floor, {"hits@1": Figure(0.9, 40)}, DATA)


def test_the_same_figures_leave_the_file_as_it_is(floor: Path) -> None:
    before = floor.read_bytes()
    update(floor, with_hits(0.80001), DATA)
    assert floor.read_bytes() == before


def test_other_data_has_a_floor_of_its_own(floor: Path) -> None:
    other = replace(DATA, questions="q2", articles="a2")
    update(floor, with_hits(0.1), other)
    check(floor, with_hits(0.1), other)
    check(floor, FIGURES, DATA)
    with pytest.raises(BelowFloor):
        check(floor, with_hits(0.1), DATA)


def test_without_a_file_there_is_nothing_to_hold(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--update-floor makes one"):
        check(tmp_path / "none.json", FIGURES, DATA)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        "[1]",
        '[{"data": 1}]',
        json.dumps([{"data": {"questions": "q1", "asked": "", "articles": "a1", "model": "m1",
                              "passages": 100}, "figures": {"hits@1": {"value": "much"}}}]),
        json.dumps([{"data": {"questions": "q1", "asked": "", "articles": "a1", "model": "m1",
                              "passages": 100}, "figures": {"hits@1": {"value": 1, "n": 0}}}]),
    ],
)  # fmt: skip
def test_a_damaged_floor_is_said_to_be(tmp_path: Path, text: str) -> None:
    path = tmp_path / "floor.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"floor\.json"):
        check(path, FIGURES, DATA)
    assert path.read_text(encoding="utf-8") == text


def test_a_floor_that_cannot_be_written_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        update(tmp_path / "no such folder" / "floor.json", FIGURES, DATA)
