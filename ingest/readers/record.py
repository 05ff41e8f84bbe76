"""What readers take and give: a source goes in; records and faults come out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, and where it lies below the path that was named."""

    path: Path
    key: str  # POSIX, stable across runs: "2024/paper/a.html", or "a.html" if the file was named
    root: str = ""  # the resolved absolute path that was named on the command line

    @property
    def folder(self) -> str:
        """The sub-folder it lies in, if that can be an outlet's name: archives sort by outlet.

        Empty directly below the root, for a file named by itself, and for "2024" or "05".
        """
        *folders, _ = self.key.split("/")
        name = folders[-1] if len(folders) > 1 else ""
        return name if any(character.isalpha() for character in name) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One article as its format gave it, nothing cleaned or parsed yet."""

    text: str
    id: str | None = None
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()  # one string may still name several people
    url: str | None = None
    section: str | None = None
    language: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    position: int | None = None  # 1, 2 … in a file of many articles; None: the file is the article
    where: str = ""  # for messages: "line 17"


@dataclass(frozen=True, slots=True)
class Fault:
    """A part of a file of many articles that could not be read; the other parts were."""

    where: str  # "line 17"; "" for the file as a whole
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}" if self.where else self.reason
