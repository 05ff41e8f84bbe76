"""An answer taken out of the JSON that some models wrap it in, even while it is being written."""

import json
import re
from collections.abc import Iterator

_BEGINS = re.compile(r"\A\s*(?:```\w*\s*)?(?:\[\s*)?\{\s*(?:\"|\Z)")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)(?P<end>"|\\?\Z)', re.DOTALL)
_KEY = re.compile(r"\s*:")
_PARTIAL = re.compile(r"\\u[0-9a-fA-F]{0,3}\Z|(?:\\u[dD][89abAB][0-9a-fA-F]{2})\Z")
_SAID = re.compile(
    r"(?:final_)?answers?|text|response|content|claims?|sentences?|statements?|summary|output|result",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"sources?|labels?|citations?|refs?|references?|evidence|ids?|cited|source_labels?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\W*(S?\d{1,4})\W*", re.IGNORECASE)


def strip_json(text: str, *, complete: bool) -> str:
    """The prose in `text` where that is JSON ({"answer": "…", "sources": ["S3"]}), else `text`.

    What it gives only grows while `text` does: values that belong to keys for prose, each on a line
    of its own, with the labels of keys for sources behind them. JSON without such a value is given
    as it is once it is `complete`.
    """
    if not _BEGINS.match(text):
        return text
    prose = "".join(_extract_prose(text))
    return text if complete and not prose else prose


def _extract_prose(text: str) -> Iterator[str]:
    key, said = "", False
    for string in _STRING.finditer(text):
        closed = string["end"] == '"'
        if closed and _KEY.match(text, string.end()):
            key = string[1]
        elif _SAID.fullmatch(key) and _is_value(text, string, closed=closed):
            yield ("\n" if said else "") + _unescape(string[1])
            said = True
        elif said and closed and _LABELLED.fullmatch(key) and _LABEL.fullmatch(string[1]):
            yield f" [{string[1].strip('[]() ')}]"


def _is_value(text: str, string: re.Match[str], *, closed: bool) -> bool:
    """Whether a string, perhaps unfinished, is no key: told by what stands around it."""
    before = text[: string.start()].rstrip()[-1:]
    after = text[string.end() :].lstrip()[:1]
    return before in {":", "["} or (before == "," and closed and after in {",", "]"})


def _unescape(written: str) -> str:
    written = _PARTIAL.sub("", written)
    try:
        return str(json.loads(f'"{written}"', strict=False))
    except ValueError:  # an escape that JSON does not know
        return written.replace("\\", "")
