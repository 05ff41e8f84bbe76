"""Questions that lean on the conversation: "and what did she say in May?", "why?".

Rules in place of a rewriting model: the names and things of the question before are added in
brackets, which reads well to people and serves as a search query.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from rag.text.quantities import MONTHS, WEEKDAYS
from rag.text.vocabulary import STOP_WORDS, listed
from rag.text.words import fold, stem
from rag.timing.timewords import without_time_words

MOST_TOPICS = 5  # names and things that are carried over

_LEADING = re.compile(
    r"\s*(?:and|but|so(?!\s+(?:far|many|much))|or|then(?!-)|also|plus)\b"
    r"|\s*(?:what|how)\s+about\b|\s*(?:what|who|where)\s+else\b"
    r"|\s*tell\s+me\s+more\b|\s*(?:go\s+on|more|really|elaborate)\b[\s.?!]*$"
    r"|\s*(?:since\s+when|when|where|who|what|how|why)(?:\s+(?:so|come|not|exactly|then|much|many))?"
    r"[\s.?!]*$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:he|she|they|him|her|hers|his|them|their|theirs|it|its)\b"
    r"|(?<!\bis )(?<!are )(?<!was )(?<!were )(?<!be )\bthere\b"
    r"|\b(?:that|this|those|these)\b(?=\s*[?.,!]*\s*$|\s+(?:is|was|were|are|happen\w*|mean\w*|cost\w*"
    r"|change\w*|affect\w*|work\w*|decision|plan|deal|bill|law|vote|one|ones|person|man|woman)\b)",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:he|she|they|him|her|hers|his|them|their|theirs)\b", re.IGNORECASE)
_CARRIED = re.compile(r"\s*\(about: ([^()]*)\)\s*$")
_WORD = re.compile(r"\w(?:[\w’'.&-]*\w)?")
_CAPITAL = r"[A-ZÀ-ÖØ-Þ](?:[\w’'.&-]*\w\b)?"
_NAME = re.compile(  # Bank of England, Mara Lindqvist, Covid-19
    rf"(?<!\w){_CAPITAL}(?:\.?\s+(?:(?:of|de|du|van|von|der|al|bin)\s+)?{_CAPITAL})*"
)
_POSSESSIVE = re.compile(r"[’']s(?:\s+|$)")
_AUXILIARY = r"(?:did|was|is|does|do|are|were|has|have|had|will|would|can|could|should)"
_ASKING_HOW_MANY = re.compile(  # "How many months was her detention": the noun is not her
    rf"\s*(?:how\s+(?:many|much|old|long|far|often)|what|which)(?:\s+\w+){{0,2}}\s+{_AUXILIARY}\s*$",
    re.IGNORECASE,
)
_SENTENCES_BEFORE = re.compile(r"(?:.*[.!?]\s)?", re.DOTALL)
_OBJECT = re.compile(  # "about it", "with them": nothing said before it in the question is meant
    r"\b(?:about|of|for|with|against|to|by|on|from|behind|after|before)\s+$", re.IGNORECASE
)
# A thing of the question's follows these: "the harbour bridge", "about ferries".
_DETERMINERS = listed(
    "a about against an and any around at by during for from her his in into its my near no of on",
    "our over some that the their this those these to under with without your",
)
# Neither names nor things, even with a capital: the question's own machinery.
_SPEAKING = listed(
    "say says said tell told ask asked report reported announce announced explain describe list",
    "name give show find happen happened happens think thought mean means please",
)


def leans(question: str) -> bool:
    """Whether `question` cannot be understood without what was said before it."""
    if _LEADING.match(question):
        return True
    pronoun = _PRONOUN.search(question)
    if pronoun is None:
        return False
    before = question[: pronoun.start()]
    if any(_is_content(word) for word in _words(_SENTENCES_BEFORE.findall(before)[0])):
        return False  # "A cheese product is popular again. Which product is it?"
    ends = question[pronoun.end() :].strip(" ?.!") == ""
    owns = pronoun[0].lower() in {"his", "her", "its", "their"} and not ends
    is_object = bool(_OBJECT.search(before)) and not owns
    if _names(question):
        return is_object and ends  # "What did Biden say about it?"
    if is_object or ends or _ASKING_HOW_MANY.match(before):
        return True
    return not any(_is_content(word) for word in _words(before))  # what the pronoun may stand for


def made_whole(question: str, earlier: str, answer: str) -> str:
    """`question` with the topics of the earlier one, itself already whole, and its answer's people.

    "what did she say?" becomes "what did she say? (about: Mara Lindqvist, harbour bridge)".
    """
    carried = _CARRIED.search(earlier)
    topics = _topics(earlier[: carried.start()] if carried else earlier)
    topics += filter(None, carried[1].split(", ")) if carried else []
    if not any(topic[0].isupper() for topic in topics) or (
        _PERSON.search(question) and not any(_is_full_name(topic) for topic in topics)
    ):
        topics = [name for name in _names(answer) if _is_full_name(name)][:2] + topics
    asked = _stems(question)
    new = [topic for topic in dict.fromkeys(topics) if not _stems(topic) <= asked]
    return f"{question.rstrip()} (about: {', '.join(new[:MOST_TOPICS])})" if new else question


def _is_full_name(topic: str) -> bool:
    return " " in topic and topic[0].isupper()


def _stems(text: str) -> set[str]:
    return {stem(fold(word)) for word in _words(text)}


def _topics(question: str) -> list[str]:
    """Names, then the things that follow an article or a preposition; failing both, all words."""
    names = _names(question)
    words = _words(without_time_words(question))
    taken = {part for name in names for part in name.split()}
    things = []
    for index, run in _runs(words, taken):
        if index and words[index - 1].lower() in _DETERMINERS:
            kept = run[:-1] if len(run) > 1 and run[-1].endswith(("ed", "ing")) else run
            things.append(" ".join(kept))
    rest = [] if names or things else [" ".join(run) for _, run in _runs(words, taken)]
    return names + things + rest


def _runs(words: list[str], taken: set[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of content words that belong to no name, each with the index it starts at."""
    for content, run in groupby(
        enumerate(words), lambda w: _is_content(w[1]) and _bare(w[1]) not in taken
    ):
        if content:
            members = list(run)
            yield members[0][0], [_bare(word) for _, word in members]


def _names(text: str) -> list[str]:
    """Runs of capitalised words, each once; a word that opens a sentence counts beside another."""
    names: dict[str, None] = {}
    for match in _NAME.finditer(text):
        before = text[max(0, match.start() - 9) : match.start()].rstrip(" \t\n\"'“‘([*")
        opens = before[-1:] in {"", ".", "?", "!", ":", "]"}
        words = match[0].split()
        while words and not _is_content(words[0]):  # "Did Mara Lindqvist", "In May"
            del words[0]
            opens = False
        alone = len(words) == 1
        if words and not (alone and opens and words[0][1:].islower()):
            names |= dict.fromkeys(_bare(part) for part in _POSSESSIVE.split(" ".join(words)))
    return [name for name in names if name]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _is_content(word: str) -> bool:
    low = fold(word.replace("’", "'"))
    return not (low in STOP_WORDS or low in _SPEAKING or low in MONTHS or low in WEEKDAYS)


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word).strip(".’'")
