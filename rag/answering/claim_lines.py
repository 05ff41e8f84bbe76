"""One line of a model's text -> the claims in it, with their labels.

What is left when the labels are taken out is cut into sentences; each is a claim, with the labels
that stood in it or after it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.llm.labels import LabelledText, read_after_label, split_at_labels
from rag.text.sentences import STARTERS, split_sentences

_STOPPED = re.compile(r"[.!?…؟۔。！？\"”’»][^\w,;:、，–—-]*\Z")  # "It sank. 🚢" too
_BULLET = re.compile(r"(?:[-*•–]|\d{1,2}[.)])\s+")
_CELL = re.compile(r"\s*\|\s*")
_CLOSING = re.compile(r"[”’»」』]+|\"(?=\s|\Z)")
_WIDE = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """A claim as it was written, without its labels."""

    text: str
    labels: tuple[str, ...]  # as evidence has them: "S3"
    lead: str = ""  # what stands before it: a space, a paragraph break, a bullet


def read_opening_labels(line: str) -> tuple[str, ...]:
    """The labels that a line begins with, behind its bullet."""
    body = line.strip()
    bullet = _BULLET.match(body)
    first = split_at_labels(body[bullet.end() if bullet else 0 :])[0]
    return first.labels if not first.text.strip() else ()


def add_labels(draft: ClaimDraft, labels: Sequence[str]) -> ClaimDraft:
    return ClaimDraft(draft.text, tuple(dict.fromkeys((*draft.labels, *labels))), draft.lead)


def parse_line(line: str, lead: str) -> Iterator[ClaimDraft]:
    """The claims of one line; one without text holds labels that belong to the claim before."""
    body = line.strip()
    if body.startswith("|"):
        body = _CELL.sub(" – ", body.strip("| "))
    elif bullet := _BULLET.match(body):
        body, lead = body[bullet.end() :], lead + bullet[0]
    for segment, marks in _split_segments(split_at_labels(body)):
        for draft in _split_drafts(segment, marks):
            yield ClaimDraft(draft.text, draft.labels, lead)
            lead = " " if draft.text else lead


LabelMarks = list[tuple[int, tuple[str, ...]]]  # (place in the text, labels that stood there)


def _split_segments(parts: Sequence[LabelledText]) -> Iterator[tuple[str, LabelMarks]]:
    """The text of a line without labels, cut where a label shows that a sentence ends.

    Labels follow their sentence, except where the line begins with one: there they precede theirs.
    """
    ahead = not parts[0].text.strip() and any(re.search(r"\w", part.text) for part in parts)
    text, marks = "", LabelMarks()
    rest = parts[0].text
    for part, following in pairwise(parts):
        text = _join_text(text, rest)
        rest, reports = following.text, False
        if closing := _find_closing_quote(text, rest):
            text, rest = text + closing, rest[len(closing) :]
        stopped = not text or _is_stopped(text)
        if stopped:
            rest, reports = read_after_label(rest.lstrip(".") if text else rest)
        if (ahead or part.ahead or reports) and rest.strip() and stopped:
            if text:
                yield text, marks
            text, marks, rest = "", [(0, part.labels)], rest[0].upper() + rest[1:]
            continue
        marks.append((len(text), part.labels))
        if _ends_at_label(text, rest):
            yield text, marks
            text, marks = "", []
    yield _join_text(text, rest), marks


def _is_stopped(text: str) -> bool:
    return _STOPPED.search(text, max(0, len(text) - 12)) is not None


def _find_closing_quote(text: str, rest: str) -> str:
    """The closing quotation mark that a label was written before: "… sank. [S3]” All …"."""
    closing = _CLOSING.match(rest)
    if not closing or (closing[0] == '"' and text.count('"') % 2 == 0):
        return ""
    return closing[0] if _is_stopped(text) else ""


def _join_text(text: str, more: str) -> str:
    """The two as one text, with the space that a label between them had taken or left over."""
    more = more.strip()
    if not text or not more:
        return text + more
    if more[0] in ".,;:!?)]%。，、；：！？」』）”’»":
        if _is_stopped(text) and more[0] in ".,;:":
            more = more.lstrip(".,;:")
            return f"{text} {more.strip()}".rstrip()
        return text.rstrip(",") + more if more[0] in ".!?" else text + more
    return text + more if _WIDE.match(text[-1]) and _WIDE.match(more) else f"{text} {more}"


def _ends_at_label(before: str, after: str) -> bool:
    """Whether a sentence ends at a label that stands between the two."""
    glued, after = after[:1].isupper(), after.lstrip()
    if not before or not after or after[0].islower():
        return False
    return glued or _is_stopped(before) or re.split(r"\W", after, maxsplit=1)[0] in STARTERS


def _split_drafts(segment: str, marks: LabelMarks) -> Iterator[ClaimDraft]:
    """The sentences of a segment with the labels that stood in or directly after each."""
    found = split_sentences(segment.replace("|", "/"))  # no model's line is a row of a table
    if not found:
        yield ClaimDraft("", tuple(label for _, labels in marks for label in labels))
    for n, sentence in enumerate(found):
        last = n == len(found) - 1
        inside = [
            label
            for at, labels in marks
            for label in labels
            if (sentence.start < at or n == 0) and (at <= sentence.end or last)
        ]
        text = segment[sentence.start : sentence.end]
        yield ClaimDraft(_tidy_sentence(text), tuple(dict.fromkeys(inside)))


def _tidy_sentence(text: str) -> str:
    """The sentence without what its labels left behind, and still plain: nothing may grow together.

    What is taken out of "<[S1]b>" or "[a][S1](…)" must not leave a tag or a link, nor "[[S1]2]" a
    number that is none.
    """
    text = re.sub(r"\(\s*\)|\[\s*\]", "", text)
    text = re.sub(r",(?:\s*,)+", ",", text)
    text = re.sub(r"[\s,]+([.!?])(?=\s|$)|\s+([,;:])", r"\1\2", text)
    text = re.sub(r"<(?=[A-Za-z/!?])", "< ", text).replace("](", "] (")
    text = parenthesize_numbers(text)
    text = re.sub(r"(?:\s+[-–—|→]+|(?<=[.!?])[–—|→]+)\s*\Z|\A[→⇒|·–—]+\s*|\A-\s+", "", text)
    return re.sub(r"\s+", " ", text).strip(" *")


def parenthesize_numbers(text: str) -> str:
    """`text` with "[3]" as "(3)": in an answer, square brackets mean the number of a source."""
    return re.sub(r"\[\s*(\d{1,3})\s*\]", r"(\1)", text)
