"""The newest statement first, where a question is about how things stand now."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

from rag.answering.figures.asked import AskedFigure, find_asked_figure
from rag.answering.figures.figure import GROWING, is_same_value
from rag.answering.figures.superseding import (
    Statement,
    find_statements,
    is_opinion,
    supersedes,
)
from rag.answering.ranking import RankedSentence
from rag.query.parsed import ParsedQuestion
from rag.types import Evidence, Window

NEAR = 0.6  # of the best sentence's score: what scores less is not taken for its newer state
AS_GOOD = 0.8  # of the best statement's score: a newer one of the same value that scores less stays
LATELY = timedelta(31)  # a window that ends within so many days of today is about now
TERM = timedelta(365)  # in which most offices that still are held are written about

_PAST = re.compile(r"\b(?:did|was|were|had)\b", re.IGNORECASE)


def is_about_now(question: ParsedQuestion, asked: AskedFigure) -> bool:
    """Whether a question asks how things stand: no time that is over, no tense that is.

    A toll is told in the past tense as long as it grows.
    """
    window = question.window
    if window is not None and window.end is not None and question.today - window.end > LATELY:
        return False
    if any(quantity.kind == "year" for quantity in question.numbers):
        return False
    return asked.kind in GROWING or not _PAST.search(question.text)


def find_term(question: ParsedQuestion) -> Window | None:
    """The days in which an office that is asked about may be told to be held; None for another."""
    asked = find_asked_figure(question)
    if asked is None or asked.kind != "holder" or not is_about_now(question, asked):
        return None
    return Window(question.today - TERM, question.today, "")


def find_newest_state(
    ranked: Sequence[RankedSentence], question: ParsedQuestion
) -> list[RankedSentence]:
    """The ranked sentences, with the newest statement of the figure, date or office asked for moved
    before the first one that it supersedes, and the other superseded ones, newest first, after it.

    Only sentences of at least `NEAR` of the best score move, and only where the question is about
    now; everything else keeps its place.
    """
    asked = find_asked_figure(question)
    order = list(ranked)
    if asked is None or not order or not is_about_now(question, asked):
        return order
    good = [one for one in order if one.score >= NEAR * order[0].score]
    by_item = {one.evidence: one for one in good}
    found = find_statements(list(by_item), asked)
    if not found:
        return order
    leader = found[0]
    is_office = asked.kind == "holder"
    newest = _choose_newest(found, asked, by_item) or (found[0] if is_office else None)
    if newest is None:
        return order
    old = [one for one in found if supersedes(newest, one, asked)]
    same = [one for one in found if one.agrees_with(newest) and one.day <= newest.day]
    said = [newest, *_keep_first(old), *_keep_first(same)] if not is_office else [newest]
    moved = list(dict.fromkeys(by_item[one.item] for one in said))
    before = order[: min(order.index(by_item[leader.item]), order.index(by_item[newest.item]))]
    top = order[0].evidence.published or ""
    leads = is_office and top[:10] < newest.day.isoformat()
    first = [] if leads else [one for one in before if one not in moved]
    placed = [*first, *moved]
    return [*placed, *(one for one in order if one not in placed)]


def _choose_newest(
    found: Sequence[Statement], asked: AskedFigure, ranked: Mapping[Evidence, RankedSentence]
) -> Statement | None:
    """The newest statement that supersedes the best one, or says the same about as well.

    None where there is none, or where its article gives more than one value.
    """
    best = found[0]
    least = AS_GOOD * ranked[best.item].score
    newer = [
        one
        for one in found
        if supersedes(one, best, asked) or (_repeats(one, best) and ranked[one.item].score >= least)
    ]
    last = [one for one in newer if one.day == max(other.day for other in newer)]
    if not last:
        return None
    if asked.kind in GROWING:
        return max(last, key=lambda one: one.figure.quantity.value if one.figure.quantity else 0)
    article = [one for one in found if one.item.article_id == last[0].item.article_id]
    clear = all(is_same_value(one.figure, last[0].figure) for one in article)
    return last[0] if clear else None


def _repeats(one: Statement, best: Statement) -> bool:
    """Whether a report of a later day states the same value; an old toll is but retold."""
    if best.figure.kind in GROWING:
        return False
    return one.day > best.day and one.agrees_with(best) and not is_opinion(one.item)


def _keep_first(statements: Sequence[Statement]) -> list[Statement]:
    """Of each value the oldest statement, the newest value first."""
    kept: list[Statement] = []
    for one in sorted(statements, key=lambda one: one.day):
        if not any(one.agrees_with(other) for other in kept):
            kept.append(one)
    return kept[::-1]
