"""A model's text as plain text: no images, links or tags, none of Markdown's marks.

Nothing that a model writes may load or link anything: an image address can carry the prompt away.
"""

import re
from collections.abc import Callable

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"<(?=[A-Za-z/!?])[^<>]*(?:>|\Z)")
_SCHEME = r"(?:https?:|data:|javascript:|file:|//|www\.)"
_DEFINITION = re.compile(rf"^\s*\[[^\]\n]+\]:\s*<?{_SCHEME}.*$", re.MULTILINE | re.IGNORECASE)
_IMAGE = re.compile(r"!\[([^\]\n]*)\](?:\([^)\n]*(?:\)|$)|\[[^\]\n]*\])?", re.MULTILINE)
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*(?:\)|$)", re.MULTILINE)
_ADDRESS = re.compile(r"\b(?:https?|ftp|data|javascript|file):\S*", re.IGNORECASE)
_STRONG = re.compile(r"\*\*|__|`+|~~")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])")
_HEADING = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?)+", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$", re.MULTILINE)


def plain(text: str) -> str:
    """`text` without markup; what a link or an image said in words stays."""
    text = _COMMENT.sub("", _THOUGHT.sub("", text))
    text = _until_still(_TAG, "", text)
    text = _DEFINITION.sub("", text)
    text = _until_still(_IMAGE, r"\1", text)
    text = _until_still(_LINK, _words_of_link, text)
    text = _ADDRESS.sub("", text)
    text = _RULE.sub("", _HEADING.sub("", text))
    return _EMPHASIS.sub("", _STRONG.sub("", text))


def _words_of_link(match: re.Match[str]) -> str:
    """What a link says; a label keeps its brackets, since it is one."""
    inside = match[1]
    return f"[{inside}]" if re.fullmatch(r"\s*\^?S?\d{1,3}\s*", inside) else inside


def _until_still(
    pattern: re.Pattern[str], by: str | Callable[[re.Match[str]], str], text: str
) -> str:
    """Replaced again until nothing is left to replace: `<<b>script>` hides one tag in another."""
    while (changed := pattern.sub(by, text)) != text:
        text = changed
    return text
