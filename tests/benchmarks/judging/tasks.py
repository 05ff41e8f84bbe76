"""Questions with a written judgement of what a good answer holds, and answers held against it.

A string is looked for as whole words, whatever its case; one between slashes is a regular
expression. What is asked for or forbidden stands in the sentences that an answer cites, so that no
wording around them can earn a point.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from rag.types import Answer, Citation
from tests.benchmarks.judging.furniture import is_furniture

ON_TOPIC = 0.7  # share of citations that must name the subject where `about` says what names it
SAYS_OUTSIDE = re.compile(  # of a window that held nothing, or of sources that lie beside it
    r"\b(nothing|none|no (articles?|reports?|sentences?|sources?|news)|outside|all days)\b"
    r"|\bnot\b.*\bpublished\b"
    r"|\b(other|earlier|later|older|newer) (days|dates|times|articles|reports|sources|ones)\b",
    re.IGNORECASE,
)
Strings = tuple[str, ...]
Days = tuple[date | None, date | None]


class Task(BaseModel):
    """One question, and what its answer must and must not hold; a limit left out is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    kind: str
    question: str
    asked: date
    history: tuple[tuple[str, str], ...] = ()
    judgement: str  # what a person who knows the articles would accept
    mode: Literal["extractive", "declined", "either"] = "extractive"  # "either": may decline
    must: tuple[Strings, ...] = ()  # of each, one of the alternatives
    least: int | None = None  # so many of `must` are enough; None: all
    where: Literal["cited", "shown"] = "cited"  # "shown": the text or a headline will do too
    within: int | None = None  # only the first so many cited sentences count
    must_not: Strings = ()  # in no cited sentence
    about: Strings = ()  # what names the subject, in a sentence or its article's headline
    least_articles: int = 0
    least_outlets: int = 0
    least_days: int = 0  # different days of publication
    most: int | None = None  # cited sentences
    only_outlets: Strings = ()
    order: Literal["", "newest_first", "oldest_first"] = ""  # of the cited days, as numbered
    window: Days | None = None  # both included; outside it only what is said to be outside


def read_tasks(file: Path) -> list[Task]:
    """The questions of a file, an object a line. Raises ValidationError for one of other shape."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [Task.model_validate_json(line) for line in lines if line.strip()]


def find_faults(task: Task, answer: Answer) -> list[str]:
    """What is wrong with an answer, a line each; none: it is as it should be."""
    declined = answer.mode == "declined"
    if task.mode != "either" and declined != (task.mode == "declined"):
        return [f"is {answer.mode}, should be {task.mode}"]
    cited = sorted(answer.citations, key=lambda one: one.n)
    if declined:
        return list(_find_excess(task, cited))
    return [
        *_find_excess(task, cited),
        *_find_lacking(task, answer, cited),
        *_find_unwanted(task, cited),
        *_find_narrow(task, cited),
        *_find_disorder(task, cited),
        *_find_outside(task, answer, cited),
    ]


def holds(wanted: str, text: str) -> bool:
    """Whether a text has a string as whole words, or matches what stands between slashes."""
    return compile_string(wanted).search(plain(text)) is not None


@cache
def compile_string(wanted: str) -> re.Pattern[str]:
    if len(wanted) > 2 and wanted[0] == wanted[-1] == "/":
        return re.compile(wanted[1:-1], re.IGNORECASE)
    return re.compile(rf"(?<!\w){re.escape(plain(wanted))}(?!\w)", re.IGNORECASE)


def plain(text: str) -> str:
    """A text with typewriter quotes, single spaces and an accent in one with its letter."""
    quotes = {"‘": "'", "’": "'", "“": '"', "”": '"'}
    return " ".join(unicodedata.normalize("NFC", text).translate(str.maketrans(quotes)).split())


def list_later(answer: Answer, asked: date) -> list[Citation]:
    """The citations of articles published after the day of the question."""
    days = ((one, read_day(one)) for one in answer.citations)
    return [one for one, day in days if day is not None and day > asked]


def list_strays(answer: Answer) -> list[Citation]:
    """The citations outside the answer's own window, of which neither scope nor warnings speak."""
    window = answer.window
    if window is None or answer.mode == "declined" or is_said_outside(answer):
        return []
    return [one for one in answer.citations if not window.holds(read_day(one))]


def is_said_outside(answer: Answer) -> bool:
    """Whether the scope or a warning says that a window held nothing, or what is outside it.

    How old the newest source is says neither.
    """
    return any(SAYS_OUTSIDE.search(line) for line in (answer.scope, *answer.warnings))


def read_day(citation: Citation) -> date | None:
    return date.fromisoformat(citation.published[:10]) if citation.published else None


def _find_excess(task: Task, cited: Sequence[Citation]) -> Iterator[str]:
    if task.most is not None and len(cited) > task.most:
        yield f"cites {len(cited)} sentences, at most {task.most} belong"


def _find_lacking(task: Task, answer: Answer, cited: Sequence[Citation]) -> Iterator[str]:
    first = cited[: task.within]
    texts = [one.sentence for one in first]
    if task.where == "shown":
        texts += [answer.text, *(one.title for one in first)]
    lacking = [
        " | ".join(some)
        for some in task.must
        if not any(holds(one, text) for one in some for text in texts)
    ]
    least = len(task.must) if task.least is None else task.least
    held = len(task.must) - len(lacking)
    if held < least:
        yield f"holds {held} of {least} points, lacks: {'; '.join(lacking)}"


def _find_unwanted(task: Task, cited: Sequence[Citation]) -> Iterator[str]:
    for unwanted in task.must_not:
        numbers = [one.n for one in cited if holds(unwanted, one.sentence)]
        if numbers:
            yield f"must not hold {unwanted}, in {numbers}"
    for one in cited:
        if is_furniture(one.sentence):
            yield f"cites no news in [{one.n}]: {one.sentence[:60]}"
    if task.about and cited:
        astray = [one.n for one in cited if not _is_about(task, one)]
        if len(astray) > (1 - ON_TOPIC) * len(cited):
            yield f"{astray} of {len(cited)} do not name the subject"


def _is_about(task: Task, citation: Citation) -> bool:
    return any(holds(one, f"{citation.title} {citation.sentence}") for one in task.about)


def _find_narrow(task: Task, cited: Sequence[Citation]) -> Iterator[str]:
    counted = {
        "articles": (len({one.article_id for one in cited}), task.least_articles),
        "outlets": (len({one.outlet for one in cited}), task.least_outlets),
        "days": (len({read_day(one) for one in cited} - {None}), task.least_days),
    }
    for what, (number, least) in counted.items():
        if number < least:
            yield f"cites {number} {what}, at least {least} belong"
    others = {one.outlet for one in cited} - set(task.only_outlets)
    if task.only_outlets and others:
        yield f"cites other outlets: {', '.join(sorted(others))}"


def _find_disorder(task: Task, cited: Sequence[Citation]) -> Iterator[str]:
    days = [day for one in cited if (day := read_day(one)) is not None]
    if task.order and days != sorted(days, reverse=task.order == "newest_first"):
        yield f"is not {task.order.replace('_', ' ')}: {', '.join(map(str, days))}"


def _find_outside(task: Task, answer: Answer, cited: Sequence[Citation]) -> Iterator[str]:
    if task.window is None or is_said_outside(answer):
        return
    start, end = task.window[0] or date.min, task.window[1] or date.max
    days = [(one.n, read_day(one)) for one in cited]
    outside = [f"[{n}] {day}" for n, day in days if day is None or not start <= day <= end]
    if outside:
        yield f"cites outside {start} – {end} without saying so: {', '.join(outside)}"
