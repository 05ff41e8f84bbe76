"""Tables with a header row: comma, semicolon, tab or bar between the fields."""

import csv
from collections.abc import Iterator

from ingest.readers.base import Fault, Record, Source
from ingest.readers.fields import ALIASES, build_record, has_field
from ingest.readers.io.files import MAX_LINE, NumberedLine, read_lines
from rag.errors import SourceError

_DELIMITERS = ",;\t|"


def read(source: Source) -> Iterator[Record | Fault]:
    """The rows as records, one in memory at a time.

    Raises SourceError if the first row names no column of texts, or no row follows it.
    """
    csv.field_size_limit(MAX_LINE)
    lines = _CsvLines(read_lines(source.path))
    first = next(lines, "")
    delimiter = _guess_delimiter(first)
    header = next(csv.reader([first], delimiter=delimiter))
    # strict: a stray quote is an error in its row, and does not swallow the rows below
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    position = 0
    for position, outcome in enumerate(_read_rows(rows, lines, header), start=1):
        if isinstance(outcome, Fault):
            yield outcome
            continue
        where, fields = outcome
        try:
            yield build_record(fields, position=position, where=where)
        except SourceError as error:
            yield Fault(where, str(error))
    if not position:
        raise SourceError("no articles in it")


class _CsvLines(Iterator[str]):
    """Lines as the csv module wants them; remembers the last one's number and what was faulty."""

    def __init__(self, lines: Iterator[NumberedLine | Fault]) -> None:
        self._lines = lines
        self.number = 0
        self.faults: list[Fault] = []

    def __next__(self) -> str:
        for line in self._lines:
            if isinstance(line, NumberedLine):
                self.number = line.number
                return line.text
            self.faults.append(line)
        raise StopIteration


def _read_rows(
    rows: Iterator[list[str]], lines: _CsvLines, header: list[str]
) -> Iterator[tuple[str, dict[str, object]] | Fault]:
    """Each row that is not empty as (where, fields by column), or why it is none."""
    row: list[str] | None = []
    while row is not None:
        where = f"line {lines.number + 1}"
        try:
            row = next(rows, None)
        except csv.Error as error:
            row = []
            yield Fault(where, f"not a row of the table: {error}")
        yield from lines.faults
        lines.faults.clear()
        if row and any(row[len(header) :]):
            yield Fault(where, f"{len(row)} fields under a header of {len(header)}")
        elif row:
            yield where, dict(zip(header, row, strict=False))


def _guess_delimiter(header: str) -> str:
    """The one that parts the header into the most columns, one of them of texts."""
    columns = {sign: next(csv.reader([header], delimiter=sign), []) for sign in _DELIMITERS}
    usable = [sign for sign in _DELIMITERS if has_field(columns[sign], "text")]
    if not usable:
        wanted = ", ".join(ALIASES["text"][:3])
        raise SourceError(f"the first row has to name the columns, one of them {wanted}")
    return max(usable, key=lambda sign: len(columns[sign]))
