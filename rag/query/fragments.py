"""Follow-ups that are only a piece of a question: "and in June?", "what about Echo?", "no, Orr".

The piece takes the place of its like in the question before: a time that of the time, an outlet
that of the outlet, a name that of the name with the same preposition or of the only one of its
kind, a thing that of the thing.
"""

import re
from typing import NamedTuple

from rag.query.carried import add_carried, split_carried
from rag.query.dates.expressions import PREPOSITION, TimeExpression, find_lead
from rag.query.dates.grammar import Rank
from rag.query.known_names import KnownNames
from rag.query.nouns import exchange_noun, is_noun
from rag.query.outlets import find_outlets
from rag.query.parsed import ParsedQuestion, Query, read_names
from rag.query.pronouns import PERSON, replace_person
from rag.query.relative_days import is_relative, resolve_relative
from rag.query.vocabulary import stem_all
from rag.text.entities import NAME, is_full_name, is_person

_OPENING = re.compile(
    r"\s*(?:(?:no|sorry|actually)\b[\s,.!:–—]*)?(?:(?:and|but|or|so|also|then)\b[\s,]*)?"
    r"(?:(?:what|how)\s+about\s+|i\s+meant?\s+"
    r"|(?:the\s+)?same(?:\s+question)?\s+(?:for\s+)?)?(?:and\s+)?",
    re.I,
)
_NAMED = re.compile(rf"(?:({PREPOSITION})\s+)?((?:the\s+)?{NAME})")


class Fragment(NamedTuple):
    """What a fragment says: a name, a time, or both."""

    name: str  # with its article, "the Echo"; "" for none
    preposition: str  # of the name
    time: str  # with its preposition, "in June"; "" for none


def is_fragment(question: ParsedQuestion) -> bool:
    """Whether `question` is but a time or a place: "In 2021?", "in Tennessee?"."""
    piece = _parse_fragment(question.reparse(_strip_opening(question.text)))
    return piece is not None and bool(piece.preposition or not piece.name)


def insert_fragment(
    question: ParsedQuestion, earlier: Query, answer: str, known: KnownNames
) -> str | None:
    """The earlier question with the piece in its place; None where that place is not plain.

    A name that stands in the answer asks about the answer, unless it is plainly of a kind with
    the one that was asked about.
    """
    opening, fragment = _read_opening(question.text), _strip_opening(question.text)
    relative = resolve_relative(fragment, earlier.window, earlier.today)
    piece = Fragment("", "", relative) if relative else _parse_fragment(question.reparse(fragment))
    if piece is None:
        thing = is_noun(fragment, opened=bool(opening)) and not is_relative(fragment)
        return exchange_noun(fragment, earlier.parsed, answer, known) if thing else None
    if piece.name and not (piece.preposition or piece.time or opening):
        return None  # "Really?"
    whole: str | None = earlier.asked_as
    if piece.name:
        whole = _replace_name(earlier.parsed, piece, answer, known)
    if piece.time and whole:
        whole = replace_time(earlier.parsed.reparse(whole), piece.time)
    return whole or None


def _strip_opening(question: str) -> str:
    return question[len(_read_opening(question)) :].strip(" \t\n?.!,")


def _read_opening(question: str) -> str:
    opening = _OPENING.match(question)
    return opening[0] if opening else ""


def _parse_fragment(fragment: ParsedQuestion) -> Fragment | None:
    """The fragment as a piece, or None where it is more, or nothing of the kind."""
    text, found = fragment.text, fragment.times
    if len(found) > 1:
        return None
    time, rest = "", text
    if found:
        start = find_lead(text, found[0].start)
        time, rest = text[start : found[0].end], text[:start] + text[found[0].end :]
    rest = rest.strip(" ,")
    if not rest:
        return Fragment("", "", time) if time else None
    match = _NAMED.fullmatch(rest) if read_names(f"in {rest}") else None
    return Fragment(match[2], (match[1] or "").lower(), time) if match else None


def _replace_name(
    earlier: ParsedQuestion, piece: Fragment, answer: str, known: KnownNames
) -> str | None:
    answered = stem_all(piece.name) <= stem_all(answer) | {"the"}
    candidates = list(earlier.names)
    if _is_outlet(piece.name, earlier) and not answered:
        candidates = [name for name in candidates if _is_outlet(name, earlier)]
        if not candidates:
            return _append_words(earlier.text, f"in {piece.name}")
    elif piece.preposition:
        candidates = [n for n in candidates if _follows(piece.preposition, n, earlier.text)]
        if not candidates:
            body, carried = split_carried(earlier.text)
            kind = known.read(piece.name).kind
            others = [one for one in carried if not kind or known.read(one).kind != kind]
            return add_carried(_append_words(body, f"{piece.preposition} {piece.name}"), others)
    else:
        return _replace_alike(earlier, piece.name, answer, known, answered=answered)
    return _put_name(earlier.text, candidates[0], piece.name) if len(candidates) == 1 else None


def _replace_alike(
    earlier: ParsedQuestion, name: str, answer: str, known: KnownNames, *, answered: bool
) -> str | None:
    """A person for the person, a place for the place; the only name, where no kind is known."""
    bare = re.sub(r"^the ", "", name)
    said = f"{earlier.text}\n{answer}"
    kinds = {one: known.read(one, said).kind for one in earlier.names}
    kind = known.read(bare, said).kind
    alike = [one for one in earlier.names if kind and kinds[one] == kind]
    body, carried = split_carried(earlier.text)
    own = [one for one in alike if one in body]
    if kind == "person" and not own and PERSON.search(body):
        others = [one for one in carried if known.read(one, said).kind != "person"]
        return add_carried(replace_person(body, name), others)
    if len(own) == 1 or (alike and not own):
        return _put_name(earlier.text, (own or alike)[0], name)
    if answered or own:
        return None
    if kind and kind != "person" and any(kinds.values()):
        return exchange_noun(name, earlier, answer, known)
    shape = _classify_shape(bare)
    unknown = [one for one in earlier.names if not (kind and kinds[one])]
    shaped = [one for one in unknown if len(unknown) == 1 or _classify_shape(one) == shape]
    return _put_name(earlier.text, shaped[0], name) if len(shaped) == 1 else None


def _put_name(text: str, old: str, new: str) -> str:
    return re.sub(rf"(?<!\w)(?:the\s+)?{re.escape(old)}(?!\w)", lambda _: new, text)


def _is_outlet(name: str, question: ParsedQuestion) -> bool:
    return bool(find_outlets(f"in {name}", question.known_outlets))


def _classify_shape(name: str) -> tuple[bool, bool]:
    return is_full_name(name), is_person(name)


def _follows(preposition: str, name: str, text: str) -> bool:
    pattern = rf"\b{preposition}\s+(?:the\s+)?{re.escape(name)}(?!\w)"
    return bool(re.search(pattern, text, re.I))


def replace_time(earlier: ParsedQuestion, time: str) -> str | None:
    """The earlier question at another time; None where it names several."""
    text, old = earlier.text, earlier.times
    new = earlier.reparse(time).times[0]
    has_lead = new.start > 0
    time = time[: new.start].lower() + time[new.start :]
    if not old:
        years = re.findall(r"\b(?:19|20)\d\d\b", text)
        if len(years) == 1 and (year := re.fullmatch(r"(?:in )?((?:19|20)\d\d)", time)):
            return text.replace(years[0], year[1])  # "the 2024 election"
        return _append_words(text, time if has_lead else _add_preposition(time, new))
    if len(old) > 1:
        return None
    start = find_lead(text, old[0].start)
    lead = text[start : old[0].start]
    if not has_lead:
        time = lead + time if old[0].rank == new.rank else _add_preposition(time, new)
    return text[:start] + time + text[old[0].end :]


def _add_preposition(time: str, words: TimeExpression) -> str:
    """With the preposition that it wants."""
    if words.rank is Rank.CALENDAR:
        return f"in {time}"
    return f"on {time}" if words.rank is Rank.WEEKDAY else time


def _append_words(question: str, words: str) -> str:
    """`words` before the question's end and what is carried in brackets after it."""
    match = re.search(r"\s*[?.!]*\s*(?:\(about: [^()]*\)\s*)?$", question)
    at = match.start() if match else len(question)
    return f"{question[:at]} {words}{question[at:]}"
