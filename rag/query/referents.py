"""Whom "she" means, or what "it" does, of the names in the last question and its answer."""

import re
from collections.abc import Sequence

from rag.query.known_names import KnownNames
from rag.query.outlets import find_outlets
from rag.query.parsed import ParsedQuestion, read_names
from rag.query.vocabulary import AUXILIARY
from rag.store.outlets import NO_OUTLETS, OutletNames
from rag.text.entities import NAME
from rag.text.lexicon import ALIASES, BODIES, TITLES, collect_words
from rag.text.name_signs import NameSigns
from rag.text.people import PRONOUNS, Gender
from rag.text.sentences import split_sentences
from rag.text.tokens import fold

# In the names of places, teams and papers, beside the bodies that the lexicon has.
_THINGS = BODIES | collect_words(
    "the city town county river valley island islands lake mount port fort cape beach road lane",
    "square",
    "hall hospital school college club rovers athletic post news line railway harbour north south",
    "east west new san los saint st el saudi day war cup prize island airways times",
)
_PLACED = re.compile(r"\b(?:the|in|at|near|across|into|outside|inside|from|around|an?)\s+$", re.I)
# "Who replaced Truss?", "Who is the mayor?": asks for somebody whom only the answer names.
_ASKS_WHOM = re.compile(
    rf"\W*(?:(?i:and|but|so)\W+)?(?i:who|which (?:man|woman|person))\b(?!(?:['’]s"
    rf"|\s+{AUXILIARY})\s+{NAME})"
)


def find_people(text: str, outlets: OutletNames = NO_OUTLETS) -> list[str]:
    """The names in `text` that may be a person's, in order: no place, body, country or outlet."""
    return [name for name in read_names(text) if _may_be_person(name, text, outlets)]


def find_person(
    question: ParsedQuestion, carried: Sequence[str], answer: str, pronoun: str, known: KnownNames
) -> str:
    """Whom a `pronoun` means after `question` and its answer; "" where nobody is named.

    The question's own subject first; but where it asks who somebody is, whom the answer names
    first. Then those `carried` from the questions before, then anybody whom the answer names. No
    man is "she", and nothing that is known to be no person.
    """
    said, gender = f"{question.text}\n{answer}", PRONOUNS[pronoun.lower()]
    outlets = question.known_outlets
    own = find_people(question.text, outlets)
    opening = next((one.text for one in split_sentences(answer)), "")
    rest = find_people(answer, outlets)
    rest.sort(key=lambda name: known.read(name, said).gender != gender)  # those sure of first
    named = _prefer_full(find_people(opening, outlets)) + rest
    before = [name for name in carried if _may_be_person(name, name, outlets)]
    if _ASKS_WHOM.match(question.text):
        named.sort(key=lambda name: -_count_sentences(name, answer) if name in opening else 0)
        new = [name for name in named if not any(_is_part(name, one) for one in own)]
        order = [*new, *own, *before]
    else:
        order = [*own, *before, *named]
    return next((name for name in order if _fits(known.read(name, said), gender)), "")


def _count_sentences(name: str, answer: str) -> int:
    """Of an answer, those with a surname: whom a question asks for is in more than one."""
    surname = name.rpartition(" ")[2]
    return sum(surname in one.text for one in split_sentences(answer))


def _fits(signs: NameSigns, gender: Gender) -> bool:
    return signs.kind in {"person", ""} and signs.gender in {gender, None}


def find_thing(question: ParsedQuestion, topics: Sequence[str], answer: str) -> str:
    """What "it" means, of what the answer's first sentence names, where the question names none.

    `topics` are the names and things of the question; people and places are not meant.
    """
    outlets, text = question.known_outlets, question.text
    if not all(_may_be_person(one, text, outlets) or _is_placed(one, text) for one in topics):
        return ""
    opening = next((one.text for one in split_sentences(answer)), "")
    names = [name for name in read_names(opening) if not _is_placed(name, opening)]
    return next((name for name in names if _THINGS & {fold(word) for word in name.split()}), "")


def _is_placed(name: str, text: str) -> bool:
    return bool(
        re.search(rf"\b(?:in|at|near|across|from|around)\s+(?:the\s+)?{re.escape(name)}", text)
    )


def _prefer_full(names: list[str]) -> list[str]:
    """Full names before single ones, which may name anything."""
    return sorted(names, key=lambda name: " " not in name)


def _is_part(name: str, other: str) -> bool:
    words = {fold(word) for word in name.split()}, {fold(word) for word in other.split()}
    return words[0] <= words[1] or words[1] <= words[0]


def _may_be_person(name: str, text: str, outlets: OutletNames) -> bool:
    words = [fold(word) for word in name.partition(" of ")[0].split()]
    if not name[:1].isupper() or name.rpartition(" ")[2].isupper() or _THINGS & set(words):
        return False
    if fold(name) in ALIASES or find_outlets(f"in {name}", outlets):
        return False
    at = text.find(name)
    return bool((TITLES - {"the"}) & {words[0]}) or not _PLACED.search(text[: max(at, 0)])
