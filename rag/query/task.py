"""The kind of work that a question asks for: to find one fact, to sum up, to compare …"""

import re
from typing import Literal

from rag.query.vocabulary import ASKING, AUXILIARY

Task = Literal[
    "fact", "summary", "latest", "timeline", "comparison", "outlets", "list", "cause", "manner",
    "statement", "person", "definition", "yes_no", "more",
]  # fmt: skip

_OUTLETS = r"(?:outlets?|papers?|newspapers?|media|press|sources)"
_SPEAKS = r"(?:say|said|report|reported|write|wrote|think|tell|told|claim|claimed)"
_IS = r"(?:['’]s|\s+is|\s+are|\s+was|\s+were)"
# In the order in which they are tried: what names its task outright comes before mere forms.
_PATTERNS: tuple[tuple[Task, str], ...] = (
    ("more", r"(?:tell me more|go on|more|elaborate|(?:anything|what) else)\b"),
    ("timeline", r".*\b(?:timeline|chronolog\w+)\b"),
    ("outlets", rf".*\b(?:what|how)\b.*\b{_OUTLETS}\b.*\b(?:{_SPEAKS}|cover\w*)\b"),
    ("comparison", r"compare\b|.*\b(?:compared (?:with|to)|versus|differences? between)\b"),
    ("summary", r".*\b(?:summar(?:y|i[sz]e)\w*|overview|sum up|recap)\b"),
    ("summary", r"what (?:has )?happened (?:with|to|in|at|on|during|after)\b"),
    ("latest", rf"(?:what{_IS} )?(?:the )?(?:latest|newest)\b|what{_IS} new\b"),
    ("list", rf"(?:list|name|enumerate)\b|.*\blist of\b|.*\b{ASKING} of (?:the|these)\b"),
    ("cause", r".*\bwhy\b|.*\b(?:what|who) (?:caused|led to)\b|.*\breasons? (?:for|why)\b"),
    ("statement", rf".*\bwho said\b|.*\bwhat (?:did|does|has|have)\b.*\b{_SPEAKS}\b"),
    ("person", rf"who{_IS}\b"),
    ("definition", rf"what{_IS} (?:an? |the )?[\w-]+(?: [\w-]+)?\s*\??$"),
    ("manner", r"how\b(?! (?:many|much|old|long|far|high|tall|often|big|large))"),
    ("yes_no", rf"{AUXILIARY}\b"),
)
_ASKED = tuple((task, re.compile(pattern, re.I)) for task, pattern in _PATTERNS)


def find_task(question: str) -> Task:
    """By its words alone; a fact, where they say nothing else."""
    line = " ".join(question.split())
    return next((task for task, asks in _ASKED if asks.match(line)), "fact")
