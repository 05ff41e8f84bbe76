"""Where an article still says a sentence, or what it says that is nearest to it."""

import re
from collections.abc import Sequence

from rag.types import Sentence


def find_nearest_start(text: str, sentence: str, start: int) -> int:
    """Where `sentence` begins in `text`, as near to `start` as it does; -1 if it does not."""
    after = text.find(sentence, start)
    before = text.rfind(sentence, 0, min(start, len(text)) + len(sentence))
    if after < 0 or before < 0:
        return max(after, before)
    return before if start - before <= after - start else after


def find_nearest_sentence(sentence: str, sentences: Sequence[Sentence]) -> Sentence | None:
    """The one with most words in common (Dice's coefficient); the first of several, None if none.

    Takes time in proportion to the words, however long a sentence is.
    """
    wanted = _split_words(sentence)
    best, most = None, 0.0
    for one in sentences:
        words = _split_words(one.text)
        share = 2 * len(words & wanted) / (len(words) + len(wanted) or 1)
        if share > most:
            best, most = one, share
    return best


def _split_words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
