"""The XML of Ritzaus Bureau, the Danish agency: a queue of news (XMLNewsQueuedResponse), or one."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ingest.readers.base import Fault, Record, Source
from ingest.readers.io.head import Head
from ingest.readers.io.html_fragments import plain_text, resolve_entities
from ingest.readers.io.xml_tree import child_text
from ingest.readers.newswire.common import (
    NO_TEXT,
    Dates,
    articles_in,
    authors_in,
    labels,
    revision,
    withdrawal,
)
from rag.errors import SourceError

OUTLET = "Ritzau"


def shows(head: Head) -> bool:
    """Whether a file begins as Ritzau's do."""
    return head.root_name in {"XMLNewsQueuedResponse", "RBNews"}


def read(source: Source) -> Iterator[Record | Fault]:
    """The articles. Raises SourceError for a file that is not sound XML or holds none."""
    return articles_in(source, ["RBNews"], _records_of)


def _records_of(news: Element) -> Iterator[Record]:
    id_, version = child_text(news, "NewsID") or None, revision(child_text(news, "version"))
    published = child_text(news, "PublishDate") or None
    if child_text(news, "Annuleret").lower() == "true":
        yield withdrawal(id_, version, Dates(published, None, None))
        return
    text = resolve_entities(plain_text(child_text(news, "content")))  # they are escaped twice
    if not text.strip():
        raise SourceError(NO_TEXT)
    yield Record(
        id=id_,
        version=version,
        title=_line(news, "headline") or None,
        text=text,
        published=published,
        outlet=OUTLET,
        authors=authors_in(_line(news, "byLine"), OUTLET),
        section=_line(news, "section") or None,
        metadata=labels(
            {
                "correction": "true" if child_text(news, "Korrektion") == "true" else "",
                "credit": _line(news, "origin"),
                "dateline": _line(news, "town"),
                "slugline": _line(news, "strapline"),
                "subheadline": _line(news, "subtitle"),
                "urgency": child_text(news, "Priority"),
            }
        ),
    )


def _line(news: Element, name: str) -> str:
    return resolve_entities(child_text(news, name))
