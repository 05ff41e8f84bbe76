"""A PDF that holds text: a press release, a report, a page of a newspaper. It is one article."""

import re
import threading
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

from ingest.dates import parse_date
from ingest.normalize import fold_text
from ingest.readers.base import Fault, Record, Source
from ingest.readers.io.files import read_binary
from ingest.readers.io.head import FileHead
from ingest.readers.pdf.columns import ColumnLine, order_lines
from ingest.readers.pdf.paragraphs import (
    Paragraph,
    PdfPage,
    drop_running_heads,
    find_body_size,
    join_paragraphs,
)
from ingest.readers.pdf.words import open_document, read_language, read_words
from rag.errors import SourceError
from rag.text.calendar import SHORT_MONTHS

MAX_FILE = 256 << 20  # bytes
MAX_PAGES = 2000
MAX_LETTERS = 16 << 20  # of all pages
MAX_SECONDS = 300  # for all pages

_FROM_PAGE = "the document's first page"
_ONE_AT_A_TIME = threading.Lock()  # pdfium is not safe for several threads

_MONTH = rf"(?:{'|'.join(SHORT_MONTHS)})[a-z]*\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"(?i)\b(?:{_DAY} {_MONTH},? \d{{4}}|{_MONTH} {_DAY},? \d{{4}}|\d{{4}}-\d\d-\d\d"
    r"|\d{1,2}\. ?\d{1,2}\. ?\d{4})\b"
)
_OTHER_DATE = re.compile(
    r"embargo|until|deadline|updated|printed|effective|since|copyright|©|\bfrom\b|\bborn\b", re.I
)
_AFTER_DATELINE = re.compile(r"\s*(?:\([^)]*\))?\s*[-–—:]")
_LONGEST_DATE_LINE = 80  # characters
_LONGEST_DATELINE = 40  # characters before the date: the place
_BYLINE = re.compile(r"[Bb]y ([A-Z][^\d.!?]{2,100})|BY ([A-Z][^\d.!?a-z]{2,100})")
_PROSE = 60  # characters of a line of running text
_TOP = 3  # lines of running text, after which nothing on page one tells of the article
_NO_TITLE = re.compile(
    r"(?i)microsoft |untitled|unbenannt|document\d*$|.*\.(?:docx?|indd|odt|pages|pdf|qxd|rtf|tex)\b"
    r"|[^ ]*\Z"
)
_INFO_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
_EMBARGO = re.compile(r"(?i)\bembargo(?:ed)?\b(?: for release)?(?: until| till|:|,)*\s*(.+)")
_BIG = 1.2  # of the size of the text: the size of a headline
_LONGEST_HEADLINE = 300  # characters
_UNREADABLE = 0.2  # share of a text whose characters mean nothing
_MEANINGLESS = frozenset({"Co", "Cn", "Cc"})  # private, unassigned, control


def shows(head: FileHead) -> bool:
    """Whether a file begins as a PDF does."""
    return head.data.lstrip().startswith(b"%PDF-")


def read(source: Source) -> Iterator[Record | Fault]:
    """One record, and a fault for each page that cannot be read.

    Raises SourceError for a file that is encrypted, broken, cut short, too large, or that holds no
    text, as scans do.
    """
    data = read_binary(source.path, MAX_FILE)
    if b"%%EOF" not in data[-4096:] and b"startxref" not in data[-4096:]:
        raise SourceError("cut short: the end of the PDF is missing")
    with _ONE_AT_A_TIME, closing(open_document(data)) as document:
        pages, faults = _read_pages(document)
        about, language = _read_properties(document), read_language(document)
    about["pages_without_text"] = ", ".join(str(page.number) for page in pages if not page.lines)
    yield replace(_build_record(pages, about), language=language)
    yield from faults


def _read_pages(document: Any) -> tuple[list[PdfPage], list[Fault]]:
    if len(document) > MAX_PAGES:
        raise SourceError(f"more than {MAX_PAGES} pages")
    pages: list[PdfPage] = []
    faults: list[Fault] = []
    letters, started = 0, time.monotonic()
    for number in range(1, len(document) + 1):
        try:
            words = read_words(document, number)
        except SourceError as error:
            faults.append(Fault(f"page {number}", str(error)))
            continue
        letters += sum(len(word.text) for word in words)
        if letters > MAX_LETTERS or time.monotonic() - started > MAX_SECONDS:
            raise SourceError("too much text in it for one article")
        pages.append(PdfPage(number, tuple(order_lines(words))))
    return pages, faults


def _read_properties(document: Any) -> dict[str, str]:
    """What the document says of itself. The day it was made is not the day of publication."""
    said = {name: " ".join(text.split()) for name, text in document.get_metadata_dict().items()}
    created = _INFO_DATE.match(said.get("CreationDate", ""))
    return {
        "title": said.get("Title", ""),
        "document_author": said.get("Author", ""),
        "subject": said.get("Subject", ""),
        "keywords": said.get("Keywords", ""),
        "created": "-".join(filter(None, created.groups())) if created else "",
        "pages": str(len(document)),
    }


def _build_record(pages: Sequence[PdfPage], about: dict[str, str]) -> Record:
    top = _select_top_lines(pages[0]) if pages else []
    paragraphs = join_paragraphs(drop_running_heads(pages))
    if not any(character.isalnum() for one in paragraphs for character in one.text):
        raise SourceError("no text in it: a scan? run OCR over it first")
    if _measure_unreadable(paragraphs) > _UNREADABLE:
        raise SourceError("its fonts do not tell which letters they draw: run OCR over it first")
    title = about.pop("title")
    headline = _find_headline(paragraphs, title)
    date = _find_date(top)
    bylines = [match for line in top if (match := _BYLINE.fullmatch(line.text))]
    return Record(
        title=headline or ("" if _NO_TITLE.match(title) else title),
        text="\n\n".join(_select_text(paragraphs, headline)),
        published=date,
        published_from=_FROM_PAGE if date else "",
        embargo=_find_embargo(top),
        authors=tuple(match[1] or match[2].title() for match in bylines),
        metadata={name: value for name, value in about.items() if value},
    )


def _find_headline(paragraphs: Sequence[Paragraph], title: str) -> str:
    """The biggest type of page one, or of its big type what the document's title says."""
    least = _BIG * find_body_size(paragraphs)
    big = [one for one in paragraphs if one.page == 1 and one.size >= least]
    big = [one for one in big if " " in one.text and len(one.text) <= _LONGEST_HEADLINE]
    wanted = fold_text(title)
    named = [one for one in big if fold_text(one.text) in wanted or wanted == one.text]
    best = max(named or big, key=lambda one: one.size, default=None)
    return best.text if best else ""


def _select_text(paragraphs: Sequence[Paragraph], headline: str) -> Iterator[str]:
    """The text without the headline, without bylines and dates of their own, and small heads."""
    at = next((n for n, one in enumerate(paragraphs) if one.text == headline), -1)
    small = 0.9 * find_body_size(paragraphs)
    for number, one in enumerate(paragraphs):
        is_head = number == at or (number < at and one.size < small)
        is_about = one.page == 1 and (_BYLINE.fullmatch(one.text) or _DATE.fullmatch(one.text))
        if not is_head and not is_about:
            yield one.text


def _select_top_lines(page: PdfPage) -> list[ColumnLine]:
    """The lines of page one up to the first few of running text."""
    lines: list[ColumnLine] = []
    prose = 0
    for line in page.lines:
        prose += len(line.text) >= _PROSE
        if prose <= _TOP:
            lines.append(line)
    return lines


def _find_date(lines: Sequence[ColumnLine]) -> str | None:
    """The one day that stands in a line of its own or before the first words, as in a dateline."""
    days: dict[str, str] = {}
    for line in lines:
        for match in _DATE.finditer(line.text):
            short = len(line.text) <= _LONGEST_DATE_LINE and line.text[-1] != "."
            before, after = line.text[: match.start()], line.text[match.end() :]
            opens = len(before) <= _LONGEST_DATELINE and _AFTER_DATELINE.match(after)
            day = parse_date(match[0])
            if day and (short or opens) and not _OTHER_DATE.search(before):
                days[day] = match[0]
    return next(iter(days.values())) if len(days) == 1 else None


def _find_embargo(lines: Sequence[ColumnLine]) -> str | None:
    """What a press release says about the moment before which nobody may use it.

    As given if it is not understood, so that it is held back and not let out hours too early.
    """
    for line in lines:
        if match := _EMBARGO.search(line.text):
            date = _DATE.search(match[1])
            rest = match[1].replace(date[0], "") if date else ""
            has_time = any(character.isdigit() for character in rest)
            return match[1] if parse_date(match[1]) or not date or has_time else date[0]
    return None


def _measure_unreadable(paragraphs: Sequence[Paragraph]) -> float:
    """How much of the text are characters that mean nothing: fonts may hide what they draw."""
    text = "".join(one.text for one in paragraphs)
    return sum(unicodedata.category(letter) in _MEANINGLESS for letter in text) / len(text)
