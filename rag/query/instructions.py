"""What a question says of the answer, beside what it asks: "please", "as a list".

None of it is looked up.
"""

import re
from typing import Literal

from rag.query.vocabulary import ASKING, AUXILIARY, stem_content

Form = Literal["", "list", "timeline", "short"]

LONGEST = 1000  # characters; what is longer is a pasted text

OUTLETS = r"(?:(?:news )?outlets?|(?:news)?papers?|news sites?|media|press|publications?|sources)"
WHICH_OUTLETS = (
    rf"(?:of |the |all |our |these |those |different |various |other |several ){{0,3}}{OUTLETS}"
)
OUTLET_VERB = (
    r"(?:say|said|saying|reported|report|writing|wrote|write|think|thought|claim|tell|cover(?:ed)?)"
)
ARTICLES_ON = (  # "find all stories about the ferry", "which articles mention the ferry?"
    r"(?:(?:find|show|list|get|search for|look (?:for|up)|pull up) )?"
    r"(?:(?:the|all|any|some|your|recent|latest|newest|last) ){0,3}"
    r"(?:headlines|articles|(?:news )?stories|coverage|news items)"
    r" (?:about|on|regarding|mentioning)"
    r"|(?:which|what) (?:articles|stories) (?:mention|discuss|cover|deal with|are (?:about|on))"
)
# Before a question and no part of it. "Hey Jude" and "Hello Kitty" greet nobody.
GREETING = (
    r"(?:hello|hi|hey|greetings|good (?:morning|afternoon|evening|day)|bonjour|hola|ciao|hallo"
    r"|guten (?:tag|morgen|abend)|hej)(?: there| all| everyone)?"
)
_ASKS = rf"(?:{ASKING}|{AUXILIARY}|please|tell|give|i)\b"
POLITE = (
    rf"(?:{GREETING}(?:\s*[,.!:–—]+\s*|\s+(?={_ASKS}))|(?:please|kindly|ok(?:ay)?(?=[\s,]+{_ASKS})"
    r"|(?:can|could|would|will) you(?: please| kindly)?(?=\s+\w+\s+)|(?:can|could|may) (?:i"
    r"|we) have"
    r"|(?:i|we)(?:['’]d| would)? (?:want|like|need)(?: to (?:know|see|read|hear|find out|learn))?"
    r"|do you know(?= (?:who|what|when|where|why|how|if|whether|which)\b)"
    r"|(?:give|show|tell|get|find|send|remind) (?:me|us))\b[\s,:]*)"
)
_SHAPED = (
    r"(?:(?:very|short|brief|quick|bullet(?:ed)?|bullet[- ]point|chronological|detailed|complete"
    r"|full|numbered|simple|concise|plain|[\w-]+[- ](?:sentence|line|paragraph))\s+)*"
)
_COUNTED = (
    r"(?:(?:about|around|at most|no more than|under|only|just|a few|one|two|three|four|five|six|ten"
    r"|\d+)\s+)+(?:short |brief )?(?:sentences?|words|lines?|paragraphs?|points|bullets?"
    r"|bullet[- ]points?)"
)
_SHAPE = (
    rf"{_SHAPED}(?:list|timeline|chronology|summary|overview|recap|rundown|table|comparison"
    rf"|bullets?"
    r"|bullet[- ]points?|points|synopsis|digest|roundup|chronological order)"
)
_ORDER = (  # the work to be done, before what it is done to
    r"(?:(?:write|make|prepare|provide|create|compile|draw up|produce|show|give)\s+)?"
    rf"(?:(?:a|an|the|some)\s+)?{_SHAPE}\s+(?:of|on|about|for|between)"
    r"|(?:summari[sz]e|sum up|recap|outline|compare|contrast|list|enumerate|describe|explain|define"
    r"|discuss|brief (?:me|us) on|(?:catch|fill) (?:me|us) (?:up|in) on|update (?:me|us) on"
    r"|(?:tell|more) (?:me |us )?(?:more )?about|walk (?:me|us) through|more (?:about|on))"
    r"|(?<=me )(?:more )?about|(?<=me )more about"
    rf"|(?:what|how) (?:(?:do|did|does|have|has|are) )?{WHICH_OUTLETS} (?:\w+ )?{OUTLET_VERB}"
    r"(?: (?:about|on|of))?"
    r"|what (?:has |have )?happen(?:ed|ing)(?= (?:with|to|in|at|on|during)\b)"
    r"|what(?:['’]s| is| are) (?:going on|happening|new)(?= (?:with|in|at|to)\b)"
    r"|(?:(?:is|are) there )?(?:what(?:['’]s| is| are) )?(?:the |any )?"
    r"(?:(?:latest|newest)(?: news| updates?| developments?)?|news|updates?)"
    r" (?:on|about|with|regarding)"
    rf"|{ARTICLES_ON}"
    r"|what (?:do (?:we|you|they) know|is known|can you (?:tell|say)(?: me)?) (?:about|of)"
)
_SHAPING = (  # the form of the answer, before a question or after it
    rf"(?:(?:as|into|with|using|in)\s+(?:a\s+|an\s+)?{_SHAPE}|in\s+{_COUNTED}"
    r"|in\s+(?:chronological|date) order|step by step|briefly|concisely|in (?:brief|short|detail))"
)
_SHAPING_FIRST = re.compile(  # "Briefly, who won?", "in one sentence why did she?"
    rf"^\s*(?:very\s+)?{_SHAPING}(?:\s*[,:–—]\s*|\s+(?={ASKING}\b|{AUXILIARY}\b))(?=\w)", re.I
)
_LEADING = re.compile(rf"\s*(?:{POLITE}|(?:{_ORDER})\b[\s,:]*)", re.I)
_TRAILING = re.compile(
    rf"(?<![\s,;.:–—-])[\s,;.:–—-]++(?:{_SHAPING}"
    r"|(?:(?:be|keep it|answer|reply)\s+)(?:brief|short|concise|briefly)(?:ly)?"
    rf"|(?:use|give|answer (?:in|with)|reply (?:in|with))\s+(?:{_SHAPE}|{_COUNTED})"
    rf"|(?:in|across|according to|by) (?:the )?(?:different|various) {OUTLETS}"
    r"|please|thanks|thank you|many thanks)(?P<end>\s*[.?!]*)\s*$",
    re.I,
)
_SHAPES: tuple[tuple[Form, str], ...] = (
    ("timeline", r"timeline|chronolog\w+|date order"),
    ("list", r"bullets?|bullet[- ]points?|list|table|points"),
    (
        "short",
        r"brief\w*|short\w*|concise\w*|sentences?|words|lines?|paragraph|summar\w+|sum|recap",
    ),
)
_FORMS = tuple((form, re.compile(rf"\b(?:{shape})\b", re.I)) for form, shape in _SHAPES)
_SAID = r"(?:it|that|this|them|those|these|all|everything|(?:the|your) answer|the same)"
_REQUEST = re.compile(  # nothing but a form for what was answered: "and as a timeline"
    r"\s*(?:(?:and|now|but|ok|okay|then|no|please|same|again|sorry)\b[\s,]*)*"
    r"(?:(?:can|could|would|will) you\s+|i want\s+|i['’]d like\s+)?(?:please\s+)?"
    rf"(?:(?:put|make|show|give|turn|write|format|present|repeat|say|do|rewrite|have|answer)\s+)?"
    rf"(?:(?:me|us)\s+)?(?:{_SAID}\s+)?(?:again\s+)?"
    r"(?:(?:as|in|into|to|with|using|be|a bit|a little|much|even|more)\s+)*(?:an?\s+|the\s+)?"
    rf"(?:(?:summari[sz]e|sum|list|shorten)(?:\s+{_SAID})?(?:\s+up)?(?=[\s.?!]|$)"
    rf"|{_SHAPE}|{_COUNTED}|shorter|brief(?:ly|er)?|short|concise(?:ly)?"
    r"|(?:chronological|date) order)"
    r"(?:[\s,]+(?:please|instead|then|too|now|again|version|of (?:it|that|this)"
    r"|form(?:at)?))*[\s.?!]*",
    re.I,
)

JUST_MORE = (  # nothing but more of what was answered: "tell me more", "what else?"
    r"(?:(?:and|ok|okay|yes|please|can you|could you|i want|show|say|tell|give|me|us|some|even"
    r"|a bit|a little"
    r"|any|in|much)[\s,]+)*(?:more(?: (?:details?|information|info|facts|of (?:it|that|this|them)"
    r"|to (?:it|that"
    r"|this)|about (?:it|that|this|them)|on (?:it|that|this)))?|details|continue|elaborate|go on"
    r"|keep going"
    r"|expand(?: on (?:it|that|this))?|longer|go deeper|(?:what|anything|is there anything) else"
    r"|any others?)"
    r"(?:[\s,]+(?:please|then|now|is there|there is|do you have|do you know|is known))*[\s.!?…]*"
)
_MORE = re.compile(JUST_MORE, re.I)


def strip_instructions(question: str) -> str:
    """The question without what it says of the answer; as it is, where nothing else is in it."""
    if len(question) > LONGEST:
        return question
    question = rest = strip_form(question)
    while (match := _LEADING.match(rest)) and match.end():
        rest = rest[match.end() :]
    while match := _TRAILING.search(rest):
        rest = rest[: match.start()]
        rest += "" if rest[-1:] in ".?!" else match["end"].strip()
    return rest.strip() if stem_content(rest) else question


def strip_form(question: str) -> str:
    """The question without the form of its answer before it: "In one sentence, why did she go?"."""
    return question if is_form_request(question) else _SHAPING_FIRST.sub("", question)


def strip_politeness(question: str) -> str:
    """The question without a greeting or a "please" before it."""
    return re.sub(rf"^\s*(?:{POLITE})+(?=\S)", "", question, flags=re.I)


def find_form(question: str) -> Form:
    """The form in which a question wants its answer; "" where it says nothing of that."""
    if is_form_request(question):
        said = question
    else:
        rest = strip_instructions(question)
        said = question.replace(rest.rstrip(" ?.!"), " ", 1) if rest != question else ""
        said = re.sub(r"\b(?:summar\w+|sum up|recap)\b", "", said, flags=re.I)  # is a task
    return next((form for form, shape in _FORMS if shape.search(said)), "")


def is_form_request(question: str) -> bool:
    """Whether it asks for nothing but another form of what was answered: "as a list"."""
    return bool(_REQUEST.fullmatch(question))


def repeats_question(question: str) -> bool:
    """Whether it asks the question before once more: for more of its answer, or in another form."""
    return is_form_request(question) or bool(_MORE.fullmatch(question.strip()))
