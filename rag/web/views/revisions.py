"""What an article said before it was changed, as HTML: its cited sentence, its headline."""

from collections.abc import Sequence

from rag.answering.provenance import Rewording, differences, nearest
from rag.store.syndication import Revision
from rag.types import Article, Citation
from rag.web.markup import escape, isolated, time_element

TAGS = {"before": "del", "now": "ins"}


def reworded(change: Rewording, sentence: str) -> str:
    """When a cited sentence came to say what it says, and what stood there before."""
    day = time_element(change.day.isoformat())
    if not change.before:
        return f'<p class="reworded"><b>Added since</b>: first seen on {day}.</p>'
    return (
        f'<p class="reworded"><b>Corrected since</b>: this wording was first seen on {day}.'
        f" {compared(change.before, sentence)}</p>"
    )


def compared(before: str, now: str) -> str:
    """Both wordings in one, the words that differ marked; read out one after the other."""
    shown = "".join(_piece(TAGS.get(kind), text) for kind, text in differences(before, now))
    return (
        f'<span class="compared" dir="auto" aria-hidden="true">{shown}</span>'
        f'<span class="sr-only">Before: {isolated(before)} Now: {isolated(now)}</span>'
    )


def changed_since_cited(found: Article, shown: Citation) -> str:
    """In an article that no longer has the cited sentence at its place."""
    if shown.sentence in found.text:
        now = "The sentence stands elsewhere in it now."
    elif near := nearest(shown.sentence, found.text, beside=""):
        now = f"The sentence now: {compared(shown.sentence, near)}"
    else:
        now = f"The sentence was: <q>{isolated(shown.sentence)}</q>"
    return (
        '<p class="changed" role="note">This article has changed since it was cited. '
        f"{now} Ask again to cite it anew.</p>"
    )


def history_line(found: Article, states: Sequence[Revision]) -> str:
    """That an article was changed before it was cited, when last, and its headline before."""
    past = [state for state in states if state.replaced]
    if not past:
        return ""
    day = time_element(max(state.replaced.isoformat() for state in past if state.replaced))
    times = "" if len(past) == 1 else f" {len(past)} times, last"
    titles = [state.title for state in past if state.title not in {"", found.title}]
    before = f" Its headline was: <q>{isolated(titles[-1])}</q>" if titles else ""
    return (
        f'<p class="history" role="note">The outlet changed this article{times} by {day}.'
        f"{before}</p>"
    )


def _piece(tag: str | None, text: str) -> str:
    """A space behind what is marked stands outside: a line through it would show."""
    if tag is None:
        return escape(text)
    space = " " if tag == "del" or text.endswith(" ") else ""
    return f"<{tag}>{escape(text.rstrip())}</{tag}>{space}"
