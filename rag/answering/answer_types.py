"""The things of the kind that a question asks for, as sentences hold them."""

import re
from collections.abc import Iterator, Sequence, Set

from rag.query.answer_type import AnswerType
from rag.query.listing import MemberKind
from rag.text.entities import Name, is_person
from rag.text.lexicon import STATES
from rag.text.listed import LINE, find_items, split_items, take_last_words
from rag.text.person_words import PERSON_NOUNS
from rag.text.quantities import DATES
from rag.text.tokens import fold, stem
from rag.verification.facts import extract_facts

_CHARGED = re.compile(  # what follows is what somebody is charged with
    r"\b(?:charged with|(?:charges?|counts?|allegations|crimes)(?: of|[^.;]{0,40}?[:–—−])"
    r"|accused of|convicted of|indicted (?:on|for)|guilty (?:of|to))\s",
    re.I,
)
_CLAUSE_END = re.compile(r"\.(?:\s|$)|[;–—−]|,\s+(?:as|but|although|after|who|which|while)\b")
AnswerValue = tuple[str, float | str]  # kind, and the value or the last word of the name
# How surely a thing is a member of the list that is wanted: what is seen to be of its kind, an item
# of any list, a name that stands alone.
_SURENESS = {"item": 1.0, "loose": 0.4, "name": 0.1}


def extract_values(
    sentences: Sequence[str], kind: AnswerType, asked: Set[str]
) -> list[frozenset[AnswerValue]]:
    """What each sentence holds of a kind and the question, by its stems `asked`, does not.

    Where no kind is known, names. A lone word that opens a sentence is a name only if it is one
    elsewhere in the sentences.
    """
    if kind in {"number", "time"}:
        return [frozenset(_extract_numbers(sentence, kind)) for sentence in sentences]
    names = [extract_facts(sentence).names for sentence in sentences]
    sure = {name.parts[-1] for held in names for name in held if name.sure}
    return [frozenset(_extract_names(held, asked, sure)) for held in names]


def extract_members(
    sentences: Sequence[str], kind: MemberKind, asked: Set[str]
) -> list[frozenset[AnswerValue]]:
    """What each sentence has of a list that is wanted: its items, and names that stand alone.

    By their last words; of a kind only what may be of it, as far as a sentence shows that.
    """
    return [frozenset(_extract_members(sentence, kind, asked)) for sentence in sentences]


def count_members(values: Set[AnswerValue]) -> float:
    """How many members of a list these are likely to be; numbers and times surely, if asked for."""
    return sum(_SURENESS.get(kind, 1.0) for kind, _ in values)


def _extract_members(sentence: str, kind: MemberKind, asked: Set[str]) -> Iterator[AnswerValue]:
    names = [name for line in LINE.split(sentence) for name in extract_facts(line).names]
    items = take_last_words(find_items(sentence))
    found: list[tuple[str, str]] = []
    match kind:
        case "state":
            found = [("item", name.parts[-1]) for name in names if name.parts[-1] in STATES]
        case "person":
            people = (one for one in names if is_person(one.text))
            found = [("item", one.parts[-1]) for one in people if one.parts[-1] not in PERSON_NOUNS]
        case "charge":
            found = [("item", item.lower()) for item in _list_charges(sentence)]
        case _:
            found = [("loose", fold(item)) for item in items]
            known = {item for _, item in found}
            found += [("name", one.parts[-1]) for one in names if one.parts[-1] not in known]
    yield from (one for one in found if stem(one[1]) not in asked)


def _list_charges(sentence: str) -> list[str]:
    """The last word of each charge, where a sentence says that those are charges."""
    if not (named := _CHARGED.search(sentence)):
        return []
    told = _CLAUSE_END.split(sentence[named.end() :])[0]
    return take_last_words(LINE.split(told.strip()) if "\n" in told else split_items(told))


def _extract_names(names: Sequence[Name], asked: Set[str], sure: Set[str]) -> Iterator[AnswerValue]:
    for name in names:
        if name.parts[-1] in sure and not any(stem(part) in asked for part in name.parts):
            yield "name", name.parts[-1]


def _extract_numbers(sentence: str, kind: AnswerType) -> Iterator[AnswerValue]:
    for quantity in extract_facts(sentence).quantities:
        is_time = quantity.kind in DATES or quantity.kind == "time"
        if is_time == (kind == "time"):
            yield quantity.kind if is_time else "number", quantity.value
