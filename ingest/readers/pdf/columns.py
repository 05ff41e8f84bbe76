"""The words of a page -> its lines in the order in which people read them, column by column.

Columns are told by the white between them: the longest run of lines that leaves one strip of the
page free, at whose right side lines begin flush, is a set of columns. What stands above and below
is looked at in the same way, and so is each column.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.readers.pdf.words import Word, is_rightward

_GUTTER = 0.8  # of the letter size: the narrowest white between columns
_SPACE = 0.5  # of the letter size: white between words of a line that is surely no gutter
_COLUMN = 7.0  # letter sizes: the narrowest column; the columns of tables are narrower
_ROWS = 5  # lines that columns have at least, all together
_FLUSH = 0.4  # share of the lines right of a gutter that must begin where it ends
_MAX_ROWS = 400  # of a page; beyond, it is a table or a map


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A line of a column. Measures are points, y growing upwards."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    column: tuple[float, float]  # left and right of what surrounds it

    @property
    def size(self) -> float:
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class _WordRow:
    words: tuple[Word, ...]  # of one base line, from left to right
    inked: int  # a bit for each point of the page's width that is not free

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)


def order_lines(words: Sequence[Word]) -> list[ColumnLine]:
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
            gutters = [
                gap for gap in _find_gaps(inked, size) if _parts_columns(rows[start:end], gap, size)
            ]
            if gutters:
                best = start, end, gutters
            elif not _find_gaps(inked, size):
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


def _group_rows(words: Sequence[Word]) -> list[_WordRow]:
    """The words by base line, from the top of the page down."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.bottom, word.left)):
        row = rows[-1] if rows else []
        if row and _are_level(row[0], word):
            row.append(word)
        else:
            rows.append([word])
    return [_make_row(row) for row in rows]


def _are_level(one: Word, other: Word) -> bool:
    """Whether two words stand on one line: initials that reach over several lines do not."""
    overlap = min(one.top, other.top) - max(one.bottom, other.bottom)
    smaller, larger = sorted((one.size, other.size))
    if is_rightward(one.text) and is_rightward(other.text):
        return overlap > 0  # Arabic letters differ in height, and some stand below the line
    return overlap >= 0.5 * smaller and larger <= 1.8 * smaller


def _make_row(words: list[Word]) -> _WordRow:
    ordered = sorted(words, key=lambda word: word.left)
    inked = 0
    for number, word in enumerate(ordered):
        follower = ordered[number + 1] if number + 1 < len(ordered) else None
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
        yield ColumnLine(
            _join_words(row),
            row.words[0].left,
            max(word.right for word in row.words),
            min(word.bottom for word in row.words),
            max(word.top for word in row.words),
            (left, right),
        )


def _join_words(row: _WordRow) -> str:
    texts = [word.text for word in row.words]
    is_turned = 2 * sum(map(is_rightward, texts)) > len(texts)
    return " ".join(reversed(texts) if is_turned else texts)
