"""Putting words for others in a sentence, so that it still reads as one."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from rag.text.lexicon import STOP_WORDS

NAME = r"[A-Z][\w’'-]*\w(?: [A-Z][\w’'-]*\w)*"
OPENER = (  # a capital that makes no name
    r"(?:He|She|It|They|We|I|You|But|And|This|That|These|There|In|On|At|The|A|An|When|After|As|If)"
)
BEING = r"is|are|was|were|will|would|can|could|has|have|had|should"
QUOTES = re.compile(r"[“”\"]")
NUMBERS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def put_words(text: str, start: int, end: int, fresh: str) -> str:
    """`fresh` in the place of text[start:end], with the capital and the "a" or "an" it needs."""
    before = text[:start]
    if text[start].isupper() and start == 0:
        fresh = fresh[0].upper() + fresh[1:]
    if article := re.search(r"\b([Aa])n? $", before):
        vowel = re.match(r"[aeio](?!ne\b|u)|u(?!ni|s)|hour|F?BI\b", fresh, re.IGNORECASE)
        before = f"{before[: article.start()]}{article[1]}{'n' if vowel else ''} "
    return before + fresh + text[end:]


def turn_word(text: str, table: Mapping[str, Sequence[str]], chance: random.Random) -> str | None:
    """One of the words of `table` put as one of its others; never a part of a name or compound.

    Nor the first word of a text: whether its capital makes it a name cannot be seen.
    """
    keys = tuple(table)
    spots = [m for m in _compile_words(keys).finditer(text) if not _is_named(text, m)]
    chance.shuffle(spots)
    for spot in spots:
        fresh = [word for word in table[spot[0]] if word not in text]
        if fresh:
            return put_words(text, *spot.span(), chance.choice(fresh))
    return None


@lru_cache(maxsize=16)
def _compile_words(keys: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, keys), key=len, reverse=True)
    return re.compile(rf"(?<=[\w,;:)”’] )(?:{'|'.join(longest_first)})(?![\w-]|[’'](?!s\b))")


def _is_named(text: str, spot: re.Match[str]) -> bool:
    """Whether a word is part of a longer name: "Paris Saint-Germain", "the New York Senate"."""
    after, before = text[spot.end() :], text[: spot.start()]
    if not spot[0][0].isupper():
        return False
    return bool(re.match(r"[’'s]* [A-Z]|, [A-Z]", after) or re.search(r"[A-Z][\w.’'-]* $", before))


def substitute_match(
    pattern: str, fresh: str | Callable[[re.Match[str]], str], text: str, chance: random.Random
) -> str | None:
    """One of the matches put as `fresh` says."""
    found = list(re.finditer(pattern, text))
    if not found:
        return None
    match = chance.choice(found)
    new = fresh(match) if callable(fresh) else match.expand(fresh)
    return text[: match.start()] + new + text[match.end() :]


def finish_sentence(text: str) -> str:
    """With a capital, a full stop and single spaces, whatever was taken out of it."""
    text = re.sub(r"\s+([,.])", r"\1", re.sub(r"\s+", " ", text)).strip(" ,;")
    return text[0].upper() + text[1:] + ("" if text[-1] in '.!?”"' else ".")


def lower_start(text: str) -> str:
    """Its first letter small, where the first word is one of grammar and no name."""
    first = text.split(maxsplit=1)[0].rstrip(",")
    small = first == "A" or (first.lower() in STOP_WORDS and not first.isupper())
    return text[0].lower() + text[1:] if small else text
