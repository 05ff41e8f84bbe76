"""Verdicts on claims, revised by what a model for natural language inference reads in the sources.

The rules of `rag.verification.support` judge first: they know numbers, dates, names and denials.
The model has its say on words alone: it changes verdicts, never text, and raises none that a fact
decided. Every reason that it has a part in names it.
"""

from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from rag.errors import ClippingsError
from rag.models.nli import NliModel, NliScores
from rag.types import Evidence, Verdict
from rag.verification.context import describe_context
from rag.verification.facts import is_same_wording
from rag.verification.support import Similarity, attribute

MOST_PAIRS = 6  # premises that one claim is read beside, in one batch: it holds up the stream
# Not measured: no weights were at hand. A wrong "supported" harms more than a wrong "weak", so that
# the model must be all but certain to raise a verdict or to call it contradicted, while any reading
# by which the claim more likely does not follow than does is enough for caution.
SURE, EVEN = 0.9, 0.5


class NliJudge:
    """Revises the verdicts on the claims of one answer; after a fault it leaves them as they are.

    `similarity` as in `rag.verification.support.check_claim`; without it only the sentences cited
    are premises.
    """

    def __init__(
        self,
        model: NliModel | None,
        evidence: Sequence[Evidence],
        *,
        similarity: Similarity | None = None,
    ) -> None:
        self.warnings: tuple[str, ...] = ()  # one line if the model failed
        self._model = model
        self._evidence = tuple(evidence)
        self._similarity = similarity

    def revise(
        self, claim: str, found: tuple[int, ...], verdict: Verdict
    ) -> tuple[tuple[int, ...], Verdict]:
        """What `support.attribute` gave for a claim, after the model has read it."""
        groups = self._group_premises(claim, found, verdict)
        if self._model is None or not groups:
            return found, verdict
        texts = [compose_premise([self._evidence[index] for index in group]) for group in groups]
        try:
            readings = self._model.read(claim, texts)
        except ClippingsError as error:
            self._model = None
            self.warnings = (f"{error} Claims that it has not read are judged by rule alone.",)
            return found, verdict
        if not readings:
            return found, verdict
        read = dict(zip(groups, readings, strict=True))
        changed = revise_verdict(verdict, read.pop(found, NliScores(0.0)), self._model.called)
        if changed.support != verdict.support:
            return found, changed
        best = max(read, key=lambda group: read[group].entailed, default=found)
        if best != found and read[best].entailed >= SURE and not self._is_barred(claim, best[0]):
            return best, revise_verdict(verdict, read[best], self._model.called)
        return found, changed

    def _group_premises(
        self, claim: str, found: tuple[int, ...], verdict: Verdict
    ) -> list[tuple[int, ...]]:
        """The groups of sentences, by index, that could change the verdict; its own comes first."""
        if self._model is None or (verdict.barred and verdict.support == "unsupported"):
            return []
        if any(is_same_wording(claim, self._evidence[index].sentence) for index in found):
            return []
        groups = [found] if found else []
        if verdict.support == "supported" or verdict.barred or self._similarity is None:
            return groups
        sentences = [item.sentence for item in self._evidence]
        cosines = self._similarity(claim, sentences)
        nearest = sorted(range(len(sentences)), key=lambda index: (-cosines[index], index))
        groups += [(index,) for index in nearest[:MOST_PAIRS] if (index,) != found]
        return groups[:MOST_PAIRS]

    def _is_barred(self, claim: str, index: int) -> bool:
        """Whether a fact in this one sentence stands against the claim."""
        item = self._evidence[index]
        _, verdict = attribute(claim, (0,), [item.sentence], context=[describe_context(item)])
        return verdict.barred


def compose_premise(items: Sequence[Evidence]) -> str:
    """Source sentences as they follow each other in their articles, and what stands over them.

    That comes last, in brackets: of a premise too long for the model the end is not read.
    """
    articles: dict[str, list[Evidence]] = {}
    for item in items:
        articles.setdefault(item.article_id, []).append(item)
    by_place = (sorted(own, key=attrgetter("start")) for own in articles.values())
    return " ".join(map(_quote_article, by_place))


def _quote_article(items: Sequence[Evidence]) -> str:
    above = dict.fromkeys(part for item in items for part in describe_context(item).split(" | "))
    text = " ".join(item.sentence for item in items)
    return f"{text} ({' | '.join(above)})" if any(above) else text


def revise_verdict(verdict: Verdict, reading: NliScores, called: str) -> Verdict:
    """The verdict of the rules on some sentences after a model, so called, has read them.

    A contradiction lowers any to "unsupported"; a claim that does not follow is at most "weak"; one
    that does is "supported", unless a fact bars it.
    """
    score = round(reading.entailed, 4)
    if verdict.support != "unsupported" and reading.contradicted >= SURE:
        reason = f"{called} reads the source as contradicting this"
        return Verdict("unsupported", min(verdict.score, score), reason)
    if verdict.support == "supported":
        if reading.entailed >= EVEN:
            return replace(verdict, reason=f"{verdict.reason}; {called} agrees")
        reason = f"{called} does not read this in the source, though by rule {verdict.reason}"
        return Verdict("weak", min(verdict.score, score), reason)
    if reading.entailed >= SURE and not verdict.barred:
        reason = f"{called} reads the source as saying this in other words ({verdict.reason})"
        return Verdict("supported", max(verdict.score, score), reason)
    return replace(verdict, reason=f"{verdict.reason}; {called} changes nothing about that")
