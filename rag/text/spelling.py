"""How a name or a word may be spelled otherwise: "Zelensky" and "Zelenskiy", "Kyiv", "colour"."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.text.tokens import fold

# Each row has the spellings of one name that rules do not lead to one another.
_SPELLINGS = (
    "kyiv kiev; kharkiv kharkov; lviv lvov; odesa odessa; mykolaiv nikolaev; chornobyl chernobyl; "
    "dnipro dnepr; beijing peking; mumbai bombay; kolkata calcutta; chennai madras; "
    "yangon rangoon; myanmar burma; turkiye turkey; czechia czech; eswatini swaziland; "
    "hanukkah chanukah; muhammad mohammed mohamed mohammad; gaddafi qaddafi kadafi gadhafi; "
    "hezbollah hizbollah hizbullah; quran koran; houthi huthi; isis isil daesh; xinjiang sinkiang"
)
_BRITISH = (
    "centre center; theatre theater; defence defense; offence offense; licence license; grey gray; "
    "aluminium aluminum; programme program"
)
_ROWS, _BRITISH_ROWS = (
    {word: row.split() for row in rows.split("; ") for word in row.split()}
    for rows in (_SPELLINGS, _BRITISH)
)
_SLAVIC = re.compile(r"(?<=\w{4})(?:iy|yy|yi|ii|ij|y|i)$")  # "Zelenskiy", "Navalny", "Dostoevskii"
_UMLAUT = re.compile(r"(?<=[^\Waeiou])([ou])e(?=[^\Waeiou]\w\w)")  # "Mueller", "Goebbels"
# Between British and American, either way: "colour", "organised", "travelled".
_ATLANTIC = tuple(
    (re.compile(rf"(?<=\w{{{before}}}){old}{after}$"), rf"{new}\1")
    for before, one, other, after in (
        (3, "our", "or", "(s|ed|ing|ful|able|ite|ites)?"),
        (4, "is", "iz", "(e|es|ed|ing|er|ers|ation|ations)"),
        (4, "ll", "l", "(ed|ing|er|ers)"),
    )
    for old, new in ((one, other), (other, one))
)
_VOWELS = frozenset("aeiouyh")  # what transcriptions disagree on


def same_name(a: str, b: str) -> bool:
    """Whether two names are one but for their spelling: "Volodymyr Zelenskiy" and "… Zelensky".

    Accents, apostrophes, hyphens, doubled letters and Slavic endings do not count, "ß" is "ss" and
    "ü" is "ue". In words of seven letters or more one vowel may differ, in those of ten two; the
    first letter never.
    """
    ones, others = ([_make_name_key(word) for word in name.split()] for name in (a, b))
    if len(ones) != len(others):
        ones, others = ["".join(ones)], ["".join(others)]  # "D' Arcy", "al Assad"
    return all(map(_is_same_word, ones, others))


def list_spellings(word: str) -> tuple[str, ...]:
    """Other spellings that a name may have, lower-cased; many of them nobody uses."""
    low = word.lower()
    plain = fold(low)
    found = [*_ROWS.get(plain, ()), low.replace("ß", "ss"), plain.replace("ss", "ß")]
    found += [_UMLAUT.sub(r"\1", plain), re.sub(r"([äöü])", _write_umlaut, low)]
    if match := _SLAVIC.search(plain):
        found += [plain[: match.start()] + ending for ending in ("y", "iy", "yy")]
    return tuple(dict.fromkeys(one for one in found if one not in {low, plain}))


def list_british_spellings(word: str) -> tuple[str, ...]:
    """How a word may be spelled on the other side of the Atlantic: "colour", "organized"."""
    low = fold(word)
    found = [*_BRITISH_ROWS.get(low, ()), *(pattern.sub(new, low) for pattern, new in _ATLANTIC)]
    return tuple(dict.fromkeys(one for one in found if one != low))


def measure_edits(word: str, others: Sequence[str], *, ending: int = 0) -> NDArray[np.float64]:
    """How many letters lie between `word` and each of `others`, shape (len(others),).

    Letters put in, left out, changed, or swapped with the next (optimal string alignment). Up to
    `ending` letters at the end of `word` cost a quarter each: the others may be stems.
    """
    width = max(map(len, others), default=0)
    if not width:
        return np.full(len(others), len(word), dtype=np.float64)
    letters = np.array(others, dtype=f"U{width}").view(np.uint32).reshape(len(others), width)
    lengths = np.array([len(other) for other in others])
    rows = [np.tile(np.arange(width + 1), (len(others), 1))]
    for i, letter in enumerate(map(ord, word), 1):
        row = np.full((len(others), width + 1), i)
        differ = letters != letter
        for j in range(1, width + 1):
            near = np.minimum(row[:, j - 1], rows[-1][:, j]) + 1
            row[:, j] = np.minimum(near, rows[-1][:, j - 1] + differ[:, j - 1])
            if i > 1 and j > 1:
                swapped = ~differ[:, j - 2] & (letters[:, j - 1] == ord(word[i - 2]))
                row[:, j] = np.where(
                    swapped, np.minimum(row[:, j], rows[-2][:, j - 2] + 1), row[:, j]
                )
        rows.append(row)
    least: NDArray[np.float64] = rows[-1][np.arange(len(others)), lengths].astype(np.float64)
    for off in range(1, min(ending, len(word)) + 1):
        shorter = rows[-1 - off][np.arange(len(others)), lengths] + off / 4
        least = np.minimum(least, shorter)
    return least


@lru_cache(maxsize=50_000)
def _make_name_key(word: str) -> str:
    """A word of a name without what spellings disagree on."""
    low = re.sub(r"([äöü])", _write_umlaut, word.lower()).replace("ß", "ss")
    low = low.replace("ø", "o").replace("ł", "l").replace("đ", "d")
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", low) if mark.isalnum())
    plain = re.sub(r"([aou])e(?=[^aeiou])", r"\1", _SLAVIC.sub("y", plain))
    return re.sub(r"(\w)\1+", r"\1", plain)


def _is_same_word(one: str, other: str) -> bool:
    if one == other or (one in _NUMBERS and _NUMBERS[one] == _NUMBERS.get(other)):
        return True
    shorter = min(len(one), len(other))
    bound = (shorter >= 7) + (shorter >= 10)
    skeletons = ["".join(_skip_vowels(word)) for word in (one, other)]
    if not bound or one[0] != other[0] or skeletons[0] != skeletons[1]:
        return False
    return bool(measure_edits(one, [other])[0] <= bound)


def _skip_vowels(word: str) -> Iterator[str]:
    return (letter for letter in word if letter not in _VOWELS)


def _write_umlaut(match: re.Match[str]) -> str:
    return {"ä": "ae", "ö": "oe", "ü": "ue"}[match[1]]


_NUMBERS = {  # of the rows above, by the keys of their words
    _make_name_key(word): number
    for number, row in enumerate(_SPELLINGS.split("; "))
    for word in row.split()
}
