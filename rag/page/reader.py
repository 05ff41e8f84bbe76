"""The reader pane: the numbered sources of an answer, and an article with its cited sentences.

Marks are set by the citations' character offsets, never by looking for the sentence again.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from rag.errors import UsageError
from rag.page.conversation import Turns, answer_at
from rag.page.markup import escape, isolated, outbound, time_element
from rag.sentences import WIDEST_WRAP
from rag.types import Answer, Article, Citation

BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
BAR = '<button type="button" class="close" aria-label="Close the reader">×</button>'
LOST = (
    '<p class="changed" role="note" data-shown="lost">The server no longer holds '
    "this conversation. Ask the question again.</p>"
)


def sources_of(turns: Turns, place: object, *, open_n: object = None) -> str:
    """The source list of the answer at that place; "" while there is none."""
    answer = answer_at(turns, place)
    return sources(answer, place, open_n=open_n) if answer else ""


def opened(turns: Turns, place: object, n: object, read: Callable[[str], Article]) -> str:
    """The article that citation `n` of an answer points at; `read` gives an article by its id.

    reading.js knows by `data-shown` what is open already.
    """
    answer = answer_at(turns, place)
    for citation in answer.citations if answer else ():
        if answer and citation.n == n:
            try:
                story = article(read(citation.article_id), citation, answer.citations)
            except UsageError:
                story = missing(citation)
            return f'<div data-shown="{place}-{n}">{story}</div>'
    return LOST


def sources(answer: Answer, place: object, *, open_n: object = None) -> str:
    """The source list of the answer at `place`, the open one marked as current."""
    if not answer.citations:
        none = '<p class="no-sources">No sources for this answer.</p>'
        return none if answer.complete else ""
    heading = "Nearest passages" if answer.mode == "declined" else "Sources"
    items = "".join(_source(citation, place, open_n) for citation in answer.citations)
    return (
        f'<h2>{heading} <span class="for" dir="auto">{isolated(answer.question)}</span></h2>'
        f'<ol class="sources">{items}</ol>'
    )


def article(found: Article, shown: Citation, cited: Sequence[Citation]) -> str:
    """A whole article; the sentence of `shown` marked, those of the other `cited` lightly.

    Citations of other articles may be among `cited`. Where the text is no longer the one that was
    cited, nothing is marked and the reader is told.
    """
    own = [citation for citation in cited if citation.article_id == found.id]
    true = [mark for mark in own if found.text[mark.start : mark.end] == mark.sentence]
    changed = ""
    if shown not in true:
        changed = (
            '<p class="changed" role="note">This article has changed since it was cited. '
            f"The sentence was: <q>{isolated(shown.sentence)}</q> Ask again to cite it anew.</p>"
        )
    title = found.title or "Without a headline"
    language = f' lang="{escape(found.language)}"' if found.language else ""
    rights = found.metadata.get("rights", "")
    footer = f'<footer class="rights">{isolated(rights)}</footer>' if rights else ""
    return (
        f'<article class="story"{language}>'
        f'<header><p class="outlet">{isolated(found.outlet or "Unknown outlet")}</p>'
        f'<h2 dir="auto">{escape(title)}</h2><p class="byline">{_byline(found)}</p></header>'
        f'{changed}<div class="text">{_text(found.text, shown, true)}</div>{footer}</article>'
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


def _source(citation: Citation, place: object, open_n: object) -> str:
    current = ' aria-current="true"' if citation.n == open_n else ""
    title = citation.title or "Without a headline"
    origin = f"{isolated(citation.outlet or 'Unknown outlet')} · {time_element(citation.published)}"
    return (
        f'<li><button type="button" class="source" data-answer="{place}" data-n="{citation.n}"'
        f'{current}><span class="n" aria-hidden="true">{citation.n}</span>'
        f'<span class="sr-only">Source {citation.n}: </span><span class="what">'
        f'<span class="headline" dir="auto">{escape(title)}</span>'
        f'<span class="origin">{origin}</span>'
        f'<span class="sentence" dir="auto">{escape(citation.sentence)}</span></span></button></li>'
    )


def _byline(found: Article) -> str:
    authors = ", ".join(isolated(author) for author in found.authors)
    parts = [time_element(found.published), authors, outbound(found.url)]
    return ' <span aria-hidden="true">·</span> '.join(part for part in parts if part)


def _text(text: str, shown: Citation, marks: Sequence[Citation]) -> str:
    return "".join(
        f'<p dir="auto">{_paragraph(text, start, end, shown, marks)}</p>'
        for start, end in paragraphs(text)
    )


def _paragraph(text: str, start: int, end: int, shown: Citation, marks: Sequence[Citation]) -> str:
    """Text from `start` to `end`, cut wherever a mark begins or ends, so that marks may overlap."""
    cuts = {start, end}
    for mark in marks:
        cuts |= {place for place in (mark.start, mark.end) if start < place < end}
    edges = sorted(cuts)
    return "".join(
        _marked(text[left:right], [mark for mark in marks if mark.start <= left < mark.end], shown)
        for left, right in pairwise(edges)
    )


def _marked(text: str, marks: Sequence[Citation], shown: Citation) -> str:
    if not marks:
        return escape(text)
    here = shown if shown in marks else marks[0]
    kind = "cited" if here == shown else "also"
    return (
        f'<span class="sr-only">Source {here.n}: </span>'
        f'<mark class="{kind}" data-n="{here.n}">{escape(text)}</mark>'
    )
