"""Questions of several parts, taken into single ones: "Who won, and did Trump concede?".

Each part is whole: it has the subject, the names and the time of the question that it came from.
The rules split only what is plainly several questions, since a part looked up by itself is worse
than the whole where the whole is one: "Why did Russia cut off gas to Poland and Bulgaria?".
"""

import re
from collections.abc import Sequence
from itertools import zip_longest

from rag.query.dates.expressions import expressions
from rag.query.followups import leans, made_whole, without_carried
from rag.query.fragments import ANY_DAY, at_time, time_of
from rag.text.entities import NAME, bare, content_stems, words
from rag.text.lexicon import listed
from rag.text.sentences import split_sentences
from rag.types import Hit, Query

MOST_PARTS = 4
LONGEST = 600  # characters; what is longer is a pasted text rather than a question

_ASKING = r"(?:who|whom|whose|what|which|when|where|why|how)"
_DO = r"(?:did|does|do|didn['’]t|doesn['’]t|don['’]t)"
_BE = r"(?:is|are|was|were|has|have|had|will|would|can|could|should|isn['’]t|wasn['’]t)"
_AUX = rf"(?:{_DO}|{_BE})"
_PRONOUN = r"(?:he|she|they|it|there|we|you)"
_SUBJECT = rf"(?:(?-i:(?:[Tt]he\s+)?{NAME})|{_PRONOUN})"
_ASKS = re.compile(
    rf"(?:and|but|so|or|also)?\b[\s,]*(?:(?:by|in|at|on|for|to|from|with|of|since|until)\s+)?"
    rf"(?:{_ASKING}|{_AUX})\b",
    re.IGNORECASE,
)
_LEADING_UP = re.compile(  # asks nothing: "Did you know that …?", "Remember Theranos?"
    r"(?:did|do|have|has)\s+(?:you|anyone)\s+(?:know|see|seen|hear|heard|remember|notice)", re.I
)
_CLAUSE = re.compile(  # where another question begins: ", and did Trump …", "and how much …"
    rf"(?:,\s*(?:and|but|or)|\s(?:and|but))\s+(?="
    rf"{_DO}\s+{_SUBJECT}\b|{_ASKING}\b|(?:by|for|since|to|with|from)\s+(?:how|what|which|whom|when)\b)"
    rf"|,\s*(?=(?:what|how|why)\s+{_AUX}\b)"
    rf"|,\s*(?:and|but|or)\s+(?={_BE}\s+{_SUBJECT}\s+\w)",
    re.IGNORECASE,
)
_STANCE = (
    r"(?:say|says|said|claim\w*|den(?:y|ies|ied)|promis\w+|argu\w+|warn\w*|insist\w*|call\w*|urg\w+"
    r"|tell|tells|told|want\w*|support\w*|oppos\w+|back\w*|reject\w*|welcom\w+|condemn\w*|vot\w+"
    r"|predict\w*|refus\w+|propos\w+|demand\w*|criticis\w+|criticiz\w+)"
)
_CONTRAST = re.compile(  # "did A say X while B said Y?"
    rf"(?P<first>{_AUX}\s+(?-i:(?:[Tt]he\s+)?{NAME})\s+{_STANCE}\b.+?)"
    rf"(?:,?\s+(?:while|whereas)|,?\s+(?:and|but))\s+"
    rf"(?P<second>(?-i:(?:[Tt]he\s+)?{NAME})\s+{_STANCE}\b.+)",
    re.IGNORECASE,
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
    rf"{_AUX}\s+(?P<c>{_ITEM}(?:,\s+{_ITEM})*,?\s+or\s+{_ITEM})(?=\s+\w)",
    rf"\bboth\s+(?P<d>{_ITEM}\s+and\s+{_ITEM})",
    rf"(?P<e>{_NAMES})(?=(?:,)?\s+(?:each|respectively)\b)",
    rf"\b{_COMPARING}\b[^,:–—]*[,:–—]\s*(?P<f>{_ITEM}(?:,\s+{_ITEM})*,?\s+or\s+{_ITEM})(?=\s*\?|\s*$)",
)
_LISTS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _EACH)
_OF_THESE = re.compile(  # "which of the three banks – A, B or C – raised …?"
    r"\bwhich\s+(?:one\s+)?of\s+(?:the|these|those)\b[^–—:(,?]*?"
    r"\s*(?:[–—:(,]|\s-\s)\s*(?P<list>[^–—:()?]+?,?\s+(?:or|and)\s+[^–—:()?,]+?)\s*(?:[–—):,]|\s-\s)"
    r"(?=\s*\w)",
    re.IGNORECASE,
)
_BETWEEN_ITEMS = re.compile(r",\s*(?:(?:and|or|nor)\s+)?|\s+(?:and|or|nor)\s+")
_BACKWARD = re.compile(r"\b(?:he|she|they|him|her|his|hers|them|theirs?|its?|so)\b", re.IGNORECASE)
# "How do A and B differ?" is, of each, "How does A differ?".
_SINGULAR = {"do": "does", "have": "has", "are": "is", "were": "was"}
_PLURAL = re.compile(r"\b(do|have|are|were)\s+$", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|‘[^’]*’(?!\w)")
# Of one name: "the Food and Drug Administration", "the Department of Health and Human Services".
_OFFICES = listed(
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


def parts_of(question: str) -> tuple[str, ...]:
    """The single questions in `question`, each whole, at most four; () where it is one."""
    if len(question) > LONGEST:
        return ()
    body, carried = without_carried(question)
    context, asked = _sentences(body)
    if len(asked) > 1:
        parts = _completed(asked, carried)
    else:
        parts = [part for sentence in asked for part in _within(sentence, carried)]
    found = tuple(f"{context}{part}" for part in parts)
    return found if 2 <= len(found) <= MOST_PARTS and len(set(found)) == len(found) else ()


def _sentences(text: str) -> tuple[str, list[str]]:
    """What leads up to the question, and the sentences that ask."""
    sentences = [" ".join(sentence.text.split()) for sentence in split_sentences(text)]
    asks = [sentence for sentence in sentences if _asks(sentence, last=sentence is sentences[-1])]
    if not asks or sentences[-len(asks) :] != asks:
        return "", []  # something stands between or after the questions
    context = " ".join(sentences[: -len(asks)])
    return (f"{context} " if context else ""), asks


def _asks(sentence: str, *, last: bool) -> bool:
    marked = sentence.rstrip("\"'”’»)").endswith("?") or (last and sentence[-1:] not in ".!")
    return marked and bool(_ASKS.match(sentence)) and not _LEADING_UP.match(sentence)


def _within(sentence: str, carried: str) -> list[str]:
    """The questions within one sentence."""
    hidden, quotes = _without_quotes(sentence.rstrip(" ?"))

    def asked(parts: Sequence[str]) -> list[str]:
        return [f"{_with_quotes(part, quotes).strip(' ,')}?" for part in parts]

    if listed_ones := _of_these(hidden) or _listed(hidden):
        return [part + carried for part in asked(listed_ones)]
    return _completed(asked(_contrasted(hidden) or _clauses(hidden)), carried)


def _without_quotes(text: str) -> tuple[str, list[str]]:
    """The text with each quotation as one capital-less word that no rule looks into."""
    quotes: list[str] = []

    def hide(match: re.Match[str]) -> str:
        quotes.append(match[0])
        return f"\ue000{len(quotes) - 1}\ue001"

    return _QUOTED.sub(hide, text), quotes


def _with_quotes(text: str, quotes: Sequence[str]) -> str:
    for index, quote in enumerate(quotes):
        text = text.replace(f"\ue000{index}\ue001", quote)
    return text


def _clauses(sentence: str) -> list[str]:
    """One clause after another: "Who won, and did Trump concede?"."""
    if not _ASKS.match(sentence):
        return []
    pieces, start = [], 0
    for match in _CLAUSE.finditer(sentence):
        first = sentence[start : match.start()]
        if len(words(first)) < 2 or _has_embedded(first):
            return []  # "When and where …", "… said who won and what he did"
        pieces.append(first)
        start = match.end()
    return [*pieces, sentence[start:]] if pieces else []


def _has_embedded(clause: str) -> bool:
    """Whether a question word stands inside: what follows may hang on it."""
    asking = re.findall(rf"\b(?:{_ASKING}|that|whether|if|because|while)\b", clause, re.IGNORECASE)
    opens = bool(re.match(_AUX + r"\b", clause.strip(), re.IGNORECASE))
    return len(asking) > (0 if opens else 1)


def _contrasted(sentence: str) -> list[str]:
    """Two sides: "Did A say X while B said Y?"; the second keeps the words in which it is told."""
    match = _CONTRAST.fullmatch(sentence)
    return [match["first"], match["second"]] if match else []


def _of_these(sentence: str) -> list[str]:
    match = _OF_THESE.search(sentence)
    return _each(sentence, match, "list", named=False) if match else []


def _listed(sentence: str) -> list[str]:
    for pattern in _LISTS:
        if match := pattern.search(sentence):
            kind = next(key for key, value in match.groupdict().items() if value)
            return _each(sentence, match, kind, named=True)
    return []


def _each(sentence: str, match: re.Match[str], group: str, *, named: bool) -> list[str]:
    """The sentence with each item of the list in its place; [] where it is no list of several."""
    items = [item.strip() for item in _BETWEEN_ITEMS.split(match[group])]
    before, after = sentence[: match.start(group)], sentence[match.end(group) :]
    if any(len(words(item)) > 5 or not words(item) for item in items):
        return []
    if named and any(map(_is_one_name, items, items[1:])):
        return []
    before = re.sub(r"\bboth\s+$", "", before, flags=re.IGNORECASE)
    after = re.sub(r"^,?\s+(?:each|respectively)\b", "", after, flags=re.IGNORECASE)
    if named:
        before = _PLURAL.sub(lambda verb: _SINGULAR[verb[1].lower()] + " ", before)
    return [f"{before}{item}{after}" for item in items]


def _is_one_name(one: str, other: str) -> bool:
    """Whether two names with "and" between them are one: "Trinidad and Tobago"."""
    left, right = ([bare(word) for word in words(item.lower())] for item in (one, other))
    if (left[-1], right[-1 if right[0] == "the" else 0]) in _SINGLE:
        return True
    of_one_office = bool(_OFFICES & set(left)) and " of " in one
    return right[0] != "the" and (of_one_office or bool(_OFFICES & set(right)))


def _completed(parts: Sequence[str], carried: str) -> list[str]:
    """Each part with the topics of the one before, where it leans on it, and with their time."""
    whole = [part + carried for part in parts[:1]]
    for part in parts[1:]:
        before = whole[-1]
        if leans(part, before) or _BACKWARD.search(part) or len(content_stems(part)) < 2:
            whole.append(made_whole(part, Query(before, before, ANY_DAY)))
        else:
            whole.append(part + carried)
    times = {time for part in parts if (time := time_of(part))}
    if len(times) != 1 or any(expressions(part, ANY_DAY) and not time_of(part) for part in parts):
        return whole
    [time] = times
    return [_at(part, time) for part in whole]


def _at(part: str, time: str) -> str:
    """The part with the time of the others, unless it has it or is too short to hold it: "Why?"."""
    if time_of(part) or len(words(without_carried(part)[0])) < 3:
        return part
    return at_time(part, time, ANY_DAY) or part


def interleaved(lists: Sequence[Sequence[Hit]], k: int) -> list[Hit]:
    """The hits of several searches merged: the first of each, then the second of each, and so on.

    At most `k`, each passage once, where it stands first; the score stays that of its own search.
    """
    merged: dict[str, Hit] = {}
    for row in zip_longest(*lists):
        for hit in filter(None, row):
            merged.setdefault(hit.passage_id, hit)
    return list(merged.values())[: max(k, 0)]
