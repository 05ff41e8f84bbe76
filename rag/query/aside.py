"""What is answered without a search: small talk, and what no article could answer.

The one place where those lines are composed.
"""

from collections.abc import Sequence

from rag.query.followups import goes_on, leans_on_context
from rag.query.language import find_unspoken
from rag.query.parsed import ParsedQuestion
from rag.query.pronouns import find_unnamed
from rag.query.small_talk import find_small_talk
from rag.store.catalogue import Catalogue

ASK = "Ask about what the articles say: a person, an event, a figure, a day."
LINES = {
    "greeting": f"Hello. {ASK}",
    "thanks": f"You are welcome. {ASK}",
    "chore": f"An archive of articles is no help with that. {ASK}",
    "help": f"{ASK} The answer quotes the articles; ask for a list, a timeline or more of it too.",
}
EMPTY = f"Nothing was asked. {ASK}"
UNSPOKEN = (
    "The archive's articles are in {spoken}; this question seems to be in {asked}. Ask in {one}."
)
UNNAMED = "It is not known {whom} “{word}” means: no question before names {one}. Name {one}."
ALONE = "No question was asked before that this could go on from. Ask it in full."
_PEOPLE = {"he": "him", "him": "him", "his": "him", "she": "her", "her": "her", "hers": "her"}
MOST_NAMED = 3  # languages of the archive


def write_aside(
    question: ParsedQuestion, history: Sequence[tuple[str, str]], catalogue: Catalogue
) -> str:
    """The line that answers small talk or a question in a language that no article is in; else "".

    "What is this?" asks about the answer before it, where there is one.
    """
    if not any(map(str.isalnum, question.text)):
        return EMPTY
    if kind := find_small_talk(question.text):
        leans = bool(history) and leans_on_context(question, " ".join(history[-1]))
        return "" if kind == "help" and leans else LINES[kind]
    asked, spoken = find_unspoken(question.text, catalogue)
    named = spoken[:MOST_NAMED]
    lines = {"spoken": _join(named, "and"), "asked": asked, "one": _join(named, "or")}
    return UNSPOKEN.format(**lines) if asked else ""


def write_unnamed(whole: ParsedQuestion, history: Sequence[tuple[str, str]]) -> str:
    """The line for a question that means somebody or something nobody has named; else "".

    `whole` has all that its `history` gave it.
    """
    if word := find_unnamed(whole):
        one = _PEOPLE.get(word, "it" if word in {"it", "its", "that", "this"} else "them")
        return UNNAMED.format(word=word, whom="whom" if word in _PEOPLE else "what", one=one)
    return ALONE if not history and goes_on(whole) else ""


def drop_asides(history: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The turns in which something was asked: no follow-up leans on thanks."""
    return tuple(turn for turn in history if not find_small_talk(turn[0]))


def _join(names: Sequence[str], word: str) -> str:
    return f" {word} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
