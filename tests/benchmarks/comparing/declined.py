"""How well the score for declining tells what an archive answers from what it does not.

The same questions are asked twice: with their articles in the archive, and with these, all that
hold the answer, and all copies of them left out. A question's own articles alone are left out, so
what is near to it in other articles stays, as it would in an archive that lacks the one story.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from unittest.mock import patch

from rag.answering import candidates
from rag.answering.abstention import Answerability, estimate_answerability
from rag.answering.pipeline import Pipeline
from rag.evaluation.metrics import compute_mean, compute_percentile, compute_roc_area
from rag.retrieval.search import Archive
from rag.settings import Settings
from rag.types import Request
from tests.benchmarks.comparing.without import Without

STEPS = 20  # thresholds of the curve, at equal shares of all scores


def show_declining(archive: Archive, questions: Sequence[Mapping[str, Any]]) -> None:
    """Print the area under the ROC curve and the curve itself."""
    asked = [question for question in questions if question["articles_with_answer"]]
    reduced = Without(archive)
    with_, without = [], []
    for question in asked:
        reduced.gone = frozenset()
        with_.append(_decided_by(reduced, question))
        reduced.gone = _gone(archive, question)
        without.append(_decided_by(reduced, question))
    reduced.close()
    print(f"Declining: {len(asked)} questions with and without their articles, "
          f"area under the ROC curve {compute_roc_area(with_, without):.3f}")  # fmt: skip
    print("  threshold  declined with  declined without  right")
    scores = sorted([*with_, *without])
    for step in range(1, STEPS):
        threshold = compute_percentile(scores, step / STEPS)
        wrongly = compute_mean([score < threshold for score in with_])
        rightly = compute_mean([score < threshold for score in without])
        right = (1 - wrongly + rightly) / 2
        print(f"  {threshold:9.3f}  {wrongly:13.3f}  {rightly:16.3f}  {right:5.3f}")


def _gone(archive: Archive, question: Mapping[str, Any]) -> frozenset[str]:
    """All articles that answer, and their copies in other outlets."""
    ids = {*question["articles"], *question["articles_with_answer"]}
    return frozenset(ids | {copy.id for id_ in ids for copy in archive.copies(id_)})


def _decided_by(archive: Without, question: Mapping[str, Any]) -> float:
    """The score by which the whole pipeline decided whether to answer; 0 where nothing was found.

    It is listened to where it is made, so that it is the pipeline's own whatever goes into it.
    """
    heard: list[float] = []

    def listening(*values: Any, **named: Any) -> Answerability:
        found = estimate_answerability(*values, **named)
        heard.append(found.likelihood)
        return found

    request = Request(question["question"], date.fromisoformat(question["asked"]))
    with patch.object(candidates, "estimate_answerability", listening):
        answer = Pipeline(archive, settings=Settings(model="none")).ask(request)
    if leaked := archive.gone & {citation.article_id for citation in answer.citations}:
        raise AssertionError(f"found although it was left out: {sorted(leaked)}")
    if not heard and answer.citations:
        raise AssertionError("rag.answering.candidates no longer decides by its likelihood")
    return heard[0] if heard else 0.0
