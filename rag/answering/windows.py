"""The days asked for are kept, or the reader is told above the answer that they are not."""

from collections.abc import Callable, Sequence

from rag.answering.ranking import RankedSentence
from rag.formatting import format_days, format_window
from rag.store.catalogue import Catalogue
from rag.store.filters import Filter
from rag.store.publications import has_article_with
from rag.text.entities import Name
from rag.types import Evidence, Window

ANSWERS = "seems to answer this"
OF_THE_DAYS = 0.8  # of the words, by rarity, that is enough for days asked for in a survey
MEANT, BEST = 0.7, 8  # of the cosine of the best sentences elsewhere; so many are looked at
ON_THE_MATTER = 0.5  # of the words, by rarity, that the best sentence elsewhere has


def keep_asked(
    ranked: Sequence[RankedSentence],
    is_asked: Callable[[Evidence], bool],
    worth: float,
    matter: float = ON_THE_MATTER,
) -> tuple[list[RankedSentence], bool]:
    """Those sentences that are of what was asked for, and True; else the others, and False.

    They lose only where none of them fits as well as another, or by that share of it, or where
    they have less than that share `matter` of the question's words, or are much farther from what
    it means ("Port Vila was struck" from a port strike): they are about another then.
    """
    asked = [one for one in ranked if is_asked(one.evidence)]
    if asked and asked[0].score >= worth * ranked[0].score:
        words, most = (max(one.overlap for one in some) for some in (asked, ranked))
        close, closest = (max(one.cosine for one in some[:BEST]) for some in (asked, ranked))
        if words >= matter * most and (not matter or close >= MEANT * closest):
            return asked, True
    return [one for one in ranked if one not in asked], not ranked


def write_breach(window: Window, names: Sequence[Name], catalogue: Catalogue) -> str:
    """That nothing of those days seems to answer, or even mentions what is asked about.

    "Nothing from 20–26 Feb 2023 mentions Putin."
    """
    absent = [name.text for name in names if not is_mentioned(name, window, catalogue)]
    return f"Nothing from {format_window(window)} {f'mentions {absent[0]}' if absent else ANSWERS}."


def write_shown_days(evidence: Sequence[Evidence]) -> str:
    """When those sentences were published that are shown in their place."""
    days = [day for item in evidence if (day := item.day)]
    return f"Shown: {format_days(min(days), max(days))}." if days else "Shown: undated."


def is_mentioned(name: Name, window: Window | None, catalogue: Catalogue) -> bool:
    """Whether any article of those days, or of all, may name it: by the last word of the name.

    What is set aside as no part of the story counts as well: it can be read there.
    """
    days = Filter(first=window.start, last=window.end) if window else Filter()
    columns, rows = catalogue.load_columns(), catalogue.find_postings(name.parts[-1]).rows
    if bool(columns.make_mask(days)[rows].any()):
        return True
    return has_article_with(catalogue, name.text.split()[-1], days)
