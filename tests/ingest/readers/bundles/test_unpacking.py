"""Zips and tars as folders: what comes out of them."""

import bz2
import gzip
import lzma
import os
import resource
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.readers.base import Source, Unread
from ingest.readers.bundles import unpacking
from ingest.readers.bundles.unpacking import is_bundle, unpack_bundle
from tests.helpers.packing import FILES, noise, tarred, texts, unread, zipped

Put = Callable[[str, str | bytes], Source]

TARS: dict[str, Callable[[bytes], bytes]] = {
    "n.tar": bytes,
    "n.tar.gz": bytes,  # which `put` does
    "n.tgz": gzip.compress,
    "n.tar.bz2": bz2.compress,
    "n.tar.xz": lzma.compress,
    "n": gzip.compress,  # told by content
}


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, to be looked into."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_zip_is_a_folder(put: Put, temporary: Path) -> None:
    bundle = put("n.zip", zipped({**FILES, "2024/": b""}))
    assert is_bundle(bundle.path)
    assert texts(bundle) == FILES
    assert list(texts(bundle)) == sorted(FILES)
    for one in unpack_bundle(bundle):
        assert isinstance(one, Source)
        assert one.path.name == one.key.rpartition("/")[2]
        assert one.root == bundle.root
        assert one.label == f"{bundle.path}/{one.key.removeprefix('n.zip/')}"
        assert files_in(temporary) == [one.path]
    assert files_in(temporary) == []


@pytest.mark.parametrize("name", TARS)
def test_a_tar_is_a_folder_in_the_order_it_has(put: Put, name: str) -> None:
    bundle = put(name, TARS[name](tarred(FILES)))
    assert is_bundle(bundle.path)
    assert texts(bundle) == FILES
    assert list(texts(bundle)) == list(FILES)


def test_nothing_is_left_behind_by_a_reader_that_stops(put: Put, temporary: Path) -> None:
    bundle = put("n.zip", zipped({"in.zip": zipped(FILES), **FILES}))
    for wanted in ("a.txt", "in.zip/a.txt"):
        found = unpack_bundle(bundle)
        one = next(item for item in found if item.key == f"{bundle.key}/{wanted}")
        assert isinstance(one, Source)
        assert one.path.exists()
        found.close()  # type: ignore[attr-defined]
        assert list(temporary.iterdir()) == []


def test_what_is_no_bundle(put: Put) -> None:
    word = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})
    shuffled = zipped({"word/document.xml": "<w/>", "[Content_Types].xml": "<Types/>"})
    for name, data in {
        "a.epub": zipped({"mimetype": "application/epub+zip", "x.html": "<p>"}),
        "b.docx": word,
        "c.docx": shuffled,
        "d": word,
        "e.docx": word[:60],
        "f.txt": b"PK is a short name for a long story.",
        "g.txt.gz": gzip.compress(b"The bridge stayed shut. " * 100),
        "h": b"",
    }.items():
        assert not is_bundle(put(name, data).path), name


def test_what_lies_beside_the_articles_is_passed_by(put: Put) -> None:
    beside = {
        "__MACOSX/._a.txt": "x",
        ".DS_Store": "x",
        ".git/config.txt": "x",
        "x/.hidden.txt": "x",
        "README.md": "About.",
        "2024/LICENSE": "Free.",
    }
    bundle = put("n.zip", zipped({**beside, **FILES, "photo.jpg": b"\xff\xd8" * 99, "z": "?"}))
    assert texts(bundle) == FILES
    assert unread(bundle) == {
        "photo.jpg": ("no reader for .jpg", False),
        "z": ("no reader for files without a suffix", False),
    }


def test_a_large_file_that_nobody_reads_is_not_unpacked(
    put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "MAX_FILE", 1 << 20)
    film = noise(1, 3 << 20)
    bundle = put("n.tar", tarred({"film.mp4": film, **FILES}))
    assert texts(bundle) == FILES
    assert unread(bundle) == {"film.mp4": ("no reader for .mp4", False)}


def test_a_file_is_told_by_its_content_in_a_bundle_as_well(put: Put) -> None:
    page = "<!DOCTYPE html><html><body><p>The ferry sailed.</p></body></html>"
    assert texts(put("n.zip", zipped({"page": page}))) == {"page": page}


def test_bundles_in_bundles(put: Put) -> None:
    two = tarred({"c/two.zip": zipped(FILES), "b.txt": "Two."})
    bundle = put("n.zip", zipped({"one.tar.gz": gzip.compress(two), "z.txt": "One."}))
    assert list(texts(bundle)) == [
        *(f"one.tar.gz/c/two.zip/{name}" for name in sorted(FILES)),
        *("one.tar.gz/b.txt", "z.txt"),
    ]
    labels = [one.label for one in unpack_bundle(bundle) if isinstance(one, Source)]
    assert labels[0].endswith("n.zip/one.tar.gz/c/two.zip/2024/gazette/2024-05-18-harbour.txt")


def test_bundles_too_deep(put: Put) -> None:
    third = zipped({"fourth.zip": zipped(FILES), "a.txt": "Deep."})
    bundle = put("first.zip", zipped({"second.zip": zipped({"third.zip": third})}))
    assert texts(bundle) == {"second.zip/third.zip/a.txt": "Deep."}
    assert unread(bundle) == {
        "second.zip/third.zip/fourth.zip": ("a bundle inside 3 others: unpack it yourself", True)
    }


def test_folders_as_old_windows_programs_wrote_them(put: Put) -> None:
    assert list(texts(put("n.zip", zipped({"2004\\gazette\\a.txt": "Old."})))) == [
        "2004/gazette/a.txt"
    ]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_of_two_members_of_one_name_the_first_is_read(
    put: Put, pack: Callable[[Mapping[str, str]], bytes]
) -> None:
    bundle = put("n", pack({"a.txt": "First.", "./a.txt": "Second."}))
    found = list(unpack_bundle(bundle))
    assert [item.key for item in found] == [f"{bundle.key}/a.txt"] * 2
    assert [item.reason for item in found if isinstance(item, Unread)] == [
        "a second file of this name in the bundle"
    ]


def test_names_in_other_encodings(put: Put) -> None:
    data = zipped({"caf\u00e9.txt": "One.", "plain.txt": "Two."})
    unflagged = bytearray(data)
    local, listed = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    unflagged[local + 7] &= ~0x08
    unflagged[listed + 9] &= ~0x08
    assert set(texts(put("a.zip", bytes(unflagged)))) == {"caf\u00e9.txt", "plain.txt"}
    old = bytes(unflagged).replace("caf\u00e9".encode(), b"caf\x82x")  # code page 437
    assert set(texts(put("b.zip", old))) == {"caf\u00e9x.txt", "plain.txt"}
    tar = tarred({"cafe.txt": "Three."})
    header = bytearray(tar[:512].replace(b"cafe", b"caf\xe9"))
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    assert set(texts(put("c.tar", bytes(header) + tar[512:]))) == {"caf\ufffd.txt"}


def test_names_that_no_terminal_should_see_and_no_disk_takes(put: Put) -> None:
    long = "2024-05-18-" + "h\u00e4fen" * 60 + ".txt"
    bundle = put("n.zip", zipped({"\x1b[31mred.txt": "One.", long: "Two."}))
    assert texts(bundle) == {"\ufffd[31mred.txt": "One.", long: "Two."}
    names = [one.path.name for one in unpack_bundle(bundle) if isinstance(one, Source)]
    assert names[1].startswith("2024-05-18-")
    assert names[1].endswith(".txt")


@pytest.mark.parametrize("name", ["n.zip", "n.tar", "n.tar.gz", "n.txz"])
def test_what_only_is_called_a_bundle(put: Put, name: str) -> None:
    for data in (b"", b"<html>Not found</html>"):
        bundle = put(name, data)
        assert is_bundle(bundle.path)
        found = list(unpack_bundle(bundle))
        assert [(type(one), one.key) for one in found] == [(Unread, bundle.key)]
        assert found[0].failed  # type: ignore[union-attr]


def test_a_bundle_that_cannot_be_opened_is_a_failure(tmp_path: Path) -> None:
    bundle = Source(tmp_path / "gone.zip", "archive/gone.zip")
    assert is_bundle(bundle.path)
    assert unread(bundle) == {"": ("no such file or directory", True)}


def test_a_web_archive_collection_gives_its_crawls_only(put: Put) -> None:
    files = {"archive/a.txt": "Page.", "pages/pages.jsonl": "{}", "datapackage.json": "{}"}
    assert list(texts(put("n.wacz", zipped(files)))) == ["archive/a.txt"]


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """As on a disk without room: writing more fails with an OSError."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_no_room_to_unpack(put: Put, temporary: Path) -> None:
    long = noise(1, 1 << 20).hex()
    bundle = put("n.zip", zipped({"a.txt": "Short.", "b.txt": long, "c.txt": "Short."}))
    with files_no_longer_than(1 << 20):
        found = list(unpack_bundle(bundle))
    assert [one.key for one in found if isinstance(one, Source)] == [
        f"{bundle.key}/a.txt",
        f"{bundle.key}/c.txt",
    ]
    reasons = [one.reason for one in found if isinstance(one, Unread) and one.failed]
    assert reasons == ["could not be unpacked into the temporary folder: file too large"]
    assert files_in(temporary) == []


def test_no_temporary_folder(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = put("n.zip", zipped(FILES))
    monkeypatch.setattr(tempfile, "tempdir", os.path.join("nowhere", "at", "all"))  # noqa: PTH118
    reason, failed = unread(bundle)[""]
    assert failed
    assert reason == "no temporary folder to unpack it in: no such file or directory"
