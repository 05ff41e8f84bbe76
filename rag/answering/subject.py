"""What a question is about: its names must stand in what answers it, or it is about another."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from rag.query.parsed import ParsedQuestion
from rag.text.entities import Name
from rag.types import Evidence
from rag.verification.entities import has_name
from rag.verification.facts import extract_facts


class Subject:
    """The names of a question: people, places, organisations, works; outlets asked for are none."""

    def __init__(self, question: ParsedQuestion) -> None:
        self._question = question

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Those whose capitals tell."""
        outlets = {part for name in self._question.outlets for part in name.lower().split()}
        found = extract_facts(self._question.text).names
        return tuple(one for one in found if one.sure and not outlets.issuperset(one.parts))

    def find_missing(self, item: Evidence) -> tuple[Name, ...]:
        """The names that stand neither in a sentence, nor beside it, nor in its headline."""
        places = [extract_facts(text) for text in (item.beside or item.sentence, item.title)]
        return tuple(one for one in self.names if not any(has_name(at, one) for at in places))

    def measure_presence(self, item: Evidence) -> float:
        """The share of the names that are there, 0 to 1; 1 where the question has none."""
        if not self.names:
            return 1.0
        return 1 - len(self.find_missing(item)) / len(self.names)

    def find_absent(self, items: Iterable[Evidence]) -> tuple[Name, ...]:
        """The names that are with none of the sentences."""
        absent: Sequence[Name] = self.names
        for item in items:
            missing = self.find_missing(item) if absent else ()
            absent = [one for one in absent if one in missing]
        return tuple(absent)
