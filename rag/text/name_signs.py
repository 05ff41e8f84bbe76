"""What the texts around a name show of it: a person's, a place's or a body's; he or she."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from rag.text.entities import is_person
from rag.text.lexicon import BODIES, TITLES
from rag.text.mentions import Mention, read_sentence
from rag.text.people import ONE_SIDED, PRONOUNS, Gender, weigh_signs
from rag.text.person_words import HE, NO_SURNAMES, PERSON_NOUNS, SHE, may_be_given
from rag.text.sentences import split_sentences
from rag.text.tokens import Token, fold

Kind = Literal["person", "place", "body", ""]  # "": the texts do not show it

_FEWEST_PLACES = 2  # mentions that place it, and half as many again as those that show another
_MORE_PLACED, _MORE_PERSONS = 1.5, 0.5  # "Trump" is hinted at as a body, too: "Trump's plans"


@dataclass(frozen=True, slots=True)
class NameSigns:
    """What is known of a name; nothing, where no text shows it."""

    kind: Kind = ""
    gender: Gender | None = None


def read_name(name: str, texts: Iterable[str]) -> NameSigns:
    """The kind and gender that `texts` show for a name as it is written, titles or none."""
    words = tuple(fold(word) for word in name.split())
    while len(words) > 1 and words[0] in TITLES | PERSON_NOUNS:
        words = words[1:]
    signs: list[Gender] = []
    seen: Counter[str] = Counter()
    for text in texts:
        before: Mention | None = None  # the only one named in the sentence before
        for sentence in split_sentences(text):
            marks, mentions = read_sentence(sentence.text)
            if before is not None and marks and marks[0].low in PRONOUNS:
                signs.append(PRONOUNS[marks[0].low])
            own = [one for one in mentions if _is_same(one, words)]
            for one in own:
                seen[_classify_mention(one)] += 1
                signs += _read_titles(one, marks)
            alone = bool(own) and all(one in own or one.placed for one in mentions)
            before = own[-1] if alone else None
            if before is not None:
                signs += _read_pronouns(marks[own[0].last + 1 :])
    gender = weigh_signs(signs)
    return NameSigns(_decide_kind(name, seen, gender), gender)


def _is_same(one: Mention, words: tuple[str, ...]) -> bool:
    """Whether a mention is of the name: by its surname too, where the name is full."""
    surname = one.surname == words[-1]
    return surname and (len(words) == 1 or len(one.words) == 1 or one.words == words)


def _classify_mention(one: Mention) -> str:
    if one.placed:
        return "place"
    full = len(one.words) > 1 and is_person(one.text) and may_be_given(one.words[0])
    if one.shown or (one.hinted and full):
        return "person"
    return "body" if one.hinted or one.counted else ""


def _read_titles(one: Mention, marks: tuple[Token, ...]) -> Iterator[Gender]:
    """A sign that counts for several, for "Mr", "spokeswoman" and the like before the name."""
    before = {one.role, *(mark.low for mark in marks[one.first : one.last])}
    for nouns, gender in ((HE, "he"), (SHE, "she")):
        if before & nouns:
            yield from [PRONOUNS[gender]] * ONE_SIDED


def _read_pronouns(after: tuple[Token, ...]) -> list[Gender]:
    """Those after the only name of a sentence; none if a "brother" may be meant."""
    words = [mark.low for mark in after]
    return [] if PERSON_NOUNS & set(words) else [PRONOUNS[w] for w in words if w in PRONOUNS]


def _decide_kind(name: str, seen: Counter[str], gender: Gender | None) -> Kind:
    words = {fold(word) for word in name.split()}
    others = seen["person"] + seen["body"]
    enough = seen["place"] >= _FEWEST_PLACES or seen["place"] > others
    if name.rpartition(" ")[2].isupper() or words & (BODIES | NO_SURNAMES):
        return "body"
    if enough and seen["place"] >= _MORE_PLACED * others:
        return "place"  # "Russia said" too
    if gender or (seen["person"] and seen["person"] >= _MORE_PERSONS * seen["body"]):
        return "person"
    return "body" if seen["body"] else ""
