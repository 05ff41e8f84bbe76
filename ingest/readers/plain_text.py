"""Plain text: one article a file; headline, date and outlet from where they usually stand."""

import re
from collections.abc import Iterator

from ingest.dates import parse_date
from ingest.readers.base import Record, Source
from ingest.readers.io.files import read_text

LONGEST_HEADLINE = 150  # characters

_DAY = re.compile(r"(\d{4})(-?)(\d{2})\2(\d{2})(?!\d)")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_FULL_STOP = re.compile(r"[.…][\"'”’»)\]]*$")


def read(source: Source) -> Iterator[Record]:
    """One record; the date is the day that the file's name begins with, if it does."""
    title, text = split_headline(read_text(source.path))
    day = find_day_in_name(source.path.name)
    yield Record(title=title, text=text, published=day, outlet=source.folder)


def split_headline(text: str) -> tuple[str, str]:
    """(headline, the rest), or ("", the whole text) where the first line is none.

    A headline is a short line without a full stop, with an article below it. In doubt the line
    stays in the text: there it can be found and cited, whatever it is.
    """
    text = text.strip()
    first, _, rest = text.partition("\n")
    first, below = first.strip(), rest.strip()
    if not below or len(first) > LONGEST_HEADLINE or _FULL_STOP.search(first):
        return "", text
    parted = not rest.partition("\n")[0].strip()
    if not parted and _is_wrapped(first, below.partition("\n")[0].strip()):
        return "", text
    return first, below


def _is_wrapped(first: str, second: str) -> bool:
    """Whether two lines are rather one sentence, broken where the page was full."""
    if second[:1].islower():
        return True
    return 50 <= min(len(first), len(second)) <= 90 and not _SENTENCE_END.search(second)


def find_day_in_name(name: str) -> str | None:
    """The day at the beginning of "2022-05-18-harbour.txt" or "20220518.txt", if it is one."""
    match = _DAY.match(name)
    return parse_date(f"{match[1]}-{match[3]}-{match[4]}") if match else None
