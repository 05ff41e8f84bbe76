"""XML of no kind that is read here: said by the name of its outermost element."""

from collections.abc import Iterator

from ingest.readers.base import Record, Source
from ingest.readers.io.head import FileHead
from rag.errors import SourceError


def read(source: Source) -> Iterator[Record]:
    """Raises SourceError, always."""
    head = FileHead.from_path(source.path)
    if not head.data.strip():
        raise SourceError("the file is empty")
    if not head.root:
        raise SourceError("not XML: no element at its beginning")
    raise SourceError(f"XML of a kind that is not read: its outermost element is {head.root_name}")
    yield
