"""An export as Markdown (CommonMark) for people, with its records in a comment at the end."""

import re
from collections.abc import Iterator

from rag.answering.claim_spans import split_at_numbers
from rag.export import phrases
from rag.export.records import Export, dump_line, hash_sentence
from rag.formatting import INSTEAD, format_day
from rag.types import Answer, Citation

OPENING = "<!-- clippings-export"
CLOSING = "-->"
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKS = re.compile(r"[\\`*_\[\]~|$#&<>]|(?<=\w):(?=//)|(?<=\bwww)\.")
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
    if asked := phrases.understood(answer):
        yield f"Understood as: {_escaped(asked)}"
    yield f"*{_escaped(phrases.origin(answer))}*"
    numbers = {citation.n for citation in answer.citations}
    for line in answer.text.splitlines():
        if line.strip():
            yield _line(line, numbers)
    if found := phrases.doubts(answer):
        yield "\n".join(f"- {_escaped(doubt)}" for doubt in found)
    if answer.warnings:
        yield "\n".join(f"- Note: {_escaped(warning)}" for warning in answer.warnings)
    if answer.citations:
        yield f"### {phrases.references_heading(answer)}"
    for citation in answer.citations:
        yield _reference(citation)


def _reference(citation: Citation) -> str:
    link = phrases.web_address(citation.url)
    address = f" <{link}>" if link else f" {_escaped(citation.url)}" if citation.url else ""
    place = phrases.place(citation)
    where = f"{place}, SHA-256 of the sentence {hash_sentence(citation.sentence)}"
    headline, credit = phrases.headline(citation), phrases.credit(citation)
    return (
        f"[{citation.n}] **{_escaped(headline)}**. {_escaped(credit)}.{address}"
        f"\n\n> {_escaped(citation.sentence)}\n\nFrom {_escaped(where)}."
    )


def _line(line: str, numbers: set[int]) -> str:
    """A line of the answer, escaped but for the numbers of its citations."""
    shown = "".join(
        _MARKS.sub(_escape, phrases.tidy(words)) + (f"[{n}]" if n is not None else "")
        for words, n in split_at_numbers(line, numbers)
    )
    return _unopened(" ".join(shown.split()))


def _escaped(text: str) -> str:
    """Text of others as Markdown that shows it on one line and means nothing."""
    return _unopened(_MARKS.sub(_escape, phrases.one_line(text)))


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
