"""NewsML-G2: every field of a news item, alone and in messages; what is no article says so."""

import base64
from collections.abc import Callable

import pytest

from ingest.readers.base import Fault, Record, Source
from ingest.readers.registry import read
from tests.helpers.reading import reason, record_of

Put = Callable[[str, str | bytes], Source]

NAMESPACE = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
FIRST = "The harbour reopened on Monday after three weeks of repairs."
SECOND = "The first ferries left at dawn."
STORY = f"<p>{FIRST}</p><p>{SECOND}</p>"
PACKED = base64.encodebytes(f"{FIRST}\n\n{SECOND}".encode()).decode()
ZIPPED = '<inlineData encoding="pack:zip">UEsDBA==</inlineData>'
PAGE = (
    f"<inlineXML><html {XHTML}><head><title>Page</title></head><body>{STORY}</body></html>"
    "</inlineXML>"
)
RIGHTS = """<copyrightHolder><name>Example Press Agency</name></copyrightHolder>
  <copyrightNotice xml:lang="de">Alle Rechte bei EPA</copyrightNotice>
  <copyrightNotice xml:lang="en">(c) 2022 EPA</copyrightNotice>
  <usageTerms>Not for archives</usageTerms>"""
ABOUT = """<urgency>3</urgency>
  <contentCreated>2022-05-18T10:30:00+02:00</contentCreated>
  <contentModified>2022-05-18T11:45:00+02:00</contentModified>
  <located qcode="city:7"><name>Port Town</name></located>
  <by>By Jane Doe and Ann Poe, Example Press Agency</by>
  <slugline>HARBOUR-OPEN</slugline><dateline>PORT TOWN, May 18</dateline>
  <creditline>EPA</creditline><language tag="en-GB"/>
  <genre qcode="genre:Current"><name>Current</name></genre>
  <subject qcode="medtop:20000346"><name>shipping</name></subject>
  <subject qcode="medtop:04000000"><name xml:lang="de">Wirtschaft</name>
    <name xml:lang="en-GB">economy</name></subject>
  <keyword>ferries</keyword><keyword>port</keyword>
  <headline role="hld:subHeadline">After three weeks</headline>
  <headline xml:lang="de">Hafen wieder offen</headline>
  <headline xml:lang="en-GB">Harbour reopens</headline>
  <description role="drol:summary">Ferries are back.</description>"""
META = """<itemClass qcode="ninat:text"/><provider qcode="nprov:EPA"/>
  <versionCreated>2022-05-18T11:50:00+02:00</versionCreated>
  <firstCreated>2022-05-18T10:35:00+02:00</firstCreated>
  <pubStatus qcode="stat:usable"/><edNote>Corrects the day in paragraph 1</edNote>
  <edNote role="note:private">Call the desk</edNote><signal qcode="sig:correction"/>"""


def item(content: str = PAGE, *, meta: str = META, about: str = ABOUT, guid: str = "1") -> str:
    return f"""<newsItem {NAMESPACE} guid="urn:newsml:epa.example:{guid}" version="4" xml:lang="en">
  <rightsInfo>{RIGHTS}</rightsInfo><itemMeta>{meta}</itemMeta><contentMeta>{about}</contentMeta>
  <contentSet>{content}</contentSet></newsItem>"""


def test_every_field(put: Put) -> None:
    assert record_of(put("a.xml", item())) == Record(
        id="urn:newsml:epa.example:1",
        version=4,
        title="Harbour reopens",
        text=f"{FIRST}\n\n{SECOND}",
        published="2022-05-18T10:30:00+02:00",
        updated="2022-05-18T11:45:00+02:00",
        outlet="Example Press Agency",
        authors=("Jane Doe and Ann Poe",),
        section="economy",
        language="en-GB",
        rights="(c) 2022 EPA; Not for archives",
        metadata={
            "credit": "EPA",
            "dateline": "PORT TOWN, May 18",
            "description": "Ferries are back.",
            "genre": "Current",
            "keywords": "ferries, port",
            "located": "Port Town",
            "note": "Corrects the day in paragraph 1",
            "signal": "correction",
            "slugline": "HARBOUR-OPEN",
            "subjects": "shipping, economy",
            "urgency": "3",
        },
    )


@pytest.mark.parametrize(
    "content",
    [
        f"<inlineXML>{STORY}</inlineXML>",
        f"<inlineXML><html {XHTML}><body><h1>Harbour reopens</h1>{STORY}</body></html></inlineXML>",
        f"<inlineXML><x:div xmlns:x='urn:x'>{FIRST}<x:br/><x:br/>{SECOND}</x:div></inlineXML>",
        f"<inlineXML>\n{FIRST}\n\n{SECOND}\n</inlineXML>",
        f"<inlineXML><nitf xmlns='urn:nitf'><body><body.head><hedline><hl1>Harbour reopens</hl1>"
        f"</hedline><abstract><p>x</p></abstract></body.head><body.content>{STORY}</body.content>"
        "</body></nitf></inlineXML>",
        f"<inlineData contenttype='text/plain'>{FIRST}\n   {SECOND}</inlineData>",
        f"<inlineData contenttype='text/html'><![CDATA[<p>{FIRST}<p>{SECOND}</p>]]></inlineData>",
        f"<inlineData contenttype='text/plain' encoding='encd:base64'>"
        f"{PACKED}</inlineData>",
        f"<remoteContent href='a.jpg'/>{PAGE}<inlineData>{FIRST} {SECOND}</inlineData>",
        f"<inlineXML xml:lang='de'><p>Der Hafen ist offen.</p></inlineXML>{PAGE}",
        f"<inlineXML xml:lang='de'><p>Offen.</p></inlineXML>"
        f"<inlineXML xml:lang='en'>{STORY}</inlineXML>",
    ],
)  # fmt: skip
def test_the_text_however_it_is_carried(put: Put, content: str) -> None:
    assert record_of(put("a.xml", item(content))).text == f"{FIRST}\n\n{SECOND}"


def test_headline_and_byline_of_the_content_where_the_item_has_none(put: Put) -> None:
    nitf = (
        "<inlineXML><nitf><body><body.head><hedline><hl1>Harbour reopens</hl1></hedline>"
        "<byline>By Jane Doe, <byttl>Port reporter</byttl></byline></body.head>"
        f"<body.content>{STORY}</body.content></body></nitf></inlineXML>"
    )
    record = record_of(put("a.xml", item(nitf, about="<headline/><by/>")))
    assert (record.title, record.authors) == ("Harbour reopens", ("Jane Doe",))
    assert record_of(put("b.xml", item(about=""))).title == "Page"


@pytest.mark.parametrize(
    ("parties", "outlet"),
    [
        ('<provider literal="epa.example"/>', "Example Press Agency"),
        ('<provider qcode="a:EPA"><name>European Papers</name></provider>', "European Papers"),
    ],
)
def test_the_outlet_has_a_readable_name(put: Put, parties: str, outlet: str) -> None:
    assert record_of(put("a.xml", item(meta=parties))).outlet == outlet


@pytest.mark.parametrize(
    ("about", "authors"),
    [
        ('<creator type="cpnat:person"><name>Jane Doe</name></creator>', ("Jane Doe",)),
        ('<creator role="crol:author"><name>Jane Doe</name></creator>', ("Jane Doe",)),
        ("<creator><name>Example Press</name></creator>", ()),
        ("<by>Example Press Agency</by>", ()),
    ],
)
def test_only_persons_are_authors(put: Put, about: str, authors: tuple[str, ...]) -> None:
    assert record_of(put("a.xml", item(about=about))).authors == authors


@pytest.mark.parametrize(
    ("about", "meta", "published", "updated"),
    [
        ("", "<firstCreated>2022-05-01</firstCreated><versionCreated>2022-05-02</versionCreated>",
         "2022-05-01", "2022-05-02"),
        ("", "<versionCreated>2022-05-02</versionCreated>", "2022-05-02", "2022-05-02"),
        ("<contentCreated/>", "<firstCreated> </firstCreated>", None, None),
    ],
)  # fmt: skip
def test_the_dates_that_there_are(
    put: Put, about: str, meta: str, published: str | None, updated: str | None
) -> None:
    record = record_of(put("a.xml", item(about=about, meta=meta)))
    assert (record.published, record.updated) == (published, updated)


def test_an_embargo_and_the_day_on_which_it_ends(put: Put) -> None:
    until = "2022-05-20T00:01:00+02:00"
    record = record_of(put("a.xml", item(meta=f"{META}<embargoed>{until}</embargoed>")))
    assert (record.embargo, record.published, record.updated) == (until, until, None)
    record = record_of(put("a.xml", item(meta=f"{META}<embargoed/>")))
    assert record.embargo == "until further notice"


@pytest.mark.parametrize("status", ["stat:canceled", "stat:cancelled", "s:withheld"])
def test_a_withdrawn_item_needs_no_text(put: Put, status: str) -> None:
    source = put("a.xml", item("", meta=META.replace("stat:usable", status)))
    assert record_of(source) == Record(
        id="urn:newsml:epa.example:1",
        version=4,
        text="",
        published="2022-05-18T10:30:00+02:00",
        updated="2022-05-18T11:45:00+02:00",
        withdrawn=True,
    )


@pytest.mark.parametrize(
    "wrapper",
    [
        f"<newsMessage {NAMESPACE}><header/><itemSet>{{}}</itemSet></newsMessage>",
        "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body>{}</s:Body></s:Envelope>",
    ],
)
def test_items_in_any_wrapper_beside_items_that_are_no_articles(put: Put, wrapper: str) -> None:
    package = f"<packageItem {NAMESPACE} guid='p'/>"
    picture = item(PAGE, meta='<itemClass qcode="ninat:picture"/>', guid="9")
    source = put("a.xml", wrapper.format(package + item() + picture + item(guid="2")))
    records = [one for one in read(source) if isinstance(one, Record)]
    assert [record.id for record in records] == [f"urn:newsml:epa.example:{n}" for n in (1, 2)]
    assert [record.position for record in records] == [2, 4]


def test_an_item_without_text_does_not_hide_the_others(put: Put) -> None:
    items = f"<m>{item('')}{item()}{item(ZIPPED)}</m>"
    assert [
        one if isinstance(one, Fault) else one.position for one in read(put("a.xml", items))
    ] == [
        Fault("article 1", "no article text in it"),
        2,
        Fault("article 3", "text packed as zip, which is not unpacked here"),
    ]


def test_what_came_before_a_break_is_kept(put: Put) -> None:
    record, fault = read(put("a.xml", f"<m>{item()}<newsItem>\n"))
    assert isinstance(record, Record)
    assert isinstance(fault, Fault)
    assert str(fault).startswith("after article 1: not well-formed XML: no element found in line")


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (f"<packageItem {NAMESPACE}/>", "a package: it refers to articles but holds none"),
        (f"<planningItem {NAMESPACE}/>", "a plan of coverage: no article yet"),
        (f"<conceptItem {NAMESPACE}/>", "a concept, which explains a term, a person or an event"),
        (f"<knowledgeItem {NAMESPACE}/>", "a knowledge item, which lists terms: no article"),
        (f"<catalogItem {NAMESPACE}/>", "a catalogue of vocabularies: no article"),
        (f"<newsMessage {NAMESPACE}/>", "no articles in it"),
        (item(meta='<itemClass qcode="ninat:picture"/>'), "a picture: a caption is no article"),
        (item("", meta='<itemClass qcode="ninat:video"/>'), "a video without a text of its own"),
        (item("<inlineXML><event><x/></event></inlineXML>"), "no article text in it, but event"),
        (item(""), "no article text in it"),
        (item("<inlineData encoding='base64'>?</inlineData>"), "not sound base64"),
        (item()[:-20], "not well-formed XML: "),
        (f"<!DOCTYPE newsItem [<!ENTITY a 'b'>]>{item()}", "refused: it declares XML entities"),
    ],
)  # fmt: skip
def test_what_is_no_article_says_what_it_is(put: Put, xml: str, expected: str) -> None:
    assert reason(put("a.xml", xml)).startswith(expected)


def test_a_video_with_a_script_is_an_article(put: Put) -> None:
    assert record_of(put("a.xml", item(meta='<itemClass qcode="ninat:video"/>'))).text
