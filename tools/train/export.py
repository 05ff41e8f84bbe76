"""The taught layers as the package reads them: int8 matrices, a hash, a description."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from rag.models.loading import DEFAULT_SHA256
from rag.models.onnx_encoder import LOWER
from rag.models.reader import DESCRIPTION, FORMAT, WEIGHTS
from tools.train.network import ReaderNetwork


def save_reader(network: ReaderNetwork, folder: Path) -> None:
    """Write both files of a reader.

    A matrix is kept as int8, each row with the scale that its largest value needs; the rest, which
    is little, as float32.
    """
    arrays: dict[str, NDArray[Any]] = {}
    for name, tensor in network.state_dict().items():
        values = tensor.float().numpy()
        place, _, rest = name.removeprefix("layers.").partition(".")
        if not name.startswith("layers."):
            arrays[name] = values
            continue
        kept = f"encoder.layer.{LOWER + int(place)}.{rest}"
        if values.ndim == 2:
            scale = np.abs(values).max(axis=1) / 127
            arrays[f"{kept}.scale"] = scale
            values = np.round(values / scale[:, None]).astype(np.int8)
        arrays[kept] = values
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
