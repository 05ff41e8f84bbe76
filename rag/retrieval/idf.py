"""How much each word of a question tells: its inverse document frequency."""

import math
from collections.abc import Mapping


def compute_idf(
    words: Mapping[str, str], frequencies: Mapping[str, int], passages: int
) -> dict[str, float]:
    """Weights of the stems in `words` from the number of passages that hold each word (idf)."""
    return {
        stemmed: math.log((passages + 1) / (frequencies[word] + 1)) + 0.1
        for stemmed, word in words.items()
    }


def compute_coverage(weights: Mapping[str, float], stems: frozenset[str]) -> float:
    """The share of the weighed words that is among `stems`, 0 to 1."""
    total = sum(weights.values())
    held = sum(weight for word, weight in weights.items() if word in stems)  # always in one order
    return held / total if total else 0.0
