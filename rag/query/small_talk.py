"""What is said to the chatbot rather than asked of the archive: "thanks", "tell a joke"."""

import re
from typing import Literal

from rag.query.instructions import GREETING

SmallTalk = Literal["greeting", "thanks", "help", "chore", ""]

_ADDRESSED = (
    r"(?:[\s,]+(?:there|all|everyone|again|chatbot|bot|clippings|you|so much|a lot|very much))*"
)
_PRAISE = r"(?:ok(?:ay)?|great|cool|perfect|super|excellent|awesome|helpful|good|nice|well done)"
_PATTERNS: dict[SmallTalk, str] = {
    "greeting": rf"(?:{GREETING}|hiya|howdy|test(?:ing)?|how are you(?: doing)?(?: today)?"
    r"|how(?:['’]s| is) it going|what['’]?s up|nice to meet you|is any(?:one|body) (?:there|here))",
    "thanks": rf"(?:(?:{_PRAISE}|no)[\s,.!]+)?(?:(?:many )?thanks?(?: you)?|thx|cheers"
    r"|bye(?:[ -]?bye)?|good ?bye|see you|much appreciated)"
    rf"|(?:that(?:['’]s| is| was) )?(?:very |really )?(?:{_PRAISE}|nice one|good job|got it)",
    "help": r"(?:help(?: me)?|who are you|what are you|what(?:['’]s| is) (?:this|your name)"
    r"|(?:what|how) (?:can|do|should|could) (?:you|i|we) (?:do|ask|use (?:this|it|you)|help(?: me)?"
    r"|know|start|search|work)(?: (?:here|you|with|for(?: me)?|about))*|how does this work"
    r"|are you (?:an? )?(?:bot|robot|chatbot|human|ai|real)|(?:can you|i need(?: some)?) help"
    r"|what (?:kinds? of )?questions (?:can|should|may) i ask|what is this (?:for|about))",
    "chore": r"(?:(?:(?:can|could|would) you |please )*"
    r"(?:(?:tell|give|write|make up|compose|sing)(?: me)?(?: an?| another| some)?"
    r"(?: (?:funny|short|good|new|nice|little))?"
    r" (?:joke|poem|haiku|limerick|riddle|sonnet)s?(?: about [\w ]+)?"
    r"|(?:write|compose|draft)(?: me)? (?:an?|some)(?: \w+)?"
    r" (?:essay|e-?mail|letter|program|script|function|code|song)\b.*"
    r"|translate (?:this|that|it|the (?:answer|text)|[\"“'].*)(?: (?:in)?to \w+)?)"
    r"|what time is it(?: now)?|what day is (?:it|today)(?: today)?"
    r"|(?:what(?:['’]s| is)|calculate|how much is) \d[\d.,]*(?:\s*[+*×÷]\s*|\s+[-/x]\s+)\d[\d.,]*"
    r"|\d[\d\s.,]*[+*×÷][\d\s.,+*×÷()=]+)",
}
_SAID = {
    kind: re.compile(rf"(?:{GREETING}[\s,.!]+)?(?:{words}){_ADDRESSED}[\s.,!?:;)(🙂👋🙏-]*", re.I)
    for kind, words in _PATTERNS.items()
}
_THANKING = re.compile(  # "thanks, that helped a lot", but not "thanks, and who won?"
    r"(?:many )?(?:thanks?(?: you)?|thx|cheers)[\s,.!–—-]+"
    r"(?:(?:that|this|it)(?:['’]s| is| was| has| really)* (?:\w+ ){0,2}?(?:help\w*|great|useful"
    r"|good|all|it|enough|perfect)|very much|for (?:your|the|all|that|this)(?: \w+){0,2})\b"
    r"[^?.!]*[.!]*",
    re.I,
)


def find_small_talk(question: str) -> SmallTalk:
    """The kind of small talk that a question is and no more; "" for any that asks something."""
    line = " ".join(question.split())
    if _THANKING.fullmatch(line):
        return "thanks"
    return next((kind for kind, said in _SAID.items() if said.fullmatch(line)), "")
