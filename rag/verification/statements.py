"""Does a text state anything? Names and numbers alone do not, nor does one that breaks off."""

from rag.text.lexicon import UNFINISHED, collect_words
from rag.verification.facts import Facts

_JOINING = collect_words("the a an of and in for on at to or from by with")


def states_nothing(claim: Facts) -> bool:
    """Whether a claim only names somebody, as "The Fast Food Council.", or breaks off."""
    words = [mark for mark in claim.marks if mark.is_word]
    if words and words[-1].low in UNFINISHED:
        return True
    if all(word.text.isupper() for word in words):
        return False  # capitals tell nothing
    telling = [word.text[0] for word in words if word.low not in _JOINING]
    return all(letter.isupper() or letter.isdigit() for letter in telling)
