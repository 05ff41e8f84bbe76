"""The weights by which a reader is put to use, chosen on questions that it was not taught.

They stand in `rag.retrieval.weights`; this prints what speaks for which.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from rag.answering.abstention import compute_fit
from rag.answering.candidates import gather_evidence
from rag.answering.parts import EvidenceSimilarity
from rag.answering.ranking import rank_sentences
from rag.answering.subject import Subject
from rag.evaluation.metrics import compute_mean, compute_roc_area, holds_answer
from rag.models.reader import Reader, Reading
from rag.query.grounding import ground_request
from rag.query.parsed import Query
from rag.retrieval import weights
from rag.retrieval.evidence import FACT
from rag.retrieval.hybrid import RetrievalResult
from rag.retrieval.search import Archive
from rag.types import Evidence, Request

WEIGHTS = (0.0, 0.05, 0.1, 0.125, 0.15, 0.2, 0.3)  # of the reader beside a sentence's features
WRONGLY = 0.09  # of the answerable questions are declined at the threshold that is shown


@dataclass(frozen=True)
class Case:
    """A question with what was found for it, and what the reader makes of that."""

    question: Mapping[str, Any]
    query: Query
    found: RetrievalResult
    evidence: tuple[Evidence, ...]
    cosines: NDArray[np.float32]
    reading: Reading
    subject: Subject


def show_choices(archive: Archive, reader: Reader, questions: Sequence[Mapping[str, Any]]) -> None:
    """Print the figures of each weight. The archive must be open without a reader."""
    cases = [case for question in questions if (case := _read(archive, reader, question))]
    good = [case for case in cases if case.question["answerable"]]
    for weight in WEIGHTS:
        with patch.object(weights, "READER_WEIGHT", weight):
            shown = " ".join(f"{value:.3f}" for value in _measure_order(good))
        print(f"READER_WEIGHT {weight}: answer in the first, three, five {shown}", flush=True)
    _show_declining(cases)


def _read(archive: Archive, reader: Reader, question: Mapping[str, Any]) -> Case | None:
    """None where nothing is found."""
    request = Request(question["question"], date.fromisoformat(question["asked"]))
    with archive.snapshot() as catalogue:
        query = ground_request(request, catalogue)
        found = archive.find(query, FACT.hits, catalogue)
        evidence = gather_evidence([found], catalogue)
        ids = {item.article_id for item in evidence}
        articles = {id_: article for id_ in ids if (article := catalogue.read_article(id_))}
    if not evidence:
        return None
    cosines = EvidenceSimilarity(archive.embedder, evidence).compare_all(query.parsed.subject_text)
    reading = reader.rank(
        query.parsed.subject_text, [(item.title, item.sentence) for item in evidence]
    )
    return Case(question, query, found, evidence, cosines, reading, Subject(query.parsed, articles))


def _measure_order(cases: Sequence[Case]) -> list[float]:
    firsts = []
    for case in cases:
        ranked = rank_sentences(
            case.query.parsed,
            case.evidence,
            case.cosines,
            case.found.weights,
            case.reading,
            case.subject,
        )
        held = [holds_answer(one.evidence.sentence, case.question["answers"]) for one in ranked]
        firsts.append(held.index(True) + 1 if any(held) else 99)
    return [compute_mean([first <= k for first in firsts]) for k in (1, 3, 5)]


def _show_declining(cases: Sequence[Case]) -> None:
    """A logistic curve over the features' fit, the reader's margin and the names, by five folds.

    What is best here may be too much elsewhere: `rag.retrieval.weights` says what was kept of it.
    """
    rows = []
    for case in cases:
        ranked = rank_sentences(
            case.query.parsed,
            case.evidence,
            case.cosines,
            case.found.weights,
            case.reading,
            case.subject,
        )
        presence = case.subject.measure_presence(ranked[0].evidence)
        fit = compute_fit(ranked, case.found.standing)
        rows.append([fit, _clip(case.reading.margin), presence])
    values = np.array(rows)
    good = np.array([case.question["answerable"] for case in cases])
    for name, columns in (("fit", [0]), ("margin", [1]), ("both", [0, 1]), ("all", [0, 1, 2])):
        scores = np.zeros(len(cases))
        folds = np.arange(len(cases)) % 5
        for fold in range(5):
            model = LogisticRegression(C=100).fit(
                values[folds != fold][:, columns], good[folds != fold]
            )
            scores[folds == fold] = model.predict_proba(values[folds == fold][:, columns])[:, 1]
        area = compute_roc_area(scores[good].tolist(), scores[~good].tolist())
        threshold = float(np.quantile(scores[good], WRONGLY))
        rightly = float((scores[~good] < threshold).mean())
        whole = LogisticRegression(C=100).fit(values[:, columns], good)
        terms = " ".join(f"{value:.3f}" for value in [*whole.coef_[0], whole.intercept_[0]])
        print(f"  declining by {name}: area {area:.3f}; {WRONGLY} wrongly, {rightly:.3f} rightly "
              f"below {threshold:.3f}; logistic {terms}", flush=True)  # fmt: skip


def _clip(margin: float) -> float:
    return min(max(margin, weights.LEAST_MARGIN), weights.MOST_MARGIN)
