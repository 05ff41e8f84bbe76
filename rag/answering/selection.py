"""Which of the ranked sentences an answer shows, and in which order they read, by the task.

A fact has one best sentence, and others beside it. A task that asks for more than one fact has no
best one: each article has its say once, in the order that the task wants.
"""

from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from itertools import zip_longest
from typing import get_args

from rag.answering.answer_types import AnswerValue
from rag.answering.ranking import RankedSentence
from rag.answering.subject import Subject
from rag.answering.windows import read_day
from rag.query.task import Task
from rag.retrieval.weights import LEAD_IN_SURVEY, NAMED_IN_SURVEY, REPEAT_WEIGHT, TOP
from rag.text.tokens import stem_words
from rag.types import Evidence

MOST = 5  # sentences of an answer to a question for one fact
FIRST = 3  # of them that may all say the same: that several articles do is worth knowing
MANY = 8  # … and to one for more
WORTH = 0.55  # of the best sentence's score: a sentence below this adds little
TWINS = 0.75  # shared words (Jaccard) above which two sentences say the same
RETOLD = 0.5  # … and above which two articles tell the same
SURVEYS: Set[Task] = {"summary", "latest", "timeline", "outlets", "keywords", "headline"}
TASKS_FOR_ONE: Set[Task] = frozenset(get_args(Task)) - SURVEYS - {"comparison", "list"}
FOUND_NEWEST = 12  # articles out of which the newest are shown
A_DAY = 2  # articles of one day in a summary, while there are other days

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
        chosen = _ORDERS[task](_survey(ranked, subject))
        return Selection(tuple(one.evidence for one in chosen[:most]))
    if task == "comparison" and len(subject.names) > 1:
        return Selection(_select_sides(ranked, subject, most))
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


def _survey(ranked: Ranked, subject: Subject) -> list[RankedSentence]:
    """What each article on the subject says of it, those that tell anew, the best article first."""
    least = WORTH * max((one.score for one in ranked), default=0.0)
    articles: dict[str, list[RankedSentence]] = {}
    for one in ranked:
        if not subject.find_missing(one.evidence):
            articles.setdefault(one.evidence.article_id, []).append(one)
    kept: list[RankedSentence] = []
    for some in articles.values():
        told = max(some, key=lambda one: _weigh_for_survey(one, subject))
        fresh = not any(are_alike(told.evidence, other.evidence, RETOLD) for other in kept)
        if some[0].score >= least and fresh:
            kept.append(told)
    return kept


def _weigh_for_survey(one: RankedSentence, subject: Subject) -> float:
    named = subject.is_named_in(one.evidence.sentence)
    opens = one.evidence.start < TOP
    return one.score + LEAD_IN_SURVEY * opens + NAMED_IN_SURVEY * named


def _order_by_day(chosen: Ranked, *, newest: bool = False) -> list[RankedSentence]:
    """By day, undated ones last, of one day the best first."""
    days = {one: day.toordinal() for one in chosen if (day := read_day(one.evidence))}
    dated = sorted(days, key=lambda one: -days[one] if newest else days[one])
    return [*dated, *(one for one in chosen if one not in days)]


def _spread_over_days(chosen: Ranked, a_day: int) -> list[RankedSentence]:
    """The best ones, of one day only so many while others have less; in the order of their days."""
    counts: Counter[str] = Counter()
    first, later = list[RankedSentence](), list[RankedSentence]()
    for one in chosen:
        day = (one.evidence.published or one.evidence.article_id)[:10]
        counts[day] += 1
        (first if counts[day] <= a_day else later).append(one)
    return _order_by_day([*first, *later][:MANY])


def _take_newest(chosen: Ranked) -> list[RankedSentence]:
    return _order_by_day(chosen[:FOUND_NEWEST], newest=True)


def _take_each_outlet(chosen: Ranked) -> list[RankedSentence]:
    """One of each outlet."""
    outlets: dict[str, RankedSentence] = {}
    for one in chosen:
        outlets.setdefault(one.evidence.outlet or one.evidence.article_id, one)
    return list(outlets.values())


_ORDERS: dict[Task, Callable[[Ranked], list[RankedSentence]]] = {
    "summary": lambda chosen: _spread_over_days(chosen, A_DAY),
    "timeline": lambda chosen: _spread_over_days(chosen, 1),
    "latest": _take_newest,
    "outlets": _take_each_outlet,
    "keywords": list,
    "headline": list,
}


def are_alike(one: Evidence, other: Evidence, least: float) -> bool:
    """Whether two sentences share more of their words (Jaccard) than that."""
    a, b = stem_words(one.sentence), stem_words(other.sentence)
    return bool(a | b) and len(a & b) / len(a | b) > least
