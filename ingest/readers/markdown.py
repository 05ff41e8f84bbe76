"""Markdown: front matter says what the article is; its text is stored without the markup."""

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.readers.base import Record, Source
from ingest.readers.fields import build_record, has_field
from ingest.readers.io.files import read_text
from ingest.readers.io.html_fragments import CELL, join_cells, strip_markup
from ingest.readers.plain_text import find_day_in_name
from rag.errors import SourceError

_HEADLINE = re.compile(r"\s*(?:#[ \t]+([^\n]+)|(\S[^\n]*)\n=+[ \t]*)(?:\n|\Z)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^\s<>]+)>")
_UNSEEN_LINES = re.compile(
    r"(?m)^ {0,3}(?:\[[^\]\n]+\]:[ \t]+\S.*"  # where links by reference lead
    r"|(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|=+[ \t]*"  # rules and underlining
    r"|```.*|~~~.*)$",  # fences around code
)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+([^\n]*)$", re.MULTILINE)
_QUOTED = re.compile(r"^ {0,3}(?:>[ \t]?)+", re.MULTILINE)
_OWN_LINE = re.compile(r"\s*(?:[-*+]\s|\d{1,3}[.)]\s|\|)")
_TABLE_RULE = re.compile(r"\s*\|[\s:|-]+")
_CELL_END = re.compile(r"(?<!\\)\|")
_BULLET = re.compile(r"^[^\S\n]*[-*+][ \t]+", re.MULTILINE)
_MARKS = (  # in this order; each takes the signs and leaves the words, and none looks far
    (re.compile(r"!\[[^\[\]]*\](?:\([^()\n]*\)|\[[^\[\]]*\])"), ""),
    (re.compile(r"\[([^\[\]]+)\]\((?:[^()\n]|\([^()\n]*\)){0,2000}\)"), r"\1"),
    (re.compile(r"\[([^\[\]]+)\]\[[^\[\]]*\]"), r"\1"),
    (re.compile(r"(?<!\\)(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]+?)(?<=[^\s\\])\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w\\])_(?=[^\s_])([^_\n]+?)(?<=[^\s\\])_(?!\w)"), r"\1"),
    (re.compile(r"~~(?=\S)(.{1,2000}?)(?<=\S)~~"), r"\1"),
    (re.compile(r"(`+)([^`\n]+)\1"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])"), r"\1"),
)


def read(source: Source) -> Iterator[Record]:
    """One record; a heading at the top is the headline if the front matter names none."""
    fields, body = _split_front_matter(read_text(source.path))
    body = _COMMENT.sub("", body)
    heading = _HEADLINE.match(body)
    if heading and not has_field(fields, "title"):
        fields["title"] = _strip_marks(_drop_hashes(heading[1] or heading[2]))
        body = body[heading.end() :]
    if body.strip():
        fields["text"] = _strip_markdown(body)
    record = build_record(fields)
    yield replace(
        record,
        published=record.published or find_day_in_name(source.path.name),
        outlet=record.outlet or ("" if record.url else source.folder),
    )


def _split_front_matter(text: str) -> tuple[dict[str, object], str]:
    """(fields, the rest). Every value stays the string that was written, dates above all.

    Raises SourceError for front matter that is not YAML.
    """
    if not text.startswith("---"):
        return {}, text
    import frontmatter  # with PyYAML, which only this format needs
    import yaml  # type: ignore[import-untyped]

    class AsWritten(frontmatter.YAMLHandler):  # type: ignore[misc, name-defined]
        def load(self, fm: str, **_: object) -> object:
            return yaml.load(fm, Loader=yaml.BaseLoader)  # noqa: S506 - makes strings only

    try:
        fields, body = frontmatter.parse(text, handler=AsWritten())
    except (yaml.YAMLError, RecursionError) as error:
        raise SourceError("its front matter is not YAML") from error
    missing = {"", "~", "null"}
    known = {key: value for key, value in fields.items() if str(value) not in missing}
    return known, (body if fields else text)  # without fields, the dashes were a rule in the text


def _strip_markdown(text: str) -> str:
    """The words of Markdown text: paragraphs unwrapped, items of lists and rows each for itself."""
    text = strip_markup(_ADDRESS.sub(r"\1", text), keep_lines=True)
    text = _UNSEEN_LINES.sub("\n", text)
    text = _HEADING.sub(lambda heading: f"\n{_drop_hashes(heading[1])}\n", text)
    blocks = re.split(r"\n\s*\n", _QUOTED.sub("", text).strip("\n"))
    return _strip_marks("\n\n".join(map(_unwrap_block, blocks)))


def _unwrap_block(block: str) -> str:
    """A paragraph on one line, but for forced breaks; each item and row is a paragraph."""
    lines: list[str] = []
    for line in block.split("\n"):
        if _OWN_LINE.match(line):
            lines.append(f"\n{_write_row(line)}")
        elif lines and not lines[-1].endswith(("  ", "\\")):
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
    return "\n".join(line.removesuffix("\\") for line in lines)


def _write_row(line: str) -> str:
    """A row of a table as the other readers write it, "" for the rule below its header."""
    if _TABLE_RULE.fullmatch(line):
        return ""
    if not line.lstrip().startswith("|"):
        return line
    return join_cells(_CELL_END.sub(CELL, line.strip().removesuffix("|")))


def _drop_hashes(heading: str) -> str:
    """A heading may be closed as it was opened: `## Ferries ##`."""
    words = heading.strip()
    return words.rstrip("#").rstrip() if words.endswith((" #", "##")) else words


def _strip_marks(text: str) -> str:
    text = _BULLET.sub("", text)
    for mark, words in _MARKS:
        text = mark.sub(words, text)
    return text
