"""Lines of an article that its story does not need: promotion, links, credits, who wrote it.

They are told by what they say, or by coming again in other stories of the outlet. An outlet's
running stories repeat sentences, too, so that what comes again must also speak to the reader, or
of the outlet, or stand beside what does.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from ingest.normalize import fold_text
from rag.types import Article, Sentence

REPEATS = 3  # stories of an outlet with the same line
LONGEST = 400  # characters of a line that may be one; longer ones are prose
NAME = 80  # characters of a line that only names somebody
FEW = 12  # words to a reader; longer sentences explain something
TOP = 3  # lines above a text in which its author and outlet may be named
_FORM = 0.5  # share of lines that come again above which the whole is a form, filled in anew
_HASH = np.dtype("<u8")

_HANDLE = re.compile(r"\S*@\S*")
_NAME = re.compile(r"(?<=\S )[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*)*")
_STOPPED = re.compile(r"[.!?…。！？][\"'”’»)\]]*\Z")
_QUOTED = re.compile(r"[\"“”«»„]|\b(?:said|says|told|wrote|according to|reached out|reported|confirmed)\b")
_TITLED = re.compile(r"(?:(?:[A-Z][\w'’.,-]*|and|of|for|the|&)(?: |\Z)){1,6}\Z")

# What tells that the story was changed is part of it.
_KEPT = re.compile(
    r"\A\W*(?:corrections?|clarifications?|editor['’]?s['’]? note)\s*(?:&[^:]*)?:(?!.*newsletter)"
    r"|\b(?:story|article|column|report|post|version|headline|photo)s? (?:ha(?:s|ve) been|was|were)"
    r" (?:updated|corrected|clarified|amended)|\b(?:earlier|previous|original|prior) versions?\b",
    re.IGNORECASE,
)
_KEPT_HINTS = ("updated", "correct", "clarifi", "amended", "version", "editor")
_MEDIA = r"(?:X|Twitter|Threads|Facebook|Instagram|Bluesky|BlueSky|TikTok|LinkedIn|YouTube|WhatsApp)"
_ROLE = (
    r"(?:reporter|correspondent|columnist|editor|writer|journalist|producer|critic|contributor"
    r"|analyst|intern|fellow|photographer|author|host|anchor)s?\b"
)
_PERSON = r"[A-Z][\w'’.-]*(?: (?:[A-Z][\w'’.-]*|de|van|von|al|bin)){1,3}"
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
    |(?:read|see)[ ](?:the|our|more|his|her|their)[ ](?:full[ ]|entire[ ]|original[ ])?
        (?:story|article|coverage|report|column)?\b.{{0,20}}\bhere\b
    )|©""",
    re.IGNORECASE | re.VERBOSE,
)
_SIGNED = re.compile(  # where capitals tell names from words
    rf"\W*(?:(?:(?i:you can )?(?i:follow|find|reach|contact|e-?mail|call|join|like|tweet)\b)"
    rf".*(?:@|\bon {_MEDIA}\b|\b[Ff]acebook\b|\bat \S+\.(?:com|org)\b|\b{_ROLE}))"
    rf"|{_MEDIA} ?(?:and {_MEDIA})?: ?@\S+\W*\Z|\W*\S+@\S+\W*\Z|\W*@\w+\W*\Z"
    rf"|[–—−-]{{1,2}} ?{_PERSON}(?:,? (?:and|with) {_PERSON}|, [A-Z][\w ]+)*\Z"
    rf"|{_PERSON}(?:, [^.]{{0,40}},)? (?:is|was) (?:an?|the|[\w ]+['’]s?) (?:[\w'’&-]+ ){{0,8}}"
    rf"{_ROLE}.* (?:for|at|with|on|of) (?:the )?[A-Z]"
    r"|(?:[A-Z][\w.’']*,? ){1,5}(?:CNN[\w ]* )?—\Z"  # a dateline
)
_WITHIN = tuple(  # what stands anywhere in a line, by a word in lower case that must be there
    (hint, re.compile(pattern))
    for hint, pattern in (
        ("newsletter", r"(?i)\b(?:our|free|weekly|daily|morning|sign up for|subscribe to|get|['’]s)"
         r" (?:[\w’']+ ){0,5}newsletters?\b(?!.*\b(?:said|says|wrote|told|according)\b)"),
        ("to your", r"(?i)\b(?:delivered|straight|right|sent) (?:\w+ )?to your (?:inbox|email|phone)"),
        ("in your inbox", r""),
        ("support local journalism", r""),
        ("subscribers only", r""),
        ("can be reached", r"@|\bat \S+\.(?:com|org)"),
        ("contributed to th", r"\bcontributed to (?:this|the) (?:report|story|article|piece)"),
        (" expressed", r"(?i)\b(?:opinions?|views) expressed\b.*\b(?:their|h(?:is|er)|my|author)"),
        ("getty", r"\bGetty Images\b|/Getty\b"),
        ("/", r"/(?:AFP|AP|Reuters|REUTERS|EPA|Shutterstock|USA TODAY|Bloomberg)\b"),
        ("photo", r"\b(?:AP|AFP|Reuters|File|Courtesy|Handout) Photo\b|\b[Pp]hoto(?:graph)?s? by [A-Z]"),
        ("hide caption", r""),
        ("imagn images", r""),
        ("video ad feedback", r""),
        ("cookie", r"(?i)\bcookie (?:policy|settings|preferences)|\b(?:use|accept)(?: all)? cookies\b"),
        ("may earn", r"\b(?:commission|fees?|revenue|compensation)\b"),
        ("may receive", r"\b(?:commission|compensation)\b.*\b(?:links?|purchase|product)"),
        ("all rights reserved", r""),
        ("a correction", r"(?i)\b(?:to report|to request|to submit|request) a correction"),
        ("disclosure policy", r""),
        ("newsrooms operate independently", r""),
    )
)
# Links to other articles: the headline ends without a full stop, prose after a label does not.
_LINK = re.compile(rf"(?i:\W*(?:{_LABEL})(?: [^:.]{{1,30}})?:)\s*\S|[^:.]{{3,70}}:(?=[A-Z“‘]|[\"'][A-Z])(?:\S+\s+){{4}}")
_GLUED = re.compile(rf"(?:[^:a-z]{{3,60}}|(?i:{_LABEL})[^:.]{{0,30}}):(?=[A-Z“\"'‘])")
# What is furniture only where the outlet repeats it.
_SPEAKS = re.compile(
    r"\b(?:newsletters?|subscri\w+|podcasts?"
    r"|our (?:[\w-]+ )?(?:stories|coverage|journalism|work|site|guide|blog|news\w*|report\w*|team)"
    r"|this (?:story|article|report|column|series|transcript|page)|journalism|grant from|support of)\b"
    r"|\bhere\W*\Z|\A\W*(?:follow|get|sign|read|join|download|watch|listen|play|check|click|support"
    r"|contact|e-?mail|explore|need|looking|got|want|refresh|shop|thank|send|stay)\b",
    re.IGNORECASE,
)
_YOU = re.compile(r"\byour?\b", re.IGNORECASE)


def hash_lines(outlet: str, sentences: Iterable[Sentence]) -> bytes:
    """Of each line that an outlet may repeat 8 bytes, each once; digits and names aside."""
    keys = {_hash_line(outlet, one.text) for one in sentences if len(one.text) <= LONGEST}
    return np.array(sorted(keys), dtype=_HASH).tobytes()


def find_repeated(stories: Iterable[bytes]) -> frozenset[int]:
    """The lines that stand in REPEATS of these or more: for each story what `hash_lines` gave."""
    lines: NDArray[np.uint64] = np.frombuffer(b"".join(stories), dtype=_HASH)
    keys, counts = np.unique(lines, return_counts=True)
    return frozenset(keys[counts >= REPEATS].tolist())


def find_furniture(
    article: Article, sentences: Sequence[Sentence], repeated: Collection[int] = ()
) -> frozenset[int]:
    """Which of an article's sentences are furniture, by their place in the list.

    `repeated` is what `find_repeated` gave. That a story was updated or corrected is none.
    """
    outlet = re.sub(r"(?:com|couk|org|net)\Z", "", fold_text(article.outlet))
    names = {fold_text(one) for one in article.authors}
    short = [len(one.text) <= LONGEST and not _tells_of_change(one.text) for one in sentences]
    again = [
        fits and _hash_line(article.outlet, one.text) in repeated
        for fits, one in zip(short, sentences, strict=True)
    ]
    if sum(again) > _FORM * len(sentences):
        again = [False] * len(sentences)
    found = {
        n
        for n, one in enumerate(sentences)
        if short[n]
        and (
            is_furniture(one.text)
            or _is_byline(one.text, names, outlet)
            or (again[n] and _is_promotion(one.text, outlet))
            or (again[n] and n < TOP and bool(_TITLED.match(one.text)))
        )
    }
    return frozenset(found | _find_beside(article.text, sentences, found, again))


def is_furniture(text: str) -> bool:
    """Whether a sentence is by what it says, wherever it stands."""
    if len(text) > LONGEST or _tells_of_change(text):
        return False
    if _OPENING.match(text) or _SIGNED.match(text) or _GLUED.match(text):
        return True
    lower = text.lower()
    if any(hint in lower and pattern.search(text) for hint, pattern in _WITHIN):
        return True
    return bool(_LINK.match(text)) and not _STOPPED.search(text)


def _tells_of_change(text: str) -> bool:
    lower = text.lower()
    return any(hint in lower for hint in _KEPT_HINTS) and bool(_KEPT.search(text))


def _hash_line(outlet: str, text: str) -> int:
    line = _NAME.sub("N", " ".join(text.split()))
    line = re.sub(r"\d+", "0", _HANDLE.sub("@", line) if "@" in line else line).casefold()
    return int.from_bytes(blake2b(f"{outlet}\n{line}".encode(), digest_size=8).digest(), "little")


def _is_byline(text: str, names: Collection[str], outlet: str) -> bool:
    """Whether a line names only author or outlet, or begins with its author and says who that is."""
    if not text[-1:].isalpha() and not text.endswith("."):
        return False
    if len(text) <= NAME and (fold_text(text.removeprefix("By ")) in {outlet, *names}):
        return True
    about = re.match(rf"({_PERSON}) (?:is|covers|writes|reports)\b", text)
    return about is not None and fold_text(about[1]) in names


def _is_promotion(text: str, outlet: str) -> bool:
    """Whether a line that comes again speaks to the reader, or of the outlet."""
    if _QUOTED.search(text):
        return False
    named = len(outlet) > 2 and outlet in fold_text(text)
    speaks = bool(_SPEAKS.search(text)) or (len(text.split()) <= FEW and bool(_YOU.search(text)))
    return named or "@" in text or speaks


def _find_beside(
    text: str, sentences: Sequence[Sentence], found: set[int], again: Sequence[bool]
) -> set[int]:
    """Sentences of paragraphs that come again as a whole and hold furniture."""
    more: set[int] = set()
    paragraph: list[int] = []
    for n, one in enumerate(sentences):
        if paragraph and "\n" in text[sentences[n - 1].end : one.start]:
            paragraph = []
        paragraph.append(n)
        if n + 1 == len(sentences) or "\n" in text[one.end : sentences[n + 1].start]:
            if all(again[k] or k in found for k in paragraph) and not found.isdisjoint(paragraph):
                more.update(paragraph)
    return more
