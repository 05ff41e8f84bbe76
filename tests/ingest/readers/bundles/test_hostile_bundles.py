"""Zips and tars that mean harm, and those that harm has come to."""

import gzip
import struct
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ingest.readers.base import Source, Unread
from ingest.readers.bundles import unpacking
from ingest.readers.bundles.unpacking import is_bundle, unpack_bundle
from tests.helpers.packing import FILES, noise, streamed, tarred, texts, unread, zipped

Put = Callable[[str, str | bytes], Source]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, to be looked into."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


OUTSIDE = [
    *("../../outside.txt", "/outside.txt", "a/../../outside.txt", "C:/outside.txt"),
    *("..\\..\\outside.txt", "C:\\outside.txt", "\\\\server\\outside.txt", ".."),
]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_names_that_lead_outside_are_refused(
    put: Put, tmp_path: Path, pack: Callable[[Mapping[str, str]], bytes]
) -> None:
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    bundle = put("n", pack(dict.fromkeys(OUTSIDE, "Out.") | FILES))
    assert texts(bundle) == FILES
    reasons = unread(bundle)
    assert len(reasons) == len(OUTSIDE)
    assert set(reasons.values()) == {("refused: its name leads out of the bundle", True)}
    after = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert after - before == {bundle.path}


def test_links_and_devices_are_refused(put: Put) -> None:
    others = []
    for name, kind in {
        "link.txt": tarfile.SYMTYPE,
        "same.txt": tarfile.LNKTYPE,
        "pipe.txt": tarfile.FIFOTYPE,
        "disk.txt": tarfile.BLKTYPE,
        "tty.txt": tarfile.CHRTYPE,
    }.items():
        one = tarfile.TarInfo(name)
        one.type, one.linkname = kind, "/etc/hosts"
        others.append(one)
    bundle = put("n.tar", tarred(FILES, *others))
    assert texts(bundle) == FILES
    assert unread(bundle) == {
        "link.txt": ("refused: a symbolic link", True),
        "same.txt": ("refused: a hard link", True),
        "pipe.txt": ("refused: a pipe", True),
        "disk.txt": ("refused: a device", True),
        "tty.txt": ("refused: a device", True),
    }


def test_an_encrypted_member_is_refused(put: Put) -> None:
    data = bytearray(zipped({"a.txt": "Open.", "b.txt": "Secret."}))
    local, listed = data.rindex(b"PK\x03\x04"), data.rindex(b"PK\x01\x02")
    data[local + 6] |= 1
    data[listed + 8] |= 1
    bundle = put("n.zip", bytes(data))
    assert texts(bundle) == {"a.txt": "Open."}
    assert unread(bundle) == {"b.txt": ("encrypted", True)}


def test_bombs_are_refused(put: Put) -> None:
    small = put("n.zip", zipped({"a.txt": "Fine.", "bomb.txt": bytes(20 << 20)}))
    assert texts(small) == {"a.txt": "Fine."}
    assert unread(small)["bomb.txt"] == ("unpacks to more than 16 MB: refused", True)
    packed = gzip.compress(tarred({"a.txt": "Fine.", "bomb.txt": bytes(20 << 20)}))
    tar = put("n.tgz", packed)
    assert texts(tar) == {"a.txt": "Fine."}
    assert unread(tar)[""] == ("unpacks to more than 16 MB: refused", True)


def test_a_bomb_of_many_small_bundles_is_refused(put: Put) -> None:
    inner = zipped({f"{n}.txt": bytes(1 << 20) for n in range(6)})
    bundle = put("n.zip", zipped({f"{n}.zip": inner for n in range(6)}))
    assert len(texts(bundle)) == 15  # of 1 MB each, beside the zips that held them
    assert unread(bundle)[""] == ("unpacks to more than 16 MB: refused", True)


def test_a_size_that_the_header_understates_does_not_help(put: Put) -> None:
    data = bytearray(zipped({"bomb.txt": bytes(20 << 20)}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature) + offset
        data[at : at + 4] = struct.pack("<I", 10)
    found = list(unpack_bundle(put("n.zip", bytes(data))))
    assert [type(one) for one in found] == [Unread]
    assert "damaged" in found[0].reason  # type: ignore[union-attr]


def test_too_many_files(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_FILES", 3)
    bundle = put("n.zip", zipped({f"{n}.txt": "Words." for n in range(5)}))
    assert list(texts(bundle)) == ["0.txt", "1.txt", "2.txt"]
    assert unread(bundle) == {"": ("holds more than 3 files: refused", True)}


def test_too_large_a_file(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_FILE", 3 << 20)
    data = noise(1, 4 << 20)
    bundle = put("n.zip", zipped({"a.txt": "Fine.", "b.txt": data, "c.txt": "Fine."}))
    assert list(texts(bundle)) == ["a.txt", "c.txt"]
    assert unread(bundle) == {"b.txt": ("unpacks to more than 3 MB: refused", True)}


def test_a_damaged_member_does_not_hide_the_others(put: Put) -> None:
    data = bytearray(zipped({"a.txt": "First.", "b.txt": "Second. " * 50, "c.txt": "Third."}))
    at = data.index(b"b.txt") + 5
    data[at : at + 8] = b"\xff" * 8
    bundle = put("n.zip", bytes(data))
    assert list(texts(bundle)) == ["a.txt", "c.txt"]
    assert unread(bundle) == {"b.txt": ("damaged: it cannot be unpacked to its end", True)}


@pytest.mark.parametrize("pack", [zipped, streamed])
def test_of_a_zip_cut_short_the_whole_files_are_read(
    put: Put, pack: Callable[[Mapping[str, str]], bytes]
) -> None:
    data = pack(FILES)
    for cut in (len(data) - 10, data.index(b"PK\x01\x02") + 5):
        bundle = put("n.zip", data[:cut])
        assert is_bundle(bundle.path)
        assert texts(bundle) == FILES
        assert unread(bundle) == {"": ("cut short: the list of its files is missing", True)}
    bundle = put("n.zip", data[: data.index(b"a.txt") + 8])
    assert list(texts(bundle)) == list(FILES)[:2]
    assert unread(bundle) == {"": ("cut short: the list of its files is missing", True)}


@pytest.mark.parametrize(
    ("name", "part", "readable"),
    [("n.tar", 1.0, 3), ("n.tar", 0.5, 2), ("n.tar", 0.2, 1), ("n.tgz", 0.9, None)],
)
def test_of_a_tar_cut_short_what_came_before_is_read(
    put: Put, name: str, part: float, readable: int | None
) -> None:
    files = {f"{n}.txt": noise(n, 700).hex() for n in range(3)}
    data = tarred(files)[: 512 * 4 * 3]  # without its end
    packed = gzip.compress(data) if name == "n.tgz" else data
    bundle = put(name, packed[: round(len(packed) * part)])
    found = texts(bundle)
    if readable is not None:
        assert len(found) in {readable, readable - 1}
    assert found == dict(list(files.items())[: len(found)])
    assert unread(bundle)[""][1]
    assert "cut short" in unread(bundle)[""][0]


def test_a_damaged_header_in_a_tar_is_not_taken_for_its_end(put: Put) -> None:
    data = bytearray(tarred({"a.txt": "First.", "b.txt": "Second."}))
    data[1024 + 3] ^= 0xFF
    bundle = put("n.tar", bytes(data))
    assert texts(bundle) == {"a.txt": "First."}
    assert unread(bundle) == {"": ("damaged: a header is not sound", True)}


def test_a_header_beyond_measure_is_not_held(put: Put) -> None:
    one = tarfile.TarInfo("a.txt")
    one.pax_headers = {"comment": "x" * (1 << 20)}
    one.size = 0
    bundle = put("n.tar", tarred({"b.txt": "Before."}, one))
    assert texts(bundle) == {"b.txt": "Before."}
    assert unread(bundle) == {"": ("damaged: a header is longer than any sane one", True)}


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_hostile_bytes_never_break_the_run(
    put: Put, temporary: Path, pack: Callable[[Mapping[str, str]], bytes]
) -> None:
    sound = pack(FILES)
    for n in range(150):
        data = bytearray(sound)
        for place_in_it, value in struct.iter_unpack("<IB", noise(n, 5 * (1 + n % 8))):
            data[place_in_it % len(data)] = value
        for one in unpack_bundle(put("n.zip" if pack is zipped else "n.tar", bytes(data))):
            assert one.key.startswith("n.")
    assert files_in(temporary) == []
