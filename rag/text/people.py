"""The people whom an article names: their full names, what shows that they are people, gender."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from rag.text import lexicon
from rag.text.entities import is_person
from rag.text.mentions import PLACING, Mention, read_sentence
from rag.text.person_words import HE, NO_SURNAMES, PERSON_NOUNS, SHE, may_be_given
from rag.text.tokens import fold
from rag.types import Sentence

Gender = Literal["he", "she"]

_OFFICES = lexicon.collect_words("president king queen prince princess lady duke duchess")
PRONOUNS: dict[str, Gender] = {
    "he": "he", "his": "he", "him": "he", "himself": "he",
    "she": "she", "her": "she", "hers": "she", "herself": "she",
}  # fmt: skip
_ENOUGH = 20  # sentences with a bare name: further ones would show little more
_PREFACE = 3  # sentences, of headlines and captions, before the one that gives a name in full
ONE_SIDED = 4  # times as many signs of one gender as of the other
_FEWEST = 2  # signs that show a gender: one may be of somebody else

MOST_FORMS = 20  # of one name in an article; with more it is nobody's


@dataclass(frozen=True, slots=True)
class Person:
    name: str  # in full
    shown_by: int  # index of the sentence that first gives it
    gender: Gender | None


class People:
    """Who is named in an article, read as far as somebody is asked for."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = sentences
        self._found: dict[str, Person | None] = {}

    def find_person(self, word: str) -> Person | None:
        """The one person with this surname, if the article leaves no doubt; `word` as written."""
        if word not in self._found:
            self._found[word] = self._read_person(word)
        return self._found[word]

    def is_shown(self, word: str) -> bool:
        """Whether the article shows that the single name `word` is somebody's: "Madonna said"."""
        low = fold(word)
        return any(
            (one.shown or one.hinted) and one.words == (low,)
            for sentence in self.sentences
            if word in sentence.text
            for one in read_sentence(sentence.text)[1]
        )

    def _read_person(self, word: str) -> Person | None:
        low = fold(word)
        unfit = len(low) < 3 or word.isupper() or low in lexicon.BODIES | NO_SURNAMES
        mentions = [] if unfit else self._read_mentions(word)
        named = [(at, one) for at, one in mentions if one.surname == low]
        full = [(at, one) for at, one in named if len(one.words) > 1]
        plain = [(at, one.text) for at, one in full if self.is_full(one)]
        signs = self._find_signs(low, named)
        elsewhere = [one for _, one in mentions if _is_elsewhere(one, low)]
        bare = [at for at, one in named if len(one.words) == 1]
        if not (plain and bare) or _are_several([one for _, one in named]):
            return None
        if any(one.joint and not self._has_longer(one.joint) for _, one in full):
            return None
        if plain[0][0] > bare[0] + _PREFACE:
            return None
        shown = sum(one.shown or one.hinted for _, one in named)
        if any(one.shown or one.hinted for one in elsewhere) or 2 * len(elsewhere) > shown:
            return None  # "Jordan Peele", "in Jordan"
        gender = weigh_signs(signs)
        personal = any(one.shown for _, one in named) or (gender and not low.endswith("s"))
        at, name = plain[0]
        if not personal or self._is_place(name.split()[0]):
            return None
        return Person(name, at, gender)

    def _read_mentions(self, word: str) -> list[tuple[int, Mention]]:
        """The names in the sentences that have `word`; none where no longer name has it.

        Of those where it stands alone some will do, beside all where it may be a place.
        """
        telling: list[tuple[int, set[str]]] = []
        others: list[tuple[int, set[str]]] = []
        for at, sentence in enumerate(self.sentences):
            if word in sentence.text:
                beside = set(_read_beside(sentence.text, word))
                if "several" in beside:
                    return []
                (telling if beside else others).append((at, beside))
        if not any("longer" in beside for _, beside in telling):
            return []
        read = sorted(at for at, _ in (*telling, *others[:_ENOUGH]))
        return [(at, one) for at in read for one in read_sentence(self.sentences[at].text)[1]]

    def _has_longer(self, word: str) -> bool:
        return any(
            len(one.words) > 1 and one.surname == fold(word) for _, one in self._read_mentions(word)
        )

    def _is_place(self, given: str) -> bool:
        """Whether the article has "in Lansing": then a "Lansing Chipotle" is nobody's name."""
        place = re.compile(rf"\b(?:{'|'.join(PLACING)}) {re.escape(given)}\b(?! [A-Z])")
        return any(place.search(sentence.text) for sentence in self.sentences)

    def is_full(self, one: Mention) -> bool:
        """Whether it is a person's full name and nothing else, if it is a person's.

        Not if its first word may be the sentence's: "Two Madonna fans", "New Fusco's".
        """
        word = f" {one.words[0]} "
        opens = one.first == 0 and any(word in sentence.text for sentence in self.sentences)
        return len(one.words) > 1 and not opens and "&" not in one.text and _is_plain(one)

    def _find_signs(self, surname: str, named: list[tuple[int, Mention]]) -> list[Gender]:
        """A "he" for each title of a man and each "he" beside the name alone; so also "she"."""
        signs: list[Gender] = []
        for at, one in named:
            if one.role in HE | SHE:
                signs += ["he" if one.role in HE else "she"] * ONE_SIDED
            marks, others = read_sentence(self.sentences[at].text)
            nouns = PERSON_NOUNS.intersection(m.low for m in marks[one.last + 1 :])
            if nouns or any(o.surname != surname and not o.placed for o in others):
                continue  # "Varga's brother said he", "Varga told Reed that he"
            signs += [PRONOUNS[m.low] for m in marks[one.last + 1 :] if m.low in PRONOUNS]
        return signs


def weigh_signs(signs: Sequence[Gender]) -> Gender | None:
    """The gender that signs show, some of which may be of somebody else; None if they disagree."""
    he, she = signs.count("he"), signs.count("she")
    if max(he, she) < _FEWEST or max(he, she) <= ONE_SIDED * min(he, she):
        return None
    return "he" if he > she else "she"


def _read_beside(text: str, word: str) -> Iterator[str]:
    """Of each `word` in a sentence, whether it is part of a longer name, a place, a plural."""
    at = text.find(word)
    while at >= 0:
        before, after = text[:at].split(), text[at + len(word) :]
        if (before and before[-1][0].isupper()) or after[:2].strip(" -")[:1].isupper():
            yield "longer"
        if before and (before[-1].lower() in PLACING or before[-1].endswith(",")):
            yield "place"
        if re.match(r"e?s\b", after):
            yield "several"  # "the Bidens"
        at = text.find(word, at + len(word))


def _is_elsewhere(one: Mention, word: str) -> bool:
    """Whether `word` is here a place, or begins a longer name, as a given name does."""
    if one.words == (word,):
        return one.placed
    if one.words[-1] in NO_SURNAMES or one.words[-1].endswith("s"):
        return False  # "Trump Tower", "Trump Republicans"
    return len(one.words) == 2 and one.words[0] == word and "-" not in one.text


def _are_several(named: Sequence[Mention]) -> bool:
    """Whether names with one surname may be of more than one, or of a body or a place."""
    full = [one for one in named if len(one.words) > 1]
    bare = [one for one in named if len(one.words) == 1]
    if any(one.placed or "&" in one.text for one in full) or any(one.counted for one in named):
        return True
    forms = {one.words for one in full}
    if len(forms) > MOST_FORMS or not all(_are_one(a, b) for a, b in combinations(forms, 2)):
        return True
    roles = {one.role for one in named}
    if roles & HE and roles & SHE:
        return True
    offices = {one.role for one in bare} & _OFFICES
    return not offices <= {one.role for one in full}  # "President Biden", but "Jill Biden"


def _are_one(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two full names with one surname are one person's: "Joe Biden", "Joseph R. Biden"."""
    short, long = sorted((one, other), key=len)
    initials = all(len(word) == 1 for word in long[1:-1])
    return long[-len(short) :] == short or (initials and long[0] == short[0])


def _is_plain(one: Mention) -> bool:
    """Whether it is a name and nothing else: two words, or with initials, "de" or "van" between."""
    between = [word for word in one.words[1:-1] if len(word) > 1 and word not in lexicon.JOINING]
    joined = one.words[0] in lexicon.JOINING
    titled = bool(one.role) and len(between) == 1
    named = is_person(one.text) and may_be_given(one.words[0])
    return named and not joined and (not between or titled)
