"""What tells by itself that a sentence is furniture: English, as outlets write it."""

import re

LONGEST = 400  # characters of a line that may be one; longer ones are prose

_STOPPED = re.compile(r"[.!?…。！？][\"'”’»)\]]*\Z")
# What tells that the story was changed is part of it.
_KEPT = re.compile(
    r"\A\W*(?:corrections?|clarifications?|editor['’]?s['’]? note)\s*(?:&[^:]*)?:(?!.*newsletter)"
    r"|\b(?:story|article|column|report|post|version|headline|photo)s? (?:ha(?:s|ve) been|was|were)"
    r" (?:updated|corrected|clarified|amended)|\b(?:earlier|previous|original|prior) versions?\b",
    re.IGNORECASE,
)
_KEPT_HINTS = ("updated", "correct", "clarifi", "amended", "version", "editor")
_MEDIA = (
    r"(?:X|Twitter|Threads|Facebook|Instagram|Bluesky|BlueSky|TikTok|LinkedIn|YouTube|WhatsApp)"
)
_ROLE = (
    r"(?:reporter|correspondent|columnist|editor|writer|journalist|producer|critic|contributor"
    r"|analyst|intern|fellow|photographer|author|host|anchor)s?\b"
)
PERSON = r"[A-Z][\w'’.-]*(?: (?:[A-Z][\w'’.-]*|de|van|von|al|bin)){1,3}"
_LABEL = (
    r"read|read more|see also|see more|watch|watch live|more|related|opinion|column|analysis"
    r"|live updates?|fact check|for subscribers|exclusive|background|dig deeper|listen|video|photos"
    r"|gallery|podcast|interactive|graphics?|your turn"
)
_OPENING = re.compile(  # how lines begin, in any case
    rf"""\W*(?:
    (?:sign[- ]?up|register)\b.{{0,80}}\b(?:here|today|now|newsletters?|inbox|alerts?|briefing
        |texts?|emails?|free)\b
    |(?:to[ ])?subscribe\b(?![ ]to[ ]the[ ](?:idea|view|theory|notion|belief))
    |(?:download|get)[ ](?:the|our)[ ](?:\S+[ ]){{0,4}}app\b
    |become[ ]a[ ](?:member|subscriber)\b|log[ ]in[ ]to\b|create[ ]an[ ]account\b
    |share[ ](?:this|on|via)\b|copy[ ]link\b|print[ ]this\b|e-?mail[ ]this\b
    |(?:got|have)[ ](?:a|an|any)[ ](?:(?:news[ ]|story[ ])?tips?|story|stories|idea)\b[^.]{{0,60}}\?
    |(?:contributing|contributors?|with[ ]reporting[ ](?:by|from)|reporting[ ]by|editing[ ]by)\s*
        (?::[ ]?|by[ ]|from[ ])?\w
    |(?:guest|opinion|special|staff|senior)(?:[ ]\w+)?[ ](?:to|for|{_ROLE})[\w ]{{0,30}}\Z
    |(?:staff|wire)[ ](?:and[ ]wire[ ])?(?:reports?|writers?)\Z|from[ ](?:staff|wire)[\w ]*\Z
    |photos?(?:[ ]credits?|[ ]gallery)?:|(?:image|photo)[ ](?:credit|source)\b
    |(?:video[ ]ad[ ]feedback|now[ ]playing|(?:watch|see|play)(?:[ ]the)?(?:[ ]full)?[ ]video
        |prev[ ]next|click[ ](?:here|through|to)|tap[ ](?:here|to)|view[ ](?:gallery|photos|more)
        |(?:story|article)[ ]continues|(?:this[ ])?video[ ]is[ ](?:not|no[ ]longer)[ ]available
        |skip[ ](?:to|ad)|back[ ]to[ ]top|show[ ]more|load[ ]more|refresh[ ](?:the|this|for))\b
    |(?:advertisement|sponsored(?:[ ]content)?|paid[ ]content|promoted)\W*\Z
    |(?:©|copyright\b.{{0,40}}\d{{4}})
    |(?:{_LABEL})\W{{0,2}}:\s*\Z|(?:read|learn|see)[ ]more(?:[ ]here)?\W*\Z
    |for[ ](?:the[ ])?(?:latest|more|live|full)\b.{{0,90}},[ ]?(?:view|see|read|follow|visit|check
        |click|go[ ]to|watch)\b.{{0,90}}\b(?:updates?|coverage|live|here|page|file|blog|stories)\b
    |(?:read|see)[ ](?:the|our|more|his|her|their)[ ](?:full[ ]|entire[ ]|original[ ])?
        (?:story|article|coverage|report|column)?\b.{{0,20}}\bhere\b
    )|©""",
    re.IGNORECASE | re.VERBOSE,
)
_SIGNED = re.compile(  # where capitals tell names from words
    rf"\W*(?:(?:(?i:you can )?(?i:follow|find|reach|contact|e-?mail|call|join|like|tweet)\b)"
    rf".*(?:@|\bon {_MEDIA}\b|\b[Ff]acebook\b|\bat \S+\.(?:com|org)\b|\b{_ROLE}))"
    rf"|{_MEDIA} ?(?:and {_MEDIA})?: ?@\S+\W*\Z|\W*\S+@\S+\W*\Z|\W*@\w+\W*\Z"
    rf"|[–—−-]{{1,2}} ?{PERSON}(?:,? (?:and|with) {PERSON})?(?:, [A-Z][^,;:!?]+)*\Z"
    rf"|{PERSON}(?:, [^.]{{0,40}},)? (?:is|was) (?:an?|the|[\w ]+['’]s?) (?:[\w'’&-]+ ){{0,8}}"
    rf"{_ROLE}.* (?:for|at|with|on|of) (?:the )?[A-Z]"
    r"|(?:[A-Z][\w.’']*,? ){1,5}(?:CNN[\w ]* )?—\Z"  # a dateline
)
_WITHIN = tuple(  # what stands anywhere in a line, by a word in lower case that must be there
    (hint, re.compile(pattern))
    for hint, pattern in (
        (
            "newsletter",
            r"(?i)\b(?:our|free|weekly|daily|morning|sign up for|subscribe to|get|['’]s)"
            r" (?:[\w’']+ ){0,5}newsletters?\b(?!.*\b(?:said|says|wrote|told|according)\b)",
        ),
        (
            "to your",
            r"(?i)\b(?:delivered|straight|right|sent) (?:\w+ )?to your (?:inbox|email|phone)",
        ),
        ("in your inbox", r""),
        ("support local journalism", r""),
        ("subscribers only", r""),
        ("can be reached", r"@|\bat \S+\.(?:com|org)"),
        ("contributed to th", r"\bcontributed to (?:this|the) (?:report|story|article|piece)"),
        (" expressed", r"(?i)\b(?:opinions?|views) expressed\b.*\b(?:their|h(?:is|er)|my|author)"),
        ("getty", r"\bGetty Images\b|/Getty\b"),
        ("/", r"/(?:AFP|AP|Reuters|REUTERS|EPA|Shutterstock|USA TODAY|Bloomberg)\b"),
        (
            "photo",
            r"\b(?:AP|AFP|Reuters|File|Courtesy|Handout) Photo\b"
            r"|\bPhoto(?:graph)?s? by [A-Z]|\(photo by",
        ),
        ("hide caption", r""),
        ("imagn images", r""),
        ("video ad feedback", r""),
        (
            "cookie",
            r"(?i)\bcookie (?:policy|settings|preferences)|\b(?:use|accept)(?: all)? cookies\b",
        ),
        ("may earn", r"\b(?:commission|fees?|revenue|compensation)\b"),
        ("may receive", r"\b(?:commission|compensation)\b.*\b(?:links?|purchase|product)"),
        ("all rights reserved", r""),
        ("a correction", r"(?i)\b(?:to report|to request|to submit|request) a correction"),
        ("disclosure policy", r""),
        ("newsrooms operate independently", r""),
    )
)
# Links to other articles: the headline ends without a full stop, prose after a label does not.
_LINK = re.compile(
    rf"(?i:\W*(?:{_LABEL})(?: [^:.]{{1,30}})?:)\s*\S"
    r"|[^:.]{3,70}:(?=[A-Z“‘]|[\"'][A-Z])(?:\S+\s+){4}"
)
_GLUED = re.compile(rf"(?:(?=[^:]*[A-Z])[^:a-z]{{3,60}}|(?i:{_LABEL})[^:.]{{0,30}}):(?=[A-Z“\"'‘])")
_STAMP = re.compile(  # when it was put out, and nothing else: "Updated Dec. 3, 7:59 p.m."
    r"\W*(?:last )?(?:updated|published|posted|modified)"
    r"(?:\W+(?:on|at|\d+(?:st|nd|rd|th|[ap]m)?|[ap]\.?m|[ecmp][sd]?t|gmt|bst|[a-z]{3,6}day"
    r"|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*))+\W*\Z",
    re.IGNORECASE,
)


def is_furniture(text: str) -> bool:
    """Whether a sentence is by what it says, wherever it stands."""
    if len(text) > LONGEST or tells_of_change(text):
        return False
    if any(form.match(text) for form in (_OPENING, _SIGNED, _GLUED, _STAMP)):
        return True
    lower = text.lower()
    if any(hint in lower and pattern.search(text) for hint, pattern in _WITHIN):
        return True
    return bool(_LINK.match(text)) and not _STOPPED.search(text)


def tells_of_change(text: str) -> bool:
    """Whether a sentence says that the story was updated or corrected, which is part of it."""
    lower = text.lower()
    return any(hint in lower for hint in _KEPT_HINTS) and bool(_KEPT.search(text))
