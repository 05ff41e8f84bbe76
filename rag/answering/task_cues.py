"""Sentences of the kind that a task wants: with a cause for "why", with speech for "who said"."""

import re
from collections.abc import Mapping

from rag.query.task import Task

_SAYING = (
    r"(?:said|says|told|tells|added|adds|wrote|writes|tweeted|posted|argued|argues|claimed|claims"
    r"|insisted|insists|warned|warns|called|urged|promised|vowed|announced|according to|replied"
    r"|explained|conceded|admitted|denied|predicted|pledged)"
)
_PATTERNS: Mapping[Task, str] = {
    "cause": r"\b(?:because|due to|owing to|thanks to|as a result|result of|in response to|caused"
    r"|blam\w+|reasons?|prompted|triggered|sparked|stem\w* from|led to|in protest|so that"
    r"|cit(?:ed|ing)|amid|in retaliation|aimed? (?:at|to)|in (?:an effort|order|a bid) to"
    r"|attribut\w+)\b",
    "manner": r"\b(?:by \w+ing|us(?:ed|ing)|through|via|with the help|thanks to|by means)\b",
    "statement": rf"\b{_SAYING}\b",
    "person": r"\b(?:is|was|became|become)\s+(?:an?|the|one of)\b|,\s+(?:an?|the|who|whose|\d\d)\b"
    r"|,\s+\w+(?:\s+\w+){0,4}\s+(?:of|at|for)\b|\b(?:born|appointed|elected|known (?:as|for))\b",
    "definition": r"\b(?:is|are|was|were)\s+(?:an?|the)\b|\b(?:means?|known as|refers? to"
    r"|defined as|called|stands for|consists? of|which (?:is|are))\b|[,—–]\s+(?:an?|the)\s",
}
_WORDS = re.compile(r"[“\"].{12,}[”\"]")
NAMING: frozenset[Task] = frozenset({"person", "statement", "definition"})  # of someone, or it
_ASIDE = re.compile(
    r"\W*(?:corrections?|clarification|editor['’]s note)\b|.*\?[\"'”’)]*\Z", re.I | re.S
)
_CUES = {task: re.compile(pattern, re.IGNORECASE) for task, pattern in _PATTERNS.items()}


def fits_task(sentence: str, task: Task) -> float:
    """How far a sentence has what the task wants: 1 wholly, 0 not; someone's very words are 2.

    Always 0 where the task wants nothing special.
    """
    cue = _CUES.get(task)
    fits = float(bool(cue and cue.search(sentence)))
    return fits + 1.0 if fits and task == "statement" and _WORDS.search(sentence) else fits


def is_aside(sentence: str) -> bool:
    """Whether it asks, or tells of the article: nothing that answers by itself."""
    return bool(_ASIDE.match(sentence))
