"""What readers take and give: a source goes in; records and faults come out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import SourceError

_BUNDLE = re.compile(r"(?:\.(?:zip|tar|tgz|tbz2|txz|gz|bz2|xz))+\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, and where it lies below the path that was named."""

    path: Path
    key: str  # POSIX, stable across runs: "2024/paper/a.html", or "a.html" if the file was named
    root: str = ""  # what was named on the command line: a resolved absolute path, or an address
    url: str = ""  # of a file that was fetched from the web: where it stood in the end
    label: str = ""  # what messages call it, if it is a passing copy: "dump.zip/2024/a.html"

    @property
    def called(self) -> str:
        return self.label or str(self.path)

    @property
    def folder(self) -> str:
        """The sub-folder it lies in, if that can be an outlet's name: archives sort by outlet.

        Empty directly below the root, for a file named by itself, and for "2024" or "05".
        """
        *folders, _ = self.key.split("/")
        name = _BUNDLE.sub("", folders[-1]) if len(folders) > 1 else ""
        return name if any(map(str.isalpha, name)) else ""

    def explain_unread(self, reason: str, *, failed: bool = True) -> "Unread":
        return Unread(Path(self.called), self.key, self.root, reason, failed)


@dataclass(frozen=True, slots=True)
class Unread:
    """A path that gives no source, and why.

    `failed` is False for what a walk through a folder merely passes by, such as pictures. What lies
    in a folder that failed is not known, so nothing stored from below its key counts as gone.
    """

    path: Path  # for messages
    key: str  # like a source's; "" if it is the named path that is missing
    root: str
    reason: str
    failed: bool

    @property
    def called(self) -> str:
        """What messages call it: its path, or its address."""
        return self.key if "://" in self.key else str(self.path)


Sources = Iterator[Source | Unread]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One article as its format gave it, nothing cleaned or parsed yet."""

    text: str
    id: str | None = None
    title: str | None = None
    published: str | None = None
    published_from: str = ""  # where that date stood, unless in a field of the record's own
    updated: str | None = None
    version: int | None = None  # the outlet's own count of revisions; of one id the highest stands
    outlet: str | None = None
    authors: tuple[str, ...] = ()  # one string may still name several people
    url: str | None = None
    section: str | None = None
    language: str | None = None
    rights: str | None = None
    embargo: str | None = None  # a moment before which nobody may read it
    withdrawn: bool = False  # cancelled by its outlet: not to be used any more
    metadata: Mapping[str, str] = field(default_factory=dict)
    position: int | None = None  # 1, 2 … in a file of many articles; None: the file is the article
    where: str = ""  # for messages: "line 17"


class NotAnArticle(SourceError):
    """Something sound that is no article by its nature: a picture, a package, a plan."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A part of a file of many articles that could not be read; the other parts were."""

    where: str  # "line 17"; "" for the file as a whole
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}" if self.where else self.reason
