"""The outlets that a question names, out of those that the archive has.

A name is read however it is written ("The Week", "theweek.co.uk", "NYT"), and so is whether it is
named for what it wrote ("according to CNN") or for what happened to it ("Who was fired by CNN?").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.store.outlets import OutletNames, is_host, make_outlet_key
from rag.text.lexicon import ALIASES, STOP_WORDS, collect_words

MOST_WORDS = 6  # of a name, those of a host counted one by one

_WORD = re.compile(r"\w+")
_GAP = re.compile(r"\s+|\s*&\s*|[.'’-]")
# Outlets that are words as well: only with a capital, and not where every sentence has one.
_COMMON = collect_words(
    "age argus atlantic chronicle courier cut echo examiner express fortune fox gazette globe",
    "guardian herald hill independent insider journal lantern ledger local mail mercury metro",
    "mirror nation nature now observer people post quartz record register salon science scroll",
    "sky slate spectator standard star sun telegraph time times today tribune variety verge vice",
    "week wired world",
)
_TELLS = (
    r"(?:say|says|said|report|reports|reported|write|writes|wrote|written|tell|tells|told|claims?"
    r"|claimed|cover|covers|covered|describe[sd]?|publish|publishes|published|print|prints|printed"
    r"|argue[sd]?|explain(?:s|ed)?|predict(?:s|ed)?|recommend(?:s|ed)?|mention(?:s|ed)?|think)"
)
_BEFORE = re.compile(  # "according to CNN", "an article in The Guardian", "In The Week, who …"
    r"(?:\baccording\s+to|\b(?:reported|published|written|printed|quoted|told|said)\s+(?:by|in|on)"
    r"|\b(?:articles?|reports?|story|stories|columns?|coverage|interviews?|editorials?|reviews?)"
    r"\s+(?:by|in|from)|^\s*(?:in|on)|\b(?P<in>in))(?:\s+the)?\s+$",
    re.I,
)
_AFTER = re.compile(
    rf"\s+(?:(?:has|have|had)\s+)?{_TELLS}\b|['’]s\s+(?:coverage|reporting)\b", re.I
)
_ASKS = re.compile(r"\b(?:did|does|do|has|have|had|will|would|what|how|why)(?:\s+the)?\s+$", re.I)
_JOINS = re.compile(
    r"\s*(?:,|\b(?:and|or|with|versus|vs\.?)\b)[\s,]*(?:(?:and|or)\s+)?(?:the\s+)?", re.I
)
_ENDS = re.compile(r"\s*[?.!]*\s*$")


@dataclass(frozen=True, slots=True)
class OutletMention:
    """An outlet named at `start:end` of a question."""

    outlet: str  # as `OutletNames` calls it
    start: int
    end: int
    lead: int | None  # where the words begin that make it the one who tells; None: it is not

    @property
    def tells(self) -> bool:
        return self.lead is not None


def find_outlets(question: str, known: OutletNames) -> tuple[str, ...]:
    """The names in the archive of those outlets that `question` names."""
    return known.list_names({mention.outlet for mention in find_mentions(question, known)})


def find_mentions(question: str, known: OutletNames) -> Iterator[OutletMention]:
    """Where outlets are named, in order; of names within each other the longest.

    What makes one of several in a row the one who tells ("CNN and The Week say") does so for all.
    """
    row: list[tuple[str, int, int]] = []
    for outlet, start, end in _find_names(question, known):
        if row and not _JOINS.fullmatch(question[row[-1][2] : start]):
            yield from _read_row(question, row)
            row = []
        row.append((outlet, start, end))
    yield from _read_row(question, row)


def _read_row(question: str, row: Sequence[tuple[str, int, int]]) -> Iterator[OutletMention]:
    lead = _find_lead(question, row[0][1], row[-1][2]) if row else None
    for place, (outlet, start, end) in enumerate(row):
        yield OutletMention(outlet, start, end, start if place and lead is not None else lead)


def _find_names(question: str, known: OutletNames) -> Iterator[tuple[str, int, int]]:
    words = list(_WORD.finditer(question))
    at = 0
    while known.keys and at < len(words):
        taken = 1
        for count in range(_count_joined(question, words, at), 0, -1):
            start, end = words[at].start(), words[at + count - 1].end()
            outlet = _read_name(question, start, end, known)
            if outlet is not None:
                yield outlet, start, end
                taken = count
                break
        at += taken


def cut_sources(question: str, mentions: Sequence[OutletMention]) -> str:
    """The question without the words that say who tells: "according to CNN"."""
    for mention in reversed(mentions):
        if mention.lead is not None:
            rest = re.sub(r"^['’]s\b", "", question[mention.end :])
            question = f"{question[: mention.lead]} {rest}"
    return question


def _count_joined(question: str, words: Sequence[re.Match[str]], at: int) -> int:
    """How many words from `at` on may be one name."""
    count = 1
    while count < MOST_WORDS and at + count < len(words):
        gap = question[words[at + count - 1].end() : words[at + count].start()]
        if not _GAP.fullmatch(gap):
            break
        count += 1
    return count


def _read_name(question: str, start: int, end: int, known: OutletNames) -> str | None:
    """The outlet that the words at `start:end` name, if they name one."""
    text = question[start:end]
    if question[start - 1 : start] == "." or re.match(r"\.\w", question[end:]):
        return None
    if outlet := known.initials.get(text):
        return outlet
    key = make_outlet_key(text)
    outlet = known.keys.get(key) or _read_ending(question, start, end, known)
    if outlet is None or is_host(text):
        return outlet
    words = [word for word in _WORD.findall(text) if word.lower() not in {"the", "of", "and"}]
    if not words or len(key) < 3 or key in STOP_WORDS or key in ALIASES:
        return outlet if len(key) > 1 and text.isupper() else None
    capital = all(word[0].isupper() or word[0].isdigit() for word in words)
    if key in _COMMON:
        typed = question.islower() and text.startswith("the ")  # "what did the week say"
        told = typed and _find_lead(question, start, end) is not None
        return outlet if told or (capital and _stands_alone(question, start, end)) else None
    # "in the USA today" is no newspaper
    return outlet if capital or text.islower() or len(words) == 1 else None


def _read_ending(question: str, start: int, end: int, known: OutletNames) -> str | None:
    """The outlet that "the Echo" names, where only one ends so."""
    text = question[start:end]
    named = text[0].isupper() and re.search(r"\bthe\s+$", question[:start], re.I)
    alone = named and _stands_alone(question, start, end)
    return known.endings.get(text.lower()) if alone else None


def _stands_alone(question: str, start: int, end: int) -> bool:
    """Whether a capital tells: not the first word, nor part of another name, as "Fashion Week"."""
    article = question[start:end].lower().startswith("the ")
    before, after = question[:start].strip(" \"'“‘("), question[end:]
    last = before.rpartition(" ")[2]
    part = not article and last[:1].isupper() and last.lower() not in STOP_WORDS
    goes_on = re.match(r"\s+(?!Magazine\b)[A-Z]", after)
    return (article or before != "") and not part and not goes_on


def _find_lead(question: str, start: int, end: int) -> int | None:
    """Where the words begin by which the outlet at `start:end` is the one who tells."""
    before, after = question[:start], question[end:]
    if match := _BEFORE.search(before):
        # "in CNN" tells who tells at the end only: "a stake in CNN fell"
        return match.start() if not match["in"] or _ENDS.match(after) else None
    if _AFTER.match(after) and (_ASKS.search(before) or not before.strip("( ")):
        return start
    return None
