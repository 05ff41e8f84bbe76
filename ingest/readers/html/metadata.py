"""What a web page says about its article: JSON-LD, <meta> of several dialects, microdata, links."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from ingest.dates import parse_date
from ingest.normalize import canonicalize_url, clean_line, may_be_called
from ingest.readers.base import Record
from ingest.readers.html.boilerplate import get_text
from ingest.readers.html.dates import find_published
from ingest.readers.html.json_ld import (
    Node,
    find_article_node,
    get_string,
    is_kind,
    make_list,
    read_objects,
    read_strings,
)

# Names of <meta> elements in lower case, the most trusted first: OpenGraph, Dublin Core, Parse.ly,
# Sailthru, Highwire, and what content management systems add.
_META = {
    "title": "og:title headline parsely-title sailthru.title dc.title dcterms.title twitter:title"
    " citation_title title",
    "published": "article:published_time article:published og:published_time og:pubdate"
    " datepublished parsely-pub-date sailthru.date dcterms.issued dc.date.issued dcterms.date"
    " dc.date dcterms.created dc.date.created citation_publication_date citation_date"
    " cxenseparse:recs:publishtime publish-date publish_date publishdate published_at"
    " published_time publication_date pubdate pub_date originalpublicationdate article.published"
    " rnews:datepublished published_time_telegram article_date_original date",
    "updated": "article:modified_time og:updated_time og:modified_time datemodified"
    " article:modified dcterms.modified dc.date.modified article.updated parsely-modified-date"
    " lastmod updated_time",
    "site": "og:site_name",
    "outlet": "article:publisher citation_journal_title dc.publisher"
    " dcterms.publisher publisher application-name",
    "authors": "author parsely-author sailthru.author article:author dc.creator dcterms.creator"
    " citation_author byl og:article:author cxenseparse:author",
    "section": "article:section parsely-section sailthru.section og:section section dc.subject"
    " cxenseparse:recs:category",
    "language": "dc.language dcterms.language content-language og:locale language",
    "url": "og:url parsely-link dc.identifier twitter:url",
    "rights": "dcterms.rights dc.rights rights dcterms.license copyright",
    "description": "og:description description twitter:description dc.description",
    "keywords": "news_keywords keywords parsely-tags sailthru.tags",
}
_NAMES = {field: tuple(names.split()) for field, names in _META.items()}
_NOT_A_PERSON = re.compile(r"Organization|Corporation|NewsMediaOrganization|WebSite|Brand")
_NOBODY = frozenset({"admin", "administrator", "author", "editor", "staff", "unknown", "webmaster"})
_BYLINES = (
    "//*[@rel='author'] | //*[@itemprop='author' and not(@itemscope)]"
    " | //*[@itemprop='author']//*[@itemprop='name']"
    " | //*[contains(concat(' ', normalize-space(@class), ' '), ' byline ')]"
    " | //*[contains(concat(' ', normalize-space(@class), ' '), ' author ')]"
)
_BY = re.compile(r"^(?:(?:analysis|opinion|reporting|story|text|words|written) )?by[\s:]+", re.I)
_ROLE = re.compile(
    r"(?i)\b(?:bureau|columnist|contributor|correspondent|critic|editor|producer|reporter|staff"
    r"|writer)\b"
)
_DIGIT = re.compile(r"\d")
_LONGEST_BYLINE = 100  # characters


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page says; "" for what it does not say."""

    record: Record  # as yet without the text
    description: str
    body: str  # the article's text as JSON-LD has it, often cut short: for finding it in the page
    is_article: bool  # whether the page itself says that it is one


def read_metadata(page: Any, url: str) -> PageMetadata:
    """From an lxml tree as yet uncut. `url` is where the page was fetched, "" if not known."""
    meta = _MetaElements(page)
    address = _find_address(page, meta, url)
    headline = _find_headline(page)
    node = find_article_node(
        [script.text or "" for script in page.xpath("//script[contains(@type, 'ld+json')]")],
        urls={canonicalize_url(one) for one in (address, url)} - {""},
        headline=headline or meta.get("title"),
    )
    stated = [get_string(node, "datePublished"), *meta.get_each("published")]
    stated += _read_microdata(page, "datePublished")
    date, stood = find_published(stated, page, address or url)
    outlet = _find_outlet(node, meta)
    updated = [get_string(node, "dateModified"), *meta.get_each("updated")]
    updated += _read_microdata(page, "dateModified")
    record = Record(
        text="",
        title=_choose_title(page, node, meta, headline, outlet),
        published=date or None,
        published_from=stood,
        updated=next(filter(parse_date, updated), None),
        outlet=outlet,
        authors=_find_authors(page, node, meta, outlet),
        section=re.split(r",(?!\s)", get_string(node, "articleSection") or meta.get("section"))[0],
        language=_find_language(page, node, meta),
        url=address or None,
        rights=_find_rights(page, node, meta),
        metadata=_collect_more(node, meta),
    )
    return PageMetadata(
        record,
        description=get_string(node, "description") or meta.get("description"),
        body=get_string(node, "articleBody"),
        is_article=bool(node) or meta.get("published") != "" or meta.type == "article",
    )


class _MetaElements:
    """The <meta> elements of a page by lower-case name."""

    def __init__(self, page: Any) -> None:
        self._contents: dict[str, list[str]] = {}
        for element in page.iter("meta"):
            content = clean_line(element.get("content"))
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                name = (element.get(attribute) or "").strip().lower()
                if name and content:
                    self._contents.setdefault(name, []).append(content)
        self.type = next(iter(self._contents.get("og:type", [])), "").lower()

    def get_each(self, field: str) -> list[str]:
        """The first content under each of the names of a field."""
        return [self._contents[name][0] for name in _NAMES[field] if name in self._contents]

    def get(self, field: str) -> str:
        return next(iter(self.get_each(field)), "")

    def get_list(self, field: str) -> list[str]:
        """All contents under the first of the names of a field."""
        return next((self._contents[name] for name in _NAMES[field] if name in self._contents), [])


def _find_headline(page: Any) -> str:
    """The only headline of first order, if it has the length of one."""
    texts = {get_text(element) for element in page.iter("h1")} - {""}
    text = texts.pop() if len(texts) == 1 else ""
    return text if len(text) <= 300 else ""


def _choose_title(page: Any, node: Node, meta: _MetaElements, headline: str, outlet: str) -> str:
    """The headline as readers saw it; what is said for search engines is often cut or rewritten."""
    said = [get_string(node, "headline"), meta.get("title"), get_string(node, "name")]
    said = [_drop_outlet(title, outlet) for title in said if title]
    if headline and any(_agree(headline, title) for title in said):
        return headline
    name = page.findtext(".//title") or ""
    candidates = [*said, headline, _drop_outlet(clean_line(name), outlet)]
    return next(filter(None, candidates), "")


def _agree(headline: str, title: str) -> bool:
    """Whether two wordings have half of their words in common, or more if one is cut short."""
    one, other = (set(re.findall(r"\w+", text.casefold())) for text in (headline, title))
    return len(one & other) >= 0.5 * min(len(one), len(other)) > 0


def _drop_outlet(title: str, outlet: str) -> str:
    """The headline alone: "Harbour reopens" of "Harbour reopens | The Gazette"."""
    end = len(title) - len(outlet)
    start = title[:end].rstrip()
    if not outlet or title[end:].casefold() != outlet.casefold() or start[-1:] not in {*"|–—·-"}:
        return title
    return start[:-1].rstrip() or title


def _find_authors(page: Any, node: Node, meta: _MetaElements, outlet: str) -> tuple[str, ...]:
    listed = node.get("author") or node.get("creator")
    people = [value for value in make_list(listed) if not _is_organisation(value)]
    unsigned = bool(listed) and not people  # by the site itself; other names are of other people
    lines = [] if unsigned else map(get_text, page.xpath(_BYLINES))
    short = (line for line in lines if 0 < len(line) <= _LONGEST_BYLINE)
    bylines = [line for line in short if not _DIGIT.search(line)]
    for names in (read_strings(people), meta.get_list("authors"), bylines[:1]):
        bare = dict.fromkeys(_drop_role(_BY.sub("", name), outlet) for name in names)
        if kept := tuple(name for name in bare if _is_person(name, outlet)):
            return kept
    return ()


def _drop_role(name: str, outlet: str) -> str:
    """The name alone: "Jane Doe" of "Jane Doe, City Editor" and of "Jane Doe, The Gazette"."""
    start, _, end = name.rpartition(", ")
    is_outlet = end and outlet.casefold().startswith(end.casefold())
    return start if start and (is_outlet or _ROLE.search(end)) else name


def _is_organisation(value: object) -> bool:
    return any(is_kind(node, _NOT_A_PERSON) for node in read_objects(value))


def _is_person(name: str, outlet: str) -> bool:
    address = "://" in name or name.startswith(("www.", "@", "/"))
    return bool(name) and not address and name.casefold() not in _NOBODY | {outlet.casefold()}


def _find_language(page: Any, node: Node, meta: _MetaElements) -> str:
    own = page.get("lang") or page.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    codes = [get_string(node, "inLanguage"), own, meta.get("language").partition(",")[0]]
    return next((code for code in codes if re.fullmatch(r"[A-Za-z]{2,3}([-_]\w+)*", code)), "")


def _find_address(page: Any, meta: _MetaElements, url: str) -> str:
    """The canonical address, if the page may be called by it; else where it was fetched."""
    links = page.xpath("//link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href")
    base = (page.xpath("//base/@href") or [""])[0]
    for candidate in [*links, *meta.get_each("url")]:
        try:
            whole = urljoin(urljoin(url, base), clean_line(candidate))
        except ValueError:  # brackets that are no IPv6 address
            continue
        if may_be_called(whole, url):
            return str(whole)
    return url


def _find_rights(page: Any, node: Node, meta: _MetaElements) -> str:
    said = [get_string(node, key) for key in ("copyrightNotice", "license", "copyrightHolder")]
    links = [str(link) for link in page.xpath("//link[@rel='license']/@href")]
    return next(filter(None, [*said, meta.get("rights"), *links]), "")


def _read_microdata(page: Any, name: str) -> list[str]:
    """The values of a property of the page's outermost items, but not of a list of them."""
    values = [
        element.get("content") or element.get("datetime") or get_text(element)
        for element in page.xpath(f"//*[@itemprop='{name}'][not(self::meta)]")
        if not element.xpath("ancestor::*[@itemprop='comment' or @itemprop='review']")
    ]
    return [clean_line(value) for value in values[:1]] if len(set(values)) == 1 else []


def _find_outlet(node: Node, meta: _MetaElements) -> str:
    """As the site calls itself: the publisher may be its owner, or the agency of the text."""
    said = [*meta.get_each("site"), get_string(node, "publisher"), *meta.get_each("outlet")]
    return next((name for name in said if name and "://" not in name), "")


def _collect_more(node: Node, meta: _MetaElements) -> dict[str, str]:
    keywords = read_strings(node.get("keywords")) or [meta.get("keywords")]
    more = {
        "description": get_string(node, "description") or meta.get("description"),
        "keywords": ", ".join(keywords),
        "correction": _read_correction(node.get("correction")),
        "free_to_read": "no" if str(node.get("isAccessibleForFree")).lower() == "false" else "",
    }
    return {name: value for name, value in more.items() if value}


def _read_correction(value: object) -> str:
    """The text of schema.org's `correction`, which is a string or an object."""
    texts = [value] if isinstance(value, str) else []
    texts += [get_string(one, "text", "description") for one in read_objects(value)]
    return clean_line(" ".join(texts))
