"""An export as Markdown (CommonMark) for people, with its records in a comment at the end."""

import re
from collections.abc import Iterator

from rag.export.phrases import (
    credit,
    doubts,
    headline,
    one_line,
    origin,
    place,
    references_heading,
    tidy,
    understood,
    web_address,
)
from rag.export.records import Export, dump_line, hash_sentence
from rag.formatting import INSTEAD, format_day
from rag.types import Answer, Citation

OPENING = "<!-- clippings-export"
CLOSING = "-->"
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKS = re.compile(r"[\\`*_\[\]~|$#&<>]|(?<=\w):(?=//)|(?<=\bwww)\.")
_NUMBER = re.compile(r"\[(\d{1,3})\]")
_OPENS = re.compile(r"\A(\d*)(?=[-+=.)])")


def write_markdown(export: Export) -> str:
    """Question, answer, references and doubts of each answer; numbers stay as they were."""
    parts = [
        f"# Answers from {_escaped(export.archive) or 'a news archive'}",
        f"Asked on {format_day(export.asked)}. Whether the sources still say this can be"
        " checked with `python -m rag verify` and the name of this file.",
    ]
    for number, answer in enumerate(export.answers, start=1):
        parts.append(f"## {number}. {_escaped(answer.question)}")
        parts += _answer(answer)
        if answer.instead:
            parts.append(f"### {INSTEAD}")
            parts += _answer(answer.instead)
    return "\n\n".join([*parts, _records(export)]) + "\n"


def _answer(answer: Answer) -> Iterator[str]:
    if asked := understood(answer):
        yield f"Understood as: {_escaped(asked)}"
    yield f"*{_escaped(origin(answer))}*"
    numbers = {citation.n for citation in answer.citations}
    for line in answer.text.splitlines():
        if line.strip():
            yield _line(line, numbers)
    if found := doubts(answer):
        yield "\n".join(f"- {_escaped(doubt)}" for doubt in found)
    if answer.warnings:
        yield "\n".join(f"- Note: {_escaped(warning)}" for warning in answer.warnings)
    if answer.citations:
        yield f"### {references_heading(answer)}"
    for citation in answer.citations:
        yield _reference(citation)


def _reference(citation: Citation) -> str:
    link = web_address(citation.url)
    address = f" <{link}>" if link else f" {_escaped(citation.url)}" if citation.url else ""
    where = f"{place(citation)}, SHA-256 of the sentence {hash_sentence(citation.sentence)}"
    return (
        f"[{citation.n}] **{_escaped(headline(citation))}**. {_escaped(credit(citation))}.{address}"
        f"\n\n> {_escaped(citation.sentence)}\n\nFrom {_escaped(where)}."
    )


def _line(line: str, numbers: set[int]) -> str:
    """A line of the answer, escaped but for the numbers of its citations."""
    parts: list[str] = []
    cursor = 0
    for match in _NUMBER.finditer(line):
        if int(match[1]) in numbers:
            parts += line[cursor : match.start()], match[0]
            cursor = match.end()
    parts.append(line[cursor:])
    shown = [
        part if index % 2 else _MARKS.sub(_escape, tidy(part)) for index, part in enumerate(parts)
    ]
    return _unopened(" ".join("".join(shown).split()))


def _escaped(text: str) -> str:
    """Text of others as Markdown that shows it on one line and means nothing."""
    return _unopened(_MARKS.sub(_escape, one_line(text)))


def _unopened(line: str) -> str:
    """A line that does not begin a list, a rule, an underline or front matter."""
    return _OPENS.sub(r"\1\\", line)


def _escape(match: re.Match[str]) -> str:
    """An entity for what could begin or end a comment, so that those marks never stand as such."""
    return _ENTITIES.get(match[0], f"\\{match[0]}")


def _records(export: Export) -> str:
    records = export.records()
    lines = [dump_line(export.heading(len(records)))]
    lines += [dump_line(record.to_dict()) for record in records]
    about = f"{OPENING}: what was cited, character by character, for `python -m rag verify`"
    return "\n".join([about, *lines, CLOSING])
