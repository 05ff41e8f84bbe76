"""Words that the archive does not have, read as the ones that it has: "gorgia" as "georgia".

Only a word that stands hardly anywhere in the archive is read otherwise, and only where one other
word comes nearest to it: by letters, then by how often it stands beside the question's other words
(a noisy channel: Kernighan, Church and Gale, 1990).
"""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from rag.models.loading import read_common_words
from rag.query.near_words import (
    NOWHERE,
    NearWord,
    Rows,
    find_rows,
    find_written,
    list_nearest,
    list_spelled,
)
from rag.query.parsed import ParsedQuestion
from rag.store.catalogue import Catalogue
from rag.store.vocabulary import LEAST, read_words
from rag.text.lexicon import STOP_WORDS
from rag.text.spelling import list_british_spellings, list_spellings
from rag.text.tokens import Token, tokenize

MOST = 12  # words that the archive hardly knows: with more, the question is not for it
FEW = 10  # passages: a word that stands in no more may be a slip of the pen there too
SHORTEST = 4  # letters of a word that may be read as another
TELLING = 0.05  # of the passages: words that stand in more say nothing about others
COMMON = 0.0005  # of the passages: words of which others may be made
SLIP = 200  # times as often as a word of very few passages must the one stand that was meant
CLEAR = 3  # times as often as the next must a word stand beside the others

_INFLECTED = re.compile(r"(?<=\w{3})(?:e?s|e?d|ing|e?rs?|ly|ness|less)$")


def correct_spelling(
    question: ParsedQuestion, catalogue: Catalogue
) -> tuple[ParsedQuestion, tuple[str, ...]]:
    """The question with the archive's spelling of its words, and a note that says so.

    The question itself and no note where all its words are in the archive. What is quoted, and what
    has no plain letters only, is left alone.
    """
    marks = [mark for mark in tokenize(question.unquoted) if _is_content(mark)]
    rows = {mark.start: find_rows(mark.low, catalogue) for mark in marks}
    unsure = [mark for mark in marks if len(rows[mark.start]) <= FEW and _is_plain(mark)]
    if len(unsure) > MOST:
        return question, ()
    read: dict[int, str] = {}
    for mark in [*unsure, *unsure]:  # a word that was made out may decide another
        beside = [found for start, found in rows.items() if start != mark.start]
        found = None if mark.start in read else _choose(mark, rows[mark.start], beside, catalogue)
        if found is not None:
            read[mark.start], rows[mark.start] = found.word, found.rows
    if not read:
        return question, ()
    read = _write_out([mark for mark in marks if len(rows[mark.start])], catalogue) | read
    return _rewrite(question, {mark: read[mark.start] for mark in marks if mark.start in read})


def list_variants(term: str, catalogue: Catalogue) -> list[str]:
    """A search term and what else it is spelled like in the archive: "zelensky", "zelenskiy"."""
    found = {find_rows(term, catalogue).tobytes(): term}
    others = () if " " in term else (*list_spellings(term), *list_british_spellings(term))
    for other in others:
        found.setdefault(find_rows(other, catalogue).tobytes(), other)  # once, if stems are alike
    return [term, *(one for rows, one in found.items() if rows and one != term)]


def _is_content(mark: Token) -> bool:
    return mark.is_word and mark.low not in STOP_WORDS


def _is_plain(mark: Token) -> bool:
    shortest = SHORTEST + mark.text[0].isupper()  # there are many short names
    return len(mark.low) >= shortest and mark.low.replace("'", "").isalpha()


def _choose(
    mark: Token, own: Rows, beside: Sequence[Rows], catalogue: Catalogue
) -> NearWord | None:
    """The word of the archive that is meant by one that it hardly has; None if that is unsure.

    `own` are the passages that do have it, `beside` those of the question's other words.
    """
    size = len(catalogue.load_columns())
    most = max(FEW, TELLING * size)
    telling = sorted((rows for rows in beside if len(rows) <= most), key=len)[:3]
    context = np.unique(np.concatenate([NOWHERE, *telling]))
    if len(own) and (mark.text[0].isupper() or len(np.intersect1d(own, context))):
        return None
    candidates = list_spelled(mark.low, catalogue)
    if (candidates and len(own)) or (not candidates and _is_right(mark, catalogue)):
        return None
    candidates = candidates or list_nearest(mark, catalogue)
    least = min((one.edits for one in candidates), default=0)
    if least > 1 and _is_compound(mark.low, catalogue):
        return None
    nearest = [(_score(one, context, size), one) for one in candidates if one.edits == least]
    nearest.sort(key=lambda pair: (-pair[0], pair[1].word))
    scores = [score for score, _ in nearest[:2]]
    if not any(scores) or (len(scores) > 1 and scores[0] < CLEAR * scores[1]):
        return None
    best = nearest[0][1]
    apart = len(context) and not len(np.intersect1d(best.rows, context))
    if best.edits and mark.text[0].isupper() and apart:
        return None  # "Francois Bayrou" is no "Bayou": nothing has that beside "Francois"
    return best if not len(own) or (least < 2 and len(best.rows) >= SLIP * len(own)) else None


def _score(one: NearWord, context: Rows, size: int) -> float:
    """How likely it was meant beside the words of `context`: in how many passages it stands there.

    What chance alone would give is added, which decides where there is little context. With two
    slips of the pen it must stand there twice as often as by chance, and twice at least, else 0.
    """
    if not one.edits or not len(context):
        return len(one.rows)
    together = len(np.intersect1d(one.rows, context, assume_unique=True))
    chance = len(one.rows) * len(context) / size
    return 0.0 if one.edits > 1 and together < max(2, 2 * chance) else together + chance


def _is_right(mark: Token, catalogue: Catalogue) -> bool:
    """Whether it is a common word or name, or one that the archive spells as Americans do."""
    word = mark.low
    if any(len(find_rows(other, catalogue)) for other in list_british_spellings(word)):
        return True
    base = _INFLECTED.sub("", word)
    forms = {word, base, f"{base}e", base[:-1] if base[-2:-1] == base[-1:] else base}
    return not forms.isdisjoint(read_common_words())


def _is_compound(word: str, catalogue: Catalogue) -> bool:
    """Whether it is made of two longer words of the archive: "overground", "sharkninja"."""
    pairs = ((word[:at], word[at:]) for at in range(SHORTEST, len(word) - SHORTEST + 1))
    least = max(LEAST, len(catalogue.load_columns()) * COMMON)
    return any(all(len(find_rows(part, catalogue)) >= least for part in pair) for pair in pairs)


def _write_out(marks: Sequence[Token], catalogue: Catalogue) -> dict[int, str]:
    """The whole words for those that are only the stems of words: "senate" for "senat"."""
    read = {}
    for mark in marks:
        whole = f"{mark.low}e"
        if _is_plain(mark) and mark.low in read_words(catalogue, mark.low[0]):
            written = find_written(mark.low, [mark.low], catalogue)
            same = np.array_equal(find_rows(whole, catalogue), find_rows(mark.low, catalogue))
            if same and whole in written and mark.low not in written:
                read[mark.start] = whole
    return read


def _rewrite(
    question: ParsedQuestion, read: Mapping[Token, str]
) -> tuple[ParsedQuestion, tuple[str, ...]]:
    """The question with words in the place of others, which come in its order; and the note."""
    text, first = question.text, next(iter(read)).start
    corrected, at = "", first
    for mark, word in read.items():
        corrected += text[at : mark.start] + _take_case(word, mark.text)
        at = mark.end
    note = f"Read “{text[first:at]}” as “{corrected}”."
    return question.reparse(text[:first] + corrected + text[at:]), (note,)


def _take_case(word: str, like: str) -> str:
    if like.isupper():
        return word.upper()
    return " ".join(one[0].upper() + one[1:] for one in word.split()) if like[0].isupper() else word
