"""The taught layers as the package reads them: int8 matrices, a hash, a description."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from rag.models.loading import DEFAULT_SHA256
from rag.models.onnx_graph import quantize
from rag.models.reader import DESCRIPTION, FORMAT, LOWER, WEIGHTS
from tools.train.network import ReaderNetwork


def save_reader(network: ReaderNetwork, folder: Path) -> None:
    """Write both files of a reader."""
    layers: dict[str, NDArray[Any]] = {}
    heads: dict[str, NDArray[Any]] = {}
    for name, tensor in network.state_dict().items():
        place, _, rest = name.removeprefix("layers.").partition(".")
        if name.startswith("layers."):
            layers[f"encoder.layer.{LOWER + int(place)}.{rest}"] = tensor.float().numpy()
        else:
            heads[name] = tensor.float().numpy()
    arrays = quantize(layers) | heads
    folder.mkdir(parents=True, exist_ok=True)
    data = save({name: np.ascontiguousarray(values) for name, values in arrays.items()})
    (folder / WEIGHTS).write_bytes(data)
    description = {
        "format": FORMAT,
        "sha256": hashlib.sha256(data).hexdigest(),
        "encoder_sha256": DEFAULT_SHA256,
        "lower_layers": LOWER,
    }
    text = json.dumps(description, indent=2)
    (folder / DESCRIPTION).write_text(text + "\n", encoding="utf-8")
