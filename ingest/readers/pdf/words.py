"""The words on a page of a PDF, each with its place, by pdfium; what no reader sees is left out."""

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from rag.errors import SourceError

HYPHEN = "\N{SOFT HYPHEN}"  # at the end of a word: the line's end parts it

_LEAST = 2.0  # points; smaller letters cannot be read
_APART = 0.8  # of the letter size: a wider gap parts words even where no space is
_INVISIBLE = frozenset({3, 7})  # text render modes, ISO 32000-1, table 106
_WHITE = 250  # of 255


Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A letter, a word or a line. Measures are points, y growing upwards."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def size(self) -> float:
        return self.top - self.bottom


def open_document(data: bytes) -> Any:
    """A pypdfium2 document, to be closed. Raises SourceError if it is encrypted or broken."""
    import pypdfium2  # only PDFs need it

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        message = str(error).lower()
        if "password" in message or "security" in message:
            raise SourceError("encrypted: a password is needed to read it") from error
        raise SourceError("not a sound PDF") from error


def read_language(document: Any) -> str:
    """The language that a document names; "" if it names none."""
    import pypdfium2.raw as pdfium

    size = pdfium.FPDFCatalog_GetLanguage(document.raw, None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    pdfium.FPDFCatalog_GetLanguage(document.raw, buffer, size)
    return bytes(buffer).decode("utf-16-le", errors="replace").rstrip("\0").strip()


def read_words(document: Any, number: int) -> list[PlacedText]:
    """The words of a page, counted from 1, in the order of the file, upright, from x = 0 on.

    Raises SourceError if the page is broken.
    """
    import pypdfium2

    try:
        page = document[number - 1]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise SourceError("broken: the article is without it") from error
    with closing(page), closing(textpage):
        words = list(_group_letters(_read_letters(page, textpage)))
    left = min((word.left for word in words), default=0)
    return [replace(word, left=word.left - left, right=word.right - left) for word in words]


def _read_letters(page: Any, textpage: Any) -> Iterator[PlacedText]:
    """Each is a code unit of UTF-16; " " parts words."""
    import pypdfium2.raw as pdfium

    count = textpage.count_chars()
    turns = [_count_quarter_turns(pdfium, textpage, index) for index in range(count)]
    upright = Counter(turn for turn in turns if turn is not None).most_common(1)
    is_seen = _LetterSight(page)
    box = pdfium.FS_RECTF()
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        text = HYPHEN if pdfium.FPDFText_IsHyphen(textpage, index) == 1 else chr(code)
        if text.isspace() or pdfium.FPDFText_IsGenerated(textpage, index) == 1:
            yield PlacedText(" ", 0, 0, 0, 0)
        elif turns[index] == upright[0][0]:
            pdfium.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box))
            place = (box.left, box.bottom, box.right, box.top)
            if is_seen(pdfium.FPDFText_GetTextObject(textpage, index), place):
                yield PlacedText(text, *_turn_box(place, upright[0][0]))


def _count_quarter_turns(pdfium: Any, textpage: Any, index: int) -> int | None:
    """How far a letter is turned clockwise; None if it has no direction of its own or is askew."""
    if pdfium.FPDFText_IsGenerated(textpage, index) == 1:
        return None
    turns = pdfium.FPDFText_GetCharAngle(textpage, index) / (math.pi / 2)
    return round(turns) % 4 if abs(turns - round(turns)) < 0.1 else None


def _turn_box(place: Box, turns: int) -> Box:
    """A box as (left, right, bottom, top) once text turned so far is turned back."""
    left, bottom, right, top = place
    for _ in range(turns):
        left, bottom, right, top = -top, left, -bottom, right
    return left, right, bottom, top


def _group_letters(letters: Iterable[PlacedText]) -> Iterator[PlacedText]:
    current: list[PlacedText] = []
    for letter in letters:
        if current and (letter.text == " " or _is_apart(current[-1], letter)):
            yield _make_word(current)
            current = []
        if letter.text != " ":
            current.append(letter)
    if current:
        yield _make_word(current)


def _is_apart(one: PlacedText, other: PlacedText) -> bool:
    overlap = min(one.top, other.top) - max(one.bottom, other.bottom)
    gap = max(one.left, other.left) - min(one.right, other.right)
    return overlap < 0.3 * one.size or gap > _APART * one.size


def _make_word(letters: list[PlacedText]) -> PlacedText:
    if any(is_rightward(letter.text) for letter in letters):
        letters = sorted(letters, key=lambda letter: -letter.left)
    units = "".join(letter.text for letter in letters)
    text = units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    tallest = max(letters, key=lambda letter: letter.size)  # ligatures are lower
    left, right = min(one.left for one in letters), max(one.right for one in letters)
    return PlacedText(text, left, right, tallest.bottom, tallest.top)


def is_rightward(text: str) -> bool:
    """Whether it is Arabic or Hebrew, which begin at the right."""
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)


class _LetterSight:
    """Tells whether a reader sees a letter: not invisible, tiny, off the page, white on white."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium = pdfium
        self._page = page.get_cropbox()
        self._known: dict[int, bool | None] = {}  # text objects; None: white
        self._grounds: list[Box] = []
        self._is_scan = False  # under the text that OCR finds, and writes invisibly, is a picture
        for item in page.get_objects(max_depth=4):
            is_image = item.type == pdfium.FPDF_PAGEOBJ_IMAGE
            self._is_scan = self._is_scan or is_image
            is_drawn = item.type == pdfium.FPDF_PAGEOBJ_PATH and not self._is_white(item.raw)
            if is_image or is_drawn or item.type == pdfium.FPDF_PAGEOBJ_SHADING:
                self._grounds.append(item.get_bounds())

    def __call__(self, text_object: Any, place: Box) -> bool:
        left, bottom, right, top = place
        x, y = (left + right) / 2, (bottom + top) / 2
        if max(right - left, top - bottom) < _LEAST or not _holds(self._page, x, y):
            return False
        address = ctypes.cast(text_object, ctypes.c_void_p).value or 0
        if address not in self._known:
            self._known[address] = self._is_seen(text_object)
        seen = self._known[address]
        return any(_holds(ground, x, y) for ground in self._grounds) if seen is None else seen

    def _is_seen(self, text_object: Any) -> bool | None:
        if self._pdfium.FPDFTextObj_GetTextRenderMode(text_object) in _INVISIBLE:
            return self._is_scan
        return None if self._is_white(text_object) else True

    def _is_white(self, item: Any) -> bool:
        """Whether it is filled with white or with nothing."""
        colour = [ctypes.c_uint() for _ in range(4)]
        if not self._pdfium.FPDFPageObj_GetFillColor(item, *map(ctypes.byref, colour)):
            return False
        red, green, blue, opacity = (one.value for one in colour)
        return opacity == 0 or min(red, green, blue) >= _WHITE


def _holds(box: Box, x: float, y: float) -> bool:
    left, bottom, right, top = box
    return left <= x <= right and bottom <= y <= top
