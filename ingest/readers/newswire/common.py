"""What the formats of news agencies have in common: items in files, dates, bylines, states."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ingest.dates import parse_date
from ingest.readers.base import Fault, NotAnArticle, Record, Source
from ingest.readers.fields import LONGEST_METADATA
from ingest.readers.io.xml_tree import read_elements
from rag.errors import SourceError

NO_TEXT = "no article text in it"
OTHER_ROOTS = re.compile(r"(?:html|rss|feed|rdf)?", re.IGNORECASE)  # no wrappers of items
PACKAGE = "a package: it refers to articles but holds none"
PLAN = "a plan of coverage: no article yet"
STILLS = {  # kinds of items whose text is always a caption
    "picture": "a picture: a caption is no article",
    "photo": "a picture: a caption is no article",
    "graphic": "a graphic: a caption is no article",
    "animation": "an animation: a caption is no article",
}
RECORDINGS = {  # kinds of items that may bring an article
    "video": "a video without a text of its own: a caption is no article",
    "audio": "a recording without a text of its own: a caption is no article",
}
NO_END = "until further notice"  # of an embargo; no moment, so it is held back whenever it is read

_WITHDRAWN = re.compile(r"cancel+ed|withheld|withdrawn|killed|deleted|retracted", re.IGNORECASE)
_MIDNIGHT = re.compile(r"(\d{8})T0000(?:00)?(?:Z|[+-]\d{2}:?\d{2})?")
_BY = re.compile(r"\A(?:by|par|por|von)\b:?\s+(?=\S+\s+\S)", re.IGNORECASE)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_JOB = re.compile(
    r"(?i)\b(?:agency|columnist|correspondent|desk|editor|journalist|news|photographer|press"
    r"|producer|reporter|service|staff|writer)s?\b"
)


class ItemDates(NamedTuple):
    """Moments as the source gives them."""

    published: str | None
    updated: str | None  # of this version; never before it was published
    embargo: str | None


def make_withdrawal(id_: str | None, version: int | None, dates: ItemDates) -> Record:
    """What says that an article is not to be used any more; its text is not read."""
    published, updated, _ = dates  # an embargo holds back no withdrawal
    return Record(
        id=id_, text="", version=version, published=published, updated=updated, withdrawn=True
    )


def read_articles(
    source: Source, names: Iterable[str], records_of: Callable[[Element], Iterable[Record]]
) -> Iterator[Record | Fault]:
    """The articles of an XML file, one for each element of these names, numbered if several.

    Raises SourceError for a file without any, and for one whose only item cannot be read.
    """
    outcomes = _read_items(source, names, records_of)
    first, second = next(outcomes), next(outcomes, None)
    if second is not None:
        yield from skip_others(chain([first, second], outcomes))
    elif isinstance(first, Fault):
        raise SourceError(first.reason)
    elif isinstance(first, NotAnArticle):
        raise first
    else:
        yield replace(first, position=None, where="")


def _read_items(
    source: Source, names: Iterable[str], records_of: Callable[[Element], Iterable[Record]]
) -> Iterator[Record | Fault | NotAnArticle]:
    number = 0
    try:
        for number, element in enumerate(read_elements(source.path, *names), start=1):
            where = f"article {number}"
            try:
                for record in records_of(element):
                    yield replace(record, position=number, where=where)
            except NotAnArticle as other:
                yield other
            except SourceError as error:
                yield Fault(where, str(error))
    except SourceError as error:
        if not number:
            raise
        yield Fault(f"after article {number}", str(error))
    if not number:
        raise SourceError("no articles in it")


def skip_others(outcomes: Iterable[Record | Fault | NotAnArticle]) -> Iterator[Record | Fault]:
    """What was read, and what could not be; the pictures and packages that came along passed by.

    Raises NotAnArticle, the first of them, if there was nothing else.
    """
    other: NotAnArticle | None = None
    nothing = True
    for outcome in outcomes:
        if isinstance(outcome, NotAnArticle):
            other = other or outcome
        else:
            nothing = False
            yield outcome
    if other and nothing:
        raise other


def is_withdrawn(status: str) -> bool:
    """Whether a state such as "stat:canceled" says that the article is not to be used."""
    return bool(_WITHDRAWN.fullmatch(re.split(r"[:/#]", status.strip())[-1]))


def choose_date(*dates: str | None) -> str | None:
    """The first of these that is a date, as given; one such as 20220518T000000 is the day.

    If none is, the first that at least has a digit: it is kept as the article's date as given.
    """
    given = [date.strip() for date in dates if date and any(map(str.isdigit, date))]
    chosen = next(filter(parse_date, given), given[0] if given else None)
    midnight = _MIDNIGHT.fullmatch(chosen or "")
    return midnight[1] if midnight else chosen


def is_later(date: str | None, other: str | None) -> bool:
    """Whether one moment is after another, as far as both can be understood."""
    iso, other_iso = parse_date(date), parse_date(other)
    if iso is None or other_iso is None:
        return False
    moment, other_moment = datetime.fromisoformat(iso), datetime.fromisoformat(other_iso)
    if moment.tzinfo is None or other_moment.tzinfo is None:
        moment, other_moment = moment.replace(tzinfo=None), other_moment.replace(tzinfo=None)
    return moment > other_moment


def choose_dates(
    *, created: Iterable[str | None], changed: Iterable[str | None], embargo: str | None
) -> ItemDates:
    """An article's dates out of candidates for each, the best first.

    What is embargoed is published when the embargo ends, whenever it was written.
    """
    changes = list(changed)
    published = choose_date(*created, *changes)
    if is_later(embargo, published):
        published = embargo
    updated = choose_date(*changes)
    if is_later(published, updated):
        updated = None
    return ItemDates(published, updated, embargo or None)


def parse_version(value: object) -> int | None:
    """A version as a number; None for anything that is no whole number."""
    digits = str(value if value is not None else "").strip()
    return int(digits) if digits.isdecimal() and len(digits) <= 18 else None


def parse_byline(byline: str, outlet: str) -> tuple[str, ...]:
    """The persons in a byline: "By Jane Doe, Example Agency" has one beside what she works for."""
    persons, *rest = (part.strip() for part in _BY.sub("", byline.strip(), count=1).split(","))
    kept = [part for part in rest if not _JOB.search(part) and not _is_outlet(part, outlet)]
    named = ", ".join(kept if _is_outlet(persons, outlet) else [persons, *kept])
    return (named,) if named else ()


def _is_outlet(part: str, outlet: str) -> bool:
    return bool(outlet) and part.casefold() == outlet.casefold()


def choose_readable(*names: str | None) -> str:
    """The first name that is no code such as "AP", else one that is not "reuters.com", else any."""
    given = [name.strip() for name in names if name and name.strip()]
    ranked = sorted(given, key=lambda name: 2 * bool(_DOMAIN.fullmatch(name)) or _is_code(name))
    return ranked[0] if ranked else ""


def _is_code(name: str) -> bool:
    return bool(re.fullmatch(r"[\w-]+", name)) and (name.isupper() or name.islower())


def join_labels(values: Mapping[str, str | Iterable[str]]) -> dict[str, str]:
    """Metadata: lists as one string with each entry once, nothing empty, nothing of text length."""
    joined = {
        name: value if isinstance(value, str) else ", ".join(dict.fromkeys(filter(None, value)))
        for name, value in values.items()
    }
    return {name: text for name, text in joined.items() if 0 < len(text) <= LONGEST_METADATA}
