"""A CrossEncoder, where one is named: it is read from this machine and has its say in the order."""

import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.cli.commands import main
from rag.errors import UsageError
from rag.models.embedding import LocalEmbedder
from rag.retrieval.reranking import FIRST, LocalReranker, blend_scores
from rag.retrieval.search import Archive, open_archive
from rag.settings import Settings
from rag.types import Hit
from tests.helpers.places import ROOT, TODAY

WORDS = "the a ferry strike rail mayor flood ended who what did in of bridge river pay minister"
QUESTION = "What ended the rail strike?"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of tiny models with random weights: one CrossEncoder, two that are none."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizerFast
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    folder = tmp_path_factory.mktemp("models")
    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = folder / "vocabulary.txt"
    vocabulary.write_text("\n".join([*marks, *WORDS.split()]), encoding="utf-8")
    tokenizer = BertTokenizerFast(str(vocabulary), model_max_length=64)
    sizes = {"hidden_size": 16, "intermediate_size": 16, "max_position_embeddings": 64}
    layers = {"num_hidden_layers": 1, "num_attention_heads": 2, "vocab_size": len(tokenizer)}
    torch.manual_seed(20261122)
    for name, kind, labels in (
        ("one", BertForSequenceClassification, 1),
        ("three", BertForSequenceClassification, 3),
        ("none", BertModel, 1),
    ):
        spread = {"initializer_range": 2.0}  # or all scores would be one half
        config = BertConfig(**sizes, **layers, **spread, num_labels=labels)
        kind(config).save_pretrained(folder / name)
        tokenizer.save_pretrained(folder / name)
    return folder


@pytest.fixture(scope="module")
def reranker(models: Path) -> LocalReranker:
    return LocalReranker(str(models / "one"))


TEXTS = ["the ferry", "the strike ended", "rail minister", "river river river", "words unheard of"]


def test_scores_lie_between_0_and_1_in_the_order_of_the_texts(reranker: LocalReranker) -> None:
    scores = reranker.score(QUESTION, TEXTS)
    assert all(0 <= score <= 1 for score in scores)
    assert len({round(score, 2) for score in scores}) > 2
    turned = reranker.score(QUESTION, TEXTS[::-1])
    assert turned[::-1] == pytest.approx(scores, abs=0.02)
    assert reranker.score("Who?", TEXTS) != pytest.approx(scores, abs=0.02)
    assert reranker.score(QUESTION, []) == []


def test_of_a_long_text_the_beginning_is_read(reranker: LocalReranker) -> None:
    start = "the flood ended " * 40
    one, other = reranker.score(QUESTION, [start + "who", start + "bridge ferry " * 500])
    assert one == pytest.approx(other, abs=0.01)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("three", "3 label"),
        ("none", "BertModel"),
        ("missing", "cannot be loaded.*Set reranker"),
    ],
)
def test_what_is_no_cross_encoder_is_refused(models: Path, name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        LocalReranker(str(models / name)).score(QUESTION, TEXTS)


@pytest.mark.slow
def test_a_name_that_is_not_here_is_not_fetched() -> None:
    with pytest.raises(UsageError, match="'nobody/no-such-reranker' cannot be loaded"):
        LocalReranker("nobody/no-such-reranker").score(QUESTION, TEXTS)


def hits(scores: Sequence[float]) -> list[Hit]:
    places = [f"{n:03}" for n in range(len(scores))]
    return [
        Hit(place, place, "", "", None, score, "", 0, 0)
        for place, score in zip(places, sorted(scores, reverse=True), strict=True)
    ]


unit = st.floats(0, 1, width=32)
own = st.lists(st.floats(0.125, 4, width=32), min_size=1, max_size=12)


@given(own, st.lists(unit, max_size=12), unit)
def test_those_that_were_read_are_ordered_anew_and_the_rest_stays(
    scores: list[float], read: list[float], weight: float
) -> None:
    before = hits(scores)
    read = read[: len(before)]
    after = blend_scores(before, read, weight)
    assert sorted(hit.passage_id for hit in after) == [hit.passage_id for hit in before]
    assert after[len(read) :] == before[len(read) :]
    values = [hit.score for hit in after]
    assert all(one >= other - 1e-9 for one, other in pairwise(values))
    assert max(values) <= max(scores) + 1e-9


@given(own, st.data())
def test_the_weight_says_who_decides(scores: list[float], data: st.DataObject) -> None:
    before = hits(scores)
    read = data.draw(st.lists(unit, min_size=len(before), max_size=len(before)))
    assert [hit.passage_id for hit in blend_scores(before, read, 0.0)] == [
        hit.passage_id for hit in before
    ]
    by_reranker = [int(hit.passage_id) for hit in blend_scores(before, read, 1.0)]
    assert by_reranker == sorted(range(len(before)), key=lambda place: (-read[place], place))


def test_an_archive_asks_the_reranker_that_is_named(
    sample: Archive, embedder: LocalEmbedder, models: Path
) -> None:
    settings = Settings(reranker=str(models / "one"))
    plain = sample.search(QUESTION, FIRST + 5, today=TODAY)
    texts = [f"{hit.title}. {hit.text}" for hit in plain[:FIRST]]
    scores = LocalReranker(settings.reranker).score(QUESTION, texts)
    with open_archive(sample.folder, settings=settings, embedder=embedder) as archive:
        found = archive.search(QUESTION, FIRST + 5, today=TODAY)
        ten = archive.search(QUESTION, 10, today=TODAY)
    wanted = blend_scores(plain, scores, 0.5)
    assert [hit.passage_id for hit in found] == [hit.passage_id for hit in wanted]
    assert [hit.passage_id for hit in found] != [hit.passage_id for hit in plain]
    assert [hit.passage_id for hit in ten] == [hit.passage_id for hit in wanted[:10]]


@pytest.mark.usefixtures("settled")
def test_a_reranker_that_is_missing_is_said_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLIPPINGS_RERANKER", "no-such-reranker")
    assert main(["search", QUESTION]) == 2
    assert "The reranker 'no-such-reranker' cannot be loaded" in capsys.readouterr().err


def test_without_one_nothing_of_it_is_imported(press_archive: Path) -> None:
    code = """
import sys
from datetime import date
from tests.helpers.doubles import HashEmbedder
from rag.retrieval.search import open_archive
with open_archive(sys.argv[1], embedder=HashEmbedder()) as archive:
    assert archive.search("What ended the rail strike?", today=date(2026, 10, 30))
print([name for name in ("torch", "transformers", "sentence_transformers") if name in sys.modules])
"""
    run = subprocess.run(
        [sys.executable, "-c", code, str(press_archive)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[]"
