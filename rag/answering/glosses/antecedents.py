"""Whom "she" and what "it" stands for: the one name in the sentences before that it can be."""

from collections.abc import Sequence

from rag.answering.glosses.reading import Found, Reading, find_quotations
from rag.text import lexicon
from rag.text.entities import is_person
from rag.text.mentions import Mention, read_sentence
from rag.text.people import Gender, People
from rag.text.person_words import HE, NO_SURNAMES, PERSON_NOUNS, SAYING, SHE
from rag.text.tokens import Token, fold

REACH = 2  # sentences before its own in which an antecedent may stand
_SUBJECT = 3  # tokens with which a sentence begins and among which its subject stands

_ARTICLES = lexicon.collect_words("a an the another his her their its one")


def find_antecedent(reading: Reading, at: int) -> Found | None:
    """The one person whom "he", "she", "his" or an opening "Her" at token `at` can mean."""
    mark = reading.marks[at]
    gender: Gender = "he" if mark.low in {"he", "his"} else "she"
    if _names_somebody(reading, at) or _points_ahead(reading, at) or _has_others(reading, at):
        return None
    found = _find_only(reading, gender, quotes=_follows(reading, at) in SAYING)
    if found is None or any(one.surname == fold(found[0].split()[-1]) for one in reading.mentions):
        return None
    owned = "’s" if mark.low in {"his", "her"} else ""
    return Found(mark.start, mark.start + len(mark.low), found[0] + owned, found[1])


def _names_somebody(reading: Reading, at: int) -> bool:
    """Whether the sentence itself has, before token `at`, whom the pronoun there may mean.

    Of a quotation that the pronoun ends (“…,” she said) the names are not the speaker's.
    """
    follows = _follows(reading, at)

    def counts(offset: int) -> bool:
        return not (follows in SAYING and reading.is_quoted(offset))

    named = any(one.last < at and not one.placed and counts(one.start) for one in reading.mentions)
    return named or any(m.low in PERSON_NOUNS and counts(m.start) for m in reading.marks[:at])


def _has_others(reading: Reading, at: int) -> bool:
    """Whether the sentence has another "he" or "she" beside that at `at`, or a "him"."""
    others = [n for n, mark in enumerate(reading.marks) if not reading.is_quoted(mark.start)]
    rival = any(reading.marks[n].low in {"he", "she"} for n in others if n != at)
    return rival or any(_is_object(reading.marks, n) for n in others)


def _is_object(marks: Sequence[Token], at: int) -> bool:
    """Whether the token is "him", or a "her" that has no noun behind it."""
    after = marks[at + 1] if at + 1 < len(marks) else None
    ends = after is None or not after.is_word or after.low in lexicon.STOP_WORDS
    return marks[at].low == "him" or (marks[at].low == "her" and ends)


def _points_ahead(reading: Reading, at: int) -> bool:
    """Whether a name after the clause may be meant: "In her first speech, Varga said …"."""
    if at < 2 and reading.marks[at].low not in {"his", "her"}:
        return False
    commas = [n for n, mark in enumerate(reading.marks) if mark.text == "," and n > at]
    opens = reading.marks[0].low in lexicon.STOP_WORDS or at == 0
    return bool(opens and commas) and any(one.first > commas[0] for one in reading.mentions)


def _follows(reading: Reading, at: int) -> str:
    return reading.marks[at + 1].low if at + 1 < len(reading.marks) else ""


def _find_only(reading: Reading, gender: Gender, *, quotes: bool) -> tuple[str, int] | None:
    """The name of the one person of this gender in the sentences before, and where it stands.

    If the sentence just before begins with the only person in it, those before do not matter,
    unless it is asked who `quotes`: that need not be whom the last sentence was about.
    """
    near = _read_people(reading, reading.at - 1, gender)
    if near is None or len(near) > 1:
        return None
    marks, mentions = read_sentence(reading.sentences[reading.at - 1].text)
    leads = near and mentions[0].first < _SUBJECT
    leads = leads and not (quotes and not _speaks(mentions[0], marks))
    if leads and near.get(_identify(reading, mentions[0])[0]):
        return next(iter(near)), reading.at - 1
    far = _read_people(reading, reading.at - 2, gender)
    if far is None or not (near or marks[0].low == gender) or len({*near, *far}) != 1:
        return None
    ((name, about),) = (near or far).items()
    return (name, reading.at - (1 if near else 2)) if about else None


def _read_people(reading: Reading, place: int, gender: Gender) -> dict[str, bool] | None:
    """The people in a sentence who can be meant, and of each whether it is about them.

    None where somebody unknown may be meant. Whom a quotation names is not who speaks.
    """
    people: dict[str, bool] = {}
    if place < 0:
        return people
    marks, mentions = read_sentence(reading.sentences[place].text)
    if _has_nameless(marks, mentions, gender) or any(
        _is_object(marks, n) for n in range(len(marks))
    ):
        return None  # "a teacher", "Varga asked him"
    quotations = find_quotations(reading.article, reading.sentences[place])
    for one in mentions:
        name, known = _identify(reading, one)
        if name and name not in people and any(m.low == gender for m in marks[: one.first]):
            return None  # "He met Varga": another one
        if name and (known is None or (known == gender and marks[one.last].text.endswith("'s"))):
            return None  # of "Varga's reaction" nobody knows whether she is meant
        if name and known == gender:
            about = one is mentions[0] or _speaks(one, marks)
            quoted = any(start <= one.start < end for start, end in quotations)
            people[name] = people.get(name, False) or (about and not quoted)
        elif not name and _may_be_rival(reading.people, one, marks, gender):
            return None
    return people


def _identify(reading: Reading, one: Mention) -> tuple[str, Gender | None]:
    """The full name of a person who is mentioned, and the gender if known; "" if in doubt."""
    if one.placed:
        return "", None
    person = reading.people.find_person(one.text.split()[-1])
    if person and person.shown_by < reading.at:
        return person.name, person.gender
    if one.shown and reading.people.is_full(one):
        return one.text, "he" if one.role in HE else "she" if one.role in SHE else None
    return "", None


def _speaks(one: Mention, marks: Sequence[Token]) -> bool:
    """Whether a name is a speaker's: "Varga said", "said Varga,", but not "said Varga won"."""
    after = marks[one.last + 1].low if one.last + 1 < len(marks) else "."
    before = one.first > 0 and marks[one.first - 1].low in SAYING
    return after in SAYING or (before and not after[0].isalnum())


def _may_be_rival(people: People, one: Mention, marks: Sequence[Token], gender: Gender) -> bool:
    """Whether a name of nobody known may still be a person's of this gender."""
    if one.role in (SHE if gender == "he" else HE) or one.placed or one.text.isupper():
        return False
    if len(one.words) == 1:
        return one.shown or one.hinted or people.is_shown(one.text)
    the = one.first and marks[one.first - 1].low == "the"
    return is_person(one.text) and not the and one.words[-1] not in NO_SURNAMES


def _has_nameless(marks: Sequence[Token], mentions: Sequence[Mention], gender: Gender) -> bool:
    """Whether somebody without a name is spoken of, as "a teacher", "his wife"."""
    named = {at for one in mentions for at in range(one.first - 1, one.last + 1)}
    for at, mark in enumerate(marks):
        if mark.low not in PERSON_NOUNS - (SHE if gender == "he" else HE) or at in named:
            continue
        before = {m.low for m in marks[max(0, at - 4) : at]}
        if before & _ARTICLES and not before & {"is", "was", "as", "became", ","}:
            return True
    return False
