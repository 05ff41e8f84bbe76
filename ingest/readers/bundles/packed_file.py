"""A file in a zip or tar, before it is unpacked."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.errors import SourceError

_ON_WINDOWS = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class PackedFile:
    """`blocks()` unpacks it, in blocks of bytes, and raises SourceError where that fails."""

    name: str  # as it stands in the bundle: not to be trusted
    blocks: Callable[[], Iterator[bytes]]
    size: int | None = None  # bytes that it takes up in the bundle, where that is known
    refused: str = ""  # why there is nothing to unpack: a link, an encrypted file

    @property
    def path(self) -> str:
        """The name as a path below the bundle; SourceError if it leads out of it."""
        name = self.name.replace("\\", "/")  # old programs for Windows part folders so
        parts = [part for part in name.split("/") if part not in {"", "."}]
        if name.startswith("/") or _ON_WINDOWS.match(name) or ".." in parts or not parts:
            raise SourceError("refused: its name leads out of the bundle")
        return "/".join(parts)
