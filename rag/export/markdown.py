"""An export as Markdown (CommonMark) for people, with its records in a comment at the end."""

import re
from collections.abc import Iterator

from rag.answering.claim_spans import split_at_numbers
from rag.export import phrases
from rag.export.records import Export, dump_line, hash_sentence
from rag.formatting import format_day, head_instead
from rag.types import Answer, Citation

OPENING = "<!-- clippings-export"
CLOSING = "-->"
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKS = re.compile(r"[\\`*_\[\]~|$#&<>]|(?<=\w):(?=//)|(?<=\bwww)\.")
_OPENS = re.compile(r"\A(\d*)(?=[-+=.)])")


def write_markdown(export: Export) -> str:
    """Question, answer, references and doubts of each answer; numbers stay as they were."""
    parts = [
        f"# Answers from {_escape_text(export.archive) or 'a news archive'}",
        f"Asked on {format_day(export.asked)}. Whether the sources still say this can be"
        " checked with `python -m rag verify` and the name of this file.",
    ]
    for number, answer in enumerate(export.answers, start=1):
        parts.append(f"## {number}. {_escape_text(answer.question)}")
        parts += _write_answer(answer)
        if answer.instead:
            parts.append(f"### {_escape_text(head_instead(answer))}")
            parts += _write_answer(answer.instead)
    return "\n\n".join([*parts, _write_records(export)]) + "\n"


def _write_answer(answer: Answer) -> Iterator[str]:
    if asked := phrases.format_asked_as(answer):
        yield f"Understood as: {_escape_text(asked)}"
    yield f"*{_escape_text(phrases.format_speaker(answer))}*"
    numbers = {citation.n for citation in answer.citations}
    for line in answer.text.splitlines():
        if line.strip():
            yield _write_line(line, numbers)
    if found := phrases.format_doubts(answer):
        yield "\n".join(f"- {_escape_text(doubt)}" for doubt in found)
    if answer.warnings:
        yield "\n".join(f"- Note: {_escape_text(warning)}" for warning in answer.warnings)
    if answer.citations:
        yield f"### {phrases.name_references(answer)}"
    for citation in answer.citations:
        yield _write_reference(citation)


def _write_reference(citation: Citation) -> str:
    link = phrases.keep_web_address(citation.url)
    address = f" <{link}>" if link else f" {_escape_text(citation.url)}" if citation.url else ""
    place = phrases.format_place(citation)
    where = f"{place}, SHA-256 of the sentence {hash_sentence(citation.sentence)}"
    headline, credit = phrases.format_headline(citation), phrases.format_credit(citation)
    return (
        f"[{citation.n}] **{_escape_text(headline)}**. {_escape_text(credit)}.{address}"
        f"\n\n> {_escape_text(citation.sentence)}\n\nFrom {_escape_text(where)}."
    )


def _write_line(line: str, numbers: set[int]) -> str:
    """A line of the answer, escaped but for the numbers of its citations."""
    shown = "".join(
        _MARKS.sub(_escape_mark, phrases.tidy(words)) + (f"[{n}]" if n is not None else "")
        for words, n in split_at_numbers(line, numbers)
    )
    return _escape_opening(" ".join(shown.split()))


def _escape_text(text: str) -> str:
    """Text of others as Markdown that shows it on one line and means nothing."""
    return _escape_opening(_MARKS.sub(_escape_mark, phrases.tidy_line(text)))


def _escape_opening(line: str) -> str:
    """A line that does not begin a list, a rule, an underline or front matter."""
    return _OPENS.sub(r"\1\\", line)


def _escape_mark(match: re.Match[str]) -> str:
    """An entity for what could begin or end a comment, so that those marks never stand as such."""
    return _ENTITIES.get(match[0], f"\\{match[0]}")


def _write_records(export: Export) -> str:
    records = export.list_records()
    lines = [dump_line(export.make_heading(len(records)))]
    lines += [dump_line(record.to_dict()) for record in records]
    about = f"{OPENING}: what was cited, character by character, for `python -m rag verify`"
    return "\n".join([about, *lines, CLOSING])
