"""Words for people in an export: one line each, without what hides or turns text round."""

import re
import unicodedata
from urllib.parse import urlsplit

from rag.formatting import VERDICTS, format_origin, format_published
from rag.types import Answer, Citation

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # Unicode's UAX 9
_LOST = "\ufffd"  # stands for what cannot be written down


def tidy(text: str) -> str:
    """`text` without control characters other than line breaks, and without bidi overrides."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_kept(character) for character in text)


def one_line(text: str) -> str:
    """`text`, tidied, in which all white space is single spaces."""
    return tidy(" ".join(text.split()))


def web_address(url: str) -> str:
    """`url` if it is a plain http or https address, else ""."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    plain = url.isprintable() and not re.search(r"[\s<>\"]", url)
    return url if plain and host and parts.scheme in {"http", "https"} else ""


def origin(answer: Answer) -> str:
    """Who speaks: a model, the sources themselves, or nobody."""
    return one_line(f"{format_origin(answer)}.")


def doubts(answer: Answer) -> list[str]:
    """One line for each claim that its sources do not bear out, or not wholly."""
    if answer.mode != "generated":
        return []
    return [
        one_line(f"{VERDICTS[claim.support]}: “{claim.text}” {claim.reason}")
        for claim in answer.claims
        if claim.support != "supported"
    ]


def notes(answer: Answer) -> list[str]:
    """One line for each thing that belongs with the answer."""
    return [f"Note: {one_line(warning)}" for warning in answer.warnings]


def understood(answer: Answer) -> str:
    """How a question was made whole that leaned on earlier ones; "" where it was not."""
    return one_line(answer.asked_as) if answer.asked_as != answer.question else ""


def references_heading(answer: Answer) -> str:
    return "Nearest passages" if answer.mode == "declined" else "References"


def headline(citation: Citation) -> str:
    return one_line(citation.title) or "Without a headline"


def credit(citation: Citation) -> str:
    """Outlet, authors and day of publication."""
    parts = [citation.outlet or "Unknown outlet", ", ".join(citation.authors)]
    lines = [one_line(part) for part in [*parts, format_published(citation.published)]]
    return ", ".join(line for line in lines if line)


def place(citation: Citation) -> str:
    """Where the sentence stands, the end exclusive as everywhere."""
    return f"article {one_line(citation.article_id)}, characters {citation.start}–{citation.end}"


def letters(text: str) -> str:
    """`text` reduced to its letters and digits, by which words are compared across formats."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text))


def _kept(character: str) -> str:
    if character in _TURNING:
        return ""
    kind = unicodedata.category(character)
    if kind == "Cs":
        return _LOST
    return "" if kind == "Cc" and character not in "\n\t" else character
