"""NewsML 1: every field, embargoes, withdrawals, several texts and several articles in an item."""

import base64
from collections.abc import Callable

import pytest

from ingest.readers.base import Record, Source
from ingest.readers.registry import read
from tests.helpers.reading import reason, record_of

Put = Callable[[str, str | bytes], Source]

FIRST = "The harbour reopened on Monday after three weeks of repairs."
SECOND = "The first ferries left at dawn."
STORY = f"<p>{FIRST}</p><p>{SECOND}</p>"
TEXT = f"{FIRST}\n\n{SECOND}"

UNTIL = "20220520T000100+0200"
MANAGEMENT = """<NewsItemType FormalName="News"/><FirstCreated>20220518T103000+0200</FirstCreated>
  <ThisRevisionCreated>20220518T114500+0200</ThisRevisionCreated><Status FormalName="{}"/>"""
LINES = """<HeadLine>Harbour reopens</HeadLine><SubHeadLine>Ferries are back</SubHeadLine>
  <ByLine>By Jane Doe, EPA</ByLine><DateLine>Port Town, May 18 (EPA)</DateLine>
  <CopyrightLine>(c) 2022 EPA</CopyrightLine><SlugLine>HARBOUR</SlugLine>"""


def content(data: str, kind: str = "Text") -> str:
    return (
        f'<NewsComponent><ContentItem><MediaType FormalName="{kind}"/>'
        f"<DataContent>{data}</DataContent></ContentItem></NewsComponent>"
    )


def newsml1(contents: str = content(STORY), management: str = MANAGEMENT.format("Usable")) -> str:
    return f"""<NewsML><NewsItem><Identification><NewsIdentifier>
  <ProviderId>epa.example</ProviderId><DateId>20220518</DateId><NewsItemId>H7</NewsItemId>
  <RevisionId PreviousRevision="1" Update="N">2</RevisionId>
  <PublicIdentifier>urn:newsml:epa.example:20220518:H7:2</PublicIdentifier></NewsIdentifier>
  </Identification><NewsManagement>{management}</NewsManagement>
  <NewsComponent><NewsLines>{LINES}</NewsLines><AdministrativeMetadata>
  <Provider><Party FormalName="EPA"/></Provider></AdministrativeMetadata><DescriptiveMetadata>
  <Language FormalName="en"/><Location><Property FormalName="City" Value="Port Town"/></Location>
  </DescriptiveMetadata>{contents}</NewsComponent></NewsItem></NewsML>"""


def test_every_field_of_newsml_1(put: Put) -> None:
    assert record_of(put("a.xml", newsml1())) == Record(
        id="urn:newsml:epa.example:20220518:H7",
        version=2,
        title="Harbour reopens",
        text=TEXT,
        published="20220518T103000+0200",
        updated="20220518T114500+0200",
        outlet="EPA",
        authors=("Jane Doe",),
        language="en",
        rights="(c) 2022 EPA",
        metadata={
            "dateline": "Port Town, May 18 (EPA)",
            "located": "Port Town",
            "slugline": "HARBOUR",
            "subheadline": "Ferries are back",
        },
    )


PACKED = base64.b64encode(TEXT.encode()).decode()


@pytest.mark.parametrize(
    "contents",
    [
        content(f"<nitf><body><body.content>{STORY}</body.content></body></nitf>"),
        content(f"<html><head><title>x</title></head><body>{STORY}</body></html>"),
        content(f"<body><body.head>x</body.head><body.content>{STORY}</body.content></body>"),
        content(f"\n   {FIRST}\n\n   {SECOND}\n"),
        content(f"<p>{FIRST}</p>") + content(f"<p>{SECOND}</p>"),
        content(STORY) + content(STORY),
        content(STORY) + content("<p>A ship.</p>", "Photo"),
        '<NewsComponent><Role FormalName="Caption"/><ContentItem><DataContent><p>A ship.</p>'
        f"</DataContent></ContentItem></NewsComponent>{content(STORY)}",
        f"<NewsComponent EquivalentsList='yes'>{content(STORY)}{content('x')}</NewsComponent>",
        '<ContentItem><Encoding Notation="Base64"><DataContent>'
        f"{PACKED}</DataContent></Encoding></ContentItem>",
    ],
)  # fmt: skip
def test_the_text_of_newsml_1_once_and_whole(put: Put, contents: str) -> None:
    assert record_of(put("a.xml", newsml1(contents))).text == TEXT


def test_components_with_headlines_of_their_own_are_articles(put: Put) -> None:
    other = content("<p>The island waited.</p>").replace(
        "<ContentItem>", "<NewsLines><HeadLine>Island life</HeadLine></NewsLines><ContentItem>"
    )
    found = read(put("a.xml", newsml1(content(STORY) + other)))
    told = [(one.id, one.title, one.text) for one in found if isinstance(one, Record)]
    id_ = "urn:newsml:epa.example:20220518:H7"
    assert told == [
        (id_, "Harbour reopens", TEXT),
        (f"{id_}#2", "Island life", "The island waited."),
    ]


def test_newsml_1_under_an_embargo_and_withdrawn(put: Put) -> None:
    will_change = f"""<StatusWillChange><FutureStatus FormalName="Usable"/>
      <DateAndTime>{UNTIL}</DateAndTime></StatusWillChange>"""
    embargoed = MANAGEMENT.format("Embargoed")
    record = record_of(put("a.xml", newsml1(management=embargoed + will_change)))
    assert (record.embargo, record.published) == (UNTIL, UNTIL)
    assert record_of(put("b.xml", newsml1(management=embargoed))).embargo == "until further notice"
    for management in (
        MANAGEMENT.format("Canceled"),
        f'{MANAGEMENT.format("Usable")}<Instruction FormalName="Delete"/>',
    ):
        record = record_of(put("c.xml", newsml1("", management)))
        assert (record.withdrawn, record.text, record.version) == (True, "", 2)
        assert record.id == "urn:newsml:epa.example:20220518:H7"


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        (content("<p>A ship.</p>", "Photo"), "photo without an article's text"),
        ("", "no article text in it"),
        ("</NewsComponent><Update/><NewsComponent>", "an update of parts of an article"),
    ],
)
def test_newsml_1_without_an_article(put: Put, contents: str, expected: str) -> None:
    assert reason(put("a.xml", newsml1(contents))).startswith(expected)
