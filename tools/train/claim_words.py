"""The words of `words.toml`, each in all its forms, by what it may be put as."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

_WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
Table = dict[str, tuple[str, ...]]  # a form -> the same form of what may stand for it


def _spread_rows(kinds: Mapping[str, str]) -> Table:
    """Each form -> the same form of the others of its row; ">" at its end: of the first alone."""
    table = defaultdict[str, list[str]](list)
    for kind, words in _split_rows(kinds):
        one_way = words[-1].endswith(">")
        forms = [_inflect_word(word.rstrip(">"), kind) for word in words]
        for n, mine in enumerate(forms[:1] if one_way else forms):
            for other in forms[:n] + forms[n + 1 :]:
                for form, fresh in zip(mine, other, strict=True):
                    if fresh not in table[form] and fresh != form:
                        table[form].append(fresh)
    return {form: tuple(others) for form, others in table.items() if others}


def _split_rows(kinds: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """The rows of a table with their kind: words parted by "/", or the words of a line."""
    for kind, text in kinds.items():
        if "/" in text:
            yield from ((kind, row.split("/")) for row in text.split())
        else:
            yield from ((kind, line.split()) for line in text.splitlines())


def _inflect_word(word: str, kind: str) -> list[str]:
    """The forms of a word: singular and plural, or the four of a verb."""
    if "+" in word or kind == "others":
        return word.replace("_", " ").split("+")
    many = re.sub(r"([sxz]|[cs]h)s$", r"\1es", re.sub(r"(?<=[^aeiou])ys$", "ies", word + "s"))
    if kind == "nouns":
        return [form.replace("_", " ") for form in (word, many)]
    past = re.sub(r"(?<=[^aeiou])yed$", "ied", re.sub("eed$", "ed", word + "ed"))
    return [word, many, past, re.sub("e$", "", word) + "ing"]


def _list_phrases(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


SYNONYMS = _spread_rows(_WORDS["synonyms"])
ANTONYMS = _spread_rows(_WORDS["antonyms"])
SAME_KIND = _spread_rows(_WORDS["kinds"])
OVERSTATED: Table = {
    one.replace("_", " "): (other.replace("_", " "),)
    for one, other in (pair.split("/") for pair in _WORDS["overstated"]["others"].split())
}
ADVERBS = _list_phrases(_WORDS["added"]["adverbs"])
PHRASES: tuple[str, ...] = tuple(_WORDS["added"]["phrases"])
EPITHETS = _list_phrases(_WORDS["added"]["epithets"])
VAGUE = frozenset(_WORDS["lists"]["vague"].split())
TRANSITIVE = "|".join(_WORDS["lists"]["transitive"].split())
