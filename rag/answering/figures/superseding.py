"""Which of several statements of one figure is out of date, and where outlets merely differ."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rag.answering.figures.asked import AskedFigure, find_asked_figure
from rag.answering.figures.figure import COUNTED, GROWING, Figure, is_comparable, is_same_value
from rag.answering.figures.reading import read_figure
from rag.formatting import format_published
from rag.query.parsed import ParsedQuestion
from rag.types import Evidence

HALF = 0.5
CLOSE = timedelta(7)  # within it two outlets differ, later the newer one supersedes the older

_OPINION = re.compile(
    r"\W*(?:opinion|comment|commentary|column|columns|letters?|editorial)\b", re.I
)
_HEADED = re.compile(r"\W*opinion\s*[:|–—-]", re.I)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence and the value that it states, on the day of its article."""

    item: Evidence
    figure: Figure
    day: date

    @property
    def size(self) -> float:
        """A toll, by which the largest of a day counts; 0 of any other kind."""
        grows = self.figure.kind in GROWING and self.figure.quantity
        return float(grows.value) if grows else 0.0

    def agrees_with(self, other: "Statement") -> bool:
        comparable = is_comparable(self.figure, other.figure)
        return comparable and is_same_value(self.figure, other.figure)


@dataclass(frozen=True, slots=True)
class DatedFigure:
    """A value, and the sentence that states it first; `since` is None where it only says so."""

    figure: Figure
    since: date | None
    item: Evidence


def is_opinion(item: Evidence) -> bool:
    """Whether an article gives an opinion: by its section or its headline."""
    return bool(_OPINION.match(item.section) or _HEADED.match(item.title))


def find_statements(items: Sequence[Evidence], asked: AskedFigure) -> list[Statement]:
    """Those of the items that state the figure and have a day, in their order."""
    read = [(item, item.day, read_figure(item, asked)) for item in items]
    return [Statement(item, figure, day) for item, day, figure in read if day and figure]


def _find_reported(items: Sequence[Evidence], asked: AskedFigure) -> list[Statement]:
    """The statements without those of opinion pieces."""
    return find_statements([item for item in items if not is_opinion(item)], asked)


def differs(one: Statement, other: Statement) -> bool:
    """Whether two outlets give two values of one figure within seven days; of a toll, on one."""
    mine, yours = one.figure, other.figure
    return (
        one.item.outlet != other.item.outlet
        and abs(one.day - other.day) <= (timedelta(0) if mine.kind in GROWING else CLOSE)
        and (is_comparable(mine, yours) or is_comparable(yours, mine))
        and not is_same_value(mine, yours)
    )


def supersedes(newer: Statement, older: Statement, asked: AskedFigure) -> bool:
    """Whether a later day says otherwise: no opinion does, nor another outlet within seven days.

    A toll grows: there a larger one of a later day counts, whoever gives it.
    """
    if newer.day <= older.day or is_opinion(newer.item):
        return False
    if not is_comparable(older.figure, newer.figure) or is_same_value(older.figure, newer.figure):
        return False
    if asked.kind in GROWING:
        return newer.size > older.size
    return not differs(newer, older)


def find_superseded(
    items: Sequence[Evidence], question: ParsedQuestion
) -> list[tuple[Evidence, Statement]]:
    """(item, newest statement that supersedes it), in the order of the items.

    Of one day's tolls the largest.
    """
    asked = find_asked_figure(question)
    found = find_statements(items, asked) if asked else []
    pairs = []
    for older in found:
        newer = [one for one in found if asked and supersedes(one, older, asked)]
        if newer:
            pairs.append((older.item, max(newer, key=lambda one: (one.day, one.size))))
    return pairs


def list_figures(items: Sequence[Evidence], question: ParsedQuestion) -> list[DatedFigure]:
    """The values stated of what is asked, the oldest first, each from the day it is first stated.

    Two of one measure at least, else none; none either where outlets differ on the newest. A value
    of which a sentence only says that it went before ("instead of 412 million") comes first and has
    no day. No opinion counts.
    """
    asked = find_asked_figure(question)
    if asked is None or asked.kind == "holder":
        return []
    found = _find_reported(items, asked)
    found = [one for one in found if is_comparable(one.figure, found[0].figure)]
    newest = max(found, key=lambda one: (one.day, one.size), default=None)
    if newest is None or any(differs(newest, other) for other in found):
        return []
    dated: list[DatedFigure] = []
    largest = 0.0
    for one in sorted(found, key=lambda one: (one.day, -one.size)):
        if one.size < largest:
            continue
        largest = one.size
        if not any(is_same_value(one.figure, other.figure) for other in dated):
            dated.append(DatedFigure(one.figure, one.day, one.item))
    for one in found:
        old = one.figure.replaces
        if old and not any(is_same_value(old, other.figure) for other in dated):
            dated.insert(0, DatedFigure(old, None, one.item))
    return dated if len(dated) > 1 else []


def find_differing(
    items: Sequence[Evidence], question: ParsedQuestion
) -> list[tuple[Evidence, Statement]]:
    """(item, the first statement of another outlet that gives another figure within seven days).

    In the order of the items. Reports of one day word things differently, so that half of what is
    asked about is enough to know them by.
    """
    asked = find_asked_figure(question)
    if asked is None or asked.kind == "holder":
        return []
    loose = replace(asked, least=HALF) if asked.kind in COUNTED else asked
    found = _find_reported(items, loose)
    rivals = [(one.item, next((o for o in found if differs(one, o)), None)) for one in found]
    return [(item, rival) for item, rival in rivals if rival is not None]


def is_tie(items: Sequence[Evidence], question: ParsedQuestion) -> bool:
    """Whether another outlet differs from the first item, or from the first item's article.

    Then none answers best.
    """
    differing = find_differing(items, question)
    return any(item.article_id == items[0].article_id for item, _ in differing)


def format_later(newer: Statement) -> str:
    """For plain text: "said earlier; later report: 611 million, 12 Mar 2026"."""
    day = format_published(newer.item.published)
    return f"said earlier; later report: {newer.figure.text}, {day}"
