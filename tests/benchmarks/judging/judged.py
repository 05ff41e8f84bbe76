"""Claims that people judged beside their sources."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from rag.text.sentences import split_sentences

Source = TypeVar("Source", str, tuple[str, ...])


@dataclass(frozen=True)
class Judged:
    """A claim, mostly one sentence of a summary, beside the sentences of its source."""

    claim: str
    sentences: tuple[str, ...]
    bad: bool  # people found that its source does not bear it out
    half: int  # 0 or 1: by turns from one source document to the next


def read_summaries(path: Path) -> list[Judged]:
    """The claims of a JSON Lines file with `source`, `summary` and judged `spans`.

    A sentence of a summary is bad if a span that people marked as unwanted touches it.
    """
    rows = _read_lines(path)
    halves = _number_halves(row["source"] for row in rows)
    found = []
    for row in rows:
        source = tuple(s.text for s in split_sentences(row["source"]))
        marked = [s for s in row["spans"] if (s["label"] or "").startswith("Unwanted")]
        spans = [(s["start"], s["end"]) for s in marked if s["start"] is not None]
        for s in split_sentences(row["summary"]):
            bad = any(start < s.end and end > s.start for start, end in spans)
            found.append(Judged(s.text, source, bad, halves[row["source"]]))
    return found


def read_claims(path: Path) -> list[Judged]:
    """The claims of a JSON Lines file with `source`, `claim`, and `good` or a `label`.

    A source is a text or a list of sentences. Of labels "supported" alone is good.
    """
    rows = _read_lines(path)
    sources = [_cut_source(row["source"]) for row in rows]
    halves = _number_halves(sources)
    good = [row["good"] if "good" in row else row["label"] == "supported" for row in rows]
    return [
        Judged(row["claim"], source, not is_good, halves[source])
        for row, source, is_good in zip(rows, sources, good, strict=True)
    ]


def _read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _cut_source(source: str | list[str]) -> tuple[str, ...]:
    if isinstance(source, str):
        return tuple(s.text for s in split_sentences(source))
    # A page's title and day stand among its sentences, and some claims rest on them alone.
    return tuple(sentence.removeprefix("(meta data) ") for sentence in source)


def _number_halves(sources: Iterable[Source]) -> dict[Source, int]:
    return {source: n % 2 for n, source in enumerate(dict.fromkeys(sources))}
