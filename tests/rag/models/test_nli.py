"""A model for natural language inference: which are understood, what is read, what is refused."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from rag.errors import ModelBroke, UsageError
from rag.models.nli import LocalNliModel
from tests.helpers.tiny_nli import NLI, TinyModels

PREMISES = ["the strike ended", "the ferry", "river bridge flood"]
CLAIM = "the rail strike ended"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyModels:
    return TinyModels(tmp_path_factory.mktemp("models"))


@pytest.mark.parametrize(
    "classes",
    [NLI, ("ENTAILMENT", "NEUTRAL", "CONTRADICTION"), ("Neutral", "entails", "contradicts")],
    ids=" ".join,
)
@pytest.mark.parametrize("towards", ["entail", "neutral", "contradic"])
def test_three_classes_are_told_by_name(
    tiny: TinyModels, classes: Sequence[str], towards: str
) -> None:
    [one, *rest] = LocalNliModel(tiny.leaning(towards, classes)).read(CLAIM, PREMISES)
    assert len(rest) == 2
    assert (one.entailed > 0.99) is (towards == "entail")
    assert (one.contradicted > 0.99) is (towards == "contradic")
    assert one.entailed + one.contradicted < 1.01


def test_two_classes_tell_what_follows_and_nothing_else(tiny: TinyModels) -> None:
    classes = ("entailment", "not_entailment")
    for lean, entailed in (([8.0, 0.0], 1.0), ([0.0, 8.0], 0.0)):
        [reading] = LocalNliModel(tiny.make(classes, lean)).read(CLAIM, PREMISES[:1])
        assert reading.entailed == pytest.approx(entailed, abs=0.01)
        assert reading.contradicted == 0


@pytest.mark.parametrize(
    ("lean", "problem_type", "entailed"),
    [
        (4.0, None, 0.982),
        (-4.0, None, 0.018),
        (0.7, "regression", 0.7),
        (1.4, "regression", 1.0),
        (-0.2, "regression", 0.0),
    ],
)
def test_one_number_is_a_logit_unless_it_was_trained_as_a_score(
    tiny: TinyModels, lean: float, problem_type: Literal["regression"] | None, entailed: float
) -> None:
    [reading] = LocalNliModel(tiny.make(["LABEL_0"], [lean], problem_type=problem_type)).read(
        CLAIM, PREMISES[:1]
    )
    assert reading.entailed == pytest.approx(entailed, abs=0.02)
    assert reading.contradicted == 0


def test_it_reads_what_the_package_reads_premise_first(tiny: TinyModels) -> None:
    from sentence_transformers import CrossEncoder

    name = tiny.make(NLI, [0.0, 8.0, 0.0], spread=2.0)
    pairs = [(one, CLAIM) for one in PREMISES]
    shares = CrossEncoder(name, device="cpu", local_files_only=True).predict(
        pairs, apply_softmax=True, show_progress_bar=False
    )
    readings = LocalNliModel(name).read(CLAIM, PREMISES)
    found = [[one.contradicted, one.entailed] for one in readings]
    assert np.asarray(found) == pytest.approx(shares[:, :2], abs=0.05)
    assert np.ptp(shares[:, :2], axis=0).max() > 0.1, "or the order of premises would not show"
    turned = LocalNliModel(name).read(PREMISES[0], [CLAIM])
    assert abs(turned[0].entailed - readings[0].entailed) > 0.06


def test_of_a_long_premise_the_beginning_is_read_and_a_claim_whole_or_not_at_all(
    tiny: TinyModels,
) -> None:
    model = LocalNliModel(tiny.make(NLI, [0.0, 0.0, 0.0], spread=2.0))
    start = "the flood ended " * 40
    one, other = model.read(CLAIM, [start + "who", start + "bridge ferry " * 500])
    assert one.entailed == pytest.approx(other.entailed, abs=0.01)
    assert len(model.read("strike " * 30, [start])) == 1  # 30 and two marks: half of 64
    assert model.read("strike " * 31, [start]) == []
    assert model.read(CLAIM, []) == []


@pytest.mark.parametrize(
    ("classes", "message"),
    [
        (["LABEL_0", "LABEL_1", "LABEL_2"], "LABEL_2; missing.*: entailment, neutral, contrad"),
        (["entailment", "neutral", "other"], "missing, or there twice: contradiction "),
        (["entailment", "entailment 2", "neutral"], "twice: entailment, contradiction "),
        (["LABEL_0", "LABEL_1"], r"twice: entailment \(Bert.* with 2 label"),
    ],
)
def test_classes_without_names_are_refused(
    tiny: TinyModels, classes: Sequence[str], message: str
) -> None:
    name = tiny.make(classes, [0.0] * len(classes))
    with pytest.raises(UsageError, match=f"The NLI model .*{message}.*Set nli_model") as refused:
        LocalNliModel(name).warm_up()
    assert "\n" not in str(refused.value)


def spoil(folder: Path, what: str) -> None:
    """Damages a model's folder."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    match what:
        case "weights cut":
            weights = (folder / "model.safetensors").read_bytes()
            (folder / "model.safetensors").write_bytes(weights[:300])
        case "weights of another":
            text = json.dumps(config | {"hidden_size": 32})
            (folder / "config.json").write_text(text, encoding="utf-8")
        case "weights no weights":
            (folder / "model.safetensors").unlink()
            (folder / "pytorch_model.bin").write_bytes(b"not a model" * 50)
        case "no words":
            for file in folder.glob("*token*"):
                file.unlink()
        case "no head":
            text = json.dumps(config | {"architectures": ["BertModel"]})
            (folder / "config.json").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "what", ["weights cut", "weights of another", "weights no weights", "no words", "no head"]
)
def test_a_folder_that_is_not_whole_is_refused(tiny: TinyModels, what: str) -> None:
    name = tiny.leaning("entail")
    spoil(Path(name), what)
    with pytest.raises(UsageError, match=r"The NLI model .* cannot be .*Set nli_model"):
        LocalNliModel(name).read(CLAIM, PREMISES)


def test_a_model_that_breaks_says_so(tiny: TinyModels) -> None:
    broken = LocalNliModel(tiny.breaking())
    assert len(broken.read(CLAIM, PREMISES)) == 3
    with pytest.raises(ModelBroke, match=r"failed while it read a claim \(IndexError\)"):
        broken.read("wages", PREMISES)
    lost = LocalNliModel(tiny.make(NLI, [float("nan")] * 3))
    with pytest.raises(ModelBroke, match=r"gave no numbers.*Set nli_model"):
        lost.read(CLAIM, PREMISES)
