"""Zips and tars for tests, made of names and contents, and what is found in them."""

import hashlib
import io
import tarfile
import zipfile
from collections.abc import Mapping
from typing import Any

from ingest.readers.base import Source, Unread
from ingest.readers.bundles.unpacking import unpack_bundle

FILES = {
    "2024/gazette/2024-05-18-harbour.txt": "The harbour reopened on Saturday.",
    "2024/gazette/b.html": "<html><body><p>The ferry sailed.</p></body></html>",
    "a.txt": "The bridge stayed shut.",
}


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return buffer.getvalue()


def noise(seed: int, size: int) -> bytes:
    """Bytes that no packing makes smaller, the same on every run."""
    return hashlib.shake_256(seed.to_bytes(2, "big")).digest(size)


def tarred(files: Mapping[str, str | bytes], *others: tarfile.TarInfo) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as bundle:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            one = tarfile.TarInfo(name)
            one.size = len(data)
            bundle.addfile(one, io.BytesIO(data))
        for one in others:
            bundle.addfile(one)
    return buffer.getvalue()


def texts(bundle: Source) -> dict[str, str]:
    return {
        one.key.removeprefix(f"{bundle.key}/"): one.path.read_text(encoding="utf-8")
        for one in unpack_bundle(bundle)
        if isinstance(one, Source)
    }


def unread(bundle: Source) -> dict[str, tuple[str, bool]]:
    """By the key below the bundle's; "" is the bundle itself."""
    found = [one for one in unpack_bundle(bundle) if isinstance(one, Unread)]
    return {
        one.key.removeprefix(bundle.key).removeprefix("/"): (one.reason, one.failed)
        for one in found
    }


def streamed(files: Mapping[str, str]) -> bytes:
    """A zip written where nothing can be corrected afterwards: sizes follow the files."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.data += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return bytes(pipe.data)
