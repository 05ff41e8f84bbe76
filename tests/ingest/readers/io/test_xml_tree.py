"""The XML of others: parsed without harm, whatever its size and encoding; its text as read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.readers.base import Source
from ingest.readers.io import xml_tree
from ingest.readers.io.xml_text import clean_wire_text, drop_headline, join_line, list_paragraphs
from ingest.readers.io.xml_tree import (
    find,
    find_all,
    find_text,
    get_name,
    parse_fragment,
    read_elements,
)
from rag.errors import SourceError

Put = Callable[[str, str | bytes], Source]

DECLARED = '<?xml version="1.0" encoding="{}"?>\n<story><p>{}</p></story>'


def text_in(path: Path) -> str:
    (root,) = read_elements(path)
    return "".join(root.itertext())


def paragraphs_of(xml: str) -> list[str]:
    element = parse_fragment(xml)
    assert element is not None
    return list_paragraphs(element)


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("utf-8", "utf-8", "Zoë’s café"),
        ("iso-8859-1", "iso-8859-1", "£66 à Orléans"),
        ("iso-8859-1", "cp1252", "“quoted” – and not"),
        ("windows-1251", "windows-1251", "Гавань открыта"),
        ("shift_jis", "shift_jis", "港が再開した"),
        ("iso-2022-jp", "iso-2022-jp", "港が再開した"),
        ("utf-16", "utf-16", "Zoë’s café"),
        ("utf-8", "cp1252", "“Le port a été rouvert”, dit-on à l’hôtel"),
        ("iso-8859-1", "utf-8", "Zoë’s café"),
        ("x-made-up", "utf-8", "Zoë’s café"),
        ("hex", "utf-8", "Zoë’s café"),
    ],
)
def test_encodings_are_as_declared_unless_the_bytes_say_otherwise(
    put: Put, declared: str, encoding: str, text: str
) -> None:
    source = put("a.xml", DECLARED.format(declared, text).encode(encoding))
    assert text_in(source.path).strip() == text


def test_a_long_ascii_start_does_not_hide_the_declared_encoding(put: Put) -> None:
    text = "plain " * 300_000 + "à Orléans"
    source = put("a.xml", DECLARED.format("iso-8859-1", text).encode("iso-8859-1"))
    assert text_in(source.path).endswith("à Orléans")


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        ("", "the file is empty"),
        (b"<a>\0</a>", "binary data, not text"),
        ("<a>\n<b>\n</a>", "not well-formed XML: mismatched tag in line 3"),
        ("<a>\n<b>text", "not well-formed XML: no element found in line 2"),
        ("<a/><a/>", "not well-formed XML: junk after document element in line 1"),
        ("<a>&unheard;</a>", "not well-formed XML: undefined entity &unheard; in line 1"),
        ("\n\n<?xml version='1.0'?>\n<a></b>", "not well-formed XML: mismatched tag in line 4"),
        ("<a>" * 300, "not usable XML: elements nested deeper than 200 levels"),
    ],
)
def test_what_cannot_be_read_is_said(put: Put, xml: str | bytes, reason: str) -> None:
    with pytest.raises(SourceError) as raised:
        list(read_elements(put("a.xml", xml).path))
    assert str(raised.value) == reason


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/hostname">',
        '<!ENTITY % outside SYSTEM "http://127.0.0.1/entities.dtd"> %outside;',
        '<!NOTATION png SYSTEM "png"><!ENTITY a SYSTEM "a.png" NDATA png>',
    ],
)
def test_declared_entities_are_refused(put: Put, subset: str) -> None:
    source = put("a.xml", f"<!DOCTYPE story [{subset}]>\n<story>harmless</story>")
    with pytest.raises(SourceError, match="refused: it declares XML entities"):
        list(read_elements(source.path))


def test_a_document_type_elsewhere_is_neither_fetched_nor_missed(put: Put) -> None:
    source = put("a.xml", '<!DOCTYPE nitf SYSTEM "nitf.dtd">\n<nitf>caf&eacute;&nbsp;x</nitf>')
    assert text_in(source.path) == "café\xa0x"


def test_control_characters_that_xml_forbids_are_dropped(put: Put) -> None:
    assert text_in(put("a.xml", "<a>one\x0b two\x1f</a>").path) == "one two"


def test_elements_come_one_at_a_time_by_their_local_names(put: Put) -> None:
    items = "".join(f"<n:item><id>{n}</id><n:item>inner</n:item></n:item>" for n in range(3))
    source = put("a.xml.gz", f'<list xmlns:n="urn:n"><other>x</other>{items}<Item/></list>')
    found = list(read_elements(source.path, "item"))
    assert [find_text(item, "id") for item in found] == ["0", "1", "2"]
    assert {get_name(item) for item in found} == {"item"}


def test_elements_before_a_break_are_given(put: Put) -> None:
    steps = read_elements(put("a.xml", "<list>\n<item>1</item>\n<item>2").path, "item")
    assert next(steps).text == "1"
    with pytest.raises(SourceError, match="in line 3"):
        next(steps)


def test_an_element_beyond_memory_is_refused(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_tree, "MAX_DOCUMENT", 1 << 20)
    small, large = "<item>x</item>" * 30_000, f"<item>{'x' * (1 << 20)}</item>"
    assert len(list(read_elements(put("a.xml", f"<l>{small}</l>").path, "item"))) == 30_000
    for too_large in (large, f"<item>{'<b/>' * 11_000}</item>"):
        with pytest.raises(SourceError, match="an element larger than 1 MB"):
            list(read_elements(put("b.xml", f"<l>{too_large}</l>").path, "item"))


def test_paths_are_local_names_in_any_namespace() -> None:
    root = parse_fragment('<a xmlns="urn:a"><b.c n="1">one\n two</b.c></a><a><b.c n="2"/></a>')
    assert root is not None
    assert [found.get("n") for found in find_all(root, "a/b.c")] == ["1", "2"]
    assert find_text(root, "a/b.c") == "one\n two"
    assert find_text(root, "a/none") == ""
    assert find(root, "a/none") is None
    assert find(root, ".//b.c") is not None
    assert find(root, "{urn:b}a") is None


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<p>One <b>two</b>\n three.</p><p/><p> </p><p>Four.</p>", ["One two three.", "Four."]),
        ("text<p>one</p>tail", ["text", "one", "tail"]),
        ("<p>one<br/>two<br /><br>three</p>", ["one\ntwo", "three"]),
        ("<pre>a  b\n  c</pre>", ["a b\nc"]),
        ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>", ["a", "b", "c"]),
        ("<table><tr><th>Day</th><th>Tide</th></tr><tr><td>Mon</td><td>5 am</td></tr></table>",
         ["Day Tide", "Mon 5 am"]),
        ("<table><tr><td><p>One.</p><p>Two.</p></td><td>Three.</td></tr></table>",
         ["One.", "Two.", "Three."]),
        ("<p>a</p><figure><img src='x'><figcaption>c</figcaption></figure><p>b</p>", ["a", "b"]),
        ("<media><media-caption>c</media-caption></media><p>a</p>", ["a"]),
        ("<p>seen<span style='display: none'>unseen</span></p><p hidden=''>x</p>", ["seen"]),
        ("<note type='npa'><p>for editors</p></note><note><p>for all</p></note>", ["for all"]),
        ("<bq><block><p>said</p></block><credit>she</credit></bq>", ["said", "she"]),
        ("<p>The <org>Harbour</org>'s <num><frac>1/2</frac></num></p>", ["The Harbour's 1/2"]),
        ("<p>Fish &amp;amp; chips&amp;#39; price</p>", ["Fish & chips' price"]),
        ("&lt;p&gt;escaped&lt;/p&gt;&lt;p&gt;markup&lt;/p&gt;", ["escaped", "markup"]),
        ("<p>a<h3>b</h3>c</p>", ["a", "b", "c"]),
        ("<header><h1>Headline</h1></header><section><p>a</p></section>", ["a"]),
    ],
)  # fmt: skip
def test_paragraphs(xml: str, expected: list[str]) -> None:
    assert paragraphs_of(xml) == expected


def test_a_line_is_one_line() -> None:
    assert join_line(parse_fragment("<hl1>One<br/>two</hl1> <hl2>three</hl2>")) == "One two three"
    assert join_line(None) == ""


def test_fragments_may_leave_empty_elements_open_but_nothing_else() -> None:
    assert paragraphs_of('<?xml version="1.0"?><!DOCTYPE html><p>a<hr>b</p>') == ["a", "b"]
    assert parse_fragment("<p>a") is None
    assert parse_fragment('<!DOCTYPE a [<!ENTITY b "c">]><p>&b;</p>') is None


def test_indented_lines_of_wires_begin_paragraphs() -> None:
    assert clean_wire_text("The harbour is\nopen.\n   Ferries go.\n") == (
        "The harbour is\nopen.\n\nFerries go."
    )
    assert clean_wire_text("   All lines\n   alike") == "All lines\nalike"
    assert clean_wire_text("   One\nline.\n\n   Two\nlines.") == "One\nline.\n\nTwo\nlines."
    assert clean_wire_text("<p>The harbour\n   Ferries go.</p>") == "The harbour\n\nFerries go."


def test_the_headline_is_not_repeated() -> None:
    assert drop_headline(["“Open” again", "Text."], '"Open" again') == ["Text."]
    assert drop_headline(["Open again"], "Open again") == ["Open again"]
    assert drop_headline(["Open", "Text."], "") == ["Open", "Text."]
