"""NITF and Ritzau's XML: every field, embargoes, cancellations, many articles in a file."""

from collections.abc import Callable

import pytest

from ingest.readers.base import Fault, Record, Source
from ingest.readers.newswire.common import (
    choose_date,
    choose_readable,
    is_later,
    parse_byline,
    parse_version,
)
from ingest.readers.registry import read
from tests.helpers.reading import reason, record_of

Put = Callable[[str, str | bytes], Source]

FIRST = "The harbour reopened on Monday after three weeks of repairs."
SECOND = "The first ferries left at dawn."
STORY = f"<p>{FIRST}</p><p>{SECOND}</p>"
TEXT = f"{FIRST}\n\n{SECOND}"

DATES = '<date.issue norm="20220518T103000+0200"/><date.release norm="20220518T103000+0200"/>'
DOCDATA = f"""<doc-id id-string="EPA.1" regsrc="EPA"/><du-key key="HARBOUR" version="3"/>
  <urgency ed-urg="4"/>{DATES}<ed-msg info="Adds ferries"/>
  <doc.copyright year="2022" holder="Example Press Agency"/><doc.rights limitations="print"/>
  <key-list><keyword key="ferries"/><keyword>port</keyword></key-list>"""
BODY_HEAD = """<hedline><hl1>Harbour <em>reopens</em></hl1><hl2>Ferries are back</hl2></hedline>
  <byline>By <person>Jane Doe</person><byttl>Port reporter</byttl></byline>
  <distributor>EPA</distributor>
  <dateline><location><city>Port Town</city><country>Exampleland</country></location></dateline>
  <abstract><p>After three weeks, the harbour is open.</p></abstract>"""


def nitf(
    body: str = STORY,
    *,
    docdata: str = DOCDATA,
    head: str = "",
    body_head: str = BODY_HEAD,
    status: str = "usable",
) -> str:
    return f"""<nitf xml:lang="en"><head><title>HARBOUR</title>
  <tobject>
  <tobject.subject tobject.subject.type="Economy" tobject.subject.matter="Ports"/></tobject>
  <docdata management-status="{status}">{docdata}</docdata>{head}</head>
  <body><body.head>{body_head}</body.head><body.content>{body}</body.content></body></nitf>"""


def test_every_field_of_nitf(put: Put) -> None:
    assert record_of(put("a.xml", nitf())) == Record(
        id="EPA.1",
        version=3,
        title="Harbour reopens",
        text=TEXT,
        published="20220518T103000+0200",
        updated="20220518T103000+0200",
        outlet="Example Press Agency",
        authors=("Jane Doe",),
        section="Economy",
        language="en",
        rights="© 2022 Example Press Agency; limitations: print",
        metadata={
            "dateline": "Port Town, Exampleland",
            "description": "After three weeks, the harbour is open.",
            "keywords": "ferries, port",
            "note": "Adds ferries",
            "subheadline": "Ferries are back",
            "subjects": "Economy, Ports",
            "urgency": "4",
        },
    )


@pytest.mark.parametrize(
    "body",
    [
        f"<block><p>{FIRST}</p><block><p>{SECOND}</p></block></block>",
        f"<media><media-caption>Ships.</media-caption></media>{STORY}<note type='npa'>x</note>",
        f"<p>Harbour reopens</p>{STORY}",
        f'<block class="lead_paragraph"><p>{FIRST}</p></block>'
        f'<block class="full_text">{STORY}</block>',
        f"<!-- comment --><p><org>The harbour</org>{FIRST[11:]}</p><p>&#160;</p><p>{SECOND}</p>",
    ],
)
def test_the_text_of_nitf_once_and_whole(put: Put, body: str) -> None:
    assert record_of(put("a.xml", nitf(body))).text == TEXT


def test_a_newspaper_s_archive_names_its_own_day_page_and_outlet(put: Put) -> None:
    pubdata = (
        '<pubdata name="The Gazette" date.publication="20220519T000000" '
        'ex-ref="https://example.com/harbour"/><meta name="online_sections" content="Local"/>'
    )
    body_head = (
        '<byline class="print_byline">By Jane Doe</byline>'
        '<byline class="normalized_byline">Doe, J</byline>'
    )
    text = nitf(head=pubdata, body_head=body_head).replace(' tobject.subject.type="Economy"', "")
    record = record_of(put("a.xml", text))
    assert (record.published, record.outlet) == ("20220519", "The Gazette")
    assert (record.url, record.section) == ("https://example.com/harbour", "Local")
    assert (record.title, record.authors) == ("HARBOUR", ("Jane Doe",))


def test_tag_lines_belong_to_the_article(put: Put) -> None:
    end = "</body.content><body.end><tagline>Ann Poe contributed.</tagline></body.end>"
    source = put("a.xml", nitf().replace("</body.content>", end))
    assert record_of(source).text == f"{TEXT}\n\nAnn Poe contributed."


LATER = "20220520T000100+0200"


@pytest.mark.parametrize(
    ("status", "release", "embargo"),
    [
        ("usable", LATER, LATER),
        ("embargoed", LATER, LATER),
        ("embargoed", "", "until further notice"),
        ("usable", "20220518T080000Z", None),
        ("usable", "YYYYMMDD000000-HHMM", None),
    ],
)
def test_an_embargo_is_a_release_after_the_issue(
    put: Put, status: str, release: str, embargo: str | None
) -> None:
    dates = f'<date.issue norm="20220518T103000+0200"/><date.release norm="{release}"/>'
    record = record_of(put("a.xml", nitf(docdata=dates, status=status)))
    assert record.embargo == embargo
    assert record.published == (LATER if release == LATER else "20220518T103000+0200")


@pytest.mark.parametrize(
    ("status", "more"),
    [("canceled", ""), ("withheld", ""), ("usable", '<ed-msg msg-type="kill" info="Kill"/>')],
)
def test_cancelled_nitf_is_withdrawn(put: Put, status: str, more: str) -> None:
    docdata = more + DOCDATA
    record = record_of(put("a.xml", nitf("", docdata=docdata, status=status)))
    assert record == Record(
        id="EPA.1",
        version=3,
        text="",
        published="20220518T103000+0200",
        updated="20220518T103000+0200",
        withdrawn=True,
    )


def test_an_article_may_cancel_another(put: Put) -> None:
    status = 'usable" management-doc-idref="EPA.0" management-idref-status="canceled'
    article, other = read(put("a.xml", nitf(status=status)))
    assert isinstance(article, Record)
    assert isinstance(other, Record)
    assert (article.id, article.withdrawn) == ("EPA.1", False)
    assert (other.id, other.withdrawn) == ("EPA.0", True)


def test_many_nitf_in_a_wrapper(put: Put) -> None:
    first, fault, last = read(put("a.nitf", f"<feed-of>{nitf()}{nitf('')}{nitf()}</feed-of>"))
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert (first.position, last.position, last.where) == (1, 3, "article 3")
    assert fault == Fault("article 2", "no article text in it")


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (nitf(""), "no article text in it"),
        (nitf()[:-9], "not well-formed XML: unclosed token in line"),
        (f'<!DOCTYPE nitf [<!ENTITY x SYSTEM "x">]>{nitf()}', "refused: it declares XML entities"),
    ],
)
def test_nitf_that_cannot_be_read(put: Put, xml: str, expected: str) -> None:
    assert reason(put("a.xml", xml)).startswith(expected)


RITZAU = f"""<RBNews xmlns:i="urn:i"><NewsID>r-1</NewsID>
  <PublishDate>2022-05-18T10:30:00.5</PublishDate>
  <strapline>INDLAND</strapline><headline>Havnen &amp;amp; færgen</headline><subtitle i:nil="true"/>
  <town>København</town><origin>/ritzau/</origin><section>Indland</section><version>2</version>
  <content>&lt;P&gt;{FIRST}&lt;/P&gt;\n&lt;P&gt;&amp;amp;quot;Ja&amp;amp;quot;&lt;/P&gt;</content>
  <Annuleret>false</Annuleret><Korrektion>true</Korrektion><byLine>Jane Doe</byLine></RBNews>"""


def test_every_field_of_ritzau_alone_and_queued(put: Put) -> None:
    record = record_of(put("a.xml", RITZAU))
    assert record == Record(
        id="r-1",
        version=2,
        title="Havnen & færgen",
        text=f'{FIRST}\n\n"Ja"',
        published="2022-05-18T10:30:00.5",
        outlet="Ritzau",
        authors=("Jane Doe",),
        section="Indland",
        metadata={
            "correction": "true",
            "credit": "/ritzau/",
            "dateline": "København",
            "slugline": "INDLAND",
        },
    )
    gone = RITZAU.replace("<Annuleret>false", "<Annuleret>true")
    queue = f"<XMLNewsQueuedResponse xmlns='urn:t'><l>{RITZAU}{gone}</l></XMLNewsQueuedResponse>"
    _, withdrawn = read(put("b.xml", queue))
    assert isinstance(withdrawn, Record)
    assert (withdrawn.id, withdrawn.withdrawn, withdrawn.text) == ("r-1", True, "")


@pytest.mark.parametrize(
    ("byline", "outlet", "authors"),
    [
        ("By Jane Doe", "", ("Jane Doe",)),
        ("Von Jane Doe, epa", "EPA", ("Jane Doe",)),
        ("Jane Doe, Port Correspondent, and Ann Poe", "", ("Jane Doe, and Ann Poe",)),
        ("Doe, Jane", "", ("Doe, Jane",)),
        ("Von Trapp", "", ("Von Trapp",)),
        ("Example Press", "Example Press", ()),
        ("", "", ()),
    ],
)
def test_authors_in_bylines(byline: str, outlet: str, authors: tuple[str, ...]) -> None:
    assert parse_byline(byline, outlet) == authors


def test_small_judgements() -> None:
    assert choose_readable("epa.example", "EPA", None, " Example Press ") == "Example Press"
    assert choose_readable("epa.example", "EPA") == "EPA"
    assert choose_readable("", None) == ""
    assert choose_date("", "YYYYMMDD", "soon", "20220518T000000Z") == "20220518"
    assert choose_date("day 3", None) == "day 3"
    assert is_later("2022-05-18T10:00:00Z", "2022-05-18T11:30:00+02:00")
    assert is_later("2022-05-19", "2022-05-18T11:30:00+02:00")
    assert not is_later("2022-05-19", "soon")
    assert [parse_version(value) for value in ("7", 7, " 7 ", "7.1", "", None, "9" * 30)] == [
        *(7, 7, 7),
        *(None, None, None, None),
    ]
