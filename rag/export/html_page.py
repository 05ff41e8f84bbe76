"""An export as one HTML file that needs nothing else: no scripts, no requests, prints well.

Its records stand in `data-clippings` attributes: that of the export on `main`, each citation's on
its reference, so that a reference copied into another page can still be verified.
"""

import re
from collections import Counter
from collections.abc import Iterable

from rag.answering.claim_spans import claim_spans
from rag.export.phrases import (
    credit,
    doubts,
    headline,
    one_line,
    origin,
    place,
    references_heading,
    tidy,
    understood,
    web_address,
)
from rag.export.records import MARK, Export, as_line, fingerprint, record_of
from rag.export.stylesheet import STYLE
from rag.formatting import INSTEAD, format_day
from rag.types import Answer, Citation, Claim
from rag.web.markup import escape

ATTRIBUTE = f"data-{MARK}"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_NUMBER = re.compile(r"[ \t]*\[(\d{1,3})\]")


def as_html(export: Export) -> str:
    """Question, answer, references and doubts of each answer; numbers link there and back."""
    title = escape(f"Answers from {one_line(export.archive) or 'a news archive'}")
    heading = escape(as_line(export.heading(len(export.records()))))
    turns = [_turn(number, answer) for number, answer in enumerate(export.answers, start=1)]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
        f'<header class="export"><h1 dir="auto">{title}</h1>\n<p>Asked on'
        f" {format_day(export.asked)}. Whether the sources still say this can be checked with"
        " <code>python -m rag verify</code> and the name of this file.</p></header>\n"
        f'<main {ATTRIBUTE}="{heading}">\n'
        f"{''.join(turns)}</main>\n</body>\n</html>\n"
    )


def _turn(number: int, answer: Answer) -> str:
    instead = ""
    if answer.instead:
        instead = f"<h3>{INSTEAD}</h3>\n{_answer(f'{number}-instead', answer.instead)}"
    return (
        f'<section class="turn">\n<h2 dir="auto">{escape(one_line(answer.question))}</h2>\n'
        f"{_answer(str(number), answer)}{instead}</section>\n"
    )


def _answer(at: str, answer: Answer) -> str:
    asked = understood(answer)
    text, uses = _text(at, answer)
    references = "".join(_reference(at, cited, uses[cited.n]) for cited in answer.citations)
    if references:
        heading = f"<h3>{references_heading(answer)}</h3>"
        references = f'{heading}\n<ol class="references">\n{references}</ol>\n'
    return (
        (f'<p class="asked-as" dir="auto">Understood as: {escape(asked)}</p>\n' if asked else "")
        + f'<p class="mode">{escape(origin(answer))}</p>\n'
        + f'<div class="answer" dir="auto">{text}</div>\n'
        + _list("doubts", doubts(answer))
        + _list("notes", [f"Note: {one_line(warning)}" for warning in answer.warnings])
        + references
    )


def _text(at: str, answer: Answer) -> tuple[str, Counter[int]]:
    """The answer with its numbers as links, and how often each number was used."""
    uses: Counter[int] = Counter()
    numbers = {citation.n for citation in answer.citations}

    def link(match: re.Match[str]) -> str:
        n = int(match[1])
        if n not in numbers:
            return match[0]
        uses[n] += 1
        return (
            f'&nbsp;<a class="n" id="use-{at}-{n}-{uses[n]}" href="#source-{at}-{n}"'
            f' aria-label="Source {n}">[{n}]</a>'
        )

    def piece(text: str, claim: Claim | None) -> str:
        # Brackets and digits are not changed by escaping, so the numbers can be found after it.
        words = _NUMBER.sub(link, escape(tidy(text)))
        doubted = claim and answer.mode == "generated" and claim.support != "supported"
        return f'<span class="{claim.support}">{words}</span>' if claim and doubted else words

    spans = claim_spans(answer.text, answer.claims)
    return "".join(piece(text, claim) for text, claim in spans), uses


def _reference(at: str, citation: Citation, uses: int) -> str:
    record = escape(as_line(record_of(at, citation).to_dict()))
    back = _back(at, citation.n, uses)
    where = f"{place(citation)}, SHA-256 of the sentence {fingerprint(citation.sentence)}"
    return (
        f'<li id="source-{at}-{citation.n}" {ATTRIBUTE}="{record}">\n'
        f'<span class="number">{citation.n}</span>'
        f'<p class="headline" dir="auto">{escape(headline(citation))}</p>\n'
        f'<p class="credit" dir="auto">{escape(credit(citation))}{back}</p>\n'
        f"{_address(citation.url)}"
        f'<blockquote dir="auto">{escape(one_line(citation.sentence))}</blockquote>\n'
        f'<p class="where">From {escape(where)}.</p>\n</li>\n'
    )


def _address(url: str) -> str:
    """The address in full, since paper shows no links; a link only where it is one to the web."""
    shown = escape(one_line(url))
    if link := escape(web_address(url)):
        shown = f'<a href="{link}" rel="noopener noreferrer nofollow">{shown}</a>'
    return f'<p class="address" dir="ltr">{shown}</p>\n' if shown else ""


def _back(at: str, n: int, uses: int) -> str:
    links = " ".join(
        f'<a href="#use-{at}-{n}-{use}" aria-label="Back to where {n} is cited, {use}">↑</a>'
        for use in range(1, uses + 1)
    )
    return f' <span class="back">{links}</span>' if links else ""


def _list(name: str, lines: Iterable[str]) -> str:
    items = "".join(f'<li dir="auto">{escape(line)}</li>\n' for line in lines)
    return f'<ul class="{name}">\n{items}</ul>\n' if items else ""
