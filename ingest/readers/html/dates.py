"""When the article of a web page was published, and where the page says so.

The clock is never asked, nor is a date taken from running text, a copyright line or the file.
"""

import re
from collections.abc import Iterable
from typing import Any

from ingest.dates import parse_date
from ingest.readers.html.boilerplate import get_text
from rag.text.calendar import MONTHS, SHORT_MONTHS

FROM_TIME = "a <time> element of the page"
FROM_ADDRESS = "the page's address"
FROM_TEXT = "the page's text"

_IN_FOLDERS = re.compile(  # /2022/05/18/, /2022/may/18/, /2022/5/18/
    rf"/((?:1[6-9]|20)\d\d)/(\d{{1,2}}|(?:{'|'.join(SHORT_MONTHS)})[a-z]*)/(\d{{1,2}})(?=/|$)", re.I
)
_IN_A_NAME = re.compile(  # /2022-05-18-harbour, /20220518/, /harbour-20220518.html
    r"(?:(?<=/)|(?<=[-_])(?=\d{8}(?:[./]|$)))"
    r"((?:199|20\d)\d)([-_]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)"
)
_NOT_ITS_OWN = (  # where the dates of other texts stand
    "ancestor::aside or ancestor::nav or ancestor::footer or ancestor::li or ancestor::figure"
    " or ancestor::blockquote or ancestor::*[contains(@class, 'comment')]"
    " or ancestor::*[contains(@class, 'related')] or ancestor::article[ancestor::article]"
)
_UPDATED = re.compile(r"updat|modif|revis|correct|edited", re.IGNORECASE)
_PUBLISHED = re.compile(r"publi|posted|pubdate|date-?line|entry-date|issued", re.IGNORECASE)
_LONGEST = 80  # characters of a line that is a date
_LINES = 100  # elements below the headline in which the date is sought
_PROSE = 150  # characters of a paragraph: the text has begun


def find_published(stated: Iterable[str], page: Any, url: str) -> tuple[str, str]:
    """The date as written, and where it stood: "" for the page's metadata; ("", "") if nowhere.

    `stated` is what the metadata says, the most trusted first; `page` an lxml tree as yet uncut.
    Of several values that are dates the first counts, or one that gives its day more exactly.
    """
    stated = [value for value in stated if value]
    if date := _choose_most_exact(stated):
        return date, ""
    if date := _find_in_time_elements(page):
        return date, FROM_TIME
    if date := _find_in_lines(page):
        return date, FROM_TEXT
    if date := find_date_in_address(url):
        return date, FROM_ADDRESS
    return (stated[0], "") if stated and not _is_empty(stated[0]) else ("", "")


def find_date_in_address(url: str) -> str:
    """The one day in an address such as …/2022/05/18/… or …-20220518.html, as ISO 8601; else "".

    In the middle of a name a date may be that of an event, and so may an early one.
    """
    path = url.partition("://")[2].partition("?")[0].partition("#")[0]
    days = {f"{y}-{_format_month(m)}-{d:0>2}" for y, m, d in _IN_FOLDERS.findall(path)}
    days |= {f"{y}-{m}-{d}" for y, _, m, d in _IN_A_NAME.findall(path)}
    known = {day for day in days if parse_date(day)}
    return known.pop() if len(known) == 1 else ""


def _format_month(name: str) -> str:
    return f"{name:0>2}" if name.isdigit() else f"{MONTHS[name[:3].lower()]:02}"


def _choose_most_exact(values: list[str]) -> str:
    """The first that is a date; or one of the same day, if only that has a time, or a zone."""
    dated = [value for value in values if not _is_empty(value) and parse_date(value)]
    best = dated[0] if dated else ""
    for value in dated[1:]:
        old, new = parse_date(best) or "", parse_date(value) or ""
        if new[: len(old)] == old and len(new) > len(old):
            best = value
    return best


def _is_empty(value: str) -> bool:
    """Whether it is what systems write for a date they do not know."""
    return value.startswith(("0001-", "0000-", "1970-01-01T00:00:00", "1970-01-01 00:00:00"))


def _find_in_time_elements(page: Any) -> str:
    """From the <time> elements about the article as a whole, unless they contradict each other."""
    found: dict[str, str] = {}  # the day -> as written
    for element in page.xpath(f"//time[@datetime][not({_NOT_ITS_OWN})]"):
        value = str(element.get("datetime")).strip()
        day = (parse_date(value) or "")[:10]
        about = _describe_time(element)
        if not day or _UPDATED.search(about):
            continue
        if element.get("pubdate") is not None or _PUBLISHED.search(about):
            return value
        if day not in found or len(value) > len(found[day]):
            found[day] = value
    return next(iter(found.values())) if len(found) == 1 else ""


def _describe_time(element: Any) -> str:
    """What says which date it is: its classes and its parent's, the words before it."""
    before, parent = element.getprevious(), element.getparent()
    words = parent.text if before is None else f"{get_text(before)[-40:]} {before.tail or ''}"
    names = [element.get("class"), element.get("itemprop"), parent.get("class"), words]
    return " ".join(filter(None, names))


def _find_in_lines(page: Any) -> str:
    """From a line of its own between headline and text: the masthead above shows today's date."""
    headlines = page.xpath("//h1")
    if len(headlines) != 1:
        return ""
    below = "following::*[self::p or not(*)][not(self::script or self::style)]"
    for element in headlines[0].xpath(f"{below}[not({_NOT_ITS_OWN})]")[:_LINES]:
        text = get_text(element)
        if element.tag == "p" and len(text) >= _PROSE:
            break
        if len(element) == 0 and len(text) <= _LONGEST and not _UPDATED.search(text):
            for part in re.split(r"\s*[|•·]\s*", text):
                if not part.isdigit() and parse_date(part):
                    return part
    return ""
