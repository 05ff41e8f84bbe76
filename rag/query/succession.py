"""Who came after somebody: "Who replaced Truss?" asks for whoever took over from her.

A sentence in which she herself took over from another says nothing of that, though it has all the
words; so it is read who stands behind the verb.
"""

import re
from functools import lru_cache

from rag.query.carried import split_carried
from rag.query.parsed import ParsedQuestion
from rag.text.entities import NAME

_AFTER = (  # verbs and nouns whose object went first
    r"(?:replac(?:e|es|ed|ing)|succeed(?:s|ed|ing)?|(?:tak(?:e|es|en|ing)|took)\s+over\s+(?:from|for)"
    r"|(?:successor|replacement)\s+(?:to|for|of)|stand(?:s|ing)?\s+in\s+for|stood\s+in\s+for)"
)
_ASKS = re.compile(
    rf"\W*(?:(?:and|but|so)\s+)?who\s+(?:(?:has|had|have|will|would|could|might|may|is|was|to|going"
    rf"|then|eventually)\s+)*{_AFTER}\s+(?:the\s+)?(?:him|her|them|(?-i:(?P<name>{NAME})))(?=\W|$)"
    rf"|.*\b(?:his|her|their|(?-i:(?P<owner>{NAME})))(?<!’)['’]?s?\s+(?:successor|replacement)\b",
    re.I,
)

LONGEST = 300  # characters of a question that is read for it

_BY = r"(?:replaced|succeeded)\s+by"
_FOLLOWING = re.compile(rf"\b(?:{_AFTER}|successor|replacement|{_BY})\b", re.I)
_RUNNING = re.compile(
    r"\b(?:candidates?|contenders?|hopefuls?|favou?rites?|frontrunners?|running|race|bid|compet\w+"
    r"|might|could|would|may|whoever|possible|potential|ready|want\w*|need\w*|quickly)\b",
    re.I,
)


def find_predecessor(question: ParsedQuestion) -> str:
    """The surname of whoever was followed, where a question asks by whom; else ""."""
    text, carried = split_carried(question.text)
    asks = _ASKS.match(text[:LONGEST])
    if asks is None:
        return ""
    name = asks["name"] or asks["owner"] or next(iter(carried), "")
    return name.rpartition(" ")[2].removesuffix("'s").removesuffix("’s")


def asks_successor(question: str) -> bool:
    """Whether a question asks who came after somebody: "Who replaced her?"."""
    return bool(_ASKS.match(question[:LONGEST]))


def weigh_succession(sentence: str, predecessor: str) -> float:
    """1 for one that tells who took over from the `predecessor`, a surname; 0 for most, and for "".

    -0.5 for one that tells who came after somebody else. Those who might, "the favourites to
    replace Truss", did not.
    """
    if not predecessor or not _FOLLOWING.search(sentence):
        return 0.0
    if not _compile_telling(predecessor).search(sentence):
        return -0.5
    return 0.0 if _RUNNING.search(sentence) else 1.0


def tells_successor(sentence: str, question: ParsedQuestion) -> bool:
    """Whether it answers a question for who came after somebody."""
    return weigh_succession(sentence, find_predecessor(question)) == 1.0


@lru_cache(maxsize=64)
def _compile_telling(name: str) -> re.Pattern[str]:
    """The pattern of "to replace Liz Truss", "Truss's successor", "she will be succeeded by"."""
    before, name = r"(?:(?!by\b)[\w.’'-]+\s+){0,4}?", re.escape(name)
    return re.compile(
        rf"\b{_AFTER}\s+{before}{name}\b|\b{name}(?:['’]s?)?\s+(?:successor|replacement)\b"
        rf"|\b(?:{name}|he|she)\b[^.;]{{0,80}}\b{_BY}\b",
        re.I,
    )
