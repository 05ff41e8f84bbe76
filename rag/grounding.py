"""A question fitted to the archive: its outlets, its days, the limits that the reader set."""

from dataclasses import replace

from rag.store.catalogue import Catalogue, Filter
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
    query = limit(query, request.window, request.outlets, outlets)
    return _with_days_that_exist(query, catalogue) if widen else query


def _with_days_that_exist(query: Query, catalogue: Catalogue) -> Query:
    """The query without its window, and a note, where nothing was published then."""
    if query.window is None:
        return query
    chosen = query.outlets if query.hard_outlets else ()
    if catalogue.count(Filter(query.window.start, query.window.end, chosen)):
        return query
    where = "by the chosen outlets" if chosen else "in the archive"
    note = f"Nothing {where} was published then ({query.window.why}); all days are shown."
    return replace(query, window=None, hard_window=False, notes=(*query.notes, note))
