"""What a check finds wrong with a claim, how much of the score each finding leaves, and sources."""

from dataclasses import dataclass

from rag.verification.facts import Facts

# What is left of a score after a problem: a contradiction, a missing fact, one worth a remark.
FATAL, GRAVE, SLIGHT = 0.34, 0.6, 0.99


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the claim that its sentences do not bear out."""

    left: float  # the factor that it leaves of the score
    reason: str  # one line for a reader


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A source sentence, and what stands over it: headline, outlet, date of publication."""

    facts: Facts
    context: Facts
