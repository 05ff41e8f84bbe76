"""Labels in a model's text, in whatever shape small models write them.

Asked for "[S3]" they write "[S3, S4]", "(S3)", "【S3】", "[Source 3]", "[3]", "S3." or "[S3](…)",
before or after the full stop, glued to the next word or on a line of their own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = r"(?:(?:sources?|sentences?|labels?|refs?|evidence)\b\s*[:#]?\s*)"
_ITEM = rf"{_WORD}?\#?S?\s?\d{{1,3}}"
_BETWEEN = r"(?:\s*(?:,|;|/|&|\+|\||\band\b|\bto\b|[-–—]|\.\.)\s*|\s+)"
_LIST = rf"{_ITEM}(?:{_BETWEEN}{_ITEM})*"
_LINKED = r"(?:\((?!\s*S?\d{1,3}\s*\))[^()\s]*\))?"  # "[S3](https://…)": the address goes as well
_GROUP = rf"""(?:
      \\?\[\^?\s*{_LIST}\s*[.,;]?\s*\\?(?:\]|\Z){_LINKED}
    | \\?\[\s*S\d{{1,3}}\s*[:|][^\][]{{0,300}}\]                  # [S3: "the words it quotes"]
    | 【\s*{_LIST}(?:†[^】]*)?(?:】|\Z)
    | \((?=\s*(?:S\s?\d|{_WORD}))\s*{_LIST}\s*(?:\)|\Z)
)"""
_VERBS = ("stated", "reported", "noted", "mentioned", "described", "shown", "seen")
_PHRASES: tuple[str, ...] = ("according to", "as per", "per", "see", "see also")
_PHRASES += tuple(f"as {verb} {where}" for verb in _VERBS for where in ("in", "by"))
_PHRASE = "|".join(sorted((p.replace(" ", r"\s") for p in _PHRASES), key=len, reverse=True))
_BEFORE = rf"(?:\b(?P<phrase>{_PHRASE})\s+|\bsources?:\s*)?"
_CLUSTER = re.compile(
    rf"{_BEFORE}[*^]*{_GROUP}(?:[*^]*(?:\s*(?:,|;|&|\band\b))?\s*[*^]*{_GROUP})*[*^]*",
    re.IGNORECASE | re.VERBOSE,
)
# Without brackets only at the end of a sentence, and not where it is the name of a product.
_BARE = re.compile(
    r"(?<![\w&$/.-])\(?(?:[Ss]ources?:\s*)?S\d{1,3}(?:(?:\s*[,;&]\s*|\s+and\s+|\s+)S\d{1,3})*\)?"
    r"(?=\s*(?:[.!?]+\s*)?(?:\Z|[A-Z\[【(“\"]))"
)
_PRODUCT = re.compile(
    r"(?:Galaxy|Audi|Amazon|AWS|Model|Series|Samsung|Line|Route|Train|Xbox)\s+\Z", re.IGNORECASE
)
_OPENING = re.compile(r"S\d{1,3}(?=\s*[:)–—-]\s)")  # "S3: The ferry …"
_REPORTS = re.compile(
    r"\s+(?:reports?|says?|states?|notes?|mentions?|confirms?|shows?|indicates?)\s+(?:that\s+)?"
)
_NUMBER = re.compile(r"(\d{1,3})")
_THROUGH = re.compile(r"\s*(?:[-–—]|to|\.\.)\s*(?:S|sources?)?\s?", re.IGNORECASE)
_LONGEST_RANGE = 9
# Parts of a cluster whose digits are no labels: an address, a dagger, quoted words.
_ASIDE = re.compile(r"†[^】]*|(?<=\])\([^()]*\)|(?<=\d)\s*[:|][^\]]*")
_FRAGMENT = re.compile(
    r"""\s*(?:
      (?:\\?\[|【)[^\]】\n]{0,80}          # "[S"
    | \((?:\s*s(?:\s?\d[^)\n]{0,20}|o[^)\n]{0,20})?)?  # "(S3, "
    | (?<=[\s.!?])S\d{0,3}
    | [*^\\]+
    )\Z""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a line and the labels that follow it, "S3" and so on, each once."""

    text: str
    labels: tuple[str, ...]
    ahead: bool = False  # "According to [S3], …": the labels belong to what comes after them


def pieces(line: str) -> list[Piece]:
    """`line` cut at its labels; the last piece has none, and its text may be empty."""
    found, done = [], 0
    for match in _clusters(line):
        labels = tuple(dict.fromkeys(_labels(match[0])))
        phrase = match.groupdict().get("phrase")
        ahead = bool(phrase) and line[match.end() :].lstrip()[:1] == ","
        found.append(Piece(line[done : match.start()], labels, ahead))
        done = match.end()
    return [*found, Piece(line[done:], ())]


def after_opening(text: str) -> tuple[str, bool]:
    """The text after a label that opens a sentence, and whether it said "[S3] reports that …"."""
    verb = _REPORTS.match(text)
    rest = text[verb.end() :] if verb else re.sub(r"^\s*(?:[,:–—]|-\s)?\s*", "", text)
    return rest, verb is not None


def may_open(text: str) -> bool:
    """Whether `text` may be the beginning of "According to [S3]", which is no text of its own."""
    start = " ".join(re.findall(r"\w+", text.lower()))
    return any(phrase.startswith(start) or start == f"{phrase} s" for phrase in _PHRASES)


def without_fragment(text: str) -> str:
    """`text` without the beginning of a label at its end, of which the rest may still come."""
    return _FRAGMENT.sub("", text)


def _clusters(line: str) -> list[re.Match[str]]:
    found = list(_CLUSTER.finditer(line))
    bare = [match for match in _BARE.finditer(line) if not _PRODUCT.search(line, 0, match.start())]
    if opening := _OPENING.match(line):
        bare.append(opening)
    for match in bare:
        if all(match.end() <= other.start() or other.end() <= match.start() for other in found):
            found.append(match)
    return sorted(found, key=lambda match: match.start())


def _labels(cluster: str) -> Iterator[str]:
    """The labels of a cluster, ranges written out."""
    between_and_digits = _NUMBER.split(_ASIDE.sub("", cluster))
    last: int | None = None
    for between, digits in zip(between_and_digits[::2], between_and_digits[1::2], strict=False):
        number = int(digits)
        if last is not None and _THROUGH.fullmatch(between) and number <= last + _LONGEST_RANGE:
            yield from (f"S{n}" for n in range(last + 1, number))
        yield f"S{number}"
        last = number
