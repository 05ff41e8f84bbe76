"""A turn of the conversation as HTML: the question, what is awaited, the answer or its faults."""

from rag.answering.provenance import Provenance, counted_sources
from rag.formatting import format_count, format_origin
from rag.types import Answer, Mode
from rag.web.answer_actions import actions
from rag.web.conversation import Turn, Turns, place_of
from rag.web.markup import escape, isolated
from rag.web.views.claims import answer_text

BROKEN = "Something went wrong on our side; the terminal shows what. Ask again."
SEARCHING = "Searching the archive"
PATIENCE = (
    "The first answer after a start takes longest, and the server may be busy with another "
    "question. Stop ends it."
)


def conversation(turns: Turns, *, first: int = 0) -> str:
    """The turns in order; `first` is the index of the first of them in the whole conversation."""
    return "".join(turn_html(turn, first + place) for place, turn in enumerate(turns))


def turn_html(turn: Turn, index: int) -> str:
    """One question with as much of its answer as there is."""
    busy = "true" if turn.running else "false"
    return (
        f'<article class="turn" data-index="{index}" aria-busy="{busy}">'
        f'<h2 class="question" dir="auto">{escape(turn.request.question)}</h2>'
        f"{_understood(turn)}{_answers(turn, index)}{_ending(turn)}{actions(turn, index)}</article>"
    )


def live_region(turns: Turns) -> str:
    """The element that screen readers watch.

    The conversation itself would be read out again and again while it streams.
    """
    return f'<p class="sr-only" role="status" aria-live="polite">{announcement(turns)}</p>'


def announcement(turns: Turns) -> str:
    """What a screen reader is told, politely: each thing that is waited for, then the answer."""
    if not turns:
        return ""
    turn = turns[-1]
    answer = turn.answer
    if turn.fault or turn.stopped:
        return escape(turn.fault or "Stopped.")
    if answer is None:
        return f"{SEARCHING}."
    if turn.running:
        return escape(answer.awaited if turn.waiting else format_origin(answer, running=True))
    sources = format_count(len(answer.citations), "source")
    offer = " Source sentences can be shown instead." if answer.instead else ""
    return escape(f"{format_origin(answer)}. {sources}. {answer.text}{offer}")


def _understood(turn: Turn) -> str:
    answer = turn.answer
    if answer is None or answer.asked_as == turn.request.question:
        return ""
    return f'<p class="asked-as">Understood as: {isolated(answer.asked_as)}</p>'


def _answers(turn: Turn, index: int) -> str:
    answer = turn.answer
    if answer is None or turn.waiting:
        return _waiting(answer.awaited if answer else "") if turn.running else ""
    label = format_origin(answer, running=turn.running)
    return _answer(answer, label, place_of(index), turn.origins) + _instead(turn, index)


def _waiting(awaited: str) -> str:
    """What is waited for; waiting.js counts the seconds and after many shows the line below."""
    said = awaited or f"{SEARCHING} …"
    patience = f'<p class="patience" hidden>{PATIENCE}</p>' if awaited else ""
    return (
        f'<p class="pending"><span class="awaited">{escape(said)}</span>'
        f' <span class="seconds" aria-hidden="true"></span></p>{patience}'
    )


def _answer(answer: Answer, label: str, place: str, origins: Provenance) -> str:
    kind = _mode_class(answer.mode)
    end = '&nbsp;<span class="broken-off">broke off here</span>' if answer.broken_off else ""
    return (
        f'<p class="mode {kind}">{escape(label)}</p>'
        f'<div class="answer {kind}" dir="auto">{answer_text(answer, place, origins)}'
        f"{end}</div>{_warnings(answer)}{_counted(answer, place, origins)}"
    )


def _instead(turn: Turn, index: int) -> str:
    """The source sentences beside an answer that broke off, which waiting.js shows and hides."""
    instead = turn.answer.instead if turn.answer else None
    if instead is None:
        return ""
    place = place_of(index, instead=True)
    expanded, hidden = ("true", "") if turn.instead_open else ("false", " hidden")
    return (
        f'<button type="button" class="show-instead" data-answer="{place}"'
        f' aria-expanded="{expanded}" aria-controls="answer-{place}">'
        '<span class="show">Show source sentences instead</span>'
        '<span class="hide">Hide the source sentences</span></button>'
        f'<section class="instead" id="answer-{place}" aria-label="Source sentences"{hidden}>'
        f"{_answer(instead, format_origin(instead), place, turn.origins)}</section>"
    )


def _ending(turn: Turn) -> str:
    if turn.fault:
        return f'<p class="fault" role="alert">{escape(turn.fault)}</p>'
    return '<p class="stopped">Stopped.</p>' if turn.stopped else ""


def _mode_class(mode: Mode) -> str:
    return {"extractive": "quoted", "generated": "written", "declined": "declined"}[mode]


def _warnings(answer: Answer) -> str:
    if not answer.warnings:
        return ""
    items = "".join(f"<li>{escape(warning)}</li>" for warning in answer.warnings)
    return f'<ul class="warnings" aria-label="Please note">{items}</ul>'


def _counted(answer: Answer, place: str, origins: Provenance) -> str:
    """How many sources and outlets; the total is a button that lists the sources."""
    total, detail = counted_sources(answer, origins)
    if not total:
        return ""
    more = f' <span class="detail">{isolated(detail)}</span>' if detail else ""
    return (
        f'<p class="counted"><button type="button" class="all-sources" data-answer="{place}">'
        f"{total}</button>{more}</p>"
    )
