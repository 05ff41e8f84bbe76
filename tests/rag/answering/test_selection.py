"""What of the ranked sentences is shown, and in which order, for each kind of task."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.selection import MOST, TASKS_FOR_ONE, select
from rag.answering.subject import Subject
from rag.answering.surveys import MANY, TWINS, are_alike
from rag.query.parsed import ParsedQuestion
from rag.query.task import Task
from tests.helpers.made_evidence import choose, make_item, make_selection, rank, tell_of_ferry
from tests.helpers.places import TODAY

FERRY = "What is known about the ferry?"
TASKS: tuple[Task, ...] = get_args(Task)
WORDS = ["ferry", "pier", "mayor", "strike", "museum", "harbour", "storm", "seal"]


def test_what_is_said_in_nearly_the_same_words_is_said_once() -> None:
    sentences = choose(
        "Who signed the agreement?",
        make_item(1, "The union and the railways signed the agreement on Friday evening."),
        make_item(2, "The railways and the union signed the agreement on Friday.", article_id="b"),
        make_item(3, "The agreement was signed by Oona Brandt and Stefan Aubrey.", article_id="b"),
    )  # fmt: skip
    assert len(sentences) == 2
    assert "The agreement was signed by Oona Brandt and Stefan Aubrey." in sentences


def test_there_are_at_most_so_many_sentences() -> None:
    subjects = ["otter", "bridge", "mayor", "ferry", "strike", "museum"]
    many = [make_item(n, f"The {one} was seen in Brannock.") for n, one in enumerate(subjects)]
    assert len(choose("What was seen in Brannock?", *many)) == MOST


def test_the_best_comes_first_and_the_others_by_article() -> None:
    sentences = choose(
        "What did the ferry cost?",
        make_item(2, "The ferry cost nine million crowns."),
        make_item(1, "The ferry was built in Tolmere.", article_id="b"),
        make_item(3, "The crew of the ferry was pleased."),
        make_item(4, "Sailing on the ferry is pleasant enough.", article_id="b"),
        cosines=[0.9, 0.5, 0.3, 0.4],
    )
    assert sentences == [
        "The ferry cost nine million crowns.",
        "The ferry was built in Tolmere.",
        "Sailing on the ferry is pleasant enough.",
        "The crew of the ferry was pleased.",
    ]


def test_the_best_three_come_before_the_others() -> None:
    """The fourth and fifth stand first in their article, and are read last all the same."""
    evidence = [
        make_item(1, "Long ago a ferry was built."),
        make_item(2, "Years later a ferry was sold."),
        make_item(3, "The new ferry cost nine million crowns."),
        make_item(4, "The ferry cost more than the old bridge."),
        make_item(5, "What the ferry cost was paid by the county."),
    ]
    sentences = choose("What did the ferry cost?", *evidence, cosines=[0.5, 0.5, 0.9, 0.8, 0.8])
    assert sentences[:3] == [one.sentence for one in evidence[2:]]
    assert set(sentences[3:]) == {one.sentence for one in evidence[:2]}


def test_what_adds_little_is_left_out() -> None:
    sentences = choose(
        "What did the ferry cost?",
        make_item(1, "The ferry cost nine million crowns."),
        make_item(2, "Gulls are white.", score=0.0, article_id="b"),
        cosines=[0.9, 0.0],
    )
    assert sentences == ["The ferry cost nine million crowns."]


def test_nothing_comes_of_nothing() -> None:
    assert choose("What did the ferry cost?") == []
    assert len(choose("", make_item(1, "The ferry sank."))) <= 1


@pytest.mark.parametrize("task", TASKS)
def test_only_a_question_for_one_fact_has_a_best_sentence(task: Task) -> None:
    items = [tell_of_ferry(n, outlet=f"Outlet {n}") for n in range(3)]
    shown = make_selection(FERRY, *items, task=task)
    assert len(shown.evidence) == 3
    assert shown.best == (task in TASKS_FOR_ONE)


@pytest.mark.parametrize("task", TASKS)
def test_each_task_has_its_room_and_the_reader_may_give_it_less(task: Task) -> None:
    days = [f"2026-10-{n + 1:02}" for n in range(12)]
    many = [tell_of_ferry(n, day, outlet=f"Outlet {n}") for n, day in enumerate(days)]
    room = MOST if task in TASKS_FOR_ONE else MANY
    assert len(make_selection(FERRY, *many, task=task).evidence) <= room
    for most in (1, 3, 20):
        shown = make_selection(FERRY, *many, task=task, most=most).evidence
        assert 1 <= len(shown) <= min(most, room)
    assert make_selection(FERRY, task=task).evidence == ()


def test_a_comparison_takes_turns() -> None:
    question = "Compare Ilse Varga and Piers Aronsen"
    hers = [
        make_item(n, f"Ilse Varga wants a {w} for the town.", article_id=f"v{n}")
        for n, w in enumerate(WORDS[:4])
    ]
    his = [
        make_item(n + 9, f"Piers Aronsen refuses the {w} this year.", article_id=f"r{n}")
        for n, w in enumerate(WORDS[4:6])
    ]
    cosines = [0.9] * 4 + [0.5] * 2
    shown = make_selection(question, *hers, *his, cosines=cosines, task="comparison")
    sides = ["Varga" in item.sentence for item in shown.evidence]
    assert sides[:4] in ([True, False] * 2, [False, True] * 2)
    assert sides.count(True) == 4
    assert not shown.best


def test_sides_go_by_one_name_each() -> None:
    hers = [make_item(n, f"Varga wants a {w}.", article_id=w) for n, w in enumerate(WORDS[:3])]
    his = make_item(9, "Aronsen refuses a seal.", article_id="r")
    shown = make_selection("Compare Varga and Aronsen", *hers, his, task="comparison", most=2)
    assert his in shown.evidence


def test_what_names_both_sides_stands_once() -> None:
    both = make_item(1, "Ilse Varga beat Piers Aronsen by a few votes.", article_id="a")
    one = make_item(2, "Piers Aronsen was mayor for many years.", article_id="b")
    shown = make_selection(
        "Compare Ilse Varga and Piers Aronsen", both, one, task="comparison"
    ).evidence
    assert sorted(item.label for item in shown) == ["S1", "S2"]


ITEMS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
        st.sampled_from("abcde"),
        st.none() | st.integers(1, 28).map(lambda day: f"2026-10-{day:02}"),
        st.sampled_from(["Post", "Echo", ""]),
    ),
    max_size=14,
)


@given(ITEMS, st.sampled_from(TASKS), st.none() | st.integers(1, 20))
def test_what_is_shown_was_found_and_stands_once(
    rows: list[tuple[list[str], str, str | None, str]], task: Task, most: int | None
) -> None:
    items = [
        make_item(
            n, f"The {' '.join(words)} of Varga.", article_id=id_, published=day, outlet=outlet
        )
        for n, (words, id_, day, outlet) in enumerate(rows)
    ]
    parsed = ParsedQuestion("Varga and Aronsen and the ferry?", TODAY)
    ranked = rank(parsed.text, *items)
    shown = select(ranked, task, Subject(parsed, {}), most=most).evidence
    assert len(set(shown)) == len(shown) <= min(most or MANY, MANY)
    assert set(shown) <= set(items)
    alike = [(one, other) for one in shown for other in shown if one.label < other.label]
    assert not any(are_alike(one, other, TWINS) for one, other in alike)
