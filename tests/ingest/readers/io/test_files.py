"""Bytes out of files: encodings, gzip, limits."""

import gzip
import json
from collections.abc import Callable

import pytest

from ingest.readers.base import Fault, Record, Source
from ingest.readers.io import files
from ingest.readers.registry import read
from rag.errors import SourceError

Put = Callable[[str, str | bytes], Source]


def numbered(count: int) -> str:
    """JSON Lines whose articles have the ids 0, 1, 2 …"""
    return "".join(json.dumps({"id": str(n), "text": f"Words, {n}."}) + "\n" for n in range(count))


def text_of(source: Source) -> str:
    (record,) = read(source)
    assert isinstance(record, Record)
    return record.text.strip()


def outcomes(source: Source) -> list[str]:
    """Ids of records and texts of faults, in order."""
    return [str(one) if isinstance(one, Fault) else one.id or "" for one in read(source)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "cp1252"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.jsonl", "a.csv"])
def test_encodings(put: Put, name: str, encoding: str) -> None:
    text = "Le président a été réélu à la majorité, a annoncé hier le ministère de l’Intérieur."
    content = {
        "a.jsonl": json.dumps({"text": text}, ensure_ascii=False),
        "a.csv": f'text\n"{text}"\n',
    }.get(name, text)
    assert text_of(put(name, content.encode(encoding))) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "Zażółć gęślą jaźń, powiedział minister spraw wewnętrznych w środę."),
        ("cp1251", "Министр заявил в среду, что переговоры продолжатся на следующей неделе."),
        ("gb18030", "总理周三表示，谈判将于下周继续进行。"),
    ],
)
def test_other_encodings_are_guessed(put: Put, encoding: str, text: str) -> None:
    assert text_of(put("a.txt", text.encode(encoding))) == text


def test_lines_and_files_that_are_too_long(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_LINE", 1000)
    long = json.dumps({"text": "long " * 300_000})
    source = put("a.jsonl", f'{{"id": "1", "text": "x"}}\n{long}\n{{"id": "2", "text": "x"}}')
    first, fault, last = outcomes(source)
    assert (first, last) == ("1", "2")
    assert fault.startswith("line 2: longer than")
    with pytest.raises(SourceError, match="larger than"):
        files.read_bytes(source.path, limit=1000)


def test_a_gzip_file_cut_short(put: Put) -> None:
    source = put("a.jsonl.gz", numbered(5000))
    whole = source.path.read_bytes()
    source.path.write_bytes(whole[: len(whole) // 2])
    *good, last = outcomes(source)
    assert good == [str(n) for n in range(len(good))]
    assert len(good) > 1000
    assert last == f"after line {len(good)}: the gzip file is cut short"


@pytest.mark.parametrize("name", ["a.txt.gz", "a.json.gz", "a.html.gz"])
def test_half_of_an_article_is_no_article(put: Put, name: str) -> None:
    source = put(name, numbered(500))
    source.path.write_bytes(source.path.read_bytes()[:-20])
    with pytest.raises(SourceError, match="cut short"):
        list(read(source))


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz"])
@pytest.mark.parametrize("data", [b"not gzip at all", b"\x1f\x8b\x08\0\0\0\0\0\0\0garbage"])
def test_what_is_no_gzip_file(put: Put, name: str, data: bytes) -> None:
    source = put(name, "")
    source.path.write_bytes(data)
    with pytest.raises(SourceError, match="not a sound gzip file"):
        list(read(source))


def test_gzip_members_one_after_another(put: Put) -> None:
    source = put("a.jsonl.gz", "")
    lines = numbered(3).splitlines(keepends=True)
    source.path.write_bytes(b"".join(gzip.compress(line.encode()) for line in lines))
    assert outcomes(source) == ["0", "1", "2"]


def test_a_gzip_bomb_is_not_unpacked(put: Put) -> None:
    for name in ("a.txt.gz", "a.jsonl.gz"):
        source = put(name, b" " * (files.FREE_UNPACKED + 1))
        assert source.path.stat().st_size * files.MAX_RATIO < files.FREE_UNPACKED
        with pytest.raises(SourceError, match="unpacks to more than 16 MB"):
            list(read(source))
