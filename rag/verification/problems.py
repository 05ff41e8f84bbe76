"""What a check finds wrong with a claim, how much of the score each finding leaves, and sources."""

from dataclasses import dataclass

from rag.verification.facts import Facts

# What is left of a score after a problem: a contradiction, a missing fact, one worth a remark.
FATAL, GRAVE, SLIGHT = 0.34, 0.6, 0.99
ELSEWHERE = 0.85  # a name or number that another sentence has than those that bear the claim out


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the claim that its sentences do not bear out."""

    left: float  # the factor that it leaves of the score
    reason: str  # one line for a reader
    swap: tuple[str, str] | None = None  # what the claim says, and what the source has in its place


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A source sentence, and what stands over it: headline, outlet, date of publication."""

    facts: Facts
    context: Facts
