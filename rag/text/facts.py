"""What a sentence states, drawn out once so that it can be compared many times.

Content words, quantities, names, and which words stand under a negation. `facts_of` is cached: the
same source sentences are read again for every claim of an answer.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from rag.text.lexicon import JOINING, NEGATORS, NOT_NAMES, PASSED_OVER, STOP_WORDS, TITLES
from rag.text.numbers import read_quantities
from rag.text.quantities import MONTHS, WEEKDAYS, Quantity
from rag.text.tokens import SIDES, Token, akin, content, fold, plain_marks, stem, tokens


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words; `parts` are folded and without titles."""

    parts: tuple[str, ...]
    text: str
    first: int
    last: int
    sure: bool  # False for a lone word that may be capitalised only because it begins a sentence


@dataclass(frozen=True, eq=False)  # compared by identity: `facts_of` makes one for a sentence
class Facts:
    """A sentence taken apart."""

    marks: tuple[Token, ...]

    @cached_property
    def content(self) -> tuple[tuple[int, str], ...]:
        """(token index, stem) of each content word; numbers and dates are quantities instead."""
        numbers = {n for q in self.quantities for n in range(q.first, q.last + 1)}
        return tuple(row for row in content(self.marks) if row[0] not in numbers)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(word for _, word in self.content)

    @cached_property
    def places(self) -> dict[str, tuple[int, ...]]:
        """Where each stem stands."""
        found: dict[str, tuple[int, ...]] = {}
        for index, word in self.content:
            found[word] = (*found.get(word, ()), index)
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(mark.low for mark in self.marks)

    @cached_property
    def forms(self) -> frozenset[str]:
        """The stems of all words, those of grammar included."""
        return frozenset(stem(word) for word in self.words)

    @cached_property
    def neighbours(self) -> frozenset[tuple[str, str]]:
        """Words that stand next to each other, those of grammar included."""
        lows = [mark.low for mark in self.marks if mark.is_word]
        return frozenset(pairwise(lows))

    @cached_property
    def by_start(self) -> dict[str, tuple[str, ...]]:
        """Stems by their first four letters, to find kindred ones."""
        found: dict[str, tuple[str, ...]] = {}
        for word in self.stems:
            found[word[:4]] = (*found.get(word[:4], ()), word)
        return found

    @cached_property
    def scales(self) -> tuple[tuple[int, str], ...]:
        """(token index, stem) of the words that have an opposite, "before" and "more" included."""
        rows = ((index, stem(mark.low)) for index, mark in enumerate(self.marks) if mark.is_word)
        return tuple((index, word) for index, word in rows if word in SIDES)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        return read_quantities(self.marks)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        return tuple(_names(self.marks))

    @cached_property
    def roots(self) -> frozenset[str]:
        return frozenset(form for word in self.words if len(word) > 3 for form in roots(word))

    @cached_property
    def initials(self) -> frozenset[str]:
        """Acronyms that the names of this sentence could go by."""
        return frozenset(form for name in self.names for form in initials(name.text))

    @cached_property
    def acronyms(self) -> frozenset[str]:
        return frozenset(mark.low for mark in self.marks if _is_acronym(mark.text))

    @cached_property
    def negated(self) -> frozenset[str]:
        """Stems of the words that a negation denies."""
        return frozenset(_negated(self.marks, dict(self.content)))

    @cached_property
    def reached(self) -> frozenset[str]:
        """Stems of all words near behind a negation, which it may deny too."""
        rows = dict(self.content)
        spots = [at for at, mark in enumerate(self.marks) if denying(mark.low)]
        near = {rows[i] for at in spots for i in range(at + 1, at + 9) if i in rows}
        return self.negated | near

    @cached_property
    def plain(self) -> frozenset[str]:
        """Stems that stand at least once outside a negation."""
        denied = list(_negated(self.marks, dict(self.content)))
        return frozenset(word for word in self.stems if self.count(word) > denied.count(word))

    def count(self, word: str) -> int:
        return sum(word == other for _, other in self.content)

    def beside(self, first: int, last: int, reach: int = 4) -> frozenset[str]:
        """The nearest content stems before and after the tokens `first` to `last`."""
        before = [w for i, w in self.content if first - reach <= i < first][-1:]
        after = [w for i, w in self.content if last < i <= last + reach][:1]
        return frozenset(before + after)


@lru_cache(maxsize=8192)
def facts_of(sentence: str) -> Facts:
    return Facts(tokens(sentence))


def same_words(one: str, other: str) -> bool:
    """Whether two sentences are the same but for case, spacing, outer marks and kinds of quotes."""
    return _bare(one) == _bare(other)


@lru_cache(maxsize=8192)
def _bare(sentence: str) -> str:
    words = re.findall(r"\S+", plain_marks(sentence))
    return " ".join(fold(word) for word in words).strip(" .,;:!?\"'")


@lru_cache(maxsize=50_000)
def roots(word: str) -> frozenset[str]:
    """Forms under which a country meets its people: "Ukraine" and "Ukrainian" share "ukrain"."""
    base = re.sub(r"(?:ians?|eans?|ans?|ese|ish|ium|ic|is?|s)$", "", word)
    forms = {word, base, re.sub(r"[aeiouy]+$", "", base)}
    return frozenset(form for form in forms if len(form) > 3)


@lru_cache(maxsize=8192)
def initials(text: str) -> frozenset[str]:
    """Acronyms of a name: "World Health Organization" gives "who"; small words may count or not."""
    words = [word for word in re.split(r"[\s-]+", text) if word[:1].isalpha()]
    large = "".join(word[0] for word in words if word[0].isupper())
    if len(large) < 2:
        return frozenset()
    return frozenset((large.lower(), "".join(word[0] for word in words).lower()))


def _names(marks: tuple[Token, ...]) -> Iterator[Name]:
    """Runs of capitalised words, joined by "of", "de" and the like."""
    shouting = _capitalised_share(marks) > 0.6
    at = 0
    while at < len(marks):
        if not _is_capital(marks, at):
            at += 1
            continue
        last = at
        while (step := _joined(marks, last)) is not None:
            last = step
        run = marks[at : last + 1]
        parts = tuple(m.low for m in run if m.low not in TITLES and m.is_word)
        starts = _starts_sentence(marks, at)
        if starts and run[0].low in STOP_WORDS:
            parts = tuple(p for p in parts if p != run[0].low)
        content_parts = tuple(p for p in parts if p not in JOINING | NOT_NAMES)
        dated = run[0].text.endswith(".") and run[0].low in _SHORT_DATES
        if content_parts and not (
            len(content_parts) == 1 and (dated or _is_date_word(content_parts[0]))
        ):
            lone = starts and len(run) == 1 and not _is_acronym(run[0].text)
            text = " ".join(m.text for m in run)
            yield Name(content_parts, re.sub(r"'s$", "", text), at, last, not (lone or shouting))
        at = last + 1


_SHORT_DATES = frozenset(
    {"mar", "jun", "jan", "sat", "sun"}
)  # names of people, too, but for "Jan."


def _is_date_word(low: str) -> bool:
    return low in WEEKDAYS or (low in MONTHS and low not in _SHORT_DATES)


def _is_acronym(text: str) -> bool:
    return len(text) > 1 and sum(letter.isupper() for letter in text) > 1


def _is_capital(marks: tuple[Token, ...], at: int) -> bool:
    mark = marks[at]
    if not mark.text[0].isupper() or mark.low in {"i", "i'm", "i've", "i'd", "i'll"}:
        return False
    return not (_starts_sentence(marks, at) and mark.low in STOP_WORDS and mark.low != "us")


def _joined(marks: tuple[Token, ...], at: int) -> int | None:
    """The index at which the run that reaches `at` goes on, if it does."""
    if marks[at].text.endswith("'s"):
        return None
    for reach in (1, 2, 3):
        nxt = at + reach
        if nxt >= len(marks):
            return None
        if marks[nxt].text[0].isupper() and not _is_date_word(marks[nxt].low):
            return nxt
        if marks[nxt].low not in JOINING or marks[nxt].low == "and":
            return None
    return None


def _starts_sentence(marks: tuple[Token, ...], at: int) -> bool:
    before = at - 1
    while before >= 0 and marks[before].text in {'"', "'", "“", "‘", "(", "*", "-", "–", "•"}:
        before -= 1
    return before < 0 or marks[before].text in {".", "!", "?", ":", "…"}


def _capitalised_share(marks: tuple[Token, ...]) -> float:
    words = [mark for mark in marks if mark.text[0].isalpha() and len(mark.text) > 3]
    return sum(m.text[0].isupper() for m in words) / len(words) if len(words) > 3 else 0.0


def _negated(marks: tuple[Token, ...], rows: Mapping[int, str]) -> Iterator[str]:
    """The stem that each negation denies: the first content word after it, else the last before.

    `rows` holds the content words' stems by their token index.
    """
    for at, mark in enumerate(marks):
        if not denying(mark.low):
            continue
        if mark.low == "not" and _low(marks, at + 1) in {"only", "just"} and _goes_on(marks, at):
            continue
        denied = _denied(marks, rows, at)
        if denied is None:
            denied = next((i for i in range(at - 1, max(-1, at - 5), -1) if i in rows), None)
        if denied is not None:
            yield rows[denied]


def denying(low: str) -> bool:
    """Whether a folded word denies what follows it."""
    return low in NEGATORS or low.endswith("n't")


def _denied(marks: tuple[Token, ...], rows: Mapping[int, str], at: int) -> int | None:
    """The content word that the negation at `at` runs into before any mark ends its reach."""
    for i in range(at + 1, min(at + 6, len(marks))):
        if not (marks[i].is_word or marks[i].text in "\"'-"):
            return None
        low = marks[i].low
        if i in rows and low not in PASSED_OVER and not (low.endswith("ly") and len(low) > 5):
            return i
    return None


def _low(marks: tuple[Token, ...], at: int) -> str:
    return marks[at].low if at < len(marks) else ""


def _goes_on(marks: tuple[Token, ...], at: int) -> bool:
    """Whether a "not only" at `at` is followed by its "but also"."""
    return any(mark.low in {"but", "also"} for mark in marks[at:])


def kindred(word: str, other: Facts) -> str | None:
    """The stem of `other` that is `word` but for its ending."""
    return next((w for w in other.by_start.get(word[:4], ()) if akin(word, w)), None)
