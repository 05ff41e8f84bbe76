"""A model for natural language inference, if one is named: does a claim follow from its sources?

Such a model reads both together and knows what other words can mean the same.
`rag.verification.nli_judge` says what becomes of its readings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelBroke
from rag.models.loading import PairModel, load_pair_model

BATCH = 8  # pairs
_KINDS = {"entail": "entailment", "neutral": "neutral", "contradict": "contradiction"}
_FAULTS = (RuntimeError, ValueError, LookupError, TypeError, MemoryError)  # of a forward pass


@dataclass(frozen=True, slots=True)
class NliScores:
    """What a model makes of a claim beside a premise, 0 to 1; what is left of 1 is neither."""

    entailed: float
    contradicted: float = 0.0  # never more than 0 where the model does not tell it apart


class NliModel(Protocol):
    """What a verdict is revised by."""

    @property
    def called(self) -> str:
        """How readers hear of it."""
        ...

    def read(self, claim: str, premises: Sequence[str]) -> list[NliScores]:
        """The claim beside each premise, in their order; [] where it is too long to be read whole.

        Raises ClippingsError where that cannot be done.
        """
        ...


class LocalNliModel:
    """A CrossEncoder of sentence-transformers, by name or folder; loaded at first use.

    It has the classes entailment, neutral and contradiction, in any order, or two of which one is
    entailment, or gives one number, the higher, the better the premise bears the claim out.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = Lock()

    @property
    def called(self) -> str:
        """The last part of its name: "nli-deberta-v3-base"."""
        return Path(self.name).name or self.name

    def warm_up(self) -> None:
        """Load it. Raises UsageError when it is not on this machine or no model of that kind."""
        with self._lock:
            _ = self._model

    def read(self, claim: str, premises: Sequence[str]) -> list[NliScores]:
        """See `NliModel`; of a pair too long for the model the premise loses its end.

        Raises UsageError as `warm_up` does, ModelBroke when it fails or what it gives is no number.
        """
        with self._lock:  # one forward pass at a time uses all cores already
            model = self._model
            try:
                # A pair is cut where it is longer: the claim is not, up to half of what is read.
                if not premises or 2 * model.tokens(claim) > model.most:
                    return []
                pairs = [(premise, claim) for premise in premises]
                numbers = model.score(pairs, BATCH)
            except _FAULTS as error:
                raise self._make_broke_error(type(error).__name__) from error
        if not np.isfinite(numbers).all():
            raise self._make_broke_error("it gave no numbers")
        return _compute_scores(model, numbers)

    def _make_broke_error(self, why: str) -> ModelBroke:
        return ModelBroke(
            f"The NLI model {self.name!r} failed while it read a claim ({why}). "
            "Set nli_model to another, or unset it."
        )

    @cached_property
    def _model(self) -> PairModel:
        return load_pair_model(self.name, "nli_model", unfit=_find_class_fault)


def _find_class_fault(classes: Sequence[str]) -> str:
    """What keeps classes of these names from telling what is entailed; "" if nothing does."""
    kinds = [_classify_label(label) for label in classes]
    wanted = list(_KINDS.values())[: {1: 0, 2: 1}.get(len(kinds), 3)]
    missing = ", ".join(kind for kind in wanted if kinds.count(kind) != 1)
    named = f"id2label in its config.json names the classes {', '.join(classes)}"
    return f"{named}; missing, or there twice: {missing}" if missing else ""


def _classify_label(label: str) -> str:
    """Which of the three classes a label names: "ENTAILMENT", "contradicts"; "" for none."""
    letters = "".join(char for char in label.lower() if char.isalpha())
    return next((kind for stem, kind in _KINDS.items() if letters.startswith(stem)), "")


def _compute_scores(model: PairModel, numbers: NDArray[np.float32]) -> list[NliScores]:
    """Logits, or scores trained by regression, as probabilities."""
    if numbers.ndim == 1 and model.by_regression:
        return [NliScores(float(score)) for score in np.clip(numbers, 0, 1)]
    if numbers.ndim == 1:  # a sigmoid, no overflow
        return [NliScores(float(score)) for score in 0.5 + 0.5 * np.tanh(numbers / 2)]
    powers = np.exp(numbers - numbers.max(axis=1, keepdims=True))
    shares = powers / powers.sum(axis=1, keepdims=True)
    place = {_classify_label(label): n for n, label in enumerate(model.classes)}
    entailed = shares[:, place["entailment"]].tolist()
    against = place.get("contradiction")
    contradicted = [0.0] * len(shares) if against is None else shares[:, against].tolist()
    return list(map(NliScores, entailed, contradicted))
