"""The names in a sentence, read as those of people: titles aside, and what stands beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from rag.text import lexicon
from rag.text.entities import find_names
from rag.text.person_words import BODIES_TOO, COUNTING, PERSON_NOUNS, SAYING
from rag.text.sentences import STARTERS
from rag.text.tokens import Token, tokenize

PLACING = lexicon.collect_words("in at near outside across throughout")
_BEFORE_NAMES = (PERSON_NOUNS | lexicon.TITLES | lexicon.NOT_NAMES) - lexicon.collect_words(
    "the star host head model forward anchor child baby king jr sr"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a sentence as that of a person: `words` folded, titles and roles aside."""

    words: tuple[str, ...]
    text: str  # "Ilse Varga"
    start: int  # of `text` in the sentence, end exclusive and before a possessive ending
    end: int
    first: int  # indices of its tokens, titles and all
    last: int
    role: str  # the noun before it, folded, or ""
    shown: bool  # a title, a role, an age or an apposition beside it shows a person
    hinted: bool  # or it speaks, or "who" follows it, as may be of a body too
    counted: bool  # "the Chiefs", "some Republicans"
    joint: str  # "Bill" before "and Hillary Clinton", who may bear her name; or ""
    placed: bool  # "in Jordan"

    @property
    def surname(self) -> str:
        return self.words[-1]


@lru_cache(maxsize=2048)
def read_sentence(text: str) -> tuple[tuple[Token, ...], tuple[Mention, ...]]:
    """The tokens of a sentence, and the names in it."""
    marks = tokenize(text)
    return marks, tuple(_read_mentions(text, marks))


def _read_mentions(text: str, marks: Sequence[Token]) -> Iterator[Mention]:
    place = -2  # last token of a name that was that of a place: "in Marion, Indiana"
    for name in find_names(marks):
        begins = _skip_titles(marks, name.first, name.last)
        words = tuple(
            marks[at].low for at in range(begins, name.last + 1)
            if marks[at].is_word and marks[at].low not in lexicon.NOT_NAMES
        )  # fmt: skip
        if not words or words[-1] in PERSON_NOUNS:
            continue
        owned = begins and marks[begins - 1].text.endswith("'s")  # "the Queen's Health Systems"
        before = marks[begins - 1].low if begins and not owned else ""
        outside = marks[name.first - 1].low if name.first else ""
        after = [mark.low for mark in marks[name.last + 1 : name.last + 11]]
        titles = {before, *(mark.low for mark in marks[name.first : begins])} & PERSON_NOUNS
        hinted = before in SAYING or "who" in after[:2] or not SAYING.isdisjoint(after[:1])
        aged = len(after) > 2 and after[0] == "," and after[1].isdigit() and after[2] in {",", "."}
        owns = marks[name.last].text.endswith("'s")
        placed = outside in PLACING or (outside == "," and name.first == place + 2)
        if placed or outside == "of":
            place = name.last
        start, end = marks[begins].start, marks[name.last].end - 2 * owns
        yield Mention(
            words=words,
            text=" ".join(text[start:end].split()),
            start=start,
            end=end,
            first=name.first,
            last=name.last,
            role=before if before in PERSON_NOUNS else "",
            shown=bool(titles - BODIES_TOO) or aged or _is_described(after),
            hinted=hinted or bool(titles),
            counted=outside in COUNTING and (owns or _stops(after) or _acts(after[0])),
            joint=_read_joint(marks, name.first),
            placed=placed and not owns,
        )


def _read_joint(marks: Sequence[Token], first: int) -> str:
    """The one capitalised word before "and" before a name, or ""."""
    before = marks[max(0, first - 3) : first]
    if len(before) < 2 or before[-1].low != "and" or not before[-2].text.istitle():
        return ""
    return "" if len(before) > 2 and before[0].text.istitle() else before[-2].text


def _is_described(after: Sequence[str]) -> bool:
    """Whether what follows a name says that it is a person: ", a lawyer", ", the mayor of"."""
    if len(after) < 3 or after[0] != "," or after[1] not in {"a", "an", "the"}:
        return False
    phrase = [*takewhile(lambda word: word == "-" or not _stops([word]), after[2:])]
    return bool(phrase) and phrase[-1] in PERSON_NOUNS - BODIES_TOO


def _stops(after: Sequence[str]) -> bool:
    """Whether a phrase ends before these words: not so in "the Biden administration"."""
    if not after:
        return True
    return after[0] != "-" and (not after[0][0].isalnum() or after[0] in lexicon.STOP_WORDS)


def _acts(word: str) -> bool:
    return word.endswith("ed") or word in lexicon.IRREGULAR or word in SAYING


def _skip_titles(marks: Sequence[Token], first: int, last: int) -> int:
    """The index at which the name itself begins: of "Secretary of State Ilse Varga" at "Ilse"."""
    begins = first + (first < last and marks[first].text in STARTERS)
    for at in range(begins, last):
        if marks[at].low in _BEFORE_NAMES:
            begins = at + 1
    while begins < last and not marks[begins].is_word:
        begins += 1
    return begins + 2 if marks[begins].low == "of" and begins + 2 < last else begins
