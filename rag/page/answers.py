"""A turn of the conversation as HTML: the question, the answer, its numbers and its verdicts.

Every number is a link with `data-turn` and `data-n` that page.js opens the article for; beside it
stands, hidden, the card that it shows on hover and focus. A link and no button, since a line would
break before a button, and strand the number at the start of the next.
"""

import re
from collections.abc import Iterator, Sequence

from rag.page.conversation import Turn, Turns
from rag.page.markup import counted, escape, isolated, plain_day, time_element
from rag.types import Answer, Citation, Claim, Mode

NUMBER = re.compile(r"\[(\d{1,3})\]")
LINE_BREAK = re.compile(r"\s*\n\s*")
NUMBERS = re.compile(r"(?:\s*\[\d{1,3}\])+")
BROKEN = "Something went wrong on our side; the terminal shows what. Ask again."
VERDICTS = {
    "supported": "Supported",
    "weak": "Weakly supported",
    "unsupported": "Not in the sources",
}


def conversation(turns: Turns, *, first: int = 0) -> str:
    """The turns in order; `first` is the index of the first of them in the whole conversation."""
    return "".join(turn_html(turn, first + place) for place, turn in enumerate(turns))


def turn_html(turn: Turn, index: int) -> str:
    """One question with as much of its answer as there is."""
    busy = "true" if turn.running else "false"
    return (
        f'<article class="turn" data-index="{index}" aria-busy="{busy}">'
        f'<h2 class="question" dir="auto">{escape(turn.request.question)}</h2>'
        f"{_answer(turn, index)}{_ending(turn)}</article>"
    )


def live_region(turns: Turns) -> str:
    """The element that screen readers watch.

    The conversation itself would be read out again and again while it streams.
    """
    return f'<p class="sr-only" role="status" aria-live="polite">{announcement(turns)}</p>'


def announcement(turns: Turns) -> str:
    """What a screen reader is told, politely: once when the search starts, once when it is over."""
    if not turns:
        return ""
    turn = turns[-1]
    if turn.fault or turn.stopped:
        return escape(turn.fault or "Stopped.")
    if turn.answer is None or turn.running:
        return "Searching the archive."
    sources = counted(len(turn.answer.citations), "source")
    return escape(f"{mode_label(turn)}, {sources}. {turn.answer.text}")


def mode_label(turn: Turn) -> str:
    """Who speaks: the sources themselves, a model, or nobody."""
    answer = turn.answer
    if answer is None:
        return ""
    if answer.mode == "extractive":
        return "Source sentences, no model"
    if answer.mode == "declined":
        return "The archive does not answer this"
    model = answer.model or "a model"
    if answer.complete:
        return f"Written by {model}, checked"
    return f"{model} is writing …" if turn.running else f"Begun by {model}, not finished"


def claim_spans(text: str, claims: Sequence[Claim]) -> Iterator[tuple[str, Claim | None]]:
    """`text` cut into pieces that joined give it back, each with the claim that it states, if any.

    The numbers behind a claim belong to its piece. While an answer streams, what has not settled
    yet has no claim.
    """
    cursor = 0
    for claim in claims:
        wording = claim.text.strip()
        start = text.find(wording, cursor) if wording else -1
        if start < 0:
            continue
        if start > cursor:
            yield text[cursor:start], None
        end = start + len(wording)
        behind = NUMBERS.match(text, end)
        cursor = behind.end() if behind else end
        yield text[start:cursor], claim
    if cursor < len(text):
        yield text[cursor:], None


def _answer(turn: Turn, index: int) -> str:
    answer = turn.answer
    if answer is None:
        return '<p class="pending">Searching the archive …</p>' if turn.running else ""
    understood = ""
    if answer.asked_as != turn.request.question:
        understood = f'<p class="asked-as">Understood as: {isolated(answer.asked_as)}</p>'
    return (
        f'<p class="mode {_mode_class(answer.mode)}">{escape(mode_label(turn))}</p>{understood}'
        f'<div class="answer {_mode_class(answer.mode)}" dir="auto">{_body(answer, index)}</div>'
        f"{_warnings(answer)}{_sources_button(answer, index)}"
    )


def _ending(turn: Turn) -> str:
    if turn.fault:
        return f'<p class="fault" role="alert">{escape(turn.fault)}</p>'
    return '<p class="stopped">Stopped.</p>' if turn.stopped else ""


def _mode_class(mode: Mode) -> str:
    return {"extractive": "quoted", "generated": "written", "declined": "declined"}[mode]


def _body(answer: Answer, index: int) -> str:
    return "".join(
        _piece(piece, claim, answer, index)
        for piece, claim in claim_spans(answer.text, answer.claims)
    )


def _piece(text: str, claim: Claim | None, answer: Answer, index: int) -> str:
    """A claim, or what stands between claims, with its numbers as buttons."""
    citations = {citation.n: citation for citation in answer.citations}
    verdict = claim if answer.mode == "generated" else None  # what is quoted needs none
    parts: list[str] = []
    cursor = 0
    for match in NUMBER.finditer(text):
        citation = citations.get(int(match[1]))
        if citation:
            parts += _words(text[cursor : match.start()].rstrip(" "), claim), "&nbsp;"
            parts.append(_number(citation, verdict, index))
            cursor = match.end()
    parts.append(_words(text[cursor:], claim))
    if verdict and verdict.support != "supported":
        parts.append(_verdict(verdict))
    return "".join(parts)


def _words(text: str, claim: Claim | None) -> str:
    """A claim's words in a span of their own: underlined when in doubt, and never turning round
    the direction of what stands beside them. Line breaks inside of a sentence mean nothing.
    """
    if claim is None or not text.strip():
        return escape(text)
    return f'<span class="claim {claim.support}">{escape(LINE_BREAK.sub(" ", text))}</span>'


def _number(citation: Citation, claim: Claim | None, index: int) -> str:
    source = f"Source {citation.n}: {citation.outlet or citation.title}"
    name = f"{source}, {plain_day(citation.published)}"
    return (
        f'<span class="cite"><a href="#source" class="n" data-turn="{index}"'
        f' data-n="{citation.n}" aria-label="{escape(name)}">{citation.n}</a>'
        f'<span class="card" hidden>{_card(citation, claim)}</span></span>'
    )


def _card(citation: Citation, claim: Claim | None) -> str:
    outlet = isolated(citation.outlet or "Unknown outlet")
    origin = f"{outlet} · {time_element(citation.published)}"
    return (
        f'<span class="card-sentence" dir="auto">{escape(citation.sentence)}</span>'
        f'<span class="card-origin">{origin}</span>{_judgement(claim) if claim else ""}'
    )


def _verdict(claim: Claim) -> str:
    """A small label that takes focus, since the reason must be had without a mouse."""
    label = VERDICTS[claim.support]
    why = f"{label}: {claim.reason}" if claim.reason else label
    return (
        f'&nbsp;<span class="cite"><button type="button" class="verdict {claim.support}"'
        f' aria-label="{escape(why)}">{label.lower()}</button>'
        f'<span class="card" hidden>{_judgement(claim)}</span></span>'
    )


def _judgement(claim: Claim) -> str:
    reason = f": {escape(claim.reason)}" if claim.reason else ""
    label = f"<b>{VERDICTS[claim.support]}</b>"
    return f'<span class="card-verdict {claim.support}">{label}{reason}</span>'


def _warnings(answer: Answer) -> str:
    if not answer.warnings:
        return ""
    items = "".join(f"<li>{escape(warning)}</li>" for warning in answer.warnings)
    return f'<ul class="warnings" aria-label="Please note">{items}</ul>'


def _sources_button(answer: Answer, index: int) -> str:
    if not answer.citations:
        return ""
    outlets = len({citation.outlet for citation in answer.citations if citation.outlet})
    noun = "nearest passage" if answer.mode == "declined" else "source"
    label = counted(len(answer.citations), noun)
    label += f" from {counted(outlets, 'outlet')}" if outlets else ""
    return f'<button type="button" class="all-sources" data-turn="{index}">{label}</button>'
