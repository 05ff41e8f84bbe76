"""NewsML-G2 of the IPTC: news items alone, in messages and packages, or inside any wrapper."""

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from ingest.readers.base import Fault, NotAnArticle, Record, Source
from ingest.readers.io.head import FileHead
from ingest.readers.io.xml_text import join_line
from ingest.readers.io.xml_tree import LANGUAGE, find, find_all, find_attribute, find_text, get_name
from ingest.readers.newswire import common
from ingest.readers.newswire.newsml_content import NewsContent, parse_text, parse_xml, unpack_text
from rag.errors import SourceError

_OTHERS = {
    "packageItem": common.PACKAGE,
    "conceptItem": "a concept, which explains a term, a person or an event: no article",
    "knowledgeItem": "a knowledge item, which lists terms: no article",
    "catalogItem": "a catalogue of vocabularies: no article",
    "planningItem": common.PLAN,
}
_ITEMS = ("newsItem", *_OTHERS)
_NAMESPACE = re.compile(r"iptc\.org/std/(?:nar|newsml)", re.IGNORECASE)
_ELEMENT = re.compile(rf"<(?:[\w.-]+:)?(?:newsMessage|{'|'.join(_ITEMS)})[\s>]")
_SECTION = re.compile(r"categor|department|section|ressort", re.IGNORECASE)
_SIGNAL = re.compile(r"correct|update|retract|withdraw|advisory", re.IGNORECASE)
_PERSON = re.compile(r"person|author|writer|reporter|journalist|byline", re.IGNORECASE)


def shows(head: FileHead) -> bool:
    """Whether a file begins as NewsML-G2 does, or as a wrapper with some inside it."""
    if common.OTHER_ROOTS.fullmatch(head.root_name) or not _NAMESPACE.search(head.text):
        return False
    return bool(_ELEMENT.search(head.text))


def read(source: Source) -> Iterator[Record | Fault]:
    """The articles; other kinds of items that come with them are passed by.

    Raises SourceError for a file that is not sound XML or holds no article, and says what it holds.
    """
    return common.read_articles(source, _ITEMS, _build_records)


def _build_records(item: Element) -> Iterator[Record]:
    if (kind := get_name(item)) in _OTHERS:
        raise NotAnArticle(_OTHERS[kind])
    id_, version = item.get("guid") or None, common.parse_version(item.get("version"))
    dates = _read_dates(item)
    if common.is_withdrawn(_read_code(find(item, "itemMeta/pubStatus"))):
        yield common.make_withdrawal(id_, version, dates)
        return
    language = _read_language(item)
    headline = _find_headline(item, language)
    content = _read_content(item, language, headline)
    outlet = _find_outlet(item, language)
    yield Record(
        id=id_,
        version=version,
        title=headline or content.headline or None,
        text="\n\n".join(content.text),
        **dates._asdict(),
        outlet=outlet or None,
        authors=_find_authors(item, outlet) or content.authors,
        section=_find_section(item, language) or None,
        language=language or None,
        rights=_join_rights(item, language) or None,
        metadata=_collect_metadata(item, language),
    )


def _read_content(item: Element, language: str, headline: str) -> NewsContent:
    """The text in the item's language; the others are the same text in other shapes.

    Raises NotAnArticle for pictures and the like, SourceError if there is no text.
    """
    class_ = _read_code(find(item, "itemMeta/itemClass")).lower()
    if class_ in common.STILLS:
        raise NotAnArticle(common.STILLS[class_])
    marked_up = find_all(item, "contentSet/inlineXML")
    contents = [parse_xml(one, headline) for one in _sort_by_language(marked_up, language)]
    if not any(content.text for content in contents):
        plain = _sort_by_language(find_all(item, "contentSet/inlineData"), language)
        contents += [_read_inline_data(one, headline) for one in plain if _is_text(one)]
    for content in contents:
        if content.text:
            return content
    if class_ in common.RECORDINGS:
        raise NotAnArticle(common.RECORDINGS[class_])
    names = [get_name(inner) for one in marked_up for inner in one]
    raise SourceError(f"{common.NO_TEXT}, but {names[0]}" if names else common.NO_TEXT)


def _is_text(data: Element) -> bool:
    kind = data.get("contenttype", "text/plain").lower()
    return kind.startswith("text/") or "html" in kind


def _read_inline_data(data: Element, headline: str) -> NewsContent:
    text = unpack_text("".join(data.itertext()), data.get("encoding", ""))
    return parse_text(text, data.get("contenttype", ""), headline)


def _read_dates(item: Element) -> common.ItemDates:
    """Published when it was first made, or when an embargo ends; updated by the latest version."""
    embargo = find_text(item, "itemMeta/embargoed")
    if not embargo and find(item, "itemMeta/embargoed") is not None:
        embargo = common.NO_END
    created = find_text(item, "contentMeta/contentCreated")
    version = find_text(item, "itemMeta/versionCreated")
    return common.choose_dates(
        created=[created, find_text(item, "itemMeta/firstCreated")],
        changed=[find_text(item, "contentMeta/contentModified"), version],
        embargo=embargo,
    )


def _read_language(item: Element) -> str:
    return find_attribute(item, "contentMeta/language", "tag") or item.get(LANGUAGE, "")


def _find_headline(item: Element, language: str) -> str:
    """The main one in the item's language, by rank."""
    lines = find_all(item, "contentMeta/headline")
    main = [one for one in lines if "sub" not in one.get("role", "").lower()]
    ranked = sorted(main, key=lambda one: common.parse_version(one.get("rank")) or 0)
    return _find_line(ranked, language)


def _find_line(elements: Iterable[Element], language: str) -> str:
    return next(filter(None, map(join_line, _sort_by_language(elements, language))), "")


def _sort_by_language(elements: Iterable[Element], language: str) -> list[Element]:
    """In the order given, but those in this language, or in none, before the rest."""

    def measure_distance(element: Element) -> int:
        named = (one.get(LANGUAGE, "") for one in element.iter())
        own, wanted = next(filter(None, named), language).lower(), language.lower()
        if own == wanted:
            return 0
        return 1 if own.split("-")[0] == wanted.split("-")[0] else 2

    return sorted(elements, key=measure_distance)


def _find_outlet(item: Element, language: str) -> str:
    """The provider, else the holder of the rights, by a readable name if either has one."""
    parties = [find(item, "itemMeta/provider"), find(item, "rightsInfo/copyrightHolder")]
    given = [party for party in parties if party is not None]
    names = [one for party in given for one in (_read_name(party, language), party.get("literal"))]
    credit = join_line(find(item, "contentMeta/creditline")).strip(" -–—")
    return common.choose_readable(*names) or common.choose_readable(
        credit, *(party.get("uri") or _read_code(party) for party in given)
    )


def _find_authors(item: Element, outlet: str) -> tuple[str, ...]:
    """From the byline, else the creators that are said to be persons."""
    if byline := join_line(find(item, "contentMeta/by")):
        return common.parse_byline(byline, outlet)
    creators = find_all(item, "contentMeta/creator")
    persons = [one for one in creators if _PERSON.search(one.get("type", "") + one.get("role", ""))]
    return tuple(filter(None, (_read_name(person, "") for person in persons)))


def _find_section(item: Element, language: str) -> str:
    """The subject that is a section or category, else the first of the IPTC's top level."""
    subjects = find_all(item, "contentMeta/subject")
    kinds = (f"{one.get('type', '')} {one.get('qcode', '')}" for one in subjects)
    sections = [one for one, kind in zip(subjects, kinds, strict=True) if _SECTION.search(kind)]
    top = [one for one in subjects if re.fullmatch(r"\d{2}0{6}", _read_code(one))]
    return next(filter(None, (_read_name(one, language) for one in sections + top)), "")


def _join_rights(item: Element, language: str) -> str:
    given = (find_all(item, f"rightsInfo/{name}") for name in ("copyrightNotice", "usageTerms"))
    return "; ".join(filter(None, (_find_line(lines, language) for lines in given)))


def _collect_metadata(item: Element, language: str) -> dict[str, str]:
    """What else the item says about its article, in short."""

    def list_names(path: str) -> list[str]:
        return [_read_name(one, language) for one in find_all(item, path)]

    about = find_all(item, "contentMeta/description")
    summaries = [one for one in about if "caption" not in one.get("role", "").lower()]
    notes = [one for one in find_all(item, "itemMeta/edNote") if _is_public(one)]
    places = find_all(item, "contentMeta/located")
    signals = map(_read_code, find_all(item, "itemMeta/signal"))
    return common.join_labels(
        {
            "credit": join_line(find(item, "contentMeta/creditline")),
            "dateline": join_line(find(item, "contentMeta/dateline")),
            "description": _find_line(summaries, language),
            "genre": list_names("contentMeta/genre"),
            "keywords": list(map(join_line, find_all(item, "contentMeta/keyword"))),
            "located": [_read_name(one, language) or one.get("literal", "") for one in places],
            "note": list(map(join_line, notes)),
            "signal": filter(_SIGNAL.search, signals),
            "slugline": join_line(find(item, "contentMeta/slugline")),
            "source": list_names("contentMeta/infoSource"),
            "subjects": list_names("contentMeta/subject"),
            "urgency": find_text(item, "contentMeta/urgency"),
        }
    )


def _is_public(note: Element) -> bool:
    """Notes to editors may be marked as theirs alone; those in markup mix the two kinds."""
    private = "private" in note.get("role", "") or bool(note.get("pubconstraint"))
    return not private and not len(note)


def _read_name(element: Element | None, language: str) -> str:
    """The readable name of a concept, in this language if there is one; "" without a name."""
    if element is None:
        return ""
    given = find_all(element, "name") or find_all(element, "mainConcept/name")
    whole = [one for one in given if not re.search("mnemonic|short", one.get("role", ""))]
    return _find_line(whole or given, language)


def _read_code(element: Element | None) -> str:
    """The last part of what identifies a concept: "canceled" of "stat:canceled"."""
    if element is None:
        return ""
    given = element.get("qcode") or element.get("uri") or element.get("literal") or ""
    return re.split(r"[:/#]", given.rstrip("/"))[-1]
