"""Files as the readers find them."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.readers.record import Source

Put = Callable[[str, str | bytes], Source]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Writes a file (gzipped if its name says so) and gives the source that it is."""

    def write(name: str, content: str | bytes) -> Source:
        data = content.encode() if isinstance(content, str) else content
        path = tmp_path / name
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return Source(path, name)

    return write
