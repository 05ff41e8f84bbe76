"""Words of the archive that may be meant by one that it does not have."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10

import numpy as np
from numpy.typing import NDArray

from rag.store.catalogue import Catalogue
from rag.store.vocabulary import LEAST, read_samples, read_words
from rag.text.spelling import list_spellings, measure_edits
from rag.text.tokens import Token, fold

LONG = 8  # letters from which on two may be wrong
ENDING = 5  # letters that stemming may have taken off a word
STEMS = 10  # of the nearest that are looked at more closely
SAMPLES = 24  # passages in which it is looked how the words of a stem are written

# What names begin with and some write apart: "D'Arcy", "O'Neill"; "Le Pen", "al Sisi".
_PARTICLES = dict.fromkeys(("d", "l", "o"), "'") | dict.fromkeys(
    ("le", "la", "de", "di", "da", "du", "al", "el", "van", "von", "mac", "mc"), " "
)
_VOWELS = frozenset("aeiouy")

Rows = NDArray[np.int32]  # of passages, into the columns
NOWHERE: Rows = np.empty(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class NearWord:
    """A word of the archive that may have been meant."""

    word: str
    edits: int
    rows: Rows


def find_rows(word: str, catalogue: Catalogue) -> Rows:
    """The passages that have a word or phrase, in any of its forms."""
    return catalogue.find_postings(word).rows


def list_spelled(word: str, catalogue: Catalogue) -> list[NearWord]:
    """The same name spelled otherwise: "strauss" for "strauß", "d'arcy" for "darcy"."""
    forms = [*list_spellings(word), word.replace("'", "")]
    found = {form: find_rows(form, catalogue) for form in forms if form != word}
    for particle, mark in _PARTICLES.items():
        rest = word.removeprefix(particle)
        if rest != word and len(rest) > 2:
            rows, alone = (find_rows(form, catalogue) for form in (f"{particle} {rest}", rest))
            # It stands so, not alone: no "D'Delaware".
            if 2 * len(rows) > len(alone) if mark == "'" else len(rows) >= LEAST:
                found[f"{particle}{mark}{rest}"] = rows
    return [NearWord(form, 0, rows) for form, rows in found.items() if len(rows)]


def list_nearest(mark: Token, catalogue: Catalogue) -> list[NearWord]:
    """Words of the archive that a slip or two of the pen leads to, each stem once.

    A name leads to names only.
    """
    word, name = mark.low, mark.text[0].isupper() and mark.start > 0
    bound = 2 if len(word) >= LONG else 1
    stems = [
        (stem, count)
        for stem, count in read_words(catalogue, word[0]).items()
        if len(word) - ENDING - bound <= len(stem) <= len(word) + bound
        and len(set(stem).difference(word)) <= bound  # at once, before it is measured
    ]
    edits = measure_edits(word, [stem for stem, _ in stems], ending=ENDING)
    near = sorted(  # ten times as many passages outweigh a letter that stemming took off
        (far - log10(count) / 4, stem)
        for far, (stem, count) in zip(edits.tolist(), stems, strict=True)
        if far <= bound + ENDING / 4
    )
    written = find_written(word, [stem for _, stem in near[:STEMS]], catalogue, names=name)
    if name:
        written = {form: far for form, far in written.items() if not _swaps_vowel(word, form)}
    found: dict[bytes, NearWord] = {}
    for form, far in sorted(written.items(), key=lambda pair: pair[1]):
        rows = find_rows(form, catalogue) if far <= bound else NOWHERE
        if len(rows) >= LEAST:
            found.setdefault(rows.tobytes(), NearWord(form, far, rows))
    return list(found.values())


def _swaps_vowel(word: str, form: str) -> bool:
    """Whether a vowel stands for a consonant: no slip, but another name ("Durani", "Durant")."""
    if len(word) != len(form) or sorted(word) == sorted(form):  # put in, left out, swapped
        return False
    pairs = zip(word, form, strict=True)
    return any(a != b and (a in _VOWELS) != (b in _VOWELS) for a, b in pairs)


def find_written(
    word: str, stems: Sequence[str], catalogue: Catalogue, *, names: bool = False
) -> Mapping[str, int]:
    """How words of those stems are written in some passages, and how far they are from `word`.

    With `names` only those that are mostly written with a capital.
    """
    letter = re.compile(rf"\b{word[0]}[^\W\d_]*", re.I)
    samples = (text for stem in stems for text in read_samples(catalogue, stem, SAMPLES))
    found = Counter(form for text in samples for form in letter.findall(text))
    large: Counter[str] = Counter()
    for form, count in found.items():
        large[fold(form)] += count if form[0].isupper() else -count
    forms = sorted(form for form, more in large.items() if more > 0 or not names)
    return dict(zip(forms, measure_edits(word, forms).astype(int).tolist(), strict=True))
