"""The embedding model: known before it is loaded, exact enough, and never fetched from a hub."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from rag.errors import UsageError
from rag.models.embedding import LocalEmbedder, RememberingEmbedder
from tests.helpers.doubles import HashEmbedder
from tests.helpers.places import ROOT

TEXTS = [
    "The ferry sank off the pier.",
    "A boat went down near the harbour.",
    "The bank has left its key interest rate unchanged. " * 12,
    "Otters.",
    "המעבורת טבעה 🛳️",
    "",
]


def test_vectors_have_length_one_and_keep_the_order(embedder: LocalEmbedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    assert (vectors * alone).sum(axis=1) == pytest.approx(1, abs=0.005), "a batch changes nothing"


def test_like_meanings_lie_near(embedder: LocalEmbedder) -> None:
    ferry, boat, bank, *_ = embedder.embed(TEXTS)
    assert ferry @ boat > 0.5
    assert ferry @ bank < 0.25


def test_nothing_gives_nothing(embedder: LocalEmbedder) -> None:
    assert embedder.embed([]).shape[0] == 0


def test_threads_get_what_they_asked_for(embedder: LocalEmbedder) -> None:
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: embedder.embed([text])[0], TEXTS * 2))
    alone = [embedder.embed([text])[0] for text in TEXTS] * 2
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_the_fingerprint_is_that_of_the_weights(embedder: LocalEmbedder) -> None:
    assert embedder.name == "all-MiniLM-L6-v2"
    assert embedder.fingerprint == LocalEmbedder().fingerprint
    assert embedder.fingerprint.startswith("all-MiniLM-L6-v2:")


def test_a_model_in_a_folder_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}", encoding="utf-8")
    (folder / "model.safetensors").write_bytes(b"weights")
    first = LocalEmbedder(str(folder)).fingerprint
    assert first.startswith("model:")
    (folder / "README.md").write_text("no part of it", encoding="utf-8")
    assert LocalEmbedder(str(folder)).fingerprint == first
    (folder / "model.safetensors").write_bytes(b"other weights")
    assert LocalEmbedder(str(folder)).fingerprint != first


@pytest.mark.slow
@pytest.mark.parametrize("name", ["no-such-model-anywhere", "nobody/no-such-model"])
def test_a_model_that_is_not_here_is_not_fetched(name: str) -> None:
    model = LocalEmbedder(name)
    assert model.fingerprint == name
    assert model.name == name
    with pytest.raises(UsageError, match=f"'{name}' cannot be loaded.*Set embedding_model"):
        model.embed(["x"])


@pytest.mark.slow
def test_a_folder_without_a_whole_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert"}', encoding="utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"not weights at all")
    with pytest.raises(UsageError, match="cannot be loaded"):
        LocalEmbedder(str(tmp_path)).embed(["x"])


def test_what_is_imported_to_name_a_model_and_to_embed_with_it() -> None:
    code = (
        "import sys; from rag.models import loading; loading.GPU_DRIVERS = ()\n"
        "from rag.models.embedding import LocalEmbedder; model = LocalEmbedder()\n"
        "heavy = ('onnx', 'onnxruntime', 'tokenizers', 'torch', 'transformers')\n"
        "model.fingerprint; print(*[name for name in heavy if name in sys.modules])\n"
        "model.embed(['A ferry']); print(*[name for name in heavy if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    named, embedded = run.stdout.splitlines()
    assert named == ""
    assert embedded == "onnx onnxruntime tokenizers"


def test_what_was_embedded_last_is_remembered(hasher: HashEmbedder) -> None:
    remembering = RememberingEmbedder(hasher, most=3)
    assert (remembering.name, remembering.fingerprint) == (hasher.name, hasher.fingerprint)
    first = remembering.embed(["a", "b", "a"])
    np.testing.assert_array_equal(first, HashEmbedder().embed(["a", "b", "a"]))
    assert hasher.embedded == ["a", "b"]
    remembering.embed(["b", "a", "c"])
    assert hasher.embedded == ["a", "b", "c"]
    remembering.embed(["d"])
    remembering.embed(["a", "c"])
    assert hasher.embedded == ["a", "b", "c", "d"], "b was asked for longest ago"
    np.testing.assert_array_equal(remembering.embed(["b"]), HashEmbedder().embed(["b"]))
    assert hasher.embedded == ["a", "b", "c", "d", "b"]
    many = remembering.embed([*"abcdefgh"])
    np.testing.assert_array_equal(many, HashEmbedder().embed([*"abcdefgh"]))
    assert remembering.embed([]).shape[0] == 0
