"""What a model adds to the rules: a follow-up made whole, a question of several parts taken apart.

The model is asked once at most, briefly, and only where the rules read least well. Its words count
only if code finds nothing in them that the reader or the conversation did not say; else, and where
the model fails, the rules' reading stands.
"""

import re
from collections.abc import Sequence
from contextlib import closing
from datetime import date

from rag.errors import ModelError
from rag.llm.base import ChatModel, Messages
from rag.llm.labels import split_at_labels
from rag.llm.prompts import compose_messages
from rag.query.dates.spans import NUMBERS
from rag.query.decompose import MOST_PARTS, split_parts
from rag.query.followups import leans_on_context
from rag.query.instructions import repeats_question
from rag.query.parsed import ANY_DAY, ParsedQuestion, Rewording
from rag.query.vocabulary import ASKING, AUXILIARY, is_content, split_words, stem_all, stem_content

TURNS = 3  # of the conversation that the model sees …
ANSWER_LENGTH = 400  # … and so many characters of each answer
REWRITE_TOKENS = 80  # that a question made whole may take
DECOMPOSE_TOKENS = 160
SECONDS = 20.0  # for either; then the rules' reading stands
LONGEST = 300  # characters of a question, given or written
NEW_WORDS = 2  # that a rewritten question may have from nowhere, such as "amount" for "how much"

_LABEL = re.compile(r"\s*(?:(?:[\w ]{0,20}question|answer)\s*:|[-*•]|\d{1,2}[.)])\s*", re.I)
_MARKUP = re.compile(r"[<>{}\[\]|`*_#@]|https?:|www\.|:\s")
_ASKS = re.compile(rf"(?:.*\b{ASKING}|{AUXILIARY})\b", re.I)
_NEXT_ASKING = re.compile(rf"(?:^|[?.]\s+|\b(?:and|or|but),?\s+)(?:\w+\s+)?\b{ASKING}\b", re.I)
_FOR_EXAMPLE = re.compile(r"\b(?:including|such\s+as|like)\b", re.I)
_JOINING = re.compile(r"\b(?:while|whereas|each|both|respectively|versus|vs|differ\w*)\b", re.I)
_CHOOSING = re.compile(
    r"\b(?:more|less|fewer|most|least|first|\w+er|\w+est)\b.*\bor\s+(?-i:(?:the\s+)?[A-Z])", re.I
)

History = Sequence[tuple[str, str]]  # (question, answer), oldest first


def reword_question(question: ParsedQuestion, history: History, model: ChatModel) -> Rewording:
    """What the model makes of a question that `wants_rewording`.

    Any fault of the model leaves the question as it is; where the model is asked again, for the
    answer, that will tell.
    """
    if _follows_up(question, history):
        return Rewording(rewrite(model, question.text, history, question.today) or "")
    return Rewording(parts=decompose(model, question.text))


def wants_rewording(question: ParsedQuestion, history: History) -> bool:
    """Whether a model, if there is one, is asked about the question before it is looked up."""
    if len(question.text) > LONGEST:
        return False
    several = not split_parts(question) and seems_several(question)
    return several or _follows_up(question, history)


def _follows_up(question: ParsedQuestion, history: History) -> bool:
    leans = bool(history) and leans_on_context(question, " ".join(history[-1]))
    return leans and not repeats_question(question.text)


def rewrite(model: ChatModel, question: str, history: History, today: date) -> str | None:
    """A follow-up made whole from the conversation; None where the model's words cannot be used."""
    turns = [(asked, _flatten_answer(answer)[:ANSWER_LENGTH]) for asked, answer in history[-TURNS:]]
    told = "\n".join(
        f"Reader: {' '.join(asked.split())[:LONGEST]}\nAnswer: {answer}" for asked, answer in turns
    )
    day = f"{today.isoformat()} ({today:%A})"
    messages = compose_messages(
        "rewrite", conversation=told, question=" ".join(question.split()), today=day
    )
    lines = _split_lines(_ask_model(model.with_limits(REWRITE_TOKENS, SECONDS), messages))
    asked_before = " ".join([question, *(asked for asked, _ in turns)])
    if len(lines) != 1 or not _is_sound(lines[0], f"{question}\n{told}"):
        return None
    [whole] = lines
    if not stem_content(whole) & stem_content(asked_before) or leans_on_context(_parse(whole)):
        return None
    return whole if _keeps_content(whole, question) else None


def decompose(model: ChatModel, question: str) -> tuple[str, ...]:
    """The single questions in `question`; () where it is one or the model's words are no use."""
    messages = compose_messages("decompose", question=" ".join(question.split()))
    lines = _split_lines(_ask_model(model.with_limits(DECOMPOSE_TOKENS, SECONDS), messages))
    sound = all(_is_sound(line, question) and not leans_on_context(_parse(line)) for line in lines)
    if not (2 <= len(lines) <= MOST_PARTS and sound and len(set(lines)) == len(lines)):
        return ()
    said = " ".join(lines)
    named = _stem_names_and_numbers(question) <= stem_all(said)
    return tuple(lines) if named and _find_times(question) <= _find_times(said) else ()


def seems_several(question: ParsedQuestion) -> bool:
    """Whether a question that the rules leave whole may still be several: cheap, and rarely so."""
    if not re.search(r"\b(?:and|or|but)\b|[,;?].*\?", question.text, re.I):
        return False
    asked = question.text.rstrip().rpartition(". ")[2]  # without what leads up to it
    if _JOINING.search(asked) and len(stem_content(asked)) > 1:  # "Oake, each?" joins nothing
        return True
    if _CHOOSING.search(asked) or len(_NEXT_ASKING.findall(asked)) > 1:
        return True
    return len(question.reparse(asked).names) > 3 and not _FOR_EXAMPLE.search(asked)


def _ask_model(model: ChatModel, messages: Messages) -> str:
    """What the model writes; "" for a fault, and for more than questions can take."""
    text = ""
    try:
        with closing(model.stream(messages)) as stream:
            for piece in stream:
                text += piece
                if len(text) > LONGEST * MOST_PARTS:
                    return ""
    except ModelError:
        return ""
    return text


def _split_lines(text: str) -> list[str]:
    lines = [_LABEL.sub("", line, count=1).strip(' \t"“”') for line in text.splitlines()]
    return [" ".join(line.split()) for line in lines if line]


def _flatten_answer(answer: str) -> str:
    """An answer on one line, without the numbers of its citations."""
    pieces = split_at_labels(" ".join(answer.split()))
    return " ".join("".join(piece.text for piece in pieces).split())


def _is_sound(line: str, said: str) -> bool:
    """Whether a line is one question, and names nothing that was not `said`."""
    shape = line.endswith("?") and line.count("?") == 1 and len(line) <= LONGEST
    if not shape or _MARKUP.search(line) or not _ASKS.match(line):
        return False
    known = stem_all(said)
    return (
        _stem_names_and_numbers(line) <= known
        and _find_times(line) <= _find_times(said)
        and len(stem_content(line) - known) <= NEW_WORDS
    )


def _keeps_content(line: str, question: str) -> bool:
    """Whether a line has the names, numbers and times of `question`, and no other time then."""
    named = _stem_names_and_numbers(question) <= stem_all(line)
    return named and _find_times(question) in (set(), _find_times(line))


def _stem_names_and_numbers(text: str) -> set[str]:
    """The stems of names and numbers."""
    counts = NUMBERS.keys() - {"one"}  # "the other one" counts nothing
    marked = [
        word
        for word in split_words(text)
        if (word[0].isupper() and is_content(word)) or word[0].isdigit() or word.lower() in counts
    ]
    return stem_all(" ".join(marked))


def _find_times(text: str) -> set[str]:
    """The words that name days, as they are written but for their case."""
    found = _parse(text).times
    return {" ".join(text[one.start : one.end].lower().split()) for one in found}


def _parse(line: str) -> ParsedQuestion:
    return ParsedQuestion(line, ANY_DAY)
