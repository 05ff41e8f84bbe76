"""The measures: values worked out by hand, and what holds for every ranking."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.metrics import (
    compute_average_precision,
    compute_hit,
    compute_mean,
    compute_ndcg,
    compute_percentile,
    compute_reciprocal_rank,
    compute_roc_area,
    find_first_rank,
    fold_text,
    holds_answer,
)

RANKING = ["a", "b", "c", "d", "e"]

IDS = st.lists(st.sampled_from("abcdefghijkl"), unique=True)
WANTED = st.frozensets(st.sampled_from("abcdefghijkl"), min_size=1)
SCORES = st.lists(st.floats(-5, 5), min_size=1, max_size=20)


def test_hits_and_reciprocal_rank_by_hand() -> None:
    wanted = {"c", "e"}
    assert find_first_rank(RANKING, wanted) == 3
    assert [compute_hit(RANKING, wanted, k) for k in (1, 2, 3, 10)] == [0, 0, 1, 1]
    assert compute_reciprocal_rank(RANKING, wanted, 10) == pytest.approx(1 / 3)
    assert compute_reciprocal_rank(RANKING, wanted, 2) == 0
    assert find_first_rank(RANKING, {"x"}) is None
    assert compute_hit([], {"x"}, 10) == compute_reciprocal_rank([], {"x"}, 10) == 0


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"a"}, 1.0),
        ({"b"}, 1 / 2),
        ({"a", "c"}, (1 / 1 + 2 / 3) / 2),
        ({"b", "d", "e"}, (1 / 2 + 2 / 4 + 3 / 5) / 3),
        ({"a", "x"}, 1 / 2),  # the one that is not found counts as nothing
        ({"x"}, 0.0),
    ],
)
def test_average_precision_by_hand(wanted: set[str], expected: float) -> None:
    assert compute_average_precision(RANKING, wanted) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("wanted", "k", "expected"),
    [
        ({"a"}, 10, 1.0),
        ({"c"}, 10, 1 / 2),  # 1 / log2(4)
        ({"c"}, 2, 0.0),
        ({"b", "c"}, 10, (1 / math.log2(3) + 1 / 2) / (1 + 1 / math.log2(3))),
        ({"b", "x"}, 10, (1 / math.log2(3)) / (1 + 1 / math.log2(3))),
        ({"a", "b", "x"}, 2, 1.0),  # of three only two can stand among the first two
    ],
)
def test_ndcg_by_hand(wanted: set[str], k: int, expected: float) -> None:
    assert compute_ndcg(RANKING, wanted, k) == pytest.approx(expected)


@given(IDS, WANTED, st.integers(1, 12))
def test_every_measure_lies_between_nothing_and_all(
    ranking: list[str], wanted: frozenset[str], k: int
) -> None:
    values = [
        compute_hit(ranking, wanted, k),
        compute_reciprocal_rank(ranking, wanted, k),
        compute_average_precision(ranking, wanted),
        compute_ndcg(ranking, wanted, k),
    ]
    assert all(0 <= value <= 1 + 1e-12 for value in values)
    assert values[1] <= values[0]
    if wanted.isdisjoint(ranking):
        assert values == [0, 0, 0, 0]


@given(WANTED, IDS, st.integers(1, 12))
def test_a_perfect_ranking_has_one(wanted: frozenset[str], others: list[str], k: int) -> None:
    ranking = [*sorted(wanted), *(id_ for id_ in others if id_ not in wanted)]
    assert compute_hit(ranking, wanted, k) == compute_reciprocal_rank(ranking, wanted, k) == 1
    assert compute_average_precision(ranking, wanted) == pytest.approx(1)
    assert compute_ndcg(ranking, wanted, k) == pytest.approx(1)


@given(IDS, WANTED, st.integers(1, 12), st.data())
def test_a_wanted_article_that_moves_up_never_costs(
    ranking: list[str], wanted: frozenset[str], k: int, data: st.DataObject
) -> None:
    places = [n for n, id_ in enumerate(ranking) if id_ in wanted and n > 0]
    if not places:
        return
    n = data.draw(st.sampled_from(places))
    better = [*ranking[: n - 1], ranking[n], ranking[n - 1], *ranking[n + 1 :]]
    for measure in (compute_hit, compute_reciprocal_rank, compute_ndcg):
        assert measure(better, wanted, k) >= measure(ranking, wanted, k) - 1e-12
    assert (
        compute_average_precision(better, wanted)
        >= compute_average_precision(ranking, wanted) - 1e-12
    )


@pytest.mark.parametrize(
    ("text", "answer", "expected"),
    [
        ("Wages rise by 5.4 per cent.", "5.4 Per Cent", True),
        ("It happened on Müller-Straße.", "mullerstrasse", True),
        ("About 1,200 houses were flooded.", "1200", True),
        ("He will be 15.", "5", True),  # documented: an answer is written with its unit
        ("Nothing of the kind.", "kinds", False),
    ],
)
def test_an_answer_stands_in_a_text(text: str, answer: str, expected: bool) -> None:  # noqa: FBT001
    assert holds_answer(text, [answer]) is expected
    assert holds_answer(text, ["not there at all", answer]) is expected


def test_no_answer_stands_nowhere() -> None:
    assert holds_answer("Anything", []) is False
    assert fold_text(" — …!") == ""


def test_percentiles_are_values_that_occurred() -> None:
    values = [5.0, 1.0, 4.0, 2.0, 3.0]
    found = [compute_percentile(values, share) for share in (0.0, 0.2, 0.5, 0.95, 1.0)]
    assert found == [1, 1, 3, 5, 5]
    assert compute_percentile([7.0], 0.95) == 7
    assert compute_percentile([], 0.5) == compute_mean([]) == 0


def test_roc_area_by_hand() -> None:
    assert compute_roc_area([2, 3], [0, 1]) == 1
    assert compute_roc_area([0, 1], [2, 3]) == 0
    assert compute_roc_area([1, 3], [1, 2]) == pytest.approx(2.5 / 4)  # 1 ties with 1, 3 beats both


@given(SCORES, SCORES)
def test_roc_area_is_a_chance(positive: Sequence[float], negative: Sequence[float]) -> None:
    area = compute_roc_area(positive, negative)
    assert 0 <= area <= 1
    assert area + compute_roc_area(negative, positive) == pytest.approx(1)
