"""Questions that lean on the conversation: "and what did she say in May?", "why?", "and in 2021?".

Rules in place of a rewriting model. A mere piece of a question takes the place of its like in the
question before; to any other the names and things of that question are added in brackets, which
reads well to people and serves as a search query.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from rag.query.answer_text import strip_attributions
from rag.query.fragments import insert_fragment, is_fragment
from rag.query.instructions import repeats_question
from rag.query.parsed import ParsedQuestion, Query, read_names
from rag.query.referents import find_person, find_thing
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
_PRONOUN = re.compile(
    r"(?!(?:(?<=\bis )|(?<=\bwas ))it\s+\w+\s+(?:to|that|if)\b)"  # "is it illegal to …"
    r"\b(?:he|she|they|him|her|hers|his|them|their|theirs|it|its)\b"
    r"|(?<!\bis )(?<!are )(?<!was )(?<!were )(?<!be )\bthere\b"
    r"|\b(?:that|this|those|these)\b(?=\s*[?.,!]*\s*$|\s+(?:is|was|were|are|happen\w*|mean\w*|cost\w*"
    r"|about|for|change\w*|affect\w*|work\w*|true|right|so|decision|plan|deal|bill|law|vote|ones?|person|man"
    r"|woman|\w{2,}er\s+than|enough|legal|normal|usual|case|company|country|city|ruling|claim|figure|number|attack|report)\b)",
    re.I,
)
_PERSON = re.compile(r"\b(?:he|she|him|her|hers|his)\b", re.I)
_THING = re.compile(r"\b(?:it|its)\b", re.I)
_OF_SEVERAL = re.compile(  # "the other one", "did any others?", "anyone else"
    r"\bothers?(?:\s+ones?)?\b(?=[\s.?!]*$)|\b(?:any\w*|some\w*|no\s?body|nothing)\s+else\b"
    r"|\bthe\s+(?:former|latter)\b(?=[\s.?!]*$|\s+(?:is|was|did|do|does|has|will)\b)"
    r"|\bthe\s+(?:first|second|third|last|other)\s+one\b",
    re.I,
)
_CORRECTING = re.compile(r"\s*(?:no|sorry|actually)\s*[,.!:–—]\s*|\s*i\s+meant?\b\s*", re.I)
_NEVER_ALONE = re.compile(rf"{_CORRECTING.pattern}|.{{0,5}}\b(?:what|how)\s+about\b", re.I)
_CARRIED = re.compile(r"\s*\(about: ([^()]*)\)\s*$")
_AUXILIARIES = collect_words("did was is does do are were has have had will would can could should")
_ASKING_HOW_MANY = re.compile(  # "How many months was her detention": the noun is not her
    r"\s*(?:how\s+(?:many|much|old|long|far|often)|what|which)(?:\s+\w+){0,2}\s+"
    rf"(?:{'|'.join(sorted(_AUXILIARIES))})\s*$",
    re.I,
)
_SENTENCES_BEFORE = re.compile(r"(?:.*[.!?]\s)?", re.DOTALL)
_OBJECT = re.compile(  # "about it", "with them": nothing said before it in the question is meant
    r"\b(?:about|of|for|with|against|to|by|on|from|behind|after|before)\s+$", re.I
)
_DEFINITE = re.compile(r"\bthe\s+([a-z]+)", re.I)
# A thing of the question's follows these: "the harbour bridge", "about ferries".
_DETERMINERS = collect_words(
    "a about against an and any around at by during for from her his in into its my near no of on",
    "our over some that the their this those these to under with without your",
)
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
    if of_several or _means_known(question, before):
        return True
    pronoun = _PRONOUN.search(question.text)
    return pronoun is not None and _points_back(question, pronoun)


def _points_back(question: ParsedQuestion, pronoun: re.Match[str]) -> bool:
    before = question.text[: pronoun.start()]
    if stem_content(_SENTENCES_BEFORE.findall(before)[0]):
        return False  # "A cheese product is popular again. Which product is it?"
    ends = question.text[pronoun.end() :].strip(" ?.!") == ""
    owns = pronoun[0].lower() in {"his", "her", "its", "their"} and not ends
    is_object = bool(_OBJECT.search(before)) and not owns
    if question.names:
        return is_object and ends  # "What did Biden say about it?"
    if is_object or ends or _ASKING_HOW_MANY.match(before):
        return True
    return not stem_content(before)  # what the pronoun may stand for


def _opens_new_question(question: ParsedQuestion, before: str) -> bool:
    """Whether "and" opens a new question: "And who won the World Cup?"."""
    text, named = question.text, question.names
    if not named or not before or _PRONOUN.search(text) or _NEVER_ALONE.match(text):
        return False
    asked = stem_content(text)
    if asked & stem_content(before):
        return False
    others = {word for word in asked - stem_all(" ".join(named)) if not word.isdigit()}
    ahead = stem_content(text[: text.find(named[0].split()[0])])
    return len(others) > 1 or bool(others & ahead)


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


def split_carried(question: str) -> tuple[str, str]:
    """`question` apart from what was added in brackets, " (about: …)"; "" where nothing was."""
    match = _CARRIED.search(question)
    return (question[: match.start()], f" (about: {match[1]})") if match else (question, "")


def complete_followup(question: ParsedQuestion, earlier: Query, answer: str = "") -> str:
    """`question` with what it needs of the earlier one, itself already whole, and of its answer.

    "and in June?" puts June into the earlier question; "what did she say?" becomes "what did she
    say? (about: Mara Lindqvist, harbour bridge)"; "tell me more" and "as a list" are that question.
    """
    answer = strip_attributions(answer)
    if repeats_question(question.text):
        return earlier.asked_as
    if (replaced := insert_fragment(question, earlier, answer)) is not None:
        return replaced
    body, carried = split_carried(earlier.asked_as)
    asked = earlier.parsed.reparse(body)
    before = list(filter(None, carried[len(" (about: ") : -1].split(", ")))
    topics = _find_topics(asked, alone=not carried) + before
    text = question.text
    several = bool(_OF_SEVERAL.search(text))
    meant = ""
    if not several and _PERSON.search(text):
        meant = find_person(asked, before, answer)
    elif not several and _THING.search(text):
        meant = find_thing(asked, topics, answer)
    if meant:
        topics = [meant, *topics]
    elif several or not any(topic[0].isupper() for topic in topics):
        found = list(read_names(answer))
        topics = (list(filter(is_person, found)) or list(filter(is_full_name, found)))[:2] + topics
    if several and _CORRECTING.match(text):
        text = f"{body.rstrip()} {text.strip()}"
    said = stem_all(text)
    new = [topic for topic in dict.fromkeys(topics) if not stem_all(topic) <= said]
    return f"{text.rstrip()} (about: {', '.join(new[:MOST_TOPICS])})" if new else text


def _find_topics(question: ParsedQuestion, *, alone: bool) -> list[str]:
    """Names, then the things that follow an article or a preposition.

    Failing both, all words, where the question is `alone`: nothing was carried into it.
    """
    named = list(question.names)
    all_words = split_words(question.timeless)
    taken = {part for name in named for part in name.split()}
    runs = [(index, run) for index, run in _find_runs(all_words, taken) if not _is_year(run[0])]
    things = []
    for index, run in runs:
        kept = run[:-1] if len(run) > 1 and run[-1].endswith(("ed", "ing")) else run
        if index and all_words[index - 1].lower() in _DETERMINERS:
            things.append(" ".join(kept))
        elif name := _find_name_of_run(all_words, index, run, named):
            named[named.index(name)] = f"{name} {' '.join(kept)}"
    rest = [] if named or things or not alone else [" ".join(run) for _, run in runs]
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
