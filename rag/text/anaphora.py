"""Sentences that cannot be read alone."""

import re

_LEANS = re.compile(
    r"[\"“‘']?(?:And|But|So|Then|That|This|These|Those|It|He|She|They|There|His|Her|Their|Its|Such)\b"
)


def leans_back(sentence: str) -> bool:
    """Whether a sentence begins with what the one before it named: "She won by 54 per cent."."""
    return bool(_LEANS.match(sentence))
