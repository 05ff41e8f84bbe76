"""A BERT encoder in ONNX Runtime: ready in half a second, where importing torch takes four.

The graph is made of ONNX's own operators here; its weights stay those of the model's folder.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = Mapping[str, NDArray[np.float32]]
TokenVectors = NDArray[np.float32]  # shape (texts, tokens of the longest, dimensions)

BATCH_TOKENS = (
    2048  # in a forward pass, padding included: more at once are no faster, and take memory
)
OPERATORS = [("", 20), ("com.microsoft", 1)]  # the sets of operators, and their versions


def load_onnx_encoder(folder: Path) -> Callable[[Sequence[str]], NDArray[np.float32]]:
    """What turns texts into the means of their tokens' vectors, shape (texts, dimensions).

    The folder is that of a BERT model as sentence-transformers keeps it, with mean pooling. A text
    longer than the model reads loses its end. Raises whatever the libraries do when a file is
    missing or damaged.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # or it complains of every fork
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    config = json.loads((folder / "config.json").read_bytes())
    limit = json.loads((folder / "sentence_bert_config.json").read_bytes())["max_seq_length"]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(limit)
    tokenizer.no_padding()
    run = _open_session(config, load_file(folder / "model.safetensors"))

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        tokens = [np.array(read.ids) for read in tokenizer.encode_batch(list(texts))]
        means = np.empty((len(tokens), config["hidden_size"]), np.float32)
        for batch in _batch_by_length([len(ids) for ids in tokens]):
            longest = len(tokens[batch[-1]])
            ids = np.zeros((len(batch), longest), np.int64)
            mask = np.zeros((len(batch), longest), np.int32)
            for row, n in enumerate(batch):
                ids[row, : len(tokens[n])] = tokens[n]
                mask[row, : len(tokens[n])] = 1
            shares = (mask / mask.sum(axis=1, keepdims=True)).astype(np.float32)
            means[batch] = (shares[:, None] @ run(ids, mask))[:, 0]
        return means

    return encode


def _batch_by_length(lengths: Sequence[int]) -> list[list[int]]:
    """The places of texts of so many tokens, shortest first, `BATCH_TOKENS` a batch at most."""
    batches: list[list[int]] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if not batches or (len(batches[-1]) + 1) * lengths[place] > BATCH_TOKENS:
            batches.append([])
        batches[-1].append(place)
    return batches


def _open_session(config: Mapping[str, Any], weights: Weights) -> Callable[..., TokenVectors]:
    """What computes the vectors of tokens, from their ids and what is no padding among them."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # or it notes, and may send, what machine this is
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # the same for Windows
    graph = _BertGraph(config, weights)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors
    options.intra_op_num_threads = _count_cores()
    # Threads that wait must not spin: an ingest and a page would stand in each other's way.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(one) for one in graph.weights.values()]
    options.add_external_initializers(list(graph.weights), values)
    session = onnxruntime.InferenceSession(
        graph.serialize(), options, providers=["CPUExecutionProvider"]
    )

    def run(ids: NDArray[np.int64], mask: NDArray[np.int32]) -> TokenVectors:
        places = np.arange(ids.shape[1])
        (tokens,) = session.run(None, {"ids": ids, "places": places, "mask": mask})
        return np.asarray(tokens)

    return run


def _count_cores() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _BertGraph:
    """Devlin et al., "BERT" (2019), operator by operator: ids of tokens -> vectors of tokens."""

    def __init__(self, config: Mapping[str, Any], weights: Weights) -> None:
        self.weights: dict[str, NDArray[np.float32]] = {}  # those in use, as the graph wants them
        self._nodes: list[Any] = []
        self._given, self._config = weights, config
        tokens = self._embed()
        for layer in range(config["num_hidden_layers"]):
            tokens = self._transform(tokens, f"encoder.layer.{layer}")
        self._tokens = tokens

    def serialize(self) -> bytes:
        """The graph without its weights."""
        from onnx import TensorProto, helper

        value = helper.make_tensor_value_info
        graph = helper.make_graph(
            self._nodes,
            "BERT",
            [
                value("ids", TensorProto.INT64, ["texts", "tokens"]),
                value("places", TensorProto.INT64, ["tokens"]),
                value("mask", TensorProto.INT32, ["texts", "tokens"]),
            ],
            [value(self._tokens, TensorProto.FLOAT, ["texts", "tokens", "dimensions"])],
        )
        for name, weight in self.weights.items():
            tensor = graph.initializer.add(
                name=name, dims=weight.shape, data_type=TensorProto.FLOAT
            )
            tensor.data_location = TensorProto.EXTERNAL
            tensor.external_data.add(key="location", value="given as the session is opened")
        operators = [helper.make_opsetid(*one) for one in OPERATORS]
        return bytes(
            helper.make_model(graph, opset_imports=operators, ir_version=9).SerializeToString()
        )

    def _embed(self) -> str:
        words = self._add("Gather", self._keep("embeddings.word_embeddings.weight"), "ids")
        places = self._add("Gather", self._keep("embeddings.position_embeddings.weight"), "places")
        kinds = self._given["embeddings.token_type_embeddings.weight"]
        self.weights["kind"] = kinds[0]  # there is one text, no pair
        typed = self._add("Add", words, "kind")
        return self._normalize(self._add("Add", typed, places), "embeddings.LayerNorm")

    def _transform(self, tokens: str, layer: str) -> str:
        """One layer: self-attention, then two dense steps, each added to what came in."""
        query, key, value = (
            self._multiply(tokens, f"{layer}.attention.self.{role}")
            for role in ("query", "key", "value")
        )
        heads = self._config["num_attention_heads"]
        attention = ("MultiHeadAttention", query, key, value, "", "mask")
        attended = self._add(*attention, domain="com.microsoft", num_heads=heads)
        mixed = self._multiply(attended, f"{layer}.attention.output.dense")
        tokens = self._normalize(
            self._add("Add", mixed, tokens), f"{layer}.attention.output.LayerNorm"
        )
        wide = self._add("Gelu", self._multiply(tokens, f"{layer}.intermediate.dense"))
        narrow = self._multiply(wide, f"{layer}.output.dense")
        return self._normalize(self._add("Add", narrow, tokens), f"{layer}.output.LayerNorm")

    def _multiply(self, tokens: str, layer: str) -> str:
        name = f"{layer}.weight"
        self.weights[name] = np.ascontiguousarray(self._given[name].T)
        return self._add("Add", self._add("MatMul", tokens, name), self._keep(f"{layer}.bias"))

    def _normalize(self, tokens: str, layer: str) -> str:
        scale, bias = self._keep(f"{layer}.weight"), self._keep(f"{layer}.bias")
        epsilon = self._config["layer_norm_eps"]
        return self._add("LayerNormalization", tokens, scale, bias, epsilon=epsilon)

    def _keep(self, name: str) -> str:
        self.weights[name] = self._given[name]
        return name

    def _add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        from onnx import helper

        output = f"{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output
