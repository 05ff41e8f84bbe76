"""Evidence made by hand, ranked and chosen from as the pipeline does it."""

from collections.abc import Sequence

import numpy as np

from rag.answering.ranking import RankedSentence, rank_sentences
from rag.answering.selection import Selection, select
from rag.answering.subject import Subject
from rag.query.parsed import ParsedQuestion
from rag.query.task import Task
from rag.retrieval.idf import compute_idf
from rag.types import Evidence
from tests.helpers.places import TODAY


def make_item(n: int, sentence: str, **values: object) -> Evidence:
    """The sentence as the `n`th of article "a", unless the values say otherwise."""
    known = {"article_id": "a", "title": "", "score": 1.0, "outlet": "Post"}
    known |= {"published": "2026-10-01", "start": 100 * n, "end": 100 * n + len(sentence)}
    return Evidence(
        label=f"S{n}",
        authors=(),
        url="",
        sentence=sentence,
        **{**known, **values},  # type: ignore[arg-type]
    )


def tell_of_ferry(n: int, day: str | None = "2026-10-01", **values: object) -> Evidence:
    """The opening of an article of its own, on the ferry and something else."""
    a, b, c = (chr(ord("b") + n) + word for word in ("arl", "olt", "urm"))  # words of its own
    sentence = f"The ferry of {a} met the {b} and {c} at last."
    known = {"article_id": f"a{n}", "start": 0, "end": len(sentence), "published": day}
    return make_item(n, sentence, **{**known, **values})


def rank(
    question: str, *evidence: Evidence, cosines: Sequence[float] | None = None
) -> list[RankedSentence]:
    """All as near to the question as each other, unless the cosines say otherwise."""
    parsed = ParsedQuestion(question, TODAY)
    words = parsed.content
    weights = compute_idf(words, dict.fromkeys(words.values(), 1), 100)
    near = np.asarray(cosines or [0.5] * len(evidence), dtype=np.float32)
    return rank_sentences(parsed, evidence, near, weights)


def make_selection(
    question: str,
    *evidence: Evidence,
    cosines: Sequence[float] | None = None,
    task: Task | None = None,
    most: int | None = None,
) -> Selection:
    """What is shown of the evidence to a question, by its task."""
    parsed = ParsedQuestion(question, TODAY)
    ranked = rank(question, *evidence, cosines=cosines)
    return select(ranked, task or parsed.task, Subject(parsed, {}), most=most)


def choose(question: str, *evidence: Evidence, cosines: Sequence[float] | None = None) -> list[str]:
    """The sentences that are shown."""
    return [one.sentence for one in make_selection(question, *evidence, cosines=cosines).evidence]
