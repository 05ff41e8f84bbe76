"""Sentences of the kind that a task wants."""

from typing import get_args

import pytest

from rag.answering.task_cues import fits_task, is_aside
from rag.query.task import Task

FITTING: list[tuple[Task, str]] = [
    ("cause", "The ferry sank because a valve was open."),
    ("cause", "Trains were late owing to snow."),
    ("cause", "The strike, prompted by the cuts, went on."),
    ("cause", "They marched in protest at the cuts."),
    ("manner", "He opened it by turning the key."),
    ("manner", "It was paid through a levy."),
    ("statement", "“We will not pay for the bridge,” Varga replied."),
    ("statement", "Varga promised a new pier."),
    ("person", "Ilse Varga, 44, a lawyer from Northside, won."),
    ("person", "Varga is the next mayor."),
    ("person", "Born in Oake, she went to sea."),
    ("definition", "A sandbar is a bank of sand."),
    ("definition", "RTU stands for the union of rail workers."),
]
UNFITTING: list[tuple[Task, str]] = [
    ("cause", "The ferry sank in the bay."),
    ("manner", "The ferry sank in the bay."),
    ("statement", "The ferry sank in the bay."),
    ("statement", "The “Aurora” sank."),  # a name in quotes is no speech
    ("person", "The ferry sank in the bay."),
    ("definition", "Ferries sank in the bay."),
]


@pytest.mark.parametrize(("task", "sentence"), FITTING)
def test_what_a_task_wants(task: Task, sentence: str) -> None:
    assert fits_task(sentence, task)


@pytest.mark.parametrize(("task", "sentence"), UNFITTING)
def test_what_it_does_not_want(task: Task, sentence: str) -> None:
    assert not fits_task(sentence, task)


def test_other_tasks_want_nothing_special() -> None:
    special = {task for task, _ in FITTING}
    for task in set(get_args(Task)) - special:
        assert not any(fits_task(sentence, task) for _, sentence in FITTING)


def test_someones_very_words_fit_twice_as_well() -> None:
    said = "Varga promised a new pier."
    words = "“We will build a new pier,” Varga promised."
    assert 0 < 2 * fits_task(said, "statement") == fits_task(words, "statement")
    assert fits_task(said, "cause") == 0


@pytest.mark.parametrize(
    ("sentence", "aside"),
    [
        ("Correction: the ferry sank on Tuesday.", True),
        ("Editor’s note: this was changed.", True),
        ("Who will pay for it?", True),
        ("“Who will pay for it?”", True),
        ("“Who will pay?” she asked.", False),
        ("The correction of the river cost nine million.", False),
        ("The ferry sank.", False),
    ],
)
def test_what_asks_or_tells_of_the_article_is_an_aside(sentence: str, aside: bool) -> None:  # noqa: FBT001
    assert is_aside(sentence) == aside
