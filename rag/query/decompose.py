"""Questions of several parts, taken into single ones: "Who won, and did Trump concede?".

Each part is whole: it has the subject, the names and the time of the question that it came from.
The rules split only what is plainly several questions, since a part looked up by itself is worse
than the whole where the whole is one: "Why did Russia cut off gas to Poland and Bulgaria?".
"""

import re
from collections.abc import Sequence

from rag.query.carried import add_carried, split_carried
from rag.query.followups import complete_followup, leans_on_context
from rag.query.fragments import replace_time
from rag.query.known_names import KnownNames
from rag.query.parsed import ParsedQuestion, Query
from rag.query.vocabulary import (
    ASKING,
    AUXILIARY,
    BE,
    DO,
    split_words,
    stem_content,
    strip_possessive,
)
from rag.text.entities import NAME
from rag.text.lexicon import collect_words
from rag.text.sentences import split_sentences

MOST_PARTS = 4
LONGEST = 600  # characters; what is longer is a pasted text rather than a question

_PRONOUN = r"(?:he|she|they|it|there|we|you)"
_SUBJECT = rf"(?:(?-i:(?:[Tt]he\s+)?{NAME})|{_PRONOUN})"
_ASKS = re.compile(
    rf"(?:and|but|so|or|also)?\b[\s,]*(?:(?:by|in|at|on|for|to|from|with|of|since|until)\s+)?"
    rf"(?:{ASKING}|{AUXILIARY})\b",
    re.I,
)
_LEADING_UP = re.compile(  # asks nothing: "Did you know that …?", "Remember Theranos?"
    r"(?:did|do|have|has)\s+(?:you|anyone)\s+(?:know|see|seen|hear|heard|remember|notice)", re.I
)
_CLAUSE = re.compile(  # where another question begins: ", and did Trump …", "and how much …"
    rf"(?:,\s*(?:and|but|or)|\s(?:and|but))\s+(?="
    rf"{DO}\s+{_SUBJECT}\b|{ASKING}\b|(?:by|for|since|to|with|from)\s+(?:how|what|which|whom|when)\b)"
    rf"|,\s*(?=(?:what|how|why)\s+{AUXILIARY}\b)"
    rf"|,\s*(?:and|but|or)\s+(?={BE}\s+{_SUBJECT}\s+\w)",
    re.I,
)
_STANCE = (
    r"(?:say|says|said|claim\w*|den(?:y|ies|ied)|promis\w+|argu\w+|warn\w*|insist\w*|call\w*|urg\w+"
    r"|tell|tells|told|want\w*|support\w*|oppos\w+|back\w*|reject\w*|welcom\w+|condemn\w*|vot\w+"
    r"|predict\w*|refus\w+|propos\w+|demand\w*|criticis\w+|criticiz\w+)"
)
_CONTRAST = re.compile(  # "did A say X while B said Y?"
    rf"(?P<first>{AUXILIARY}\s+(?-i:(?:[Tt]he\s+)?{NAME})\s+{_STANCE}\b.+?)"
    rf"(?:,?\s+(?:while|whereas)|,?\s+(?:and|but))\s+"
    rf"(?P<second>(?-i:(?:[Tt]he\s+)?{NAME})\s+{_STANCE}\b.+)",
    re.I,
)
_ITEM = rf"(?-i:(?:[Tt]he\s+)?{NAME})"
_NAMES = rf"{_ITEM}(?:,\s+{_ITEM})*,?\s+(?:and|or|nor)\s+{_ITEM}"
_OPINION = (
    r"(?:say|think|claim|promise|propose|argue|want|demand|believe|predict|vote|respond|react|do"
    r"|report|write|fare|perform|tell|differ|disagree|compare|stand)"
)
_COMPARING = (
    r"(?:more|less|fewer|most|least|first|better|best|worse|worst|higher|highest|lower|lowest|larger"
    r"|largest|bigger|biggest|faster|fastest|earlier|longer|longest|older|oldest|cheaper|cheapest)"
)
_EACH = (  # the places where a list of names means each of them
    rf"(?:what|how|why|when|where)\s+(?:did|do|does|have|has|will)\s+(?P<a>{_NAMES})(?=\s+{_OPINION}\b)",
    rf"what\s+(?:happened|is\s+happening|has\s+happened|happens|changed|is\s+new)\s+(?:in|at|to|with)"
    rf"\s+(?P<b>{_NAMES})",
    rf"{AUXILIARY}\s+(?P<c>{_ITEM}(?:,\s+{_ITEM})*,?\s+or\s+{_ITEM})(?=\s+\w)",
    rf"\bboth\s+(?P<d>{_ITEM}\s+and\s+{_ITEM})",
    rf"(?P<e>{_NAMES})(?=(?:,)?\s+(?:each|respectively)\b)",
    rf"\b{_COMPARING}\b[^,:–—]*[,:–—]\s*(?P<f>{_ITEM}(?:,\s+{_ITEM})*,?\s+or\s+{_ITEM})(?=\s*\?|\s*$)",
)
_LISTS = tuple(re.compile(pattern, re.I) for pattern in _EACH)
_OF_THESE = re.compile(  # "which of the three banks – A, B or C – raised …?"
    r"\bwhich\s+(?:one\s+)?of\s+(?:the|these|those)\b[^–—:(,?]*?"
    r"\s*(?:[–—:(,]|\s-\s)\s*(?P<list>[^–—:()?]+?,?\s+(?:or|and)\s+[^–—:()?,]+?)\s*(?:[–—):,]|\s-\s)"
    r"(?=\s*\w)",
    re.I,
)
_BETWEEN_ITEMS = re.compile(r",\s*(?:(?:and|or|nor)\s+)?|\s+(?:and|or|nor)\s+")
_BACKWARD = re.compile(r"\b(?:he|she|they|him|her|his|hers|them|theirs?|its?|so)\b", re.I)
# "How do A and B differ?" is, of each, "How does A differ?".
_SINGULAR = {"do": "does", "have": "has", "are": "is", "were": "was"}
_PLURAL = re.compile(r"\b(do|have|are|were)\s+$", re.I)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|‘[^’]*’(?!\w)")
# Of one name: "the Food and Drug Administration", "the Department of Health and Human Services".
_OFFICES = collect_words(
    "act administration affairs agency authority board bureau center centers centre centres",
    "commission committee conference council department development exchange industry institute",
    "ministry minister office secretary services service society technology union",
)
# Names with "and" in them, by the last word of the one side and the first of the other.
_PAIRS = (
    "trinidad tobago|bosnia herzegovina|antigua barbuda|kitts nevis|tome principe|turks caicos"
    "|romeo juliet|marks spencer|procter gamble|barnes noble|smith wesson|ernst young"
    "|bath beyond|standard poor|dolce gabbana|simon garfunkel|beauty beast|pride prejudice"
    "|fast furious|dungeons dragons|law order|will grace|tom jerry|ben jerry|bonnie clyde"
    "|crime punishment|war peace|adam eve|abercrombie fitch|thelma louise|crate barrel"
    "|tyne wear|brighton hove|newfoundland labrador|england wales|harry meghan"
)
_SINGLE = frozenset(tuple(pair.split(" ")) for pair in _PAIRS.split("|"))


def split_parts(question: ParsedQuestion) -> tuple[ParsedQuestion, ...]:
    """The single questions in `question`, each whole, at most four; () where it is one."""
    if len(question.text) > LONGEST:
        return ()
    body, topics = split_carried(question.text)
    carried = add_carried("", topics)
    context, asked = _split_context(body)
    if len(asked) > 1:
        parts = _complete_parts(question, asked, carried)
    else:
        parts = [part for one in asked for part in _split_sentence(question, one, carried)]
    found = tuple(question.reparse(f"{context}{part}") for part in parts)
    return found if 2 <= len(found) <= MOST_PARTS and len(set(found)) == len(found) else ()


def _split_context(text: str) -> tuple[str, list[str]]:
    """What leads up to the question, and the sentences that ask."""
    sentences = [" ".join(sentence.text.split()) for sentence in split_sentences(text)]
    asks = [one for one in sentences if _is_question(one, last=one is sentences[-1])]
    if not asks or sentences[-len(asks) :] != asks:
        return "", []  # something stands between or after the questions
    context = " ".join(sentences[: -len(asks)])
    return (f"{context} " if context else ""), asks


def _is_question(sentence: str, *, last: bool) -> bool:
    marked = sentence.rstrip("\"'”’»)").endswith("?") or (last and sentence[-1:] not in ".!")
    return marked and bool(_ASKS.match(sentence)) and not _LEADING_UP.match(sentence)


def _split_sentence(question: ParsedQuestion, sentence: str, carried: str) -> list[str]:
    """The questions within one sentence."""
    hidden, quotes = _hide_quotes(sentence.rstrip(" ?"))

    def asked(parts: Sequence[str]) -> list[str]:
        return [f"{_restore_quotes(part, quotes).strip(' ,')}?" for part in parts]

    if listed_ones := _expand_choice(hidden) or _expand_list(hidden):
        return [part + carried for part in asked(listed_ones)]
    parts = _split_contrast(hidden) or _split_clauses(hidden)
    return _complete_parts(question, asked(parts), carried)


def _hide_quotes(text: str) -> tuple[str, list[str]]:
    """The text with each quotation as one capital-less word that no rule looks into."""
    quotes: list[str] = []

    def hide(match: re.Match[str]) -> str:
        quotes.append(match[0])
        return f"\ue000{len(quotes) - 1}\ue001"

    return _QUOTED.sub(hide, text), quotes


def _restore_quotes(text: str, quotes: Sequence[str]) -> str:
    for index, quote in enumerate(quotes):
        text = text.replace(f"\ue000{index}\ue001", quote)
    return text


def _split_clauses(sentence: str) -> list[str]:
    """One clause after another: "Who won, and did Trump concede?"."""
    if not _ASKS.match(sentence):
        return []
    pieces, start = [], 0
    for match in _CLAUSE.finditer(sentence):
        first = sentence[start : match.start()]
        if len(split_words(first)) < 2 or _has_embedded(first):
            return []  # "When and where …", "… said who won and what he did"
        pieces.append(first)
        start = match.end()
    return [*pieces, sentence[start:]] if pieces else []


def _has_embedded(clause: str) -> bool:
    """Whether a question word stands inside: what follows may hang on it."""
    asking = re.findall(rf"\b(?:{ASKING}|that|whether|if|because|while)\b", clause, re.I)
    opens = bool(re.match(AUXILIARY + r"\b", clause.strip(), re.I))
    return len(asking) > (0 if opens else 1)


def _split_contrast(sentence: str) -> list[str]:
    """Two sides: "Did A say X while B said Y?"; the second keeps the words in which it is told."""
    match = _CONTRAST.fullmatch(sentence)
    return [match["first"], match["second"]] if match else []


def _expand_choice(sentence: str) -> list[str]:
    match = _OF_THESE.search(sentence)
    return _expand_items(sentence, match, "list", named=False) if match else []


def _expand_list(sentence: str) -> list[str]:
    for pattern in _LISTS:
        if match := pattern.search(sentence):
            kind = next(key for key, value in match.groupdict().items() if value)
            return _expand_items(sentence, match, kind, named=True)
    return []


def _expand_items(sentence: str, match: re.Match[str], group: str, *, named: bool) -> list[str]:
    """The sentence with each item of the list in its place; [] where it is no list of several."""
    items = [item.strip() for item in _BETWEEN_ITEMS.split(match[group])]
    before, after = sentence[: match.start(group)], sentence[match.end(group) :]
    if any(len(split_words(item)) > 5 or not split_words(item) for item in items):
        return []
    if named and any(map(_is_one_name, items, items[1:])):
        return []
    before = re.sub(r"\bboth\s+$", "", before, flags=re.I)
    after = re.sub(r"^,?\s+(?:each|respectively)\b", "", after, flags=re.I)
    if named:
        before = _PLURAL.sub(lambda verb: _SINGULAR[verb[1].lower()] + " ", before)
    return [f"{before}{item}{after}" for item in items]


def _is_one_name(one: str, other: str) -> bool:
    """Whether two names with "and" between them are one: "Trinidad and Tobago"."""
    left, right = (
        [strip_possessive(word) for word in split_words(item.lower())] for item in (one, other)
    )
    if (left[-1], right[-1 if right[0] == "the" else 0]) in _SINGLE:
        return True
    of_one_office = bool(_OFFICES & set(left)) and " of " in one
    return right[0] != "the" and (of_one_office or bool(_OFFICES & set(right)))


def _complete_parts(question: ParsedQuestion, parts: Sequence[str], carried: str) -> list[str]:
    """Each part with the topics of the one before, where it leans on it, and with their time."""
    asked = [question.reparse(part) for part in parts]
    whole = [question.reparse(part + carried) for part in parts[:1]]
    for part in asked[1:]:
        before = whole[-1]
        few = len(stem_content(part.text)) < 2
        if few or leans_on_context(part, before.text) or _BACKWARD.search(part.text):
            whole.append(
                part.reparse(complete_followup(part, Query(before, before), "", KnownNames()))
            )
        else:
            whole.append(part.reparse(part.text + carried))
    times = {part.time for part in asked if part.time}
    if len(times) != 1 or any(part.times and not part.time for part in asked):
        return [part.text for part in whole]
    [time] = times
    return [_add_time(part, time) for part in whole]


def _add_time(part: ParsedQuestion, time: str) -> str:
    """The part with the time of the others, unless it has it or is too short to hold it: "Why?"."""
    if part.time or len(split_words(split_carried(part.text)[0])) < 3:
        return part.text
    return replace_time(part, time) or part.text
