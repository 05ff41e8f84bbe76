"""Lines of a PDF in reading order -> paragraphs; words parted at line ends are joined again."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingest.readers.pdf.columns import ColumnLine
from ingest.readers.pdf.words import HYPHEN

_MARGIN = 0.1  # share of the height of a page's text in which running heads and feet stand
_PAGE_NUMBER = re.compile(
    r"(?i)[\W_]*(?:(?:page|seite|pagina|página|p\.?|s\.?) *)?"
    r"\d{1,4}(?: *(?:of|von|de|di|/) *\d{1,4})?[\W_]*"
)
_NUMBER = re.compile(r"\d+")
_ENDS = re.compile(r"[.!?:;…。！？][\"'”’»“)\]]*$")
_KEPT_PREFIXES = frozenset(
    {"anti", "co", "ex", "half", "mid", "multi", "non", "post", "pre", "pro", "self", "well"}
)
_PART = re.compile(r"(\w+)-$")
_FIRST_WORD = re.compile(r"[\W_]*(\w+)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    size: float  # points, of its first line
    page: int  # from 1
    is_indented: bool = False
    is_broken_off: bool = False  # its last line is full and ends no sentence


@dataclass(frozen=True, slots=True)
class PdfPage:
    number: int  # from 1
    lines: tuple[ColumnLine, ...]


def drop_running_heads(pages: Sequence[PdfPage]) -> list[PdfPage]:
    """The pages without page numbers, and without what stands at the edge of many of them."""
    repeated = Counter(key for page in pages for key in {*map(_make_key, _find_edge(page))})

    def is_head(line: ColumnLine) -> bool:
        often = repeated[_make_key(line)] >= max(2, len(pages) / 3)
        return often or bool(_PAGE_NUMBER.fullmatch(line.text))

    kept = []
    for page in pages:
        heads = set(filter(is_head, _find_edge(page)))
        lines = tuple(line for line in page.lines if line not in heads)
        kept.append(PdfPage(page.number, lines))
    return kept


def join_paragraphs(pages: Sequence[PdfPage]) -> list[Paragraph]:
    """All paragraphs in reading order, those that go on in the next column or page made whole."""
    words = Counter(
        word.casefold()
        for page in pages
        for line in page.lines
        for word in re.findall(r"\w+(?:-\w+)*", line.text)
    )
    paragraphs: list[Paragraph] = []
    for page in pages:
        for lines in _group_lines(page.lines):
            found = _make_paragraph(lines, page.number, words)
            last = paragraphs[-1] if paragraphs else None
            if last and _is_initial(last, found):
                paragraphs[-1] = replace(found, text=last.text + found.text)
            elif last and _goes_on(last, found):
                text = _join_lines([last.text, found.text], words)
                paragraphs[-1] = replace(last, text=text, is_broken_off=found.is_broken_off)
            else:
                paragraphs.append(found)
    return [one for one in paragraphs if one.text]


def _find_edge(page: PdfPage) -> list[ColumnLine]:
    top = max((line.top for line in page.lines), default=0)
    bottom = min((line.bottom for line in page.lines), default=0)
    margin = _MARGIN * (top - bottom)
    return [line for line in page.lines if line.bottom > top - margin or line.top < bottom + margin]


def _make_key(line: ColumnLine) -> tuple[str, int]:
    """The same for heads of all pages: numbers do not count, nor does a point up or down."""
    return _NUMBER.sub("#", line.text).strip(), round(line.bottom / 4)


def _group_lines(lines: Iterable[ColumnLine]) -> list[list[ColumnLine]]:
    """Lines that belong together."""
    groups: list[list[ColumnLine]] = []
    for line in lines:
        if groups and not _begins_paragraph(line, groups[-1]):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _begins_paragraph(line: ColumnLine, group: Sequence[ColumnLine]) -> bool:
    """By another size, more white above, an indent, or a short line before."""
    before, left = group[-1], line.column[0]
    apart = abs(line.size - before.size)
    if line.column != before.column or apart > 0.1 * max(line.size, before.size):
        return True
    usual = group[-2].bottom - before.bottom if len(group) > 1 else 1.25 * line.size
    if before.bottom - line.bottom > 1.3 * usual:
        return True
    if line.left - left > 0.6 * line.size and before.left - left < 0.3 * line.size:
        return True
    ended = _measure_free(before) > 0.15 and _ENDS.search(before.text)
    broken_off = _measure_free(before) > 0.4 and not line.text[:1].islower()
    return bool(ended or broken_off)


def _make_paragraph(lines: Sequence[ColumnLine], page: int, words: Counter[str]) -> Paragraph:
    first, last = lines[0], lines[-1]
    return Paragraph(
        _join_lines([line.text for line in lines], words),
        first.size,
        page,
        is_indented=first.left - first.column[0] > 0.6 * first.size,
        is_broken_off=_measure_free(last) <= 0.15 and not _ENDS.search(last.text),
    )


def _is_initial(last: Paragraph, found: Paragraph) -> bool:
    """Whether a single big letter is the first of the text beside it."""
    return len(last.text) == 1 and last.text.isupper() and last.size > 1.5 * found.size


def _goes_on(last: Paragraph, found: Paragraph) -> bool:
    """Whether a paragraph that a column's or page's end broke off goes on here."""
    if abs(last.size - found.size) > 0.1 * last.size or _ENDS.search(last.text):
        return False
    if last.is_broken_off and not found.is_indented:
        return True
    return found.text[:1].islower() or last.text.endswith((HYPHEN, "-", ","))


def _measure_free(line: ColumnLine) -> float:
    """The share of its column that a line leaves free at its right."""
    left, right = line.column
    return (right - line.right) / max(1.0, right - left)


def _join_lines(lines: Sequence[str], words: Counter[str]) -> str:
    text = ""
    for line in lines:
        stripped = line.strip()
        if not text or not stripped:
            text += stripped
        elif text.endswith((HYPHEN, "-")):
            text = _drop_hyphen(text, stripped, words) + stripped
        elif _is_unspaced(text[-1]) and _is_unspaced(stripped[0]):
            text += stripped
        else:
            text += f" {stripped}"
    return text


def _drop_hyphen(text: str, follower: str, words: Counter[str]) -> str:
    """Text that ends with a hyphen, ready for what follows: "well-" or "repub"."""
    bare = text.rstrip(HYPHEN + "-")
    first, second = _PART.search(f"{bare}-"), _FIRST_WORD.match(follower)
    if first is None or second is None or not second[1][0].islower() or first[1][-1].isdigit():
        return f"{bare}-"
    whole, parted = (f"{first[1]}{mark}{second[1]}".casefold() for mark in ("", "-"))
    if words[whole] != words[parted]:
        return bare if words[whole] > words[parted] else f"{bare}-"
    return f"{bare}-" if first[1].casefold() in _KEPT_PREFIXES else bare


def _is_unspaced(character: str) -> bool:
    """Chinese and Japanese put no spaces between words."""
    return unicodedata.east_asian_width(character) in "WF"


def find_body_size(paragraphs: Sequence[Paragraph]) -> float:
    """The size of most of the text, in points."""
    sizes = [paragraph.size for paragraph in paragraphs for _ in range(0, len(paragraph.text), 20)]
    return median(sizes) if sizes else 0.0
