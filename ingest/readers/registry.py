"""Which reader reads which file. A new format is a reader in this package and a line here.

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
from ingest.readers.io.head import FileHead
from ingest.readers.newswire import newsml1, newsml_g2, nitf, reuters21578, ritzau
from ingest.readers.pdf import reader as pdf
from ingest.readers.tabular import csv_records, json_records, parquet_records
from ingest.readers.warc import reader as warc
from ingest.readers.wordpress import reader as wordpress
from rag.errors import SourceError

MAX_FAULTS = 100  # told one by one; a file of another format may have millions

Reader = Callable[[Source], Iterator[Record | Fault]]


def _shows_never(_head: FileHead) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A kind of file: how it is read, and how it is recognised."""

    name: str
    read: Reader
    suffixes: tuple[str, ...] = ()  # what files of it are usually called
    shows: Callable[[FileHead], bool] = _shows_never  # whether a file's beginning leaves no doubt
    rolling: bool = False  # whether old articles leave the file as new ones come in


FORMATS = (  # in the order in which their `shows` is asked
    FileFormat("Parquet", parquet_records.read, (".parquet", ".pq"), parquet_records.shows),
    FileFormat("mailbox", mail.read_mailbox, (".mbox", ".mbx"), mail.shows_mailbox),
    FileFormat("e-mail", mail.read, (".eml",), mail.shows),
    FileFormat("web archive", warc.read, (".warc", ".arc"), warc.shows),
    FileFormat("EPUB", epub.read, (".epub",), epub.shows),
    FileFormat("PDF", pdf.read, (".pdf",), pdf.shows),
    FileFormat("WordPress export", wordpress.read, (), wordpress.shows),
    FileFormat("feed", feeds.read, (".rss", ".atom", ".rdf"), feeds.shows, rolling=True),
    FileFormat("sitemap", sitemap.read, (), sitemap.shows),
    FileFormat("Reuters-21578", reuters21578.read, (".sgm", ".sgml"), reuters21578.shows),
    FileFormat("HTML", html.read, (".html", ".htm", ".xhtml"), html.shows),
    FileFormat("text", plain_text.read, (".txt",)),
    FileFormat("Markdown", markdown.read, (".md", ".markdown")),
    FileFormat("JSON", json_records.read, (".json",)),
    FileFormat("JSON Lines", json_records.read_json_lines, (".jsonl", ".ndjson")),
    FileFormat("CSV", csv_records.read, (".csv", ".tsv")),
    FileFormat("NewsML-G2", newsml_g2.read, (".newsml",), newsml_g2.shows),
    FileFormat("NewsML 1", newsml1.read, (), newsml1.shows),
    FileFormat("NITF", nitf.read, (".nitf",), nitf.shows),
    FileFormat("Ritzau's XML", ritzau.read, (), ritzau.shows),
    FileFormat("XML", unknown_xml.read, (".xml",)),
)
_BY_SUFFIX = {suffix: one for one in FORMATS for suffix in one.suffixes}


def read(source: Source) -> Iterator[Record | Fault]:
    """The articles of a file, and a fault for each that could not be read.

    Raises SourceError, at the first step of the iteration or later, when the file as a whole cannot
    be read: missing, empty, binary, too large, broken, without an article, of no known format.
    """
    head = FileHead.from_path(source.path)
    if not head.data:
        raise SourceError("the file is empty")
    format_ = _match_format(head, source.path)
    if format_ is None:
        raise SourceError(explain_no_reader(source.path))
    faults = 0
    for outcome in format_.read(source):
        faults += isinstance(outcome, Fault)
        if isinstance(outcome, Record) or faults <= MAX_FAULTS:
            yield outcome
    if faults > MAX_FAULTS:
        yield Fault("", f"and {faults - MAX_FAULTS} more articles that could not be read")


def find_format(path: Path) -> FileFormat | None:
    """The format of a file, None if it is none of ours; SourceError when it cannot be read."""
    return _match_format(FileHead.from_path(path), path)


def _match_format(head: FileHead, path: Path) -> FileFormat | None:
    shown = next((one for one in FORMATS if one.shows(head)), None)
    return shown or _BY_SUFFIX.get(find_suffix(path))


def is_rolling(path: Path) -> bool:
    """Whether an article that a file names no more may be an article all the same."""
    try:
        format_ = find_format(path)
    except SourceError:
        return False
    return format_ is not None and format_.rolling


def is_readable(path: Path) -> bool:
    """Whether there is a reader for a file; one whose name promises it need not be opened."""
    if find_suffix(path) in _BY_SUFFIX:
        return True
    try:
        return find_format(path) is not None
    except SourceError:
        return False


def find_suffix(path: PurePath) -> str:
    """What tells the format: ".jsonl" of "a.JSONL" and of "a.jsonl.gz"."""
    name = PurePath(path.stem) if path.suffix.lower() == ".gz" else path
    return name.suffix.lower()


def explain_no_reader(path: PurePath) -> str:
    """The reason to give for a file that no reader reads."""
    suffix = find_suffix(path) or path.suffix.lower()
    return f"no reader for {suffix}" if suffix else "no reader for files without a suffix"
