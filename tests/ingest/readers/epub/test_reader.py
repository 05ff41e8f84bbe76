"""EPUBs: what is a chapter, what it is called, when it was published, and what is no sound EPUB."""

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest

from ingest.readers.base import Fault, Record, Source
from ingest.readers.registry import read
from rag.errors import SourceError

Put = Callable[[str, str | bytes], Source]

SENTENCES = [
    "The harbour reopened on Monday after three weeks of repairs, the authority said in a note.",
    "The first ferries left at dawn for the islands, carrying 240 people and their cars.",
    "Traders in the old town had complained of empty streets since the quay was closed.",
]
PROSE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
TEXT = "\n\n".join(SENTENCES)
METADATA = (
    "<dc:title>Harbour Days</dc:title><dc:creator>Jane Doe</dc:creator>"
    "<dc:publisher>Quay Press</dc:publisher><dc:language>en-GB</dc:language>"
    "<dc:date>2022-05-18</dc:date><dc:rights>© Quay Press</dc:rights>"
)
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)


def page(body: str, attributes: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title>x</title></head><body {attributes}>{body}</body></html>"
    )


def epub(
    chapters: Mapping[str, str],
    metadata: str = METADATA,
    files: Mapping[str, str | bytes] | None = None,
    *,
    manifest: str = "",
    spine: str = "",
    guide: str = "",
) -> bytes:
    """An EPUB of these documents, in this order, with further files and entries."""
    items = "".join(f'<item id="i{n}" href="{name}"/>' for n, name in enumerate(chapters))
    order = "".join(f'<itemref idref="i{n}"/>' for n in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>{metadata}</metadata>'
        f"<manifest>{items}{manifest}</manifest><spine>{order}{spine}</spine>{guide}</package>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OPS/book.opf", package)
        for name, content in chapters.items():
            archive.writestr(f"OPS/{name.replace('%20', ' ')}", content)
        for name, data in (files or {}).items():
            archive.writestr(name, data)
    return buffer.getvalue()


def records_of(put: Put, data: bytes) -> list[Record]:
    records = list(read(put("a.epub", data)))
    assert all(isinstance(record, Record) for record in records)
    return [record for record in records if isinstance(record, Record)]


def test_a_book_of_chapters(put: Put) -> None:
    chapters = {
        "cover.xhtml": page("<h1>Harbour Days</h1>"),
        "one.xhtml": page(f"<h1>The quay</h1>{PROSE}"),
        "two%20b.xhtml": page(f"<h2>The <em>ferries</em></h2>{PROSE}"),
    }
    one, two = records_of(put, epub(chapters))
    assert (one.title, one.text, one.position) == ("Harbour Days – The quay", TEXT, 2)
    assert (two.title, two.position) == ("Harbour Days – The ferries", 3)
    assert (one.outlet, one.authors, one.language) == ("Quay Press", ("Jane Doe",), "en-GB")
    assert (one.published, one.published_from) == ("2022-05-18", "the date of the whole EPUB")
    assert (one.rights, one.metadata) == ("© Quay Press", {"publication": "Harbour Days"})


@pytest.mark.parametrize(
    "kind",
    [
        '<meta name="calibre:publication_type" content="periodical:The Gazette:day"/>',
        "<dc:type>newspaper</dc:type>",
    ],
)
def test_an_issue_of_a_paper(put: Put, kind: str) -> None:
    metadata = METADATA.replace("Jane Doe", "Quay Press") + kind
    (record,) = records_of(put, epub({"a.xhtml": page(f"<h1>Ferries</h1>{PROSE}")}, metadata))
    assert (record.title, record.authors) == ("Ferries", ())


NAV = page(
    "<nav epub:type='toc'><ol><li><a href='../one.xhtml#s'>From the list</a></li></ol></nav>"
)
NCX = (
    '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel>'
    '<text>From the list</text></navLabel><content src="../one.xhtml"/></navPoint></navMap></ncx>'
)


@pytest.mark.parametrize(
    ("contents", "attributes"),
    [(NAV, 'properties="nav"'), (NCX, 'media-type="application/x-dtbncx+xml"')],
)
def test_a_chapter_without_a_heading_is_called_as_in_the_table_of_contents(
    put: Put, contents: str, attributes: str
) -> None:
    item = f'<item id="toc" href="toc/list" {attributes}/>'
    data = epub({"one.xhtml": page(PROSE)}, files={"OPS/toc/list": contents}, manifest=item)
    (record,) = records_of(put, data)
    assert record.title == "Harbour Days – From the list"
    broken = epub({"one.xhtml": page(PROSE)}, files={"OPS/toc/list": "<nav"}, manifest=item)
    assert records_of(put, broken)[0].title == "Harbour Days"


@pytest.mark.parametrize(
    "document",
    [
        page("<p>All rights reserved.</p>"),
        page(PROSE, "epub:type='copyright-page'"),
        page(f"<section epub:type='toc'>{PROSE}</section>"),
        page("".join(f"<p><a href='c{n}.xhtml'>{SENTENCES[0]}</a></p>" for n in range(9))),
        page(f"<div style='display:none'>{PROSE}</div>"),
        page(f"<nav>{PROSE}</nav>"),
    ],
)
def test_documents_that_are_no_articles(put: Put, document: str) -> None:
    data = epub({"other.xhtml": document, "one.xhtml": page(f"<h1>The quay</h1>{PROSE}")})
    (record,) = records_of(put, data)
    assert record.position == 2
    with pytest.raises(SourceError, match="no chapter"):
        records_of(put, epub({"other.xhtml": document}))


def test_documents_that_the_guide_tells_apart(put: Put) -> None:
    guide = '<guide><reference type="cover" href="one.xhtml"/></guide>'
    chapters = {"one.xhtml": page(PROSE), "two.xhtml": page(PROSE)}
    (record,) = records_of(put, epub(chapters, guide=guide))
    assert record.position == 2


def test_page_numbers_and_marks_of_notes_do_not_stand_in_sentences(put: Put) -> None:
    marked = PROSE.replace(
        "three weeks",
        'three<a epub:type="noteref" href="#n1">1</a> <span epub:type="pagebreak">57</span>weeks',
    ).replace("Traders", '<span role="doc-pagebreak">58</span>Traders')
    (record,) = records_of(put, epub({"one.xhtml": page(f"<header><h1>A</h1></header>{marked}")}))
    assert record.text == TEXT


@pytest.mark.parametrize(
    ("dates", "published"),
    [
        ("<dc:date>2022-05-18T08:30:00+02:00</dc:date>", "2022-05-18T08:30:00+02:00"),
        ('<dc:date opf:event="modification">2023-01-01</dc:date>', None),
        (
            '<dc:date opf:event="conversion">2023-01-01</dc:date>'
            '<dc:date opf:event="publication">2022-05-18</dc:date>',
            "2022-05-18",
        ),
        (
            "<dc:date>2023-01-01T10:00:00</dc:date>"
            '<meta name="calibre:timestamp" content="2023-01-01T10:00:01"/>',
            None,
        ),
        ('<meta property="dcterms:modified">2023-01-01T00:00:00Z</meta>', None),
        ("<dc:date>2022</dc:date>", None),
        ("", None),
    ],
)
def test_the_day_of_publication(put: Put, dates: str, published: str | None) -> None:
    metadata = f"<dc:title>Harbour Days</dc:title>{dates}"
    (record,) = records_of(put, epub({"one.xhtml": page(PROSE)}, metadata))
    assert record.published == published
    assert bool(record.published_from) == bool(published)
    assert (record.metadata.get("publication_date") == "2022") == ("<dc:date>2022</" in dates)


def test_who_wrote_it(put: Put) -> None:
    metadata = (
        '<dc:creator id="c1">Jane Doe</dc:creator><dc:creator opf:role="aut">John Roe</dc:creator>'
        '<dc:creator id="c2">Ann Poe</dc:creator><dc:creator>calibre</dc:creator>'
        '<meta refines="#c1" property="role">aut</meta>'
        '<meta refines="#c2" property="role">ill</meta>'
    )
    (record,) = records_of(put, epub({"one.xhtml": page(PROSE)}, metadata))
    assert record.authors == ("Jane Doe", "John Roe")


def test_chapters_that_cannot_be_read_and_those_that_can(put: Put) -> None:
    encryption = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        '<enc:EncryptionMethod Algorithm="{}"/><enc:CipherData>'
        '<enc:CipherReference URI="{}"/></enc:CipherData></enc:EncryptedData></encryption>'
    )
    chapters = {"one.xhtml": page(PROSE), "two.xhtml": page(PROSE)}
    locked = encryption.format("http://www.w3.org/2001/04/xmlenc#aes256-cbc", "OPS/one.xhtml")
    data = epub(chapters, files={"META-INF/encryption.xml": locked})
    fault, record = list(read(put("a.epub", data)))
    assert fault == Fault("OPS/one.xhtml", "encrypted by its seller")
    assert isinstance(record, Record)
    data = epub({"one.xhtml": page(PROSE)}, files={"META-INF/encryption.xml": locked})
    with pytest.raises(SourceError, match="encrypted by its seller"):
        list(read(put("a.epub", data)))
    font = encryption.format("http://www.idpf.org/2008/embedding", "OPS/font.otf")
    assert len(records_of(put, epub(chapters, files={"META-INF/encryption.xml": font}))) == 2


@pytest.mark.parametrize("place", ["gone.xhtml", "../../../etc/passwd", "/etc/passwd"])
def test_a_chapter_that_is_missing_or_lies_elsewhere(put: Put, place: str) -> None:
    item, reference = f'<item id="x" href="{place}"/>', '<itemref idref="x"/>'
    data = epub({"one.xhtml": page(PROSE)}, manifest=item, spine=reference)
    record, fault = list(read(put("a.epub", data)))
    assert isinstance(record, Record)
    assert isinstance(fault, Fault)
    assert fault.reason == "not in the EPUB"


def test_a_chapter_that_is_not_well_formed_is_read_as_browsers_do(put: Put) -> None:
    (record,) = records_of(put, epub({"one.xhtml": page(PROSE.replace("</p>", "<br>"))}))
    assert SENTENCES[0] in record.text


def test_a_chapter_that_unpacks_without_end(put: Put) -> None:
    bomb = page("<p>" + "a" * (17 << 20) + "</p>")
    outcomes = list(read(put("a.epub", epub({"bomb.xhtml": bomb, "one.xhtml": page(PROSE)}))))
    assert outcomes[0] == Fault("OPS/bomb.xhtml", "unpacks to more than may be read: refused")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (epub({"one.xhtml": page(PROSE)})[:-200], "broken or cut short"),
        (b"PK\x03\x04 and no more", "broken or cut short"),
        (b"no zip at all", "broken or cut short"),
        (epub({"one.xhtml": page(PROSE)}).replace(b"OPS/book.opf", b"OPS/nook.opf"), "not in"),
    ],
)
def test_files_that_are_no_sound_epub(put: Put, data: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        list(read(put("a.epub", data)))


def test_an_epub_whose_container_says_nothing_or_declares_entities(put: Put) -> None:
    for container, reason in (("<container/>", "package document"), (BILLION, "entities")):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("META-INF/container.xml", container)
        with pytest.raises(SourceError, match=reason):
            list(read(put("a.epub", buffer.getvalue())))


BILLION = '<!DOCTYPE c [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><container>&b;</container>'


def test_an_epub_by_another_name(put: Put) -> None:
    (record,) = list(read(put("book.bin", epub({"one.xhtml": page(PROSE)}))))
    assert isinstance(record, Record)
