"""BERT's layers as graphs of ONNX's own operators, run by ONNX Runtime; made here, not converted.

Weights are handed over beside a graph, which holds their names alone; ONNX Runtime copies them.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = Mapping[str, NDArray[Any]]  # float32; int8 where "NAME.scale" stands beside "NAME"
TokenVectors = NDArray[np.float32]  # shape (texts, tokens of the longest, dimensions)
Mask = NDArray[np.int32]  # 1 for what is no padding, shape (texts, tokens of the longest)

OPERATORS = [("", 20), ("com.microsoft", 1)]  # the sets of operators, and their versions


class BertGraph:
    """Devlin et al., "BERT" (2019), operator by operator.

    It takes what the embeddings of tokens sum up to.
    """

    def __init__(self, config: Mapping[str, Any], weights: Weights) -> None:
        self._used: dict[str, NDArray[Any]] = {}  # the weights in use, as the graph wants them
        self._nodes: list[Any] = []
        self._given, self._config = weights, config
        tokens = self._normalize("embedded", "embeddings.LayerNorm")
        for layer in range(config["num_hidden_layers"]):
            tokens = self._transform(tokens, f"encoder.layer.{layer}")
        self._output = tokens

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

    def open_session(self, threads: int) -> Callable[[TokenVectors, Mask], TokenVectors]:
        """What reads texts: all layers' work, in so many threads."""
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # or it notes, and may send, what machine this is
        import onnxruntime

        onnxruntime.disable_telemetry_events()  # the same for Windows
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3  # errors
        options.intra_op_num_threads = threads
        # Threads that wait must not spin: an ingest and a page would stand in each other's way.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(one) for one in self._used.values()]
        options.add_external_initializers(list(self._used), values)
        session = onnxruntime.InferenceSession(
            self._serialize(), options, providers=["CPUExecutionProvider"]
        )

        def run(embedded: TokenVectors, mask: Mask) -> TokenVectors:
            return np.asarray(session.run(None, {"embedded": embedded, "mask": mask})[0])

        return run

    def _serialize(self) -> bytes:
        """The graph without its weights."""
        from onnx import TensorProto, helper

        value, vectors = helper.make_tensor_value_info, ["texts", "tokens", "dimensions"]
        given = [
            value("embedded", TensorProto.FLOAT, vectors),
            value("mask", TensorProto.INT32, ["texts", "tokens"]),
        ]
        result = [value(self._output, TensorProto.FLOAT, vectors)]
        graph = helper.make_graph(self._nodes, "BERT", given, result)
        for name, weight in self._used.items():
            kind = TensorProto.INT8 if weight.dtype == np.int8 else TensorProto.FLOAT
            tensor = graph.initializer.add(name=name, dims=weight.shape, data_type=kind)
            tensor.data_location = TensorProto.EXTERNAL
            tensor.external_data.add(key="location", value="given as the session is opened")
        operators = [helper.make_opsetid(*one) for one in OPERATORS]
        return bytes(
            helper.make_model(graph, opset_imports=operators, ir_version=9).SerializeToString()
        )

    def _multiply(self, tokens: str, layer: str) -> str:
        name, bias, scale = f"{layer}.weight", self._keep(f"{layer}.bias"), f"{layer}.weight.scale"
        self._used[name] = np.ascontiguousarray(self._given[name].T)
        if scale not in self._given:
            return self._add("Add", self._add("MatMul", tokens, name), bias)
        inputs = (tokens, name, self._keep(scale), "", bias)
        return self._add("DynamicQuantizeMatMul", *inputs, domain="com.microsoft")

    def _normalize(self, tokens: str, layer: str) -> str:
        scale, bias = self._keep(f"{layer}.weight"), self._keep(f"{layer}.bias")
        epsilon = self._config["layer_norm_eps"]
        return self._add("LayerNormalization", tokens, scale, bias, epsilon=epsilon)

    def _keep(self, name: str) -> str:
        self._used[name] = self._given[name]
        return name

    def _add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        from onnx import helper

        output = f"{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output


def count_cores() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def quantize(weights: Weights) -> dict[str, NDArray[Any]]:
    """Matrices as int8, each row with the scale that its largest value needs; the rest as it is."""
    kept: dict[str, NDArray[Any]] = {}
    for name, values in weights.items():
        kept[name] = values
        if values.ndim == 2:
            scale = np.maximum(np.abs(values).max(axis=1), 1e-30) / 127
            kept[f"{name}.scale"] = scale
            kept[name] = np.round(values / scale[:, None]).astype(np.int8)
    return kept
