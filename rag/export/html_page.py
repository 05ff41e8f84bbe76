"""An export as one HTML file that needs nothing else: no scripts, no requests, prints well.

Its records stand in `data-clippings` attributes: that of the export on `main`, each citation's on
its reference, so that a reference copied into another page can still be verified.
"""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from rag.answering.claim_spans import split_at_numbers, split_claim_spans
from rag.export import phrases
from rag.export.records import ATTRIBUTE, Export, dump_line, hash_sentence, make_record
from rag.formatting import format_day, head_instead
from rag.templating import make_environment
from rag.types import Answer, Citation

TEMPLATES = Path(__file__).with_name("templates")
# Words, the number behind them if any, the how-manyth use of it; and the verdict, if in doubt.
AnswerPiece = tuple[list[tuple[str, int | None, int]], str]


def write_html(export: Export) -> str:
    """Question, answer, references and doubts of each answer; numbers link there and back."""
    heading = dump_line(export.make_heading(len(export.list_records())))
    shown: str = _load_template().render(export=export, heading=heading)
    return shown


@cache
def _load_template() -> Any:
    environment = make_environment(_read_template, keep_trailing_newline=True)
    names = {"ATTRIBUTE": ATTRIBUTE, "phrases": phrases}
    called = {
        one.__name__: one
        for one in (format_day, hash_sentence, head_instead, dump_record, split_text)
    }
    return environment.get_template("page.html", globals=names | called)


def _read_template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def dump_record(at: str, citation: Citation) -> str:
    return dump_line(make_record(at, citation).to_dict())


def split_text(answer: Answer) -> tuple[list[AnswerPiece], Counter[int | None]]:
    """The answer in pieces, with its numbers apart, and how often each number was used."""
    uses: Counter[int | None] = Counter()
    numbers = {citation.n for citation in answer.citations}
    pieces: list[AnswerPiece] = []
    for text, claim in split_claim_spans(answer.text, answer.claims):
        doubted = claim and answer.mode == "generated" and claim.support != "supported"
        parts = []
        for words, n in split_at_numbers(phrases.tidy(text), numbers):
            uses[n] += 1
            parts.append((words.rstrip(" \t") if n is not None else words, n, uses[n]))
        pieces.append((parts, claim.support if claim and doubted else ""))
    return pieces, uses
