"""Record -> Article: the one place where raw values become the values that are stored."""

import hashlib
import json

from ingest.dates import parse_date
from ingest.normalize import (
    canonicalize_url,
    clean_line,
    clean_text,
    clean_url,
    find_host,
    split_names,
)
from ingest.readers.base import Record, Source
from rag.errors import SourceError
from rag.types import Article

LONGEST_LINE = 1000  # characters of a headline, an outlet, an id: every passage carries them
LONGEST_TEXT = 16_000_000  # characters; of what is longer the parts would not fit into memory
LONGEST_URL = 4000  # characters; browsers and servers take hardly more


def build_article(record: Record, source: Source) -> Article:
    """The article that a record of `source` holds.

    Its id is the record's own, else the canonical URL, else the source's key, with ":3" for the
    third article of a file of many (`find_position` tells which). `.title == ""` and
    `.published is None` say that there is none; a date that was given but not understood is kept as
    `metadata["published_as_given"]`. Headline and outlet are cut to LONGEST_LINE characters, and an
    id that is longer is none.

    Raises SourceError if no text is left once invisible characters are gone; only the word that an
    article is withdrawn needs none. And if the text is longer than LONGEST_TEXT characters.
    """
    if len(record.text) > LONGEST_TEXT:
        raise SourceError(f"longer than {LONGEST_TEXT:,} characters: no article is")
    text = clean_text(record.text)
    if not text and not record.withdrawn:
        raise SourceError("no text in it")
    url = _clean_own_url(record) or _find_address(record, source)
    outlet = _clean_short_line(record.outlet)
    published = parse_date(clean_line(record.published))
    return Article(
        id=_clean_own_id(record) or canonicalize_url(url) or _make_key(record, source),
        title=_clean_short_line(record.title),
        text=text,
        published=published,
        published_from=clean_line(record.published_from) if published else "",
        updated=parse_date(clean_line(record.updated)),
        version=record.version,
        outlet=find_host(outlet) or outlet or find_host(url),
        authors=split_names(record.authors),
        url=url,
        path=clean_line(source.key),
        section=clean_line(record.section),
        language=clean_line(record.language).replace("_", "-").lower(),
        rights=clean_line(record.rights),
        metadata=_clean_metadata(record),
    )


def find_position(record: Record, source: Source) -> int | None:
    """The record's place in its file, 0 if it is the file; None where its id is its own."""
    if _clean_own_id(record) or _clean_own_url(record) or _find_address(record, source):
        return None
    return record.position or 0


def compute_fingerprint(article: Article) -> str:
    """SHA-256 in hex of all that a reader sees; the same wherever the article is stored."""
    seen = [
        article.title,
        article.text,
        article.published,
        article.outlet,
        article.authors,
        article.url,
        article.section,
        article.language,
        *([article.rights] if article.rights else []),
    ]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def _clean_short_line(text: str | None) -> str:
    line = clean_line(text)
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"


def _clean_own_id(record: Record) -> str:
    id_ = clean_line(record.id)
    return id_ if len(id_) <= LONGEST_LINE else ""


def _clean_own_url(record: Record) -> str:
    return clean_url(record.url) if len(record.url or "") <= LONGEST_URL else ""


def _find_address(record: Record, source: Source) -> str:
    """Where a fetched file stood, if it is the article and not one of many."""
    return clean_url(source.url) if record.position is None else ""


def _make_key(record: Record, source: Source) -> str:
    key = clean_line(source.key)
    return key if record.position is None else f"{key}:{record.position}"


def _clean_metadata(record: Record) -> dict[str, str]:
    metadata = {clean_line(name): clean_line(value) for name, value in record.metadata.items()}
    published = clean_line(record.published)
    if published and parse_date(published) is None:
        metadata["published_as_given"] = _clean_short_line(published)
    return {name: value for name, value in sorted(metadata.items()) if name and value}
