"""Parquet, as data sets of news come: an article a row, a few rows in memory at a time."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ingest.readers.base import Fault, Record, Source
from ingest.readers.fields import ALIASES, build_record, has_field
from ingest.readers.io.decoding import decode
from ingest.readers.io.files import explain_error
from ingest.readers.io.head import FileHead
from ingest.readers.io.streams import DAMAGED
from rag.errors import SourceError

ROWS = 64  # held at a time
SHOWN = 20  # columns named where none holds text

_BUFFER = 1 << 20  # bytes of a column read at a time
_START, _ENCRYPTED = b"PAR1", b"PARE"


def shows(head: FileHead) -> bool:
    """Whether a file begins as Parquet does."""
    return head.data.startswith((_START, _ENCRYPTED))


def read(source: Source) -> Iterator[Record | Fault]:
    """One record a row; columns are named as the fields of JSON articles are.

    A group of rows that is damaged is a Fault, and the next one goes on. Raises SourceError if it
    is no sound Parquet file, or none of its columns is for text.
    """
    from pyarrow import ArrowException

    try:
        with _open_parquet(source) as file:
            columns = _choose_columns(file.schema_arrow)
            first = 1  # row of a group
            for group in range(file.num_row_groups):
                rows = file.metadata.row_group(group).num_rows
                yield from _read_row_group(file, group, columns, range(first, first + rows))
                first += rows
            if first == 1:
                raise SourceError("no articles in it")
    except (ArrowException, OSError, ValueError) as error:  # names that are no UTF-8
        raise SourceError(_explain_damage(error)) from error


def _open_parquet(source: Source) -> Any:
    from pyarrow import ArrowException, parquet

    with source.path.open("rb") as file:
        start = file.read(len(_START))
    if not start:
        raise SourceError("the file is empty")
    if start == _ENCRYPTED:
        raise SourceError("encrypted")
    if start != _START:
        raise SourceError("not Parquet")
    try:
        return parquet.ParquetFile(
            source.path, buffer_size=_BUFFER, pre_buffer=False, page_checksum_verification=True
        )
    except (ArrowException, ValueError) as error:
        raise SourceError("cut short or damaged: its list of columns cannot be read") from error


def _choose_columns(schema: Any) -> list[str]:
    """The columns that may hold a field of an article or a label; SourceError if none is for text.

    Vectors and pictures are left where they are: they would only fill the memory.
    """
    from pyarrow import types

    def is_label(kind: Any) -> bool:
        if types.is_dictionary(kind) or types.is_list(kind) or types.is_large_list(kind):
            return is_text(kind.value_type)
        scalar = (types.is_primitive(kind) and not types.is_duration(kind)) or is_text(kind)
        return bool(scalar or types.is_decimal(kind))

    def is_text(kind: Any) -> bool:
        kinds = (types.is_string, types.is_large_string, types.is_string_view)
        return any(is_kind(kind) for is_kind in kinds)

    if not has_field(schema.names, "text"):
        names = ", ".join(schema.names[:SHOWN]) + (" …" if len(schema.names) > SHOWN else "")
        raise SourceError(f"no column of text under {', '.join(ALIASES['text'])}, but {names}")
    return [
        field.name
        for field in schema
        if not field.name.startswith("__index_level_")  # what pandas adds
        and (is_label(field.type) or any(has_field([field.name], name) for name in ALIASES))
    ]


def _read_row_group(
    file: Any, group: int, columns: list[str], rows: range
) -> Iterator[Record | Fault]:
    from pyarrow import ArrowException

    row = rows.start
    try:
        for batch in file.iter_batches(ROWS, [group], columns, use_threads=False):
            names, values = batch.schema.names, [_cast_moments(one) for one in batch.columns]
            for n in range(batch.num_rows):
                yield _build_record(dict(zip(names, (one[n] for one in values), strict=True)), row)
                row += 1
    except (ArrowException, OSError, ValueError) as error:
        yield Fault(f"rows {row:,} to {rows.stop - 1:,}", _explain_damage(error))


def _build_record(values: Mapping[str, Any], row: int) -> Record | Fault:
    where = f"row {row:,}"
    try:
        fields = {name: _make_plain(value.as_py()) for name, value in values.items()}
        return build_record(fields, position=row, where=where)
    except SourceError as error:
        return Fault(where, str(error))
    except (ValueError, KeyError, OverflowError):  # the year 292278, a time zone nobody knows
        return Fault(where, "a date beyond all measure")


def _cast_moments(column: Any) -> Any:
    """Timestamps as Python has them: nanoseconds would need pandas."""
    import pyarrow

    if pyarrow.types.is_timestamp(column.type) and column.type.unit == "ns":
        return column.cast(pyarrow.timestamp("us", column.type.tz), safe=False)
    return column


def _make_plain(value: Any) -> Any:
    """A value as JSON would hold it."""
    match value:
        case date():  # a moment is one, too; data frames keep days as moments
            return value.isoformat().removesuffix("T00:00:00")
        case Decimal():
            return str(value)
        case bytes():
            return decode(value)
        case list():
            return [_make_plain(one) for one in value]
        case dict():
            return {name: _make_plain(one) for name, one in value.items()}
    return value


def _explain_damage(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno is not None:
        return explain_error(error)
    return DAMAGED
