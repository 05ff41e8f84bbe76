"""Raw strings -> the strings that are stored. Every function here leaves its own results alone.

Offsets of sentences point into the stored text for good, so it is cleaned once, here, and
characters are never replaced by look-alikes: only what no reader can see is taken out.
"""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Controls, lone surrogates, zero width and bidirectional marks, soft hyphens, tags: invisible, so
# that words would not be found, and instructions to a language model could hide in them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff"
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
# Joiners are letters of a kind in Persian, in Indian scripts and in emoji; next to Latin and to
# white space they are noise.
_JOINERS = re.compile(
    "(?<=[\\s\x00-\u024f])[\u200c\u200d]++"
    "|(?<![\u200c\u200d])[\u200c\u200d]++(?=[\\s\x00-\u024f])"  # a run is looked at once
)
_TRACKING = re.compile(r"utm_\w*|fbclid|gclid", re.IGNORECASE)
LONGEST_NAME = 200  # characters; what is longer is a sentence about somebody
_FRONT_PAGE = re.compile(r"/?(?:(?:index|default|home)\.\w+)?", re.IGNORECASE)
DEFAULT_PORTS = {"http": 80, "https": 443}

_BY = re.compile(r"\Aby\b[ :]+", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"\s*;\s*|\s*,?\s+(?:and|&)\s+|\s*\|\s*")
_AFTER_NAME = re.compile(r"(?:jr|sr|ph\.?d|m\.?d|ii|iii|iv)\.?", re.IGNORECASE)
_MAILBOX = re.compile(r"\S+@\S+\s*(?:\((?P<name>[^)]*)\))?")


def clean_text(text: str) -> str:
    """Text of several lines: at most one empty line in a row, no spaces before a line's end."""
    text = _drop_invisible(_LINE_ENDS.sub("\n", text))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def clean_line(text: str | None) -> str:
    """Text of one line: any white space becomes one space."""
    return " ".join(_drop_invisible(_LINE_ENDS.sub("\n", text or "")).split())


def _drop_invisible(text: str) -> str:
    return _JOINERS.sub("", _UNSEEN.sub("", text))


def fold_text(text: str) -> str:
    """Letters and digits in lower case, for comparing: a headline and its like in the text."""
    return "".join(character for character in text.casefold() if character.isalnum())


def clean_url(url: str | None) -> str:
    """`url` if it is an address on the web, else "": it becomes a link that readers follow."""
    url = clean_line(url)
    return url if canonicalize_url(url) else ""


def canonicalize_url(url: str) -> str:
    """One spelling for all addresses of a page: no fragment, no tracking; "" if not http(s)."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError:
        return ""
    if scheme not in DEFAULT_PORTS or not host or " " in url:
        return ""
    host = f"[{host}]" if ":" in host else host
    place = host if port in {None, DEFAULT_PORTS[scheme]} else f"{host}:{port}"
    return urlunsplit((scheme, place, parts.path or "/", _drop_tracking(parts.query), ""))


def _drop_tracking(query: str) -> str:
    """The query as it was, unless it holds tracking parameters: then it without them."""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _TRACKING.fullmatch(name)]
    return query if len(kept) == len(pairs) else urlencode(kept)


def join_address(base: str, link: str) -> str:
    """Where a link on the page at `base` leads; "" if that is no address."""
    try:
        return urljoin(base, link)
    except ValueError:  # "http://[broken"
        return ""


def find_host(url: str) -> str:
    """The name of the site: "cnn.com" for "https://www.cnn.com/2022/…"; "" without one."""
    canonical = canonicalize_url(url)
    return (urlsplit(canonical).hostname or "").removeprefix("www.") if canonical else ""


def is_front_page(url: str) -> bool:
    """Whether an address is a whole site's: tomorrow other stories stand there."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.netloc and not parts.query and _FRONT_PAGE.fullmatch(parts.path))


def may_be_called(own: str, fetched: str) -> bool:
    """Whether the address that a page gives itself stands, having been fetched from another.

    Not if it is another site's: the page would be cited as that site's, and take the place of its
    article. Nor are all pages of a site to be called by its front page. `fetched` may be "".
    """
    if not canonicalize_url(own) or is_front_page(own):
        return False
    named, there = find_host(own), find_host(fetched)
    related = named.endswith(f".{there}") or there.endswith(f".{named}")
    return not there or named == there or related


def split_names(authors: Iterable[str]) -> tuple[str, ...]:
    """Single names out of a byline or a list of them, each once, in order.

    "By Jane Doe, John Roe and Ann Poe" has three; "Doe, Jane" has one, and so has each entry of a
    list of several, where commas are left alone.
    """
    listed = [_BY.sub("", clean_line(entry)) for entry in authors]
    parts = [part for entry in listed for part in _BETWEEN_NAMES.split(entry)]
    if len(listed) == 1 and ";" not in listed[0]:
        parts = [name for part in parts for name in _split_commas(part)]
    return tuple(dict.fromkeys(filter(None, map(_clean_person, parts))))


def _split_commas(names: str) -> list[str]:
    parts = [part.strip() for part in names.split(",") if part.strip()]
    if len(parts) == 2 and not any(" " in part for part in parts):
        return [names]  # surname, given name
    whole: list[str] = []
    for part in parts:
        if whole and _AFTER_NAME.fullmatch(part):
            whole[-1] += f", {part}"
        else:
            whole.append(part)
    return whole


def _clean_person(name: str) -> str:
    """A name without what is none: addresses, bare punctuation."""
    name = name.strip(" ,;|")
    if len(name) > LONGEST_NAME:
        return ""
    if mailbox := _MAILBOX.fullmatch(name):
        name = (mailbox["name"] or "").strip()
    return "" if "://" in name or not any(c.isalpha() for c in name) else name
