"""What many articles say on one subject, in the order that the task wants.

Each article has its say once, by its opening rather than by what is nearest to the question. A
summary is put together by what comes up in most articles, as in SumBasic (Nenkova and Vanderwende,
2005): a word that was said counts less from then on.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from itertools import islice
from statistics import fmean

from rag.answering.ranking import RankedSentence
from rag.answering.subject import Subject
from rag.answering.task_cues import is_aside
from rag.query.task import Task
from rag.retrieval.weights import LEAD_IN_SURVEY, NAMED_IN_SURVEY, SUMMARY_WEIGHT, TOP
from rag.text.tokens import stem_words
from rag.types import Evidence

SURVEYS: Set[Task] = {"summary", "latest", "timeline", "outlets", "keywords", "headline"}
MANY = 8  # sentences at most
WORTH = 0.55  # of the best sentence's score: a sentence below this adds little
NEAR = 0.7  # … and where a few words alone are all that is known of the subject
TWINS = 0.75  # shared words (Jaccard) above which two sentences say the same
RETOLD = 0.5  # … and above which two articles tell the same
FOUND_NEWEST = 12  # articles out of which the newest are shown
TWO = 2  # sentences of one article in a summary, at most
SHORTEST = 8  # words that tell, in a sentence that says something by itself

Ranked = Sequence[RankedSentence]


def survey(ranked: Ranked, task: Task, subject: Subject) -> tuple[Evidence, ...]:
    """At most so many sentences on the subject, `ranked` for the question, in reading order."""
    worth = NEAR if task in {"keywords", "headline"} else WORTH
    least = worth * max((one.score for one in ranked), default=0.0)
    articles: dict[str, list[RankedSentence]] = {}
    for one in ranked:
        if not (subject.find_missing(one.evidence) or is_aside(one.evidence.sentence)):
            articles.setdefault(one.evidence.article_id, []).append(one)
    near = [some for some in articles.values() if some[0].score >= least]
    if task == "summary":
        return _list_evidence(_order_by_day(list(_sum_up(near, subject))))
    kept: list[RankedSentence] = []
    for some in near:
        told = max(some, key=lambda one: _weigh(one, subject))
        if not any(are_alike(told.evidence, other.evidence, RETOLD) for other in kept):
            kept.append(told)
    if task == "latest":
        return _list_evidence(_tell_more(_take_newest(kept)[: MANY // TWO], articles))
    return _list_evidence(_ORDERS[task](kept)[:MANY])


def _list_evidence(chosen: Ranked) -> tuple[Evidence, ...]:
    return tuple(one.evidence for one in chosen)


def _weigh(one: RankedSentence, subject: Subject) -> float:
    on_it = subject.measure_mention(one.evidence.sentence)
    return one.score + LEAD_IN_SURVEY * (one.evidence.start < TOP) + NAMED_IN_SURVEY * on_it


def _sum_up(articles: Sequence[Ranked], subject: Subject) -> Iterator[RankedSentence]:
    """One after another the sentence that says most of what most articles say and none has said.

    The question's own words are in all of them and tell nothing.
    """
    left = [one for some in articles for one in some]
    words = {one: stem_words(one.evidence.sentence) - subject.words for one in left}
    told = Counter(
        word for some in articles for word in frozenset[str]().union(*(words[one] for one in some))
    )
    shares = {word: count / len(articles) for word, count in told.items()}
    top = max((_weigh(one, subject) for one in left), default=1.0)
    fits = {one: _weigh(one, subject) / top for one in left}
    counts: Counter[str] = Counter()
    chosen: list[RankedSentence] = []

    def weigh(one: RankedSentence) -> float:
        known = [shares[word] for word in words[one]]
        central = fmean(known) * min(1.0, len(known) / SHORTEST) if known else 0.0
        return fits[one] + SUMMARY_WEIGHT * central

    while left and len(chosen) < MANY:
        best = max(left, key=weigh)
        left.remove(best)
        if any(are_alike(best.evidence, other.evidence, RETOLD) for other in chosen):
            continue
        chosen.append(best)
        yield best
        shares |= {word: shares[word] ** 2 for word in words[best]}
        counts[best.evidence.article_id] += 1
        if counts[best.evidence.article_id] == TWO:
            left = [one for one in left if one.evidence.article_id != best.evidence.article_id]


def _order_by_day(chosen: Ranked, *, newest: bool = False) -> list[RankedSentence]:
    """By day, undated ones last; of one day the best article first, each read from its top."""
    order = list(dict.fromkeys(one.evidence.article_id for one in chosen))

    def place(one: RankedSentence) -> tuple[bool, int, int, int]:
        day = one.evidence.day
        ordinal = day.toordinal() if day else 0
        article = order.index(one.evidence.article_id)
        return day is None, -ordinal if newest else ordinal, article, one.evidence.start

    return sorted(chosen, key=place)


def _spread_over_days(chosen: Ranked) -> list[RankedSentence]:
    """The best of each day while there are days, then the second best; in the order of the days."""
    counts: Counter[str] = Counter()
    rounds: list[tuple[int, RankedSentence]] = []
    for one in chosen:
        day = (one.evidence.published or one.evidence.article_id)[:10]
        rounds.append((counts[day], one))
        counts[day] += 1
    first = sorted(rounds, key=lambda pair: pair[0])  # each round the best first
    return _order_by_day([one for _, one in first[:MANY]])


def _take_newest(chosen: Ranked) -> list[RankedSentence]:
    return _order_by_day(chosen[:FOUND_NEWEST], newest=True)


def _tell_more(
    chosen: Ranked, articles: Mapping[str, Sequence[RankedSentence]]
) -> list[RankedSentence]:
    """Each with the best other sentence of its article: what is new takes more than one to tell."""
    told: list[RankedSentence] = []
    for one in chosen:
        others = [each for each in articles[one.evidence.article_id] if each != one]
        fresh = (
            each
            for each in others
            if not any(are_alike(each.evidence, other.evidence, RETOLD) for other in [*told, one])
        )
        told += [one, *islice(fresh, TWO - 1)]
    return told


def _take_each_outlet(chosen: Ranked) -> list[RankedSentence]:
    """One of each outlet."""
    outlets: dict[str, RankedSentence] = {}
    for one in chosen:
        outlets.setdefault(one.evidence.outlet or one.evidence.article_id, one)
    return list(outlets.values())


_ORDERS: dict[Task, Callable[[Ranked], list[RankedSentence]]] = {
    "timeline": _spread_over_days,
    "outlets": _take_each_outlet,
    "keywords": list,
    "headline": list,
}


def are_alike(one: Evidence, other: Evidence, least: float) -> bool:
    """Whether two sentences share more of their words (Jaccard) than that."""
    a, b = stem_words(one.sentence), stem_words(other.sentence)
    return bool(a | b) and len(a & b) / len(a | b) > least
