"""Which of the ranked sentences an answer shows, and in which order they read, by the task.

A fact has one best sentence, and others beside it. A task that asks for more than one has none.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import zip_longest
from typing import get_args

from rag.answering.answer_types import AnswerValue
from rag.answering.listing import select_members
from rag.answering.ranking import RankedSentence
from rag.answering.subject import Subject
from rag.answering.surveys import MANY, SURVEYS, TWINS, WORTH, are_alike, survey
from rag.query.task import Task
from rag.retrieval.weights import REPEAT_WEIGHT
from rag.types import Evidence

MOST = 5  # sentences of an answer to a question for one fact
FIRST = 3  # of them that may all say the same: that several articles do is worth knowing
TASKS_FOR_ONE: Set[Task] = frozenset(get_args(Task)) - SURVEYS - {"comparison", "list"}

Ranked = Sequence[RankedSentence]


@dataclass(frozen=True, slots=True)
class Selection:
    """What is shown, in reading order; whether the first of them answers by itself."""

    evidence: tuple[Evidence, ...]
    best: bool = False


def select(ranked: Ranked, task: Task, subject: Subject, *, most: int | None = None) -> Selection:
    """The sentences of an answer, at most as many as the reader lets it use."""
    if not ranked:
        return Selection(())
    room = MOST if task in TASKS_FOR_ONE else MANY
    most = min(most or room, room)
    if task in SURVEYS:
        return Selection(survey(ranked, task, subject)[:most])
    if task == "comparison" and len(subject.names) > 1:
        return Selection(_select_sides(ranked, subject, most))
    if task == "list":
        return Selection(select_members(ranked, most))
    return Selection(_select_fact(ranked, most), best=task in TASKS_FOR_ONE)


def _select_fact(ranked: Ranked, most: int) -> tuple[Evidence, ...]:
    """The best sentence, then others by article; none twice, none far below the best.

    What comes after the first few should say something else than they do.
    """
    least = WORTH * max((one.score for one in ranked), default=0.0)
    left, chosen = [one for one in ranked if one.score >= least], list[RankedSentence]()
    shown: set[AnswerValue] = set()
    while left and len(chosen) < most:
        following = left[0]
        if len(chosen) >= FIRST:
            following = max(left, key=lambda one: one.score + REPEAT_WEIGHT * _repeats(one, shown))
        left.remove(following)
        if not any(are_alike(following.evidence, other.evidence, TWINS) for other in chosen):
            chosen.append(following)
            shown |= following.holds
    items = [one.evidence for one in chosen]
    order = list(dict.fromkeys(item.article_id for item in items[1:]))
    return (*items[:1], *sorted(items[1:], key=lambda item: order.index(item.article_id)))


def _repeats(one: RankedSentence, shown: Set[AnswerValue]) -> bool:
    return bool(one.holds) and one.holds <= shown


def _select_sides(ranked: Ranked, subject: Subject, most: int) -> tuple[Evidence, ...]:
    """In turn the best of what names each side."""
    sides = [
        [one.evidence for one in ranked if name not in subject.find_missing(one.evidence)]
        for name in subject.names
    ]
    mixed = dict.fromkeys(item for row in zip_longest(*sides) for item in row if item)
    kept: list[Evidence] = []
    for item in mixed:
        if len(kept) < most and not any(are_alike(item, other, TWINS) for other in kept):
            kept.append(item)
    return tuple(kept)
