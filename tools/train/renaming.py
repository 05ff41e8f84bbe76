"""Names that nobody has heard of, in the place of those that are read.

An archive is full of people and places that the encoder has no notion of; taught on the world's
names alone it takes what it knows of them for an answer. Under invented ones it has the text only.
"""

import random
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from rag.text.calendar import is_date_word
from rag.text.entities import find_names
from rag.text.lexicon import TITLES
from rag.text.tokens import fold, tokenize

ROOT = 5  # letters of a name that are put anew: "Kestria" and "Kestrian" stay kin
_ENDINGS = "s|n|an|ian|ese"  # that a name of no more letters may have
_OPENINGS = ("B", "Br", "D", "Dr", "F", "G", "Gr", "H", "J", "K", "Kr", "L", "M", "N", "O", "R",
             "S", "Sk", "St", "T", "Tr", "U", "V", "W", "Z")  # fmt: skip
_VOWELS = "aeiou"
_MIDDLES = ("b", "d", "dr", "g", "l", "ld", "ll", "m", "n", "nd", "r", "rn", "st", "t", "v", "z")


def collect_common(texts: Iterable[str], often: int = 5) -> frozenset[str]:
    """The words that stand in lower case at least so often: "creek" names nothing by itself."""
    counts = Counter(word for text in texts for word in re.findall(r"\b[a-z]{3,}\b", text))
    return frozenset(word for word, count in counts.items() if count >= often)


def rename(texts: Sequence[str], common: Collection[str], chance: random.Random) -> list[str]:
    """The texts with the words of their names put anew, the same everywhere.

    `common` words stay, so that a name still says of what kind it is, and so do titles and dates;
    capitals stay capitals.
    """
    roots: dict[str, str] = {}
    patterns: list[str] = []
    for text in texts:
        for name in find_names(tokenize(text)):
            for word in re.findall(r"[^\W\d_]{3,}", name.text) if name.sure else ():
                low = word.lower()
                known = word.islower() or fold(word) in common or fold(word) in TITLES
                if not known and not is_date_word(fold(word)) and low[:ROOT] not in roots:
                    roots[low[:ROOT]] = _invent(len(word), chance)
                    ending = "" if len(word) > ROOT else rf"(?=(?:{_ENDINGS})?\b)"
                    patterns.append(re.escape(low[:ROOT]) + ending)
    if not roots:
        return list(texts)
    pattern = re.compile(rf"\b(?:{'|'.join(patterns)})", re.IGNORECASE)

    def put_anew(match: re.Match[str]) -> str:
        fresh = roots[match[0].lower()]
        if match[0].isupper():
            return fresh.upper()
        return fresh if match[0][0].isupper() else match[0]

    return [pattern.sub(put_anew, text) for text in texts]


def _invent(length: int, chance: random.Random) -> str:
    parts = [chance.choice(_OPENINGS), chance.choice(_VOWELS), chance.choice(_MIDDLES)]
    if length <= ROOT and chance.random() < 0.6:  # else the rest of the word follows
        parts.append(chance.choice(_VOWELS))
    return "".join(parts)
