"""Words for people in an export: one line each, without what hides or turns text round."""

import re
import unicodedata
from urllib.parse import urlsplit

from rag.answering.claim_spans import OMITTED
from rag.formatting import VERDICTS, format_origin, format_published
from rag.types import Answer, Citation

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # Unicode's UAX 9
_LOST = "\ufffd"  # stands for what cannot be written down


def tidy(text: str) -> str:
    """`text` without control characters other than line breaks, and without bidi overrides."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_keep_character(character) for character in text)


def tidy_line(text: str) -> str:
    """`text`, tidied, in which all white space is single spaces."""
    return tidy(" ".join(text.split()))


def keep_web_address(url: str) -> str:
    """`url` if it is a plain http or https address, else ""."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    plain = url.isprintable() and not re.search(r"[\s<>\"]", url)
    return url if plain and host and parts.scheme in {"http", "https"} else ""


def format_speaker(answer: Answer) -> str:
    """Who speaks: a model, the sources themselves, or nobody."""
    return tidy_line(f"{format_origin(answer)}.")


def format_doubts(answer: Answer) -> list[str]:
    """One line for each claim that its sources bear out in part, one for those that are struck.

    And one for each of these in whose place a source says something else.
    """
    if answer.mode != "generated":
        return []
    weak = [
        tidy_line(f"{VERDICTS[claim.support]}: “{claim.text}” {claim.explain()}")
        for claim in answer.claims
        if claim.support == "weak"
    ]
    struck = sum(claim.support == "unsupported" for claim in answer.claims)
    left_out = f"{OMITTED} stands for a sentence that is not in the sources."
    marks = [f"{OMITTED} {one.correction.to_mark()}" for one in answer.claims if one.correction]
    return [*weak, *([left_out] if struck else []), *map(tidy_line, marks)]


def format_notes(answer: Answer) -> list[str]:
    """One line for each thing that belongs with the answer."""
    return [f"Note: {tidy_line(warning)}" for warning in answer.warnings]


def format_asked_as(answer: Answer) -> str:
    """How a question was made whole that leaned on earlier ones; "" where it was not."""
    return tidy_line(answer.asked_as) if answer.asked_as != answer.question else ""


def name_references(answer: Answer) -> str:
    return "Nearest passages" if answer.mode == "declined" else "References"


def format_headline(citation: Citation) -> str:
    return tidy_line(citation.title) or "Without a headline"


def format_credit(citation: Citation) -> str:
    """Outlet, authors and day of publication."""
    parts = [citation.outlet or "Unknown outlet", ", ".join(citation.authors)]
    lines = [tidy_line(part) for part in [*parts, format_published(citation.published)]]
    return ", ".join(line for line in lines if line)


def format_place(citation: Citation) -> str:
    """Where the sentence stands, the end exclusive as everywhere."""
    return f"article {tidy_line(citation.article_id)}, characters {citation.start}–{citation.end}"


def _keep_character(character: str) -> str:
    if character in _TURNING:
        return ""
    kind = unicodedata.category(character)
    if kind == "Cs":
        return _LOST
    return "" if kind == "Cc" and character not in "\n\t" else character
