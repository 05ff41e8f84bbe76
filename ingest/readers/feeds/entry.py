"""One entry of a feed, as feedparser gives it -> Record."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.normalize import canonicalize_url, clean_line, find_host, join_address
from ingest.readers.base import Record
from ingest.readers.io.html_fragments import resolve_entities, strip_markup

_HTML, _XHTML = "text/html", "application/xhtml+xml"
# Elements of single vendors that hold the article, one after the other
_WHOLE = (("yandex_full-text",), ("wenn_cm_first_line", "wenn_cm_body"))
_CAPTIONS = ("dc_caption", "itunes_caption", "media_caption")  # as the reader renames them
_PUBLISHED = ("published", "prism_publicationdate", "wenn_nm_published")
_OWN_ID = re.compile(r"[a-z][a-z0-9+.-]*:\S|\S{20}", re.IGNORECASE)  # tag:…, urn:…, a digest
# HTML where plain text was promised; "Acme <ACME> rises" is none
_ELEMENT = re.compile(
    r"(?i)<(?:!--|/?(?:a|b|br|div|em|embed|font|form|frame|frameset|h[1-6]|i|iframe|img|input|li"
    r"|link|meta|object|p|script|span|strong|style|sub|sup|svg|template|textarea|u|ul|video)\b)"
)
# Closed in themselves: always so in XHTML; in HTML they would swallow the rest of the text
_EMPTY = re.compile(r"<([a-z][\w:-]*)((?:\s[^<>]*)?)/>", re.IGNORECASE)
_EMPTY_EMBED = re.compile(r"<(audio|canvas|iframe|object|svg|video)(\s[^<>]*)/>", re.IGNORECASE)
_MAIL = re.compile(r"(?:mailto:)?[^\s@()<>:]+@[^\s@()<>]+")
_GOES_ON = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|»|→)\s*\Z")
_LONGEST_LINE = 1000  # characters of a byline or a footer
_FOOTER = re.compile(r"The post .+ (?:appeared first|first appeared) on .+\.")  # of WordPress


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of all its entries."""

    title: str
    link: str
    language: str
    rights: str
    authors: tuple[str, ...]  # of entries that name none
    is_atom: bool

    @classmethod
    def from_parsed(cls, feed: Mapping[str, Any], version: str, base: str) -> "Feed":
        is_atom = version.startswith("atom")
        title = _read_headline(feed)
        return cls(
            title=title,
            link=join_address(base, feed.get("link", "")) or base,
            language=feed.get("language", ""),
            rights=_make_line(feed.get("rights", "")),
            authors=tuple(name for name in _read_authors(feed) if name != title) if is_atom else (),
            is_atom=is_atom,
        )


def build_record(
    entry: Mapping[str, Any], feed: Feed, id_: str | None, position: int
) -> tuple[Record, bool]:
    """The article, its text "" if the entry has none; and whether that is the whole article."""
    title = _read_headline(entry)
    text, language, full = _find_fullest_text(entry, title)
    published, published_from, updated = _find_dates(entry, feed)
    terms = _list_terms(entry)
    return Record(
        id=id_,
        title=title,
        text=text,
        published=published,
        published_from=published_from,
        updated=updated,
        outlet=_read_headline(entry.get("source") or {}) or feed.title,
        authors=_read_authors(entry) or feed.authors,
        url=_find_link(entry, feed) or None,
        section=terms[0] if terms else None,
        language=entry.get("language") or language or feed.language or None,
        rights=_make_line(entry.get("rights", "")) or feed.rights or None,
        metadata={"tags": ", ".join(terms)} if terms else {},
        position=position,
        where=f"entry {position}",
    ), full


def assign_ids(entries: Sequence[Mapping[str, Any]], feed: Feed) -> list[str | None]:
    """A stable id for each entry; None where the article's canonical URL is the best.

    A guid counts unless the feed gives it to several articles. If it is the link with another
    fragment or tracking mark (the BBC counts revisions in it), the canonical URL is stabler. A
    number is unique only with the site it comes from.
    """
    guids = [clean_line(entry.get("id")) for entry in entries]
    pages = [canonicalize_url(_find_link(entry, feed)) for entry in entries]
    pages_of, guids_of = _collect_partners(guids, pages), _collect_partners(pages, guids)
    ids: list[str | None] = []
    for entry, guid, page in zip(entries, guids, pages, strict=True):
        site = find_host(page) or find_host(feed.link) or feed.title or "feed"
        sole = page and len(guids_of[page]) == 1  # no other article of the feed is on this page
        if guid and len(pages_of[guid]) == 1 and not (sole and canonicalize_url(guid) == page):
            ids.append(guid if _OWN_ID.match(guid) else f"{site}:{guid}")
        else:
            ids.append(None if page else f"{site}:{_hash_entry(entry)}")
    return ids


def _collect_partners(these: Iterable[str], those: Iterable[str]) -> Mapping[str, set[str]]:
    partners = defaultdict(set)
    for this, that in zip(these, those, strict=True):
        partners[this].add(that)
    return partners


def _hash_entry(entry: Mapping[str, Any]) -> str:
    """By headline and date, else by the text: what does not change when an entry moves down."""
    title = _read_headline(entry)
    what = f"{title}\n{entry.get('published')}" if title else _find_fullest_text(entry, "")[0]
    return hashlib.sha256(what.encode()).hexdigest()[:16]


def _read_headline(holder: Mapping[str, Any]) -> str:
    kind = (holder.get("title_detail") or {}).get("type", "")
    return clean_line(_strip_markup(holder.get("title", ""), kind))


def _find_fullest_text(entry: Mapping[str, Any], title: str) -> tuple[str, str, bool]:
    """The fullest text of an entry, its language, and whether it is the whole article."""
    candidates = [
        (one.get("value", ""), one.get("type", ""), one.get("language"), True)
        for one in entry.get("content", ())
        if one.get("type", "").startswith("text/") or one.get("type") == _XHTML
    ]
    if detail := entry.get("summary_detail"):
        candidates.append((detail.get("value", ""), detail["type"], detail.get("language"), False))
    for keys in _WHOLE:
        parts = [_strip_markup(entry.get(key, ""), "") for key in keys]
        candidates.append(("\n\n".join(parts), "", None, True))
    if not any(value.strip() for value, *_ in candidates):
        candidates = [(entry.get(key, ""), _HTML, None, False) for key in _CAPTIONS]
    texts = [
        (_trim_paragraphs(_strip_markup(value, kind), title), language or "", full)
        for value, kind, language, full in candidates
    ]
    text, language, full = max(texts, key=lambda one: len(one[0]), default=("", "", False))
    return text, language, full and bool(text) and not _GOES_ON.search(text)


def _strip_markup(value: str, kind: str) -> str:
    """Without markup. Feeds also put HTML where they promise plain text."""
    is_html = kind in {_HTML, _XHTML}
    if not is_html and not _ELEMENT.search(value):
        return resolve_entities(value)
    value = (_EMPTY if kind == _XHTML else _EMPTY_EMBED).sub(r"<\1\2></\1>", value)
    return strip_markup(f"<div>{value}</div>", keep_lines=not is_html)


def _trim_paragraphs(text: str, title: str) -> str:
    """The paragraphs, without the headline above them and a blogging system's line below."""
    paragraphs = [one.strip() for one in re.split(r"\n\s*\n", text) if one.strip()]
    last = clean_line(paragraphs[-1]) if paragraphs else ""
    if len(last) <= _LONGEST_LINE and _FOOTER.fullmatch(last):
        paragraphs.pop()
    if len(paragraphs) > 1 and clean_line(paragraphs[0]).casefold() == title.casefold():
        del paragraphs[0]
    return "\n\n".join(paragraphs)


def _find_dates(entry: Mapping[str, Any], feed: Feed) -> tuple[str | None, str, str | None]:
    """Published, where that stood, and updated; each as written.

    RSS 1.0 has one date, Dublin Core's, which feedparser calls the update. Atom may do with the
    date of the last update; it is the nearest to the publication that there is, and said to be so.
    """
    published = next(filter(None, (entry.get(name) for name in _PUBLISHED)), None)
    updated = entry.get("updated")
    if published or not updated:
        return published, "", updated
    return updated, "the date of its last update" if feed.is_atom else "", updated


def _read_authors(holder: Mapping[str, Any]) -> tuple[str, ...]:
    """Names without addresses; those of a single author come as written, "a@b.example (Jane)"."""
    given = [one.get("name") or "" for one in holder.get("authors", ())]
    if len(given) < 2:
        given = [holder.get("author") or ""]
    return tuple(dict.fromkeys(filter(None, (_clean_author(_make_line(one)) for one in given))))


def _clean_author(author: str) -> str:
    if len(author) > _LONGEST_LINE:
        return ""
    name, addresses = _MAIL.subn("", author)
    return name.strip(" ()<>,") if addresses else name


def _list_terms(entry: Mapping[str, Any]) -> list[str]:
    """Categories and keywords, each once."""
    terms = [_make_line(tag.get("label") or tag.get("term") or "") for tag in entry.get("tags", ())]
    return list(dict.fromkeys(filter(None, terms)))


def _find_link(entry: Mapping[str, Any], feed: Feed) -> str:
    """The article's page, rather than an address that counts the clicks and leads there."""
    link = clean_line(entry.get("feedburner_origlink") or entry.get("link"))
    if link == entry.get("id") and "/" not in link:  # a number that claims to be a link
        return ""
    return join_address(feed.link, link) if link else ""


def _make_line(text: object) -> str:
    return clean_line(resolve_entities(strip_markup(text))) if isinstance(text, str) else ""
