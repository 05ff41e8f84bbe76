"""Events that a question counts time from: "since the Kenyan election", "after Abe's death".

Only nouns of things that happen are read, listed in `rag.query.dates.event_nouns` with the words
that reports use for them. When the event was, only the archive can tell
(`rag.query.dates.event_dates`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rag.formatting import format_day, format_days
from rag.query.dates.event_nouns import FORMS
from rag.query.dates.spans import SPANS, Days, shift_day, span_months
from rag.text.calendar import ABBREVIATED_MONTHS, MONTHS
from rag.text.lexicon import ALIASES, STOP_WORDS, TITLES, collect_words
from rag.text.tokens import fold
from rag.types import Window

LONGEST = 2000  # characters that are read
_COMPLEMENT = 4  # words after "of", "in" …, at most

_LEAD = re.compile(
    r"\b(?:(?P<span>(?:in|on|during|over|for|within)\s+the\s+(?:first\s+)?"
    r"(?P<unit>day|days|week|weeks|month|months)\s+(?P<where>of|before|after|following|since"
    r"|leading\s+up\s+to))"
    r"|(?P<lead>ever\s+since|since|after|following|before|prior\s+to|until|ahead\s+of"
    r"|in\s+the\s+(?:wake|aftermath)\s+of|in\s+the\s+run-up\s+to|during))\s+"
    r"(?:the\s+|(?P<owner>(?-i:[A-ZÀ-ÖØ-Þ][\w.-]*(?:\s+[A-ZÀ-ÖØ-Þ][\w.-]*){0,3}))[’']s?\s+)",
    re.I,
)
_WORD = re.compile(
    rf"(?:(?:v|vs|St|Mt|{'|'.join(ABBREVIATED_MONTHS)})\.|[^\W_](?:[\w.&-]*\w)?)"
    r"(?:[’'](?:s|(?=\s)))?"
)
# "The worst since the war", "lower than before the pandemic" speak of today.
_COMPARED = re.compile(
    r"\b(?:first|worst|best|highest|lowest|biggest|largest|longest|most|only|fewest|strongest)\b"
    r"[^.?!,;]{0,40}$|\b(?:than|as)\s+$|\b(?:compared\s+(?:to|with)|relative\s+to)\b[^.?!,;]{0,20}$",
    re.I,
)
_PREPOSITIONS = collect_words(
    "of in on at against by between near over off for outside with across to"
)
_LINKS = collect_words("of and the in on at for de la le el al")
# Say how an event was, not which.
_EPITHETS = collect_words(
    "recent latest last deadly massive tragic historic huge major big devastating fatal terrible",
    "controversial surprise shock sudden brutal disputed contested new whole entire actual",
    "previous past initial snap full-scale large-scale unprovoked",
)
# To come, or one of several that a burst of reports cannot tell apart.
_NOT_YET = collect_words(
    "next upcoming coming planned scheduled possible expected proposed potential"
)
_WHICH = collect_words("first second third fourth fifth same other annual alleged attempted")
# May follow the event's noun without being part of its name: "since the war began".
_FOLLOWING = STOP_WORDS | collect_words(
    "began begin begins started start starts ended ends happened occurred broke hit struck took",
    "killed left made came was were got closed forced has had did does do is are in today now so",
    "said says promised told announced changed rose fell",
)


@dataclass(frozen=True, slots=True)
class Event:
    """What a question counts time from, at `start:end` of its text."""

    start: int
    end: int
    phrase: str  # with its preposition, as the reader wrote it
    lead: str  # since, after, before, until, during, week of, days after …
    noun: str  # one of `FORMS`
    names: tuple[str, ...]  # the other words that tell which it is
    around: tuple[str, ...]  # names elsewhere in the question
    year: int | None = None
    month: int | None = None
    day: int | None = None


def find_events(text: str, names: Sequence[tuple[int, str]]) -> Iterator[Event]:
    """The events that a question counts time from, in its order. Never raises.

    `names` are the capitalised words of the names in it, each with where it starts.
    """
    text = text[:LONGEST]
    for match in _LEAD.finditer(text):
        compared = _COMPARED.search(text[max(0, match.start() - 80) : match.start()])
        if not compared and (event := _read_event(text, match, names)):
            yield event


def build_event_window(
    event: Event, first: date, last: date, today: date, why: str
) -> Window | None:
    """The days that the words ask about, the event's news being of `first` to `last`.

    None where those days are still to come. `why` says what the dates rest on.
    """
    start, end = _bound_days(event.lead, first, last, today)
    end = min(end, today)
    if start is not None and start > end:
        return None
    open_ended = start is not None and end == today and event.lead in _OPEN
    days = f"since {format_day(start)}" if open_ended and start else format_days(start, end)
    return Window(start, end, f"“{event.phrase}” = {days}, {why}")


def _bound_days(lead: str, first: date, last: date, today: date) -> tuple[date | None, date]:
    unit, _, where = lead.partition(" ")
    if lead in _OPEN or where == "since":
        return first, today
    if lead in {"before", "until"}:
        return None, shift_day(first, -(lead == "before"))
    if lead == "during":
        return first, last
    if where == "of":
        return (first, last) if unit.endswith("s") else _span_around(unit, first)
    days = SPANS[unit]
    if where in {"before", "leading up to"}:
        return shift_day(first, -days), shift_day(first, -1)
    return shift_day(first, unit == "day"), shift_day(first, days)


def _span_around(unit: str, day: date) -> Days:
    """The day, the week from Monday to Sunday, or the month around `day`."""
    if unit == "month":
        return span_months(day.year, day.month)
    monday = day - timedelta(day.weekday())
    return (monday, monday + timedelta(6)) if unit == "week" else (day, day)


def list_forms(word: str) -> tuple[str, ...]:
    """The ways in which a report may write a word of a name: "Kenyan" for "Kenya" and back."""
    low = fold(word.replace("’", "'").removesuffix("'"))
    forms = [low, *sorted(ALIASES.get(low, ()))]
    if word[:1].isupper():
        root = re.sub(r"(?:ians?|ans?|ns?|ese|ish|is?|e)$", "", low)
        if len(root) >= 4 and (root != low or low[-1] in "ao") and len(low) > 4:
            forms.append(f"{root}*")
    return tuple(dict.fromkeys(forms))


def _read_event(
    text: str, match: re.Match[str], capitalised: Sequence[tuple[int, str]]
) -> Event | None:
    words = list(_WORD.finditer(text, match.end(), match.end() + 160))
    at = _find_head(text, words, match.end())
    if at is None:
        return None
    noun = _singularize(words[at][0])
    tail = _find_complement(text, words[at + 1 :], words[at].end())
    end = tail[-1].end() if tail else words[at].end()
    described = [word[0] for word in (*words[:at], *tail)]
    lows = {fold(word) for word in described}
    if lows & (_NOT_YET | _WHICH):
        return None
    owner = (match["owner"] or "").split()
    names, *day = _sort_words([*owner, *described])
    phrase = " ".join(text[match.start() : end].split())
    around = tuple(word for at, word in capitalised if not match.start() <= at < end)
    return Event(match.start(), end, phrase, _read_lead(match), noun, names, around, *day)


def _find_head(text: str, words: list[re.Match[str]], start: int) -> int | None:
    """Which of `words` is the noun that happened: the last of the first run of words."""
    end = start
    for at, word in enumerate(words[:6]):
        if text[end : word.start()].strip() or (at and fold(word[0]) in STOP_WORDS):
            return None
        end = word.end()
        if _singularize(word[0]) not in FORMS or _is_owner(word[0]):
            continue
        following = words[at + 1] if at + 1 < len(words) else None
        joined = following is not None and not text[end : following.start()].strip()
        if following is None or not joined or fold(following[0]) in _FOLLOWING | _PREPOSITIONS:
            return at
    return None


def _find_complement(text: str, words: list[re.Match[str]], end: int) -> list[re.Match[str]]:
    """The words of "of the bridge", "in Ukraine", "at Robb Elementary School", if any follow."""
    if not words or text[end : words[0].start()].strip() or fold(words[0][0]) not in _PREPOSITIONS:
        return []
    taken = words[:1]
    content: list[str] = []
    for at, word in enumerate(words[1:], 1):
        low, named = fold(word[0]), bool(content) and content[-1][0].isupper()
        link = low in _LINKS
        apart = text[taken[-1].end() : word.start()].strip()
        if apart or (low in _FOLLOWING and not link) or len(content) == _COMPLEMENT:
            break
        if not link and named and word[0].islower():  # "Ukraine shocked", but "Haitian president"
            taken += [word] if _ends_phrase(text, words, at) else []
            break
        if content and not named and (word[0][0].isupper() or len(content) == 2):
            break
        taken.append(word)
        content += [] if link else [word[0]]
    while taken and fold(taken[-1][0]) in _LINKS | _PREPOSITIONS:
        taken.pop()
    return taken


def _ends_phrase(text: str, words: list[re.Match[str]], at: int) -> bool:
    """Whether the word at `at` is the last before a mark, a verb or a word of grammar."""
    if at + 1 == len(words) or text[words[at].end() : words[at + 1].start()].strip():
        return True
    return fold(words[at + 1][0]) in _FOLLOWING


def _sort_words(words: list[str]) -> tuple[tuple[str, ...], int | None, int | None, int | None]:
    """The words that name the event, each once; the year, month and day of the month among them."""
    names, year, month, day = [], None, None, None
    for word in words:
        low = fold(word.replace("’", "'").removesuffix("'"))
        if re.fullmatch(r"(?:19|20)\d\d", low):
            year = int(low)
        elif low in MONTHS and word[0].isupper():
            month = MONTHS[low]
        elif month and re.fullmatch(r"[12]?\d|3[01]", low):
            day = int(low)
        elif not (low in STOP_WORDS or low in TITLES or low in _EPITHETS or len(low) < 2):
            names.append(word)
    return tuple(dict.fromkeys(names)), year, month, day


def _read_lead(match: re.Match[str]) -> str:
    if match["span"]:
        return f"{match['unit'].lower()} {' '.join(match['where'].lower().split())}"
    lead = " ".join(match["lead"].lower().split())
    return _SAME_LEADS.get(lead, lead)


_OPEN = frozenset(["since", "after"])
_SAME_LEADS = {
    "ever since": "since",
    "following": "after", "in the wake of": "after", "in the aftermath of": "after",
    "prior to": "before", "ahead of": "before", "in the run-up to": "before",
}  # fmt: skip


def _singularize(word: str) -> str:
    low = fold(word)
    for form in (low, low.removesuffix("s"), low.removesuffix("es")):
        if form in FORMS:
            return form
    return low


def _is_owner(word: str) -> bool:
    return word.endswith(("'s", "’s", "'", "’"))
