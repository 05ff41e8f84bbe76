"""A small reader: which sentence answers a question, and whether any does.

It is the default encoder with its upper layers taught anew (`tools/train`). Two texts are read
together, as Nogueira and Cho did in "Passage Re-ranking with BERT" (2019). All layers are int8; the
embeddings, which are larger than they, are those of the encoder.
"""

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import UsageError
from rag.models.loading import DEFAULT_SHA256, load_default_encoder, read_default_layers
from rag.models.onnx_encoder import OnnxEncoder, Text
from rag.models.onnx_graph import BertGraph, count_cores, quantize

if TYPE_CHECKING:
    from tokenizers import Encoding

SMALL = Path(__file__).parent / "small_reader"  # the one that comes with the package
WEIGHTS, DESCRIPTION = "weights.safetensors", "reader.json"
FORMAT = 1
LOWER = 2  # layers that are the encoder's own
_loading = Lock()  # two threads that ask at once get the same
_HELD = ("format", "lower_layers", "encoder_sha256", "sha256")  # of the description

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of a question's sentences; all are logits of one softmax."""

    scores: Vectors  # of the sentences, in the order given
    none: float  # that none of them answers

    @property
    def margin(self) -> float:
        """By how much all the sentences together outweigh "none of these"."""
        return float(np.logaddexp.reduce(self.scores, initial=-np.inf)) - self.none


class Reader(Protocol):
    """What ranking and declining need of a reader."""

    name: str  # as the settings have it

    def warm_up(self) -> None:
        """Load it. Raises UsageError when it cannot be used."""
        ...

    def rank(self, question: str, candidates: Sequence[tuple[str, str]]) -> Reading:
        """How well each headline with its sentence answers the question."""
        ...


class LocalReader:
    """The packaged reader, "small", or one in a folder, as `make train` leaves it.

    It is loaded at first use, and may be used by many threads.
    """

    def __init__(self, name: str = "small") -> None:
        self.name = name
        self._lock = Lock()

    def warm_up(self) -> None:
        """Load it. Raises UsageError when its folder holds no whole reader for this encoder."""
        with self._lock:
            _ = self._network

    def rank(self, question: str, candidates: Sequence[tuple[str, str]]) -> Reading:
        """See `Reader`. Raises UsageError as `warm_up` does."""
        pairs = [(question, join_headline(*one)) for one in candidates]
        with self._lock:  # one reading at a time uses all cores already
            network = self._network
            means = network.read([question, *pairs])
        none = network.apply("none", means[:1])[0, 0]
        return Reading(network.apply("answers", means[1:])[:, 0], float(none))

    @cached_property
    def _network(self) -> "ReaderNetwork":
        folder = SMALL if self.name == "small" else Path(self.name)
        return load_reader(folder.resolve())


def join_headline(headline: str, sentence: str) -> str:
    """A sentence as it is read beside a question."""
    return f"{headline} | {sentence}" if headline else sentence


def open_reader(name: str) -> LocalReader | None:
    """The reader that the setting names: "small", "none", or a folder; nothing is loaded yet.

    Raises UsageError when there is no such folder.
    """
    if name in {"", "none"}:
        return None
    if name != "small" and not Path(name).is_dir():
        raise UsageError(
            f"There is no reader in {name!r}. Set reader to small, to none, or to a folder that "
            "`make train` wrote."
        )
    return LocalReader(name)


class ReaderNetwork:
    """The encoder's embeddings and lower layers, the taught ones, and what is read off them."""

    def __init__(self, encoder: OnnxEncoder, weights: dict[str, NDArray[Any]]) -> None:
        self._encoder = encoder
        self._heads = {name: values for name, values in weights.items() if "layer" not in name}
        self._run = BertGraph(encoder.config, encoder.embeddings | weights).open_session(threads=1)

    def read(self, texts: Sequence[Text]) -> Vectors:
        """The means of the first text's tokens and of the second's, side by side, for each pair.

        Shape (texts, 2 × dimensions); the second half is zero where there is no second text. Of a
        pair longer than the encoder reads the longer text loses its end.
        """
        with ThreadPoolExecutor(count_cores()) as pool:
            return np.stack(list(pool.map(self._read_one, self._encoder.tokenize(texts))))

    def _read_one(self, read: "Encoding") -> Vectors:
        """One text alone: int8 has one scale for all that is computed at once.

        What a sentence is worth must not hang on those that are read beside it.
        """
        ids = np.array([read.ids])
        [vectors] = self._run(self._encoder.embed(ids), np.ones(ids.shape, np.int32))
        second = np.array(read.type_ids) == 1
        return np.concatenate([_average(vectors[~second]), _average(vectors[second])])

    def apply(self, head: str, means: Vectors) -> Vectors:
        """The logits of a head, shape (texts, its outputs)."""
        weight = self._heads[f"{head}.weight"]
        logits = means[:, : weight.shape[1]] @ weight.T + self._heads[f"{head}.bias"]
        return np.asarray(logits, np.float32)


def _average(vectors: Vectors) -> Vectors:
    if not len(vectors):
        return np.zeros(vectors.shape[1], np.float32)
    return np.asarray(vectors.mean(axis=0), np.float32)


def load_reader(folder: Path) -> ReaderNetwork:
    """The reader in a folder, the same for all of the process.

    Raises UsageError when it is not whole, or not made for this encoder.
    """
    with _loading:
        return _load_reader(folder)


@cache
def _load_reader(folder: Path) -> ReaderNetwork:
    from safetensors.numpy import load

    encoder = load_default_encoder()
    try:
        described = json.loads((folder / DESCRIPTION).read_bytes())
        data = (folder / WEIGHTS).read_bytes()
        found = FORMAT, LOWER, DEFAULT_SHA256, hashlib.sha256(data).hexdigest()
        if found != tuple(described[key] for key in _HELD):
            raise ValueError(found)
        return ReaderNetwork(encoder, quantize(read_default_layers(LOWER)) | load(data))
    except Exception as error:
        raise UsageError(
            f"The reader in {folder} cannot be used: it is not whole, or not made for this "
            "version. Install Clippings again, or set reader to none, or to a folder that "
            "`make train` wrote."
        ) from error
