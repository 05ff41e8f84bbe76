"""NewsML-G2 of the IPTC: news items alone, in messages and packages, or inside any wrapper."""

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from ingest.readers.base import Fault, NotAnArticle, Record, Source
from ingest.readers.io.head import Head
from ingest.readers.io.xml_text import line
from ingest.readers.io.xml_tree import LANGUAGE, child, child_text, children, name_of
from ingest.readers.newswire.common import (
    NO_END,
    NO_TEXT,
    Dates,
    articles_in,
    authors_in,
    dates_of,
    is_withdrawn,
    labels,
    readable,
    revision,
    withdrawal,
)
from ingest.readers.newswire.newsml_content import Content, from_text, from_xml, unpacked
from rag.errors import SourceError

_OTHERS = {
    "packageItem": "a package: it refers to articles but holds none",
    "conceptItem": "a concept, which explains a term, a person or an event: no article",
    "knowledgeItem": "a knowledge item, which lists terms: no article",
    "catalogItem": "a catalogue of vocabularies: no article",
    "planningItem": "a plan of coverage: no article yet",
}
_ITEMS = ("newsItem", *_OTHERS)
_MEDIA = {
    "picture": "a picture: a caption is no article",
    "photo": "a picture: a caption is no article",
    "graphic": "a graphic: a caption is no article",
    "animation": "an animation: a caption is no article",
    "video": "a video without a text of its own: a caption is no article",
    "audio": "a recording without a text of its own: a caption is no article",
}
_STILL = ("picture", "photo", "graphic", "animation")  # whose text is always a caption
_NAMESPACE = re.compile(r"iptc\.org/std/(?:nar|newsml)", re.IGNORECASE)
_ELEMENT = re.compile(rf"<(?:[\w.-]+:)?(?:newsMessage|{'|'.join(_ITEMS)})[\s>]")
_OTHER_ROOTS = re.compile(r"(?:html|rss|feed|rdf)?", re.IGNORECASE)
_SECTION = re.compile(r"categor|department|section|ressort", re.IGNORECASE)
_SIGNAL = re.compile(r"correct|update|retract|withdraw|advisory", re.IGNORECASE)
_PERSON = re.compile(r"person|author|writer|reporter|journalist|byline", re.IGNORECASE)


def shows(head: Head) -> bool:
    """Whether a file begins as NewsML-G2 does, or as a wrapper with some inside it."""
    if _OTHER_ROOTS.fullmatch(head.root_name) or not _NAMESPACE.search(head.text):
        return False
    return bool(_ELEMENT.search(head.text))


def read(source: Source) -> Iterator[Record | Fault]:
    """The articles; other kinds of items that come with them are passed by.

    Raises SourceError for a file that is not sound XML or holds no article, and says what it holds.
    """
    return articles_in(source, _ITEMS, _records_of)


def _records_of(item: Element) -> Iterator[Record]:
    if (kind := name_of(item)) in _OTHERS:
        raise NotAnArticle(_OTHERS[kind])
    id_, version, dates = item.get("guid") or None, revision(item.get("version")), _dates(item)
    if is_withdrawn(_code(child(item, "itemMeta/pubStatus"))):
        yield withdrawal(id_, version, dates)
        return
    language = _language(item)
    headline = _headline(item, language)
    content = _content(item, language, headline)
    outlet = _outlet(item, language)
    yield Record(
        id=id_,
        version=version,
        title=headline or content.headline or None,
        text="\n\n".join(content.text),
        published=dates.published,
        updated=dates.updated,
        embargo=dates.embargo,
        outlet=outlet or None,
        authors=_authors(item, outlet) or content.authors,
        section=_section(item, language) or None,
        language=language or None,
        rights=_rights(item, language) or None,
        metadata=_metadata(item, language),
    )


def _content(item: Element, language: str, headline: str) -> Content:
    """The text in the item's language; the others are the same text in other shapes.

    Raises NotAnArticle for pictures and the like, SourceError if there is no text.
    """
    class_ = _code(child(item, "itemMeta/itemClass")).lower()
    if class_ in _STILL:
        raise NotAnArticle(_MEDIA[class_])
    marked_up = children(item, "contentSet/inlineXML")
    contents = [from_xml(one, headline) for one in _by_language(marked_up, language)]
    if not any(content.text for content in contents):
        plain = _by_language(children(item, "contentSet/inlineData"), language)
        contents += [_from_data(one, headline) for one in plain if _is_text(one)]
    for content in contents:
        if content.text:
            return content
    if class_ in _MEDIA:
        raise NotAnArticle(_MEDIA[class_])
    raise SourceError(_without_text(marked_up))


def _without_text(marked_up: list[Element]) -> str:
    names = [name_of(inner) for one in marked_up for inner in one]
    return f"{NO_TEXT}, but {names[0]}" if names else NO_TEXT


def _is_text(data: Element) -> bool:
    kind = data.get("contenttype", "text/plain").lower()
    return kind.startswith("text/") or "html" in kind


def _from_data(data: Element, headline: str) -> Content:
    text = unpacked("".join(data.itertext()), data.get("encoding", ""))
    return from_text(text, data.get("contenttype", ""), headline)


def _dates(item: Element) -> Dates:
    """Published when it was first made, or when an embargo ends; updated by the latest version."""
    embargo = child_text(item, "itemMeta/embargoed")
    if not embargo and child(item, "itemMeta/embargoed") is not None:
        embargo = NO_END
    version = child_text(item, "itemMeta/versionCreated")
    return dates_of(
        created=[
            child_text(item, "contentMeta/contentCreated"),
            child_text(item, "itemMeta/firstCreated"),
        ],
        changed=[child_text(item, "contentMeta/contentModified"), version],
        embargo=embargo,
    )


def _language(item: Element) -> str:
    tag = child(item, "contentMeta/language")
    return (tag.get("tag", "") if tag is not None else "") or item.get(LANGUAGE, "")


def _headline(item: Element, language: str) -> str:
    """The main one in the item's language, by rank."""
    lines = children(item, "contentMeta/headline")
    main = [one for one in lines if "sub" not in one.get("role", "").lower()]
    ranked = sorted(main, key=lambda one: revision(one.get("rank")) or 0)
    return next(filter(None, map(line, _by_language(ranked, language))), "")


def _by_language(elements: Iterable[Element], language: str) -> list[Element]:
    """In the order given, but those in this language, or in none, before the rest."""

    def distance(element: Element) -> int:
        named = (one.get(LANGUAGE, "") for one in element.iter())
        own, wanted = next(filter(None, named), language).lower(), language.lower()
        if own == wanted:
            return 0
        return 1 if own.split("-")[0] == wanted.split("-")[0] else 2

    return sorted(elements, key=distance)


def _outlet(item: Element, language: str) -> str:
    """The provider, else the holder of the rights, by a readable name if either has one."""
    parties = [child(item, "itemMeta/provider"), child(item, "rightsInfo/copyrightHolder")]
    given = [party for party in parties if party is not None]
    names = [one for party in given for one in (_name(party, language), party.get("literal"))]
    credit = line(child(item, "contentMeta/creditline")).strip(" -–—")
    return readable(*names) or readable(
        credit, *(party.get("uri") or _code(party) for party in given)
    )


def _authors(item: Element, outlet: str) -> tuple[str, ...]:
    """From the byline, else the creators that are said to be persons."""
    if byline := line(child(item, "contentMeta/by")):
        return authors_in(byline, outlet)
    creators = children(item, "contentMeta/creator")
    persons = [one for one in creators if _PERSON.search(one.get("type", "") + one.get("role", ""))]
    return tuple(filter(None, (_name(person, "") for person in persons)))


def _section(item: Element, language: str) -> str:
    """The subject that is a section or category, else the first of the IPTC's top level."""
    subjects = children(item, "contentMeta/subject")
    kinds = (f"{one.get('type', '')} {one.get('qcode', '')}" for one in subjects)
    sections = [one for one, kind in zip(subjects, kinds, strict=True) if _SECTION.search(kind)]
    top = [one for one in subjects if re.fullmatch(r"\d{2}0{6}", _code(one))]
    return next(filter(None, (_name(one, language) for one in sections + top)), "")


def _rights(item: Element, language: str) -> str:
    parts = []
    for name in ("copyrightNotice", "usageTerms"):
        given = _by_language(children(item, f"rightsInfo/{name}"), language)
        parts.append(next(filter(None, map(line, given)), ""))
    return "; ".join(filter(None, parts))


def _metadata(item: Element, language: str) -> dict[str, str]:
    """What else the item says about its article, in short."""

    def names(path: str) -> list[str]:
        return [_name(one, language) for one in children(item, path)]

    about = children(item, "contentMeta/description")
    summaries = [one for one in about if "caption" not in one.get("role", "").lower()]
    notes = [one for one in children(item, "itemMeta/edNote") if _is_public(one)]
    places = children(item, "contentMeta/located")
    signals = map(_code, children(item, "itemMeta/signal"))
    return labels(
        {
            "credit": line(child(item, "contentMeta/creditline")),
            "dateline": line(child(item, "contentMeta/dateline")),
            "description": next(filter(None, map(line, _by_language(summaries, language))), ""),
            "genre": names("contentMeta/genre"),
            "keywords": list(map(line, children(item, "contentMeta/keyword"))),
            "located": [_name(one, language) or one.get("literal", "") for one in places],
            "note": list(map(line, notes)),
            "signal": filter(_SIGNAL.search, signals),
            "slugline": line(child(item, "contentMeta/slugline")),
            "source": names("contentMeta/infoSource"),
            "subjects": names("contentMeta/subject"),
            "urgency": child_text(item, "contentMeta/urgency"),
        }
    )


def _is_public(note: Element) -> bool:
    """Notes to editors may be marked as theirs alone; those in markup mix the two kinds."""
    private = "private" in note.get("role", "") or bool(note.get("pubconstraint"))
    return not private and not len(note)


def _name(element: Element | None, language: str) -> str:
    """The readable name of a concept, in this language if there is one; "" without a name."""
    if element is None:
        return ""
    given = children(element, "name") or children(element, "mainConcept/name")
    whole = [one for one in given if not re.search("mnemonic|short", one.get("role", ""))]
    return next(filter(None, map(line, _by_language(whole or given, language))), "")


def _code(element: Element | None) -> str:
    """The last part of what identifies a concept: "canceled" of "stat:canceled"."""
    if element is None:
        return ""
    given = element.get("qcode") or element.get("uri") or element.get("literal") or ""
    return re.split(r"[:/#]", given.rstrip("/"))[-1]
