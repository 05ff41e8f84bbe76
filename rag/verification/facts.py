"""What a sentence states, drawn out once so that it can be compared many times.

Content words, quantities, names, and which words stand under a negation. `extract_facts` is cached:
the same source sentences are read again for every claim of an answer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from rag.text import tokens
from rag.text.entities import Name, derive_acronyms, derive_roots, find_names, is_acronym
from rag.text.lexicon import NEGATORS, PASSED_OVER, RULING, UNDOING
from rag.text.numbers import read_quantities
from rag.text.quantities import Quantity
from rag.text.synonyms import find_synonym_rows
from rag.text.tokens import SIDES, Token, stem


@dataclass(frozen=True, eq=False)  # compared by identity: `extract_facts` makes one for a sentence
class Facts:
    """A sentence taken apart."""

    marks: tuple[Token, ...]

    @cached_property
    def content(self) -> tuple[tuple[int, str], ...]:
        """(token index, stem) of each content word; numbers and dates are quantities instead."""
        numbers = {n for q in self.quantities for n in range(q.first, q.last + 1)}
        return tuple(row for row in tokens.find_content_stems(self.marks) if row[0] not in numbers)

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
        return frozenset(pairwise(mark.low for mark in self.marks if mark.is_word))

    @cached_property
    def by_start(self) -> dict[str, tuple[str, ...]]:
        """Stems by their first four letters, to find kindred ones."""
        found: dict[str, tuple[str, ...]] = {}
        for word in self.stems:
            found[word[:4]] = (*found.get(word[:4], ()), word)
        return found

    @cached_property
    def by_row(self) -> dict[int, str]:
        """Stems by their rows of synonyms."""
        return {row: word for word in self.stems for row in find_synonym_rows(word)}

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
        return tuple(find_names(self.marks))

    @cached_property
    def roots(self) -> frozenset[str]:
        return frozenset(form for w in self.words if len(w) > 3 for form in derive_roots(w))

    @cached_property
    def initials(self) -> frozenset[str]:
        """Acronyms that the names of this sentence could go by."""
        return frozenset(form for name in self.names for form in derive_acronyms(name.text))

    @cached_property
    def acronyms(self) -> frozenset[str]:
        return frozenset(mark.low for mark in self.marks if is_acronym(mark.text))

    @cached_property
    def negated(self) -> frozenset[str]:
        """Stems of the words that a negation denies."""
        return frozenset(_find_negated_stems(self.marks, dict(self.content)))

    @cached_property
    def reached(self) -> frozenset[str]:
        """Stems of all words near behind a negation, which it may deny too."""
        rows = dict(self.content)
        spots = _find_denials(self.marks)
        near = {rows[i] for at in spots for i in range(at + 1, at + 9) if i in rows}
        return self.negated | near

    @cached_property
    def plain(self) -> frozenset[str]:
        """Stems that stand at least once outside a negation."""
        denied = list(_find_negated_stems(self.marks, dict(self.content)))
        return frozenset(word for word in self.stems if self.count(word) > denied.count(word))

    def count(self, word: str) -> int:
        return sum(word == other for _, other in self.content)

    def spell(self, word: str) -> str:
        """A stem as it is first written."""
        return self.marks[self.places[word][0]].text

    def find_stems_beside(self, first: int, last: int) -> frozenset[str]:
        """The nearest content stems, within four tokens before `first` and four after `last`."""
        before = [w for i, w in self.content if first - 4 <= i < first][-1:]
        after = [w for i, w in self.content if last < i <= last + 4][:1]
        return frozenset(before + after)


@lru_cache(maxsize=8192)
def extract_facts(sentence: str) -> Facts:
    return Facts(tokens.tokenize(sentence))


def is_same_wording(one: str, other: str) -> bool:
    """Whether two sentences are the same but for case, spacing, outer marks and kinds of quotes."""
    return _normalize_wording(one) == _normalize_wording(other)


@lru_cache(maxsize=8192)
def _normalize_wording(sentence: str) -> str:
    words = tokens.normalize_marks(sentence).split()
    return " ".join(map(tokens.fold, words)).strip(" .,;:!?\"'")


def _find_negated_stems(marks: tuple[Token, ...], rows: Mapping[int, str]) -> Iterator[str]:
    """The stem that each negation denies: the first content word after it, else the last before.

    `rows` holds the content words' stems by their token index.
    """
    for at in _find_denials(marks):
        following = marks[at + 1].low if at + 1 < len(marks) else ""
        if marks[at].low == "not" and following in {"only", "just"} and _goes_on(marks, at):
            continue
        denied = _find_denied(marks, rows, at)
        if denied is None:
            denied = next((i for i in range(at - 1, max(-1, at - 5), -1) if i in rows), None)
        if denied is not None:
            yield rows[denied]


def _find_denials(marks: tuple[Token, ...]) -> list[int]:
    """Where something is denied; two denials in a row, as "refused to rule out", deny nothing."""
    found: list[int] = []
    for at, mark in enumerate(marks):
        rules_out = mark.low in RULING and at + 1 < len(marks) and marks[at + 1].low == "out"
        if not (rules_out or is_negator(mark.low)):
            continue
        undoes = rules_out or mark.low in UNDOING
        if undoes and found and at - found[-1] <= 3 and _is_joined(marks, found[-1], at):
            found.pop()
        else:
            found.append(at + rules_out)
    return found


def _is_joined(marks: tuple[Token, ...], one: int, other: int) -> bool:
    """Whether only words that a negation passes over stand between two of them."""
    return all(mark.low in PASSED_OVER for mark in marks[one + 1 : other])


def is_negator(low: str) -> bool:
    """Whether a folded word denies what follows it."""
    return low in NEGATORS or low.endswith("n't")


def _find_denied(marks: tuple[Token, ...], rows: Mapping[int, str], at: int) -> int | None:
    """The content word that the negation at `at` runs into before any mark ends its reach."""
    for i in range(at + 1, min(at + 6, len(marks))):
        if not (marks[i].is_word or marks[i].text in "\"'-"):
            return None
        low = marks[i].low
        if i in rows and low not in PASSED_OVER and not (low.endswith("ly") and len(low) > 5):
            return i
    return None


def _goes_on(marks: tuple[Token, ...], at: int) -> bool:
    """Whether a "not only" at `at` is followed by its "but also"."""
    return any(mark.low in {"but", "also"} for mark in marks[at:])


def find_kindred(word: str, other: Facts) -> str | None:
    """The stem of `other` that is `word` but for its ending."""
    return next((w for w in other.by_start.get(word[:4], ()) if tokens.is_akin(word, w)), None)


def find_synonym(word: str, other: Facts) -> str | None:
    """The stem of `other` that may stand for `word`."""
    rows = find_synonym_rows(word)
    return next((other.by_row[row] for row in sorted(rows) if row in other.by_row), None)
