"""A reader's readings, kept: thresholds are tried on them without reading anything again."""

from collections.abc import Sequence

from rag.models.nli import NliModel, NliScores, Premise


class Readings:
    """A model that reads each claim beside each premise once; its thresholds may be changed."""

    def __init__(self, model: NliModel) -> None:
        self.called = model.called
        self.sure, self.even, self.against = model.sure, model.even, model.against
        self._model = model
        self._known: dict[tuple[str, Premise], NliScores] = {}

    def read(self, claim: str, premises: Sequence[Premise]) -> list[NliScores]:
        """See `rag.models.nli.NliModel`."""
        if missing := [one for one in premises if (claim, one) not in self._known]:
            readings = self._model.read(claim, missing)
            if not readings:
                return []
            keys = [(claim, one) for one in missing]
            self._known.update(zip(keys, readings, strict=True))
        return [self._known[claim, one] for one in premises]
