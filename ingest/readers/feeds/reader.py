"""RSS, Atom, RDF and CDF: each entry of a feed that carries text is an article."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any, NamedTuple

from ingest.normalize import clean_url
from ingest.readers.base import Record, Source
from ingest.readers.feeds.entry import Feed, assign_ids, build_record
from ingest.readers.io.decoding import decode, recode_blocks
from ingest.readers.io.files import read_binary
from ingest.readers.io.head import FileHead
from rag.errors import SourceError

MAX_FEED = 64 << 20  # bytes; feeds are parsed whole

_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_RDF = re.compile(r"purl\.org/rss/1\.|my\.netscape\.com/rdf/simple/0\.9")
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|channel)\s*>", re.IGNORECASE)
_END_OF_RDF = re.compile(r"</(?:[\w.-]+:)?rdf\s*>", re.IGNORECASE)  # its channel ends early
_ENTRY = re.compile(r"(?i)<(?P<end>/?)(?:[\w.-]+:)?(?:item|entry)\b[^<>]*?(?P<empty>/?)>")

_DECLARED = re.compile(rb"""\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)""")
_WIDER = {"iso-8859-1": "cp1252", "us-ascii": "cp1252", "gb2312": "gb18030"}  # what is really meant
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:\d+|x[0-9a-f]+);", re.IGNORECASE)
_PROLOG = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_QUOTED = r""""[^"]*"|'[^']*'"""
_DOCUMENT_TYPE = re.compile(
    rf"<!DOCTYPE(?:[^\[\]<>\"']|{_QUOTED})*+(?:\[(?:<!--.*?-->|<(?!!--)|[^<\]\"']|{_QUOTED})*+\]\s*+)?+>",
    re.DOTALL | re.IGNORECASE,
)
# Captions of pictures and second descriptions, which feedparser would take for the whole article
_CAPTION = re.compile(
    r"<(/?)(media|itunes|dc|googleplay):(?:description|summary)\b[^<>]*?(/?)>", re.IGNORECASE
)
_XML = '<?xml version="1.0" encoding="utf-8"?>'


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed, also one whose text is only to be had at its link."""

    record: Record  # with the text "" if the entry has none
    link: str  # the article's page: an address on the web, or ""
    full: bool  # the record's text is the article's whole content, not a summary or its beginning


class _ParsedFeed(NamedTuple):
    feed: Mapping[str, Any]
    entries: Sequence[Mapping[str, Any]]
    version: str
    flaw: str  # what is wrong with its XML; "" if nothing is


def shows(head: FileHead) -> bool:
    """Whether a file begins as a feed does."""
    match head.root_name.lower():
        case "rss":
            return True
        case "feed":
            return head.root.startswith(tuple(f"{{{space}" for space in _ATOM)) or (
                "{" not in head.root and "<entry" in head.text
            )
        case "rdf":
            return bool(_RDF.search(head.text))
        case "channel":
            return "<item" in head.text.lower()
    return False


def read(source: Source) -> Iterator[Record]:
    """The entries that carry text, be it a summary.

    An entry that is only a headline has no sentence to cite and is passed by in silence: feeds of
    podcasts, pictures and links are full of them, and nothing in the file is lost with one.

    Raises SourceError as `read_entries` does, and when no entry has text.
    """
    empty = True
    for entry in read_entries(read_binary(source.path, MAX_FEED), source.url):
        if entry.record.text:
            empty = False
            yield entry.record
    if empty:
        raise SourceError(
            "no text in its entries: give the feed's address to have their pages read"
        )


def read_entries(data: bytes, base: str = "") -> Iterator[FeedEntry]:
    """The entries of a feed, in its order. Nothing is fetched.

    `base` is where the feed came from: what its relative links are relative to.

    Raises SourceError if this is no feed or an empty one; if it is cut short, after the entries
    that are complete.
    """
    text = _prepare_text(data)
    parsed = _parse_feed(text)
    _check_feed(parsed, text)
    whole, cut = _count_whole_entries(text, len(parsed.entries))
    feed = Feed.from_parsed(parsed.feed, parsed.version, base)
    ids = assign_ids(parsed.entries, feed)
    for position, (entry, id_) in enumerate(zip(parsed.entries, ids, strict=True), start=1):
        if position <= whole:
            record, full = build_record(entry, feed, id_, position)
            yield FeedEntry(record, clean_url(record.url), full)
    if cut:
        raise SourceError("cut short: the end of the feed is missing")


def _find_root(text: str) -> str:
    match = _ROOT.match(text, len(_XML))
    return match[1] if match else ""


def _check_feed(parsed: _ParsedFeed, text: str) -> None:
    """SourceError if there is nothing to read in it."""
    root = _find_root(text)
    if not parsed.version and not (parsed.entries and root.lower() == "channel"):
        raise SourceError(
            f"not a feed: its outermost element is {root}" if root else "not a feed: no XML in it"
        )
    if not parsed.entries:
        if parsed.flaw:
            raise SourceError(f"not well-formed XML: {parsed.flaw}")
        raise SourceError("no articles in it")


def _count_whole_entries(text: str, entries_: int) -> tuple[int, bool]:
    """How many of the entries are there as a whole, and whether the feed is cut short."""
    end = _END_OF_RDF if _find_root(text).lower() == "rdf" else _END
    if end.search(text, max(0, len(text) - 4096)):  # servers append comments
        return entries_, False
    is_open = False
    for tag in _ENTRY.finditer(text):
        is_open = not tag["end"] and not tag["empty"]
    return entries_ - is_open, True


def _prepare_text(data: bytes) -> str:
    """The feed as text that begins with its outermost element, without what breaks parsers.

    The document type goes, and with it all entities that could unpack without end: feedparser takes
    out only those that are written as usual.
    """
    data = b"".join(recode_blocks(iter((data,))))
    declared = _DECLARED.match(data)
    name = declared[1].decode("ascii").lower() if declared else ""
    text = _ILLEGAL.sub("", decode(data, _WIDER.get(name, name)))
    text = _REFERENCE.sub(_keep_legal, text)
    text = text[_match_end(_PROLOG, text) :]
    if text[:9].upper() == "<!DOCTYPE":
        end = _match_end(_DOCUMENT_TYPE, text)
        if not end:
            raise SourceError("not well-formed XML: its document type has no end")
        text = text[end:]
        text = text[_match_end(_PROLOG, text) :]
    return _XML + _CAPTION.sub(r"<\1\2:caption\3>", text)


def _match_end(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _keep_legal(reference: re.Match[str]) -> str:
    """A character reference, unless it stands for what is no character."""
    digits = reference[0][2:-1].lstrip("xX0")
    character = unescape(reference[0]) if len(digits) <= 7 else ""
    return "" if character in {"", "\ufffd"} or _ILLEGAL.match(character) else reference[0]


def _parse_feed(text: str) -> _ParsedFeed:
    import feedparser  # only feeds need it

    try:
        result = feedparser.parse(
            io.BytesIO(text.encode()),  # never a string: that might be an address to fetch
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,  # all markup goes, in `build_record`
            resolve_relative_uris=False,  # those inside texts
        )
    except (ValueError, LookupError, RuntimeError, TypeError, AttributeError) as error:
        raise SourceError("a feed too broken to be read") from error
    flaw = result.get("bozo_exception")
    reason = getattr(flaw, "getMessage", flaw.__str__)() if flaw else ""
    # Plain dictionaries: feedparser's own give the publication for a missing update, and warn
    feed, listed = dict(result["feed"]), [dict(entry) for entry in result["entries"]]
    return _ParsedFeed(feed, listed, result["version"], reason)
