"""How well the day and the outlet of an article fit a question."""

from datetime import date

from rag.query.parsed import Query
from rag.retrieval import weights
from rag.store.catalogue import PassageEntry
from rag.store.filters import Filter
from rag.types import Window


def build_hard_filter(query: Query) -> Filter:
    """What excludes: limits that the reader set by hand, and what is not out yet on the day asked.

    That counts only if the reader's own days reach there.
    """
    window = query.window if query.hard_window and query.window else Window(None, None, "")
    ahead = max(filter(None, (window.start, window.end)), default=query.today) > query.today
    return Filter(
        first=window.start,
        last=min(filter(None, (window.end, query.as_of)), default=None),
        known=None if ahead else query.today,
        outlets=query.outlets if query.hard_outlets else (),
    )


def build_soft_filter(query: Query) -> Filter:
    """The articles of a window that the question names; they are looked through on their own.

    Where the archive ended before it, those of its last days.
    """
    if query.window is None and query.ended:
        return Filter(first=query.ended - weights.RECENT)
    if query.window is None or query.hard_window:
        return Filter()
    widened = _extend_window(query.window)
    return Filter(first=widened.start, last=widened.end)


def compute_boost(query: Query, entry: PassageEntry) -> float:
    """What the day and the outlet of an article multiply its score by.

    What was published in the window that the question names counts as new then ("in May 2025");
    what tells of those days today counts as new now. The better of the two holds. "This week" in an
    archive that ended before it asks for the newest there is.
    """
    now = query.ended or query.today
    factor = compute_recency(entry.day, now)
    if query.window is not None:
        then = compute_recency(entry.day, min(now, query.window.end or now))
        widened = _extend_window(query.window)
        factor = max(factor, then * (weights.WINDOW_BOOST if widened.holds(entry.day) else 1))
    return factor * (weights.OUTLET_BOOST if entry.outlet in query.outlets else 1)


def compute_recency(day: date | None, now: date) -> float:
    """A preference for the new; nothing for what is undated or later than `now`."""
    if day is None or day > now:
        return 1.0
    return 1.0 + weights.RECENCY / (1.0 + (now - day).days / weights.RECENCY_DAYS)


def _extend_window(window: Window) -> Window:
    early, late = weights.EARLY, weights.LATE
    start = window.start - early if window.start and window.start > date.min + early else None
    end = window.end + late if window.end and window.end < date.max - late else None
    return Window(start, end, window.why)
