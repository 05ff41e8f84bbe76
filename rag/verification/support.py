"""Does a source sentence support a claim? Rules for what must not differ, then a score for words.

1. Contradictions (`rag.verification.contradictions`): numbers, dates, names, denials and opposites.
   No share of common words makes up for one. A claim that says more than its source
   (`rag.verification.overstatement`) is weak at best.
2. Agreement (`rag.verification.agreement`): how many of the claim's words the sources hold, and how
   many of them together.
3. Ties (`rag.verification.ties`): words that the sentences hold, but nobody put together so.

A claim may rest on several sentences: the one that holds most of it carries it, others add to it.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter

from rag.types import Support, Verdict
from rag.verification import agreement
from rag.verification.agreement import PRIOR, PreparedClaim, SentenceMatch, compute_weighted_mean
from rag.verification.contradictions import find_borne_out, find_problems
from rag.verification.facts import extract_facts, is_same_wording
from rag.verification.problems import FATAL, GRAVE, Problem, SourceFacts
from rag.verification.statements import states_nothing
from rag.verification.ties import find_loose_ties, lacks_its_point

Similarity = Callable[[str, Sequence[str]], Sequence[float]]

SUPPORTED, WEAK = 0.48, 0.3  # the least score for each verdict
MOST_CITED = 3  # sentences that one claim may cite
_MOST_TOGETHER = 5  # sentences that are read together when nothing has to be cited
_CARRIERS = 4  # sentences tried as the one that carries the claim
_HELPERS = 12  # sentences tried as an addition to it
_ENOUGH = 0.9  # a score at which nothing better is looked for
_NEARLY_ALL = 0.8  # the share at which a sentence is the claim's own, if anything in it is wrong
_ALONE = 0.7  # the share of a claim that one sentence holds when it needs no other
# "The sources do not say how many": nothing in them can bear that out; as often as not it is wrong.
_SILENT = 0.4
_DOUBTED = 0.47  # the most for a claim whose words are held, but tied otherwise than by its sources
_POINTLESS = 0.25  # the most for a short claim that lacks one of its two words
_SILENCE = re.compile(
    r"\b(?:passages?|texts?|articles?|sources?|sentences?|evidence|archive)\b[^.]{0,30}"
    r"(?:\bnot|n't|\bno)\b[^.]{0,15}\b(?:provid|mention|sa(?:y|id)|stat|describ|specif|contain|"
    r"includ|giv|indicat|report|explain|identif|clear)|"
    r"\bno (?:\w+ ){0,3}(?:details?|information|mention|context)\b|"
    r"\bwithout (?:further|more) context",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What a group of sentences, by index, says about the claim."""

    score: float
    group: tuple[int, ...]
    worst: Problem | None = None

    @property
    def contradicted(self) -> bool:
        return self.worst is not None and self.worst.left <= FATAL

    @property
    def lacking(self) -> bool:
        """Whether a fact is wanting or stands against it, whatever its words."""
        return self.worst is not None and self.worst.left <= GRAVE

    @property
    def support(self) -> Support:
        if self.contradicted or self.score < WEAK:
            return "unsupported"
        return "weak" if self.lacking or self.score < SUPPORTED else "supported"


def check_claim(
    claim: str, sentences: Sequence[str], *, similarity: Similarity | None = None
) -> Verdict:
    """The best verdict on `claim` that any of `sentences`, or some of them together, allow.

    `similarity` gives the cosine of the claim to each sentence; with it a paraphrase scores higher.
    No contradiction is ever outweighed by it.
    """
    reading = _ClaimCheck(claim, sentences, similarity, (), _MOST_TOGETHER)
    return reading.judge(range(len(sentences)))[1]


def attribute(
    claim: str,
    cited: Sequence[int],
    sentences: Sequence[str],
    *,
    similarity: Similarity | None = None,
    context: Sequence[str] = (),
) -> tuple[tuple[int, ...], Verdict]:
    """The sentences that bear `claim` out, at most three indexes, and the verdict on them.

    The `cited` ones come first. Where they do not support the claim, all sentences are searched and
    a better verdict takes their place; no threshold is lowered to find one, and one that the cited
    sentences contradict must be supported outright elsewhere. `context` may hold for each sentence
    what stands over it (headline, outlet, date): names and dates are found there too.
    Raises IndexError for an index in `cited` that has no sentence.
    """
    reading = _ClaimCheck(claim, sentences, similarity, context, MOST_CITED)
    known = tuple(dict.fromkeys(cited))
    found, verdict = reading.judge(known)
    if verdict.support == "supported":
        return found.group, verdict
    other, better = reading.judge(range(len(sentences)))
    if not known:
        return (other.group if better.support != "unsupported" else ()), better
    wanted = 2 if found.contradicted else _RANK[verdict.support] + 1
    if _RANK[better.support] < wanted:
        return found.group or known[:MOST_CITED], verdict
    reason = f"another source was found by checking; {better.reason}"
    return other.group, replace(better, reason=reason)


_RANK: dict[Support, int] = {"unsupported": 0, "weak": 1, "supported": 2}


@dataclass(frozen=True)
class _ClaimCheck:
    """One claim, read against some of the sentences at a time."""

    claim: str
    sentences: Sequence[str]
    similarity: Similarity | None
    context: Sequence[str]
    most: int  # sentences that are read together

    def judge(self, indexes: Iterable[int]) -> tuple[_Judgement, Verdict]:
        chosen = {index: self.sentences[index] for index in indexes}
        if not chosen:
            return _Judgement(0.0, ()), Verdict("unsupported", 0.0, "no source sentence")
        for index, sentence in chosen.items():
            if is_same_wording(self.claim, sentence):
                same = "in the words of the source"
                return _Judgement(1.0, (index,)), Verdict("supported", 1.0, same)
        ready = agreement.prepare_claim(self.claim)
        if not ready.words or states_nothing(ready.facts):
            empty = "it says nothing to be checked"
            return _Judgement(PRIOR, ()), Verdict("weak", PRIOR, empty, barred=True)
        if _SILENCE.search(self.claim):
            silent = "it speaks of what the sources leave out"
            return _Judgement(_SILENT, ()), Verdict("weak", _SILENT, silent, barred=True)
        found, matches = self._match_and_search(ready, chosen, [0.0] * len(chosen))
        if self.similarity and found.support != "supported":  # embedding is dear: only if needed
            cosines = self.similarity(self.claim, list(chosen.values()))
            found, matches = self._match_and_search(ready, chosen, cosines)
        reason = _explain_judgement(ready, found, matches)
        swap = found.worst.swap if found.worst and found.contradicted else None
        score = round(found.score, 4)
        corrected = (*swap, found.group[0]) if swap else None
        return found, Verdict(found.support, score, reason, found.lacking, corrected)

    def _match_and_search(
        self, ready: PreparedClaim, chosen: Mapping[int, str], cosines: Sequence[float]
    ) -> tuple[_Judgement, dict[int, SentenceMatch]]:
        matches = {
            index: agreement.match_sentence(ready, self._build_source(index), float(cosine))
            for index, cosine in zip(chosen, cosines, strict=True)
        }
        best = _search_groups(ready, matches, self.most)
        return _judge_ties(ready, best, [matches[index] for index in best.group]), matches

    def _build_source(self, index: int) -> SourceFacts:
        above = self.context[index] if self.context else ""
        return SourceFacts(extract_facts(self.sentences[index]), extract_facts(above))


def _search_groups(
    claim: PreparedClaim, matches: dict[int, SentenceMatch], most: int
) -> _Judgement:
    """The best group: a carrier, then, one by one, whatever helper raises the score most.

    A helper never holds more of the claim than its carrier: else a claim could step around the
    sentence that contradicts it. Where a sentence that holds nearly all of the claim contradicts
    it, only one that by itself holds as much can bear it out.
    """
    alone = {index: agreement.score_agreement(claim, [match]) for index, match in matches.items()}
    order = sorted(matches, key=lambda i: (not any(matches[i].words), -alone[i], i))
    borne = find_borne_out(claim.facts, [match.source for match in matches.values()])
    judge = partial(_judge_group, claim, matches=matches, borne=borne)
    single = {carrier: judge((carrier,)) for carrier in order[:_CARRIERS]}
    held = {i: compute_weighted_mean(matches[i].words, claim.weights) for i in single}
    against = max((held[i] for i, found in single.items() if found.contradicted), default=0.0)
    if against >= _NEARLY_ALL:
        return max((single[i] for i in single if held[i] >= against), key=_get_score)
    best = _Judgement(-1.0, ())
    for rank, carrier in enumerate(single):
        found = single[carrier]
        helpers = order[rank + 1 : rank + 1 + _HELPERS]
        while found.score < _ENOUGH and len(found.group) < most:
            members = [matches[i] for i in found.group]
            groups = [
                (*found.group, i)
                for i in helpers
                if i not in found.group and agreement.adds(claim, members, matches[i])
            ]
            grown = max(map(judge, groups), key=_get_score, default=found)
            if grown.score <= found.score + 0.01:
                break
            found = grown
        if found.score > best.score:
            best = found
        if best.score >= _ENOUGH:
            break
    return best


_get_score = attrgetter("score")


def _judge_group(
    claim: PreparedClaim,
    group: tuple[int, ...],
    *,
    matches: dict[int, SentenceMatch],
    borne: frozenset[int],
) -> _Judgement:
    members = [matches[index] for index in group]
    alone = compute_weighted_mean(members[0].words, claim.weights) >= _ALONE
    sources = [member.source for member in members]
    found = find_problems(claim.facts, sources, alone=alone, borne=borne)
    score = agreement.score_agreement(claim, members) * math.prod(problem.left for problem in found)
    return _Judgement(score, group, min(found, key=attrgetter("left"), default=None))


def _judge_ties(
    claim: PreparedClaim, found: _Judgement, members: Sequence[SentenceMatch]
) -> _Judgement:
    """The judgement on a group, once it is chosen, with what it puts together and nobody said.

    Only then: a search that met this would take a worse group to step around it.
    """
    if lacks_its_point(claim, members):
        return replace(found, score=min(found.score, _POINTLESS))
    problems = list(find_loose_ties(claim, members))
    if not problems:
        return found
    worst = min([*filter(None, [found.worst]), *problems], key=attrgetter("left"))
    return _Judgement(min(found.score, _DOUBTED), found.group, worst)


def _explain_judgement(
    claim: PreparedClaim, finding: _Judgement, matches: Mapping[int, SentenceMatch]
) -> str:
    """One line: the gravest problem, else the words that no source holds, else a remark."""
    if finding.worst and finding.worst.left <= GRAVE:
        return finding.worst.reason
    held = [matches[index].words for index in finding.group]
    lost = [word for word, *shares in zip(claim.words, *held, strict=True) if not any(shares)]
    if lost:
        spelled = ", ".join(f"“{claim.facts.spell(word)}”" for word in lost[:3])
        return f"the source does not speak of {spelled}"
    return finding.worst.reason if finding.worst else "all of it stands in the source"
