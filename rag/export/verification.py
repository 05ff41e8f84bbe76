"""What became of the citations of an export."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from rag.export.records import CitationRecord

FindingKind = Literal["same", "moved", "changed", "unknown", "gone", "forged"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one citation.

    same: its offsets give the sentence. moved: the sentence stands at `now_start` to
    `now_end`.
    changed: it stood in the article until `changed`. unknown: no version in the archive has it.
    gone: the article left the archive; `elsewhere` is another that has the sentence, if any.
    forged: sentence, offsets and hash do not fit each other, whatever the archive says.
    """

    record: CitationRecord
    kind: FindingKind
    now_start: int | None = None  # of the sentence in the article now, or of the nearest to it
    now_end: int | None = None
    nearest: str = ""  # what the article says now in place of a changed or unknown sentence
    changed: str = ""  # the day on which that was seen, ISO 8601
    elsewhere: str = ""  # an article's id
    metadata: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # as cited, as it is now
    shown: bool = True  # whether the file shows people the words that it records

    @property
    def same(self) -> bool:
        return self.kind == "same" and not self.metadata and self.shown

    def to_dict(self) -> dict[str, Any]:
        found = {name: getattr(self, name) for name in self.__slots__ if name != "record"}
        changes = {name: list(pair) for name, pair in self.metadata.items()}
        return self.record.to_dict() | found | {"metadata": changes}


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of all citations of a file."""

    file: str
    archive: str  # the folder that it was checked against
    asked: date | None  # the day of the export, where the file tells it
    exported_from: str
    findings: tuple[Finding, ...]
    newer: Mapping[str, str]  # cited articles with a newer version since -> the day it was seen
    damaged: int = 0  # citations that cannot be read or were taken out of the file

    @property
    def same(self) -> bool:
        return not self.damaged and all(finding.same for finding in self.findings)

    @property
    def exit_code(self) -> int:
        """0 where every citation is as it was, else 1."""
        return 0 if self.same else 1

    def to_dict(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "archive": self.archive,
            "asked": self.asked.isoformat() if self.asked else None,
            "exported_from": self.exported_from,
            "same": self.same,
            "findings": [finding.to_dict() for finding in self.findings],
            "newer": dict(self.newer),
            "damaged": self.damaged,
        }
