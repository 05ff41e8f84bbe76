"""A true sentence put in other words by script: what a check should call supported."""

import re

from rag.text.lexicon import collect_words
from tests.benchmarks.judging.sentences import DAYS, MONTHS, PERSON, SAYING, Change, Place

_NUMBERS = "two three four five six seven eight nine ten"
_SPELLED = {word: n for n, word in enumerate(_NUMBERS.split(" "), 2)}
_CLAUSE = (
    r", (?:which|who|where|while|after|when|as|with|including|according to)\b(?:[^,;“”\"]|,\d)*"
)
_OPENED = (
    (r"\b(is|are|was|were|do|does|did|has|have|had|would|could|should)n['’]t\b", r"\1 not"),
    (r"\bcan['’]t\b", "cannot"), (r"\bwon['’]t\b", "will not"), (r"\bI['’]m\b", "I am"),
    (r"\b(We|They|You|we|they|you)['’]re\b", r"\1 are"), (r"\b(\w+)['’]ve\b", r"\1 have"),
    (r"\b(\w+)['’]ll\b", r"\1 will"), (r"\b([Ii]t|[Tt]hat)['’]s (?=a|the|not|very)", r"\1 is "),
)  # fmt: skip
_ADVERBS = (
    "quickly|recently|currently|previously|really|finally|immediately|officially|strongly|publicly|"
    "simply|clearly|certainly|particularly|especially|largely|repeatedly|eventually|significantly|"
    "actually|basically|obviously|initially|subsequently|ultimately|rapidly|heavily|widely|fully"
)
_PASSIVE = (
    "announced|launched|approved|rejected|released|published|signed|killed|attacked|arrested|"
    "criticised|criticized|accused|praised|banned|ordered|acquired|introduced|unveiled|issued|"
    "reported|confirmed|used|created|passed|opened|closed|lifted|suspended|cancelled|received"
)
_DOER = r"[A-Z][\w’'.-]*(?: [\w’'.-]+){0,4}?"
_DONE_TO = r"(?:the|a|an|its|his|her|their|new) [\w’' -]{3,40}?"
_AFTERWARDS = r"(?: (?:on|in|at|after|during|for|to|from|last|this|that)\b.*)?"
_ACTIVE = re.compile(rf"({_DOER}) ({_PASSIVE}) ({_DONE_TO})({_AFTERWARDS})\.")


_NO_DOER = collect_words(  # words that show that what stands before the verb is more than a doer
    "has have had was were is are been be and that who which not also some he she"
)


def _unless_same(text: str, place: Place) -> str | None:
    return None if text == place.text else text


def verbatim(place: Place) -> str | None:
    """The sentence itself."""
    return place.text


def clause_dropped(place: Place) -> str | None:
    """Without a clause between commas that begins with "which", "after", "including" …"""
    shorter = re.sub(_CLAUSE + r"(?:,(?!\d)|(?=\.$))", "", place.text, count=1)
    return _unless_same(shorter, place) if len(shorter.split()) >= 6 else None


def attribution_turned(place: Place) -> str | None:
    """Puts "It sank, police said." as "Police said that it sank."."""
    pattern = r"([A-Z][^“”\"]+), ([\w .]{3,60}) (said|says|told \w+|according to [\w .]+)\."
    match = re.fullmatch(pattern, place.text)
    if match is None or match[2].startswith(("who ", "which ", "and ")):
        return None
    return f"{match[2][0].upper()}{match[2][1:]} {match[3]} that {match[1]}."


def respelled(place: Place) -> str | None:
    """Puts "5%" as "5 per cent", "two" as "2", "1.2 million" in digits, "$5 billion" as "$5bn"."""
    text = re.sub(r"(\d)%", r"\1 per cent", place.text)
    text = re.sub(r"(\d) percent\b", r"\1%", text) if text == place.text else text
    for word, value in _SPELLED.items():
        text = re.sub(rf"(?<=[a-z] ){word}(?= [a-z])", str(value), text)
    text = re.sub(r"([$£€]\d[\d.]*) billion", r"\1bn", text)
    return _unless_same(re.sub(r"(?<![$£€\d.,])\d+(?:\.\d+)? million\b", _in_digits, text), place)


def _in_digits(match: re.Match[str]) -> str:
    return f"{round(float(match[0].split()[0]) * 1_000_000):,}"


def contraction_opened(place: Place) -> str | None:
    """Puts "isn't" as "is not", "we're" as "we are"."""
    text = place.text
    for pattern, opened in _OPENED:
        text = re.sub(pattern, opened, text)
    return _unless_same(text, place)


def said_otherwise(place: Place) -> str | None:
    """Puts "said" as "stated", or as "told reporters" before "that" or at the end."""
    text = re.sub(r"\bsaid(?= that\b|\.$)", "told reporters", place.text)
    return _unless_same(re.sub(r"\bsaid\b", "stated", text), place)


def date_shortened(place: Place) -> str | None:
    """Puts "September 3" as "Sept. 3", "Wednesday" as "Wed."."""
    months = [m for m in MONTHS if len(m) > 4]
    text = re.sub(
        rf"\b({'|'.join(months)}) (?=\d)",
        lambda m: f"{m[1][:4] if m[1] == 'September' else m[1][:3]}. ",
        place.text,
    )
    text = re.sub(rf"\b({'|'.join(DAYS)})(?= [a-z])", lambda m: f"{m[1][:3]}.", text)
    return _unless_same(text, place)


def by_surname(place: Place) -> str | None:
    """A speaker's surname in place of the full name."""
    for name in place.article.speakers:
        if name in place.text:
            return place.text.replace(name, name.split()[-1])
    return None


def country_respelled(place: Place) -> str | None:
    """Puts "the United States" for "the U.S.", "the U.S." for that, so for Britain."""
    for pattern, other in (
        (r"\bthe (?:U\.S\.|US)(?= [a-z])", "the United States"),
        (r"\bthe United States\b", "the U.S."),
        (r"\bthe (?:U\.K\.|UK)(?= [a-z])", "the United Kingdom"),
        (r"\bthe United Kingdom\b", "the UK"),
    ):
        text = re.sub(pattern, other, place.text)
        if text != place.text:
            return text
    return None


def passive(place: Place) -> str | None:
    """Puts "The senate approved the bill." as "The bill was approved by the senate."."""
    match = _ACTIVE.fullmatch(place.text)
    if match is None or re.search(r"[a-z]s$", match[3]) or _NO_DOER.intersection(match[1].split()):
        return None
    doer = match[1].replace("The ", "the ", 1)
    return f"{match[3][0].upper()}{match[3][1:]} was {match[2]} by {doer}{match[4]}."


def adverbs_dropped(place: Place) -> str | None:
    """Without "recently", "strongly" and other adverbs that neither hedge nor deny."""
    return _unless_same(re.sub(rf"(?<=[a-z]) (?:{_ADVERBS})(?= [a-z])", "", place.text), place)


def headline(place: Place) -> str | None:
    """Without articles, as headlines are."""
    text = re.sub(r"\b(?:[Tt]he|[Aa]n?) (?=[\w“‘])", "", place.text)
    return _unless_same(text[:1].upper() + text[1:], place)


def joined(place: Place) -> str | None:
    """With the sentence after it, as one: "and" for the stop between."""
    if not place.text.endswith(".") or not re.match(r"[A-Z][a-z]", place.following):
        return None
    after = place.following
    if after.split()[0] in {"The", "A", "An", "He", "She", "It", "They", "We", "But", "In", "This"}:
        after = after[0].lower() + after[1:]
    return f"{place.text[:-1]} and {after}" if after.endswith(".") else None


def pronoun(place: Place) -> str | None:
    """Puts "he" or "she", drawn, for the name of one who speaks."""
    match = re.search(rf"(?:(?<=^)|(?<=, )){PERSON}(?= {SAYING}\b)", place.text)
    if match is None:
        return None
    word = place.chance.choice(["he", "she"])
    word = word if match.start() else word.capitalize()
    return place.text[: match.start()] + word + place.text[match.end() :]


REPHRASED: dict[str, Change] = {
    "verbatim": verbatim, "clause dropped": clause_dropped,
    "attribution turned": attribution_turned, "respelled": respelled,
    "contraction opened": contraction_opened, "said otherwise": said_otherwise,
    "date shortened": date_shortened, "by surname": by_surname,
    "country respelled": country_respelled, "made passive": passive,
    "adverbs dropped": adverbs_dropped, "headline style": headline, "two joined": joined,
    "pronoun": pronoun,
}  # fmt: skip
