"""The reader pane: the sources of an answer, and an article with its cited sentences marked.

Marks are set by the citations' character offsets, never by looking for the sentence again.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from rag.errors import UsageError
from rag.store.syndication import Revision
from rag.text.sentences import WIDEST_WRAP
from rag.types import Article, Citation
from rag.web.conversation import Turns, answer_at, turn_at
from rag.web.markup import escape, isolated, outbound, time_element
from rag.web.views.revisions import changed_since_cited, history_line
from rag.web.views.sources import NO_HEADLINE, sources, wire_line

BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
BAR = (
    '<div class="steps" role="group" aria-label="Sources">'
    '<button type="button" class="step" data-step="-1" aria-label="Previous source"'
    ' aria-keyshortcuts="[ p"></button><span class="where"></span>'
    '<button type="button" class="step" data-step="1" aria-label="Next source"'
    ' aria-keyshortcuts="] n"></button></div>'
    '<p class="sr-only" role="status"></p>'
    '<button type="button" class="close" aria-label="Close the reader"></button>'
)
LOST = (
    '<p class="changed" role="note" data-shown="lost">The server no longer holds '
    "this conversation. Ask the question again.</p>"
)


def sources_of(turns: Turns, place: object, *, open_n: object = None) -> str:
    """The source list of the answer at that place; "" while there is none."""
    turn, answer = turn_at(turns, place), answer_at(turns, place)
    if turn is None or answer is None:
        return ""
    return sources(answer, place, open_n=open_n, origins=turn.origins)


def opened(
    turns: Turns,
    place: object,
    n: object,
    read: Callable[[str], Article],
    revisions: Callable[[str], Sequence[Revision]],
) -> str:
    """The article that citation `n` of an answer points at.

    `read` gives an article by its id, `revisions` what it said before and says now. reading.js
    knows by `data-shown` what is open already.
    """
    turn, answer = turn_at(turns, place), answer_at(turns, place)
    for citation in answer.citations if answer else ():
        if turn and answer and citation.n == n:
            try:
                found = read(citation.article_id)
            except UsageError:
                story = missing(citation)
            else:
                aside = wire_line(citation, turn.origins)
                states = revisions(citation.article_id)
                story = article(found, citation, answer.citations, aside=aside, states=states)
            return f'<div data-shown="{place}-{n}">{story}</div>'
    return LOST


def article(
    found: Article,
    shown: Citation | None = None,
    cited: Sequence[Citation] = (),
    *,
    aside: str = "",
    states: Sequence[Revision] = (),
) -> str:
    """A whole article; the sentence of `shown` marked, those of the other `cited` lightly.

    Citations of other articles may be among `cited`. Where the text is no longer the one that was
    cited, what is elsewhere is not marked and the reader is told. `aside` is HTML about its story,
    `states` is what it said before and says now.
    """
    own = [citation for citation in cited if citation.article_id == found.id]
    true = [mark for mark in own if found.text[mark.start : mark.end] == mark.sentence]
    notes = f'<p class="wire">{aside}</p>' if aside else ""
    if shown is None or shown in true:
        notes += history_line(found, states)
    else:
        notes += changed_since_cited(found, shown)
    title = found.title or NO_HEADLINE
    language = f' lang="{escape(found.language)}"' if found.language else ""
    rights = found.metadata.get("rights", "")
    footer = f'<footer class="rights">{isolated(rights)}</footer>' if rights else ""
    return (
        f'<article class="story"{language}>'
        f'<header><p class="outlet">{isolated(found.outlet or "Unknown outlet")}</p>'
        f'<h2 dir="auto">{escape(title)}</h2><p class="byline">{_byline(found)}</p></header>'
        f'{notes}<div class="text">{_text(found.text, shown, true)}</div>{footer}</article>'
    )


def missing(citation: Citation) -> str:
    """In place of an article that has left the archive since it was cited."""
    return (
        '<p class="changed" role="note">This article is no longer in the archive. '
        f"The sentence was: <q>{isolated(citation.sentence)}</q></p>"
    )


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where each paragraph starts and ends.

    Between blank lines; where no line is blank, each line, unless the lines were wrapped by hand.
    """
    gap = BLANK_LINES
    if not gap.search(text) and max(map(len, text.split("\n"))) > WIDEST_WRAP:
        gap = re.compile(r"\n+")
    start = 0
    for match in gap.finditer(text):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _byline(found: Article) -> str:
    authors = ", ".join(isolated(author) for author in found.authors)
    parts = [time_element(found.published), authors, outbound(found.url)]
    return ' <span aria-hidden="true">·</span> '.join(part for part in parts if part)


def _text(text: str, shown: Citation | None, marks: Sequence[Citation]) -> str:
    return "".join(
        f'<p dir="auto">{_paragraph(text, start, end, shown, marks)}</p>'
        for start, end in paragraphs(text)
    )


def _paragraph(
    text: str, start: int, end: int, shown: Citation | None, marks: Sequence[Citation]
) -> str:
    """Text from `start` to `end`, cut wherever a mark begins or ends, so that marks may overlap."""
    cuts = {start, end}
    for mark in marks:
        cuts |= {place for place in (mark.start, mark.end) if start < place < end}
    edges = sorted(cuts)
    return "".join(
        _marked(text[left:right], [mark for mark in marks if mark.start <= left < mark.end], shown)
        for left, right in pairwise(edges)
    )


def _marked(text: str, marks: Sequence[Citation], shown: Citation | None) -> str:
    if not marks:
        return escape(text)
    here = shown if shown is not None and shown in marks else marks[0]
    kind = "cited" if here == shown else "also"
    return (
        f'<span class="sr-only">Source {here.n}: </span>'
        f'<mark class="{kind}" data-n="{here.n}">{escape(text)}</mark>'
    )
