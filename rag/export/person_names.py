"""Bylines as the names that reference managers want: family and given, or as they stand."""

import re

PARTICLES = """
van von der den de del della di da das do dos du la le ten ter zu zur el al bin ibn af av
"""
NO_PERSON = """
agency agencies analysis and associated business bureau by correspondent correspondents desk editor
editorial editors for from in magazine media network news newspaper newsroom office opinion our
press radio reporter reporters review service staff team the times us uk tv with writer writers wire
"""  # words of agencies, desks and kickers that stand in bylines
_PARTICLES = frozenset(PARTICLES.split())
_NO_PERSON = frozenset(NO_PERSON.split())
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_WORD = re.compile(r"(?:[^\W\d_]\.)+|[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_UNSPACED = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")  # family first


def make_csl_name(author: str) -> dict[str, str]:
    """A CSL name variable: `family`, `given`, particle and suffix of a person, else `literal`.

    Two to four words that can be a Western name are taken for one; one of agencies and desks, and
    what is written in Han, Hangul or kana, stays whole.
    """
    name = " ".join(author.split())
    last, comma, first = (part.strip() for part in name.partition(","))
    if (
        comma
        and _is_person([*first.split(), *last.split()])
        and first.rstrip(".").lower() not in _SUFFIXES
    ):
        return {"family": last, "given": first}
    words = name.replace(",", " ").split() if _ends_in_suffix(name) else name.split()
    if not _is_person(words):
        return {"literal": name}
    suffix = words.pop() if len(words) > 2 and _ends_in_suffix(name) else ""
    begin = len(words) - 1
    while begin > 1 and words[begin - 1] in _PARTICLES:
        begin -= 1
    particle = " ".join(words[begin:-1])
    parts = {
        "family": words[-1],
        "given": " ".join(words[:begin]),
        "non-dropping-particle": particle,
        "suffix": suffix,
    }
    return {part: value for part, value in parts.items() if value}


def _ends_in_suffix(name: str) -> bool:
    return name.rpartition(" ")[2].rstrip(".").lower() in _SUFFIXES


def _is_person(words: list[str]) -> bool:
    names = [word for word in words if word not in _PARTICLES]
    return (
        2 <= len(names) <= 4
        and len(words) <= 7
        and all(_WORD.fullmatch(word) for word in words)
        and all(not word[0].islower() for word in names)
        and not any(word.lower().rstrip(".") in _NO_PERSON for word in words)
        and not any(_UNSPACED.search(word) for word in words)
    )
