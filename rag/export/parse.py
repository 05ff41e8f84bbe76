"""The records of an export of any format, told by what stands in it and never by its name."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rag.errors import UsageError
from rag.export.markdown import CLOSING, OPENING
from rag.export.phrases import tidy_line
from rag.export.records import ATTRIBUTE, MARK, VERSION, CitationRecord, read_record
from rag.text.tokens import keep_letters

MOST = 10_000  # citations in one file
NO_EXPORT = (
    "This file is no export of Clippings. Give one that was saved from a conversation as"
    " Markdown, HTML, CSL-JSON or JSON."
)
_ENTITY = re.compile("&(lt|gt|amp);")
_TAG = re.compile("<[^<>]*>")
_ATTRIBUTE = re.compile(rf"""\b{ATTRIBUTE}\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(slots=True)
class ParsedExport:
    """What an export says of itself."""

    asked: date | None = None
    archive: str = ""
    records: list[CitationRecord] = field(default_factory=list)
    damaged: int = 0  # records that cannot be read or are missing
    shown: str | None = None  # letters and digits of what people see; None: they see the records


def parse_export(text: str) -> ParsedExport:
    """The records in the text of an export. Raises UsageError if it is none."""
    found = _read_json(text)
    return found or (_read_markdown(text) if OPENING in text else _read_html(text))


def _read_json(text: str) -> ParsedExport | None:
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    values = _parse_json(text)
    if isinstance(values, dict) and MARK in values:
        return _read_rows([values, *_read_answers(values.get("answers"))])
    if isinstance(values, list):
        rows = list(_read_items(values))
        return _read_rows(rows) if rows else None
    return None


def _read_answers(answers: Any) -> Iterator[Any]:
    """The citations of answers and of those instead of them, with their places."""
    for number, answer in enumerate(_get_list(answers), start=1):
        for place, one in (
            (str(number), answer),
            (f"{number}-instead", _get_value(answer, "instead")),
        ):
            for citation in _get_list(_get_value(one, "citations")):
                yield {**citation, "answer": place} if isinstance(citation, dict) else citation


def _read_items(items: list[Any]) -> Iterator[Any]:
    """The heading and the records of each CSL item that has some."""
    for item in items:
        held = _get_value(_get_value(item, "custom"), MARK)
        if _get_value(held, MARK) is not None:
            yield held
            yield from _get_list(held.get("citations"))


def _read_markdown(text: str) -> ParsedExport:
    blocks: list[str] = []
    around: list[str] = []
    for number, part in enumerate(text.split(OPENING)):
        block, _, rest = part.partition(CLOSING) if number else ("", "", part)
        blocks.append(block)
        around.append(rest)
    lines = (line.strip() for block in blocks for line in block.splitlines())
    found = _read_rows(_parse_json(line) for line in lines if line.startswith("{"))
    prose = _TAG.sub("", "\n".join(around))
    found.shown = keep_letters(_ENTITY.sub(lambda match: html.unescape(match[0]), prose))
    return found


def _read_html(text: str) -> ParsedExport:
    rows = [
        _parse_json(html.unescape(double or single)) for double, single in _ATTRIBUTE.findall(text)
    ]
    found = _read_rows(rows)
    found.shown = keep_letters(html.unescape(_TAG.sub("", text)))
    return found


def _read_rows(rows: Iterable[Any]) -> ParsedExport:
    """Headings and records, as they come. Raises UsageError for too many of them and for none."""
    found, exported, headings = ParsedExport(), 0, 0
    for row in rows:
        if isinstance(row, dict) and MARK in row and "article_id" not in row:
            exported += _take_heading(found, row)
            headings += 1
            continue
        try:
            found.records.append(read_record(row if isinstance(row, dict) else {}))
        except ValueError:
            found.damaged += 1
        if len(found.records) + found.damaged > MOST:
            raise UsageError(f"This file cites more than {MOST:,} sentences. Verify it in parts.")
    if not (headings or found.records or found.damaged):
        raise UsageError(NO_EXPORT)
    found.damaged = max(found.damaged, exported - len(found.records))
    return found


def _take_heading(found: ParsedExport, values: dict[str, Any]) -> int:
    """Note the day and the archive; gives how many records were exported under the heading."""
    if values[MARK] != VERSION:
        raise UsageError("This file was exported by another version of Clippings. Update this one.")
    asked, archive = values.get("asked"), values.get("archive")
    found.archive = tidy_line(archive) if isinstance(archive, str) else ""
    try:
        found.asked = date.fromisoformat(asked) if isinstance(asked, str) else None
    except ValueError:
        found.asked = None
    exported = values.get("citations")
    return exported if type(exported) is int and exported <= MOST else 0


def _parse_json(text: str) -> Any:
    """What JSON says; None where it is none, or nested beyond all measure."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _get_value(values: Any, name: str) -> Any:
    return values.get(name) if isinstance(values, dict) else None


def _get_list(values: Any) -> list[Any]:
    return values if isinstance(values, list) else []
