"""A question fitted to the archive: its outlets, its days, the limits that the reader set."""

from dataclasses import replace

from rag.store.catalogue import Catalogue
from rag.timing.dating import dated
from rag.timing.events import find_events, window_of
from rag.timing.widening import with_days_that_exist
from rag.types import Query, Request
from rag.understanding import limit, understand


def ground(request: Request, catalogue: Catalogue, *, widen: bool = True) -> Query:
    """The query of a request; its notes say what the reader should know about it.

    `widen` False leaves a window in which nothing was published as it is.

    Raises UsageError for an outlet that the archive does not have.
    """
    outlets = tuple(catalogue.outlets())
    query = understand(
        request.question, today=request.today, history=request.history, outlets=outlets
    )
    if not request.use_window:
        query = replace(query, window=None)
    elif query.window is None and request.window is None:
        query = _since_an_event(query, request, catalogue)
    query = limit(query, request.window, request.outlets, outlets)
    return with_days_that_exist(query, catalogue) if widen else query


def _since_an_event(query: Query, request: Request, catalogue: Catalogue) -> Query:
    """The query with the days of the event that it counts time from, or a note that says why not.

    A follow-up takes over the event of the question before.
    """
    events = list(find_events(query.question))
    if not events and request.history and query.asked_as != query.question:
        events = list(find_events(request.history[-1][0]))
    for event in events:
        when = dated(event, catalogue, query.today)
        if when is not None:
            why = f"by {when.stories} reports in the archive"
            window = window_of(event, when.day, when.last, query.today, why)
            return replace(query, window=window)
    if not events:
        return query
    note = f"“{events[0].phrase}” sets no days: the archive does not show when that was."
    return replace(query, notes=(*query.notes, note))
