"""WordPress exports (WXR): every published post of a site, one at a time."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ingest.normalize import canonicalize_url, clean_line
from ingest.readers.base import Record, Source
from ingest.readers.io.head import FileHead
from ingest.readers.io.html_fragments import strip_markup
from ingest.readers.io.xml_tree import find_all, find_text, get_name, read_elements
from ingest.readers.wordpress.content import split_paragraphs
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
class _ExportedSite:
    """What stands above the posts in the file."""

    title: str = ""
    language: str = ""
    writers: dict[str, str] = field(default_factory=dict)  # login -> name as readers see it

    def note(self, element: Element) -> None:
        match get_name(element):
            case "title" if not self.title:
                self.title = _clean_markup(element.text)
            case "language" if not self.language:
                self.language = clean_line(element.text)
            case "author":
                login = find_text(element, "author_login")
                names = (find_text(element, f"author_{part}_name") for part in ("first", "last"))
                shown = find_text(element, "author_display_name") or " ".join(filter(None, names))
                self.writers[login] = shown.strip() or login


def shows(head: FileHead) -> bool:
    """Whether a file begins as an export of WordPress does."""
    return head.root_name.lower() == "rss" and "wordpress.org/export/" in head.text


def read(source: Source) -> Iterator[Record]:
    """The published posts. Drafts, private, protected and binned ones, pages and pictures are no
    articles and are passed by.

    Raises SourceError where the file breaks off, and if there is no published post in it.
    """
    site = _ExportedSite()
    passed: Counter[str] = Counter()
    position = found = 0
    for element in read_elements(source.path, "item", "author", "title", "language"):
        if get_name(element) != "item":
            site.note(element)
            continue
        position += 1
        if why := _explain_no_article(element):
            passed[why] += 1
        elif (record := _build_record(element, site, position)).text:
            found += 1
            yield record
        else:
            passed["without text"] += 1
    if not found:
        others = ", ".join(f"{count} {why}" for why, count in sorted(passed.items()))
        raise SourceError(f"no published post in it, only {others}" if others else "no posts in it")


def _explain_no_article(item: Element) -> str:
    """What an item is, if not a published post: "attachment", "draft"; else ""."""
    kind = find_text(item, "post_type") or "post"
    status = find_text(item, "status") or "publish"
    if not _ARTICLE.fullmatch(kind):
        return kind
    if status != "publish":
        return status
    return "protected" if find_text(item, "post_password") else ""


def _build_record(item: Element, site: _ExportedSite, position: int) -> Record:
    title = _clean_markup(find_text(item, "title"))
    link = clean_line(find_text(item, "link"))
    guid = clean_line(find_text(item, "guid"))
    categories = _list_labels(item, "category")
    tags = list(dict.fromkeys([*categories[1:], *_list_labels(item, "post_tag")]))
    published, updated = _find_moment(item, "post_date"), _find_moment(item, "post_modified")
    return Record(
        id=None if canonicalize_url(guid) == canonicalize_url(link) else guid or None,
        title=title,
        text=_read_text(item, title),
        published=published or find_text(item, "pubDate") or None,
        updated=updated if updated != published else None,
        outlet=site.title,
        authors=_find_authors(item, site.writers),
        url=link or None,
        section=categories[0] if categories else None,
        language=site.language or None,
        metadata={"tags": ", ".join(tags)} if tags else {},
        position=position,
        where=f"post {find_text(item, 'post_id') or position}",
    )


def _read_text(item: Element, title: str) -> str:
    """The content, else the excerpt, without the headline above it."""
    content = find_text(item, _CONTENT)
    if not content.strip():
        excerpts = (one.text or "" for one in find_all(item, _EXCERPT) if one.tag != _CONTENT)
        content = next(excerpts, "")
    paragraphs = split_paragraphs(content)
    if len(paragraphs) > 1 and clean_line(paragraphs[0]).casefold() == title.casefold():
        del paragraphs[0]
    return "\n\n".join(paragraphs)


def _find_moment(item: Element, name: str) -> str | None:
    """A date in UTC, or without a zone where only the site's own time is given."""
    for value, zone in ((find_text(item, f"{name}_gmt"), "Z"), (find_text(item, name), "")):
        if value and not value.startswith("0000"):  # WordPress for none
            return value + zone
    return None


def _find_authors(item: Element, writers: Mapping[str, str]) -> tuple[str, ...]:
    """The creator, or the several writers that the plug-in Co-Authors Plus names."""
    logins = _list_labels(item, "author") or [clean_line(find_text(item, "creator"))]
    return tuple(dict.fromkeys(writers.get(login, login) for login in logins if login))


def _list_labels(item: Element, domain: str) -> list[str]:
    """Categories, tags or authors of an item, each once, in order."""
    listed = (one for one in find_all(item, "category") if one.get("domain") == domain)
    labels = (_clean_markup(one.text) for one in listed if one.get("nicename") != _UNSORTED)
    return list(dict.fromkeys(filter(None, labels)))


def _clean_markup(markup: str | None) -> str:
    return clean_line(strip_markup(f"<p>{markup or ''}</p>"))
