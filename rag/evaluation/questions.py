"""A file of questions with what answers them: JSON Lines, read strictly, each fault by its line."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rag.errors import UsageError
from rag.evaluation.metrics import folded


@dataclass(frozen=True, slots=True)
class Question:
    """A question; what is None is not stated, so it is not measured."""

    id: str  # its own, else "line 7"
    question: str
    asked: date
    articles: tuple[str, ...] | None = None  # ids, each of which answers
    answers: tuple[str, ...] | None = None  # strings, any of which must stand in the answer

    @property
    def answerable(self) -> bool | None:
        """Whether the archive should answer; False where both are stated and empty, else None."""
        if self.articles or self.answers:
            return True
        return False if self.articles == self.answers == () else None


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """The questions of a file and the digest by which a floor knows it again."""

    questions: tuple[Question, ...]
    sha256: str  # of the file's bytes
    day: str  # ISO 8601: what questions without `asked` were asked on; "" if there is none


def read_questions(path: Path, *, today: date) -> QuestionFile:
    """The questions of a JSONL file: `question`, `asked`, `articles`, `answers`, `id`.

    `asked` (an ISO day) is `today` where it is left out; `articles` and `answers` are lists of
    strings. Other keys are ignored. Raises UsageError, naming the line, for what cannot be read.
    """
    try:
        data = path.read_bytes()
        lines = data.decode("utf-8-sig").splitlines()
    except OSError as error:
        raise UsageError(f"The questions {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"The questions {path} are not UTF-8 text.") from error
    found = [
        _question(line, today, f"{path}, line {number}", number)
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    if not found:
        raise UsageError(f"There is no question in {path}.")
    return QuestionFile(
        questions=tuple(question for question, _ in found),
        sha256=hashlib.sha256(data).hexdigest(),
        day="" if all(dated for _, dated in found) else today.isoformat(),
    )


def _question(line: str, today: date, where: str, number: int) -> tuple[Question, bool]:
    """The question of a line, and whether it says when it was asked."""
    try:
        record = json.loads(line)
    except ValueError as error:
        raise UsageError(f"{where}: this is not JSON ({error}).") from error
    if not isinstance(record, dict):
        raise UsageError(f"{where}: a question is a JSON object, not {line.strip()[:40]!r}.")
    text = record.get("question")
    if not isinstance(text, str) or not text.strip():
        raise UsageError(f"{where}: there is no `question`.")
    asked = record.get("asked")
    question = Question(
        id=str(record.get("id") or f"line {number}"),
        question=text,
        asked=today if asked is None else _day(asked, where),
        articles=_strings(record, "articles", where),
        answers=_strings(record, "answers", where),
    )
    if not all(map(folded, question.answers or ())):
        raise UsageError(f"{where}: an answer without a letter or digit stands in every text.")
    return question, asked is not None


def _day(value: Any, where: str) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{where}: `asked` is a day such as 2026-05-14, not {value!r}.") from error


def _strings(record: dict[str, Any], name: str, where: str) -> tuple[str, ...] | None:
    values = record.get(name)
    if values is None:
        return None
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise UsageError(f"{where}: `{name}` is a list of strings.")
    return tuple(dict.fromkeys(values))
