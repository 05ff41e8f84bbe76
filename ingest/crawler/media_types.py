"""What an answer is, by its content and by what the server calls it."""

from contextlib import suppress
from enum import Enum
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from ingest.crawler.fetch import Response
from ingest.readers.feeds import reader as feeds
from ingest.readers.feeds import sitemap
from ingest.readers.html import reader as html
from ingest.readers.io.decoding import recode_blocks
from ingest.readers.io.head import LENGTH, FileHead

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/json": ".json",
    "application/ld+json": ".json",
    "application/jsonl": ".jsonl",
    "application/ndjson": ".jsonl",
    "application/x-ndjson": ".jsonl",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/epub+zip": ".epub",
}
_RECODED = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/csv")
_UNSAID = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_WIDER = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}  # as browsers take them


class ContentKind(Enum):
    FEED = "feed"
    SITEMAP = "sitemap"
    INDEX = "index of sitemaps"
    PAGE = "page"  # or another file


def detect_kind(body: bytes) -> ContentKind:
    head = read_head(body)
    if feeds.shows(head):
        return ContentKind.FEED
    if sitemap.shows(head):
        return ContentKind.INDEX if head.root_name == "sitemapindex" else ContentKind.SITEMAP
    return ContentKind.PAGE


def read_head(body: bytes) -> FileHead:
    return FileHead(b"".join(recode_blocks(iter((body[:LENGTH],)))))


def read_media_type(response: Response) -> str:
    """What the server calls it: "text/html" of "Text/HTML; charset=utf-8"; "" for nothing."""
    return response.headers.get("content-type", "").partition(";")[0].strip().lower()


def choose_suffix(response: Response) -> str:
    """The suffix of a file that would hold the answer; "" if it is of no kind that is read."""
    if response.body.startswith(b"%PDF-"):
        return ".pdf"
    if html.shows(read_head(response.body)):
        return ".html"
    said = read_media_type(response)
    if said == "text/plain" or said in _UNSAID:
        named = PurePosixPath(urlsplit(response.address).path).suffix.lower()
        return named or (".txt" if said == "text/plain" else "")
    return _SUFFIXES.get(said, "")


def recode_body(response: Response) -> bytes:
    """The body of a text recoded, if only the header tells its encoding: files have no headers."""
    _, _, charset = response.headers.get("content-type", "").lower().partition("charset=")
    name = charset.partition(";")[0].strip("\"' ")
    if not name or read_media_type(response) not in _RECODED:  # XML names its encoding itself
        return response.body
    for encoding in ("utf-8", _WIDER.get(name, name)):
        with suppress(UnicodeError, LookupError):
            return response.body.decode(encoding).encode()
    return response.body
