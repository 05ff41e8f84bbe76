"""The figures that weights are chosen by: all of them, on real questions, and nothing stays set."""

from pathlib import Path

import pytest

from rag.models.embedding import RememberingEmbedder
from rag.models.reader import LocalReader
from rag.retrieval import weights
from rag.retrieval.search import Archive
from tests.helpers.places import TODAY
from tools.train.choose import WEIGHTS, show_choices

pytestmark = pytest.mark.slow

ASKED = [  # question, what answers it
    ("What did Elin Sorrel promise about the Gannet Bridge?", ["nobody will ever pay a toll"]),
    ("Who composed the national anthem of Kestria?", []),
    ("How tall is the Matterhorn?", []),
] * 5


def test_each_weight_has_its_figures(
    sample_archive: Path, remembering: RememberingEmbedder, capsys: pytest.CaptureFixture[str]
) -> None:
    before = weights.READER_WEIGHT
    questions = [
        {"question": text, "asked": TODAY.isoformat(), "answers": answers,
         "answerable": bool(answers)} for text, answers in ASKED
    ]  # fmt: skip
    show_choices(Archive(sample_archive, remembering), LocalReader(), questions)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines[: len(WEIGHTS)]] == [f"{one}:" for one in WEIGHTS]
    assert [line.split()[2] for line in lines[len(WEIGHTS) :]] == ["fit:", "margin:", "both:"]
    assert "first, three, five 1.000" in lines[0]
    assert weights.READER_WEIGHT == before
