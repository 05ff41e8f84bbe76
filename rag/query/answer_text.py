"""What an earlier answer says: its sentences, without what stands around them.

An answer quotes: “It [the Gannet Bridge] closed.” [1], with lines that say where that stands:
"— The Lantern · 22 Oct 2026 · Bridge shut". Only the quoted words tell of the world.
"""

import re
from collections.abc import Sequence

from rag.text.sentences import split_sentences

_ATTRIBUTION = re.compile(r"\s*—\s")
_DATED = re.compile(
    r"\s*(?:\d{1,2} )?[A-Z][a-z]{2,8}\.? \d{4}(?:, \d\d:\d\d)? · |\s*undated · ", re.I
)
_CITED = re.compile(r"(?<!\s)\s*\[\d+\](?:\s*\[\d+\])*")
_INSERTED = re.compile(r"(?<!\s)\s*\[[^\[\]]*\]")
_REMARK = re.compile(r"(?<=\])\s*\([^()]*\)\s*$")  # "(said earlier; …)"
_QUOTED = re.compile(r"“(.+)”(?=\s*(?:\[\d|$))")
LONGEST = 20_000  # characters of an earlier answer that are read


def strip_attributions(answer: str) -> str:
    """What an answer quotes, a quotation a line, without numbers, insertions and sources.

    All that it says, where it quotes nothing.
    """
    said = "\n".join(_list_own_lines(answer))
    quoted = [match[1] for line in said.splitlines() if (match := _QUOTED.search(line))]
    said = "\n".join(quoted) or said
    return "\n".join(filter(str.strip, _strip_marks(said).splitlines()))


def list_shown(answers: Sequence[str]) -> tuple[str, ...]:
    """The sentences of answers, each once, in order; a line of findings is one."""
    found: list[str] = []
    for line in (line for answer in answers for line in _list_own_lines(answer)):
        said = _strip_marks(_REMARK.sub("", line)).strip()
        found += [said, *(one.text.strip() for one in split_sentences(said))]
    return tuple(dict.fromkeys(filter(None, found)))


def _list_own_lines(answer: str) -> list[str]:
    """The lines that do not say whose sentences stand above them."""
    lines = answer[:LONGEST].splitlines()
    return [line for line in lines if not (_ATTRIBUTION.match(line) or _DATED.match(line))]


def _strip_marks(text: str) -> str:
    return _INSERTED.sub("", _CITED.sub("", text))
