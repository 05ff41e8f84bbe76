"""A cited sentence, read in its article: what is explained in it, and what others say there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.text import lexicon
from rag.text.mentions import Mention, read_sentence
from rag.text.people import People
from rag.text.person_words import SAYING
from rag.text.tokens import Token
from rag.types import Sentence

_MARK = re.compile(
    r"(?P<double>[“”\"])|(?P<opens>(?<!\w)['‘](?=[^\W\d]))|(?P<closes>(?<=[\w.,!?…])['’](?!\w))"
)
# Irregular forms that are nouns; the others show that a verb follows.
_NOUN_FORMS = lexicon.collect_words(
    "children death deaths feet lives loss losses men people persons sale sales winner winners",
    "women",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A word of the sentence, what it stands for, and the index of the sentence that shows it."""

    start: int
    end: int
    text: str
    shown_by: int


@dataclass
class Reading:
    """A cited sentence, read in its article."""

    article: str
    sentences: Sequence[Sentence]
    at: int
    people: People

    @cached_property
    def marks(self) -> tuple[Token, ...]:
        return read_sentence(self.sentences[self.at].text)[0]

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        return read_sentence(self.sentences[self.at].text)[1]

    def is_quoted(self, offset: int) -> bool:
        """Whether somebody else speaks at `offset` of the sentence."""
        return any(start <= offset < end for start, end in self._quotations)

    @cached_property
    def _quotations(self) -> tuple[tuple[int, int], ...]:
        return tuple(find_quotations(self.article, self.sentences[self.at]))


def stands_alone(marks: Sequence[Token], at: int) -> bool:
    """Whether what ends at token `at` belongs to no noun: not so in "the Biden administration"."""
    if marks[at].text.endswith("'s") or at + 1 == len(marks):
        return True
    after = marks[at + 1]
    if not after.is_word:
        return after.text not in {"-", "/", "&", "'", ":"} or after.start > marks[at].end
    return (
        after.low in lexicon.STOP_WORDS | SAYING
        or after.low.endswith(("ed", "ly"))
        or (after.low in lexicon.IRREGULAR and after.low not in _NOUN_FORMS)
    )


def find_quotations(article: str, sentence: Sentence) -> list[tuple[int, int]]:
    """Where others speak in the sentence; such a quotation may begin before it in its paragraph."""
    begins = article.rfind("\n", 0, sentence.start) + 1
    spans: list[tuple[int, int]] = []
    opened: re.Match[str] | None = None
    for match in _MARK.finditer(article, begins, sentence.end):
        kind = match.lastgroup
        if opened is None:
            opened = match if kind == "opens" or match[0] in '“"' else None
        elif match[0] not in "“‘" and (kind == "double") == (opened.lastgroup == "double"):
            spans.append((opened.start(), match.end()))
            opened = None
    if opened is not None:
        spans.append((opened.start(), sentence.end))
    return [(one - sentence.start, other - sentence.start) for one, other in spans]
