"""A question fitted to the archive: its outlets, its days, the limits that the reader set."""

from dataclasses import replace
from datetime import date

from rag.formatting import format_day
from rag.query.answer_text import list_shown
from rag.query.aside import drop_asides, write_aside, write_unnamed
from rag.query.dates.event_dates import date_event
from rag.query.dates.events import build_event_window
from rag.query.decompose import split_parts
from rag.query.known_names import KnownNames
from rag.query.parsed import ParsedQuestion, Query, Rewording
from rag.query.spelling import correct_spelling
from rag.query.understanding import limit_query, understand_parsed
from rag.query.widening import widen_to_published
from rag.store.catalogue import Catalogue
from rag.store.publications import count_undated
from rag.types import Request

AS_ASKED = Rewording()


def ground_request(
    request: Request,
    catalogue: Catalogue,
    *,
    asked: ParsedQuestion | None = None,
    rewording: Rewording = AS_ASKED,
    widen: bool = True,
) -> Query:
    """The query of a request; its notes say what the reader should know about it.

    `asked` is its question where that was taken apart already, `rewording` what a model made of it.
    `widen` False leaves a window in which nothing was published as it is.

    Raises UsageError for an outlet that the archive does not have, or a number of sources that is
    out of bounds.
    """
    outlets = catalogue.load_outlets()
    request = replace(request, history=drop_asides(request.history))
    asked = (asked or ParsedQuestion(request.question, request.today)).place_in(outlets)
    if aside := write_aside(asked, request.history, catalogue):
        return limit_query(Query(asked, asked, aside=aside), request, outlets)
    whole, history = asked, request.history
    if rewording.question:
        whole, history = asked.reparse(rewording.question), ()
    query = understand_parsed(whole, history, KnownNames(catalogue))
    if aside := write_unnamed(query.parsed, request.history):
        return limit_query(replace(query, original=asked, aside=aside), request, outlets)
    if not request.use_window:
        query = replace(query, window=None)
    elif query.window is None and request.window is None:
        query = _apply_event_window(query, replace(request, history=history), catalogue)
    spelled, notes = correct_spelling(query.parsed, catalogue)
    if notes:
        query = replace(query, parsed=spelled, parts=split_parts(spelled))
    query = replace(query, original=asked, notes=(*notes, *query.notes))
    if query.wants_more:
        answers = [answer for _, answer in request.history]
        query = replace(query, shown=list_shown(answers))
    if rewording.parts:
        query = replace(query, parts=tuple(map(query.parsed.reparse, rewording.parts)))
    query = limit_query(query, request, outlets)
    query = replace(query, asked_window=query.window)
    if query.as_of is not None:
        limited = query.outlets if query.hard_outlets else ()
        note = _write_as_of_note(query.as_of, count_undated(catalogue, limited))
        query = replace(query, notes=(*query.notes, note))
    return widen_to_published(query, catalogue) if widen else query


def _write_as_of_note(day: date, left_out: int) -> str:
    also = f"; {left_out:,} without a date {'are' if left_out > 1 else 'is'} left out"
    return f"Only articles published by {format_day(day)} count{also if left_out else ''}."


def _apply_event_window(query: Query, request: Request, catalogue: Catalogue) -> Query:
    """The query with the days of the event that it counts time from, or a note that says why not.

    A follow-up takes over the event of the question before.
    """
    events = query.original.events
    if not events and request.history and query.asked_as != query.question:
        events = query.original.reparse(request.history[-1][0]).events
    for event in events:
        when = date_event(event, catalogue, min(filter(None, (query.today, request.as_of))))
        if when is not None:
            why = f"by {when.stories} reports in the archive"
            window = build_event_window(event, when.day, when.last, query.today, why)
            return replace(query, window=window)
    if not events:
        return query
    note = f"“{events[0].phrase}” sets no days: the archive does not show when that was."
    return replace(query, notes=(*query.notes, note))
