"""The things of the kind that a question asks for, as sentences hold them."""

from collections.abc import Iterator, Sequence, Set

from rag.query.answer_type import AnswerType
from rag.text.entities import Name
from rag.text.quantities import DATES
from rag.text.tokens import stem
from rag.verification.facts import extract_facts

AnswerValue = tuple[str, float | str]  # kind, and the value or the last word of the name


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


def _extract_names(names: Sequence[Name], asked: Set[str], sure: Set[str]) -> Iterator[AnswerValue]:
    for name in names:
        if name.parts[-1] in sure and not any(stem(part) in asked for part in name.parts):
            yield "name", name.parts[-1]


def _extract_numbers(sentence: str, kind: AnswerType) -> Iterator[AnswerValue]:
    for quantity in extract_facts(sentence).quantities:
        is_time = quantity.kind in DATES or quantity.kind == "time"
        if is_time == (kind == "time"):
            yield quantity.kind if is_time else "number", quantity.value
