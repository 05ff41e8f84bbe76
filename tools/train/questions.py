"""Questions made by template from sentences of the news, with the name or number they ask for.

"Spain fined Meta $550 million on Friday, officials said." becomes "Who fined Meta $550 million?" or
"Spain fined Meta how much?". After Lewis et al., "Unsupervised Question Answering by Cloze
Translation" (2019), whose noisy clozes taught a reader nearly as well as grammatical ones.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.text.entities import Name, find_names, is_person
from rag.text.lexicon import STOP_WORDS, collect_words
from rag.text.numbers import read_quantities
from rag.text.quantities import DATES, Quantity
from rag.text.tokens import Token, tokenize

SHORTEST, LONGEST = 7, 22  # words of a question
_ASIDE = re.compile(r", (?:which|who|where|while|after|when|as|with|including|according to)\b.*$")
_SAID = re.compile(r",? (?:[A-Z][\w.’'-]+ ){0,4}(?:\w+ )?(?:said|says|told|announced)\b[^,]*\.?$")
_OPENING = re.compile(r"^(?:But|And|Yet|Still|However,|Meanwhile,|In addition,) ")
_KINDS = {
    "University": "university", "College": "college", "Airlines": "airline", "Court": "court",
    "Police": "police force", "Party": "party", "Bank": "bank", "County": "county",
    "River": "river", "Island": "island", "Museum": "museum", "Hospital": "hospital",
    "School": "school", "Committee": "committee", "Department": "department", "League": "league",
    "Cup": "competition", "Act": "law", "Street": "street", "Airport": "airport",
    "Church": "church", "Union": "union", "Association": "association", "Group": "company",
    "Inc": "company", "Co": "company", "Corp": "company",
}  # fmt: skip
_COUNTED = re.compile(r"(?: [a-z-]+){0,2}? (?:people|men|women|children|police|[a-z]{2,}s)\b")
_PLACED = re.compile(r"\b(?:in|at|from|near|across|to)$")
_STATES = collect_words(
    "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Hawaii Idaho "
    "Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Montana "
    "Minnesota Mississippi Missouri Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee "
    "Texas Utah Vermont Virginia Wisconsin Wyoming"
)
_COUNTRIES = collect_words(
    "Afghanistan Argentina Australia Austria Belgium Brazil Canada Chile China Colombia Cuba Egypt "
    "Denmark Ethiopia Finland France Germany Greece Haiti Hungary India Indonesia Iran Iraq Israel "
    "Ireland Italy Japan Kenya Lebanon Libya Mexico Myanmar Netherlands Nigeria Norway Pakistan "
    "Peru Philippines Poland Portugal Qatar Romania Russia Rwanda Somalia Spain Sudan Sweden Syria "
    "Switzerland Taiwan Thailand Tunisia Turkey Ukraine Venezuela Vietnam Yemen"
)


@dataclass(frozen=True, slots=True)
class MadeQuestion:
    """A question, and the words that answer it as the sentence has them."""

    text: str
    answer: str


def make_questions(sentence: str, chance: random.Random) -> Iterator[MadeQuestion]:
    """One for each name and number of the sentence that lends itself, in a drawn order."""
    text = _shorten(sentence, chance)
    marks = tokenize(text)
    spans: list[Name | Quantity] = [name for name in find_names(marks) if name.sure]
    taken = {at for name in spans for at in range(name.first, name.last + 1)}
    spans += [q for q in read_quantities(marks) if q.first not in taken]
    chance.shuffle(spans)
    for span in spans:
        made = _ask_for(span, text, marks, chance)
        if made is not None and SHORTEST <= len(made.text.split()) <= LONGEST:
            yield made


def _shorten(sentence: str, chance: random.Random) -> str:
    """Without "he said", mostly without its asides: what people ask is short."""
    text = _OPENING.sub("", sentence.strip())
    text = _SAID.sub("", text)
    if chance.random() < 0.8:
        text = _ASIDE.sub("", text)
    return text.rstrip(" .!?,;:")


def _ask_for(
    span: Name | Quantity, text: str, marks: tuple[Token, ...], chance: random.Random
) -> MadeQuestion | None:
    start, end = marks[span.first].start, marks[span.last].end
    before, after = text[:start].rstrip(), text[end:]
    if isinstance(span, Name):
        asked, answer = _ask_name(span, before), span.text
        after = re.sub(r"^['’]s\b", "’s", after)
    else:
        asked, answer, after = _ask_quantity(span, after)
        before = re.sub(
            r"(?:\b(?:about|nearly|more than|over|some|almost)|[$£€])$", "", before
        ).rstrip()
    if not asked or not (before or after).strip(" ,"):
        return None
    before = re.sub(r"\b(?:[Tt]he|[Aa]n?)$", "", before).rstrip()
    if not before:
        question = f"{asked} {after.lstrip()}"
    elif chance.random() < 0.5:
        question = f"{before} {asked} {after.lstrip()}"
    else:  # the question word first, and what it stood after behind
        inverted = (
            before[0].lower() + before[1:]
            if before.split()[0].istitle()
            and " " in before
            and before.split()[0].lower() in {"the", "a", "an", "in", "on", "at"}
            else before
        )
        question = f"{asked} {inverted} {after.lstrip()}"
    question = re.sub(r"\s+", " ", question).strip(" ,;:")
    return MadeQuestion(question[0].upper() + question[1:] + "?", answer)


def _ask_name(name: Name, before: str) -> str:
    words = name.text.split()
    last = words[-1].rstrip(".")
    if last in _STATES:
        return "which state"
    if name.text in _COUNTRIES:
        return "which country"
    if last in _KINDS:
        return f"which {_KINDS[last]}"
    if _PLACED.search(before):
        return "which place" if len(words) < 3 else "what"
    if is_person(name.text) and len(words) in {2, 3}:
        return "who"
    return "who" if len(words) == 1 and name.lone else "which"


def _ask_quantity(span: Quantity, after: str) -> tuple[str, str, str]:
    """The words that ask for it, the answer, and what is left behind it."""
    if span.kind in DATES or span.kind == "time":
        return "when", span.text, after
    if span.kind == "percent":
        return "what percentage", span.text, re.sub(r"^(?:%| per ?cent\b)", "", after)
    if span.kind == "money":
        return "how much", span.text, after
    counted = _COUNTED.match(after) if span.kind == "number" and not span.spelled else None
    if counted and STOP_WORDS.isdisjoint(counted[0].split()):
        return f"how many{counted[0]}", span.text, after[counted.end() :]
    return "", "", after
