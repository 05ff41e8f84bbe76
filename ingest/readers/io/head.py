"""The beginning of a file, by which its format is told where the name does not tell it."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ingest.readers.io.files import read_start

LENGTH = 1 << 16  # bytes; feeds may put a long comment before their first element

_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)([^>]*)>?")
_BEFORE_ROOT = re.compile(  # declaration, comments, document type; never tried a second way
    r"(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[>]|\[.*?\])*+>|\s)++", re.DOTALL | re.IGNORECASE
)


@dataclass(frozen=True)
class FileHead:
    """The first bytes of a file: unpacked if they were gzip, UTF-8 if they were UTF-16 or -32."""

    data: bytes

    @classmethod
    def from_path(cls, path: Path) -> "FileHead":
        """Raises SourceError when the file cannot be read."""
        return cls(read_start(path, LENGTH))

    @cached_property
    def text(self) -> str:
        """As text, good enough to recognise words and tags of ASCII in it."""
        return self.data.decode("utf-8", errors="replace")

    @cached_property
    def root(self) -> str:
        """The outermost element, in the notation "{namespace}name"; "" if this is not XML."""
        before = _BEFORE_ROOT.match(self.text)
        element = _ROOT.match(self.text, before.end() if before else 0)
        if element is None:
            return ""
        prefix = (element[1] or "").rstrip(":")
        attribute = rf"""xmlns{":" + re.escape(prefix) if prefix else ""}\s*=\s*["']([^"']*)["']"""
        namespace = re.search(attribute, element[3])
        return f"{{{namespace[1]}}}{element[2]}" if namespace and namespace[1] else element[2]

    @property
    def root_name(self) -> str:
        """The outermost element without its namespace."""
        return self.root.rpartition("}")[2]
