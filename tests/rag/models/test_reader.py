"""The small reader: what it prefers, what it remembers, what is refused."""

import hashlib
import json
import math
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import numpy as np
import pytest

from rag.errors import UsageError
from rag.models.loading import load_default_encoder, read_default_layers
from rag.models.onnx_graph import BertGraph, quantize
from rag.models.reader import (
    DESCRIPTION,
    SMALL,
    WEIGHTS,
    LocalReader,
    ReaderNetwork,
    Reading,
    _load_reader,
    load_reader,
    open_reader,
)

ASKED = {  # question -> the sentence that answers, then what is about the same
    "Who won the mayor's race in Halden?": [
        "Maria Lindgren defeated two rivals to become the mayor of Halden, officials said.",
        "The mayor's race in Halden was held on Sunday under heavy rain.",
        "Voters in Halden complained of long lines during the mayor's race.",
    ],
    "How many seals were counted on the northern shore?": [
        "Rangers found 412 seals along the northern shore, up from 380 a year ago.",
        "Seals are counted on the northern shore every autumn.",
        "The northern shore has been closed to visitors since the seals returned.",
    ],
    "Which country banned the herbicide last week?": [
        "Norway became the first in the region to outlaw the herbicide on Thursday.",
        "The herbicide has been the subject of a debate across the region last week.",
        "Farmers protested against plans to ban the herbicide.",
    ],
    "What caused the fire at the cannery?": [
        "Investigators said the fire started when a faulty heater ignited packing material.",
        "The fire at the cannery burned for nine hours.",
        "Nobody was hurt in the fire at the cannery, which employs 200 people.",
    ],
}
HEADLINES = dict(
    zip(ASKED, ["Recount ends", "Seals thrive", "Herbicide banned", "Cannery fire"], strict=True)
)
QUESTION = "Which country banned the herbicide last week?"
BESIDE = [("Herbicide off the shelves", one) for one in ASKED[QUESTION][1:]]


@pytest.fixture(scope="module")
def small() -> LocalReader:
    return LocalReader()


def read(small: LocalReader, question: str, sentences: list[str]) -> Reading:
    return small.rank(question, [(HEADLINES[question], one) for one in sentences])


def test_it_mostly_prefers_what_answers_to_what_repeats_the_question(small: LocalReader) -> None:
    firsts = [read(small, *one).scores.argmax() == 0 for one in ASKED.items()]
    assert sum(firsts) >= len(ASKED) - 1


def test_the_answer_mostly_raises_the_margin_by_more_than_its_number(small: LocalReader) -> None:
    raised = []
    for question, sentences in ASKED.items():
        with_, without = read(small, question, sentences), read(small, question, sentences[1:])
        assert with_.none == pytest.approx(without.none, abs=1e-3)
        more = math.log(len(sentences)) - math.log(len(sentences) - 1)
        raised.append(with_.margin - without.margin > more)
    assert sum(raised) >= len(ASKED) - 1


def test_of_no_sentences_none_answers(small: LocalReader) -> None:
    assert small.rank(QUESTION, []).margin == -np.inf


def test_what_a_sentence_is_worth_does_not_hang_on_those_beside_it(small: LocalReader) -> None:
    long = ("Odd one", "otters " * 150)
    alone = [small.rank(QUESTION, [one]) for one in [*BESIDE, long]]
    together = small.rank(QUESTION, [long, *BESIDE])
    scores = [float(one.scores[0]) for one in alone]
    assert together.scores.tolist() == pytest.approx([scores[-1], *scores[:-1]], abs=1e-3)
    assert [one.none for one in alone] == pytest.approx([together.none] * len(alone), abs=1e-3)


def test_the_embeddings_are_there_once() -> None:
    encoder = load_default_encoder()
    assert load_reader(SMALL)._encoder is encoder
    layers = quantize(read_default_layers(encoder.config["num_hidden_layers"]))
    graph = BertGraph(encoder.config, encoder.embeddings | layers)
    assert sum(weights.nbytes for weights in graph._used.values()) < 12_000_000
    assert encoder.embeddings["embeddings.word_embeddings.weight"].nbytes > 40_000_000


def test_threads_that_ask_at_once_get_the_same() -> None:
    _load_reader.cache_clear()
    ready = Barrier(4)

    def load(_: int) -> ReaderNetwork:
        ready.wait()
        return load_reader(SMALL)

    with ThreadPoolExecutor(4) as pool:
        assert len(set(map(id, pool.map(load, range(4))))) == 1


def test_the_package_brings_it_whole_and_its_card_is_true() -> None:
    described = json.loads((SMALL / DESCRIPTION).read_bytes())
    data = (SMALL / WEIGHTS).read_bytes()
    assert described["sha256"] == hashlib.sha256(data).hexdigest()
    assert sum(path.stat().st_size for path in SMALL.iterdir()) <= 8_000_000
    assert described["sha256"] in (SMALL / "MODEL_CARD.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["", "none"])
def test_there_may_be_none(name: str) -> None:
    assert open_reader(name) is None


def test_a_folder_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no reader in"):
        open_reader(str(tmp_path / "gone"))


def cut(folder: Path) -> None:
    data = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(data[:-1])


def change(**values: Any) -> Callable[[Path], None]:
    def act(folder: Path) -> None:
        described = json.loads((folder / DESCRIPTION).read_bytes()) | values
        (folder / DESCRIPTION).write_text(json.dumps(described), encoding="utf-8")

    return act


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / WEIGHTS).unlink(),
        lambda folder: (folder / DESCRIPTION).unlink(),
        lambda folder: (folder / DESCRIPTION).write_text("[]", encoding="utf-8"),
        cut,
        change(format=2),
        change(lower_layers=3),
        change(encoder_sha256="another"),
    ],
    ids=["weights", "description", "no object", "cut", "format", "layers", "encoder"],
)
def test_a_damaged_one_is_told_in_words(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    shutil.copytree(SMALL, tmp_path / "reader")
    damage(tmp_path / "reader")
    reader = LocalReader(str(tmp_path / "reader"))
    with pytest.raises(UsageError, match="cannot be used: it is not whole, or not made for"):
        reader.warm_up()
    with pytest.raises(UsageError, match="cannot be used"):
        reader.rank(QUESTION, BESIDE)
