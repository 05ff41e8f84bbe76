"""The names and the content words of a question, by capitals and word lists."""

import re

from rag.text.lexicon import STOP_WORDS, listed
from rag.text.quantities import MONTHS, WEEKDAYS
from rag.text.tokens import fold, stem

_WORD = re.compile(r"\w(?:[\w’'.&-]*\w)?")
_CAPITAL = r"[A-ZÀ-ÖØ-Þ](?:[\w’'.&-]*\w\b)?"
_GAP = r"(?:(?<=\b[A-Z])\.|(?<=\b(?:Dr|Jr|Lt|Mr|Sr|St))\.|(?<=\b(?:Gen|Gov|Mrs|Rep|Sen))\.)?\s+"
NAME = rf"{_CAPITAL}(?:{_GAP}(?:(?:of|de|du|van|von|der|al|bin|&)\s+)?{_CAPITAL})*"
_NAME = re.compile(rf"(?<!\w){NAME}")  # Bank of England, Mara Lindqvist, Covid-19
_POSSESSIVE = re.compile(r"[’']s(?:\s+|$)")
# Neither names nor things, even with a capital: the question's own machinery.
_SPEAKING = listed(
    "say says said tell told ask asked report reported announce announced explain describe list",
    "name give show find happen happened happens think thought mean means meant please",
)

# In the names of what is no person.
_BODIES = listed(
    "act agency airlines airport association awards bank bridge bureau committee company council",
    "court cup department federation fund group house institute league ministry office open park",
    "party senate service states street supreme times union university white",
)


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def is_content(word: str) -> bool:
    """Whether a word names something: no word of grammar, of asking, no month, no weekday."""
    low = fold(word.replace("’", "'"))
    return not (low in STOP_WORDS or low in _SPEAKING or low in MONTHS or low in WEEKDAYS)


def bare(word: str) -> str:
    """A word without its possessive ending and without marks at its ends."""
    return _POSSESSIVE.sub("", word).strip(".’'")


def all_stems(text: str) -> set[str]:
    """The stems of all words, those of grammar included."""
    return {stem(fold(word)) for word in words(text)}


def content_stems(text: str) -> set[str]:
    return {stem(fold(word)) for word in words(text) if is_content(word)}


def names(text: str) -> list[str]:
    """Runs of capitalised words, each once; a word that opens a sentence counts beside another."""
    found: dict[str, None] = {}
    for match in _NAME.finditer(text):
        before = text[max(0, match.start() - 9) : match.start()].rstrip(" \t\n\"'“‘([*")
        opens = before[-1:] in {"", ".", "?", "!", ":", "]"}
        run = match[0].split()
        while run and not is_content(run[0]):  # "Did Mara Lindqvist", "In May"
            del run[0]
            opens = False
        alone = len(run) == 1
        if run and not (alone and opens and run[0][1:].islower()):
            found |= dict.fromkeys(bare(part) for part in _POSSESSIVE.split(" ".join(run)))
    return [name for name in found if name]


def is_full_name(topic: str) -> bool:
    return " " in topic and topic[0].isupper()


def is_person(topic: str) -> bool:
    """As far as a name shows it: two words or more, none of them an institution's."""
    head = topic.partition(" of ")[0]
    last = head.rpartition(" ")[2]
    of_a_person = not any(fold(word) in _BODIES for word in words(head))
    return is_full_name(head) and last[:1].isupper() and of_a_person
