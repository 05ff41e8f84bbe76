"""A model's text as plain text: no images, links or tags, none of Markdown's marks.

Nothing that a model writes may load or link anything: an image address can carry the prompt away.
"""

import re
from collections.abc import Callable

# What a model says to itself, hides, or repeats from its prompt.
BLOCK = re.compile(
    r"<(?P<tag>think(?:ing)?|sources|conversation|script|style)>.*?</(?P=tag)>|<!--.*?-->",
    re.DOTALL | re.IGNORECASE,
)
OPEN_BLOCK = re.compile(
    r"<(?:think(?:ing)?|sources|conversation|script|style)>|<!--", re.IGNORECASE
)
_UNSEEN = re.compile(  # no width, or turns the direction of what stands beside it
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
)
_NAMED = r"\s*S\d{1,3}(?:\s*[,;–-]\s*S?\d{1,3})*\s*"
_LABEL_TAG = re.compile(rf"</?({_NAMED})/?>", re.IGNORECASE)
_RAISED = re.compile(  # after a sentence; else it is a power
    rf"(?<=[.!?…”\"\s])<(sup|sub)>\s*({_NAMED}|\d{{1,3}}(?:\s*,\s*\d{{1,3}})*)\s*</\1>",
    re.IGNORECASE,
)
# A tag; where it is never closed, only what makes it one.
_TAG = re.compile(r"<(?=[A-Za-z/!?|｜<])(?:[^<>\n]{0,200}>)?|\[/?INST\]")
_SCHEME = r"(?:https?:|data:|javascript:|file:|//|www\.)"
_DEFINITION = re.compile(rf"^\s*\[[^\]\n]+\]:\s*<?{_SCHEME}.*$", re.MULTILINE | re.IGNORECASE)
_IMAGE = re.compile(r"!\[([^\[\]\n]*)\](?:\([^)\n]*(?:\)|$)|\[[^\[\]\n]*\])?", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]\n]*)\]\([^)\n]*(?:\)|$)", re.MULTILINE)
_ADDRESS = re.compile(r"\b(?:https?|ftp|data|javascript|file):\S*|\bwww\.\S+", re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[\w+-]*[ \t]*$", re.MULTILINE)
_STRONG = re.compile(r"\*\*|__|`+|~~")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])|(?<![\w_])_(?=[^\s_])|(?<=[^\s_])_(?![\w_])"
)
_HEADING = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?)+", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$", re.MULTILINE)


def strip_markdown(text: str) -> str:
    """`text` without markup; what a link or an image said in words stays, a label as "[S3]"."""
    text = BLOCK.sub("", _UNSEEN.sub("", text))
    if unclosed := OPEN_BLOCK.search(text):
        text = text[: unclosed.start()]
    text = _LABEL_TAG.sub(r"[\1]", _RAISED.sub(r"[\2]", text))
    text = _TAG.sub("", text)
    text = _DEFINITION.sub("", text)
    text = _replace_until_still(_IMAGE, r"\1", text)
    text = _replace_until_still(_LINK, _read_link_words, text)
    text = _ADDRESS.sub("", text)
    text = _FENCE.sub("", text)
    text = _RULE.sub("", _HEADING.sub("", text))
    return _EMPHASIS.sub("", _STRONG.sub("", text))


def _read_link_words(match: re.Match[str]) -> str:
    """What a link says; a label keeps its brackets, since it is one."""
    inside = match[1]
    return f"[{inside}]" if re.fullmatch(r"\s*\^?S?\d{1,3}\s*", inside) else inside


def _replace_until_still(
    pattern: re.Pattern[str], by: str | Callable[[re.Match[str]], str], text: str
) -> str:
    """Replaced again until nothing is left to replace: `<<b>script>` hides one tag in another."""
    while (changed := pattern.sub(by, text)) != text:
        text = changed
    return text
