"""Questions that lean on the conversation: "and what did she say in May?", "why?", "and in 2021?".

Rules in place of a rewriting model. A mere piece of a question takes the place of its like in the
question before; to any other the names and things of that question are added in brackets, which
reads well to people and serves as a search query.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from rag.query.answer_text import strip_attributions
from rag.query.carried import add_carried, split_carried
from rag.query.fragments import insert_fragment, is_fragment
from rag.query.instructions import repeats_question
from rag.query.known_names import KnownNames
from rag.query.parsed import ParsedQuestion, Query, read_names
from rag.query.pronouns import PERSON, PRONOUN, THING, asks_of_thing, points_back
from rag.query.referents import find_person, find_thing
from rag.query.succession import asks_successor
from rag.query.vocabulary import (
    ASKING,
    is_content,
    split_words,
    stem_all,
    stem_content,
    strip_possessive,
)
from rag.text.entities import is_full_name, is_person
from rag.text.lexicon import collect_words
from rag.text.tokens import fold, stem

MOST_TOPICS = 5  # names and things that are carried over

_LEADING = re.compile(
    r"\s*(?:and|but|so(?!\s+(?:far|many|much))|or|then(?!-)|also|plus(?!-)|compared\s+(?:to|with))\b"
    r"|\s*(?:no|sorry|actually)\s*[,.!:–—]|\s*i\s+meant?\b"
    r"|\s*(?:what|how)\s+about\b|\s*(?:what|who|where)\s+else\b"
    r"|\s*what\s+(?:happened|came|comes|followed)\s+(?:next|then|after(?:wards?)?)\b[\s.?!]*$"
    r"|\s*(?:the\s+)?same\b(?=[\w\s]*\b(?:for|in|on|with|about)\b)"
    r"|\s*tell\s+me\s+more\b(?!\s+(?:about|on)\s+(?!(?:it|that|this|them|him|her)\b))"
    r"|\s*(?:go\s+on|more|really|elaborate)\b[\s.?!]*$"
    rf"|\s*(?:since\s+when|{ASKING})(?:\s+(?:so|come|not|exactly|then|much|many))?[\s.?!]*$"
    rf"|\s*(?:(?:by|in|to|at|for|on|from|with)\s+)?{ASKING}(?:\s+\w+)?[\s.?!]*$"
    r"|\s*the(?:\s+(?-i:[a-z])\w*){1,2}[\s.?!]*$",
    re.I,
)
_OF_SEVERAL = re.compile(  # "the other one", "did any others?", "anyone else"
    r"\bothers?(?:\s+ones?)?\b(?=[\s.?!]*$)|\b(?:any\w*|some\w*|no\s?body|nothing)\s+else\b"
    r"|\bthe\s+(?:former|latter)\b(?=[\s.?!]*$|\s+(?:is|was|did|do|does|has|will)\b)"
    r"|\bthe\s+(?:first|second|third|last|other)\s+one\b",
    re.I,
)
_CORRECTING = re.compile(r"\s*(?:no|sorry|actually)\s*[,.!:–—]\s*|\s*i\s+meant?\b\s*", re.I)
_NEVER_ALONE = re.compile(rf"{_CORRECTING.pattern}|.{{0,5}}\b(?:what|how)\s+about\b", re.I)
_AUXILIARIES = collect_words("did was is does do are were has have had will would can could should")
_THEY = re.compile(r"\b(?:they|them|their|who)\b", re.I)
_DEFINITE = re.compile(r"\bthe\s+([a-z]+)", re.I)
# The subject of a question follows, and then its verb: "will the bridge open".
_ASKED_OF = collect_words("did do does will would can could should")
# A thing of the question's follows these: "the harbour bridge", "about ferries".
_DETERMINERS = collect_words(
    "a about against an and any around at by during for from her his in into its my near no of on",
    "our over some that the their this those these to under with without your",
)
_ANYBODY = stem_all("people person persons man men woman women child children victims")
# With "the" before them and nothing after, one that was spoken of: "did the court agree?"
_SPOKEN_OF = collect_words(
    "agreement attack bill company court crash deal decision firm government investigation judge",
    "law offer plan police proposal ruling suspect suspects team union victim victims vote",
)


def leans_on_context(question: ParsedQuestion, before: str = "") -> bool:
    """Whether `question` cannot be understood without what was said before it.

    `before` is that, the last question and its answer, where it is known.
    """
    if repeats_question(question.text):
        return True
    if _LEADING.match(question.text):
        return not _opens_new_question(question, before)
    if is_fragment(question):
        return True
    of_several = not question.names and _OF_SEVERAL.search(question.text)
    if of_several or _means_known(question, before) or (before and _says_little(question)):
        return True
    return points_back(question) or bool(before and asks_of_thing(question))


def goes_on(question: ParsedQuestion) -> bool:
    """Whether it says nothing of its own: "why?", "who else?", "as a list"."""
    text = question.text
    bare = not stem_content(text) and not question.names
    return repeats_question(text) or (bare and bool(_LEADING.match(text)))


def _opens_new_question(question: ParsedQuestion, before: str) -> bool:
    """Whether "and" opens a new question: "And who won the World Cup?"."""
    text, named = question.text, question.names
    if not named or not before or PRONOUN.search(text) or _NEVER_ALONE.match(text):
        return False
    asked = stem_content(text)
    if asked & stem_content(before):
        return False
    others = {word for word in asked - stem_all(" ".join(named)) if not word.isdigit()}
    ahead = stem_content(text[: text.find(named[0].split()[0])])
    return len(others) > 1 or bool(others & ahead)


def _says_little(question: ParsedQuestion) -> bool:
    """Whether it has a verb and no more: "How many people died?", "Who resigned?"."""
    told = question.names or question.quotes or question.task not in {"fact", "cause", "manner"}
    article = re.search(r"\b(?:the|an?|our|your|my)\s", question.text, re.I)
    words = stem_content(question.text) - _ANYBODY
    return not (told or article) and len(words) == 1 and len(split_words(question.text)) > 1


def _means_known(question: ParsedQuestion, before: str) -> bool:
    """Whether a short question speaks of "the" bridge, or of "Holm" who was "Elin Holm"."""
    if not before or len(stem_content(question.text)) > 3:
        return False
    if question.names:
        surnames = {name.rpartition(" ")[2] for name in read_names(before) if is_person(name)}
        return any(name in surnames for name in question.names)
    spoken = stem_content(before)
    nouns = [fold(noun) for noun in _DEFINITE.findall(question.text)]
    return any(noun in _SPOKEN_OF or (is_content(noun) and stem(noun) in spoken) for noun in nouns)


def complete_followup(
    question: ParsedQuestion, earlier: Query, answer: str, known: KnownNames
) -> str:
    """`question` with what it needs of the earlier one, itself already whole, and of its answer.

    "and in June?" puts June into the earlier question; "what did she say?" becomes "what did she
    say? (about: Mara Lindqvist, harbour bridge)"; "tell me more" and "as a list" are that question.
    """
    answer = strip_attributions(answer)
    if repeats_question(question.text):
        return earlier.asked_as
    if (replaced := insert_fragment(question, earlier, answer, known)) is not None:
        return replaced
    body, before = split_carried(earlier.asked_as)
    asked = earlier.parsed.reparse(body)
    text = question.text
    topics = [*_find_topics(asked, every=goes_on(question), alone=not before), *before]
    several = bool(_OF_SEVERAL.search(text))
    if not several and (pronoun := PERSON.search(text)):
        if meant := find_person(asked, before, answer, pronoun[0], known):
            topics = _put_person_first(meant, topics, answer, known)
            surname = meant.rpartition(" ")[2]
            if asks_successor(text) and known.read(surname).gender:
                topics = [surname]  # so are those named in the articles on who came after them
    elif not several and THING.search(text) and (meant := find_thing(asked, topics, answer)):
        topics = [meant, *topics]
    told = bool(topics) and THING.search(text) and not _THEY.search(text)  # what "it" is
    if several or not (told or any(topic[0].isupper() for topic in topics)):
        found = [name for name in read_names(answer) if known.read(name).kind != "place"]
        topics = (list(filter(is_person, found)) or list(filter(is_full_name, found)))[:2] + topics
    if several and _CORRECTING.match(text):
        text = f"{body.rstrip()} {text.strip()}"
    said = stem_all(text)
    placed = any(known.read(name).kind == "place" for name in question.names)
    new = [
        topic for topic in dict.fromkeys(topics)
        if not (stem_all(topic) <= said or (placed and known.read(topic).kind == "place"))
    ]  # fmt: skip
    return add_carried(text, new[:MOST_TOPICS])


def _put_person_first(
    meant: str, topics: Sequence[str], answer: str, known: KnownNames
) -> list[str]:
    """The topics with whom a pronoun means; if the answer named them, in place of others."""
    rest = [topic for topic in topics if not stem_all(topic) <= stem_all(meant)]
    if meant not in topics:
        rest = [topic for topic in rest if known.read(topic, answer).kind != "person"]
    return [meant, *rest]


def _find_topics(question: ParsedQuestion, *, every: bool, alone: bool) -> list[str]:
    """Names, then things that follow an article or a preposition, then, if wanted, `every` word.

    Failing all, all words, where the question is `alone`: nothing was carried into it.
    """
    named = list(question.names)
    all_words = split_words(question.timeless)
    taken = {part for name in named for part in name.split()}
    runs = [(index, run) for index, run in _find_runs(all_words, taken) if not _is_year(run[0])]
    things: list[str] = []
    rest: list[str] = []
    for index, run in runs:
        verb = run[-1].endswith(("ed", "ing")) or all_words[max(index - 2, 0)].lower() in _ASKED_OF
        kept = run[:-1] if len(run) > 1 and verb else run
        if index and all_words[index - 1].lower() in _DETERMINERS:
            things.append(" ".join(kept))
        elif name := _find_name_of_run(all_words, index, run, named):
            named[named.index(name)] = f"{name} {' '.join(kept)}"
        elif every:
            rest.append(" ".join(run))
    if alone and not (named or things or every):
        rest = [" ".join(run) for _, run in runs]
    return named + things + rest


def _is_year(topic: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", topic))


def _find_name_of_run(
    all_words: list[str], index: int, run: list[str], named: list[str]
) -> str | None:
    """The name that the run at `index` belongs to: "Ohio" in "the Ohio primary"."""
    for name in named:
        first = index - len(name.split())
        before = [strip_possessive(word) for word in all_words[first:index]]
        if first > 1 and before == name.split():
            subject = all_words[first - 2].lower() in _AUXILIARIES  # "did the Fed decide"
            determined = all_words[first - 1].lower() in _DETERMINERS
            return name if determined and not subject and not run[-1].endswith("ed") else None
    return None


def _find_runs(all_words: list[str], taken: set[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of content words that belong to no name, each with the index it starts at."""
    for content, run in groupby(
        enumerate(all_words), lambda w: is_content(w[1]) and strip_possessive(w[1]) not in taken
    ):
        if content:
            members = list(run)
            yield members[0][0], [strip_possessive(word) for _, word in members]
