"""Words as they are compared: tokens, stems, kinship, opposites. English, without a model.

A token keeps the spelling of the text; its `low` form is lower-cased, without accents and without
a possessive ending, so that "Café's" meets "cafe". Stems are only ever compared with stems.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rag.text.calendar import ABBREVIATED_MONTHS, SHORT_WEEKDAYS
from rag.text.lexicon import FAMILIES, FRAMING_WORDS, IRREGULAR, LIGHT_WORDS, SCALES, STOP_WORDS

_DATES = (*ABBREVIATED_MONTHS, *SHORT_WEEKDAYS, "Tues", "Thurs")
_TITLES = "Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Prof|St|Jr|Sr"
_TOKEN = re.compile(
    r"""
    \d{4}-\d{2}-\d{2}(?!\d)              # 2024-05-03
    | \d{1,2}:\d{2}(?!\d)                # 10:30
    | \d+(?:,\d{3})+(?:\.\d+)?[^\W\d_]*  # 1,200,000
    | \d+(?:\.\d+)?[^\W\d_]*             # 225, 1.2bn, 17th, 1990s
    | (?:[^\W\d_]\.){2,}                 # U.S.
    | \b(?:SHORT)\.(?!\w)                 # Sept., Dr.
    | [^\W\d_]+(?:['’][^\W\d_]+)*\d*     # ferry, didn't, O'Neill, G7
    | \S
    """.replace("SHORT", "|".join([*_DATES, _TITLES])),
    re.VERBOSE,
)


class Token(NamedTuple):
    """A word, number or mark; `text` as it stands from `start` on, `low` as it is compared."""

    text: str
    low: str
    start: int

    @property
    def is_word(self) -> bool:
        return self.low[0].isalnum()

    @property
    def end(self) -> int:
        return self.start + len(self.text)


_PLAIN_MARKS = str.maketrans("‘’“”„«»–—‑", '\'\'"""""---')


def normalize_marks(text: str) -> str:
    """`text` with one kind of apostrophe, of quotation mark and of dash."""
    return text.translate(_PLAIN_MARKS)


def tokenize(text: str) -> tuple[Token, ...]:
    found = _TOKEN.finditer(normalize_marks(text))
    return tuple(Token(one[0], fold(one[0]), one.start()) for one in found)


def keep_letters(text: str) -> str:
    """`text` reduced to its letters and digits, by which words are compared across formats."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text))


def fold(word: str) -> str:
    """`word` lower-cased, without accents, dots or a possessive ending."""
    low = word.lower()
    if not low.isascii():
        parts = unicodedata.normalize("NFKD", low)
        low = "".join(mark for mark in parts if not unicodedata.combining(mark)) or low
    if low.endswith("'s") and len(low) > 2:
        low = low[:-2]
    dotted = len(low) > 2 and low[0].isalpha() and (low[1] == "." or low[-1] == ".")
    return low.replace(".", "") if dotted else low


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A crude stem of a folded word: irregular forms by table, then endings off."""
    word = IRREGULAR.get(word, word)
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if word.endswith("eed") and len(word) > 4:
        word = word[:-1]
    for ending in ("ing", "edly", "ed", "ly"):
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) > 2 and any(vowel in rest for vowel in "aeiouy"):
            doubled = rest[-1] == rest[-2] and rest[-1] not in "lsz"
            rest = rest[:-1] if doubled else rest
            word = word if rest in STOP_WORDS else rest  # no herring is "her"
            break
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") else word


SIDES: dict[str, tuple[int, int]] = {
    stem(word): (scale, side)
    for scale, pair in reversed(tuple(enumerate(SCALES)))
    for side, words in enumerate(pair)
    for word in words.split()
}
FAMILY: dict[str, tuple[int, int]] = {  # (family, member) of a stem; of two members one is true
    stem(word): (number, member)
    for number, family in enumerate(FAMILIES)
    for member, words in enumerate(family.split(", "))
    for word in words.split()
}
FRAMING = frozenset(stem(word) for word in FRAMING_WORDS)
LIGHT = frozenset(stem(word) for word in LIGHT_WORDS)


def is_akin(one: str, other: str) -> bool:
    """Whether two stems share all but an ending, as "elect" and "election" do."""
    shorter, longer = sorted((one, other), key=len)
    shared = len(shorter) if longer.startswith(shorter) else len(shorter) - 1
    return shared >= 4 and longer.startswith(shorter[:shared])


def is_opposed(one: str, other: str) -> bool:
    """Whether two stems stand on the two sides of one scale."""
    a, b = SIDES.get(one), SIDES.get(other)
    return a is not None and b is not None and a[0] == b[0] and a[1] != b[1]


def is_same_side(one: str, other: str) -> bool:
    """Whether two stems stand on the same side of one scale."""
    return one != other and one in SIDES and SIDES[one] == SIDES.get(other)


def find_content_stems(marks: tuple[Token, ...]) -> Iterator[tuple[int, str]]:
    """(token index, stem) of each word that carries content."""
    for index, mark in enumerate(marks):
        low = mark.low
        if low[0].isalpha() and low not in STOP_WORDS and len(low) > 1 and "'" not in low[-3:]:
            yield index, stem(low)


@lru_cache(maxsize=8192)
def stem_words(text: str) -> frozenset[str]:
    """The stems of the content words of `text`."""
    return frozenset(word for _, word in find_content_stems(tokenize(text)))
