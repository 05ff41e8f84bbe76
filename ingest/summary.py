"""What a refresh did, for a person and for a program."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from rag.formatting import format_count

SHOWN = 20  # failures and warnings listed one by one for a person; --json lists all

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Note:
    """A source, or an article of it, and what is to be said about it."""

    source: str
    reason: str


@dataclass(slots=True)
class Summary:
    """What a refresh did, in articles."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    duplicates: int = 0  # read twice, or a copy of a story that another article tells
    failed: list[Note] = field(default_factory=list)
    versions: int = 0  # earlier ones, kept in this run
    skipped: list[Note] = field(default_factory=list)  # files that hold no article by their nature
    held: list[Note] = field(default_factory=list)  # under an embargo
    warnings: list[Note] = field(default_factory=list)  # about articles that were taken
    withheld: int = 0  # removals that wait for --yes
    nothing_new: int = 0  # addresses
    left_out: list[Note] = field(default_factory=list)  # of the web, for the next run
    undated: int = 0
    untitled: int = 0
    set_aside: int = 0  # lines of articles that were cut: promotion, links, credits

    @property
    def well(self) -> bool:
        """Whether everything that was asked for was done."""
        return not (self.failed or self.withheld)

    def format_line(self) -> str:
        """The summary in one line."""
        names = ("read", "added", "changed", "unchanged", "removed", "duplicates")
        counts = {name: getattr(self, name) for name in names}
        counts["failed"] = len(self.failed)
        return ", ".join(f"{name} {count:,}" for name, count in counts.items())

    def to_dict(self) -> dict[str, Any]:
        """The object that `python -m ingest --json` prints last."""
        return asdict(self)

    def format_notes(self, *, brief: bool = False) -> list[str]:
        """What else a person should know, a line each; the `brief` ones are what went wrong."""
        counted = [
            (self.undated, "without a date (kept; no time window finds them)"),
            (self.untitled, "without a headline (kept)"),
            (self.set_aside, "lines set aside: promotion, links, credits (the articles keep them)"),
            (self.nothing_new, "addresses with nothing new"),
            (len(self.skipped), "left alone, of a kind that holds no article (--json lists them)"),
        ]
        lines = _format_kind("failed", self.failed)
        if not brief:
            lines += _format_kind("held back", self.held) + _format_kind("warning", self.warnings)
            lines += _format_kind("left for the next run", self.left_out)
            lines += [f"note: {count:,} {note}" for count, note in counted if count]
        if self.withheld:
            articles = format_count(self.withheld, "article")
            lines.append(
                f"not removed: {articles} that the sources no longer hold, more "
                "than a fifth of the archive or all of a folder. If that is right, run it again "
                "with --yes; --keep-missing keeps them."
            )
        return lines


def _format_kind(kind: str, notes: Sequence[Note]) -> list[str]:
    lines = [f"{kind}: {note.source}: {note.reason}" for note in notes[:SHOWN]]
    if len(notes) > SHOWN:
        lines.append(f"{kind}: {len(notes) - SHOWN:,} more; --json lists them all")
    return [replace_controls(line) for line in lines]


def replace_controls(text: str) -> str:
    """`text` without what would steer a terminal: names of files may hold anything."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
