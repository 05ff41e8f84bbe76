"""WordPress exports (WXR): every published post of a site, one at a time."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ingest.normalize import canonical_url, clean_line
from ingest.readers.base import Record, Source
from ingest.readers.io.head import Head
from ingest.readers.io.html_fragments import plain_text
from ingest.readers.io.xml_tree import child_text, children, elements, name_of
from ingest.readers.wordpress.content import paragraphs_of
from rag.errors import SourceError

# Besides "post", newsrooms define types of their own. Pages are about the outlet, not by it, and
# unknown types may be anything: forms that readers have sent in, products, advertisements.
_ARTICLE = re.compile(
    "post|articles?|blog|column|features?|interviews?|news|opinion|press_release|reports?|reviews?"
    "|stor(?:y|ies)"
)
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_EXCERPT = "{*}encoded"  # its namespace names the version of the export
_UNSORTED = "uncategorized"


@dataclass(slots=True)
class _Site:
    """What stands above the posts in the file."""

    title: str = ""
    language: str = ""
    writers: dict[str, str] = field(default_factory=dict)  # login -> name as readers see it

    def note(self, element: Element) -> None:
        match name_of(element):
            case "title" if not self.title:
                self.title = _line(element.text)
            case "language" if not self.language:
                self.language = clean_line(element.text)
            case "author":
                login = child_text(element, "author_login")
                names = (child_text(element, f"author_{part}_name") for part in ("first", "last"))
                shown = child_text(element, "author_display_name") or " ".join(filter(None, names))
                self.writers[login] = shown.strip() or login


def shows(head: Head) -> bool:
    """Whether a file begins as an export of WordPress does."""
    return head.root_name.lower() == "rss" and "wordpress.org/export/" in head.text


def read(source: Source) -> Iterator[Record]:
    """The published posts. Drafts, private, protected and binned ones, pages and pictures are no
    articles and are passed by.

    Raises SourceError where the file breaks off, and if there is no published post in it.
    """
    site = _Site()
    passed: Counter[str] = Counter()
    position = found = 0
    for element in elements(source.path, "item", "author", "title", "language"):
        if name_of(element) != "item":
            site.note(element)
            continue
        position += 1
        if why := _no_article(element):
            passed[why] += 1
            continue
        record = _record(element, site, position)
        if record.text:
            found += 1
            yield record
        else:
            passed["without text"] += 1
    if not found:
        others = ", ".join(f"{count} {why}" for why, count in sorted(passed.items()))
        raise SourceError(f"no published post in it, only {others}" if others else "no posts in it")


def _no_article(item: Element) -> str:
    """What an item is, if not a published post: "attachment", "draft"; else ""."""
    kind = child_text(item, "post_type") or "post"
    status = child_text(item, "status") or "publish"
    if not _ARTICLE.fullmatch(kind):
        return kind
    if status != "publish":
        return status
    return "protected" if child_text(item, "post_password") else ""


def _record(item: Element, site: _Site, position: int) -> Record:
    title = _line(child_text(item, "title"))
    link = clean_line(child_text(item, "link"))
    guid = clean_line(child_text(item, "guid"))
    categories = _labels(item, "category")
    tags = list(dict.fromkeys([*categories[1:], *_labels(item, "post_tag")]))
    published, updated = _moment(item, "post_date"), _moment(item, "post_modified")
    return Record(
        id=None if canonical_url(guid) == canonical_url(link) else guid or None,
        title=title,
        text=_text(item, title),
        published=published or child_text(item, "pubDate") or None,
        updated=updated if updated != published else None,
        outlet=site.title,
        authors=_authors(item, site.writers),
        url=link or None,
        section=categories[0] if categories else None,
        language=site.language or None,
        metadata={"tags": ", ".join(tags)} if tags else {},
        position=position,
        where=f"post {child_text(item, 'post_id') or position}",
    )


def _text(item: Element, title: str) -> str:
    """The content, else the excerpt, without the headline above it."""
    content = child_text(item, _CONTENT)
    if not content.strip():
        excerpts = (one.text or "" for one in children(item, _EXCERPT) if one.tag != _CONTENT)
        content = next(excerpts, "")
    paragraphs = paragraphs_of(content)
    if len(paragraphs) > 1 and clean_line(paragraphs[0]).casefold() == title.casefold():
        del paragraphs[0]
    return "\n\n".join(paragraphs)


def _moment(item: Element, name: str) -> str | None:
    """A date in UTC, or without a zone where only the site's own time is given."""
    for value, zone in ((child_text(item, f"{name}_gmt"), "Z"), (child_text(item, name), "")):
        if value and not value.startswith("0000"):  # WordPress for none
            return value + zone
    return None


def _authors(item: Element, writers: Mapping[str, str]) -> tuple[str, ...]:
    """The creator, or the several writers that the plug-in Co-Authors Plus names."""
    logins = _labels(item, "author") or [clean_line(child_text(item, "creator"))]
    return tuple(dict.fromkeys(writers.get(login, login) for login in logins if login))


def _labels(item: Element, domain: str) -> list[str]:
    """Categories, tags or authors of an item, each once, in order."""
    labels = (
        _line(one.text)
        for one in children(item, "category")
        if one.get("domain") == domain and one.get("nicename") != _UNSORTED
    )
    return list(dict.fromkeys(filter(None, labels)))


def _line(markup: str | None) -> str:
    return clean_line(plain_text(f"<p>{markup or ''}</p>"))
