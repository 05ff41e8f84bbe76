"""Conversations as the browser keeps them: turns -> JSON -> turns.

What comes back from a browser may be anything. Every value is checked against the type of the
field that it is for, and whatever does not fit is refused whole, in one line.
"""

import json
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from rag.answering.provenance import UNKNOWN
from rag.errors import UsageError
from rag.formatting import read_day
from rag.types import MOST_SOURCES, Answer
from rag.validation import CLOSED, build_validator
from rag.web.conversation import LONGEST_QUESTION, Turn, Turns, collect_history

# Of what is kept; bumped when an older page could not read it, or would misread it.
VERSION: Literal[1] = 1
LARGEST = 1_500_000  # characters of one conversation
MOST_TURNS = 200
HIGHEST_NUMBER = 999  # of a citation, as wide as the page looks for
BEYOND = 2**53  # from there on a browser's whole numbers are not exact
OTHER_VERSION = "This conversation was kept by another version of Clippings and cannot be opened."
GARBLED = "This conversation is damaged and cannot be opened. Delete it."


@dataclass(frozen=True)
class SavedConversation:
    """What is kept; fields that are as by default are left out of it."""

    __pydantic_config__ = CLOSED

    version: Literal[1]  # VERSION
    turns: Annotated[Turns, Field(min_length=1, max_length=MOST_TURNS)]
    left_out: int = 0  # turns, the oldest ones


ADAPTER = TypeAdapter(SavedConversation)
VALIDATOR = build_validator(ADAPTER)


def dump_conversation(turns: Turns) -> dict[str, Any]:
    """The conversation as plain JSON, without its oldest turns where it is too large to be kept.

    `left_out` says how many they are.
    """
    bare = SavedConversation(VERSION, tuple(map(_strip_turn, turns[-MOST_TURNS:])))
    whole = ADAPTER.dump_python(bare, mode="json", exclude_defaults=True)
    newest: list[dict[str, Any]] = []
    room = LARGEST - 10_000  # for what stands around them, and numbers that browsers write longer
    for turn in reversed(whole["turns"]):
        room -= len(json.dumps(turn, separators=(",", ":"))) + 1
        if room < 0:
            break
        newest.append(turn)
    left_out = len(turns) - len(newest)
    return {"version": VERSION, "left_out": left_out, "turns": newest[::-1]}


def load_conversation(text: object) -> Turns:
    """The turns of a conversation that a browser kept, as `dump_conversation` wrote them.

    Their histories are made anew. Raises UsageError for anything else, and for another version.
    """
    if not isinstance(text, str) or len(text) > LARGEST:
        raise UsageError(GARBLED)
    try:
        turns = VALIDATOR.validate_json(text).turns
        for turn in turns:
            _check_turn(turn)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        other = any(fault["loc"] == ("version",) for fault in faults)
        raise UsageError(OTHER_VERSION if other else GARBLED) from error
    except ValueError as error:
        raise UsageError(GARBLED) from error
    return _add_histories(turns)


def _strip_turn(turn: Turn) -> Turn:
    """Without what the turns before it say, and what the archive says anew."""
    return replace(turn.halted(), request=replace(turn.request, history=()), origins=UNKNOWN)


def _add_histories(turns: Turns) -> Turns:
    whole: Turns = ()
    for turn in turns:
        request = replace(turn.request, history=collect_history(whole))
        whole = (*whole, replace(turn, request=request, origins=UNKNOWN).halted())
    return whole


def _check_turn(turn: Turn) -> None:
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
    if any(abs(number) >= BEYOND for claim in answer.claims for number in claim.citations):
        raise ValueError("a number that no browser counts to")
    for cited in answer.citations:
        read_day((cited.published or "2000-01-01")[:10])
        fits = 0 <= cited.start < BEYOND and cited.end - cited.start == len(cited.sentence)
        if not (0 < cited.n <= HIGHEST_NUMBER and fits):
            raise ValueError("no citation")
