"""A file of questions with what answers them: JSON Lines, read strictly, each fault by its line."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from rag.errors import UsageError
from rag.evaluation.metrics import fold_text
from rag.validation import OTHER, Day, explain_fault

FAULT_SENTENCES = {
    "question": "there is no `question`, or it is no text.",
    "asked": "`asked` is a day such as 2026-05-14, not {value!r}.",
    "articles": "`articles` is a list of strings.",
    "answers": "`answers` is a list of strings.",
    OTHER: "a question is a JSON object, not {value!r:.40}.",
}


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
    strings. Other keys are ignored: such files are shared with other programs. Raises UsageError,
    naming the line, for what cannot be read.
    """
    try:
        data = path.read_bytes()
        lines = data.decode("utf-8-sig").splitlines()
    except OSError as error:
        raise UsageError(f"The questions {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"The questions {path} are not UTF-8 text.") from error
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found += [_read_line(line, today, number)] if line.strip() else []
        except ValidationError as error:
            told = explain_fault(error, FAULT_SENTENCES)
            raise UsageError(f"{path}, line {number}: {told}") from error
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{path}, line {number}: this is not JSON ({error}).") from error
    if not found:
        raise UsageError(f"There is no question in {path}.")
    return QuestionFile(
        questions=tuple(question for question, _ in found),
        sha256=hashlib.sha256(data).hexdigest(),
        day="" if all(dated for _, dated in found) else today.isoformat(),
    )


def _check_answer(answer: str) -> str:
    if not fold_text(answer):
        raise ValueError("an answer without a letter or digit stands in every text")
    return answer


class QuestionLine(BaseModel):
    """A line of the file; what else stands in it is for other programs."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    id: Any = None
    question: Annotated[str, Field(pattern=r"\S")]
    asked: Day | None = None
    articles: list[str] | None = None
    answers: list[Annotated[str, AfterValidator(_check_answer)]] | None = None


def _read_line(line: str, today: date, number: int) -> tuple[Question, bool]:
    """The question of a line, and whether it says when it was asked. Raises ValueError."""
    told = json.loads(line)
    if isinstance(told, dict):  # what stands in other keys is not even looked at
        told = {name: told[name] for name in QuestionLine.model_fields.keys() & told}
    read = QuestionLine.model_validate(told)
    question = Question(
        id=str(read.id or f"line {number}"),
        question=read.question,
        asked=read.asked or today,
        articles=_drop_repeated(read.articles),
        answers=_drop_repeated(read.answers),
    )
    return question, read.asked is not None


def _drop_repeated(values: list[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(dict.fromkeys(values))
