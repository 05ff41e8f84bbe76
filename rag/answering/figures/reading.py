"""Which value a sentence states that answers a question for a figure; none where it is not sure."""

import re
from dataclasses import replace
from functools import lru_cache

from rag.answering.figures.asked import GATHERINGS, AskedFigure
from rag.answering.figures.dates import find_announced
from rag.answering.figures.figure import COUNTED, GROWING, Figure, is_same_value
from rag.answering.figures.holders import find_holder
from rag.answering.figures.values import find_values
from rag.text.lexicon import collect_words
from rag.text.tokens import is_akin
from rag.types import Evidence
from rag.verification.facts import Facts, extract_facts

_CORRECTS = re.compile(r"\bcorrection\b|\b(?:earlier|previous) version of this\b", re.I)
_PRONOUN = re.compile(r"\W*(?:it|they|this|that)\b", re.I)
_PARTS = collect_words(
    "final total estimated overall full current new expected likely whole latest"
)
_REACH = 12  # tokens between a value and the word that says what it is
_CLEAR = 3  # tokens by which one value must be nearer to it than another


@lru_cache(maxsize=8192)
def read_figure(item: Evidence, asked: AskedFigure) -> Figure | None:
    """The one value in a sentence that answers a question for a figure, a date or an office."""
    facts = extract_facts(item.sentence)
    if "?" in item.sentence or _CORRECTS.search(item.sentence):
        return None  # what asks states nothing
    if not _is_about(facts, extract_facts(item.title), asked):
        return None
    if asked.kind == "holder":
        return find_holder(facts, asked, int((item.published or "0")[:4]))
    if asked.kind == "date":
        return _choose_nearest(facts, asked, list(find_announced(facts, item.published, asked)))
    stated, replaced = find_values(facts, asked, item.published)
    places = [(figure.quantity.first, figure) for figure in stated if figure.quantity]
    found = _choose_nearest(facts, asked, places)
    before = [old for old in replaced if found and old.measure == found.measure]
    if found is None or len(before) != 1:
        return found
    return replace(found, replaces=replace(before[0], unit=found.unit))


def _is_about(facts: Facts, headline: Facts, asked: AskedFigure) -> bool:
    """Whether sentence and headline together speak of all that is asked about."""
    held = {word for word in asked.subject if _holds(facts, word)}
    missing = asked.subject - held
    nowhere = {word for word in missing if not _holds(headline, word)}
    if nowhere & asked.names or len(nowhere) > (1 - asked.least) * len(asked.subject):
        return False
    if asked.kind in COUNTED and not asked.heads <= held:
        return False  # an article compares its disaster, or its player, with others
    if asked.kind == "count" and not asked.names <= held:
        return False
    if asked.kind == "holder" or (asked.least < 1 and held):
        return True
    if asked.kind in GROWING:
        return 2 * len(held) >= len(asked.subject)
    named = bool(held) and missing <= asked.names
    return named or (asked.kind == "money" and _leans(facts, asked))


def _holds(facts: Facts, word: str) -> bool:
    if word in facts.stems or (word in GATHERINGS and GATHERINGS & facts.stems):
        return True
    return any(is_akin(word, other) for other in facts.stems)


def _leans(facts: Facts, asked: AskedFigure) -> bool:
    """Whether a sentence leaves it to the headline what it speaks of: "It costs", "the price"."""
    if _PRONOUN.match("".join(mark.text + " " for mark in facts.marks[:2])):
        return True
    for at in _find_anchors(facts, asked):
        before = at - 1
        while before >= 0 and facts.marks[before].low in _PARTS:
            before -= 1
        if before >= 0 and facts.marks[before].low in {"the", "its", "their"}:
            return True
    return False


def _find_anchors(facts: Facts, asked: AskedFigure) -> list[int]:
    return [at for word in asked.words for at in facts.places.get(word, ())]


def _choose_nearest(
    facts: Facts, asked: AskedFigure, places: list[tuple[int, Figure]]
) -> Figure | None:
    """The value nearest to what says what it is; None where another is about as near."""
    if asked.kind in {"count", "dead", "injured"} or not asked.words:  # they have their word
        values = [figure for _, figure in places]
        return values[0] if values and all(is_same_value(values[0], v) for v in values) else None
    anchors = _find_anchors(facts, asked)
    if not anchors:
        return None
    gaps = sorted((min(abs(at - anchor) for anchor in anchors), at) for at, _ in places)
    if not gaps or gaps[0][0] > _REACH:
        return None
    by_place = dict(places)
    best = by_place[gaps[0][1]]
    rivals = [by_place[at] for gap, at in gaps if gap < gaps[0][0] + _CLEAR]
    return best if all(is_same_value(best, other) for other in rivals) else None
