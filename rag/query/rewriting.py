"""What a model adds to the rules: a follow-up made whole, a question of several parts taken apart.

The model is asked once at most, briefly, and only where the rules read least well. Its words count
only if code finds nothing in them that the reader or the conversation did not say; else, and where
the model fails, the rules' reading stands.
"""

import re
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from rag.errors import ModelError
from rag.llm.base import ChatModel, Messages
from rag.llm.labels import pieces
from rag.llm.prompts import prompt_messages
from rag.query.dates.expressions import expressions
from rag.query.dates.spans import NUMBERS
from rag.query.decompose import MOST_PARTS, parts_of
from rag.query.followups import leans
from rag.query.fragments import ANY_DAY
from rag.text.entities import all_stems, content_stems, is_content, names, words
from rag.types import Request

TURNS = 3  # of the conversation that the model sees …
ANSWER_LENGTH = 400  # … and so many characters of each answer
REWRITE_TOKENS = 80  # that a question made whole may take
DECOMPOSE_TOKENS = 160
SECONDS = 20.0  # for either; then the rules' reading stands
LONGEST = 300  # characters of a question, given or written
NEW_WORDS = 2  # that a rewritten question may have from nowhere, such as "amount" for "how much"

_LABEL = re.compile(
    r"\s*(?:(?:[\w ]{0,20}question|answer)\s*:|[-*•]|\d{1,2}[.)])\s*", re.IGNORECASE
)
_MARKUP = re.compile(r"[<>{}\[\]|`*_#@]|https?:|www\.|:\s")
_ASKING = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
_ASKS = re.compile(
    rf"(?:.*{_ASKING.pattern}|(?:is|are|was|were|did|do|does|has|have|had|will|would|can|could|should)\b)",
    re.IGNORECASE,
)
_NEXT_ASKING = re.compile(rf"(?:^|[?.]\s+|\b(?:and|or|but),?\s+)(?:\w+\s+)?{_ASKING.pattern}", re.I)
_FOR_EXAMPLE = re.compile(r"\b(?:including|such\s+as|like)\b", re.IGNORECASE)
_JOINING = re.compile(r"\b(?:while|whereas|each|both|respectively|versus|vs|differ\w*)\b", re.I)
_CHOOSING = re.compile(
    r"\b(?:more|less|fewer|most|least|first|\w+er|\w+est)\b.*\bor\s+(?-i:(?:the\s+)?[A-Z])", re.I
)

Turns = Sequence[tuple[str, str]]  # (question, answer), oldest first


@dataclass(frozen=True, slots=True)
class Rewording:
    """A request as it is to be understood: its question perhaps whole, its parts perhaps known."""

    request: Request
    parts: tuple[str, ...] = ()


def reworded(request: Request, model: ChatModel | None) -> Rewording:
    """The request with what a model, if there is one, makes of its question.

    A follow-up that was made whole has no history left to lean on. Any fault of the model leaves
    the request as it is; where the model is asked again, for the answer, that will tell.
    """
    if model is None or not wants_rewording(request):
        return Rewording(request)
    if _follows_up(request):
        whole = rewrite(model, request.question, request.history, request.today)
        return Rewording(replace(request, question=whole, history=()) if whole else request)
    return Rewording(request, decompose(model, request.question))


def wants_rewording(request: Request) -> bool:
    """Whether a model, if there is one, is asked about the question before it is looked up."""
    question = request.question
    if len(question) > LONGEST:
        return False
    return _follows_up(request) or (not parts_of(question) and seems_several(question))


def _follows_up(request: Request) -> bool:
    return bool(request.history) and leans(request.question, " ".join(request.history[-1]))


def rewrite(model: ChatModel, question: str, history: Turns, today: date) -> str | None:
    """A follow-up made whole from the conversation; None where the model's words cannot be used."""
    turns = [(asked, _plain(answer)[:ANSWER_LENGTH]) for asked, answer in history[-TURNS:]]
    told = "\n".join(
        f"Reader: {' '.join(asked.split())[:LONGEST]}\nAnswer: {answer}" for asked, answer in turns
    )
    day = f"{today.isoformat()} ({today:%A})"
    messages = prompt_messages(
        "rewrite", conversation=told, question=" ".join(question.split()), today=day
    )
    lines = _lines(_said(model.briefly(REWRITE_TOKENS, SECONDS), messages))
    asked_before = " ".join([question, *(asked for asked, _ in turns)])
    if len(lines) != 1 or not _is_sound(lines[0], f"{question}\n{told}"):
        return None
    [whole] = lines
    rests_on_reader = content_stems(whole) & content_stems(asked_before)
    return whole if rests_on_reader and _keeps(whole, question) and not leans(whole) else None


def decompose(model: ChatModel, question: str) -> tuple[str, ...]:
    """The single questions in `question`; () where it is one or the model's words are no use."""
    messages = prompt_messages("decompose", question=" ".join(question.split()))
    lines = _lines(_said(model.briefly(DECOMPOSE_TOKENS, SECONDS), messages))
    sound = all(_is_sound(line, question) and not leans(line) for line in lines)
    if not (2 <= len(lines) <= MOST_PARTS and sound and len(set(lines)) == len(lines)):
        return ()
    kept = all_stems(" ".join(lines)) >= _own(question) and _times(question) <= _times(
        " ".join(lines)
    )
    return tuple(lines) if kept else ()


def seems_several(question: str) -> bool:
    """Whether a question that the rules leave whole may still be several: cheap, and rarely so."""
    joined = re.search(r"\b(?:and|or|but)\b|[,;?].*\?", question, re.IGNORECASE)
    if not joined:
        return False
    asked = question.rstrip().rpartition(". ")[2]  # without what leads up to it
    if _JOINING.search(asked) or _CHOOSING.search(asked) or len(_NEXT_ASKING.findall(asked)) > 1:
        return True
    return len(names(asked)) > 3 and not _FOR_EXAMPLE.search(asked)


def _said(model: ChatModel, messages: Messages) -> str:
    """What the model writes; "" for a fault, and for more than questions can take."""
    text = ""
    try:
        with closing(cast("Generator[str, None, None]", model.stream(messages))) as stream:
            for piece in stream:
                text += piece
                if len(text) > LONGEST * MOST_PARTS:
                    return ""
    except ModelError:
        return ""
    return text


def _lines(text: str) -> list[str]:
    lines = [_LABEL.sub("", line, count=1).strip(' \t"“”') for line in text.splitlines()]
    return [" ".join(line.split()) for line in lines if line]


def _plain(answer: str) -> str:
    """An answer on one line, without the numbers of its citations."""
    return " ".join("".join(piece.text for piece in pieces(" ".join(answer.split()))).split())


def _is_sound(line: str, said: str) -> bool:
    """Whether a line is one question, and names nothing that was not `said`."""
    shape = line.endswith("?") and line.count("?") == 1 and len(line) <= LONGEST
    if not shape or _MARKUP.search(line) or not _ASKS.match(line):
        return False
    known = all_stems(said)
    return (
        _own(line) <= known
        and _times(line) <= _times(said)
        and len(content_stems(line) - known) <= NEW_WORDS
    )


def _keeps(line: str, question: str) -> bool:
    """Whether a line has the names, numbers and times of `question`, and no other time then."""
    times = _times(question)
    return _own(question) <= all_stems(line) and (not times or times == _times(line))


def _own(text: str) -> set[str]:
    """The stems of names and numbers."""
    counts = NUMBERS.keys() - {"one"}  # "the other one" counts nothing
    marked = [
        word
        for word in words(text)
        if (word[0].isupper() and is_content(word)) or word[0].isdigit() or word.lower() in counts
    ]
    return all_stems(" ".join(marked))


def _times(text: str) -> set[str]:
    """The words that name days, as they are written but for their case."""
    found = expressions(text, ANY_DAY)
    return {" ".join(text[one.start : one.end].lower().split()) for one in found}
