"""The outlets that a question names, out of those that the archive has."""

import re
from collections.abc import Sequence

from rag.text.lexicon import STOP_WORDS, collect_words

_HOST = re.compile(r"(?:www\.)?([\w-]+)(?:\.[\w-]+)*\.[a-z]{2,}", re.I)
# Outlets that are words as well: only with a capital, and not where every sentence has one.
_COMMON = collect_words(
    "age atlantic echo express fortune globe guardian herald hill independent journal local mail",
    "mercury metro mirror nation nature now observer people post quartz record register science",
    "scroll slate spectator standard star sun telegraph time times today tribune variety vice week",
    "wired world",
)


def find_outlets(question: str, outlets: Sequence[str]) -> tuple[str, ...]:
    """Those of `outlets` that `question` names, in their order; longer names are read first.

    A host matches by its first label: "CNN" names "cnn.com".
    """
    found = set()
    for outlet in sorted(outlets, key=lambda name: (-len(name), name)):
        for name in _list_outlet_names(outlet):
            pattern = rf"(?<![\w.]){re.escape(name)}(?!\w|\.\w)"
            match = re.search(pattern, question, re.I)
            if match and (name.lower() not in _COMMON or _is_named(question, match)):
                found.add(outlet)
                question = f"{question[: match.start()]}…{question[match.end() :]}"
                break
    return tuple(outlet for outlet in outlets if outlet in found)


def _list_outlet_names(outlet: str) -> list[str]:
    """What readers call an outlet: its name, without "The", and the first label of a host."""
    host = _HOST.fullmatch(outlet)
    plain = re.sub(r"^the\s+", "", outlet, flags=re.I)
    names = [outlet, host[1]] if host else [outlet, plain]
    return [name for name in names if len(name) > 1 and name.lower() not in STOP_WORDS]


def _is_named(question: str, match: re.Match[str]) -> bool:
    return match[0][0].isupper() and question[: match.start()].strip(" \"'“‘(") != ""
