"""What a question takes for granted and the archive does not bear out: it is declined, and why."""

import re
from collections.abc import Sequence

from rag.answering.subject import Subject
from rag.answering.windows import is_mentioned, write_breach
from rag.formatting import format_day
from rag.query.parsed import ParsedQuestion, Query
from rag.store.catalogue import Catalogue
from rag.store.publications import has_article_with_each
from rag.text.entities import Name
from rag.text.lexicon import IRREGULAR, STOP_WORDS, collect_words
from rag.text.spelling import list_british_spellings
from rag.text.synonyms import list_synonyms
from rag.text.tokens import tokenize

_PAST = re.compile(
    r"\b(?:did|was|were|had|won|lost|beat|became|took|got|went|fell|rose|left|\w{3,}ed)\b", re.I
)
_AHEAD = re.compile(
    r"\b(?:will|would|going to|plan\w*|expect\w*|schedul\w+|set to|upcoming|next|run(?:ning)?|bid"
    r"|candidates?|propos\w+|promis\w+|announc\w+|delay\w*|postpon\w+|budget\w*"
    r"|fiscal|until|for|by)\b",
    re.I,
)
_ASKING = collect_words("why how when where")
_LIGHT = collect_words(  # verbs that say little by themselves: "become mayor", "step down"
    "become get go come make take give have put set turn stand step keep leave let begin start",
    "stop admit agree say tell call name try want need use drop run",
)
_PAST_AUXILIARIES = collect_words("did has have had was were")


def find_fault(
    query: Query, subject: Subject, absent: Sequence[Name], catalogue: Catalogue
) -> str | None:
    """Why a question cannot be answered, whatever its sentences are like; None where it can.

    `absent` are the names that nothing found has; "" is a fault of which no more can be said than
    that all of them are absent.
    """
    if unmentioned := _find_unmentioned(query, absent, catalogue):
        if query.hard_window and query.window:
            return write_breach(query.window, unmentioned, catalogue)
        return f"None of its articles mentions {unmentioned[0].text}."
    if year := find_year_ahead(query.parsed):
        return f"On {format_day(query.today)}, {year} was still to come."
    if untold := find_untold(query.parsed, subject, catalogue):
        return "None of its articles that mention {} has the word “{}”.".format(*untold)
    return "" if len(absent) == len(subject.names) > 0 else None


def find_untold(
    question: ParsedQuestion, subject: Subject, catalogue: Catalogue
) -> tuple[str, str] | None:
    """Who is said to have done what no article that mentions them says: ("Truss", "resign")."""
    marks = tokenize(question.topic)
    for name in subject.names:
        before = [mark.low for mark in marks[max(name.first - 2, 0) : name.first]]
        after = [mark.low for mark in marks[name.last + 1 : name.last + 2]]
        told = len(before) > 1 and before[0] in _ASKING and before[1] in _PAST_AUXILIARIES
        if told and after and after[0].isalpha() and after[0] not in STOP_WORDS | _LIGHT:
            forms = {*after, *list_british_spellings(after[0]), *list_synonyms(after[0])}
            forms |= {form for form, base in IRREGULAR.items() if base in forms}
            if not has_article_with_each(catalogue, ([name.parts[-1]], sorted(forms))):
                return name.text, after[0]
    return None


def _find_unmentioned(query: Query, absent: Sequence[Name], catalogue: Catalogue) -> list[Name]:
    """Of the names that nothing found has, those that nothing within the reader's own days has."""
    window = query.window if query.hard_window else None
    return [name for name in absent if not is_mentioned(name, window, catalogue)]


def find_year_ahead(question: ParsedQuestion) -> int | None:
    """The year to come of which a question tells as past: "Who won the 2030 election?"."""
    if _AHEAD.search(question.text) or not _PAST.search(question.text):
        return None
    years = [int(one.value) for one in question.numbers if one.kind == "year" and not one.step]
    return max((year for year in years if year > question.today.year), default=None)
