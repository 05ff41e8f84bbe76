"""Labels in a model's text, in whatever shape small models write them.

Asked for "[S3]" they write "[S3, S4]", "(S3)", "【S3】", "[Source 3]", "[3]", "S3.", "{S3}",
"[S3, Fjord Courier]" or "[S3](…)", before or after the full stop, glued to the next word or on a
line of their own.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_ASIDE = 200  # characters between a label's brackets: "[S3, "the words it quotes"]"
_FARTHEST = 9  # of a range, from its first label to its last
_WORDS = (
    r"(?:sources?|sentences?|labels?|refs?|cite|citations?|evidence|docs?|passages?"
    r"|quellen?|fuentes?|fontes?|来源|來源|出典|источники?|المصدر|مصدر)"
)
_WORD = rf"(?:{_WORDS}\s*[:：=\#]?\s*)"
_NAMED = r"S[\s\#]{0,2}\d{1,4}(?:[a-z]|\.\d{1,2})?(?!\w)"  # "S3", "S 3", "S#3", "S3a"
_ITEM = rf"(?:{_WORD}?(?:{_NAMED}|\#?\d{{1,3}}(?!\w)))"
_AND = r"(?:and|or|und|oder|et|y|e|to|through|bis)"
_BETWEEN = (
    rf"(?:\s*(?:[,;]\s*{_AND}\b|,|;|、|/|&|\+|\||\b{_AND}\b|[-–—‑−]|\.{{2,3}}|…|:(?=\s?S))\s*|\s+)"
)
_LIST = rf"{_ITEM}(?:{_BETWEEN}{_ITEM})*"
_LINKED = r"(?:\((?!\s*S?\d{1,3}\s*\))[^()\s]*\))?"  # "[S3](https://…)": the address goes as well
_SOME = rf"[^\]\[\n]{{0,{LONGEST_ASIDE}}}"
_GROUP = rf"""(?:
      \\?\[+\^?\s*{_LIST}\s*[.,;:]?\s*\\?(?:†[^\]]*)?(?:\]+|[)}}]|\Z){_LINKED}
    | \\?\[\s*{_WORD}?S\s?\d{{1,4}}(?!\w){_SOME}\]{_LINKED}             # [S3: "what it says"]
    | \[[^\]\[\d\n]{{0,80}}[,;:|=–—-]\s*S\d{{1,4}}\s*\]                 # [Fjord Courier, S3]
    | \\?\[\s*S\d{{1,4}}(?!\w)(?!{_SOME}\])                             # never closed
    | \[S[?\#xn]?\](?!\w)
    | \((?=\s*(?:S[\s\#]?\d|see\b|{_WORD}))\s*(?:see\s+)?{_LIST}\s*(?:[)\]]|\Z)
    | \(\s*S\d{{1,4}}\s*[,;:|–—-]\s[^()\n]{{0,60}}\)                     # (S3, Fjord Courier)
    | \([^()\d\n]{{1,60}}[,;:|]\s*S\d{{1,4}}\s*\)
    | \{{+\s*(?=S){_LIST}\s*\}}+
)"""
_ALSO = rf"(?:\s*(?:,|;|&|/|\||[-–—]|\b{_AND}\b))?\s*"
_GROUPS = rf"[*^]*{_GROUP}(?:[*^]*{_ALSO}[*^]*{_GROUP})*[*^]*"
_SAYS = r"(?:report|say|state|note|mention|confirm|show|indicate|write|add)s?\b"
_VERBS = ("stated", "reported", "noted", "mentioned", "described", "shown", "seen")
_PHRASES: tuple[str, ...] = ("according to", "as per", "per", "see", "see also", "based on")
_PHRASES += tuple(f"as {verb} {where}" for verb in _VERBS for where in ("in", "by"))
_PHRASE = "|".join(sorted((p.replace(" ", r"\s") for p in _PHRASES), key=len, reverse=True))
_BEGINS = r"(?:\A|(?<=[.!?…”\"]\s))"
_UNBRACKETED = rf"(?:sources?|sentences?)\s+{_ITEM}(?:{_BETWEEN}{_ITEM})*"
_CLUSTER = re.compile(
    rf"""
      \bas\s+{_GROUPS}\s+{_SAYS}                                    # as [S3] reports
    | {_BEGINS}(?P<opening>in|from|both)\s+{_GROUPS}(?=\s*[,:]|\s+{_SAYS})
    | \b(?P<phrase>{_PHRASE})\s+(?:the\s+)?(?:{_GROUPS}|{_UNBRACKETED})
    | {_BEGINS}(?:both\s+)?{_UNBRACKETED}(?=\s+{_SAYS})               # Source 3 reports that
    | (?P<round>\()\s*{_WORDS}:?\s+{_GROUPS}\s*\)                     # (Source [S3])
    | (?:\b{_WORDS}\s?[:：]\s*)?{_GROUPS}
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Without brackets only at the end of a sentence, and not where it is the name of something.
_BARE = re.compile(
    r"(?<![\w&$/.\[(-])(?:(?<=\s)[-–—~@#^]\s?)?\(?(?:[Ss]ources?:\s*)?"
    r"S\d{1,3}(?:(?:\s*[,;&]\s*|\s+and\s+|\s+to\s+|[-–]|\s+)S\d{1,3})*[\])]?"
    r"(?=\s*(?:[.!?]+\s*)?(?:\Z|[A-Z\[(“\"]))"
)
_NAME_BEFORE = re.compile(
    r"\b(?:Galaxy|Audi|Amazon|AWS|Model|Series|Samsung|Line|Route|Train|Xbox|the|an?|his|her|their"
    r"|our|new|to|of|in|on|with|from|by|der|die|das|dem|den|mit|la|le|du)\s+\Z",
    re.IGNORECASE,
)
_OPENING = re.compile(r"S\d{1,3}(?=\s*[:)–—-]\s)")  # "S3: The ferry …"
_NOTED = re.compile(  # after a sentence: "(3)", "^3", "³"
    r"(?:(?<=[.!?…”\"])\s?\(\d{1,3}(?:,\s?\d{1,3})*\)|(?<=[.!?…”\"])(?:\^\{?\d{1,3}\}?|[²³¹⁰⁴-⁹]{1,3}))"
    r"(?=\s*(?:\Z|[A-Z\[(“\"]))"
)
_REPORTS = re.compile(
    r"\s+(?:both\s+|also\s+)?(?:report|say|state|note|mention|confirm|show|indicate)s?"
    r"\s+(?:that\s+)?"
)
_ONE_GROUP = re.compile(_GROUP, re.IGNORECASE | re.VERBOSE)
_LISTED = re.compile(rf"[\s\[({{\\^]*(?:see\s+)?({_LIST})", re.IGNORECASE | re.VERBOSE)
_NAMED_NUMBER = re.compile(r"\bS[\s#]{0,2}(\d{1,4})", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\.)(\d{1,4})")
_THROUGH = re.compile(
    r"[\s\])]*(?:[-–—‑−]|\bto\b|\bthrough\b|\bbis\b|\.{2,3}|…|:)[\s\[(]*(?:S|sources?)?[\s#]*",
    re.IGNORECASE,
)
_WIDE_GROUP = re.compile(r"([\[［【〔⟦（])([^\]\[［］【】〔〕⟦⟧（）\n]{1,80})([\]］】〕⟧）]|\Z)")
_LABEL_LIKE = re.compile(
    rf"\s*(?:{_WORD}?S\s?\d|{_WORD}\d|\d{{1,3}}\s*(?:†|\Z))", re.IGNORECASE | re.VERBOSE
)
_FRAGMENT = re.compile(
    rf"""\s*(?:
      \\?[\[［【〔⟦][^\]\[］】〕⟧\n]{{0,{LONGEST_ASIDE}}}          # "[S"
    | [(（][^()（）\n]{{0,62}}                                  # "(S3, "
    | \{{+[^}}\n]{{0,20}}
    | <(?=[A-Za-z/!?|｜]|\Z)[^<>\n]{{0,200}}                  # "<S3", "</su"
    | (?<=[\s.!?])S(?:\d{{1,3}}\s?[-–,]\s?S?)*\d{{0,3}}
    | [*^\\]+
    )\Z""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class LabelledText:
    """Some text of a line and the labels that follow it, "S3" and so on, each once."""

    text: str
    labels: tuple[str, ...]
    ahead: bool = False  # "According to [S3], …": the labels belong to what comes after them


def split_at_labels(line: str) -> list[LabelledText]:
    """`line` cut at its labels; the last piece has none, and its text may be empty."""
    line = _WIDE_GROUP.sub(_narrow_label, line)
    found, done = [], 0
    for match in _find_clusters(line):
        labels = tuple(dict.fromkeys(_read_labels(match[0])))
        spoken = match[0][:1].isalpha()  # "According to [S3]", "As [S3] reports"
        ahead = spoken and line[match.end() :].lstrip()[:1] in {",", ":"}
        found.append(LabelledText(line[done : match.start()], labels, ahead))
        done = match.end()
    return [*found, LabelledText(line[done:], ())]


def read_after_label(text: str) -> tuple[str, bool]:
    """The text after a label that opens a sentence, and whether it said "[S3] reports that …"."""
    verb = _REPORTS.match(text)
    rest = text[verb.end() :] if verb else re.sub(r"^\s*(?:[,:–—]|-\s)?\s*", "", text)
    return rest, verb is not None


def may_open(text: str) -> bool:
    """Whether `text` may be the beginning of "According to [S3]", which is no text of its own."""
    start = " ".join(re.findall(r"\w+", text.lower()))
    if re.fullmatch(r"(?:as|in|from|both|sources?|sentences?)(?: \w+){0,3}", start):
        return True
    return any(phrase.startswith(start) or start == f"{phrase} s" for phrase in _PHRASES)


def strip_fragment(text: str) -> str:
    """`text` without the beginning of a label at its end, of which the rest may still come."""
    return _FRAGMENT.sub("", text)


def _narrow_label(match: re.Match[str]) -> str:
    """A label in wide brackets, letters or digits, as the keyboards of Asia write it, in ASCII."""
    inside = unicodedata.normalize("NFKC", match[2])
    if not _LABEL_LIKE.match(inside):
        return match[0]
    opens, closes = ("(", ")") if match[1] == "（" else ("[", "]")
    return f"{opens}{inside}{closes if match[3] else ''}"


def _find_clusters(line: str) -> list[re.Match[str]]:
    found = list(_CLUSTER.finditer(line))
    bare = [one for one in _BARE.finditer(line) if not _NAME_BEFORE.search(line, 0, one.start())]
    bare += _NOTED.finditer(line)
    if opening := _OPENING.match(line):
        bare.append(opening)
    for match in bare:
        if all(match.end() <= other.start() or other.end() <= match.start() for other in found):
            found.append(match)
    return sorted(found, key=lambda match: match.start())


def _read_labels(cluster: str) -> Iterator[str]:
    """The labels of a cluster, ranges written out."""
    groups = list(_ONE_GROUP.finditer(cluster))
    if not groups:
        yield from _expand_numbers(unicodedata.normalize("NFKC", cluster))
        return
    done = 0
    listed = ""  # the labels of all groups with what stands between them, without asides
    for group in groups:
        match = _LISTED.match(group[0])
        asides = group[0][match.end() :] if match else group[0]
        listed += f" {cluster[done : group.start()]} " if done else ""
        listed += match[1] if match else ""
        listed += "".join(f" S{n}" for n in _NAMED_NUMBER.findall(asides))
        done = group.end()
    yield from _expand_numbers(listed)


def _expand_numbers(listed: str) -> Iterator[str]:
    between_and_digits: Sequence[str] = _NUMBER.split(listed)
    last: int | None = None
    for between, digits in zip(between_and_digits[::2], between_and_digits[1::2], strict=False):
        number = int(digits)
        if last is not None and abs(number - last) <= _FARTHEST and _THROUGH.fullmatch(between):
            first, stop = sorted((last, number))
            yield from (f"S{n}" for n in range(first + 1, stop))
        yield f"S{number}"
        last = number
