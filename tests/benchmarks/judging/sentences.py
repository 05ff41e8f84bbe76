"""News sentences to alter: each with the one after it, its article, and who speaks there."""

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rag.text.entities import is_person
from rag.text.lexicon import TITLES
from rag.text.sentences import split_sentences

_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
DAYS = _DAYS.split(" ")
_MONTHS = "January February March April May June July August September October November December"
MONTHS = _MONTHS.split(" ")
PERSON = r"[A-Z][a-z]+ [A-Z][a-z]+"
SAYING = r"(?:said|says|told|added)"
_SPEAKER = re.compile(rf"\b({PERSON}) {SAYING}\b|\b(?:said|says) ({PERSON})\b")
_SHORTEST, _LONGEST = 8, 45  # words of a sentence that is worth altering


@dataclass(frozen=True)
class Article:
    """The sentences of an article."""

    sentences: tuple[str, ...]

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """The people whom it lets speak, by their full names, in the order of the text."""
        found = [match[1] or match[2] for s in self.sentences for match in _SPEAKER.finditer(s)]
        no_name = {word.lower() for word in DAYS + MONTHS} | TITLES
        people = [n for n in found if is_person(n) and not no_name & set(n.lower().split())]
        return tuple(dict.fromkeys(people))


@dataclass(frozen=True)
class Place:
    """One sentence that a change is tried on."""

    text: str
    following: str  # the sentence after it
    article: Article
    names: tuple[str, ...]  # the speakers of all articles, to draw strangers from
    chance: random.Random


Change = Callable[[Place], str | None]  # None where the sentence does not lend itself


def read_articles(path: Path) -> list[Article]:
    """The articles of a JSON Lines file, in its order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    return [Article(tuple(s.text for s in split_sentences(text))) for text in texts]


def places(article: Article, names: tuple[str, ...], chance: random.Random) -> Iterator[Place]:
    """The sentences of ordinary length that are not the last, in a drawn order."""
    rows = list(zip(article.sentences, article.sentences[1:], strict=False))
    chance.shuffle(rows)
    for text, following in rows:
        if _SHORTEST <= len(text.split()) <= _LONGEST:
            yield Place(text, following, article, names, chance)
