"""Which reader reads which file. A new format is a new file beside this one and a line here."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath

from ingest.readers import csv_records, html, json_records, markdown, text
from ingest.readers.record import Fault, Record, Source
from rag.errors import SourceError

MAX_FAULTS = 100  # told one by one; a file of another format may have millions

Reader = Callable[[Source], Iterator[Record | Fault]]

READERS: Mapping[str, Reader] = {
    ".txt": text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".json": json_records.read,
    ".jsonl": json_records.read_many,
    ".ndjson": json_records.read_many,
    ".csv": csv_records.read,
    ".tsv": csv_records.read,
}


def read(source: Source) -> Iterator[Record | Fault]:
    """The articles of a file, and a fault for each that could not be read.

    Raises SourceError, at the first step of the iteration or later, when the file as a whole cannot
    be read: missing, empty, binary, too large, broken, without an article, of no known format.
    """
    reader = READERS.get(suffix_of(source.path))
    if reader is None:
        raise SourceError(no_reader(source.path))
    faults = 0
    for outcome in reader(source):
        faults += isinstance(outcome, Fault)
        if isinstance(outcome, Record) or faults <= MAX_FAULTS:
            yield outcome
    if faults > MAX_FAULTS:
        yield Fault("", f"and {faults - MAX_FAULTS} more articles that could not be read")


def suffix_of(path: PurePath) -> str:
    """What tells the format: ".jsonl" of "a.JSONL" and of "a.jsonl.gz"."""
    name = PurePath(path.stem) if path.suffix.lower() == ".gz" else path
    return name.suffix.lower()


def no_reader(path: PurePath) -> str:
    """The reason to give for a file that no reader reads."""
    suffix = suffix_of(path) or path.suffix.lower()
    return f"no reader for {suffix}" if suffix else "no reader for files without a suffix"
