"""Conversations as the browser keeps them: turns -> JSON -> turns.

What comes back from a browser may be anything. Every value is checked against the type of the
field that it is for, and whatever does not fit is refused whole, in one line.
"""

import html
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from rag.answering.provenance import UNKNOWN
from rag.errors import UsageError
from rag.types import MOST_SOURCES, Answer
from rag.web.conversation import LONGEST_QUESTION, Turn, Turns, history_of

VERSION = 1  # of what is kept; bumped when an older page could not read it, or would misread it
LARGEST = 1_500_000  # characters of one conversation
MOST_TURNS = 200
HIGHEST_NUMBER = 999  # of a citation, as wide as the page looks for
BEYOND = 2**53  # from there on a browser's whole numbers are not exact
OTHER_VERSION = "This conversation was kept by another version of Clippings and cannot be opened."
GARBLED = "This conversation is damaged and cannot be opened. Delete it."

LIST = (
    '<span class="chip conversations"><details class="popover"><summary>Conversations</summary>'
    '<div class="panel" role="group" aria-label="Conversations kept in this browser">'
    '<ol class="kept-list"></ol><p class="hint"></p>'
    '<div class="panel-buttons"><button type="button" class="forget-all">Delete all</button>'
    '<span class="sure" hidden><span id="sure">Delete all of them?</span>'
    '<button type="button" class="primary forget-sure" aria-describedby="sure">Delete</button>'
    '<button type="button" class="forget-not">Keep them</button></span></div>'
    '</div></details></span><p class="kept-says" role="status"></p>'
)


def kept(turns: Turns) -> dict[str, Any]:
    """The conversation as plain JSON, without its oldest turns where it is too large to be kept.

    `left_out` says how many they are.
    """
    newest: list[dict[str, Any]] = []
    room = LARGEST - 10_000  # for what stands around them, and numbers that browsers write longer
    for turn in reversed(turns[-MOST_TURNS:]):
        written = _plain(_bare(turn))
        room -= len(_dumped(written)) + 1
        if room < 0:
            break
        newest.append(written)
    left_out = len(turns) - len(newest)
    return {"version": VERSION, "left_out": left_out, "turns": newest[::-1]}


def read_kept(text: object) -> Turns:
    """The turns of a conversation that a browser kept, from the text of what `kept` gives.

    Their histories are made anew. Raises UsageError for anything else, and for another version.
    """
    try:
        if not isinstance(text, str) or len(text) > LARGEST:
            raise ValueError("too large, or no text")
        values = json.loads(text)
        if not isinstance(values, dict):
            raise TypeError("no object")
        if values.get("version") != VERSION:
            raise UsageError(OTHER_VERSION)
        turns = _read(Turns, values.get("turns"))
        if not 0 < len(turns) <= MOST_TURNS:
            raise ValueError("no turns, or too many")
        for turn in turns:
            _check(turn)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise UsageError(GARBLED) from error
    return _with_histories(turns)


def message(values: Mapping[str, Any]) -> str:
    """Values for a script of the page, as a hidden element; scripts in the page are forbidden."""
    return f'<p class="message" hidden>{html.escape(_dumped(values), quote=False)}</p>'


def _bare(turn: Turn) -> Turn:
    """Without what the turns before it say, and what the archive says anew."""
    return replace(turn.halted(), request=replace(turn.request, history=()), origins=UNKNOWN)


def _with_histories(turns: Turns) -> Turns:
    whole: Turns = ()
    for turn in turns:
        request = replace(turn.request, history=history_of(whole))
        whole = (*whole, replace(turn, request=request).halted())
    return whole


def _check(turn: Turn) -> None:
    """Raises ValueError for values of the right type that no turn of the page has."""
    request = turn.request
    if not 0 < len(request.question) <= LONGEST_QUESTION or request.history:
        raise ValueError("no question of this page")
    sources = 1 if request.sources is None else request.sources
    if not 1 <= sources <= MOST_SOURCES or turn.origins != UNKNOWN:
        raise ValueError("no limits of this page")
    for answer in (turn.answer, turn.answer and turn.answer.instead):
        if answer:
            _check_answer(answer)
    if turn.answer and turn.answer.instead and turn.answer.instead.instead:
        raise ValueError("a third answer")


def _check_answer(answer: Answer) -> None:
    numbers = [cited.n for cited in answer.citations]
    if len(set(numbers)) < len(numbers):
        raise ValueError("a number is there twice")
    for cited in answer.citations:
        date.fromisoformat((cited.published or "2000-01-01")[:10])
        fits = cited.start >= 0 and cited.end - cited.start == len(cited.sentence)
        if not (0 < cited.n <= HIGHEST_NUMBER and fits):
            raise ValueError("no citation")


# Values as plain JSON


def _dumped(values: Any) -> str:
    """ASCII alone, and so not to be changed on its way through HTML or by a browser."""
    return json.dumps(values, ensure_ascii=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """A frozen value as an object of those of its fields that are not as by default."""
    if is_dataclass(value):
        return {
            field.name: _plain(own)
            for field in fields(value)
            if (own := getattr(value, field.name)) != _default(field)
        }
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _default(field: Field[Any]) -> Any:
    """MISSING where there is none."""
    return field.default if field.default_factory is MISSING else field.default_factory()


def _read(kind: Any, value: Any) -> Any:
    """`value`, as JSON has it, as a `kind`. Raises TypeError or ValueError where it is none."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is None:
        return _read_object(kind, value) if is_dataclass(kind) else _read_one(kind, value)
    if origin is Literal:
        if isinstance(value, str) and value in inner:
            return value
        raise ValueError("not one of its words")
    if origin is tuple:
        return _read_list(inner, value)
    if type(None) in inner:
        (some,) = (one for one in inner if one is not type(None))
        return None if value is None else _read(some, value)
    if origin is Union or not isinstance(value, dict):
        raise TypeError("no object")
    return {_read(inner[0], key): _read(inner[1], one) for key, one in value.items()}


def _read_list(kinds: Sequence[Any], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise TypeError("no list")
    if kinds[-1] is not Ellipsis:
        return tuple(_read(kind, one) for kind, one in zip(kinds, value, strict=True))
    return tuple(_read(kinds[0], one) for one in value)


def _read_object(kind: Any, value: Any) -> Any:
    """A frozen value; its own call refuses what it lacks (TypeError)."""
    hints = _hints(kind)
    if not isinstance(value, dict) or not value.keys() <= hints.keys():
        raise TypeError(f"no {kind.__name__}")
    return kind(**{name: _read(hints[name], own) for name, own in value.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _read_one(kind: Any, value: Any) -> Any:
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    if kind is float and type(value) in {int, float}:
        if not math.isfinite(value):
            raise ValueError("no number")
        return float(value)
    if type(value) is not kind or (kind is int and abs(value) >= BEYOND):
        raise TypeError(f"no {kind.__name__}")
    if kind is str:
        value.encode()  # UnicodeEncodeError, a ValueError: half a character cannot be shown
    return value
