"""A BERT encoder in ONNX Runtime: ready in half a second, where importing torch takes four."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rag.models.onnx_graph import BertGraph, TokenVectors, count_cores

if TYPE_CHECKING:
    from tokenizers import Encoding

BATCH_TOKENS = (
    2048  # in a forward pass, padding included: more at once are no faster, and take memory
)

Text = str | tuple[str, str]  # or two that are read together


class OnnxEncoder:
    """A BERT model as sentence-transformers keeps it in a folder, with mean pooling.

    A text longer than the model reads loses its end. Raises whatever the libraries do when a file
    is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # or it complains of every fork
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self.config: dict[str, Any] = json.loads((folder / "config.json").read_bytes())
        limit = json.loads((folder / "sentence_bert_config.json").read_bytes())["max_seq_length"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(limit)
        self._tokenizer.no_padding()
        weights = load_file(folder / "model.safetensors")
        self.embeddings = {
            name: values for name, values in weights.items() if name.startswith("embeddings.")
        }
        self._run = BertGraph(self.config, weights).open_session(count_cores())

    def tokenize(self, texts: Sequence[Text]) -> "list[Encoding]":
        """Of a pair longer than the model reads the longer text loses its end."""
        return list(self._tokenizer.encode_batch(list(texts)))

    def embed(self, ids: NDArray[np.int64]) -> TokenVectors:
        """The sums of the tokens' embeddings; looked up here, or each graph would copy them all."""
        words, places, kinds = (
            self.embeddings[f"embeddings.{name}_embeddings.weight"]
            for name in ("word", "position", "token_type")
        )
        summed: TokenVectors = words[ids] + (places[: ids.shape[1]] + kinds[0])
        return summed

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The means of the texts' token vectors, shape (texts, dimensions)."""
        means = np.empty((len(texts), self.config["hidden_size"]), np.float32)
        read = self.tokenize(texts)
        for batch in _batch_by_length([len(one.ids) for one in read]):
            longest = len(read[batch[-1]].ids)
            ids, mask = np.zeros((2, len(batch), longest), np.int64)
            for row, n in enumerate(batch):
                length = len(read[n].ids)
                ids[row, :length], mask[row, :length] = read[n].ids, 1
            tokens = self._run(self.embed(ids), mask.astype(np.int32))
            shares = (mask / mask.sum(axis=1, keepdims=True)).astype(np.float32)
            means[batch] = (shares[:, None] @ tokens)[:, 0]
        return means


def _batch_by_length(lengths: Sequence[int]) -> list[list[int]]:
    """The places of texts of so many tokens, shortest first, `BATCH_TOKENS` a batch at most."""
    batches: list[list[int]] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if not batches or (len(batches[-1]) + 1) * lengths[place] > BATCH_TOKENS:
            batches.append([])
        batches[-1].append(place)
    return batches
