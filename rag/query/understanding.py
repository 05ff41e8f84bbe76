"""A question as it was meant: made whole, with the days and the outlets that it names.

Everything here is a rule, and every rule can be read off its result: `asked_as` shows what was
carried over from the conversation, the window says from which words it was read.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rag.errors import UsageError
from rag.formatting import format_day
from rag.query.decompose import split_parts
from rag.query.followups import complete_followup, leans_on_context
from rag.query.instructions import repeats_question, strip_form
from rag.query.known_names import KnownNames
from rag.query.parsed import ParsedQuestion, Query
from rag.query.pronouns import find_unnamed
from rag.store.outlets import OutletNames, gather_outlets
from rag.types import MOST_SOURCES, Request, Window

TURNS = 6  # of the conversation, at most, that a follow-up can lean on


def understand(
    question: str,
    *,
    today: date,
    history: Sequence[tuple[str, str]] = (),
    outlets: Sequence[str] = (),
) -> Query:
    """`question` as a query. `history` holds earlier (question, answer) pairs, oldest first.

    A follow-up that leans on the conversation takes over its names, and its window and outlets
    where it has none of its own. `outlets` are the names known to the archive. The window is a
    preference (`hard_window` is False): only a reader sets a filter.
    """
    return understand_parsed(
        ParsedQuestion(question, today, gather_outlets(outlets)), history, KnownNames()
    )


def understand_parsed(
    parsed: ParsedQuestion, history: Sequence[tuple[str, str]], known: KnownNames
) -> Query:
    """The same for a question that was taken apart already, and for the names of an archive."""
    bare = parsed.reparse(strip_form(parsed.text))
    if history and bare.names == (bare.text.strip(" .!?"),) and _asks_of_nobody(parsed, history):
        bare = parsed.reparse(f"I meant {bare.text}")
    if not (history and leans_on_context(bare, " ".join(history[-1]))):
        return Query(parsed, parsed, parsed.window, parsed.outlets, parts=split_parts(parsed))
    asking = [turn for turn in history if not repeats_question(turn[0])] or history
    earlier = understand_parsed(parsed.reparse(asking[-1][0]), asking[-TURNS:-1], known)
    whole = parsed.reparse(complete_followup(bare, earlier, history[-1][1], known))
    window, named = whole.window or earlier.window, parsed.outlets or earlier.outlets
    return Query(parsed, whole, window, named, parts=split_parts(whole))


def _asks_of_nobody(parsed: ParsedQuestion, history: Sequence[tuple[str, str]]) -> bool:
    """Whether the last question meant somebody whom nobody had named: a name answers that."""
    return len(history) == 1 and bool(find_unnamed(parsed.reparse(history[-1][0])))


def split_query(query: Query) -> list[Query]:
    """The single questions of a query, each a query with the days that it names itself.

    A part that names none has those of the whole; limits that the reader set hold for all.
    """
    own = query.window is not None and not query.hard_window
    return [
        replace(
            query, parsed=part, parts=(),
            window=(part.window if own else None) or query.window,
            asked_window=(part.window if own else None) or query.asked_window,
        )
        for part in query.parts
    ] or [query]  # fmt: skip


def limit_query(query: Query, request: Request, known: OutletNames) -> Query:
    """The query with the limits that a reader set by hand.

    An outlet may go by any of its names. Raises UsageError for one that is not among the `known`
    ones of the archive, and for a number of sources that is not from 1 to MOST_SOURCES.
    """
    outlets = [known.find_outlet(outlet) for outlet in request.outlets]
    if None in outlets:
        unknown = request.outlets[outlets.index(None)]
        names = ", ".join(sorted(filter(None, known.canonical))) or "none"
        raise UsageError(f"The archive has no outlet {unknown!r}. It has: {names}.")
    if request.sources is not None and not 1 <= request.sources <= MOST_SOURCES:
        raise UsageError(f"An answer may use 1 to {MOST_SOURCES} sources, not {request.sources}.")
    if request.window is not None:
        _check_days(request.window)
        query = replace(query, window=request.window, hard_window=True)
    if request.outlets:
        query = replace(query, outlets=known.list_names(outlets), hard_outlets=True)
    return replace(query, as_of=request.as_of, sources=request.sources)


def _check_days(window: Window) -> None:
    if window.start and window.end and window.end < window.start:
        days = f"{format_day(window.start)} to {format_day(window.end)}"
        raise UsageError(f"The days from {days} are none: the last lies before the first.")
