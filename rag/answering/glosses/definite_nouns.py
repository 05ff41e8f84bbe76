"""Whom "the minister" and which body an opening "it" stands for: the one name it can be."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from rag.answering.glosses.antecedents import REACH
from rag.answering.glosses.reading import Found, Reading, stands_alone
from rag.text import lexicon
from rag.text.entities import join_tokens
from rag.text.mentions import Mention, read_sentence
from rag.text.person_words import SAYING
from rag.text.tokens import Token

_PERSONAL = lexicon.collect_words(
    "candidate nominee minister mayor governor senator congressman congresswoman chancellor judge",
    "ambassador king queen prince princess pope singer rapper actor actress author novelist",
    "quarterback comedian director coach lawmaker president",
)
_SHORT = {full: short for short, full in lexicon.SHORT_TITLES.items()}  # "governor": "gov"
_NARROWING = lexicon.collect_words("of that which who whose for in at with from to on based and")
_LESSENING = lexicon.collect_words("former ex vice deputy lt lieutenant assistant late then elect")
_ARTICLES = lexicon.collect_words("a an the")
# What only a body of people does, or has.
_ACTS = SAYING | lexicon.collect_words(
    "announced reported declined filed plans operates owns employs sued agreed expects hired",
    "bought sold acquired runs manufactures posted",
)
_PARTS = lexicon.collect_words(
    "shares members chairman chairwoman president chief board headquarters employees staff",
    "spokesman spokeswoman leaders owners founder customers revenue profits",
)
_BEFORE_VERBS = lexicon.collect_words("has had also later now will would previously then still")


def find_definite_noun(reading: Reading) -> Iterator[Found]:
    """The first "the minister" of the sentence, if one name before it, and one only, is that."""
    marks, mentions = reading.marks, reading.mentions
    for at in range(1, len(marks)):
        noun = marks[at].low
        if noun not in _PERSONAL or marks[at - 1].low != "the":
            continue
        if reading.is_quoted(marks[at].start) or not stands_alone(marks, at):
            continue
        narrowed = at + 1 < len(marks) and marks[at + 1].low in _NARROWING
        within = any(one.first <= at <= one.last and one.first < one.last for one in mentions)
        if narrowed or within:  # "the minister in question"
            continue
        explained = any(one.last < at and not one.placed for one in mentions)
        if not explained and (found := _find_named(reading, noun)):
            owns = marks[at].text.endswith("'s")
            yield Found(marks[at - 1].start, marks[at].end - 2 * owns, *found)
        return


def _find_named(reading: Reading, noun: str) -> tuple[str, int] | None:
    """The one name that the article calls by `noun`, if it is the last named, and where it is."""
    window = range(max(0, reading.at - REACH), reading.at)
    others = re.compile(rf"\b(?:another|other|an?)\s(?:\w+\s)?{noun}\b|\b{noun}s\b", re.IGNORECASE)
    short = _SHORT.get(noun, noun)
    called: dict[str, tuple[str, int]] = {}
    for at, sentence in enumerate(reading.sentences):
        low = sentence.text.lower()
        if noun not in low and short not in low:
            continue
        marks, mentions = read_sentence(sentence.text)
        here = [one for one in mentions if _is_called(reading, one, marks, noun)]
        for one in here:
            called.setdefault(one.surname, (one.text, at))
        if len(called) > 1 or (at in window and not here and others.search(sentence.text)):
            return None
    if not called:
        return None
    ((key, (name, place)),) = called.items()
    return (name, place) if place < reading.at and _is_last_named(reading, key) else None


def _is_last_named(reading: Reading, surname: str) -> bool:
    """Whether of all names in the sentences before, that with `surname` is the last."""
    for at in range(reading.at - 1, max(-1, reading.at - 1 - REACH), -1):
        named = [one for one in read_sentence(reading.sentences[at].text)[1] if not one.placed]
        if named:
            return any(one.surname == surname for one in named)
    return False


def _is_called(reading: Reading, one: Mention, marks: Sequence[Token], noun: str) -> bool:
    """Whether the sentence says of this name that it is a `noun`."""
    if not reading.people.is_full(one):
        return False
    if noun in {one.role, lexicon.SHORT_TITLES.get(one.role)}:
        return not _is_past(one, marks)
    before = [mark.text.lower() for mark in marks[max(0, one.first - 2) : one.first]]
    after = marks[one.last + 1 : one.last + 10]
    set_off = before == [noun, ","] and after[:1] != () and after[0].text == ","
    return before[-1:] == [noun] or set_off or _is_described(after, noun)


def _is_described(after: Sequence[Token], noun: str) -> bool:
    """Whether what follows a name calls it so: ", the candidate of the list", "is a company"."""
    if len(after) < 3 or after[0].low not in {",", "is", "was", "became"}:
        return False
    phrase = list(takewhile(lambda mark: mark.is_word and mark.low not in _NARROWING, after[2:]))
    return bool(after[1].low in _ARTICLES and phrase and phrase[-1].low == noun)


def _is_past(one: Mention, marks: Sequence[Token]) -> bool:
    """Whether the title before a name is not the whole of it: "former President", "Lt. Gov."."""
    before = [
        mark.low for mark in marks[max(0, one.first - 3) : one.last] if mark.start < one.start
    ]
    return bool(_LESSENING.intersection(before))


def find_body(reading: Reading, at: int) -> Found | None:
    """The body that an opening "It" or "Its" means: the subject and only name before it.

    Only where what follows is what a body does or has: "It said", "Its shares".
    """
    mark, marks = reading.marks[at], reading.marks
    possessive = mark.low == "its"
    after = next((m.low for m in marks[1:] if m.low not in _BEFORE_VERBS), "")
    if at or not reading.at or after not in (_PARTS if possessive else _ACTS):
        return None
    before, mentions = read_sentence(reading.sentences[reading.at - 1].text)
    named = [one for one in mentions if not one.placed]
    if len(named) != 1 or not _is_subject(named[0], before):
        return None
    (one,) = named
    if one.role or reading.people.find_person(one.text.split()[-1]):
        return None
    name = join_tokens(before[one.first : one.last + 1])
    name = f"the {name}" if one.first and before[one.first - 1].low == "the" else name
    owned = "’s" if possessive else ""
    return Found(mark.start, mark.start + len(mark.low), name + owned, reading.at - 1)


def _is_subject(one: Mention, marks: Sequence[Token]) -> bool:
    """Whether a sentence or a clause of it begins with this name, and goes on with what it did."""
    begins = one.first - (one.first > 0 and marks[one.first - 1].low == "the")
    if (begins and marks[begins - 1].text != ",") or one.last + 1 == len(marks):
        return False
    after = marks[one.last + 1].low
    return after in _ACTS | _BEFORE_VERBS | {"is", "was"} or after.endswith("ed")
