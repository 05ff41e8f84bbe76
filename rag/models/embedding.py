"""Text -> vectors, by a model that is loaded once something is to be embedded."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.models.loading import DEFAULT_MODEL, DEFAULT_SHA256, Encode, load_embedding_model

Vectors = NDArray[np.float32]  # shape (texts, dimensions), each row of length 1

REMEMBERED = 4096  # texts: 6 MB


class Embedder(Protocol):
    """What the archive needs of an embedding model."""

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors would; known without loading the model."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimensions), rows of length 1, in the order given."""
        ...


class LocalEmbedder:
    """A model on the CPU, or a GPU if there is one; loaded at first use."""

    def __init__(self, name: str = DEFAULT_MODEL) -> None:
        self.name = name
        self._lock = Lock()

    @cached_property
    def fingerprint(self) -> str:
        if self.name == DEFAULT_MODEL:
            return f"{DEFAULT_MODEL}:{DEFAULT_SHA256[:16]}"
        folder = Path(self.name)
        if folder.is_dir():
            return f"{folder.name}:{_hash_folder(folder)[:16]}"
        return self.name  # a name in a hub's cache: the name is all that is known before loading

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`. Raises UsageError when the model is not on this machine."""
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        with self._lock:  # one forward pass at a time uses all cores already
            numbers = self._encode(texts)
        return np.asarray(numbers / np.linalg.norm(numbers, axis=1, keepdims=True), np.float32)

    @cached_property
    def _encode(self) -> Encode:
        return load_embedding_model(self.name)


class RememberingEmbedder:
    """Another embedder's vectors, those of the texts asked for last kept; for many threads.

    A question is embedded once though several stages ask for it, and so are the sentences that
    its follow-up, or the same question under another window, brings again.
    """

    def __init__(self, embedder: Embedder, most: int = REMEMBERED) -> None:
        self._embedder = embedder
        self._most = most
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        if not texts:
            return self._embedder.embed(texts)
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        if missing := [text for text in dict.fromkeys(texts) if text not in known]:
            known |= zip(missing, self._embedder.embed(missing), strict=True)
        with self._lock:
            for text in dict.fromkeys(texts):
                self._vectors[text] = known[text]
                self._vectors.move_to_end(text)
            while len(self._vectors) > self._most:
                self._vectors.popitem(last=False)
        return np.stack([known[text] for text in texts])


def _hash_folder(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".json", ".safetensors", ".bin", ".txt", ".model"}:
            digest.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
