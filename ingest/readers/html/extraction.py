"""The text of the article in a page that has been cleaned of what is none of it."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import dropwhile, pairwise, takewhile, zip_longest
from typing import Any

from ingest.normalize import fold_text
from ingest.readers.html.boilerplate import get_text
from ingest.readers.io.html_fragments import CELL, join_cells

_WHOLE = 600  # characters of an article's text in metadata below which it is but a teaser
_COVERED = 0.9  # share of that text that its place in the page must hold …
_MORE = 1.4  # … and how many times as long the text of that place may be
_SHINGLE = 4  # words

_BODY_CLASS = re.compile(
    r"(?:article|story|entry|post|page)[-_]*(?:body|text|content)|body[-_]*container", re.I
)
_NOT_BODY = re.compile(r"comment|related|promo|footer|sidebar|summary|teaser", re.I)
_BLOCKS = frozenset({"p", "head", "item", "quote", "code", "row", "list", "table", "div"})
_BLOCK_TAGS = re.compile(
    "address|article|aside|blockquote|center|div|dl|fieldset|figure|footer|form|h[1-6]|header|hr"
    "|main|nav|ol|p|pre|section|table|ul"
)
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_LAST_LINE = re.compile(
    r"(?i)(?:©|\(c\)|copyright\b|all rights reserved|follow (?:us|me|him|her|them|@)|e-?mail\b.*@"
    r"|like this story\?|share this|sign up (?:for|to)|subscribe (?:to|now|for)"
    r"|already a subscriber|\S+@\S+$|(?:www\.)?(?:twitter|facebook)\.com/\S+$)"
)
_LISTED = 5  # headlines of other articles that make a list of them …
_LISTED_SHARE = 0.3  # … if they are that share of all paragraphs
_LONG_ENOUGH = 80  # characters of a paragraph of prose


def parse_page(page: str) -> Any | None:
    """A page as an lxml tree with a body; None if it is none."""
    import trafilatura  # slow to import, and only pages need it

    tree = trafilatura.load_html(page)
    return None if tree is None or tree.find("body") is None else tree


def extract_text(page: Any, *, title: str, summary: str, body: str) -> str:
    """The paragraphs of the article, parted by empty lines; "" if none is found.

    `page` is an lxml tree and is changed. `title`, `summary` and `body` are the headline, the
    description and the text by the page's own metadata, "" where it has none: `body` only tells
    where in the page to look, `summary` which line above the text is its standfirst.
    """
    lead = _find_standfirst(page, summary)
    headlines = {fold_text(text) for text in [title, *map(get_text, page.iter("h1"))]}
    links = {fold_text(get_text(link)) for link in page.iter("a")}
    _unwrap_lines(page)
    _wrap_loose_text(page)
    _join_parts(page)
    place = _find_place(page, body)
    text = _run_trafilatura(page if place is None else _make_page(place))
    paragraphs = _drop_headline([part for part in text.split("\n\n") if part], headlines)
    paragraphs = _drop_last_lines(paragraphs)
    if all(fold_text(paragraph) in links for paragraph in paragraphs):
        return ""
    if lead and not any(fold_text(lead) == fold_text(paragraph) for paragraph in paragraphs):
        paragraphs.insert(0, lead)
    return "\n\n".join(paragraphs)


def is_list_of_articles(text: str, headlines: frozenset[str]) -> bool:
    """Whether much of a text are `headlines` that lead elsewhere: the page is a front page."""
    paragraphs = text.split("\n\n")
    listed = sum(fold_text(paragraph) in headlines for paragraph in paragraphs)
    return listed >= _LISTED and listed >= _LISTED_SHARE * len(paragraphs)


def find_linked_headlines(page: Any) -> frozenset[str]:
    """The headings of a page that are links, folded for comparing."""
    headings = "//*[self::h1 or self::h2 or self::h3 or self::h4][.//a or ancestor::a]"
    linked = page.xpath(f"{headings} | //li[count(a) = 1]/a")
    return frozenset(fold_text(get_text(element)) for element in linked) - {""}


def _run_trafilatura(page: Any) -> str:
    """By trafilatura, which may prefer what readability finds, even where that lost paragraphs."""
    import trafilatura

    texts = []
    for fast in (False, True):
        found: Any = trafilatura.bare_extraction(page, include_comments=False, fast=fast)
        texts.append("" if found is None or found.body is None else render_text(found.body))
    chosen, own = texts
    wanted = _count_shingles(chosen)
    holds_all = (wanted & _count_shingles(own)).total() >= _COVERED * wanted.total()
    is_page = len(own) >= 2 * len(chosen)  # it found no article and took everything
    adds_paragraphs = own.count("\n\n") > chosen.count("\n\n")
    return own if holds_all and adds_paragraphs and not is_page else chosen


def render_text(body: Any) -> str:
    """Trafilatura's tree as plain text: a paragraph for each block, list item and table row."""
    pieces = "".join(_render_pieces(body)).split("\n\n")
    paragraphs = (re.sub(r" *\n *", "\n", re.sub(r"  +", " ", piece)).strip() for piece in pieces)
    return "\n\n".join(filter(None, map(join_cells, paragraphs)))


def _render_pieces(element: Any) -> Iterator[str]:
    block = element.tag in _BLOCKS
    if block:
        yield "\n\n"
    elif element.tag == "lb":
        yield "\n"
    elif element.tag == "cell":
        yield CELL
    yield _part_lines(element.text)
    for child in element:
        if isinstance(child.tag, str) and child.tag != "graphic":
            yield from _render_pieces(child)
        yield _part_lines(child.tail)
    if block:
        yield "\n\n"


def _part_lines(text: str | None) -> str:
    return re.sub(r"[^\S\n]+", " ", text or "").replace("\n", "\n\n")


def _find_standfirst(page: Any, summary: str) -> str:
    """The line between headline and text that says what the page's own description says."""
    headlines = page.xpath("//h1")
    if len(summary) < 40 or len(headlines) != 1:
        return ""
    for element in headlines[0].xpath("following::*[self::p or self::div or self::h2]")[:40]:
        text = get_text(element)
        if text and fold_text(text) == fold_text(summary):
            return text
        if element.tag == "p" and len(text) >= _LONG_ENOUGH:
            break
    return ""


def _join_parts(page: Any) -> None:
    """Move an article that a page keeps in several like containers into the first of them.

    Advertisements part them; the extractor would take one for the whole.
    """
    by_class: dict[tuple[str, str], list[Any]] = {}
    for element in page.xpath("//div[@class] | //section[@class]"):
        name = element.get("class")
        if _BODY_CLASS.search(name) and not _NOT_BODY.search(name) and _holds_prose(element):
            by_class.setdefault((element.tag, name), []).append(element)
    for parts in by_class.values():
        first, *others = parts
        if others and _is_one_article(page, parts):
            for other in others:
                first.extend(list(other))


def _holds_prose(element: Any) -> bool:
    return any(len(get_text(child)) >= _LONG_ENOUGH for child in element if child.tag == "p")


def _is_one_article(page: Any, parts: list[Any]) -> bool:
    """Whether nothing between these containers says that another article begins."""
    inside = {element for part in parts for element in part.iter()}
    if any(above in inside for part in parts for above in part.iterancestors()):
        return False
    later = dropwhile(lambda element: element is not parts[0], page.iter("*"))
    between = takewhile(lambda element: element is not parts[-1], later)
    begins = (one for one in between if one.tag in {"h1", "h2", "article"})
    return all(one in inside for one in begins)


def _find_place(page: Any, body: str) -> Any | None:
    """The innermost element that holds `body`, if `body` is the whole article and stands there."""
    wanted = _count_shingles(body)
    place = page.find("body")
    if len(body) < _WHOLE or place is None or _measure_share(wanted, place) < _COVERED:
        return None
    inner = place
    while inner is not None:
        place = inner
        inner = next((one for one in place if _measure_share(wanted, one) >= _COVERED), None)
    return place if len(get_text(place)) <= _MORE * len(body) else None


def _measure_share(wanted: Counter[tuple[str, ...]], element: Any) -> float:
    if not isinstance(element.tag, str):
        return 0.0
    return (wanted & _count_shingles(get_text(element))).total() / max(1, wanted.total())


def _count_shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(zip(*(words[start:] for start in range(_SHINGLE)), strict=False))


def _make_page(place: Any) -> Any:
    """A page with nothing but this element in it."""
    page = inner = place.makeelement("html")
    for element in (place.makeelement("body"), place.makeelement("article"), place):
        inner.append(element)
        inner = element
    return page


def _unwrap_lines(page: Any) -> None:
    """Line ends in the source are spaces; those the extractor puts in are ends of blocks."""
    for element in page.iter():
        if element.text and element.tag != "pre":
            element.text = _SPACES.sub(" ", element.text)
        if element.tail:
            element.tail = _SPACES.sub(" ", element.tail)


def _wrap_loose_text(page: Any) -> None:
    """Make paragraphs of text that stands in a block by itself, between line breaks or paragraphs.

    So pages were written for twenty years, and the extractor loses some of such text.
    """
    for block in list(page.iter("div", "td", "section", "article", "center", "blockquote")):
        loose = len((block.text or "").strip())
        loose += sum(len((child.tail or "").strip()) for child in block)
        breaks = any(_is_followed_by_break(one, next_) for one, next_ in pairwise(block))
        if loose >= _LONG_ENOUGH and (breaks or _holds_prose(block)):
            _wrap_block(block)


def _wrap_block(block: Any) -> None:
    children = list(block)
    paragraph = block.makeelement("p")
    paragraph.text, block.text = block.text, None
    block[:] = [paragraph]
    for child, follower in zip_longest(children, children[1:]):
        parted = _is_block(child) or _is_followed_by_break(child, follower)
        tail, child.tail = child.tail, None
        if parted:
            paragraph = block.makeelement("p")
            paragraph.text = tail
            block.extend([child, paragraph])
        else:
            child.tail = tail
            paragraph.append(child)


def _is_followed_by_break(element: Any, follower: Any | None) -> bool:
    """Whether this is the first of two line breaks with nothing between them."""
    if element.tag != "br" or follower is None or follower.tag != "br":
        return False
    return not (element.tail or "").strip()


def _is_block(element: Any) -> bool:
    return isinstance(element.tag, str) and bool(_BLOCK_TAGS.fullmatch(element.tag))


def _drop_headline(paragraphs: list[str], headlines: set[str]) -> list[str]:
    """The headline is not repeated in the text, nor are short lines such as a section above it."""
    for at, paragraph in enumerate(paragraphs[:3]):
        above = paragraphs[:at]
        if fold_text(paragraph) in headlines and len(paragraphs) > at + 1:
            return [*filter(_is_prose, above), *paragraphs[at + 1 :]]
    return paragraphs


def _drop_last_lines(paragraphs: list[str]) -> list[str]:
    """Without what pages put below an article: whom to follow, whose copyright it is."""
    while len(paragraphs) > 1 and len(paragraphs[-1]) <= 300 and _LAST_LINE.match(paragraphs[-1]):
        paragraphs = paragraphs[:-1]
    return paragraphs


def _is_prose(paragraph: str) -> bool:
    return len(paragraph) >= _LONG_ENOUGH
