"""Days in which nothing was published are widened, in sight, until they hold something."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from rag.formatting import format_day, format_days, format_window
from rag.query.dates.spans import shift_day
from rag.query.parsed import Query
from rag.store.catalogue import Catalogue
from rag.store.filters import Filter
from rag.store.publications import find_published_span
from rag.types import Window

TIMES = (1, 3)  # its own length is added before and after a window so many times, then …
FARTHEST = 365  # … the nearest day that holds anything is looked for as far away as this
OPEN = 30  # days: the length of a window that is open at one end


def widen_to_published(query: Query, catalogue: Catalogue) -> Query:
    """The query with its window widened where nothing was published in it, and a note on that.

    Without a window where nothing was published within a year of it either. A limit that the reader
    set stays what it is. `query.outlets` count where the reader chose them.
    """
    window = None if query.hard_window else query.window
    there = Filter(last=query.as_of, outlets=query.outlets if query.hard_outlets else ())
    if window is None or find_published_span(catalogue, _filter_window(window, there)):
        return query
    chosen = bool(there.outlets)
    empty = f"Nothing {'by the chosen outlets' if chosen else 'in the archive'} was published then"
    empty += f" ({window.why or format_window(window)})"
    newest = find_published_span(catalogue, _filter_window(Window(None, query.today, ""), there))
    if newest and (window.start or date.min) > newest[1]:
        whose = "their" if chosen else "its"
        empty += f"; {whose} newest article is of {format_day(newest[1])}"
        query = replace(query, ended=newest[1])
    for wider in widen_window(window, query.today, _find_nearest_days(window, catalogue, there)):
        if find_published_span(catalogue, _filter_window(wider, there)):
            note = f"{empty}; the days are widened to {format_window(wider)}."
            return replace(query, window=wider, notes=(*query.notes, note))
    until = f" up to {format_day(query.as_of)}" if query.as_of else ""
    note = f"{empty}; all days{until} are shown."
    return replace(query, window=None, notes=(*query.notes, note))


def widen_window(
    window: Window, today: date, nearest: tuple[date | None, date | None] = (None, None)
) -> Iterator[Window]:
    """Ever wider windows around one, none beyond `today` unless the window itself is.

    The last one reaches the `nearest` days with articles before and after it, if they are not too
    far away, and as far past them as it is long.
    """
    first, last = window.start, window.end
    length = (last - first).days + 1 if first and last else OPEN
    latest = max(last or today, today)
    start, end = first, last
    for times in TIMES:
        start = first and shift_day(first, -times * length)
        end = last and min(shift_day(last, times * length), latest)
        yield _make_wider(window, start, end)
    before, after = nearest
    if first and start and before and (first - before).days <= FARTHEST:
        start = min(start, shift_day(before, -length))
    if last and end and after and (after - last).days <= FARTHEST and after <= latest:
        end = max(end, min(shift_day(after, length), latest))
    yield _make_wider(window, start, end)


def _make_wider(window: Window, start: date | None, end: date | None) -> Window:
    why = f"{window.why}, " if window.why else ""
    return Window(start, end, f"{why}widened to {format_days(start, end)}")


def _filter_window(window: Window, there: Filter) -> Filter:
    """The days of a window, of what is there at all."""
    last = min(filter(None, (window.end, there.last)), default=None)
    return replace(there, first=window.start, last=last)


def _find_nearest_days(
    window: Window, catalogue: Catalogue, there: Filter
) -> tuple[date | None, date | None]:
    """The nearest days before and after a window on which something was published."""
    before = after = None
    if window.start and window.start > date.min:
        earlier = Window(None, shift_day(window.start, -1), "")
        before = find_published_span(catalogue, _filter_window(earlier, there))
    if window.end and window.end < date.max:
        later = Window(shift_day(window.end, 1), None, "")
        after = find_published_span(catalogue, _filter_window(later, there))
    return before[1] if before else None, after[0] if after else None
