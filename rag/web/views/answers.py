"""A turn of the conversation as HTML: the question, what is awaited, the answer or its faults."""

from markupsafe import Markup

from rag.answering.provenance import Provenance, format_articles, format_source_counts
from rag.formatting import format_origin
from rag.types import Answer
from rag.web.answer_actions import render_actions
from rag.web.conversation import Turn, Turns, name_place
from rag.web.templating import render
from rag.web.views.claims import render_answer_text

BROKEN = "Something went wrong on our side; the terminal shows what. Ask again."
KINDS = {"extractive": "quoted", "generated": "written", "declined": "declined"}


def render_conversation(turns: Turns, *, first: int = 0) -> Markup:
    """The turns in order; `first` is the index of the first of them in the whole conversation."""
    return Markup().join(render_turn(turn, first + place) for place, turn in enumerate(turns))


def render_turn(turn: Turn, index: int) -> Markup:
    """One question with as much of its answer as there is."""
    answer, shown = turn.answer, Markup()
    if answer and not turn.waiting:
        shown = _render_answer(answer, name_place(index), turn.origins, running=turn.running)
        if answer.instead:
            shown += _render_instead(answer.instead, name_place(index, instead=True), turn)
    actions = render_actions(turn, index)
    return render("turn", "turn", turn=turn, index=index, shown=shown, actions=actions)


def render_live_region(turns: Turns) -> Markup:
    """The element that screen readers watch.

    The conversation itself would be read out again and again while it streams.
    """
    return render("turn", "live_region", says=format_announcement(turns))


def format_announcement(turns: Turns) -> str:
    """What a screen reader is told, politely: each thing that is waited for, then the answer."""
    if not turns:
        return ""
    turn = turns[-1]
    answer = turn.answer
    if turn.fault or turn.stopped:
        return turn.fault or "Stopped."
    if answer is None:
        return "Searching the archive."
    if turn.running:
        return answer.awaited if turn.waiting else format_origin(answer, running=True)
    offer = f" {_name_instead(answer).capitalize()} can be shown." if answer.instead else ""
    return f"{format_origin(answer)}. {format_articles(answer)}. {answer.text}{offer}"


def _render_answer(
    answer: Answer, place: str, origins: Provenance, *, running: bool = False
) -> Markup:
    """An answer with its warnings; the count of its sources is a button that lists them."""
    return render(
        "turn", "answer", answer=answer, label=format_origin(answer, running=running),
        kind=KINDS[answer.mode], place=place, text=render_answer_text(answer, place, origins),
        counted=format_source_counts(answer, origins),
    )  # fmt: skip


def _render_instead(instead: Answer, place: str, turn: Turn) -> Markup:
    """What stands folded beside an answer."""
    shown = _render_answer(instead, place, turn.origins)
    what = _name_instead(turn.answer) if turn.answer else ""
    return render("turn", "instead", answer=shown, place=place, open=turn.instead_open, what=what)


def _name_instead(answer: Answer) -> str:
    return "the model’s text" if answer.folded else "the source sentences"
