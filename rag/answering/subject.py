"""What a question is about: its names must stand in what answers it, or it is about another.

Names that only say where or of what kind ("in Ohio", "which US state") are no subject: an outlet at
home there does not write them.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cached_property
from itertools import islice

from rag.query.parsed import ParsedQuestion
from rag.text.calendar import is_date_word
from rag.text.entities import Name
from rag.text.lexicon import collect_words
from rag.text.spelling import same_name
from rag.text.tokens import Token, fold, stem_words, tokenize
from rag.types import Article, Evidence
from rag.verification.entities import has_name
from rag.verification.facts import Facts, extract_facts

_PLACING = collect_words(
    "in at across from near throughout outside inside within into around over off along"
)
_BEFORE_NOUNS = collect_words("which what whose how many much")
_BEFORE_SUBJECTS = collect_words(
    "did does do has have had will would can could should was is were are"
)
_OPENING = collect_words("the a an former then new")  # between those and the name
MOST_NAMES = 8  # that are looked for
LONG = 4  # words: as many in a row may be a pasted headline with all its capitals
LONGEST = 20_000  # characters of an article that are read for a name


class Subject:
    """The names that a question is about: people, places, organisations, works; no outlets asked.

    `articles` are those of the evidence, by id: a sentence is about whom its article names.
    """

    def __init__(self, question: ParsedQuestion, articles: Mapping[str, Article]) -> None:
        self._question = question
        self._articles = articles
        self._missing: dict[str, tuple[Name, ...]] = {}

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Those that are surely names, and that do more than place the rest."""
        marks = tokenize(self._question.topic)
        return tuple(name for name in self._every_name if _is_subject(name, marks))

    @cached_property
    def _every_name(self) -> tuple[Name, ...]:
        outlets = {part for name in self._question.outlets for part in fold(name).split()}
        compares = self._question.task == "comparison"  # "Varga and Aronsen" are two names
        found = (
            name
            for name in extract_facts(self._question.topic).names
            if (name.sure or (len(name.parts) < LONG and name.lone <= compares))
            and not outlets.issuperset(name.parts)
        )
        return tuple(islice(found, MOST_NAMES))

    def measure_setting(self, item: Evidence) -> float:
        """The share of all the names, places too, that its article has; 1 if there are none."""
        every = self._every_name
        if not every:
            return 1.0
        return 1 - len(self._find_missing(item)) / len(every)

    @property
    def words(self) -> Set[str]:
        """The stems of all words of the question that tell."""
        return self._question.content.keys()

    @property
    def is_dated(self) -> bool:
        """Whether one of those words is of a date, which sentences of that day seldom have."""
        return any(is_date_word(low) or low.isdigit() for low in self._question.content.values())

    def find_missing(self, item: Evidence) -> tuple[Name, ...]:
        """The names that stand neither in a sentence's article nor in its headline."""
        return tuple(name for name in self._find_missing(item) if name in self.names)

    def _find_missing(self, item: Evidence) -> tuple[Name, ...]:
        known = self._missing.get(item.article_id)
        if known is None:
            known = self._missing[item.article_id] = tuple(self._look_for_names(item))
        return known

    def _look_for_names(self, item: Evidence) -> Iterator[Name]:
        article = self._articles.get(item.article_id)
        text = f"{item.title}\n{article.text if article else item.sentence}"[:LONGEST]
        folded = fold(text)
        for name in self._every_name:
            if not (all(part in folded for part in name.parts) or _is_named(name, text)):
                yield name

    def measure_presence(self, item: Evidence) -> float:
        """The share of the names that are there, 0 to 1; 1 where the question has none."""
        return 1 - len(self.find_missing(item)) / len(self.names) if self.names else 1.0

    def is_named_in(self, sentence: str) -> bool:
        """Whether the sentence itself has all the names, of which there is one at least."""
        facts = extract_facts(sentence)
        return bool(self.names) and all(has_name(facts, name) for name in self.names)

    def measure_mention(self, sentence: str) -> float:
        """How far the sentence itself is on the subject, 0 to 1: its names, or words if none."""
        if self.names or not self.words:
            return float(self.is_named_in(sentence))
        return len(self.words & stem_words(sentence)) / len(self.words)

    def find_absent(self, items: Sequence[Evidence]) -> tuple[Name, ...]:
        """The names that are with none of the sentences."""
        return tuple(
            name for name in self.names if all(name in self.find_missing(item) for item in items)
        )


def _is_named(name: Name, text: str) -> bool:
    """Whether a text has a name, otherwise spelled perhaps."""
    facts = Facts(tokenize(text))  # of a whole article, too large to be kept among sentences
    known = has_name.__wrapped__(facts, name)
    return known or any(same_name(name.text, one.text) for one in facts.names)


def _is_subject(name: Name, marks: Sequence[Token]) -> bool:
    """Neither "in Ohio" nor "which US state" nor "the Ohio primary"."""
    at = name.first - 1
    while at >= 0 and marks[at].low in _OPENING:
        at -= 1
    before = marks[at].low if at >= 0 else ""
    after = marks[name.last + 1].text if name.last + 1 < len(marks) else ""
    determined = at < name.first - 1 or before in _BEFORE_NOUNS
    verb_follows = before in _BEFORE_SUBJECTS  # "did the Pope say"
    kind = determined and after[:1].islower() and not verb_follows
    return before not in _PLACING and not kind
