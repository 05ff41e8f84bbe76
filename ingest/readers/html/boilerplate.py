"""Takes out of a page what no reader sees, and what stands in an article without being part of it.

Everything works on an lxml tree and in place. Nothing is taken for its name alone if it holds a
good part of the page's prose: sites give their classes odd names.
"""

import re
from collections.abc import Iterator
from itertools import pairwise, takewhile
from typing import Any

from ingest.readers.io.html_fragments import is_hidden

_PROSE = 80  # characters of a paragraph's own words that make it prose
_SHARE = 0.25  # of the page's prose, with which an element is no furniture
_LITTLE = 400  # characters that even on a short page are no article
_MOST = 0.5  # of it, with which an element is one that scripts of the page show at last
_MAX_CSS = 1 << 20  # characters of the style sheets within a page

_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "math", "object", "iframe"})
_FOR_SCREEN_READERS = {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text"}
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)

_FURNITURE = re.compile(  # whole words of a class or an id
    r"newsletter|signup|sign-up|related(?:posts?|content|articles?|links?|stor(?:y|ies)|news)?"
    r"|recommended|recommendations?|recirc|recirculation|taboola|outbrain|yarpp|jp-relatedposts"
    r"|share|sharing|sharedaddy|sharebar|socials?|breadcrumbs?"
    r"|caption|captions|figcaption|credit|credits|read-?more|readalso|see-?also|promos?"
    r"|latest-?(?:news|stories|posts)|most-?(?:read|popular|viewed)|trending|author-?(?:bio|box)"
    r"|bio|estimated-read-time|reading-time|postinfo|copyright"
)
_ON_TOUCH = re.compile(  # what a page shows while the pointer is on a word
    r"(?:tool-?tip|popover|rollover|hover-?card)-?(?:text|content|block|body|inner)", re.IGNORECASE
)
_WORDS = re.compile(r"[a-z]+|[A-Z][a-z]*|[A-Z]+(?![a-z])")
_POINTS_ELSEWHERE = re.compile(  # how lines begin that only lead to other pages
    r"(?i)(?:related|read (?:more|also|next|on)|more (?:on this|from|stories|about|news)"
    r"|see (?:also|more)"
    r"|also (?:on|read|see)|don['’]t miss|watch|explore (?:further|more)|recommended|must read"
    r"|you (?:may|might) (?:also )?(?:like|be interested in)|up next|what to read next"
    r"|mehr (?:zum thema|dazu)|lesen sie (?:auch|mehr)|lire aussi|à lire aussi|voir aussi"
    r"|lee también|leer más|te puede interesar|leia (?:também|mais)|veja (?:também|mais)"
    r"|você pode gostar|leggi anche|lees (?:ook|meer)|läs (?:också|mer)|czytaj (?:też|także))\b"
)
_AROUND_PICTURES = frozenset({"a", "center", "div", "figure", "picture", "span", "td"})
_LONGEST_POINTER = 1000  # characters
_LONGEST_CAPTION = 150  # characters
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")


class _Prose:
    """How much prose stands in which part of a page, in characters of its paragraphs."""

    def __init__(self, page: Any) -> None:
        self._of = {paragraph: _count_prose(paragraph) for paragraph in page.iter("p")}
        self._total = sum(self._of.values())

    def is_within(self, element: Any, share: float) -> bool:
        """Whether an element holds no more than this share of it."""
        inside = sum(self._of.get(paragraph, 0) for paragraph in element.iter("p"))
        return inside <= share * self._total


def drop_unseen(page: Any) -> None:
    """Take out what an element's own HTML or CSS, or a style sheet in the page, hides.

    Not the whole body, though: pages hide that while they load.
    """
    hiding = _find_hiding_selectors(page)
    prose = _Prose(page)
    for element in list(page.iter("*")):
        if element.tag in {"html", "body", "head"}:
            continue
        by_sheet = _is_unseen(element, hiding) and prose.is_within(element, _MOST)
        if element.tag in _UNSEEN or is_hidden(element.items()) or by_sheet:
            _drop_element(element)


def drop_furniture(page: Any) -> None:
    """Take out captions, newsletters, links to other articles, notes that open on a touch."""
    prose, most = _Prose(page), max(_LITTLE, _SHARE * _count_own_text(page))
    for element in page.xpath("//figcaption | //*[@class or @id][not(self::html or self::body)]"):
        if _is_furniture(element):
            _drop_named(element, prose, most)
    for element in list(page.iter("p", "li", "div", *_HEADINGS)):
        if label := _POINTS_ELSEWHERE.match(_get_short_text(element)):
            _drop_pointer(element, label[0])
    for element in filter(_is_list_of_links, list(page.iter("ul", "ol"))):
        _drop_element(element)
    for card in page.xpath("//a[@href][.//p]"):
        if prose.is_within(card, _SHARE):
            _drop_element(card)
    for image in list(page.iter("img")):
        _drop_caption(image)


def get_text(element: Any) -> str:
    """The text of an element on one line."""
    return " ".join("".join(element.itertext()).split())


def _get_short_text(element: Any) -> str:
    """The text of an element that is no longer than a line that leads elsewhere; else ""."""
    length = 0
    for piece in element.itertext():
        length += len(piece.strip())
        if length > _LONGEST_POINTER:
            return ""
    return get_text(element)


def measure_link_share(element: Any) -> float:
    """How much of an element's text is that of links, from 0 to 1."""
    inside = sum(len(get_text(link)) for link in element.iter("a"))
    return inside / max(1, len(get_text(element)))


def _count_own_text(element: Any) -> int:
    """Characters of an element's text that are not those of links."""
    return round(len(get_text(element)) * (1 - measure_link_share(element)))


def _find_hiding_selectors(page: Any) -> frozenset[str]:
    """Selectors as ".note" and "#note" that a style sheet of the page hides, and none shows."""
    sheets = " ".join(style.text or "" for style in page.iter("style"))[:_MAX_CSS]
    hides: dict[str, bool] = {}
    for selectors, declarations in _split_rules(_COMMENT.sub(" ", sheets)):
        hidden = is_hidden([("style", declarations)])
        if hidden or "display" in declarations or "visibility" in declarations:
            hides.update({one.strip(): hidden for one in selectors.split(",")})
    return frozenset(one for one, hidden in hides.items() if hidden)


def _split_rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations; what is for print or for narrow screens only is left out."""
    depth, selectors = 0, ""
    for piece in re.split(r"([{}])", sheet):
        if piece == "{":
            depth += 1
        elif piece == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            selectors = piece.rpartition(";")[2].strip()
        elif depth == 1 and not selectors.startswith("@"):
            yield selectors, piece


def _is_unseen(element: Any, hiding: frozenset[str]) -> bool:
    classes = (element.get("class") or "").split()
    if not _FOR_SCREEN_READERS.isdisjoint(classes):
        return True
    if any(map(_ON_TOUCH.search, classes)):
        return True
    names = [*(f".{name}" for name in classes), f"#{element.get('id') or ''}"]
    return any(one in hiding or f"{element.tag}{one}" in hiding for one in names)


def _is_furniture(element: Any) -> bool:
    if element.tag == "figcaption":
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return any(_FURNITURE.fullmatch(one) for one in _split_names(names))


def _drop_named(element: Any, prose: _Prose, most: float) -> None:
    if _is_in_a_sentence(element):
        element.attrib.clear()  # the extractor, too, goes by such names
        return
    may_go = prose.is_within(element, _SHARE) and element.find(".//h1") is None
    if may_go and _count_own_text(element) <= most:  # prose may lack a paragraph around it
        _drop_element(element)


def _is_in_a_sentence(element: Any) -> bool:
    """Whether words stand before or after it on its line: without it they would read wrongly."""
    before, parent = element.getprevious(), element.getparent()
    if parent is None:
        return False
    neighbours = (element.tail, parent.text if before is None else before.tail)
    return any((text or "").strip() for text in neighbours)


def _split_names(names: str) -> Iterator[str]:
    """Each class, and each of its words: "Newsletter-title" -> itself, "newsletter", "title"."""
    for name in names.split():
        words = [word.lower() for word in _WORDS.findall(name)]
        yield name.lower()
        yield from words
        yield from (f"{one}-{other}" for one, other in pairwise(words))


def _drop_pointer(element: Any, label: str) -> None:
    """Take out a line that leads elsewhere: a label with a link, or one above other such lines."""
    if element.getparent() is None:
        return
    text = get_text(element)
    own_words = len(text) - len(label)
    if measure_link_share(element) and element.tag not in _HEADINGS:
        if measure_link_share(element) * len(text) >= 0.8 * own_words:
            _drop_element(element)
        return
    followers = list(takewhile(_leads_elsewhere, element.itersiblings()))
    if own_words <= 3 or (followers and text[-1] != "."):
        for one in [element, *followers]:
            _drop_element(one)


def _is_list_of_links(element: Any) -> bool:
    """Whether it only leads to other pages, and hardly any of the article comes after it."""
    items = element.findall("li")
    if len(items) < 2 or any(measure_link_share(item) < 0.9 for item in items):
        return False
    below = sum(_count_prose(one) > 0 for one in element.itersiblings())
    return below < 2 and any(_count_prose(one) for one in element.itersiblings(preceding=True))


def _drop_caption(image: Any) -> None:
    """Take out a picture with the words beside it, if they are few and no sentence."""
    block = image.getparent()
    while block is not None and block.tag in _AROUND_PICTURES and not get_text(block):
        block = block.getparent()
    if block is None or block.tag not in _AROUND_PICTURES or block.find(".//h1") is not None:
        return
    text = get_text(block)
    if len(text) <= _LONGEST_CAPTION and text[-1] not in '.!?:”"' and not _is_in_a_sentence(block):
        _drop_element(block)


def _leads_elsewhere(element: Any) -> bool:
    if element.tag in _HEADINGS or not isinstance(element.tag, str):
        return False
    return element.tag == "article" or measure_link_share(element) > 0.6


def _count_prose(paragraph: Any) -> int:
    own = _count_own_text(paragraph) if paragraph.tag == "p" else 0
    return own if own >= _PROSE else 0


def _drop_element(element: Any) -> None:
    if element.getparent() is not None:
        element.drop_tree()
