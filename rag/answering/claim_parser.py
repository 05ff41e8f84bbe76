"""A model's text -> claims with the labels it gave them, while it streams.

1. JSON around the answer goes (`rag.answering.json_stripping`), then markup
   (`rag.answering.markdown_stripping`).
2. Labels are found and taken out (`rag.llm.labels`), the rest is cut into sentences: each is a
   claim, with the labels in it or after it (`rag.answering.claim_lines`).
3. What is no claim goes: lists of sources, echoes of the prompt, what was said just before.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rag.answering.claim_lines import ClaimDraft, add_labels, parse_line, read_opening_labels
from rag.answering.json_stripping import strip_json
from rag.answering.markdown_stripping import BLOCK, OPEN_BLOCK, strip_markdown
from rag.llm.labels import may_open, split_at_labels, strip_fragment

_ANNOUNCED = re.compile(
    r"\s*(?:(?:the )?(?:final |short |correct )?(?:answer|response|summary)(?: is)?|assistant"
    r"|antwort|réponse|respuesta|回答|答案)\s*[:：]\s*",
    re.IGNORECASE,
)
_ECHO = re.compile(r"\s*(?:question|reader|user)\s*:", re.IGNORECASE)
_TALK = re.compile(
    r"(?:sure|certainly|of course|okay)\W*|here(?: is|’s|'s) (?:the|a|your|my) [^.]{0,60}:",
    re.IGNORECASE,
)
_HEADED = re.compile(r"(?:sources?|references?|citations?|evidence|labels?)\W*", re.IGNORECASE)
_ASIDE = re.compile(r"\[[^\[\]]{1,60}\]|\([^()|]*\|[^()]*\)")  # by itself
_NOTE = re.compile(r"\[\^?S?\d{1,4}\]:", re.IGNORECASE)
# A heading says of what the text below it speaks: no sentence, nothing that could be checked.
_TITLE = re.compile(r"[ \t]*(?:#{1,6}[ \t]+[^\n.!?…。\[]*|\*\*[^\n*.!?…。\[]*\*\*:?[ \t]*)\n")
_UNSAID = re.compile(r"\s*(?:```|~~~|\[[^\]\n]+\]:)")  # a fence of code, the address of a link
# "Fjord Courier | Ferry sinks | 2024-05-07 (Tuesday)": a line of the prompt
_ARTICLE = re.compile(
    r"[^|\n.!?…。！？؟]*\|[^\n]*\|?\s*(?:\d{4}-\d\d-\d\d(?: \(\w+\))?|undated)\W*"
)
_MAY_BE_ARTICLE = re.compile(r"[^|\n.!?…。！？؟]*\|")
_RULED = re.compile(r"\|?[\s:|-]*--[\s:|-]*")
_QUOTED_ON = 8  # words after `?”` or `!”` until it is known whether "… he said" follows
# Where a line may be cut for good: "… sank. [S3] All …". What comes after changes nothing before.
_CUT = re.compile(r"\n|(?<=[.!?])[ \t]?(?:\[S\d{1,3}\][ \t]?)+[ \t](?=[A-Z][a-z])")
_BEGUN_BY_LABEL = re.compile(r"(?:\w+\s*:)?[\s>*#•–\-\d.)]*(?:[|\[(【［〔⟦{<\\^*]|S\d)")


class ClaimParser:
    """Reads one growing text; what can no longer change is read once."""

    def __init__(self) -> None:
        self._read = self._rest = ""  # all of the text, and what of it may still change
        self._whole = _Drafts()

    def parse(self, text: str, *, complete: bool) -> tuple[list[ClaimDraft], int]:
        """All claims, and how many of them, from the first, stay as they are whatever follows."""
        text = strip_json(text, complete=complete)
        if not text.startswith(self._read):
            self._read, self._rest, self._whole = "", "", _Drafts()
        self._rest += text[len(self._read) :]
        self._read = text
        for stretch in self._take_finished():
            self._whole.add(stretch)
        last = self._rest if complete else strip_fragment(self._rest)
        drafts = replace(self._whole, drafts=[*self._whole.drafts])
        before = len(drafts.drafts)
        drafts.add(last, growing=not complete)
        settled = len(drafts.drafts) if complete else _count_settled(drafts.drafts)
        if not complete and "|" in last and _MAY_BE_ARTICLE.match(strip_markdown(last)):
            settled = min(settled, before)
        return _drop_repetitions(drafts.drafts, settled, complete=complete)

    def _take_finished(self) -> Iterator[str]:
        """Takes from the text what is cut off for good, stretch by stretch."""
        self._rest = BLOCK.sub("", self._rest)
        opened = OPEN_BLOCK.search(self._rest)
        limit = opened.start() if opened else len(self._rest)
        done = 0
        for cut in _CUT.finditer(self._rest, 0, limit):
            begins = not self._whole.within and _BEGUN_BY_LABEL.match(self._rest, done)
            if cut[0] != "\n" and begins:
                continue
            yield self._rest[done : cut.end()]
            done = cut.end()
        self._rest = self._rest[done:]


def strip_preamble(text: str) -> str:
    """A text, which may still be growing, without what models put around an answer."""
    return _ANNOUNCED.sub("", strip_markdown(strip_json(text, complete=False)), count=1).strip()


def _count_settled(drafts: Sequence[ClaimDraft]) -> int:
    """How many claims of an unfinished text can no longer change."""
    if not drafts:
        return 0
    last = drafts[-1]
    known = len(re.findall(r"\w+", last.text)) - 1  # words of it; the last may still grow
    before = drafts[-2].text if len(drafts) > 1 else ""
    quoted = before[-1:] in {'"', "”", "’", "'", "»"} and "\n" not in last.lead
    open_end = known < (_QUOTED_ON if quoted else 1) or may_open(last.text)
    open_end = open_end or last.text.startswith("[")
    return max(0, len(drafts) - (2 if open_end else 1))


def _drop_repetitions(
    drafts: Sequence[ClaimDraft], settled: int, *, complete: bool
) -> tuple[list[ClaimDraft], int]:
    """Without claims that were made before with the same labels, or just before with any.

    Small models fall into loops. While one more round is being written, it is not shown either.
    """
    kept: list[ClaimDraft] = []
    said: dict[str, set[str]] = {}
    final = 0
    last = ""
    for n, draft in enumerate(drafts):
        words = _normalize_words(draft.text)
        again = words == last or (words in said and set(draft.labels) <= said[words])
        growing = not complete and n == len(drafts) - 1 and any(s.startswith(words) for s in said)
        if not again and not growing:
            kept.append(draft)
            final += n < settled
        said.setdefault(words, set()).update(draft.labels)
        last = words
    return kept, final


@lru_cache(maxsize=512)
def _normalize_words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


@dataclass(slots=True)
class _Drafts:
    """The claims of the stretches read so far, and what their lines mean for the next."""

    drafts: list[ClaimDraft] = field(default_factory=list)
    breaks: int = 0
    within: bool = False  # the next stretch goes on in the same line
    listing: bool = False  # a line "Sources:" was read, and nothing but labelled lines since
    awaited: bool = False  # … and the claim before it had no label
    led: bool = False  # the text began with a label …
    labels_first: bool = False  # … on a line of its own: all such lines precede their claims
    waiting: tuple[str, ...] = ()
    closed: bool = False  # something was left out: labels by themselves belong to no claim
    row: int | None = None  # the first claim of the line before, where that was a row of a table

    def add(self, stretch: str, *, growing: bool = False) -> None:
        text = strip_fragment(strip_markdown(stretch)) if growing else strip_markdown(stretch)
        title = _TITLE.fullmatch(stretch) and not _HEADED.fullmatch(text.strip())
        if not self.within and (title or _UNSAID.match(stretch)):
            self.closed, text = True, "\n" if title else text
        for n, line in enumerate(text.split("\n")):
            if n:
                self.breaks += 1
                self.within = False
            self._add_line(line)
        self.within = bool(stretch) and not stretch.endswith("\n")

    def _add_line(self, line: str) -> None:
        lead = ""
        if not self.within:
            lead = "\n" * min(self.breaks, 2) if self.drafts else ""
            if announced := _ANNOUNCED.match(line):
                line = line[announced.end() :]
        elif line.strip():
            lead = " "
        if not line.strip():
            return
        if self._is_no_text(line.strip()):
            self.closed = self.closed or not self.listing
            return
        if not self.drafts and read_opening_labels(line):
            self.led = True
        row, self.row = self.row, None
        if line.lstrip().startswith("|"):
            if _RULED.fullmatch(line.strip()) and row is not None:
                del self.drafts[row:]
                self.closed = True
                return
            header = not re.search(r"[.!?…]", line)
            self.row = len(self.drafts) if header else None
        for draft in parse_line(line, lead):
            self._add(draft, line)

    def _is_no_text(self, line: str) -> bool:
        """Whether a line belongs to the prompt or to a list of sources."""
        if self.within:
            return False
        if _ECHO.match(line) or _is_article(line):
            return True
        if self.drafts and _NOTE.match(line) and self.drafts[-1].labels and not self.led:
            return True  # a footnote
        if self.listing and (labels := read_opening_labels(line)):
            self._attach(labels, only_if_none=not self.awaited)
            return True
        return False

    def _add(self, draft: ClaimDraft, line: str) -> None:
        if _HEADED.fullmatch(draft.text):
            self.listing = bool(self.drafts) and _HEADED.fullmatch(line.strip()) is not None
            self.awaited = self.listing and not self.drafts[-1].labels
            self._attach(draft.labels, only_if_none=True)
        elif not re.search(r"\w", draft.text):
            if draft.labels and (self.labels_first or not self.drafts):
                self.labels_first, self.waiting = True, draft.labels
            else:
                self._attach(draft.labels, only_if_none=bool(draft.text))
        elif self.drafts and _ASIDE.fullmatch(draft.text):
            self._attach(draft.labels, only_if_none=True)
            self.closed = True
        elif self.drafts or not _TALK.fullmatch(draft.text):
            self.drafts.append(add_labels(draft, self.waiting) if self.waiting else draft)
            self.waiting, self.breaks, self.listing, self.closed = (), 0, False, False

    def _attach(self, labels: Sequence[str], *, only_if_none: bool) -> None:
        if self.drafts and not self.closed and not (only_if_none and self.drafts[-1].labels):
            self.drafts[-1] = add_labels(self.drafts[-1], labels)


def _is_article(line: str) -> bool:
    """Whether a line, perhaps behind a label, names an article as the prompt does."""
    if "|" not in line:
        return False
    *before, last = split_at_labels(line)
    behind = not before or (len(before) == 1 and not before[0].text.strip())
    return behind and _ARTICLE.fullmatch(last.text) is not None
