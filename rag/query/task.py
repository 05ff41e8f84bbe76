"""The kind of work that a question asks for: to find one fact, to sum up, to compare …"""

import re
from typing import Literal

from rag.query.instructions import (
    ARTICLES_ON,
    JUST_MORE,
    LONGEST,
    OUTLET_VERB,
    WHICH_OUTLETS,
    strip_form,
    strip_politeness,
)
from rag.query.listing import ASKS_FOR_MANY
from rag.query.vocabulary import ASKING, AUXILIARY, split_words
from rag.text.lexicon import JOINING, STOP_WORDS, TITLES, collect_words
from rag.text.sentences import split_sentences
from rag.text.tokens import stem

Task = Literal[
    "fact", "summary", "latest", "timeline", "comparison", "outlets", "list", "cause", "manner",
    "statement", "person", "definition", "yes_no", "more", "keywords", "headline",
]  # fmt: skip

_IS = r"(?:['’]s|\s+is|\s+are|\s+was|\s+were)"
_OPENS = rf"(?!(?:{ASKING}|{AUXILIARY})\b|.*\b(?:which|whom?|how|what)\b.*\?$)"
_SAYS = r"(?:say|said|tell|told|write|wrote|think|thought|claim|claimed|promise|promised|comment)"
_SAID = r"(?:said|says|claimed|claims|argued|argues|warned|warns|insisted|tweeted)"
# What goes up or down: "what happened to the price of gas" asks for a figure.
_MEASURED = (
    r"(?:prices?|costs?|rates?|shares?|stocks?|numbers?|levels?|values?|sales|temperatures?|index"
    r"|averages?|median|population|inflation|unemployment|gdp|profits?|revenues?|wages?)"
)
_WORK = r"(?:\w+[\s-]+){0,6}?"  # "give me a short …"
_SUM = r"(?:summar(?:y|ies)|overview|recap|rundown|digest|roundup|synopsis)"
_POINTING = r"(?:the|that|this|it|its|his|her|their|your|our|there|not|was|an?)"
# In the order in which they are tried: what names its task outright comes before mere forms.
_PATTERNS: tuple[tuple[Task, str], ...] = (
    ("more", rf"{JUST_MORE}$|(?:even |some |a bit |a little )?more (?:about|on|of)\b.*"
     r"|(?:tell|give) (?:me|us)(?: (?:some|even|a bit|a little))? more (?:about|on)\b.*"
     r"|(?:what|who|where|anything|anyone|something|is there anything) else\b.*"),
    ("timeline", rf"{_OPENS}{_WORK}(?:timeline|chronology|sequence of events|history of)\b"
     rf"|what{_IS} (?:the|a) (?:timeline|chronology|sequence of events)\b|.*\bas a timeline\b"
     r"|.*\bin chronological order\b|(?:how|what) did .*\bunfold"),
    ("outlets", rf".*\b(?:what|how) (?:(?:do|did|does|have|has|are|is) )?{WHICH_OUTLETS} "
     rf"(?:\w+ )?{OUTLET_VERB}\b|{_OPENS}{_WORK}(?:press|media|news) (?:reaction|coverage|response)"
     rf"|how (?:was|is|has been|did) .*\b(?:covered|reported) (?:by|in|across) {WHICH_OUTLETS}"),
    ("comparison", rf"(?:compare|contrast)\b|{_OPENS}.+\b(?:compared (?:with|to)|versus|vs\.?)\s"
     rf"|{_OPENS}{_WORK}comparison (?:of|between)|.*\bdifferences? between\b"
     rf"|how (?:do|does|did) .*\b(?:differ|compare)\b|how{_IS} .*\bdifferent from\b"),
    ("latest", rf"(?:(?:is|are) there )?(?:what{_IS} )?(?:the |any )?(?:latest|newest|recent|news"
     r"|updates?)(?: (?:news|updates?|developments?))?"
     r"(?: (?:on|about|in|with|from|regarding|for)\b.*|[\s.?!]*$)"
     rf"|what{_IS} (?:new|happening|going on)\b(?: (?:with|in|at|on|about)\b.*)?"
     rf"|(?:{ARTICLES_ON})\b.*"),
    ("summary", rf"{_OPENS}{_WORK}(?:{_SUM}(?: (?:of|on|about)\b|[\s.?!]*$)|summari[sz]e\b"
     r"|sum up\b)"
     r"|(?:recap|outline|describe|brief (?:me|us)|(?:catch|fill) (?:me|us)|update (?:me|us))\b"
     r"|(?:tell (?:me|us) )?(?:everything |all )?about\b(?! (?:what|how)\b)"
     r"|what (?:do (?:we|you|they) know|is known|can you (?:tell|say)(?: me)?) (?:about|of)\b"
     rf"|what{_IS} the (?:story|background|situation|matter|deal) (?:with|of|behind|in|to)\b"
     r"|(?:background|backgrounder|briefing) (?:to|on)\b"
     rf"|what (?:has )?happened (?:with|to|in|at|on|during|after)\b"
     rf"(?!(?: [\w'’-]+){{0,4}} {_MEASURED}\b)"
     r"|what happened(?: next| then| afterwards?)?[\s.?!]*$"),
    ("list", rf"(?:list|enumerate)\b(?!s)|{_OPENS}{_WORK}lists? of\b"
     r"|name (?:all|some|the|every|two|three|four|five|six|\d+)\b.*(?:\w{2}s|people|women|men)\b"
     r"|which of (?:the|these|those)\b(?! (?:following|above|below)\b)"
     r"(?!.*\b(?:is|was|has|does|did)\b)"
     r"|(?:what|who) (?:are|were) (?:all|the names of)\b"),
    ("cause", r"(?:.*[,:;]\s*)?(?:and |but |so )*(?:why\b|how come\b)"
     r"|(?:what|which events?) (?:has |have )?(?:caused|led to|triggered|sparked|prompted)\b"
     rf"|what{_IS} .*\b(?:reasons?|causes?|motives?) (?:for|why|behind|of|that)\b"
     r"|(?:the )?(?:reasons?|causes?) (?:for|why|behind|of)\b"),
    ("list", ASKS_FOR_MANY),
    ("statement", rf"who (?:has |had )?(?:{_SAID})\b"
     r"|what (?:did|does|do|has|have|had|else did) (?!(?:you|i|we|it)\b)(?!.*\bbeen\b)"
     rf".*\b{_SAYS}\b|what .*\b{_SAID} (?:about|on|of)\b"
     rf"|{_OPENS}{_WORK}(?:quotes?|statements?) (?:by|from|of)\b"),
    ("definition", rf"what(?:['’]s| is| are| was(?= an? | (?-i:[A-Z]))) (?:an? )?(?!{_POINTING}\b)"
     r"(?!\w*(?:ed|ing)\b)[\w.&’'-]*\w(?<!['’]s)(?: (?!\w+ing\b)[\w.&’'-]+){0,2}\s*\??$"
     rf"|what{_IS} the (?:(?-i:[A-Z])[\w’'-]*(?<!['’]s) ?){{1,3}}\??$"
     r"|what (?:do|does|did) .*\b(?:mean|stand for)\b"
     rf"|what{_IS} (?:meant|the meaning|the definition)"
     r"|defin(?:e|ition of)\b|(?:the )?meaning of\b"),
    ("manner", rf"how (?:{AUXILIARY}|to)\b|how['’]s\b|explain\b"),
    ("yes_no", rf"(?!will (?-i:[A-Z])\w+ \w+ed\b){AUXILIARY}\b(?!.*\b{ASKING}\s*\?)"),
)  # fmt: skip
_ASKED = tuple((task, re.compile(pattern, re.I)) for task, pattern in _PATTERNS)
_WHO = re.compile(
    rf"(?:tell (?:me|us) )?who(?: exactly)?{_IS} (?P<a>[^,?]+?)(?:[\s?.!]*|,? and (?:what|why|how)"
    rf"\b.*)$|who (?P<b>[^,?]+?) (?:is|was)[\s?.!]*$",
    re.I,
)
_UNNAMED = collect_words(
    "right wrong next left responsible guilty eligible better first last involved dead alive",
    "behind",
    "running it he she they you",
)
_ASKING = re.compile(
    rf"(?:{ASKING}|{AUXILIARY})\b|.*\b(?:what|when|where|why|how|whom)\b(?!.*\.$)"
    rf"|.*\b{ASKING}$",
    re.I,
)
_JOINED = re.compile(
    rf"^(?:(?:and|but|so|also|now|then|well)[\s,]+)+(?={ASKING}|{AUXILIARY})", re.I
)
# What a headline says happened; a question in keywords rarely has any of them.
_HEADLINED = frozenset(
    stem(word)
    for word in collect_words(
        "accuse agree announce approve arrest attack back ban beat become block call cancel charge",
        "claim clash close confirm convict crash cut deny destroy die drop elect end face fall",
        "fight",
        "find fire get hit hold injure join jump kill launch lead leave lose make meet move name",
        "open oppose pass pay plan pledge plunge postpone promise quit raise reach reject resign",
        "return reveal rise rule say sack seek sell sentence set shut sign sink soar speak start",
        "strike sue suspend take tell threaten top turn unveil urge vote vow warn win",
    )
)
_RIDDLING = re.compile(  # "Shops in France run out of which sauce", "The leader of this country …"
    r"\b(?:which|whose|whom|what kind|what type|how many|how much|this (?:country|city|state|man"
    r"|woman|person|company|animal|film|team|singer|actor))\b",
    re.I,
)
_FEWEST = 5  # words of a headline


def find_task(question: str) -> Task:
    """By its words alone; a fact, where they say nothing else."""
    line = " ".join(question.split())[:LONGEST]
    asking = [one.text for one in split_sentences(line) if one.text.endswith("?")]
    line = _JOINED.sub("", strip_politeness(strip_form(asking[-1] if asking else line)))
    if names_person(line):
        return "person"
    for task, asks in _ASKED:
        if asks.match(line):
            return task
    return "fact" if "?" in line or _ASKING.match(line) else _classify_statement(line)


def names_person(question: str) -> bool:
    """Whether it asks who somebody is, whom it names: "Who is Marlowe?", not "who is next?"."""
    match = _WHO.match(question)
    words = split_words(match["a"] or match["b"]) if match else []
    if not 0 < len(words) < 6 or (words[0].lower() in TITLES and words[1:2] == ["of"]):
        return False
    named = [word for word in words if word[0].isupper()]
    if named:
        allowed = (JOINING | TITLES) - {"the"}
        return all(word[0].isupper() or word.lower() in allowed for word in words)
    forms = any(word.endswith(("ed", "ing")) or word in STOP_WORDS | _UNNAMED for word in words)
    return len(words) < 4 and not forms


def _classify_statement(line: str) -> Task:
    """What asks nothing: keywords, or a headline that was pasted; a riddle asks for a fact."""
    words = split_words(line)
    if not words or (_RIDDLING.search(line) and len(words) >= _FEWEST):
        return "fact"
    happens = any(stem(word.lower()) in _HEADLINED for word in words[1:])
    capitals = sum(word[0].isupper() for word in words) > len(words) / 2
    long = len(words) >= _FEWEST
    return "headline" if long and (happens or capitals or line[-1] in ".!") else "keywords"
