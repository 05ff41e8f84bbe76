"""The reader pane: the sources of an answer, and an article with its cited sentences marked.

Marks are set by the citations' character offsets, never by looking for the sentence again.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from markupsafe import Markup

from rag.errors import UsageError
from rag.store.syndication import Revision
from rag.text.sentences import WIDEST_WRAP
from rag.types import Article, Citation
from rag.web.conversation import Turns, find_answer, find_turn
from rag.web.templating import render
from rag.web.views.revisions import render_changed, render_history
from rag.web.views.sources import render_sources, render_wire_line

BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")


def render_listed(turns: Turns, place: object, *, open_n: object = None) -> Markup:
    """The source list of the answer at that place; nothing while there is none."""
    turn, answer = find_turn(turns, place), find_answer(turns, place)
    if turn is None or answer is None:
        return Markup()
    return render_sources(answer, place, open_n=open_n, origins=turn.origins)


def render_opened(
    turns: Turns,
    place: object,
    n: object,
    read: Callable[[str], Article],
    revisions: Callable[[str], Sequence[Revision]],
) -> Markup:
    """The article that citation `n` of an answer points at.

    `read` gives an article by its id, `revisions` what it said before and says now.
    """
    turn, answer = find_turn(turns, place), find_answer(turns, place)
    for citation in answer.citations if answer else ():
        if turn and answer and citation.n == n:
            try:
                found = read(citation.article_id)
            except UsageError:
                story = render("reader", "missing", sentence=citation.sentence)
            else:
                wire = render_wire_line(citation, turn.origins)
                states = revisions(citation.article_id)
                story = render_article(found, citation, answer.citations, wire=wire, states=states)
            return render("reader", "opened", name=f"{place}-{n}", story=story)
    return render("reader", "lost")


def render_article(
    found: Article,
    shown: Citation | None = None,
    cited: Sequence[Citation] = (),
    *,
    wire: Markup | str = "",
    states: Sequence[Revision] = (),
) -> Markup:
    """A whole article; the sentence of `shown` marked, those of the other `cited` lightly.

    Citations of other articles may be among `cited`. Where the text is no longer the one that was
    cited, what is elsewhere is not marked and the reader is told. `wire` says who else printed it,
    `states` is what it said before and says now.
    """
    own = [citation for citation in cited if citation.article_id == found.id]
    true = [mark for mark in own if found.text[mark.start : mark.end] == mark.sentence]
    note = render_history(found, states)
    if shown and shown not in true:
        note = render_changed(found, shown)
    paragraphs = [
        [*_cut_at_marks(found.text, *span, shown, true)] for span in split_paragraphs(found.text)
    ]
    values = {"shown": shown, "wire": wire, "note": note, "paragraphs": paragraphs}
    return render("reader", "article", found=found, **values)


def split_paragraphs(text: str) -> Iterator[tuple[int, int]]:
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


def _cut_at_marks(
    text: str, start: int, end: int, shown: Citation | None, marks: Sequence[Citation]
) -> Iterator[tuple[str, Citation | None]]:
    """Text from `start` to `end`, cut wherever a mark begins or ends, so that marks may overlap.

    Each piece with the mark that it is of: that of `shown`, else the first.
    """
    cuts = {start, end}
    for mark in marks:
        cuts |= {place for place in (mark.start, mark.end) if start < place < end}
    for left, right in pairwise(sorted(cuts)):
        over = [mark for mark in marks if mark.start <= left < mark.end]
        yield text[left:right], shown if shown in over else next(iter(over), None)
