"""The words of a question: which of them ask, and which name something."""

import re

from rag.text.calendar import MONTHS, WEEKDAYS
from rag.text.lexicon import STOP_WORDS, collect_words
from rag.text.tokens import fold, stem

# For patterns: the words with which a question asks, and the verbs that it may begin with.
ASKING = r"(?:who|whom|whose|what|which|when|where|why|how)"
DO = r"(?:did|does|do|didn['’]t|doesn['’]t|don['’]t)"
BE = r"(?:is|are|was|were|has|have|had|will|would|can|could|should|isn['’]t|wasn['’]t)"
AUXILIARY = rf"(?:{DO}|{BE})"

_WORD = re.compile(r"\w(?:[\w’'.&-]*\w)?")
_POSSESSIVE = re.compile(r"[’']s(?:\s+|$)")
# Neither names nor things, even with a capital: the question's own machinery.
_SPEAKING = collect_words(
    "say says said tell told ask asked report reported announce announced explain describe list",
    "name give show find happen happened happens think thought mean means meant please summarise",
    "summarize compare outline recap enumerate hello hi",
)


def split_words(text: str) -> list[str]:
    return _WORD.findall(text)


def is_content(word: str) -> bool:
    """Whether a word names something: no word of grammar, of asking, no month, no weekday."""
    low = fold(word.replace("’", "'"))
    return not (low in STOP_WORDS or low in _SPEAKING or low in MONTHS or low in WEEKDAYS)


def strip_possessive(word: str) -> str:
    """A word without its possessive ending and without marks at its ends."""
    return _POSSESSIVE.sub("", word).strip(".’'")


def stem_all(text: str) -> set[str]:
    """The stems of all words, those of grammar included."""
    return {stem(fold(word)) for word in split_words(text)}


def stem_content(text: str) -> set[str]:
    return {stem(fold(word)) for word in split_words(text) if is_content(word)}
