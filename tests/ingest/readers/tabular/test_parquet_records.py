"""Parquet: rows as articles, whatever types their columns have."""

import io
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from ingest.articles import build_article
from ingest.readers.base import Fault, Record, Source
from ingest.readers.registry import read
from rag.errors import SourceError

Put = Callable[[str, str | bytes], Source]

TEXTS = ["The harbour reopened.", "The ferry sailed.", "The bridge stayed shut."]


def written(columns: Mapping[str, Any], **options: Any) -> bytes:
    buffer = io.BytesIO()
    parquet.write_table(pyarrow.table(dict(columns)), buffer, **options)
    return buffer.getvalue()


def found(source: Source) -> tuple[list[Record], list[Fault]]:
    items = list(read(source))
    return (
        [one for one in items if isinstance(one, Record)],
        [one for one in items if isinstance(one, Fault)],
    )


def one(put: Put, **columns: Any) -> Record:
    """The record of a single row with these values."""
    arrays = {
        name: value if isinstance(value, pyarrow.Array) else [value]
        for name, value in columns.items()
    }
    records, faults = found(put("a.parquet", written({"text": TEXTS[:1], **arrays})))
    assert not faults
    return records[0]


def test_one_article_a_row(put: Put) -> None:
    columns = {
        "ID": ["a", "b", "c"],
        "Headline": ["Harbour", "Ferry", "Bridge"],
        "Body": TEXTS,
        "Publisher": pyarrow.array(["Gazette", "Gazette", "Herald"]).dictionary_encode(),
        "byline": ["By Jane Doe", None, "John Roe and Ann Poe"],
        "clicks": [1, 2, 3],
    }
    source = put("a.parquet", written(columns, row_group_size=2))
    records, faults = found(source)
    assert not faults
    assert [record.text for record in records] == TEXTS
    assert [record.position for record in records] == [1, 2, 3]
    assert [record.outlet for record in records] == ["Gazette", "Gazette", "Herald"]
    assert [record.where for record in records] == ["row 1", "row 2", "row 3"]
    assert records[2].id == "c"
    assert records[2].title == "Bridge"
    assert records[2].metadata == {"clicks": "3"}
    assert build_article(records[2], source).authors == ("John Roe", "Ann Poe")
    assert found(put("told-by-content", written(columns)))[0] == records


BERLIN = pyarrow.timestamp("ns", "Europe/Berlin")


@pytest.mark.parametrize(
    ("value", "published"),
    [
        (datetime(2024, 5, 18, 10, 30, tzinfo=UTC), "2024-05-18T10:30:00+00:00"),
        (datetime.fromisoformat("2024-05-18T10:30"), "2024-05-18T10:30:00"),
        (datetime.fromisoformat("2024-05-18"), "2024-05-18"),  # as data frames keep days
        (date(2024, 5, 18), "2024-05-18"),
        ("18 May 2024", "18 May 2024"),
        (1716021000, "1716021000"),
        (None, None),
        (
            pyarrow.array([datetime(2024, 5, 18, 10, 30, tzinfo=UTC)], BERLIN),
            "2024-05-18T12:30:00+02:00",
        ),
    ],
)
def test_dates(put: Put, value: Any, published: str | None) -> None:
    assert one(put, published=value).published == published


def test_values_of_other_types(put: Put) -> None:
    record = one(
        put,
        authors=["Jane Doe", "John Roe"],
        publisher={"name": "Gazette", "founded": 1856},
        title="Caf\u00e9".encode(),
        url=b"https://gazette.example/a",
        tags=["harbour", "trade"],
        price=Decimal("1.50"),
        paid=True,
    )
    assert record.authors == ("Jane Doe", "John Roe")
    assert (record.outlet, record.title) == ("Gazette", "Caf\u00e9")
    assert record.url == "https://gazette.example/a"
    assert record.metadata == {"tags": "harbour, trade", "price": "1.50", "paid": "true"}


def test_what_is_no_label_is_not_read(put: Put) -> None:
    record = one(
        put,
        embedding=[0.5, 0.25],
        picture=b"\x89PNG\xff",
        image={"bytes": b"\x89PNG", "path": "a.png"},
        __index_level_0__=7,
    )
    assert record.metadata == {}


def test_text_in_bytes_of_an_old_encoding(put: Put) -> None:
    texts = ["Le caf\u00e9 est ferm\u00e9 depuis lundi, dit la mairie.".encode("cp1252")]
    records, _ = found(put("a.parquet", written({"content": texts})))
    assert records[0].text == "Le caf\u00e9 est ferm\u00e9 depuis lundi, dit la mairie."


def test_rows_without_text_are_faults(put: Put) -> None:
    records, faults = found(put("a.parquet", written({"text": [TEXTS[0], None, " ", TEXTS[1]]})))
    assert [record.position for record in records] == [1, 4]
    assert [fault.where for fault in faults] == ["row 2", "row 3"]


def test_a_date_beyond_all_measure_is_a_fault(put: Put) -> None:
    far = pyarrow.array([2**62, 0], pyarrow.timestamp("us"))
    records, faults = found(put("a.parquet", written({"text": TEXTS[:2], "date": far})))
    assert [record.published for record in records] == ["1970-01-01"]
    assert [str(fault) for fault in faults] == ["row 1: a date beyond all measure"]


def test_files_that_hold_no_articles(put: Put) -> None:
    with pytest.raises(SourceError, match=r"^no column of text under .*, but label, score$"):
        found(put("a.parquet", written({"label": ["a"], "score": [1.5]})))
    with pytest.raises(SourceError, match=r"c18, c19 …$"):
        found(put("a.parquet", written({f"c{n}": [n] for n in range(30)})))
    with pytest.raises(SourceError, match=r"^no articles in it$"):
        found(put("a.parquet", written({"text": pyarrow.array([], pyarrow.string())})))


def test_files_that_are_broken(put: Put) -> None:
    data = written({"text": TEXTS})
    for broken, reason in {
        b"": "the file is empty",
        b"Nonsense": "not Parquet",
        b"PARE" + data[4:]: "encrypted",
        data[:-10]: "cut short or damaged: its list of columns cannot be read",
        data[:20]: "cut short or damaged: its list of columns cannot be read",
    }.items():
        with pytest.raises(SourceError) as caught:
            found(put("a.parquet", broken))
        assert str(caught.value) == reason


def test_a_damaged_group_of_rows_does_not_hide_the_others(put: Put) -> None:
    texts = [f"Story {n} of the day. " * 20 for n in range(300)]
    data = bytearray(
        written(
            {"text": texts},
            row_group_size=100,
            compression="none",
            use_dictionary=False,
            write_page_checksum=True,
        )
    )
    at = data.index(b"Story 150 of")
    data[at : at + 5] = b"Glory"
    records, faults = found(put("a.parquet", bytes(data)))
    positions = [record.position for record in records]
    assert positions[:100] == list(range(1, 101))
    assert positions[-100:] == list(range(201, 301))
    assert not any("Glory" in record.text for record in records)
    assert [fault.reason for fault in faults] == ["damaged: it cannot be unpacked to its end"]
    assert faults[0].where.endswith("to 200")


def test_bytes_that_are_changed_never_break_the_run(put: Put) -> None:
    data = written({"text": TEXTS, "title": ["a", "b", "c"], "tags": [["x"], None, ["y"]]})
    for at in range(0, len(data), 7):
        changed = bytearray(data)
        changed[at] ^= 0xFF
        source = put("a.parquet", bytes(changed))
        with suppress(SourceError):
            assert len(list(read(source))) <= 3
