"""Lines of an article that its story does not need: promotion, links, credits, who wrote it.

They are told by what they say, or by coming again in other stories of the outlet. An outlet's
running stories repeat sentences, too, so that what comes again must also speak to the reader, or
of the outlet, or stand beside what does.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from ingest.furniture_rules import LONGEST, PERSON, is_furniture, tells_of_change
from ingest.normalize import fold_text
from rag.store.outlets import find_label, is_host
from rag.types import Article, Sentence

REPEATS = 3  # stories of an outlet with the same line
NAME = 80  # characters of a line that only names somebody
FEW = 12  # words to a reader; longer sentences explain something
TOP = 3  # lines above a text in which its author and outlet may be named
FORM = 0.4  # share of other lines that come again above which the whole is filled in anew
_HASH = np.dtype("<u8")

_HANDLE = re.compile(r"\S*@\S*")
_NAME = re.compile(r"(?<=\S )[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*)*")
_QUOTED = re.compile(
    r"[\"“”«»„]|\b(?:said|says|told|wrote|according to|reached out|reported|confirmed)\b"
)
_TITLED = re.compile(r"(?:(?:[A-Z][\w'’.,-]*|and|of|for|the|&)(?: |\Z)){1,6}\Z")

# What is furniture only where the outlet repeats it.
_SPEAKS = re.compile(
    r"\b(?:newsletters?|subscri\w+|podcasts?"
    r"|our (?:[\w-]+ )?(?:stories|coverage|journalism|work|site|guide|blog|news\w*|report\w*|team)"
    r"|this (?:story|article|report|column|series|transcript|page)|journalism|grant from"
    r"|support of)\b"
    r"|\bhere\W*\Z|\A\W*(?:follow|get|sign|read|join|download|watch|listen|play|check|click|support"
    r"|contact|e-?mail|explore|need|looking|got|want|refresh|shop|thank|send|stay)\b",
    re.IGNORECASE,
)
_YOU = re.compile(r"\byour?\b", re.IGNORECASE)


def hash_lines(outlet: str, sentences: Iterable[Sentence]) -> bytes:
    """Of each line that an outlet may repeat 8 bytes, each once; digits and names aside."""
    keys = {_hash_line(outlet, one.text) for one in sentences if len(one.text) <= LONGEST}
    return np.array(sorted(keys), dtype=_HASH).tobytes()


def find_repeated(stories: Iterable[bytes]) -> frozenset[int]:
    """The lines that stand in REPEATS of these or more: for each story what `hash_lines` gave."""
    lines: NDArray[np.uint64] = np.frombuffer(b"".join(stories), dtype=_HASH)
    keys, counts = np.unique(lines, return_counts=True)
    return frozenset(keys[counts >= REPEATS].tolist())


def find_furniture(
    article: Article, sentences: Sequence[Sentence], repeated: Collection[int] = ()
) -> frozenset[int]:
    """Which of an article's sentences are furniture, by their place in the list.

    `repeated` is what `find_repeated` gave. That a story was updated or corrected is none.
    """
    outlet = _name_outlet(article.outlet)
    names = {fold_text(one) for one in article.authors}
    short = [len(one.text) <= LONGEST and not tells_of_change(one.text) for one in sentences]
    again = [
        fits and _hash_line(article.outlet, one.text) in repeated
        for fits, one in zip(short, sentences, strict=True)
    ]
    found = {
        n
        for n, one in enumerate(sentences)
        if short[n] and (is_furniture(one.text) or _is_byline(one.text, names, outlet))
    }
    promoted = {
        n
        for n, one in enumerate(sentences)
        if again[n]
        and (_is_promotion(one.text, outlet) or (n < TOP and bool(_TITLED.match(one.text))))
    }
    if sum(again) - len(promoted | found) > FORM * len(sentences):
        return frozenset(found)
    found |= promoted
    return frozenset(found | _find_beside(article.text, sentences, found, again))


def _name_outlet(outlet: str) -> str:
    """What the text calls an outlet, folded: "theweek" for theweek.co.uk."""
    return fold_text(find_label(outlet) if is_host(outlet) else outlet)


def _hash_line(outlet: str, text: str) -> int:
    line = _NAME.sub("N", " ".join(text.split()))
    line = re.sub(r"\d+", "0", _HANDLE.sub("@", line) if "@" in line else line).casefold()
    return int.from_bytes(blake2b(f"{outlet}\n{line}".encode(), digest_size=8).digest(), "little")


def _is_byline(text: str, names: Collection[str], outlet: str) -> bool:
    """Whether a line only names author or outlet, or says who its author is."""
    if not text[-1:].isalpha() and not text.endswith("."):
        return False
    if len(text) <= NAME and (fold_text(text.removeprefix("By ")) in {outlet, *names}):
        return True
    about = re.match(rf"({PERSON}) (?:is|covers|writes|reports)\b", text)
    return about is not None and fold_text(about[1]) in names


def _is_promotion(text: str, outlet: str) -> bool:
    """Whether a line that comes again speaks to the reader, or of the outlet."""
    if _QUOTED.search(text):
        return False
    named = len(outlet) > 2 and outlet in fold_text(text)
    speaks = bool(_SPEAKS.search(text)) or (len(text.split()) <= FEW and bool(_YOU.search(text)))
    return named or "@" in text or speaks


def _find_beside(
    text: str, sentences: Sequence[Sentence], found: set[int], again: Sequence[bool]
) -> set[int]:
    """Sentences of paragraphs that come again as a whole and hold furniture."""
    more: set[int] = set()
    paragraph: set[int] = set()
    for n, one in enumerate(sentences):
        paragraph.add(n)
        last = n + 1 == len(sentences)
        if last or "\n" in text[one.end : sentences[n + 1].start]:
            if paragraph & found and all(again[k] or k in found for k in paragraph):
                more |= paragraph
            paragraph = set()
    return more
