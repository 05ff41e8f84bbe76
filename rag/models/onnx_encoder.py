"""A BERT encoder in ONNX Runtime: ready in half a second, where importing torch takes four.

It runs in two steps, and what lies between them is read by others too (`rag.models.reader`).
"""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rag.models.onnx_graph import BertGraph, TokenVectors, count_cores

LOWER = 2  # layers of the first step
BATCH_TOKENS = (
    2048  # in a forward pass, padding included: more at once are no faster, and take memory
)


Text = str | tuple[str, str]  # or two that are read together


class Batch(NamedTuple):
    """Some texts, after the first step."""

    places: list[int]  # among all that were given
    tokens: TokenVectors
    mask: NDArray[np.int32]  # 1 for what is no padding, shape (texts, tokens)
    kinds: NDArray[np.int32]  # 1 for the tokens of a second text


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
        lower = BertGraph(self.config, weights)
        tokens = lower.embed()
        for layer in range(LOWER):
            tokens = lower.transform(tokens, f"encoder.layer.{layer}")
        inputs = {"ids": "INT64", "places": "INT64", "mask": "INT32"}
        self._run_lower = lower.open_session(inputs, tokens, threads=count_cores())
        upper, tokens = BertGraph(self.config, weights), "tokens"
        for layer in range(LOWER, self.config["num_hidden_layers"]):
            tokens = upper.transform(tokens, f"encoder.layer.{layer}")
        inputs = {"tokens": "FLOAT", "mask": "INT32"}
        self._run_upper = upper.open_session(inputs, tokens, threads=count_cores())

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The means of the texts' token vectors, shape (texts, dimensions)."""
        means = np.empty((len(texts), self.config["hidden_size"]), np.float32)
        for batch, tokens, mask, _ in self.read_lower(texts):
            shares = (mask / mask.sum(axis=1, keepdims=True)).astype(np.float32)
            means[batch] = (shares[:, None] @ self._run_upper(tokens=tokens, mask=mask))[:, 0]
        return means

    def read_lower(self, texts: Sequence[Text]) -> Iterator[Batch]:
        """What the first step makes of texts."""
        read = self._tokenizer.encode_batch(list(texts))
        for batch in _batch_by_length([len(one.ids) for one in read]):
            longest = len(read[batch[-1]].ids)
            ids = np.zeros((len(batch), longest), np.int64)
            mask, kinds = np.zeros(ids.shape, np.int32), np.zeros(ids.shape, np.int32)
            for row, n in enumerate(batch):
                length = len(read[n].ids)
                ids[row, :length], kinds[row, :length] = read[n].ids, read[n].type_ids
                mask[row, :length] = 1
            tokens = self._run_lower(ids=ids, places=np.arange(longest), mask=mask)
            yield Batch(batch, tokens, mask, kinds)


def _batch_by_length(lengths: Sequence[int]) -> list[list[int]]:
    """The places of texts of so many tokens, shortest first, `BATCH_TOKENS` a batch at most."""
    batches: list[list[int]] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if not batches or (len(batches[-1]) + 1) * lengths[place] > BATCH_TOKENS:
            batches.append([])
        batches[-1].append(place)
    return batches
