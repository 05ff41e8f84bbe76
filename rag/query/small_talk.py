"""What is said to the chatbot rather than asked of the archive: "hello", "thanks", "help"."""

import re
from typing import Literal

from rag.query.instructions import GREETING

SmallTalk = Literal["greeting", "thanks", "help", ""]

_ADDRESSED = r"(?:[\s,]+(?:there|all|everyone|again|chatbot|bot|clippings|you|so much|a lot|very much))*"
_PATTERNS: dict[SmallTalk, str] = {
    "greeting": rf"(?:{GREETING}|hiya|howdy|yo|hallo|test(?:ing)?|ping|how are you(?: doing)?(?: today)?"
    r"|how(?:['’]s| is) it going|what['’]?s up|nice to meet you|is (?:anyone|anybody) (?:there|here))",
    "thanks": r"(?:(?:ok(?:ay)?|great|cool|perfect|super|good|nice|no)[\s,.!]+)?"
    r"(?:(?:many )?thanks?(?: you)?|thx|ty|cheers|much appreciated|bye(?:[ -]?bye)?|good ?bye|see you)"
    r"|(?:that(?:['’]s| is| was) )?(?:very |really )?(?:ok(?:ay)?|great|cool|perfect|awesome|excellent"
    r"|helpful|nice one|well done|good job|got it|understood|never ?mind)(?:[\s,]+thanks?(?: you)?)?",
    "help": r"(?:help(?: me)?|who are you|what are you|what(?:['’]s| is) (?:this|your name)|start|menu"
    r"|(?:what|how) (?:can|do|should|could) (?:you|i|we) (?:do|ask|use (?:this|it|you)|help(?: me)?"
    r"|know|start|search|work)(?: (?:here|you|with|for(?: me)?|about))*|how does this work"
    r"|are you (?:a |an )?(?:bot|robot|chatbot|human|ai|person|real|chatgpt)|instructions|usage"
    r"|what (?:questions|kinds? of questions) (?:can|should|may) i ask|can you help(?: me)?"
    r"|i need (?:some )?help|what(?:['’]s| is) this (?:for|about|site|page))",
}
_SAID = {
    kind: re.compile(rf"(?:{GREETING}[\s,.!]+)?(?:{words}){_ADDRESSED}[\s.,!?:;)(☺🙂👋🙏-]*", re.I)
    for kind, words in _PATTERNS.items()
}


def find_small_talk(question: str) -> SmallTalk:
    """The kind of small talk that a question is and no more; "" for any that asks something."""
    line = " ".join(question.split())
    return next((kind for kind, said in _SAID.items() if said.fullmatch(line)), "")
