"""The XML of Ritzaus Bureau, the Danish agency: a queue of news (XMLNewsQueuedResponse), or one."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ingest.readers.base import Fault, Record, Source
from ingest.readers.io.head import FileHead
from ingest.readers.io.html_fragments import resolve_entities, strip_markup
from ingest.readers.io.xml_tree import find_text
from ingest.readers.newswire import common
from rag.errors import SourceError

OUTLET = "Ritzau"


def shows(head: FileHead) -> bool:
    """Whether a file begins as Ritzau's do."""
    return head.root_name in {"XMLNewsQueuedResponse", "RBNews"}


def read(source: Source) -> Iterator[Record | Fault]:
    """The articles. Raises SourceError for a file that is not sound XML or holds none."""
    return common.read_articles(source, ["RBNews"], _build_records)


def _build_records(news: Element) -> Iterator[Record]:
    id_ = find_text(news, "NewsID") or None
    version = common.parse_version(find_text(news, "version"))
    published = find_text(news, "PublishDate") or None
    if find_text(news, "Annuleret").lower() == "true":
        yield common.make_withdrawal(id_, version, common.ItemDates(published, None, None))
        return
    text = resolve_entities(strip_markup(find_text(news, "content")))  # they are escaped twice
    if not text.strip():
        raise SourceError(common.NO_TEXT)
    yield Record(
        id=id_,
        version=version,
        title=_read_line(news, "headline") or None,
        text=text,
        published=published,
        outlet=OUTLET,
        authors=common.parse_byline(_read_line(news, "byLine"), OUTLET),
        section=_read_line(news, "section") or None,
        metadata=common.join_labels(
            {
                "correction": "true" if find_text(news, "Korrektion") == "true" else "",
                "credit": _read_line(news, "origin"),
                "dateline": _read_line(news, "town"),
                "slugline": _read_line(news, "strapline"),
                "subheadline": _read_line(news, "subtitle"),
                "urgency": find_text(news, "Priority"),
            }
        ),
    )


def _read_line(news: Element, name: str) -> str:
    return resolve_entities(find_text(news, name))
