"""What a reader makes of a source that holds one article, or why it makes nothing of it."""

import pytest

from ingest.readers.base import Record, Source
from ingest.readers.registry import read
from rag.errors import SourceError


def record_of(source: Source) -> Record:
    (record,) = read(source)
    assert isinstance(record, Record)
    return record


def reason(source: Source) -> str:
    with pytest.raises(SourceError) as raised:
        list(read(source))
    return str(raised.value)
