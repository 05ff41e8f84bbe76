"""What an answer is, by its content and by what the server calls it."""

from enum import Enum
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from ingest.crawler.fetch import Answer
from ingest.readers.feeds import reader as feeds
from ingest.readers.feeds import sitemap
from ingest.readers.html import reader as html
from ingest.readers.io.decoding import recoded
from ingest.readers.io.head import LENGTH, Head

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


class Kind(Enum):
    FEED = "feed"
    SITEMAP = "sitemap"
    INDEX = "index of sitemaps"
    PAGE = "page"  # or another file


def kind_of(body: bytes) -> Kind:
    head = head_of(body)
    if feeds.shows(head):
        return Kind.FEED
    if sitemap.shows(head):
        return Kind.INDEX if head.root_name == "sitemapindex" else Kind.SITEMAP
    return Kind.PAGE


def head_of(body: bytes) -> Head:
    return Head(b"".join(recoded(iter((body[:LENGTH],)))))


def media_type(answer: Answer) -> str:
    """What the server calls it: "text/html" of "Text/HTML; charset=utf-8"; "" for nothing."""
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def suffix_of(answer: Answer) -> str:
    """The suffix of a file that would hold the answer; "" if it is of no kind that is read."""
    if answer.body.startswith(b"%PDF-"):
        return ".pdf"
    if html.shows(head_of(answer.body)):
        return ".html"
    said = media_type(answer)
    if said == "text/plain" or said in _UNSAID:
        named = PurePosixPath(urlsplit(answer.address).path).suffix.lower()
        return named or (".txt" if said == "text/plain" else "")
    return _SUFFIXES.get(said, "")


def as_utf8(answer: Answer) -> bytes:
    """The body of a text recoded, if only the header tells its encoding: files have no headers."""
    _, _, charset = answer.headers.get("content-type", "").lower().partition("charset=")
    name = charset.partition(";")[0].strip("\"' ")
    if not name or media_type(answer) not in _RECODED:  # XML names its encoding itself
        return answer.body
    try:
        answer.body.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return answer.body.decode(_WIDER.get(name, name)).encode()
        except (UnicodeError, LookupError):
            pass
    return answer.body
