"""Every format, plain and gzipped; what is wrong with a file is said, and the rest is read."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from ingest.readers.base import Fault, Record, Source
from ingest.readers.registry import FORMATS as KINDS
from ingest.readers.registry import find_suffix, read
from rag.errors import SourceError

FIRST = "The harbour reopened on Monday after three weeks of repairs, the port authority said."
SECOND = "The first ferries left at dawn for the islands, carrying 240 people and their cars."
TEXT = f"{FIRST}\n\n{SECOND}"
FIELDS = {
    "id": "h-1",
    "headline": "Harbour reopens",
    "body": TEXT,
    "publish_date": "2022-05-18",
    "source": "The Gazette",
    "byline": "Jane Doe",
    "link": "https://example.com/harbour",
    "section": "Local",
    "language": "en",
    "tags": "sea",
}
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Harbour reopens</title>
<meta property="og:title" content="Harbour reopens">
<meta property="og:site_name" content="The Gazette"><meta name="author" content="Jane Doe">
<meta property="article:published_time" content="2022-05-18T10:30:00+02:00">
<meta property="article:section" content="Local">
<link rel="canonical" href="https://example.com/harbour"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Harbour reopens</h1><p>{FIRST}</p><p>{SECOND}</p></article>
<footer>Copyright The Gazette</footer></body></html>"""


def table(delimiter: str) -> str:
    quoted = [f'"{value}"' for value in FIELDS.values()]
    return f"{delimiter.join(FIELDS)}\n{delimiter.join(quoted)}\n"


FORMATS: dict[str, str] = {
    "2022-05-18-harbour.txt": f"Harbour reopens\n\n{TEXT}\n",
    "harbour.md": f"---\ntitle: Harbour reopens\ndate: 2022-05-18\n---\n\n{TEXT}\n",
    "harbour.html": PAGE,
    "harbour.json": json.dumps(FIELDS),
    "list.json": json.dumps([FIELDS]),
    "wrapped.json": json.dumps({"response": {"docs": [FIELDS]}}),
    "lines.json": f"{json.dumps(FIELDS)}\n{json.dumps(FIELDS)}\n",
    "lines.jsonl": f"\n{json.dumps(FIELDS)}\n\n",
    "lines.ndjson": json.dumps(FIELDS),
    "comma.csv": table(","),
    "semicolon.csv": table(";"),
    "tab.tsv": table("\t"),
}

Put = Callable[[str, str | bytes], Source]


def records(source: Source) -> list[Record]:
    found = list(read(source))
    assert not [one for one in found if isinstance(one, Fault)]
    return [one for one in found if isinstance(one, Record)]


def outcomes(source: Source) -> list[str]:
    """Ids of records and texts of faults, in order."""
    return [str(one) if isinstance(one, Fault) else one.id or "" for one in read(source)]


@pytest.mark.parametrize("ending", ["", ".gz"])
@pytest.mark.parametrize("name", FORMATS)
def test_every_format(put: Put, name: str, ending: str) -> None:
    record = records(put(name + ending, FORMATS[name]))[0]
    assert record.title == "Harbour reopens"
    assert record.text.strip() == TEXT
    assert (record.published or "").startswith("2022-05-18")


@pytest.mark.parametrize("name", [name for name in FORMATS if "publish_date" in FORMATS[name]])
def test_fields_of_records(put: Put, name: str) -> None:
    record = records(put(name, FORMATS[name]))[0]
    assert (record.id, record.outlet, record.authors) == ("h-1", "The Gazette", ("Jane Doe",))
    assert (record.url, record.section) == ("https://example.com/harbour", "Local")
    assert (record.language, record.metadata) == ("en", {"tags": "sea"})


def test_every_suffix_is_tried_here() -> None:
    tried = {find_suffix(Path(name)) for name in FORMATS}
    same = {".markdown": ".md", ".htm": ".html", ".xhtml": ".html"}
    assert {same.get(suffix, suffix) for kind in KINDS for suffix in kind.suffixes} >= tried


NOT_FOR = {  # (name, content): reason
    ("a.txt", b""): "the file is empty",
    ("a.md", b" \n\t\n"): "the file is empty",
    ("a.md", b"---\ntitle: x\n---\n"): "no text",
    ("a.md", b"---\ntitle: [x\n---\nText."): "its front matter is not YAML",
    ("a.jsonl", b""): "the file is empty",
    ("a.jsonl", b"\n\n"): "no articles in it",
    ("a.json", b"[]"): "no articles in it",
    ("a.json", b"{"): "not JSON",
    ("a.json", b'{"title": "x"}'): "no article text",
    ("a.json", b"[" * 100_000): "nesting",
    ("a.json", b'{"text": ' + b"9" * 5000 + b"}"): "numbers",
    ("a.csv", b"title,date\nx,y\n"): "name the columns",
    ("a.csv", b"title,text\n"): "no articles in it",
    ("a.html", b"<html><body></body></html>"): "no article text found",
    ("a.html", b"no markup"): "not an HTML page",
    ("a.txt", b"\x89PNG\r\n\x1a\nrest"): "binary data",
    ("a.txt", b"text with a \0 in it"): "binary data",
    ("a.jsonl", b"\0\1\2\n"): "binary data",
    ("a.html", b"<p>\0</p>"): "binary data",
    ("a.txt", bytes(range(1, 256)) * 16): "binary data",
    ("a.docx", b"PK"): "no reader for .docx",
    ("a.gz", b"text"): "no reader for .gz",
    ("a", b"text"): "no reader for files without a suffix",
}


@pytest.mark.parametrize(("name", "content"), NOT_FOR)
def test_what_cannot_be_read_is_refused_with_a_reason(
    put: Put, tmp_path: Path, name: str, content: bytes
) -> None:
    with pytest.raises(SourceError, match=NOT_FOR[name, content]) as refusal:
        list(read(put(name, content)))
    assert str(tmp_path) not in str(refusal.value)


@pytest.mark.parametrize("suffix", [suffix for kind in KINDS for suffix in kind.suffixes])
def test_folders_and_vanished_files(tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / f"x{suffix}"
    folder.mkdir()
    with pytest.raises(SourceError, match="a folder, not a file"):
        list(read(Source(folder, folder.name)))
    with pytest.raises(SourceError, match="no such file"):
        list(read(Source(tmp_path / f"gone{suffix}", "gone")))


def test_a_locked_file(put: Put, bound: Callable[[], AbstractContextManager[None]]) -> None:
    source = put("a.txt", "Words.")
    assert list(read(source))
    source.path.chmod(0)
    with bound(), pytest.raises(SourceError, match="permission denied"):
        list(read(source))


BAD_LINES = ["{broken", "[1, 2]", "7", '{"title": "no text"}', '{"text": ""}', '{"text": null}']


@pytest.mark.parametrize("bad", [*BAD_LINES, '{"text": "a\0b"}', "[" * 50_000])
def test_a_bad_line_does_not_cost_the_others(put: Put, bad: str) -> None:
    first, second = (json.dumps({"id": str(n), "text": f"Words, {n}."}) for n in range(2))
    found = list(read(put("a.jsonl", f"{first}\n\n{bad}\n{second}\n")))
    assert isinstance(found[1], Fault)
    assert found[1].where == "line 3"
    good = [one for one in found if isinstance(one, Record)]
    assert [(one.id, one.position, one.where) for one in good] == [
        ("0", 1, "line 1"),
        ("1", 3, "line 4"),
    ]


def test_a_file_of_faults_does_not_drown_the_others(put: Put) -> None:
    found = outcomes(put("a.jsonl", "{broken\n" * 5000 + '{"id": "good", "text": "Words."}'))
    assert len(found) == 102
    assert found[-2:] == ["good", "and 4900 more articles that could not be read"]


def test_a_bad_entry_of_a_list(put: Put) -> None:
    source = put("a.json", json.dumps({"articles": [{"text": "One.", "id": 1}, 7, {"id": 2}]}))
    first, *others = outcomes(source)
    assert first == "1"
    assert [other.split(":")[0] for other in others] == ["article 2", "article 3"]


def test_bad_rows(put: Put) -> None:
    rows = [
        "id,title,text",
        '1,One,"First line,\nsecond ""line"""',
        "2,Two,one,comma,too many",
        "",
        '3,Three,"stray" quote',
        "4,no text",
        "5,Five,Fine.",
        '6,Six,"never closed',
    ]
    found = outcomes(put("a.csv", "\r\n".join(rows)))
    assert found[0] == "1"
    assert found[1] == "line 4: 5 fields under a header of 3"
    assert [one.split(":")[0] for one in found[2:]] == ["line 6", "line 7", "5", "line 9"]


def test_values_of_every_kind(put: Put) -> None:
    article: dict[str, Any] = {
        "_id": {"$oid": "62"},
        "Title": "Q&amp;A",
        "content": [FIRST, SECOND],
        "source": {"id": None, "name": "The Gazette"},
        "author": [{"name": "Jane Doe"}, "John Roe"],
        "publishedAt": {"$date": 1652869800000},
        "url": None,
        "tags": ["sea", "ferries"],
        "views": 12.0,
        "score": float("nan"),
        "paid": True,
        "vector": [0.1, 0.2],
        "raw": "long " * 1000,
        "nested": {"a": 1},
    }
    (record,) = records(put("a.jsonl", json.dumps(article)))
    assert (record.id, record.title, record.text) == ("62", "Q&A", TEXT)
    assert (record.outlet, record.authors) == ("The Gazette", ("Jane Doe", "John Roe"))
    assert (record.published, record.url) == ("1652869800000", None)
    assert record.metadata == {"tags": "sea, ferries", "views": "12", "paid": "true"}
