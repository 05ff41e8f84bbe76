"""Which reader reads which file. A new format is a new file beside this one and a line here.

A file is read as what its beginning shows, where that is beyond doubt (a web archive, a feed, an
agency's XML), and else as what its name says.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from ingest.readers import markdown, plain_text, unknown_xml
from ingest.readers.base import Fault, Record, Source
from ingest.readers.email import reader as mail
from ingest.readers.epub import reader as epub
from ingest.readers.feeds import reader as feeds
from ingest.readers.feeds import sitemap
from ingest.readers.html import reader as html
from ingest.readers.io.head import Head
from ingest.readers.newswire import newsml1, newsml_g2, nitf, reuters21578, ritzau
from ingest.readers.pdf import reader as pdf
from ingest.readers.tabular import csv_records, json_records, parquet_records
from ingest.readers.warc import reader as warc
from ingest.readers.wordpress import reader as wordpress
from rag.errors import SourceError

MAX_FAULTS = 100  # told one by one; a file of another format may have millions

Reader = Callable[[Source], Iterator[Record | Fault]]


def _never(_head: Head) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: how it is read, and how it is recognised."""

    name: str
    read: Reader
    suffixes: tuple[str, ...] = ()  # what files of it are usually called
    shows: Callable[[Head], bool] = _never  # whether a file's beginning leaves no doubt
    rolling: bool = False  # whether old articles leave the file as new ones come in


FORMATS = (  # in the order in which their `shows` is asked
    Format("Parquet", parquet_records.read, (".parquet", ".pq"), parquet_records.shows),
    Format("mailbox", mail.read_many, (".mbox", ".mbx"), mail.shows_many),
    Format("e-mail", mail.read, (".eml",), mail.shows),
    Format("web archive", warc.read, (".warc", ".arc"), warc.shows),
    Format("EPUB", epub.read, (".epub",), epub.shows),
    Format("PDF", pdf.read, (".pdf",), pdf.shows),
    Format("WordPress export", wordpress.read, (), wordpress.shows),
    Format("feed", feeds.read, (".rss", ".atom", ".rdf"), feeds.shows, rolling=True),
    Format("sitemap", sitemap.read, (), sitemap.shows),
    Format("Reuters-21578", reuters21578.read, (".sgm", ".sgml"), reuters21578.shows),
    Format("HTML", html.read, (".html", ".htm", ".xhtml"), html.shows),
    Format("text", plain_text.read, (".txt",)),
    Format("Markdown", markdown.read, (".md", ".markdown")),
    Format("JSON", json_records.read, (".json",)),
    Format("JSON Lines", json_records.read_many, (".jsonl", ".ndjson")),
    Format("CSV", csv_records.read, (".csv", ".tsv")),
    Format("NewsML-G2", newsml_g2.read, (".newsml",), newsml_g2.shows),
    Format("NewsML 1", newsml1.read, (), newsml1.shows),
    Format("NITF", nitf.read, (".nitf",), nitf.shows),
    Format("Ritzau's XML", ritzau.read, (), ritzau.shows),
    Format("XML", unknown_xml.read, (".xml",)),
)
_BY_SUFFIX = {suffix: one for one in FORMATS for suffix in one.suffixes}


def read(source: Source) -> Iterator[Record | Fault]:
    """The articles of a file, and a fault for each that could not be read.

    Raises SourceError, at the first step of the iteration or later, when the file as a whole cannot
    be read: missing, empty, binary, too large, broken, without an article, of no known format.
    """
    head = Head.of(source.path)
    if not head.data:
        raise SourceError("the file is empty")
    format_ = _format(head, source.path)
    if format_ is None:
        raise SourceError(no_reader(source.path))
    faults = 0
    for outcome in format_.read(source):
        faults += isinstance(outcome, Fault)
        if isinstance(outcome, Record) or faults <= MAX_FAULTS:
            yield outcome
    if faults > MAX_FAULTS:
        yield Fault("", f"and {faults - MAX_FAULTS} more articles that could not be read")


def format_of(path: Path) -> Format | None:
    """The format of a file, None if it is none of ours; SourceError when it cannot be read."""
    return _format(Head.of(path), path)


def _format(head: Head, path: Path) -> Format | None:
    shown = next((one for one in FORMATS if one.shows(head)), None)
    return shown or _BY_SUFFIX.get(suffix_of(path))


def is_rolling(path: Path) -> bool:
    """Whether an article that a file names no more may be an article all the same."""
    try:
        format_ = format_of(path)
    except SourceError:
        return False
    return format_ is not None and format_.rolling


def is_readable(path: Path) -> bool:
    """Whether there is a reader for a file; one whose name promises it need not be opened."""
    if suffix_of(path) in _BY_SUFFIX:
        return True
    try:
        return format_of(path) is not None
    except SourceError:
        return False


def suffix_of(path: PurePath) -> str:
    """What tells the format: ".jsonl" of "a.JSONL" and of "a.jsonl.gz"."""
    name = PurePath(path.stem) if path.suffix.lower() == ".gz" else path
    return name.suffix.lower()


def no_reader(path: PurePath) -> str:
    """The reason to give for a file that no reader reads."""
    suffix = suffix_of(path) or path.suffix.lower()
    return f"no reader for {suffix}" if suffix else "no reader for files without a suffix"
