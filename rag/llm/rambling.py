"""Where a model's text stops being worth waiting for: it loops, never ends, or plays on.

Small models fall into loops that only the last token allowed would end; each takes a reader's
minute and the server's slot. What is whole before stands.
"""

import re
from itertools import takewhile

from rag.text.sentences import split_sentences

LOOPED = 16  # words said again, in order, that no writer repeats by chance
LONGEST_ROUND = 60  # words of what is repeated
ENDLESS = 200  # words without the end of a sentence; an indictment may have a hundred
MOST_SENTENCES = 12  # the prompt asks for five at most

_LABEL = re.compile(r"[\[(【]\s*S?\d[^\])】\n]{0,40}[\])】]")
_WORD = re.compile(r"\w+(?:['’.,]\w+)*")
_STOP = re.compile(r"[.!?…。！？][\"”’»)]*\Z")
_LABELLED_STOP = re.compile(rf"[.!?…][\"”’»)]*(?=\s*{_LABEL.pattern})")  # before any word
_BEHIND = re.compile(rf"(?:\s*{_LABEL.pattern})*")
# The model plays the reader as well, or the prompt: "Question: …", "## Outlet | Headline | day".
_PLAYED = re.compile(
    r"(?:(?<=[.!?\])\n])\s*\b(?:question|reader)|(?<=[\])\n])\s*(?:user|human))\s*:"
    r"|\n## [^\n|]*\|"
    r"|[<‹]/?sources[>›]",
    re.I,
)


def find_ramble(text: str) -> int | None:
    """Where what `text` says for the first time ends, once it rambles; None while it does not."""
    if (played := _PLAYED.search(text)) and re.search(r"\w", text[: played.start()]):
        return played.start()
    ends, blank = _find_ends(text), _blank_labels(text)
    if len(ends) > MOST_SENTENCES:
        return ends[MOST_SENTENCES - 1]
    words = list(_WORD.finditer(blank))
    pauses = [pause.end() for pause in re.finditer(rf"\n|{_LABEL.pattern}", text)]
    last = max(ends[-1:] + pauses[-1:], default=0)
    if len(words) > ENDLESS and words[-ENDLESS].start() >= last:
        return last
    said = [word[0].lower() for word in words[-2 * LONGEST_ROUND - LOOPED :]]
    for size in range(1, min(LONGEST_ROUND, len(said) // 2) + 1):
        pairs = zip(reversed(said), reversed(said[:-size]), strict=False)
        again = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
        if again >= max(size, LOOPED):
            return words[-again].start()
    return None


def cut_to_whole(text: str) -> str:
    """`text` up to the end of its last whole sentence, with the labels behind that."""
    ends = _find_ends(text)
    return text[: ends[-1]] if ends else ""


def _find_ends(text: str) -> list[int]:
    """Where its whole sentences end, with the labels behind each."""
    found = split_sentences(_blank_labels(text))
    whole = [*found[:-1], *(one for one in found[-1:] if _STOP.search(one.text))]
    ends = {one.end for one in whole if re.search(r"[^\W\d]", one.text)}
    ends |= {stop.end() for stop in _LABELLED_STOP.finditer(text)}
    behind = (_BEHIND.match(text, end) for end in ends)
    return sorted({labels.end() for labels in behind if labels})


def _blank_labels(text: str) -> str:
    """Labels as spaces: they differ from round to round, and end no sentence."""
    return _LABEL.sub(lambda label: " " * len(label[0]), text)
