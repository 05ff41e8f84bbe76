"""What one source holds, as a plan compares it: articles, and whether it can be known again."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path

from ingest.articles import build_article, compute_fingerprint, find_position
from ingest.dates import parse_date
from ingest.normalize import clean_line
from ingest.plan import FoundArticle
from ingest.readers.base import Fault, NotAnArticle, Record, Source, Unread
from ingest.readers.registry import read
from rag.errors import SourceError
from rag.types import Article

READERS = 2  # bumped when readers give other articles than before, or FoundArticle has other fields

_AHEAD = timedelta(days=1)  # an outlet's own time zone may be that far ahead of the reader's
_PLACE = ("root", "path")  # not noted with an article, since the source tells them
_USUAL = {one.name: one.default for one in fields(FoundArticle)}


def read_undisturbed(source: Source) -> Iterator[Record | Fault]:
    """What a file holds, and a fault if it was written to meanwhile: half of it may be missing."""
    before = _read_stamp(source)
    yield from read(source)
    if _read_stamp(source) != before:
        yield Fault("", "changed while it was read: run it again")


def read_articles(
    outcomes: Iterator[Record | Fault], source: Source
) -> Iterator[tuple[Article, Record] | Fault | Unread]:
    """What a source holds; neither a record that is no article nor a broken file raises."""
    try:
        for item in outcomes:
            yield item if isinstance(item, Fault) else _build_article(item, source)
    except NotAnArticle as other:
        yield source.explain_unread(str(other), failed=False)
    except SourceError as error:
        yield Fault("", str(error))


def _build_article(record: Record, source: Source) -> tuple[Article, Record] | Fault:
    try:
        return build_article(record, source), record
    except SourceError as error:
        return Fault(record.where, str(error))


def make_found(article: Article, record: Record, source: Source) -> FoundArticle:
    return FoundArticle(
        id=article.id,
        fingerprint=compute_fingerprint(article),
        root=make_printable(source.root),
        path=article.path,
        outlet=article.outlet,
        position=find_position(record, source),
        version=article.version,
        published=article.published,
        updated=article.updated,
        titled=bool(article.title),
        misdated=article.metadata.get("published_as_given", ""),
        withdrawn=record.withdrawn,
    )


def write_note(articles: list[FoundArticle], *, rolling: bool) -> str:
    """What is kept of a file, as JSON, so that it need not be read again."""
    noted = [name for name in _USUAL if name not in _PLACE]
    short = [
        {name: given for name in noted if (given := getattr(one, name)) != _USUAL[name]}
        for one in articles
    ]
    return json.dumps({"rolling": rolling, "found": short})


def parse_note(note: str, source: Source) -> list[FoundArticle]:
    """What `write_note` kept of this file."""
    root, path = make_printable(source.root), clean_line(source.key)
    return [FoundArticle(root=root, path=path, **values) for values in json.loads(note)["found"]]


def was_rolling(note: str) -> bool:
    return bool(json.loads(note)["rolling"])


def explain_embargo(record: Record, now: datetime) -> str:
    """Why the record must not be read yet; "" if it may."""
    given = clean_line(record.embargo)
    written = parse_date(given)
    if not written:
        return f"under an embargo ({given})" if given else ""
    until = datetime.fromisoformat(written)
    if until.tzinfo is None:
        until = until.replace(tzinfo=now.tzinfo)
    return f"embargo until {written}" if until > now else ""


def explain_doubt(one: FoundArticle, now: datetime) -> str:
    """What cannot be right about its date; "" if nothing is wrong."""
    if one.misdated:
        return f"its date is not understood ({one.misdated}); kept without one"
    if one.published and one.published[:10] > (now + _AHEAD).date().isoformat():
        return f"dated in the future ({one.published})"
    return ""


def digest_source(source: Source) -> bytes:
    """By which a file is known again; b"" if it cannot be read. Its place tells the outlet."""
    try:
        with source.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
    except OSError:
        return b""
    digest.update(f"{READERS}\0{source.key}\0{source.url}".encode(errors="replace"))
    return digest.digest()


def is_there(file: Path) -> bool:
    """Whether a file is there, or the bundle that it is in."""
    return os.path.exists(file) or any(os.path.isfile(one) for one in file.parents)  # noqa: PTH110, PTH113


def _read_stamp(source: Source) -> tuple[int, ...]:
    """What changes when a file is written to or replaced; empty if it is gone."""
    try:
        status = source.path.stat()
    except OSError:
        return ()
    return status.st_ino, status.st_size, status.st_mtime_ns


def make_printable(path: os.PathLike[str] | str) -> str:
    """A path as text that can be stored and printed, whatever bytes the file system holds."""
    return os.fsencode(path).decode("utf-8", errors="backslashreplace")
