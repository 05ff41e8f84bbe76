"""Saying that the archive does not answer, and what stands nearest."""

import math
import re
from collections.abc import Sequence

from rag.answering.citations import cite_sentences
from rag.answering.claim_parser import strip_preamble
from rag.answering.ranking import RankedSentence
from rag.llm.prompts import MODEL_DECLINES
from rag.query.parsed import Query
from rag.retrieval.weights import EVEN_FIT, FIT_SCALE, LEAST_FIT
from rag.types import Answer, Evidence

BEST = 8  # sentences that are looked at for it
NEAREST = 3  # articles shown, each by its nearest sentence, when it does not

NO_ANSWER = "The archive does not answer this question."
NEAREST_ARE = "What stands nearest to it:"


def can_answer(ranked: Sequence[RankedSentence], standing: float) -> bool:
    """Whether the archive answers the question, as far as its best evidence shows."""
    return bool(ranked) and estimate_answerability(ranked, standing) >= LEAST_FIT


def estimate_answerability(ranked: Sequence[RankedSentence], standing: float) -> float:
    """How likely it is that the archive answers, 0 to 1, in `rag.retrieval.weights` measured.

    From the best sentences (their share of the question's words and their cosine, each at its best)
    and from how far the best passage stands out among all that was found.
    """
    best = ranked[:BEST]
    near = max(one.overlap for one in best) + max(one.cosine for one in best)
    return 1 / (1 + math.exp((EVEN_FIT - near - standing) / FIT_SCALE))


def declines(text: str) -> bool:
    """Whether a model's text, which may still be growing, says that the archive does not answer."""
    said = strip_preamble(text).strip('*"“”').strip()
    if not said:  # nothing yet, or marks alone
        return not re.search(r"\w", text)
    return said.startswith(MODEL_DECLINES.rstrip(".")) or MODEL_DECLINES.startswith(said)


def decline(query: Query, ranked: Sequence[RankedSentence], *, model: str | None = None) -> Answer:
    """The declined answer; the nearest sentences are citations, but nothing is claimed."""
    nearest: dict[str, Evidence] = {}  # the best of each article, best first
    for one in ranked:
        nearest.setdefault(one.evidence.article_id, one.evidence)
    shown = list(nearest.values())[: min(NEAREST, query.sources or NEAREST)]
    text, _, citations = cite_sentences(shown)
    said = f"{NO_ANSWER}\n\n{NEAREST_ARE} {text}" if shown else NO_ANSWER
    return Answer(
        query.question, query.asked_as, "declined", said, (), citations, query.window, model=model
    )
