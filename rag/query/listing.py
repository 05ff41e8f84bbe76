"""Questions that want a list: those that ask for more than one of a kind, and of which kind.

"Which states banned it?" does; "Which sports league …?" does not: what is asked for stands before
a verb, or ends the question. With a count ("which two airlines") one sentence has them all, and
it is a question for one fact.
"""

import re
from typing import Literal

from rag.query.vocabulary import ASKING, AUXILIARY
from rag.text.lexicon import IRREGULAR, collect_words
from rag.text.person_words import PERSON_NOUNS

MemberKind = Literal["person", "state", "charge", ""]

_DONE = rf"(?:(?!united\b)\w+ed|{'|'.join(IRREGULAR)}|said|swept|put|set|hit)"
_DO = (  # no nouns after another: "Which states ban it?", but "Which awards show …?"
    r"(?:allow|ban|bar|face|give|let|lose|need|oppose|own|play|recogni[sz]e|require|sell"
    r"|support|use|want|may|might|must|always|never|still|usually|now|also|currently|recently)"
)
_WITH = r"(?:in|of|on|at|from|with|for|by|against|across|near|under|over|behind|who|that|so)"
_COUNT = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|following|several|hundreds|many)"
_NOT_MANY = (  # of one thing in spite of their ending, or asked for by another task
    r"(?:news|series|species|politics|economics|mathematics|athletics|physics|gas|lens|canvas|texas"
    r"|kansas|arkansas|dallas|christmas|odds|chances|does|makes|has|as|its|was|reasons|causes"
    r"|motives)"
)
_MANY = rf"(?:(?!{_NOT_MANY}\b)\w[\w-]*[^\W\d_sui]s|people|women|men|children)"
_BEFORE = (
    rf"(?:(?!(?:{AUXILIARY}|{ASKING}|{_DONE}|{_WITH}|{_COUNT}|to|this|it)\b)[\w'’.&-]+\s+){{0,4}}?"
)
_GROUP = r"(?:cast|crew|cabinet|line-?up|band|squad|jury|panel|board|roster)"
ASKS_FOR_MANY = (
    rf"(?:how many (?:\w+ ){{0,3}}?and )?(?:which|what)\s+{_BEFORE}(?P<asked>{_MANY})"
    rf"(?=\s+(?:{AUXILIARY}|{_DO}|{_DONE}|{_WITH})\b|[\s?]*$)"
    rf"|(?:what|who)\s+(?:are|were)\s+(?=the\b|all\b|\S+['’]s?\s){_BEFORE}"
    rf"(?-i:(?P<are>(?=[a-z]){_MANY}))(?=\s+(?:{_WITH}|\w+ing|\w+ed)\b|[\s?]*$)"
    rf"|who(?:['’]s|\s+is|\s+are|\s+was|\s+were)\s+(?:all\s+)?(?:in|on|part of|among)\s+"
    rf"(?:the\s+)?(?:[\w'’.&-]+\s+){{0,3}}?{_GROUP}\b"
)
_PEOPLE = collect_words("people men women children members mates cast crew inductees finalists")
_CHARGES = collect_words("charges crimes counts offences offenses felonies allegations convictions")
_STATES = re.compile(r"\b(?<!united )states\b", re.I)


def find_member_kind(question: str) -> MemberKind:
    """Of what a list is wanted, where its members can be told from other names; else ""."""
    words = re.findall(r"[\w-]+", question.lower())
    if _STATES.search(question):
        return "state"
    named = (word in _PEOPLE or (word[-1:] == "s" and word[:-1] in PERSON_NOUNS) for word in words)
    if not _CHARGES.isdisjoint(words):
        return "charge"
    return "person" if words[:1] in (["who"], ["whom"]) or any(named) else ""
