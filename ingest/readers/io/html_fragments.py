"""Plain text out of HTML fragments, as feeds and exports put them into their fields.

Whole pages go through `ingest.readers.html.reader`, which also has to find the article in them.
"""

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape
from html.parser import HTMLParser

_BLOCK = re.compile(
    "address|article|aside|blockquote|body|caption|dd|details|div|dl|dt|fieldset|figcaption|figure"
    "|footer|form|h[1-6]|header|hr|html|li|main|nav|ol|p|pre|section|table|tbody|tfoot|thead|title"
    "|tr|ul"
)
_UNSEEN = re.compile(
    "audio|canvas|figcaption|head|iframe|math|noscript|object|script|style|svg|template|textarea|video"
)
_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")

_TAG = re.compile(
    r"(?i)</(?:a|article|b|blockquote|div|em|figure|h[1-6]|i|li|ol|p|section|span|strong|table|u"
    r"|ul)\s*>|<br\s*/?>|<p(?:\s[^<>]*)?>[^<]*<"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]+\d{0,2});", re.IGNORECASE)
_SECTION = re.compile(r"<!\[(?:CDATA\[|[^<>]*>)?|\]\]>", re.IGNORECASE)  # CDATA, <![if …]>
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)  # html.parser is slow on open ones
CELL = "\x1a"  # before each cell; a control, which no text that is kept holds, and no space
_EMPTY_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_END = r"[a-z%]*(?:[;!]|$)"  # of a CSS value, its unit before it
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|mso-hide:all"
    rf"|(?:font-size|opacity|max-height):(?:0+(?:\.0*)?|\.0+){_END}"
    rf"|(?:left|top|text-indent):-\d{{3,}}"
)


def join_cells(line: str) -> str:
    """A row of a table, a CELL before each of its cells, as "Hallam | 311 | | 402".

    With one cell that holds anything, as in tables that only place things, it is that cell.
    """
    if CELL not in line:
        return line
    cells = [" ".join(cell.split()) for cell in line.split(CELL)]
    cells = cells if cells[0] else cells[1:]
    filled = list(filter(None, cells))
    return filled[0] if len(filled) == 1 else " ".join(" | ".join(cells).split()) if filled else ""


def holds_markup(text: str) -> bool:
    """Whether a string is obviously HTML: it closes elements, breaks lines or opens paragraphs."""
    return bool(_TAG.search(text))


def strip_markup(text: str, *, keep_lines: bool = False) -> str:
    """`text` without markup, paragraphs parted by empty lines, hidden elements left out.

    Text that is not obviously HTML only has its character references resolved: `&amp;` -> `&`.
    `keep_lines` is for text that is not HTML throughout: its line ends are not spaces.
    """
    if not holds_markup(text):
        return resolve_entities(text)
    parser = _ParagraphParser(r"[^\S\n]" if keep_lines else r"\s")
    parser.feed(_SECTION.sub(" ", _COMMENT.sub("", text)))
    parser.close()
    return parser.join_text()


def resolve_entities(text: str) -> str:
    """`&#8217;` and `&amp;` as characters, where the semicolon leaves no doubt."""
    return _ENTITY.sub(lambda match: unescape(match[0]), text) if "&" in text else text


def is_hidden(attributes: Iterable[tuple[str, str | None]]) -> bool:
    """Whether an element's own attributes keep it from a reader's eyes."""
    for name, value in attributes:
        match name.lower():
            case "hidden":
                return True
            case "aria-hidden" if (value or "").strip().lower() == "true":
                return True
            case "style" if _HIDING.search(re.sub(r"\s+", "", value or "").lower()):
                return True
    return False


class _ParagraphParser(HTMLParser):
    """Collects visible text; block elements and empty lines part paragraphs."""

    def __init__(self, space: str) -> None:
        super().__init__(convert_charrefs=True)
        self._space = re.compile(space)
        self._open: list[tuple[str, bool]] = []  # (tag, hidden by itself or from outside)
        self._count: Counter[str] = Counter()  # of the open tags: there may be a million
        self._pieces: list[str] = []

    def join_text(self) -> str:
        lines = (re.sub(r"[ \t]+", " ", line).strip() for line in "".join(self._pieces).split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(map(join_cells, lines))).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if _BLOCK.fullmatch(tag):
            self._close_implied(tag)
            self._add("\n\n")
        elif tag == "br":
            self._add("\n")
        elif tag in {"td", "th"}:
            self._add(CELL)
        if not _VOID.fullmatch(tag):
            unseen = bool(_UNSEEN.fullmatch(tag)) or is_hidden(attrs)
            self._open.append((tag, self._hidden or unseen))
            self._count[tag] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # as browsers do: <div/> opens a div

    def handle_endtag(self, tag: str) -> None:
        if self._count[tag]:
            while self._close_innermost() != tag:
                pass
        if _BLOCK.fullmatch(tag):
            self._add("\n\n")

    def handle_data(self, data: str) -> None:
        """White space is one space, but blogging systems part paragraphs by empty lines."""
        self._add("\n\n".join(self._space.sub(" ", part) for part in _EMPTY_LINES.split(data)))

    def _add(self, piece: str) -> None:
        if not self._hidden:
            self._pieces.append(piece)

    def _close_implied(self, tag: str) -> None:
        """A block ends an open paragraph, and a list item the one before it, closed or not."""
        if self._open and self._open[-1][0] in ({"p", "li"} if tag == "li" else {"p"}):
            self._close_innermost()

    def _close_innermost(self) -> str:
        tag, _ = self._open.pop()
        self._count[tag] -= 1
        return tag

    @property
    def _hidden(self) -> bool:
        return bool(self._open) and self._open[-1][1]
