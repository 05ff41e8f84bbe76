"""Lists, in prose ("A, B and C") and in lines of their own below one that leads them in."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.types import Sentence

FEWEST = 3  # items of a list in lines; fewer may be a heading and its like
WORDS = 12  # of the first item at most
LONGEST = 800  # characters; a longer list is many lists, and the rest of it is left out
LINE = re.compile(r"\s*\n\s*")

_WORD = re.compile(r"\w[\w’'-]*")
_ENDS = re.compile(r"[.!?:…][\"'”’)]*$")
_ITEM = r"[^,;:()]{2,60}?"
_SERIES = re.compile(
    rf"(?:[\w’'-]+[,;]\s+)(?:{_ITEM}[,;]\s+)*{_ITEM}[,;]?\s+(?:and|or|as well as)\s+"
    r"[^,;:.()]{2,80}"
)
_LEAVES_OUT = re.compile(r"\b(?:not|no|never|except|excluding|\w+n['’]t)\b", re.I)
_BETWEEN = re.compile(r"[,;]\s+(?:(?:and|or|as well as)\s+)?|\s+(?:and|or|as well as)\s+")


def join_items(text: str, sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, int]]:
    """The sentences of `text`, a list in lines made one with what leads it in.

    Each with how many it is made of: "The states are:" and "Ohio", "Utah", "Texas" below it are 4.
    """
    at = 0
    while at < len(sentences):
        count = _count_lines(text, sentences[at:])
        start, end = sentences[at].start, sentences[at + count - 1].end
        yield Sentence(start, end, text[start:end]), count
        at += count


def _count_lines(text: str, sentences: Sequence[Sentence]) -> int:
    """How many of the sentences are a list from its lead on; 1 where no list begins."""
    lead = sentences[0]
    if not lead.text.endswith(":"):
        return 1
    lengths: list[int] = []
    for one, item in pairwise(sentences):
        words = len(_WORD.findall(item.text))
        gap = text[one.end : item.start]
        if not (gap.isspace() and "\n" in gap and item.end - lead.start <= LONGEST):
            break
        if words > 2 * max(lengths, default=WORDS // 2) or _ENDS.search(item.text):
            break
        lengths.append(words)
    if len(lengths) > FEWEST and lengths[-1] > max(lengths[:-1]) + 1:
        lengths.pop()  # the heading of what follows
    return 1 + len(lengths) if len(lengths) >= FEWEST else 1


def write_on_one_line(text: str) -> str:
    """A text on one line; where a list in lines breaks, as a quotation marks it: "Oake / Tolmere".

    >>> write_on_one_line("The isles:\\n\\nOake\\n\\nNorth\\nHallam")
    'The isles: / Oake / North / Hallam'
    """
    lines = LINE.split(text.strip())
    return " ".join((" / " if lines[0].endswith(":") else " ").join(lines).split())


def find_items(sentence: str) -> list[str]:
    """The items that a sentence lists, the first and the last with what stands around them.

    None of what a list in lines leaves out: "It does not include: …".
    """
    lead, *lines = LINE.split(sentence)
    if len(lines) >= FEWEST and _LEAVES_OUT.search(lead):
        return []
    items = lines if len(lines) >= FEWEST else []
    return items + [one for match in _SERIES.finditer(sentence) for one in split_items(match[0])]


def split_items(series: str) -> list[str]:
    """The parts of "A, B and C"."""
    return _BETWEEN.split(series)


def take_last_words(items: Sequence[str]) -> list[str]:
    """The last word of each, which mostly tells one item from another."""
    return [words[-1] for item in items if (words := _WORD.findall(item))]
