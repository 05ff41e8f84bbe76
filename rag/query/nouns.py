"""A thing in the place of another: "and the ferry?" after "How much will the bridge cost?"."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.query.carried import add_carried, split_carried
from rag.query.known_names import KnownNames
from rag.query.parsed import ParsedQuestion
from rag.query.pronouns import PERSON, THING, replace_person
from rag.query.vocabulary import ASKING, BE, is_content, stem_all, strip_possessive
from rag.text.lexicon import IRREGULAR
from rag.text.person_words import PERSON_NOUNS
from rag.text.tokens import fold

_NOUN = re.compile(r"(?P<the>(?:the|an?)\s+)?(?P<noun>[a-z][\w’'-]*(?:\s+[a-z][\w’'-]*){0,2})")
_NO_NOUN = re.compile(rf"(?:.*\b)?(?:{ASKING}|ones?|else|others?|same|rest|latter|former)\b", re.I)
_WORD = re.compile(r"[^\W_](?:[\w’'.&-]*\w)?")
_DETERMINER = re.compile(r"\b(?:the|an?|this|that|these|those|our|their)\s+$", re.I)
_ABOUT = re.compile(r"\b(?:about|of|on|for|with|against|over)\s+(?:the\s+|an?\s+)?$", re.I)
_TOLD_OF = re.compile(r"\b(?:about|of|on)\s+(?:the\s+|an?\s+)?$", re.I)
_PLACING = re.compile(r"\b(?:in|at|near|from|across)\s+(?:the\s+)?$", re.I)
_ASKED_OF = re.compile(  # the subject of a question stands here, its verb after it
    r"\b(?:did|does|do|will|would|can|could|should|must)\s+(?:the|an?|this|that|these|those)\s+$",
    re.I,
)
_BEING = re.compile(rf"\b{BE}\s+(?:the|an?|this|that|these|those)\s+$", re.I)


class Phrase(NamedTuple):
    """A noun phrase in a question, its article apart; offsets into the text, end exclusive."""

    start: int  # with its article
    end: int
    words: str  # without


def is_noun(fragment: str, *, opened: bool) -> bool:
    """Whether it is but a thing: "the ferry", and "ferries" where "and" `opened` it."""
    match = _NOUN.fullmatch(fragment)
    if match is None or _NO_NOUN.match(fragment) or not is_content(match["noun"].split()[-1]):
        return False
    return bool(match["the"]) or (opened and re.search(r"[^s]s$", match["noun"]) is not None)


def exchange_noun(
    piece: str, earlier: ParsedQuestion, answer: str, known: KnownNames
) -> str | None:
    """The `earlier` question asked of another thing, body or place; None if it has none.

    One who holds an office takes the place of such a one, or of the only person named; but if the
    answer has them too, it is asked about.
    """
    text, carried = split_carried(earlier.text)
    said = f"{text}\n{answer}"
    people = [name for name in earlier.names if known.read(name, said).kind == "person"]
    phrases = list(_find_phrases(earlier.reparse(text), people))
    offices = [one for one in phrases if _names_office(one.words)]
    if _names_office(piece):
        if stem_all(piece) <= stem_all(answer) | {"the", "a", "an"}:
            return None
        return _exchange_office(piece, text, offices, people, carried)
    things = [one for one in phrases if one not in offices]
    if things:
        return add_carried(_put(text, _choose_topic(text, things), piece), carried)
    if THING.search(text):
        return THING.sub(lambda it: piece if it[0].lower() == "it" else f"{piece}'s", text)
    return None


def _exchange_office(
    piece: str, text: str, offices: list[Phrase], people: list[str], carried: Sequence[str]
) -> str | None:
    if len(offices) == 1:
        return add_carried(_put(text, offices[0], piece), carried)
    rest = [one for one in carried if one not in people]
    if PERSON.search(text):
        return add_carried(replace_person(text, piece), rest)
    own = [name for name in people if name in text]
    return add_carried(text.replace(own[0], piece, 1), rest) if len(own) == 1 else None


def _names_office(words: str) -> bool:
    """Whether a phrase is of somebody without a name: "the chief executive"."""
    return fold(words.rpartition(" ")[2]) in PERSON_NOUNS


def _put(text: str, phrase: Phrase, piece: str) -> str:
    return text[: phrase.start] + piece + text[phrase.end :]


def _choose_topic(text: str, things: list[Phrase]) -> Phrase:
    """What is told of, "about the bridge"; else what is first asked for, "will the bridge cost"."""
    told = (one for one in things if _TOLD_OF.search(text[: one.start]))
    return next(told, things[0])


def _find_phrases(question: ParsedQuestion, people: list[str]) -> Iterator[Phrase]:
    """Things in order: after an article, or after "about" and the like; no people, "in Ohio"."""
    text, times = question.text, [(one.start, one.end) for one in question.times]
    words = [
        word for word in _WORD.finditer(text)
        if not any(start <= word.start() < end for start, end in times)
    ]  # fmt: skip
    at = 0
    while at < len(words):
        run = at
        while run < len(words) and is_content(words[run][0]) and not _is_apart(words, run, at):
            run += 1
        if run > at and (phrase := _read_phrase(text, words[at:run], people)):
            yield phrase
        at = max(run, at + 1)


def _is_apart(words: list[re.Match[str]], at: int, first: int) -> bool:
    """Whether a mark stands before a word: "the bridge, ferries"."""
    return at > first and words[at].start() > words[at - 1].end() + 1


def _read_phrase(text: str, run: list[re.Match[str]], people: list[str]) -> Phrase | None:
    before = text[: run[0].start()]
    if len(run) > 1 and (_ASKED_OF.search(before) or _is_participle(run[-1][0], before)):
        run = run[:-1]  # the verb
    words = text[run[0].start() : run[-1].end()]
    named = run[0][0][0].isupper()
    if any(name in words or words in name for name in people):
        return None
    article = _DETERMINER.search(before)
    if (named and _PLACING.search(before)) or not (article or named or _ABOUT.search(before)):
        return None
    start = article.start() if article else run[0].start()
    return Phrase(start, run[0].start() + len(strip_possessive(words)), words)


def _is_participle(word: str, before: str) -> bool:
    """Whether the last word of a run is no noun: "was the bridge built"."""
    low = fold(word)
    return low.endswith(("ed", "ing")) or (bool(_BEING.search(before)) and low in IRREGULAR)
