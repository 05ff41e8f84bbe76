"""Pronouns in questions: whether one means what was said before, and what to do where nothing was.

"What did she say?" leans on the conversation; "What did Truss say when she resigned?" does not.
"""

import re

from rag.query.carried import split_carried
from rag.query.instructions import strip_form
from rag.query.parsed import ParsedQuestion
from rag.query.vocabulary import ASKING, AUXILIARY, stem_content
from rag.text.person_words import PERSON_NOUNS
from rag.text.tokens import fold

PRONOUN = re.compile(
    r"(?!(?:(?<=\bis )|(?<=\bwas ))it\s+\w+\s+(?:to|that|if)\b)"  # "is it illegal to …"
    r"\b(?:he|she|they|him|her|hers|his|them|their|theirs|it|its)\b"
    r"|(?<!\bis )(?<!are )(?<!was )(?<!were )(?<!be )\bthere\b"
    r"|\b(?:that|this|those|these)\b(?=\s*[?.,!]*\s*$|\s+(?:is|was|were|are|happen\w*|mean\w*|cost\w*"
    r"|about|for|change\w*|affect\w*|work\w*|true|right|so|decision|plan|deal|bill|law|vote|ones?|person|man"
    r"|woman|\w{2,}er\s+than|enough|legal|normal|usual|case|company|country|city|ruling|claim|figure|number|attack|report)\b)",
    re.I,
)
PERSON = re.compile(r"\b(?:he|she|him|her|hers|his)\b", re.I)
THING = re.compile(r"\b(?:it|its)\b", re.I)
_ASKING_HOW_MANY = re.compile(  # "How many months was her detention": the noun is not her
    rf"\s*(?:(?:by|in|to|at|for|on|from|with)\s+)?(?:how\s+(?:many|much|old|long|far|often)|what"
    rf"|which)(?:\s+\w+){{0,2}}\s+{AUXILIARY}\s*$",
    re.I,
)
# Whoever is the subject of the question is nobody whom it names later: "What did she say of Truss?"
_SUBJECT = re.compile(
    rf"\s*(?:(?:and|but|so)\s+)?(?:(?:(?:by|in|to|at|for|on|from|with)\s+)?{ASKING}(?:\s+\w+){{0,2}}\s+)?"
    rf"{AUXILIARY}\s+(?P<pronoun>he|she|it|they)\b",
    re.I,
)
_SENTENCES_BEFORE = re.compile(r"(?:.*[.!?]\s)?", re.DOTALL)
_OBJECT = re.compile(  # "about it", "with them": nothing said before it in the question is meant
    r"\b(?:about|of|for|with|against|to|by|on|from|behind|after|before)\s+$", re.I
)
_IDLE = re.compile(  # "it" that stands for nothing: "will it rain", "how long does it take to"
    r"\bit\s+(?:\w+\s+){0,3}(?:to|that|if|when|for|like)\b|\bit\s+(?:be\s+)?(?:rain|snow|freez)\w*"
    r"|\b(?:time|day|date|year|month)\s+(?:is|was)\s+it\b",
    re.I,
)
_ALONE = re.compile(  # the whole question: a pronoun does or did something, and no more is told
    rf"\s*(?:(?:by|in|to|at|for|on|from|with)\s+)?(?:{ASKING}(?:\s+(?!(?-i:[A-Z]))\w+){{0,2}}?\s+)?"
    r"(?:(?:did|does|do|will|would|has|have|had|can|could|should)\s+(?P<does>he|she|it|they)"
    r"|(?:was|is)\s+(?P<is>he|she)|\w+ed\s+(?P<other>him|her)"
    r"|happened\s+to\s+(?P<to>him|her))\b(?!.*\b(?:the|a|an|our|your)\b)[^,;:()\"“]*",
    re.I,
)
_OWNING = frozenset({"his", "her", "its", "their"})
_MOST_WORDS = 3  # of content beside a pronoun: with more, one of them may be what it means


def points_back(question: ParsedQuestion) -> bool:
    """Whether it has a pronoun for what was said before, not for what stands in it."""
    text = strip_form(question.text)
    pronoun = PRONOUN.search(text)
    if pronoun is None:
        return False
    before = text[: pronoun.start()]
    if stem_content(_SENTENCES_BEFORE.findall(before)[0]):
        return False  # "A cheese product is popular again. Which product is it?"
    subject = _SUBJECT.match(text)
    if subject and PERSON.fullmatch(subject["pronoun"]):
        return True
    ends = text[pronoun.end() :].strip(" ?.!") == ""
    owns = pronoun[0].lower() in _OWNING and not ends
    is_object = bool(_OBJECT.search(before)) and not owns
    if question.names:
        return is_object and ends  # "What did Biden say about it?"
    if is_object or ends or _ASKING_HOW_MANY.match(before):
        return True
    return not stem_content(before)  # what the pronoun may stand for


def asks_of_thing(question: ParsedQuestion) -> bool:
    """Whether "it" or "they" did something, "Did it hit Georgia?", after what was said before."""
    subject = _SUBJECT.match(strip_form(question.text))
    return subject is not None and not _IDLE.search(question.text)


def find_unnamed(question: ParsedQuestion) -> str:
    """The pronoun of a question, whole by now, that stands for nobody named anywhere; else "".

    Only where little else can be meant: "What did she say?", "When will it open?". What stands
    after a comma or an article may be what is meant.
    """
    body, carried = split_carried(question.text)
    question, told = question.reparse(body), bool(carried)
    subject = _ALONE.fullmatch(strip_form(body))
    if subject is None or _IDLE.search(body) or question.quotes:
        return ""
    pronoun = next(filter(None, subject.groups()))
    low, most = pronoun.lower(), _MOST_WORDS if PERSON.fullmatch(pronoun) else 1
    if carried and PERSON.fullmatch(low):
        told = any(_may_be_somebody(topic) for topic in carried)
    return "" if told or pronoun.isupper() or len(question.content) > most else low


def _may_be_somebody(topic: str) -> bool:
    """A name, or "transport minister": no "bridge" is he or she."""
    nouns = {fold(word) for word in topic.split()} & PERSON_NOUNS
    return topic[:1].isupper() or bool(nouns)


def replace_person(text: str, name: str) -> str:
    """The text with `name` in the place of its "she", "him" or "his"."""
    return PERSON.sub(lambda match: _decline_name(match, name), text)


def _decline_name(pronoun: re.Match[str], name: str) -> str:
    low, noun_follows = pronoun[0].lower(), re.match(r"\s+\w", pronoun.string[pronoun.end() :])
    owns = low in {"his", "hers"} or (low == "her" and noun_follows)
    return f"{name}'s" if owns else name
