"""The names in a text, by capitals and word lists: the one reader of them, for whatever is read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.text import lexicon
from rag.text.calendar import AMBIGUOUS_DATES, WEEKDAYS, is_date_word
from rag.text.tokens import Token, fold

_LINKS = lexicon.JOINING - {"and"}  # "Bank of the West", but two names in "Kyiv and Moscow"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ](?:[\w’'.&-]*\w\b)?"
_GAP = (
    r"(?:(?<=\b[A-Z])\.|(?<=\b(?:Dr|Jr|Lt|Mr|Sr|St))\.|(?<=\b(?:Gen|Gov|Mrs|Rep|Sen))\.)?\s+"
    rf"(?:(?:{'|'.join(sorted(_LINKS - {'for'}))})\s+){{0,2}}"
)
NAME = rf"{_CAPITAL}(?:{_GAP}{_CAPITAL})*"  # for patterns in which a name has its place
_OPENING_MARKS = frozenset("\"'“‘(*-–•")
_SHOUTING = 0.6  # of the long words: with more of them capitalised, capitals tell nothing


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words; `parts` are folded and without titles."""

    parts: tuple[str, ...]
    text: str  # as it is written, but for its possessive ending
    first: int  # index of its first token
    last: int
    sure: bool  # its capitals tell: neither `lone` nor in a text that capitalises everything
    lone: bool  # a single word that may be capitalised only because it begins a sentence


def find_names(marks: Sequence[Token]) -> Iterator[Name]:
    """Runs of capitalised words, joined by "of", "von der", initials, hyphens and the like."""
    shouting = _measure_capitals(marks) > _SHOUTING
    at = 0
    while at < len(marks):
        if not _is_capital(marks, at):
            at += 1
            continue
        last = at
        while (step := _find_next(marks, last)) is not None:
            last = step
        run = marks[at : last + 1]
        starts = starts_sentence(marks, at)
        parts = tuple(m.low for m in run if m.low not in lexicon.TITLES and m.text[0].isalpha())
        if starts and run[0].low in lexicon.STOP_WORDS and run[0].text not in lexicon.SHOUTED_NAMES:
            parts = tuple(part for part in parts if part != run[0].low)
        content = tuple(part for part in parts if part not in lexicon.JOINING | lexicon.NOT_NAMES)
        if len(content) > 1:  # "Black Friday" is the same as "Black Fri."
            content = tuple(part for part in content if part not in WEEKDAYS)
        if content and not (len(content) == 1 and _is_date(run[0], content[0])):
            lone = starts and len(run) == 1 and not is_acronym(run[0].text)
            yield Name(content, join_tokens(run), at, last, not (lone or shouting), lone)
        at = last + 1


def join_tokens(run: Sequence[Token]) -> str:
    """Neighbouring tokens as they are written, on one line, without a possessive ending."""
    gaps = ["" if one.end == other.start else " " for one, other in pairwise(run)]
    text = "".join(mark.text + gap for mark, gap in zip(run, [*gaps, ""], strict=True))
    return text.removesuffix("'s")


def starts_sentence(marks: Sequence[Token], at: int) -> bool:
    """Whether the token at `at` is the first of a sentence, opening marks aside."""
    before = at - 1
    while before >= 0 and marks[before].text in _OPENING_MARKS:
        before -= 1
    return before < 0 or marks[before].text in {".", "!", "?", ":", "…", "]"}


def is_acronym(text: str) -> bool:
    return len(text) > 1 and sum(letter.isupper() for letter in text) > 1


def is_full_name(name: str) -> bool:
    return " " in name and name[0].isupper()


def is_person(name: str) -> bool:
    """As far as a name shows it: two words or more, none of them an institution's."""
    head = name.partition(" of ")[0]
    last = head.rpartition(" ")[2]
    of_a_person = not any(fold(word) in lexicon.BODIES for word in re.findall(r"\w[\w’'-]*", head))
    return is_full_name(head) and last[:1].isupper() and of_a_person


def agree_in_initials(one: Name, other: Name) -> bool:
    """Whether two names are one but for how initials are spaced, or for what they stand for.

    So are "J. K. Rowling" and "JK Rowling", and "Joanne Rowling" if "J." has its stop; "Jill Biden"
    and "Joe Biden", "X Holdings" and "Xerox Holdings" are not.
    """
    if one.parts[-1] != other.parts[-1]:
        return False
    mine, others = _spell_given(one.text), _spell_given(other.text)
    if not (mine and others):
        return False
    if mine == others:
        return True
    dotted = "." in one.text + other.text and is_person(one.text) and is_person(other.text)
    longer = mine if len(mine) > len(others) else others
    if not dotted or "".join(longer) in lexicon.ALIASES:  # "U.S. Steel" is no "Union Steel"
        return False
    return all(
        word == twin or (min(len(word), len(twin)) == 1 and word[0] == twin[0])
        for word, twin in zip(mine, others, strict=False)
    )


def _spell_given(text: str) -> list[str]:
    """The words of a name before its last, folded, initials one by one."""
    given: list[str] = []
    for word in text.split()[:-1]:
        letters = [letter.lower() for letter in word if letter.isalpha()]
        initials = word.isupper() and len(letters) < 4
        given += letters if initials else [fold(word)]
    return [word for word in given if word not in lexicon.TITLES]


@lru_cache(maxsize=50_000)
def derive_roots(word: str) -> frozenset[str]:
    """Forms under which a country meets its people: "Ukraine" and "Ukrainian" share "ukrain"."""
    base = re.sub(r"(?:ians?|eans?|ans?|ese|ish|ium|ic|is?|s)$", "", word)
    forms = {word, base, re.sub(r"[aeiouy]+$", "", base)}
    return frozenset(form for form in forms if len(form) > 3)


@lru_cache(maxsize=8192)
def derive_acronyms(text: str) -> frozenset[str]:
    """Acronyms of a name: "World Health Organization" gives "who"; small words may count or not."""
    words = [word for word in re.split(r"[\s-]+", text) if word[:1].isalpha()]
    large = "".join(word[0] for word in words if word[0].isupper())
    if len(large) < 2:
        return frozenset()
    return frozenset((large.lower(), "".join(word[0] for word in words).lower()))


def _is_date(mark: Token, part: str) -> bool:
    return is_date_word(part) or (mark.text.endswith(".") and mark.low in AMBIGUOUS_DATES)


def _is_capital(marks: Sequence[Token], at: int) -> bool:
    mark = marks[at]
    if not mark.text[0].isupper() or mark.low in {"i", "i'm", "i've", "i'd", "i'll"}:
        return False
    opens = starts_sentence(marks, at) and mark.low in lexicon.STOP_WORDS
    return not opens or mark.text in lexicon.SHOUTED_NAMES


def _find_next(marks: Sequence[Token], at: int) -> int | None:
    """The index at which the run that reaches `at` goes on, if it does."""
    if marks[at].text.endswith("'s"):
        return None
    if (glued := _find_glued(marks, at)) is not None:
        return glued
    for following in range(at + 1, min(at + 4, len(marks))):
        if marks[following].text[0].isupper() and _belongs(marks, following, at):
            return following
        if marks[following].low not in _LINKS:
            break
    return None


def _belongs(marks: Sequence[Token], at: int, before: int) -> bool:
    """Whether the word at `at` is part of the name that reaches `before`, and no date beside it.

    So it is in "Theresa May", "Black Friday" and "the Fourth of July", but not in "Kyiv Monday".
    """
    mark = marks[at]
    if not _is_date(mark, mark.low):
        return True
    if mark.low in WEEKDAYS:
        return marks[before].low in lexicon.DAY_EPITHETS
    numbered = at + 1 < len(marks) and marks[at + 1].text[0].isdigit()
    return not numbered and (mark.text == "May" or at > before + 1)


def _find_glued(marks: Sequence[Token], at: int) -> int | None:
    """Behind a hyphen or a full stop within a name: "Covid-19", "Mar-a-Lago", "J. K. Rowling"."""
    follows = marks[at + 1 : at + 5]
    if len(follows) < 2:
        return None
    glue, word = follows[:2]
    if glue.start != marks[at].end:
        return None
    capital, opens = word.text[0].isupper(), word.low in lexicon.STOP_WORDS
    if glue.text == "." and len(marks[at].text) == 1 and capital and not opens:
        return at + 2
    if glue.text not in {"-", "."} or word.start != glue.end:
        return None
    if word.text[0].isdigit() or (capital and not (opens and glue.text == ".")):
        return at + 2
    spans = len(follows) == 4 and follows[2].text == "-" and follows[3].text[0].isupper()
    return at + 4 if spans else None


def _measure_capitals(marks: Sequence[Token]) -> float:
    words = [mark for mark in marks if mark.text[0].isalpha() and len(mark.text) > 3]
    return sum(m.text[0].isupper() for m in words) / len(words) if len(words) > 3 else 0.0
