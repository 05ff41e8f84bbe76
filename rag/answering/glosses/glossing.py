"""What a pronoun, a bare surname or "the mayor" in a cited sentence stands for, in brackets.

A gloss is our addition and stands outside the quotation: “It” [the Gannet Bridge] “is closed.”
Only what one name of the article can mean is explained; in doubt nothing is.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from rag.answering.glosses.antecedents import find_antecedent
from rag.answering.glosses.definite_nouns import find_body, find_definite_noun
from rag.answering.glosses.reading import Found, Reading, stands_alone
from rag.text import lexicon
from rag.text.entities import derive_acronyms
from rag.text.people import People
from rag.text.person_words import COUNTING
from rag.text.tables import find_table_header
from rag.types import Gloss, Sentence

MOST = 2  # glosses of one sentence

_ENDING = re.compile(r"(?:['’]s\b)?[.,;:!?…)\]}”’\"]*")
_GAP = re.compile(r"\s*")
_DETERMINERS = COUNTING | lexicon.collect_words("this that his her its their our my")
_QUOTED_WHOLE = re.compile(r"“[^“”]*”|\"[^\"]*\"")


def find_glosses(
    n: int, start: int, end: int, article_text: str, sentences: Sequence[Sentence]
) -> tuple[Gloss, ...]:
    """At most two glosses of the sentence `article_text[start:end]`, in the order of its words.

    `n` is the number of the citation, `sentences` are all those of the article, in order. Nothing
    is explained within quotations, where others speak, nor twice, nor what the sentence says. A row
    of a table has its header.
    """
    if header := find_table_header(article_text, start):
        return (Gloss(n, 0, end - start, header.text, header),)
    at = bisect_left([one.start for one in sentences], start)
    if at == len(sentences) or (sentences[at].start, sentences[at].end) != (start, end):
        return ()
    reading = Reading(article_text, sentences, at, People(sentences))
    found = [
        *_explain_surnames(reading), *_explain_acronyms(reading),
        *_explain_pronoun(reading), *find_definite_noun(reading),
    ]  # fmt: skip
    first: dict[str, Found] = {}
    for one in sorted(found, key=lambda one: one.start):
        first.setdefault(one.text.removesuffix("’s"), one)
    return tuple(
        Gloss(n, one.start, one.end, one.text, sentences[one.shown_by])
        for one in list(first.values())[:MOST]
    )


def write_glossed(sentence: str, glosses: Sequence[Gloss]) -> str:
    """The sentence as a quotation with the brackets outside it: “It” [the ship] “sank.”

    A bracket stands behind the marks that follow its word. A sentence that is itself one quotation
    and has no gloss gets no second marks, one that opens or ends a longer quotation no second mark
    there; the marks within it stay as they are.
    """
    if not glosses and _QUOTED_WHOLE.fullmatch(sentence):
        return sentence
    opens = "" if sentence.startswith("“") and "”" not in sentence else "“"
    closes = "" if sentence.endswith("”") and "“" not in sentence else "”"
    pieces: list[str] = []
    done = 0
    for gloss in sorted(glosses, key=lambda one: one.start):
        stop = _end_of(sentence, gloss.end)
        gap = _GAP.match(sentence, stop)
        resumed = gap.end() if gap else stop
        quoted = (opens if not done else "“") + sentence[done:stop]
        quoted += closes if stop == len(sentence) else "”"
        pieces.append(f"{quoted} [{gloss.text}]{sentence[stop:resumed]}")
        done = resumed
    if done < len(sentence):
        pieces.append((opens if not done else "“") + sentence[done:] + closes)
    return "".join(pieces)


def _end_of(sentence: str, at: int) -> int:
    ending = _ENDING.match(sentence, at)
    return ending.end() if ending else at


def _explain_surnames(reading: Reading) -> Iterator[Found]:
    """Explains "Varga", where the article names Ilse Varga before and no other of that surname."""
    marks = reading.marks
    for one in reading.mentions:
        bare = len(one.words) == 1 and one.first == one.last and not one.placed
        if not bare or reading.is_quoted(one.start) or not stands_alone(marks, one.last):
            continue
        before = marks[one.first - 1].low if one.first else ""
        if before in _DETERMINERS | {"-", "'"} or before.isdigit():
            continue
        person = reading.people.find_person(one.text)
        given = any(
            other.surname == one.surname and len(other.words) > 1 for other in reading.mentions
        )
        if person and person.shown_by < reading.at and not given:
            yield Found(one.start, one.end, person.name, person.shown_by)


def _explain_acronyms(reading: Reading) -> Iterator[Found]:
    """Explains "HSA", where an earlier sentence has "Harbour Safety Agency (HSA)"."""
    for at, mark in enumerate(reading.marks):
        word = mark.text.removesuffix("'s")
        if len(word) < 3 or not (word.isupper() and word.isalpha()):
            continue
        if reading.is_quoted(mark.start) or not stands_alone(reading.marks, at):
            continue
        for before in range(reading.at):
            text = reading.sentences[before].text
            place = text.find(f"({word})")
            if place > 0 and (name := _read_defined(text[:place], word)):
                yield Found(mark.start, mark.start + len(word), name, before)
                break


def _read_defined(before: str, acronym: str) -> str:
    """The words before "(HSA)" whose initials it is, or ""."""
    words = before.split()
    for count in range(2, min(len(words), len(acronym) + 3) + 1):
        name = " ".join(words[-count:])
        if name[0].isupper() and acronym.lower() in derive_acronyms(name):
            return name
    return ""


def _explain_pronoun(reading: Reading) -> Iterator[Found]:
    for at, mark in enumerate(reading.marks):
        if reading.is_quoted(mark.start):
            continue
        if mark.low in {"it", "its"} and mark.text[0].isupper():
            found = find_body(reading, at)
        elif mark.low in {"he", "she", "his"} or mark.text == "Her":
            found = find_antecedent(reading, at)
        else:
            continue
        if found:
            yield found
        return
