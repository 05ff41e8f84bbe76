"""What a page says about its article in JSON-LD, which sites write for search engines.

Sites write it by hand and by plugin: broken, nested, several at once. What can be read is read.
"""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from ingest.normalize import canonicalize_url, fold_text

MAX_SCRIPT = 1 << 20  # characters
MAX_NODES = 2000  # of all scripts of a page
MAX_DEPTH = 12

Node = Mapping[str, Any]

_WRAPPING = re.compile(r"\A(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\*/)?)\s*")
_UNWRAPPING = ("-->", "//", "]]>", "/*")  # how the rest of a script begins that was wrapped
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_ARTICLE = re.compile(  # subtypes of schema.org/Article as of 2026, and a page that is one
    r".*Article|BlogPosting|LiveBlogPosting|Report|SocialMediaPosting|DiscussionForumPosting"
    r"|(?:Claim|Critic)?Review"
)
_OTHERS = frozenset(  # properties under which other articles stand than that of the page
    {"itemListElement", "review", "reviews", "comment", "citation", "mentions", "isBasedOn"}
)
_TOLD = ("headline", "datePublished", "dateModified", "articleSection", "inLanguage", "url")
_AUTHOR = re.compile(  # bounded, so that no text takes long
    r'"author"\s{0,9}:[\[{\s]{0,20}[^{}\[\]]{0,300}?"name"\s{0,9}:\s{0,9}"([^"\\]{1,200})"'
)
_INSIDE = ("name", "@value", "url")  # properties that say what an object is called
_PAGE = re.compile(r"(?:Medical|Item|About|FAQ|QA)?(?:Web)?Page")


def find_article_node(scripts: list[str], *, urls: set[str], headline: str) -> Node:
    """The object that describes the article of this page; an empty one if none certainly does.

    `urls` are the addresses of the page in canonical spelling, `headline` what it shows: of several
    articles, as lists of them have, that of the page itself counts.
    """
    nodes = [node for script in scripts for node in _walk_nodes(_parse_script(script))][:MAX_NODES]
    articles = [node for node in nodes if is_kind(node, _ARTICLE)]
    named = [node for node in articles if urls & _list_addresses(node)]
    wanted = fold_text(headline)
    same = [one for one in articles if wanted and fold_text(get_string(one, "headline")) == wanted]
    for candidates in (named, same, articles if _are_one_article(articles) else []):
        if candidates:
            return max(candidates, key=len)  # the first of the fullest
    pages = [node for node in nodes if is_kind(node, _PAGE) and "datePublished" in node]
    return pages[0] if len(pages) == 1 else {}


def read_strings(value: object, *, depth: int = 4) -> list[str]:
    """The strings that a value stands for: a string, an object with a name, a list of these."""
    if isinstance(value, str):
        text = " ".join(unescape(value).split())
        return [text] if text else []
    if isinstance(value, list) and depth:
        return [string for item in value for string in read_strings(item, depth=depth - 1)]
    if isinstance(value, Mapping) and depth:
        inside = (read_strings(value.get(key), depth=depth - 1) for key in _INSIDE)
        return next(filter(None, inside), [])
    return []


def get_string(node: Node, *keys: str) -> str:
    """The first string under the first of these keys that has a value."""
    value = next(filter(None, map(node.get, keys)), None)
    return next(iter(read_strings(value)), "")


def is_kind(node: Node, kind: re.Pattern[str]) -> bool:
    """Whether one of its types is: "NewsArticle" for "http://schema.org/NewsArticle"."""
    types = (one for one in make_list(node.get("@type")) if isinstance(one, str))
    return any(kind.fullmatch(re.split(r"[/:#]", one)[-1]) for one in types)


def read_objects(value: object) -> list[Node]:
    """The objects in a value that is one, or a list of them."""
    return [item for item in make_list(value) if isinstance(item, Mapping)]


def make_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _parse_script(script: str) -> list[object]:
    """All values of a script, mended where mending is plain: wrappers, commas, raw line ends."""
    text = _WRAPPING.sub("", script[:MAX_SCRIPT].strip())
    for attempt in (text, _TRAILING_COMMA.sub("", text), _TRAILING_COMMA.sub("", unescape(text))):
        values, rest = _decode_values(attempt)
        if not rest:
            return values
    return values or _salvage_node(text)


def _salvage_node(text: str) -> list[object]:
    """What a broken script says in plain pairs about one article, and never in two ways."""
    kinds = list(filter(_ARTICLE.fullmatch, re.findall(r'"@type"\s*:\s*"(\w+)"', text)))
    node: dict[str, object] = {"@type": kinds[0]} if len(kinds) == 1 else {}
    for key in _TOLD if node else ():
        said = set(re.findall(rf'"{key}"\s*:\s*"([^"\\]+)"', text))
        if len(said) == 1:
            node[key] = said.pop()
    authors = set(_AUTHOR.findall(text))
    return [{**node, "author": sorted(authors)}] if node else []


def _decode_values(text: str) -> tuple[list[object], str]:
    """The JSON values that follow one another in a text, and what is left where one is broken."""
    decoder = json.JSONDecoder(strict=False)
    values: list[object] = []
    while text:
        try:
            value, end = decoder.raw_decode(text)
        except (ValueError, RecursionError):
            break
        values.append(value)
        text = text[end:].lstrip(" \t\r\n,;")
    return values, "" if text.startswith(_UNWRAPPING) else text


def _walk_nodes(value: object, depth: int = MAX_DEPTH) -> Iterator[Node]:
    """Every object in a value, outer ones first; what stands inside an article is none."""
    if not depth:
        return
    if isinstance(value, Mapping):
        yield value
        within = {} if is_kind(value, _ARTICLE) else value
        value = [inner for key, inner in within.items() if key not in _OTHERS]
    if isinstance(value, list):
        for item in value:
            yield from _walk_nodes(item, depth - 1)


def _list_addresses(node: Node) -> set[str]:
    page = node.get("mainEntityOfPage")
    values = [node.get("url"), node.get("@id"), page]
    values += [one.get(key) for one in read_objects(page) for key in ("@id", "url")]
    return {canonicalize_url(value) for value in values if isinstance(value, str)} - {""}


def _are_one_article(nodes: list[Node]) -> bool:
    """Whether these describe one article: plugins describe the same one twice."""
    return len({fold_text(get_string(node, "headline", "name")) for node in nodes}) == 1
