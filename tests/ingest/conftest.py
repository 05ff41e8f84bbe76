"""Files as the readers find them."""

import gzip
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from ingest.readers.base import Source

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


@pytest.fixture
def bound(tmp_path: Path) -> Callable[[], AbstractContextManager[None]]:
    """A block in which permissions bind: root, whom they do not bind, is nobody there."""
    nobody = 65534

    @contextmanager
    def block() -> Iterator[None]:
        if os.geteuid() != 0:
            yield
            return
        for folder in (tmp_path, *tmp_path.parents[:3]):  # a worker's own stands between
            if folder.stat().st_mode & 0o077 == 0:
                folder.chmod(0o755)
        os.seteuid(nobody)
        try:
            yield
        finally:
            os.seteuid(0)

    return block
