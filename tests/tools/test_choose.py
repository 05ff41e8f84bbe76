"""The figures that weights are chosen by: those of each weight, and nothing stays set."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from rag.models.embedding import RememberingEmbedder
from rag.models.reader import Reading
from rag.retrieval import weights
from rag.retrieval.search import Archive
from tests.helpers.places import TODAY
from tools.train.choose import WEIGHTS, show_choices

PROMISE = "nobody will ever pay a toll"
ASKED = [  # question, what answers it
    ("What did Elin Sorrel promise about the Gannet Bridge?", [PROMISE]),
    ("Who composed the national anthem of Kestria?", []),
    ("How tall is the Matterhorn?", []),
] * 5


class Contrary:
    """A reader that likes every sentence but the one that answers."""

    name = "contrary"

    def warm_up(self) -> None: ...

    def rank(self, question: str, candidates: Sequence[tuple[str, str]]) -> Reading:
        scores = [0.0 if PROMISE in sentence else 9.0 for _, sentence in candidates]
        return Reading(np.array(scores, np.float32), 0.0)


def test_each_weight_has_its_figures(
    sample_archive: Path, remembering: RememberingEmbedder, capsys: pytest.CaptureFixture[str]
) -> None:
    before = weights.READER_WEIGHT
    questions = [
        {"question": text, "asked": TODAY.isoformat(), "answers": answers,
         "answerable": bool(answers)} for text, answers in ASKED
    ]  # fmt: skip
    show_choices(Archive(sample_archive, remembering), Contrary(), questions)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines[: len(WEIGHTS)]] == [f"{one}:" for one in WEIGHTS]
    assert "first, three, five 1.000" in lines[0]
    assert "first, three, five 0.000" in lines[len(WEIGHTS) - 1]
    shown = [line.split()[2] for line in lines[len(WEIGHTS) :]]
    assert shown == ["fit:", "margin:", "both:", "all:"]
    after = weights.READER_WEIGHT
    assert after == before
