"""Tables as the readers write them: a row a line, "North Hallam | 1,204 | 988"."""

import re

from rag.types import Sentence

LONGEST_HEAD = 30  # characters; what names a column is short
LONGEST_ROW = 500  # characters; a longer line with bars in it is prose

_BAR = re.compile(r"(?<!\S)\|(?!\S)")
_LINE = re.compile(r"[^\s][^\n]*")
_FIGURE = re.compile(r"[\W_]*\d[\d.,:\s]*\W*")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def is_table_row(line: str) -> bool:
    return len(line) <= LONGEST_ROW and "\n" not in line and bool(_BAR.search(line))


def find_table_header(article_text: str, start: int) -> Sentence | None:
    """The header of the table in which a row stands that begins at `start`, with its place.

    It is the first of the rows that stand together and have as many cells, if there are no figures
    in it; years may head columns. None for the header itself, and where there is none.
    """
    end = article_text.find("\n", start)
    above = article_text if end < 0 else article_text[:end]
    lines = [line.span() for line in _LINE.finditer(above)]
    if not lines or not lines[-1][0] <= start < lines[-1][1]:
        return None
    width, top = _count_cells(article_text, *lines[-1]), lines[-1]
    for line in reversed(lines[:-1]):
        if not width or _count_cells(article_text, *line) != width:
            break
        top = line
    header = article_text[slice(*top)].rstrip()
    cells = _BAR.split(header)
    named = all(len(cell.strip()) <= LONGEST_HEAD and not _is_figure(cell) for cell in cells)
    if top == lines[-1] or not named:
        return None
    return Sentence(top[0], top[0] + len(header), header)


def _count_cells(text: str, start: int, end: int) -> int:
    """How many cells a line has, 0 if it is no row."""
    line = text[start:end]
    return len(_BAR.split(line)) if is_table_row(line) else 0


def _is_figure(cell: str) -> bool:
    cell = cell.strip()
    return bool(_FIGURE.fullmatch(cell)) and not _YEAR.fullmatch(cell)
