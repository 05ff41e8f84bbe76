"""A question as it was meant: made whole, with the days and the outlets that it names.

Everything here is a rule, and every rule can be read off its result: `asked_as` shows what was
carried over from the conversation, the window says from which words it was read.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from rag.errors import UsageError
from rag.query.dates.expressions import without_time_words
from rag.query.dates.windows import find_window
from rag.query.decompose import parts_of
from rag.query.followups import leans, made_whole
from rag.text.entities import names
from rag.text.lexicon import STOP_WORDS, listed
from rag.text.tokens import fold
from rag.types import MOST_SOURCES, Query, Request

TURNS = 6  # of the conversation, at most, that a follow-up can lean on

_PHRASE = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»")
_WORD = re.compile(r"\w(?:[\w’'.&-]*\w)?")
_HOST = re.compile(r"(?:www\.)?([\w-]+)(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE)
# Outlets that are words as well: only with a capital, and not where every sentence has one.
_COMMON = listed(
    "age atlantic echo express fortune globe guardian herald hill independent journal local mail",
    "mercury metro mirror nation nature now observer people post quartz record register science",
    "scroll slate spectator standard star sun telegraph time times today tribune variety vice week",
    "wired world",
)


def understand(
    question: str,
    *,
    today: date,
    history: Sequence[tuple[str, str]] = (),
    outlets: Sequence[str] = (),
) -> Query:
    """`question` as a query. `history` holds earlier (question, answer) pairs, oldest first.

    A follow-up that leans on the conversation takes over its names, and its window and outlets
    where it has none of its own. `outlets` are the names known to the archive. The window is a
    preference (`hard_window` is False): only a reader sets a filter.
    """
    if not (history and leans(question, " ".join(history[-1]))):
        window, named = find_window(question, today), named_outlets(question, outlets)
        return Query(question, question, today, window, named, parts=parts_of(question))
    earlier_question, answer = history[-1]
    turns = history[-TURNS:-1]
    earlier = understand(earlier_question, today=today, history=turns, outlets=outlets)

    def is_outlet(name: str) -> bool:
        return bool(named_outlets(f"in {name}", outlets))

    asked_as = made_whole(question, earlier, answer, is_outlet=is_outlet)
    window = find_window(asked_as, today) or earlier.window
    named = named_outlets(question, outlets) or earlier.outlets
    return Query(question, asked_as, today, window, named, parts=parts_of(asked_as))


def each_part(query: Query) -> list[Query]:
    """The single questions of a query, each a query with the days that it names itself.

    A part that names none has those of the whole; limits that the reader set hold for all.
    """
    own = query.window is not None and not query.hard_window
    return [
        replace(
            query,
            asked_as=part,
            parts=(),
            window=(find_window(part, query.today) if own else None) or query.window,
        )
        for part in query.parts
    ] or [query]


def limit(query: Query, request: Request, known: Collection[str]) -> Query:
    """The query with the limits that a reader set by hand.

    Raises UsageError for an outlet that is not among the `known` ones of the archive, and for a
    number of sources that is not from 1 to MOST_SOURCES.
    """
    if unknown := [outlet for outlet in request.outlets if outlet not in known]:
        names = ", ".join(sorted(known)) or "none"
        raise UsageError(f"The archive has no outlet {unknown[0]!r}. It has: {names}.")
    if request.sources is not None and not 1 <= request.sources <= MOST_SOURCES:
        raise UsageError(f"An answer may use 1 to {MOST_SOURCES} sources, not {request.sources}.")
    if request.window is not None:
        query = replace(query, window=request.window, hard_window=True)
    if request.outlets:
        query = replace(query, outlets=request.outlets, hard_outlets=True)
    return replace(query, as_of=request.as_of, sources=request.sources)


def named_outlets(question: str, outlets: Sequence[str]) -> tuple[str, ...]:
    """Those of `outlets` that `question` names, in their order; longer names are read first.

    A host matches by its first label: "CNN" names "cnn.com".
    """
    found = set()
    for outlet in sorted(outlets, key=lambda name: (-len(name), name)):
        for name in _names_of(outlet):
            pattern = rf"(?<![\w.]){re.escape(name)}(?!\w|\.\w)"
            match = re.search(pattern, question, re.IGNORECASE)
            if match and (name.lower() not in _COMMON or _is_named(question, match)):
                found.add(outlet)
                question = f"{question[: match.start()]}…{question[match.end() :]}"
                break
    return tuple(outlet for outlet in outlets if outlet in found)


def _names_of(outlet: str) -> list[str]:
    """What readers call an outlet: its name, without "The", and the first label of a host."""
    host = _HOST.fullmatch(outlet)
    plain = re.sub(r"^the\s+", "", outlet, flags=re.IGNORECASE)
    names = [outlet, host[1]] if host else [outlet, plain]
    return [name for name in names if len(name) > 1 and name.lower() not in STOP_WORDS]


def _is_named(question: str, match: re.Match[str]) -> bool:
    return match[0][0].isupper() and question[: match.start()].strip(" \"'“‘(") != ""


def search_terms(text: str) -> list[str]:
    """The words of `text` worth looking up, lower-cased, each once, in order.

    What is quoted and what has a name of several words is a term as a whole, beside its words.
    Words of grammar and of relative time are left out, unless nothing else is there.
    """
    phrases = [next(filter(None, groups)) for groups in _PHRASE.findall(text)]
    wholes = [*phrases, *(name for name in names(text) if " " in name)]
    terms = [" ".join(_WORD.findall(whole)).lower() for whole in wholes]
    words = [fold(word.replace("’", "'")) for word in _WORD.findall(without_time_words(text))]
    terms += [word for word in words if word not in STOP_WORDS]
    return list(dict.fromkeys(filter(None, terms))) or list(dict.fromkeys(words))
