"""The words of a page -> its lines in the order in which people read them, column by column.

Columns are told by the white between them: the longest run of lines that leaves one strip of the
page free, at whose right side lines begin flush, is a set of columns. What stands above and below
is looked at in the same way, and so is each column.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from statistics import median

from ingest.readers.pdf.words import PlacedText, is_rightward

_GUTTER = 0.8  # of the letter size: the narrowest white between columns
_SPACE = 0.5  # of the letter size: white between words of a line that is surely no gutter
_COLUMN = 7.0  # letter sizes: the narrowest column; the columns of tables are narrower
_ROWS = 5  # lines that columns have at least, all together
_FLUSH = 0.4  # share of the lines right of a gutter that must begin where it ends
_MAX_ROWS = 400  # of a page; beyond, it is a table or a map


@dataclass(frozen=True, slots=True)
class ColumnLine(PlacedText):
    column: tuple[float, float]  # left and right of what surrounds it


@dataclass(frozen=True, slots=True)
class _WordRow:
    words: tuple[PlacedText, ...]  # of one base line, from left to right
    inked: int  # a bit for each point of the page's width that is not free

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)


def order_lines(words: Sequence[PlacedText]) -> list[ColumnLine]:
    """All lines of a page in reading order."""
    return [line for column in _split_columns(_group_rows(words)) for line in _make_lines(column)]


def _split_columns(rows: list[_WordRow]) -> Iterator[list[_WordRow]]:
    band = _find_longest_band(rows) if _ROWS <= len(rows) <= _MAX_ROWS else None
    if band is None:
        if rows:
            yield rows
        return
    start, end, gutters = band
    yield from _split_columns(rows[:start])
    for column in _split_rows(rows[start:end], gutters):
        yield from _split_columns(column)
    yield from _split_columns(rows[end:])


def _find_longest_band(rows: list[_WordRow]) -> tuple[int, int, list[tuple[int, int]]] | None:
    """The first and last row of the longest run that has gutters, and these."""
    best: tuple[int, int, list[tuple[int, int]]] | None = None
    for start in range(len(rows) - _ROWS + 1):
        inked = 0
        for end in range(start + 1, len(rows) + 1):
            inked |= rows[end - 1].inked
            if end - start < max(_ROWS, best[1] - best[0] + 1 if best else 0):
                continue
            size = median(row.size for row in rows[start:end])
            run, gaps = rows[start:end], _find_gaps(inked, size)
            if gutters := [gap for gap in gaps if _parts_columns(run, gap, size)]:
                best = start, end, gutters
            elif not gaps:
                break
    return best


def _find_gaps(inked: int, size: float) -> list[tuple[int, int]]:
    """Strips free of ink, wide enough, with ink on both sides."""
    gaps, free_from = [], None
    for x, bit in enumerate(bin(inked)[:1:-1]):
        if bit == "1":
            if free_from is not None and x - free_from >= _GUTTER * size:
                gaps.append((free_from, x))
            free_from = None
        elif free_from is None and x and inked & ((1 << x) - 1):
            free_from = x
    return gaps


def _parts_columns(rows: Sequence[_WordRow], gap: tuple[int, int], size: float) -> bool:
    """Whether there are lines of text at both sides of a gap, and those right of it begin flush."""
    lefts, rights, starts = [], [], []
    for row in rows:
        before = [word for word in row.words if word.left < gap[0]]
        after = [word for word in row.words if word.left >= gap[0]]
        if before:
            lefts.append(before[-1].right - before[0].left)
        if after:
            rights.append(after[-1].right - after[0].left)
            starts.append(after[0].left)
    if len(lefts) < 2 or len(rights) < 2:
        return False
    wide = min(median(lefts), median(rights)) >= _COLUMN * size
    flush = sum(start - gap[1] <= 0.3 * size for start in starts)
    return wide and flush >= _FLUSH * len(starts)


def _split_rows(rows: list[_WordRow], gutters: list[tuple[int, int]]) -> Iterator[list[_WordRow]]:
    edges = [float("-inf"), *((left + right) / 2 for left, right in gutters), float("inf")]
    for left, right in pairwise(edges):
        parts = ([word for word in row.words if left <= word.left < right] for row in rows)
        yield [_make_row(part) for part in parts if part]


def _group_rows(words: Sequence[PlacedText]) -> list[_WordRow]:
    """The words by base line, from the top of the page down."""
    rows: list[list[PlacedText]] = []
    for word in sorted(words, key=lambda word: (-word.bottom, word.left)):
        if rows and _are_level(rows[-1][0], word):
            rows[-1].append(word)
        else:
            rows.append([word])
    return list(map(_make_row, rows))


def _are_level(one: PlacedText, other: PlacedText) -> bool:
    """Whether two words stand on one line: initials that reach over several lines do not."""
    overlap = min(one.top, other.top) - max(one.bottom, other.bottom)
    smaller, larger = sorted((one.size, other.size))
    if is_rightward(one.text) and is_rightward(other.text):
        return overlap > 0  # Arabic letters differ in height, and some stand below the line
    return overlap >= 0.5 * smaller and larger <= 1.8 * smaller


def _make_row(words: list[PlacedText]) -> _WordRow:
    ordered = sorted(words, key=lambda word: word.left)
    inked = 0
    for word, follower in zip_longest(ordered, ordered[1:]):
        right = word.right
        if follower and follower.left - right <= _SPACE * word.size:
            right = follower.left
        first, last = max(0, round(word.left)), max(1, round(right))
        inked |= ((1 << max(1, last - first)) - 1) << first
    return _WordRow(tuple(ordered), inked)


def _make_lines(rows: list[_WordRow]) -> Iterator[ColumnLine]:
    left = min(row.words[0].left for row in rows)
    right = max(word.right for row in rows for word in row.words)
    for row in sorted(rows, key=lambda row: -max(word.top for word in row.words)):
        end, top = max(word.right for word in row.words), max(word.top for word in row.words)
        bottom = min(word.bottom for word in row.words)
        yield ColumnLine(_join_words(row), row.words[0].left, end, bottom, top, (left, right))


def _join_words(row: _WordRow) -> str:
    texts = [word.text for word in row.words]
    is_turned = 2 * sum(map(is_rightward, texts)) > len(texts)
    return " ".join(reversed(texts) if is_turned else texts)
