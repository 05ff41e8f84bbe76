"""An export as one HTML file that needs nothing else: no scripts, no requests, prints well.

Its records stand in `data-clippings` attributes: that of the export on `main`, each citation's on
its reference, so that a reference copied into another page can still be verified.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from rag.answering.claim_spans import split_claim_spans
from rag.export import phrases
from rag.export.records import ATTRIBUTE, Export, dump_line, hash_sentence, make_record
from rag.formatting import INSTEAD, format_day
from rag.types import Answer, Citation

TEMPLATES = Path(__file__).with_name("templates")
_NUMBER = re.compile(r"[ \t]*\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class CitedNumber:
    """A citation's number in the text, the how-manyth use of it."""

    n: int
    use: int


@dataclass(frozen=True, slots=True)
class AnswerPiece:
    """A piece of an answer: words and numbers in turn, and the verdict where it is in doubt."""

    parts: tuple[str | CitedNumber, ...]
    doubt: str


def write_html(export: Export) -> str:
    """Question, answer, references and doubts of each answer; numbers link there and back."""
    heading = dump_line(export.heading(len(export.records())))
    return _template().render(export=export, heading=heading)


@cache
def _template() -> Template:
    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, loader=loader, keep_trailing_newline=True
    )
    names = {
        "ATTRIBUTE": ATTRIBUTE, "INSTEAD": INSTEAD, "phrases": phrases, "format_day": format_day,
        "hash_sentence": hash_sentence, "record_line": _record_line, "split_text": _split_text,
    }  # fmt: skip
    return environment.get_template("page.html", globals=names)


def _record_line(at: str, citation: Citation) -> str:
    return dump_line(make_record(at, citation).to_dict())


def _split_text(answer: Answer) -> tuple[list[AnswerPiece], Counter[int]]:
    """The answer in pieces, with its numbers apart, and how often each number was used."""
    uses: Counter[int] = Counter()
    numbers = {citation.n for citation in answer.citations}

    def parts(text: str) -> Iterator[str | CitedNumber]:
        cursor = 0
        for match in _NUMBER.finditer(text):
            n = int(match[1])
            if n in numbers:
                yield text[cursor : match.start()]
                uses[n] += 1
                yield CitedNumber(n, uses[n])
                cursor = match.end()
        yield text[cursor:]

    pieces = []
    for text, claim in split_claim_spans(answer.text, answer.claims):
        doubted = claim and answer.mode == "generated" and claim.support != "supported"
        doubt = claim.support if claim and doubted else ""
        pieces.append(AnswerPiece(tuple(parts(phrases.tidy(text))), doubt))
    return pieces, uses
