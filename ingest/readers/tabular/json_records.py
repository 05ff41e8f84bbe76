"""JSON (an article, a list of them, or an object holding a list) and JSON Lines (one a line).

Each article may have fields of any spelling, or be ninjs, the agencies' JSON.
"""

import json
from collections.abc import Iterator, Mapping

from ingest.readers.base import Fault, NotAnArticle, Record, Source
from ingest.readers.fields import Fields, build_record, has_field
from ingest.readers.io.files import read_lines, read_text
from ingest.readers.newswire import ninjs
from ingest.readers.newswire.common import skip_others
from rag.errors import SourceError

MAX_JSON = 256 << 20  # bytes of a .json file, which is held whole; JSON Lines may be any size

_HOLDERS = ("articles", "items", "item", "data", "docs", "results", "response")  # keys of lists


def read(source: Source) -> Iterator[Record | Fault]:
    """The articles of a .json file; one that turns out to be JSON Lines is read as such."""
    text = read_text(source.path, MAX_JSON)
    try:
        document = _parse_json(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and text.lstrip().startswith("{"):
            yield from read_json_lines(source)
            return
        raise SourceError(f"not JSON: {error.msg.lower()} in line {error.lineno}") from error
    document = ninjs.unwrap_item(document)
    if isinstance(document, dict) and (ninjs.is_ninjs(document) or has_field(document, "text")):
        yield _build_record(document)
        return
    articles = _find_list(document)
    if articles is None:
        raise SourceError(f"no article text and no list of articles under {', '.join(_HOLDERS)}")
    if not articles:
        raise SourceError("no articles in it")
    numbered = enumerate(articles, start=1)
    yield from skip_others(_read_entry(article, n, f"article {n}") for n, article in numbered)


def read_json_lines(source: Source) -> Iterator[Record | Fault]:
    """The articles of a .jsonl file, one line in memory at a time."""
    yield from skip_others(_parse_lines(source))


def _parse_lines(source: Source) -> Iterator[Record | Fault | NotAnArticle]:
    position = 0
    for line in read_lines(source.path):
        if isinstance(line, Fault):
            position += 1
            yield line
        elif line.text.strip():
            position += 1
            yield _read_line(line.text, position, f"line {line.number}")
    if not position:
        raise SourceError("no articles in it")


def _read_line(text: str, position: int, where: str) -> Record | Fault | NotAnArticle:
    try:
        return _read_entry(_parse_json(text), position, where)
    except json.JSONDecodeError as error:
        return Fault(where, f"not JSON: {error.msg.lower()} at character {error.pos + 1}")
    except SourceError as error:
        return Fault(where, str(error))


def _read_entry(entry: object, position: int, where: str) -> Record | Fault | NotAnArticle:
    article = ninjs.unwrap_item(entry)
    try:
        if not isinstance(article, Mapping):
            raise SourceError("not an object with the fields of an article")
        return _build_record(article, position, where)
    except NotAnArticle as other:
        return other
    except SourceError as error:
        return Fault(where, str(error))


def _build_record(article: Fields, position: int | None = None, where: str = "") -> Record:
    reader = ninjs.build_record if ninjs.is_ninjs(article) else build_record
    return reader(article, position=position, where=where)


def _parse_json(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 10,000 brackets
        raise SourceError("not usable JSON: numbers or nesting beyond all measure") from error


def _find_list(document: object) -> list[object] | None:
    """The list of articles in a document, also one that is wrapped twice, as services do."""
    for _ in range(3):
        if isinstance(document, list):
            return document
        if not isinstance(document, dict):
            return None
        document = next((document[key] for key in _HOLDERS if key in document), None)
    return document if isinstance(document, list) else None
