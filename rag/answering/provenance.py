"""How independent the sources of an answer are, and which cited sentences were changed.

Outlets that print one story in the same words are one source, however many they are; and a
sentence that did not always say what it says now is worth a second look.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from rag.formatting import format_count, format_published
from rag.store.outlets import NO_OUTLETS, OutletNames
from rag.store.syndication import Revision, StoryCopy, find_copies, find_revisions
from rag.text.nearest import find_nearest_sentence
from rag.text.sentences import split_sentences
from rag.types import Answer, Citation

if TYPE_CHECKING:
    from rag.store.archive import ArchiveReader

ALIKE = 0.5  # of the words, in order: less is another sentence, not the same one reworded
LONGEST = 400  # words of a sentence that are compared one by one; what is longer is shown whole

WORD = re.compile(r"\w+(?:[.,]\w+)* ?|[^\w ] ?")  # "5.4 per cent" is three
DiffPiece = tuple[Literal["same", "before", "now"], str]


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A cited sentence that its article did not always have."""

    day: date  # on which the archive first saw it
    before: str  # the sentence that stood in its place; "": it was added


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is known of the sources of one answer beyond what they say."""

    copies: Mapping[str, tuple[StoryCopy, ...]] = field(default_factory=dict)  # by article id
    rewordings: Mapping[tuple[str, int, int], SentenceChange] = field(default_factory=dict)
    outlets: OutletNames = field(default=NO_OUTLETS, compare=False)

    def find_copies(self, citation: Citation) -> tuple[StoryCopy, ...]:
        """All printings of the story that it cites, the earliest first; () if it is the only."""
        return self.copies.get(citation.article_id, ())

    def find_wire_copies(self, citation: Citation) -> tuple[StoryCopy, ...]:
        """The same where two outlets or more have printed it, else ()."""
        found = self.find_copies(citation)
        return found if len(_list_outlets(found)) > 1 else ()

    def find_story_id(self, citation: Citation) -> str:
        """The id of the story's earliest printing; its own article's where there is no other."""
        found = self.find_copies(citation)
        return found[0].article_id if found else citation.article_id

    def find_rewording(self, citation: Citation) -> SentenceChange | None:
        return self.rewordings.get(_locate_citation(citation))


UNKNOWN = Provenance()  # of an answer that is still being written


def trace_provenance(
    answer: Answer, archive: "ArchiveReader", *, as_of: date | None = None
) -> Provenance:
    """Where the sources of a finished answer, and of the one instead of it, come from.

    Four queries, however many they are; none for an answer without sources. What was printed after
    the day `as_of` does not count.
    """
    cited = [*answer.citations, *(answer.instead.citations if answer.instead else ())]
    if not cited:
        return UNKNOWN
    ids = {citation.article_id for citation in cited}
    with archive.snapshot() as catalogue:
        copies, states = find_copies(catalogue, ids), find_revisions(catalogue, ids)
        outlets = catalogue.load_outlets()
    copies = {article_id: _name_outlets(story, outlets) for article_id, story in copies.items()}
    if as_of:
        copies = _keep_printed_by(as_of, copies)
    rewordings = {
        _locate_citation(citation): changed
        for citation in cited
        if (changed := find_rewording(citation.sentence, states.get(citation.article_id, ())))
    }
    return Provenance(copies, rewordings, outlets)


def _name_outlets(story: Sequence[StoryCopy], outlets: OutletNames) -> tuple[StoryCopy, ...]:
    """The printings with each outlet under one name, so that none is counted twice."""
    return tuple(replace(one, outlet=outlets.name_outlet(one.outlet)) for one in story)


def _keep_printed_by(
    day: date, copies: Mapping[str, tuple[StoryCopy, ...]]
) -> dict[str, tuple[StoryCopy, ...]]:
    kept = {
        article_id: tuple(one for one in story if (one.published or "9")[:10] <= day.isoformat())
        for article_id, story in copies.items()
    }
    return {article_id: story for article_id, story in kept.items() if len(story) > 1}


def read_history(article_id: str, archive: "ArchiveReader") -> tuple[Revision, ...]:
    """What an article said, oldest first, and last what it says; () if it was never changed."""
    with archive.snapshot() as catalogue:
        return find_revisions(catalogue, [article_id]).get(article_id, ())


def format_outlets(answer: Answer, origins: Provenance) -> str:
    """The sources counted, on one line: "3 outlets, 1 wire story (first in The Sun, 3 May 2026)".

    "" for an answer without sources.
    """
    total, detail = format_source_counts(answer, origins)
    return f"{total} ({detail})" if detail else total


def format_source_counts(answer: Answer, origins: Provenance) -> tuple[str, str]:
    """That line in two: how many articles and outlets, and of wire stories among them."""
    cited = answer.citations
    if not cited:
        return "", ""
    wires = {
        origins.find_story_id(one): wire for one in cited if (wire := origins.find_wire_copies(one))
    }
    story = next(iter(wires.values())) if len(wires) == 1 else ()
    printed = format_count(len(_list_outlets(story)), "outlet")
    if story and all(map(origins.find_wire_copies, cited)):
        return f"{printed}, 1 wire story", format_first_copy(story)
    total = format_articles(answer)
    outlets = {origins.outlets.name_outlet(citation.outlet) for citation in cited} - {""}
    if outlets:
        total += f" from {format_count(len(outlets), 'outlet')}"
    if story:
        return total, f"1 wire story in {printed}, {format_first_copy(story)}"
    return total, f"{len(wires)} wire stories among them" if wires else ""


def format_articles(answer: Answer) -> str:
    """How many articles it cites: several sentences of one are one source."""
    noun = "nearest article" if answer.mode == "declined" else "article"
    return format_count(len({one.article_id for one in answer.citations}), noun)


def format_first_copy(story: Sequence[StoryCopy]) -> str:
    """Who had it first: "first in The Sun, 3 May 2026"."""
    outlet, day = story[0].outlet or "an unknown outlet", format_published(story[0].published)
    return f"first in {outlet}, {day}"


def list_other_outlets(story: Sequence[StoryCopy], outlet: str) -> tuple[str, ...]:
    """The other outlets that print a story, each once, the earliest first."""
    return tuple(name for name in _list_outlets(story) if name != outlet)


def find_rewording(sentence: str, states: Sequence[Revision]) -> SentenceChange | None:
    """When an article, by its revisions, last came to say a sentence that it now has, if ever."""
    wanted = _collapse_spaces(sentence)
    for older, newer in reversed(list(pairwise(states))):
        had, has = (wanted in _collapse_spaces(one.text) for one in (older, newer))
        if older.replaced and has and not had:
            before = find_earlier_wording(sentence, older.text, beside=newer.text)
            return SentenceChange(older.replaced, before)
    return None


def find_earlier_wording(sentence: str, text: str, *, beside: str) -> str:
    """The sentence of `text` that says most nearly the same; "" if none comes near.

    Those that stand in `beside`, the other version of the text, are what they always were.
    """
    known = {_collapse_spaces(one.text) for one in split_sentences(beside)}
    others = [one for one in split_sentences(text) if _collapse_spaces(one.text) not in known]
    found = find_nearest_sentence(sentence, others)
    if found is None:
        return ""
    old, new = (one.casefold().split()[:LONGEST] for one in (found.text, sentence))
    return found.text if SequenceMatcher(None, old, new, autojunk=False).ratio() >= ALIKE else ""


def diff_wordings(before: str, now: str) -> Iterator[DiffPiece]:
    """Two wordings of a sentence as one: what both have, what only one has, in order, by words.

    Joining all pieces but those "now" gives `before`, all but those "before" gives `now`, each
    with single spaces.
    """
    before, now = _collapse_spaces(before), _collapse_spaces(now)
    old, new = (WORD.findall(text) for text in (before, now))
    if max(len(old), len(new)) > LONGEST:
        yield from (("before", before), ("now", now))
        return
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", "".join(old[i:j])
            continue
        if i < j:
            yield "before", "".join(old[i:j])
        if k < m:
            yield "now", "".join(new[k:m])


def _list_outlets(story: Sequence[StoryCopy]) -> list[str]:
    """Those that are known, each once, in the order of their printings."""
    return list(dict.fromkeys(one.outlet for one in story if one.outlet))


def _locate_citation(citation: Citation) -> tuple[str, int, int]:
    return citation.article_id, citation.start, citation.end


def _collapse_spaces(text: str) -> str:
    """With every run of spaces and line breaks as one space: wrapping anew changes no word."""
    return " ".join(text.split())
