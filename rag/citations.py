"""A model's text with labels -> claims with numbered citations, while it streams.

1. Markup goes (`rag.text.plain`), labels are found and taken out (`rag.text.labels`).
2. What is left is cut into sentences: each is a claim, with the labels in it or after it.
3. A claim that can no longer change is checked against the evidence once (`rag.support`).
4. Source sentences are numbered in the order in which claims first cite them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from rag.checking.surroundings import surroundings
from rag.sentences import STARTERS, split_sentences
from rag.support import Similarity, attribute
from rag.text.labels import Piece, after_opening, may_open, pieces, without_fragment
from rag.text.plain import plain
from rag.types import Citation, Claim, Evidence

_STOPS = frozenset('.!?…。！？"”’»')
_BULLET = re.compile(r"(?:[-*•–]|\d{1,2}[.)])\s+")
_ANNOUNCED = re.compile(r"\s*(?:answer|summary)\s*:\s*", re.IGNORECASE)
_LISTED = re.compile(r"(?:sources?|references?|citations?|evidence|labels?)\W*", re.IGNORECASE)
_QUOTED_ON = 8  # words after `?”` or `!”` until it is known whether "… he said" follows


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim as it was written, without its labels."""

    text: str
    labels: tuple[str, ...]  # as evidence has them: "S3"
    lead: str = ""  # what stands before it: a space, a paragraph break, a bullet


class Citer:
    """Turns one growing text into claims and numbered citations.

    A number, once given, never changes; a source sentence keeps its number however often it is
    cited. Each claim is checked once. `similarity` as in `rag.support.check`.
    """

    def __init__(
        self, evidence: Sequence[Evidence], *, similarity: Similarity | None = None
    ) -> None:
        self._evidence = tuple(evidence)
        self._similarity = similarity
        self._sentences = [item.sentence for item in self._evidence]
        self._context = [surroundings(item) for item in self._evidence]
        self._places = {item.label.upper(): n for n, item in enumerate(self._evidence)}
        self._drafts: list[Draft] = []  # those that are checked, beside their claims
        self._claims: list[Claim] = []
        self._numbers = Numbers()

    def update(
        self, text: str, *, complete: bool = False
    ) -> tuple[str, tuple[Claim, ...], tuple[Citation, ...]]:
        """What to show, the claims that are settled, and the citations they use.

        `text` is all that the model has written so far. What is shown is plain text: settled claims
        with their numbers, "It sank. [1][2]", then the rest without numbers or pieces of labels.
        """
        drafts, settled = _read(text, complete=complete)
        self._keep(drafts[:settled])
        for draft in drafts[len(self._claims) : settled]:
            self._claims.append(self._checked(draft))
            self._drafts.append(draft)
        shown = [
            draft.lead + numbered(claim)
            for draft, claim in zip(self._drafts, self._claims, strict=True)
        ]
        shown += [draft.lead + draft.text for draft in drafts[settled:]]
        return "".join(shown), tuple(self._claims), self._numbers.citations()

    def _keep(self, drafts: Sequence[Draft]) -> None:
        """Forgets claims that the text no longer begins with: it was not the same text grown."""
        pairs = zip(self._drafts, drafts, strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        del self._drafts[same:], self._claims[same:]

    def _checked(self, draft: Draft) -> Claim:
        cited = [self._places[label] for label in draft.labels if label in self._places]
        found, verdict = attribute(
            draft.text,
            cited,
            self._sentences,
            similarity=self._similarity,
            context=self._context,
        )
        bears = verdict.support != "unsupported"  # else its label did not hold
        numbers = [self._numbers.of(self._evidence[place]) for place in found] if bears else []
        return Claim(draft.text, verdict.support, tuple(dict.fromkeys(numbers)), verdict.reason)


class Numbers:
    """The numbers of source sentences: 1, 2, 3 in the order in which they are asked for."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, int, int], Citation] = {}

    def of(self, evidence: Evidence) -> int:
        key = (evidence.article_id, evidence.start, evidence.end)
        if key not in self._given:
            self._given[key] = _citation(len(self._given) + 1, evidence)
        return self._given[key].n

    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._given.values())


def cite_sentences(
    evidence: Sequence[Evidence],
) -> tuple[str, tuple[Claim, ...], tuple[Citation, ...]]:
    """An answer made of source sentences, each its own claim, cited to itself."""
    numbers = Numbers()
    claims = tuple(
        Claim(item.sentence, "supported", (numbers.of(item),), "in the words of the source")
        for item in evidence
    )
    return " ".join(numbered(claim) for claim in claims), claims, numbers.citations()


def numbered(claim: Claim) -> str:
    """The claim as it is shown: "It sank on Monday. [1][2]"."""
    marks = "".join(f"[{n}]" for n in claim.citations)
    return f"{claim.text} {marks}" if marks else claim.text


def _citation(n: int, item: Evidence) -> Citation:
    return Citation(
        n=n,
        article_id=item.article_id,
        title=item.title,
        outlet=item.outlet,
        authors=item.authors,
        url=item.url,
        published=item.published,
        sentence=item.sentence,
        start=item.start,
        end=item.end,
    )


def read_claims(text: str, *, complete: bool) -> list[Draft]:
    """The claims of a model's text in order.

    While the text is not `complete`, only those are given that no further text can change: not the
    last sentence, nor one that a label or the rest of an abbreviation may still follow.
    """
    drafts, settled = _read(text, complete=complete)
    return drafts[:settled]


def _read(text: str, *, complete: bool) -> tuple[list[Draft], int]:
    """All claims, and how many of them, from the first, stay as they are whatever follows."""
    drafts = _drafts(plain(text if complete else without_fragment(text)))
    if complete or not drafts:
        return drafts, len(drafts)
    last = drafts[-1]
    known = len(re.findall(r"\w+", last.text)) - 1  # words of it; the last may still grow
    before = drafts[-2].text if len(drafts) > 1 else ""
    quoted = before[-1:] in {'"', "”", "’", "'", "»"} and "\n" not in last.lead
    open_end = known < (_QUOTED_ON if quoted else 1) or may_open(last.text)
    return drafts, max(0, len(drafts) - (2 if open_end else 1))


def _drafts(text: str) -> list[Draft]:
    drafts: list[Draft] = []
    breaks = 0
    announced = _ANNOUNCED.match(text)
    for line in text[announced.end() if announced else 0 :].split("\n"):
        for draft in _line(line, "\n" * min(breaks, 2) if drafts else ""):
            if re.search(r"\w", draft.text) and not _LISTED.fullmatch(draft.text):
                drafts.append(draft)
                breaks = 0
            elif drafts and (not draft.text or not drafts[-1].labels):
                drafts[-1] = _with(drafts[-1], draft.labels)
        breaks += 1
    return drafts


def _with(draft: Draft, labels: Sequence[str]) -> Draft:
    return Draft(draft.text, tuple(dict.fromkeys((*draft.labels, *labels))), draft.lead)


def _line(line: str, lead: str) -> Iterator[Draft]:
    """The claims of one line; one without text holds labels that belong to the claim before."""
    body = line.strip()
    if bullet := _BULLET.match(body):
        body, lead = body[bullet.end() :], lead + bullet[0]
    for segment, marks in _segments(pieces(body)):
        for draft in _sentences(segment, marks):
            yield Draft(draft.text, draft.labels, lead)
            lead = " " if draft.text else lead


Marks = list[tuple[int, tuple[str, ...]]]  # (place in the text, labels that stood there)


def _segments(parts: Sequence[Piece]) -> Iterator[tuple[str, Marks]]:
    """The text of a line without labels, cut where a label shows that a sentence ends.

    Labels follow their sentence, except where the line begins with one: there they precede theirs.
    """
    ahead = not parts[0].text.strip() and any(re.search(r"\w", part.text) for part in parts)
    text, marks = "", Marks()
    rest = parts[0].text
    for part, following in pairwise(parts):
        text = _joined(text, rest)
        rest, reports = following.text, False
        if text[-1:] in _STOPS or not text:
            rest, reports = after_opening(rest)
        if (ahead or part.ahead or reports) and rest.strip() and (text[-1:] in _STOPS or not text):
            if text:
                yield text, marks
            text, marks, rest = "", [(0, part.labels)], rest[0].upper() + rest[1:]
            continue
        marks.append((len(text), part.labels))
        if _ends(text, rest.lstrip()):
            yield text, marks
            text, marks = "", []
    yield _joined(text, rest), marks


def _joined(text: str, more: str) -> str:
    """The two as one text, with the space that a label between them had taken or left over."""
    more = more.strip()
    if not text or not more:
        return text + more
    if more[0] in ".,;:!?)]%":
        return text.rstrip(",") + more if more[0] in ".!?" else text + more
    return f"{text} {more}"


def _ends(before: str, after: str) -> bool:
    """Whether a sentence ends at a label that stands between the two."""
    if not before or not after or after[0].islower():
        return False
    return before[-1] in _STOPS or re.split(r"\W", after, maxsplit=1)[0] in STARTERS


def _sentences(segment: str, marks: Marks) -> Iterator[Draft]:
    """The sentences of a segment with the labels that stood in or directly after each."""
    found = split_sentences(segment)
    if not found:
        yield Draft("", tuple(label for _, labels in marks for label in labels))
    for n, sentence in enumerate(found):
        last = n == len(found) - 1
        inside = [
            label
            for at, labels in marks
            for label in labels
            if (sentence.start < at or n == 0) and (at <= sentence.end or last)
        ]
        yield Draft(_tidy(sentence.text), tuple(dict.fromkeys(inside)))


def _tidy(text: str) -> str:
    """The sentence without what its labels left behind, and still plain: nothing may grow together.

    What is taken out of "<[S1]b>" or "[a][S1](…)" must not leave a tag or a link.
    """
    text = re.sub(r"\(\s*\)|\[\s*\]", "", text)
    text = re.sub(r"[\s,]+([.!?])(?=\s|$)|\s+([,;:])", r"\1\2", text)
    text = re.sub(r"<(?=[A-Za-z/!?])", "< ", text).replace("](", "] (")
    return re.sub(r"\s+", " ", text).strip(" *")
