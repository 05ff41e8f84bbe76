"""Which figure, date or office a question asks for, and of what: read off its words, or not at all.

Whatever is not one of the forms below has no figure: its answer is left as it is ranked.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.figures.figure import FigureKind
from rag.query.parsed import ParsedQuestion
from rag.text.lexicon import FAMILIES
from rag.text.tokens import FRAMING, find_content_stems, fold, stem, tokenize

_BE = r"(?:['’]s|\s+(?:is|are|was|were|will|would|does|do|did|has|have|had|must|should|can))\b"
_SHARES = r"(?:share|percentage|proportion|per ?cent|inflation|(?:interest|key|unemployment) rate)"
_NOT_NOW = r"(?!.*\b(?:who|that|which|former|first|last|youngest)\b)"
_ONCE = r"^(?!.*\bnext\b).*"  # the next of several is another one each time
_DEAD = r"died|dead|die|killed|perished|deaths|fatalities"
_ASKS: tuple[tuple[FigureKind, str], ...] = (
    ("holder", rf"^\W*who(?:['’]s|\s+is)\b{_NOT_NOW}"),
    ("dead", rf"\bhow many\b.*\b(?:{_DEAD})\b|\bdeath toll\b"),
    ("injured", r"\bhow many\b.*\b(?:injured|hurt|wounded|injuries)\b"),
    ("date", rf"{_ONCE}\bwhen (?:will|is|are|does|do)\b"),
    ("date", rf"{_ONCE}\b(?:what|which) (?:date|day)\b.*\b(?:will|is|are)\b"),
    ("share", rf"\b(?:what|which|how high|how low)\b.*\b{_SHARES}\b"),
    ("count", r"\bhow many\b"),
    ("money", rf"\bhow much(?: money)?{_BE}|\b(?:what|how (?:high|big|large|expensive)){_BE}"),
    ("measure", r"\bhow (?:long|far|high|tall|fast|deep|heavy|big|large|wide)\b"),
    ("measure", rf"\bwhat{_BE} the\b.*\brecord\b"),
)
_FORMS = tuple((kind, re.compile(form, re.I | re.S)) for kind, form in _ASKS)


def _stem_all(words: str) -> frozenset[str]:
    return frozenset(map(stem, words.split()))


# Words for one kind of price: where a question has one of them, its answer has one of its group.
PRICES = tuple(
    map(
        _stem_all,
        (
            "cost price expensive budget estimate",
            "toll fee fare ticket admission entrance",
            "fine fined penalty",
            "wage salary pay earn paid",
            "worth value valued valuation",
            "damage",
            "debt",
            "rent",
        ),
    )
)
DEATHS = _stem_all("die dead kill perish death fatality lives")
GATHERINGS = _stem_all("march demonstration demonstrate protest rally")  # reports mix them
INJURIES = _stem_all("injure hurt wound injury injuries")
OFFICES = _stem_all(FAMILIES[0].replace(",", " ")) | _stem_all("head leader speaker premier")
_RATES = _stem_all("rate inflation unemployment")
_HAPPENING = frozenset({"date", "share", "measure"})  # subject and words are told together
# What a question says of time, or to make itself understood, and no sentence needs to repeat.
_LOOSE = (
    _stem_all(
        "now currently current expected expect estimated estimate latest total overall final far "
        "new next today likely confirmed officially official people finally incumbent figure "
        "amount high money"
    )
    | FRAMING
)
_COUNTED = re.compile(
    r"\bhow many\s+((?:[\w’'-]+\s+){0,3}?[\w’'-]+?)(?=\s+(?:[a-z]+ed|took|came|[a-z]{1,2}|"
    r"for|from|with|who|that|have|has|had|are|was|were|will|would|does|did|can|could|must|the)\b"
    r"|\W*$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AskedFigure:
    """What a sentence must hold to state the figure."""

    kind: FigureKind
    words: frozenset[str]  # stems of which one must stand by the value; () where any value will do
    subject: frozenset[str]  # stems that the sentence or its headline must all hold
    names: frozenset[str]  # those of them that stand in names
    heads: frozenset[str]  # the last word of each name
    least: float = 1.0  # the share of the subject that must be held


@lru_cache(maxsize=256)
def _collect_name_stems(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for name in names for _, word in find_content_stems(tokenize(name)))


def find_asked_figure(question: ParsedQuestion) -> AskedFigure | None:
    """The figure that a question asks for; None where it asks for none, or not clearly of what."""
    if question.task in {"cause", "statement", "summary", "list", "comparison"}:
        return None
    for kind, form in _FORMS:
        if form.search(question.text):
            words = _find_words(kind, question)
            if words is not None:
                return _make_asked(kind, words, question)
    return None


def _make_asked(
    kind: FigureKind, words: frozenset[str], question: ParsedQuestion
) -> AskedFigure | None:
    content = frozenset(question.content) - _LOOSE
    names = _collect_name_stems(question.names) & content
    subject = content if kind in _HAPPENING else content - words - {stem("toll")}
    if kind in _HAPPENING and kind != "share":  # what happens says what the value is
        words = content - names or content
    heads = frozenset(stem(fold(name.split()[-1])) for name in question.names)
    return AskedFigure(kind, words, subject, names & subject, heads & subject) if subject else None


def _find_words(kind: FigureKind, question: ParsedQuestion) -> frozenset[str] | None:
    """The stems by which the value is known in a sentence; None where the kind does not fit."""
    content = frozenset(question.content)
    if kind == "count":
        counted = _COUNTED.search(question.text)
        found = find_content_stems(tokenize(counted[1])) if counted else ()
        return frozenset([word for _, word in found][-1:]) or None
    if kind == "money":
        named = frozenset[str]().union(*(words for words in PRICES if words & content))
        return named or (frozenset() if "how much" in question.text.lower() else None)
    if kind == "holder":
        return content & OFFICES or None
    return {"dead": DEATHS, "injured": INJURIES, "share": content & _RATES}.get(kind, frozenset())
