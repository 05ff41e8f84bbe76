"""The values that travel through the pipeline, frozen, in the order in which they appear.

article -> sentences, passages -> hits -> evidence -> claims with citations -> answer

Offsets are always characters (Unicode code points) into the article's stored text, end exclusive,
so that `article.text[citation.start:citation.end] == citation.sentence` holds for every citation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Support = Literal["supported", "weak", "unsupported"]
Mode = Literal["generated", "extractive", "declined"]

MOST_SOURCES = 20  # source sentences that a reader may allow an answer


@dataclass(frozen=True, slots=True)
class Article:
    """One article of an outlet, as it stands now."""

    id: str
    title: str  # "" where the source gives none
    text: str
    published: str | None = None  # ISO 8601: a day, or a moment with its offset, as it was given
    outlet: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    path: str = ""  # where it was read: the file, below the ingested root
    section: str = ""
    language: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)  # whatever else the source said
    rights: str = ""
    updated: str | None = None  # ISO 8601, as `published`
    version: int | None = None  # the outlet's own count of revisions
    published_from: str = ""  # where `published` stood; "": in the article's own metadata

    @property
    def day(self) -> date | None:
        """The day of publication, in the outlet's own time zone; None for an undated article."""
        return date.fromisoformat(self.published[:10]) if self.published else None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it stands: `text_of_article[start:end] == text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Some whole sentences of one article, the unit that is embedded and found."""

    id: str  # article id + "#" + n
    article_id: str
    n: int  # 0, 1, 2 … from the top of the article
    text: str  # its sentences; lines between them that are no part of the story are left out
    sentences: tuple[Sentence, ...]

    @property
    def start(self) -> int:
        return self.sentences[0].start

    @property
    def end(self) -> int:
        return self.sentences[-1].end


@dataclass(frozen=True, slots=True)
class Window:
    """A span of days, both ends included; None is open. `why` names the words it was read from."""

    start: date | None
    end: date | None
    why: str

    def holds(self, day: date | None) -> bool:
        """Whether `day` lies inside; an undated article never does."""
        if day is None:
            return False
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def to_dict(self) -> dict[str, str | None]:
        return {
            "from": self.start.isoformat() if self.start else None,
            "to": self.end.isoformat() if self.end else None,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Request:
    """What a reader asks: the question and the limits that the reader set by hand."""

    question: str
    today: date
    history: tuple[tuple[str, str], ...] = ()  # earlier (question, answer) pairs, oldest first
    window: Window | None = None  # set by hand: a hard filter
    outlets: tuple[str, ...] = ()  # set by hand: a hard filter
    use_window: bool = True  # False: the reader removed the window understood from the question
    as_of: date | None = None  # set by hand: nothing published later exists, nothing undated either
    sources: int | None = None  # source sentences the answer may use at most, 1 to MOST_SOURCES
    model: str | None = None  # who writes, "none" for nobody; None: whom the settings name


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, best first; `score` compares within one search only."""

    passage_id: str
    article_id: str
    title: str
    outlet: str
    published: str | None
    score: float
    text: str
    start: int
    end: int

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A source sentence offered to the writer under an opaque label such as "S3"."""

    label: str
    article_id: str
    title: str
    outlet: str
    authors: tuple[str, ...]
    url: str
    published: str | None
    sentence: str
    start: int
    end: int
    score: float = 0.0  # of the passage it stands in
    section: str = ""

    @property
    def day(self) -> date | None:
        """The day of publication; None for an undated article."""
        return date.fromisoformat(self.published[:10]) if self.published else None


@dataclass(frozen=True, slots=True)
class Citation:
    """A source sentence under the number that the reader sees, the same everywhere."""

    n: int
    article_id: str
    title: str
    outlet: str
    authors: tuple[str, ...]
    url: str
    published: str | None
    sentence: str
    start: int
    end: int

    def to_dict(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in self.__slots__}
        return values | {"authors": list(self.authors)}


@dataclass(frozen=True, slots=True)
class CitedArticle:
    """An article that an answer cites, and the numbers of its sentences there."""

    article_id: str
    outlet: str
    title: str
    section: str
    published: str | None
    citations: tuple[int, ...]

    def to_dict(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in self.__slots__}
        return values | {"citations": list(self.citations)}


@dataclass(frozen=True, slots=True)
class Gloss:
    """What a word of a cited sentence stands for: our addition, outside the quotation.

    `start` and `end` are the word's place within the sentence; `shown_by` is the sentence of the
    same article that shows it, with its place in that article.
    """

    n: int  # of the citation
    start: int
    end: int
    text: str  # "the Gannet Bridge"
    shown_by: Sentence

    def to_dict(self) -> dict[str, Any]:
        shown = {name: getattr(self.shown_by, name) for name in Sentence.__slots__}
        return {name: getattr(self, name) for name in self.__slots__} | {"shown_by": shown}


@dataclass(frozen=True, slots=True)
class Superseded:
    """That what citation `n` states was stated anew, otherwise and later, by citation `by`."""

    n: int
    by: int

    def to_dict(self) -> dict[str, int]:
        return {"n": self.n, "by": self.by}


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A value that a question asks for, from the day on which a cited sentence first states it."""

    value: str  # as it is written: "611 million"
    unit: str  # "crowns", "dead"; "" where none is known
    since: str | None  # ISO 8601 day
    n: int  # of the citation

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether sentences support a claim; `score` 0 to 1, `reason` one line for the reader."""

    support: Support
    score: float
    reason: str
    barred: bool = False  # for a fact, not for its words: no reading of its meaning may raise it
    swap: tuple[str, str, int] | None = None  # said wrongly, said by the source, index of sentence


@dataclass(frozen=True, slots=True)
class Correction:
    """What a source says in the place of a number, name or day that a claim has wrong.

    It is offered beside the claim, whose text stays as it was written.
    """

    claimed: str  # "126 million"
    stated: str  # "538 million"
    n: int  # of the citation that says so

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def to_mark(self) -> str:
        """The editor's mark: "[the source says 538 million, not 126 million: 3]"."""
        return f"[the source says {self.stated}, not {self.claimed}: {self.n}]"


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer, the numbers of its citations, and the verdict on it."""

    text: str
    support: Support
    citations: tuple[int, ...]
    reason: str = ""
    correction: Correction | None = None

    def to_dict(self) -> dict[str, Any]:
        """`correction` is there only where a source says otherwise of the same."""
        values = {
            "text": self.text, "support": self.support, "citations": list(self.citations),
            "reason": self.reason,
        }  # fmt: skip
        return values | ({"correction": self.correction.to_dict()} if self.correction else {})

    def explain(self) -> str:
        """Why it has its verdict, with the editor's mark where a source says otherwise."""
        return f"{self.reason} {self.correction.to_mark()}" if self.correction else self.reason


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or, while it streams, as much of it as is known (`complete` is then False)."""

    question: str
    asked_as: str
    mode: Mode
    text: str  # with citation numbers, "It sank. [1]", and "[…]" for what no source supports
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    window: Window | None = None
    warnings: tuple[str, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)  # seconds, by stage
    tokens: Mapping[str, int] = field(default_factory=dict)  # "read", "written" by the model
    model: str | None = None  # who wrote it; None for an extractive or declined answer
    complete: bool = True
    awaited: str = ""  # what its first word still waits for: "Loading qwen3:4b-instruct …"
    broken_off: bool = False  # the model failed after its first word: this is not the whole
    instead: "Answer | None" = None  # source sentences in place of what broke off; or, …
    folded: str = ""  # … where this says why it does not lead, the model's text below them
    scope: str = ""  # one line above it: what was looked at, or what was not found there
    best: int | None = None  # number of the sentence that answers best, if one does
    articles: tuple[CitedArticle, ...] = ()  # that it cites, the newest first, undated ones last
    glosses: tuple[Gloss, ...] = ()
    superseded: tuple[Superseded, ...] = ()
    figures: tuple[StatedFigure, ...] = ()  # oldest first; none unless the question asks for one

    def to_dict(self) -> dict[str, Any]:
        """The object that `python -m rag ask --json` prints.

        `broken_off` is there only where the model broke off, `folded` where its text does not
        lead, `instead` with either.
        """
        beside: dict[str, Any] = {"broken_off": True} if self.broken_off else {}
        beside |= {"folded": self.folded} if self.folded else {}
        beside |= {"instead": self.instead.to_dict()} if self.instead else {}
        return {
            "question": self.question,
            "asked_as": self.asked_as,
            "mode": self.mode,
            "text": self.text,
            "claims": [claim.to_dict() for claim in self.claims],
            "citations": [citation.to_dict() for citation in self.citations],
            "window": self.window.to_dict() if self.window else None,
            "scope": self.scope,
            "best": self.best,
            "articles": [article.to_dict() for article in self.articles],
            "glosses": [gloss.to_dict() for gloss in self.glosses],
            "superseded": [pair.to_dict() for pair in self.superseded],
            "figures": [figure.to_dict() for figure in self.figures],
            "model": self.model,
            "complete": self.complete,
            "warnings": list(self.warnings),
            "timings": {stage: round(seconds, 4) for stage, seconds in self.timings.items()},
            "tokens": dict(self.tokens),
        } | beside

    def to_markdown(self) -> str:
        """The answer and its numbered sources, for a terminal or a document."""
        parts = [self.text]
        if self.citations:
            parts.append("\n".join(_format_reference(citation) for citation in self.citations))
        parts += [f"Note: {warning}" for warning in self.warnings]
        return "\n\n".join(parts)


def _format_reference(citation: Citation) -> str:
    source = [citation.outlet, citation.title, (citation.published or "undated")[:10]]
    where = ", ".join(part for part in source if part)
    line = f"[{citation.n}] {where}: “{citation.sentence}” ({citation.article_id})"
    return " ".join(line.split())  # a line break in a source must not begin another reference
