"""Files before and after something happened to them, and what a person is told then.

The articles in them are made for each file: its name is in their ids and in their sentences.
"""

import struct
import tarfile
import zlib
from collections.abc import Callable, Iterator
from gzip import compress
from typing import NamedTuple

from ingest.readers.registry import FORMATS
from tests.helpers.bad_samples import (
    members,
    newsml_1,
    newsml_g2,
    nitf,
    page,
    records,
    ritzau,
    rss,
    said,
    table,
    warc,
    wxr,
)
from tests.helpers.packing import noise, tarred, zipped

LINE = 100 << 20  # bytes
CUT_SHORT = "cut short: .*"
ENTITIES = "refused: it declares XML entities, which may fetch files or unpack without end"
AGENCIES: list[tuple[str, Callable[..., str]]] = [
    ("g2.xml", newsml_g2),
    ("1.xml", newsml_1),
    ("n.nitf", nitf),
    ("ritzau.xml", ritzau),
    ("posts.xml", wxr),
]


class Bad(NamedTuple):
    name: str  # of the file
    sound: str | bytes  # what it was when the archive was made; nothing: it is new
    bad: str | bytes
    reason: str = ""  # a pattern for all that is said of it; "": all is well and no article changes
    below: str = ""  # of a bundle, the member at fault
    zeros: int = 0  # bytes that come behind the bad ones


def broken_xml() -> Iterator[Bad]:
    yield Bad("cut.rss", rss("cut.rss", count=4), rss("cut.rss")[:-60], CUT_SHORT)
    yield Bad("rude.rss", rss("rude.rss"), "Too many requests", "not a feed: no XML in it")
    yield Bad("a.rss", rss("a.rss"), "<a><b/></a>", "not a feed: its outermost element is a")
    yield Bad("none.rss", rss("none.rss"), rss("none.rss", count=0), "no articles in it")
    yield Bad("new.atom", "", '<feed xmlns="http://www.w3.org/2005/Atom"/>', "no articles in it")
    broken = "(after article 1: )?not well-formed XML: .* in line 1"
    for end, make in AGENCIES:
        sound = make(f"cut-{end}")
        yield Bad(f"cut-{end}", sound, sound[:-60], broken)
        sound = make(f"mixed-{end}")
        yield Bad(f"mixed-{end}", sound, sound.replace("</", "<", 1), broken)
    yield Bad(
        "deep.nitf", nitf("deep.nitf"), "<nitf>" + "<p>" * 9999, "not usable XML: elements .*"
    )
    yield Bad("wide.xml", nitf("wide.xml"), "<!DOCTYPE x " + "[a]]]]" * 99, "not XML: .*")
    yield Bad("menu.xml", nitf("menu.xml"), "<menu><dish/></menu>", "XML of a kind .* is menu")
    yield Bad("plain.xml", nitf("plain.xml"), "Words.", "not XML: no element at its beginning")


def entities() -> Iterator[Bad]:
    """Bombs, and references to files outside; a feed is read as if they were not declared."""
    laughs = "".join(
        f'<!ENTITY {this} "{f"&{before};" * 10}">'
        for before, this in zip("abcdefgh", "bcdefghi", strict=True)
    )
    for kind, declared in (
        ("bomb", f'<!ENTITY a "ha">{laughs}'),
        ("out", '<!ENTITY i SYSTEM "file:///etc/hostname">'),
    ):
        prolog = f"<!DOCTYPE x [{declared}]>"
        for end, make in AGENCIES:
            name = f"{kind}-{end}"
            bad = make(name, prolog).replace("city council", "&i; council")
            yield Bad(name, make(name), bad, ENTITIES)
        yield Bad(f"{kind}.rss", rss(f"{kind}.rss"), rss(f"{kind}.rss", prolog))


def encodings() -> Iterator[Bad]:
    for n, (encoding, declared) in enumerate(
        [("cp1252", "utf-8"), ("utf-8", "iso-8859-1"), ("cp1252", "no-such-code")]
    ):
        xml = f'<?xml version="1.0" encoding="{declared}"?>'
        for end, make, told in (
            ("a.nitf", nitf, xml),
            ("a.rss", rss, xml),
            ("a.html", page, f'<meta charset="{declared}">'),
        ):
            name = f"{n}-{end}"
            yield Bad(name, make(name), make(name, told).encode(encoding))
    for encoding in ("utf-16-le", "utf-16-be"):  # without a mark
        for end, plain in (
            ("a.txt", said),
            ("a.html", page),
            ("a.csv", table),
            ("a.jsonl", records),
            ("a.nitf", nitf),
            ("a.rss", rss),
        ):
            name = f"{encoding}-{end}"
            yield Bad(name, plain(name), plain(name).encode(encoding))
    yield Bad("old.txt", said("old.txt"), said("old.txt").encode("cp1252"))
    yield Bad("odd.txt", said("odd.txt"), bytes(range(128, 256)) * 9, "binary data, or text .*")
    yield Bad("picture.txt", said("picture.txt"), b"\x89PNG" + noise(1, 99), "binary data, .*")
    for name, plain, where in (
        ("nul.txt", said, ""),
        ("nul.md", said, ""),
        ("nul.html", page, ""),
        ("nul.nitf", nitf, ""),
        ("nul.csv", table, "line 4: "),
        ("nul.jsonl", records, "line 4: "),
    ):
        yield Bad(name, plain(name), plain(name) + "\0\n", f"{where}binary data, not text")


def other_texts() -> Iterator[Bad]:
    yield Bad("half.jsonl", records("half.jsonl"), records("half.jsonl")[:-9], "line 3: not JSON.*")
    yield Bad("blank.jsonl", records("blank.jsonl"), "\n \n\n", "no articles in it")
    for name, bad, reason in (
        ("half.json", '[{"id": "urn', "not JSON: .*"),
        ("deep.json", "[" * 99_999, "not usable JSON: .*"),
        ("digits.json", "9" * 9999, "not usable JSON: .*"),
        ("none.json", "[]", "no articles in it"),
        ("word.json", '"Words."', "no article text and no list of articles under .*"),
    ):
        yield Bad(name, f"[{records(name, 1)}]", bad, reason)
    for name, bad, reason in (
        ("columns.csv", "a,b\n1,2\n", "the first row has to name .*"),
        ("header.csv", "id,text\n", "no articles in it"),
        ("wide.csv", table("wide.csv") + "1,2,3\n", "line 4: 3 fields under a header of 2"),
    ):
        yield Bad(name, table(name), bad, reason)
    yield Bad("empty.page.html", page("empty.page.html"), "<html></html>", "not an HTML page")


def long_lines() -> Iterator[Bad]:
    """100 MB without a line end, which no disk has to hold."""
    for name, make, reason in (
        ("long.txt", said, "larger than 16 MB, .*"),
        ("long.md", said, "larger than 16 MB, .*"),
        ("long.html", page, "larger than 20 MB, .*"),
        ("long.rss", rss, "larger than 64 MB, .*"),
        ("long.csv", table, "line 4: longer than 64 MB"),
        ("long.jsonl", records, "line 4: longer than 64 MB"),
        ("long.nitf", nitf, "binary data, not text"),
    ):
        yield Bad(name, make(name), make(name), reason, zeros=LINE)
    long = f"<nitf>{'a' * (17 << 20)}"
    yield Bad("long-element.nitf", nitf("long-element.nitf"), long, "an element larger than 16 MB")


def packed() -> Iterator[Bad]:
    for name, make in (("cut.jsonl.gz", records), ("cut.txt.gz", said), ("cut.nitf.gz", nitf)):
        sound = compress(make(name).encode())
        yield Bad(name, sound, sound[:-9], "(after line 3: )?the gzip file is cut short")
        yield Bad(
            f"no-{name}", compress(make(f"no-{name}").encode()), b"Words.", "not a sound gzip .*"
        )
        yield Bad(f"none-{name}", compress(make(f"none-{name}").encode()), b"", "the file is empty")
    bomb = b"".join([compress(bytes(1 << 20))] * 2048)
    yield Bad("bomb.jsonl.gz", compress(records("bomb").encode()), bomb, "unpacks to more than .*")
    sound = b"".join(map(compress, warc("cut.warc.gz")))
    yield Bad("cut.warc.gz", sound, sound[:-99], f"record 2: {CUT_SHORT}")
    sound = b"".join(warc("cut.warc"))
    yield Bad("cut.warc", sound, sound[:-99], f"record 2: {CUT_SHORT}")


def bundles() -> Iterator[Bad]:
    for name, pack in (("n.zip", zipped), ("n.tar", tarred), ("n.tgz", tar_gz)):
        for n, path in enumerate(("../../out.txt", "/out.txt", "..\\out.txt")):
            files = members(f"{n}{name}")
            bad = pack({**files, path: "Out."})
            below = path.lstrip("/")
            yield Bad(f"{n}{name}", pack(files), bad, "refused: its name leads out .*", below)
        yield Bad(f"empty-{name}", pack(members(f"empty-{name}")), b"", "(cut short|damaged): .*")
    files = members("link.tar")
    link = tarfile.TarInfo("3.txt")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
    yield Bad("link.tar", tarred(files), tarred(files, link), "refused: a symbolic link", "3.txt")
    files = members("flat.zip")
    bomb = zipped({**files, "9.txt": bytes(20 << 20)})
    yield Bad("flat.zip", zipped(files), bomb, "unpacks to more than 16 MB: refused", "9.txt")
    inner = b""
    for n in range(4):
        inner = zipped({f"{n}.zip": inner})
    files = members("deep.zip")
    deep = zipped({**files, "4.zip": inner})
    yield Bad("deep.zip", zipped(files), deep, "a bundle inside 3 others: .*", "4.zip/3.zip/2.zip")


def empty() -> Iterator[Bad]:
    for suffix in (suffix for one in FORMATS for suffix in one.suffixes):
        yield Bad(f"empty{suffix}", nitf(f"empty{suffix}"), "", "the file is empty")


def tar_gz(files: dict[str, str | bytes]) -> bytes:
    return compress(tarred(files))


def overlapping(files: int, size: int) -> bytes:
    """A zip of files that share their bytes, every one of them sound; each unpacks to `size`.

    As in "A better zip bomb" (Fifield, 2019): a file begins with the headers of those behind it,
    quoted in blocks that are not packed, and ends with the packed bytes of the last.
    """
    content = bytes(size)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(content) + packer.flush()
    entries = []
    for n in reversed(range(files)):
        name = b"%03d.txt" % n
        sums = struct.pack("<3I", zlib.crc32(content), len(data), len(content))
        about = struct.pack("<5H", 20, 0, 8, 0, 33) + sums + struct.pack("<2H", len(name), 0)
        header = b"PK\3\4" + about + name
        entries.append((about, name, len(header) + len(data)))
        quoted = struct.pack("<B2H", 0, len(header), len(header) ^ 0xFFFF) + header
        data, content = quoted + data, header + content
    data = data[5:]  # the first header is quoted by none
    listed = b"".join(
        b"PK\1\2\24\0" + about + bytes(10) + struct.pack("<I", len(data) - behind) + name
        for about, name, behind in entries
    )
    end = struct.pack("<4H2IH", 0, 0, files, files, len(listed), len(data), 0)
    return data + listed + b"PK\5\6" + end


TABLE = [
    *(*broken_xml(), *entities(), *encodings(), *other_texts(), *long_lines()),
    *(*packed(), *bundles(), *empty()),
]
