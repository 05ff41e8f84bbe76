"""What an article said before it was changed, as HTML: its cited sentence, its headline."""

from collections.abc import Sequence

from markupsafe import Markup

from rag.answering.provenance import SentenceChange, diff_wordings, find_earlier_wording
from rag.store.syndication import Revision
from rag.types import Article, Citation
from rag.web.templating import render


def render_rewording(change: SentenceChange, sentence: str) -> Markup:
    """When a cited sentence came to say what it says, and what stood there before."""
    both = render_comparison(change.before, sentence) if change.before else ""
    return render("revisions", "reworded", change=change, both=both)


def render_comparison(before: str, now: str) -> Markup:
    """Both wordings in one, the words that differ marked; read out one after the other."""
    pieces = diff_wordings(before, now)
    return render("revisions", "compared", pieces=pieces, before=before, now=now)


def render_changed(found: Article, shown: Citation) -> Markup:
    """In an article that no longer has the cited sentence at its place."""
    elsewhere = shown.sentence in found.text
    near = "" if elsewhere else find_earlier_wording(shown.sentence, found.text, beside="")
    both = render_comparison(shown.sentence, near) if near else ""
    return render("revisions", "changed", sentence=shown.sentence, both=both, elsewhere=elsewhere)


def render_history(found: Article, states: Sequence[Revision]) -> Markup:
    """That an article was changed before it was cited, when last, and its headline before."""
    past = [(state.replaced, state.title) for state in states if state.replaced]
    if not past:
        return Markup()
    titles = ["", *(title for _, title in past if title not in {"", found.title})]
    day = max(day for day, _ in past).isoformat()
    return render("revisions", "history", times=len(past), day=day, title=titles[-1])
