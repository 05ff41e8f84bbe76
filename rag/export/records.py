"""What an export holds for `python -m rag verify`, beside what it shows to people.

A record is one citation; the heading says of what the records were taken. Both are JSON objects
of ASCII characters without spaces, `<`, `>`, `&`, backticks or two hyphens in a row, so that no
article's words can end the comment or attribute that they stand in, and no editor wraps them.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field, StrictInt, StrictStr, TypeAdapter

from rag.types import Answer, Citation

VERSION = 1  # of the format; bumped when an older program could not verify what is written
MARK = "clippings"  # the key that tells an export of ours, its value the version
ATTRIBUTE = f"data-{MARK}"  # in HTML
Whole = Annotated[StrictInt, Field(ge=0, lt=2**63)]
_UNSAFE = {mark: f"\\u{ord(mark):04x}" for mark in " <>&`\x7f"}


@dataclass(frozen=True, slots=True)
class Export:
    """A conversation to be written down: what was answered, on which day, from which archive."""

    answers: tuple[Answer, ...]
    asked: date
    archive: str  # what readers call it

    def place_answers(self) -> Iterator[tuple[str, Answer]]:
        """Each answer with its place: "2", or "2-instead" for the sentences beside a broken one."""
        for number, answer in enumerate(self.answers, start=1):
            yield str(number), answer
            if answer.instead:
                yield f"{number}-instead", answer.instead

    def list_records(self) -> list["CitationRecord"]:
        """What is cited, in order."""
        return [
            make_record(at, cited)
            for at, answer in self.place_answers()
            for cited in answer.citations
        ]

    def make_heading(self, citations: int) -> dict[str, Any]:
        """Of that many records, by whose number it is seen where some are missing."""
        asked = self.asked.isoformat()
        return {MARK: VERSION, "asked": asked, "archive": self.archive, "citations": citations}


@dataclass(frozen=True, slots=True)
class CitationRecord:
    """One citation as it was exported; `answer` is the place of the answer that has it."""

    answer: StrictStr
    n: Whole
    article_id: StrictStr
    title: StrictStr
    outlet: StrictStr
    published: StrictStr | None
    sentence: Annotated[StrictStr, Field(min_length=1)]
    start: Whole
    end: Whole
    sha256: StrictStr

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def fits(self) -> bool:
        """Whether sentence, offsets and hash agree with each other."""
        return (
            self.end - self.start == len(self.sentence)
            and hash_sentence(self.sentence) == self.sha256
        )


_ADAPTER = TypeAdapter(CitationRecord)


def hash_sentence(sentence: str) -> str:
    """The SHA-256 (FIPS 180-4) of the sentence in UTF-8, in hexadecimal."""
    return hashlib.sha256(sentence.encode("utf-8", "surrogatepass")).hexdigest()


def make_record(place: str, citation: Citation) -> CitationRecord:
    """The record of a citation in the answer at a place."""
    values = {name: getattr(citation, name) for name in CitationRecord.__slots__[1:-1]}
    return CitationRecord(answer=place, sha256=hash_sentence(citation.sentence), **values)


def read_record(values: Mapping[str, Any]) -> CitationRecord:
    """The record in an object that anyone may have written. Raises ValueError if there is none.

    What else the object has is passed over: a citation in a JSON export says more.
    """
    return _ADAPTER.validate_python({"published": None, **values})


def dump_line(values: Mapping[str, Any]) -> str:
    """A heading or a record as one word of JSON that is safe in a comment or an attribute."""
    line = json.dumps(values, ensure_ascii=True, separators=(",", ":"))
    for mark, escaped in _UNSAFE.items():
        line = line.replace(mark, escaped)
    return line.replace("--", "-\\u002d")
