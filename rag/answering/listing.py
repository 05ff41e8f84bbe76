"""Which sentences answer a question for a list: those that together name most of it.

First what names most, then what adds most that was not named, as in maximal marginal relevance
(Carbonell and Goldstein, 1998). Such sentences hold few of the question's words ("Those being
vetted include …"): that they belong to it shows in what else their article says.
"""

from collections.abc import Sequence

from rag.answering.answer_types import count_members
from rag.answering.ranking import RankedSentence
from rag.answering.surveys import TWINS, are_alike
from rag.retrieval.weights import FADING, LIST_NEAR, LIST_WORTH, LIST_WORTH_LATER, NEW_WEIGHT
from rag.types import Evidence

FIRST = 3  # sentences; further ones must have a better score
FILLED = 5  # sentences of an answer in which few members are seen
SEVERAL = 2.0  # new members, worth a sentence that has little of the question
BESIDE = 200  # characters from a sentence with several: there the list goes on

Ranked = Sequence[RankedSentence]


def select_members(ranked: Ranked, most: int) -> tuple[Evidence, ...]:
    """At most so many sentences, what names most first; those of one article stand together."""
    top = max((one.score for one in ranked), default=0.0)
    near = LIST_NEAR * max((one.overlap for one in ranked), default=0.0)

    def fits(one: RankedSentence) -> bool:
        return one.overlap >= near or one.score >= LIST_WORTH_LATER * top

    articles = {one.evidence.article_id for one in ranked if fits(one)}
    left = [one for one in ranked if one.evidence.article_id in articles]
    chosen, named, seen = list[RankedSentence](), set[object](), 0.0

    def count_new(one: RankedSentence) -> float:
        return count_members({value for value in one.holds if value[1] not in named})

    def adds(one: RankedSentence) -> bool:
        if any(_goes_on(one, other) for other in chosen):
            return count_new(one) >= 1
        return one.score >= least and count_new(one) >= (1 if fits(one) else SEVERAL)

    while left and len(chosen) < most:
        least = (LIST_WORTH if len(chosen) < FIRST else LIST_WORTH_LATER) * top
        able = [one for one in left if adds(one)]
        if not able and len(chosen) < FILLED and seen < FIRST:
            able = [one for one in left if one.score >= least and fits(one)]
        if not able:
            break
        best = max(able, key=lambda one: one.score + NEW_WEIGHT * (1 - FADING ** count_new(one)))
        seen += count_new(best)
        chosen.append(best)
        named |= {value for _, value in best.holds}
        left = [one for one in left if not are_alike(one.evidence, best.evidence, TWINS)]
    order = list(dict.fromkeys(one.evidence.article_id for one in chosen))
    chosen.sort(key=lambda one: order.index(one.evidence.article_id))
    return tuple(one.evidence for one in chosen)


def _goes_on(one: RankedSentence, other: RankedSentence) -> bool:
    """Whether it stands near a sentence of its article that names several."""
    here, there = one.evidence, other.evidence
    gap = max(here.start - there.end, there.start - here.end)
    near = here.article_id == there.article_id and gap <= BESIDE
    return near and count_members(other.holds) >= SEVERAL
