"""Reuters-21578: stories of the wire as paragraphs, tables as lines, sign-offs gone."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import parse_date
from ingest.readers import registry
from ingest.readers.base import Fault, Record, Source
from ingest.readers.newswire.reuters21578 import join_paragraphs, read
from rag.errors import SourceError

Put = Callable[[str, str | bytes], Source]

BODY = """The harbour reopened on Monday after
three weeks of repairs, the port authority said.
    The first ferries left at dawn for the islands, a non-
executive &lt;Roe> said.
 Reuter
&#3;"""


def story(
    body: str = BODY,
    *,
    number: str = '"7"',
    dateline: str = "    PORT NOWHERE, May 18 - ",
    title: str = "<TITLE>HARBOUR &lt;HBR> REOPENS</TITLE>",
) -> str:
    return f"""<REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" OLDID="9" NEWID={number}>
<DATE>18-MAY-1987 10:30:01.79</DATE>
<TOPICS><D>ship</D><D>trade</D></TOPICS><PLACES><D>usa</D></PLACES><PEOPLE></PEOPLE><ORGS></ORGS>
<UNKNOWN>
&#5;&#5;&#5;C T
u f BC-HARBOUR   05-18 0105</UNKNOWN>
<TEXT>&#2;
{title}
<AUTHOR>    By Jane Doe, Reuters</AUTHOR>
<DATELINE>{dateline}</DATELINE><BODY>{body}</BODY></TEXT>
</REUTERS>
"""


def bare(kind: str, text: str) -> str:
    """A story whose text has no elements."""
    return f'<REUTERS NEWID="8"><TEXT TYPE="{kind}">&#2;\n{text}\n&#3;\n\n</TEXT></REUTERS>\n'


def collection(*stories: str) -> str:
    return '<!DOCTYPE lewis SYSTEM "lewis.dtd">\n' + "".join(stories)


def only(put: Put, *stories: str) -> Record:
    (outcome,) = read(put("reut.sgm", collection(*stories)))
    assert isinstance(outcome, Record)
    return outcome


@pytest.mark.parametrize("name", ["reut2-000.sgm", "reut.sgml.gz", "reut2-000.txt", "reut"])
def test_all_fields(put: Put, name: str) -> None:
    (record,) = registry.read(put(name, collection(story())))
    assert isinstance(record, Record)
    assert record == Record(
        id="reuters21578:7",
        title="HARBOUR <HBR> REOPENS",
        text=(
            "The harbour reopened on Monday after three weeks of repairs, the port authority said."
            "\n\nThe first ferries left at dawn for the islands, a non-executive <Roe> said."
        ),
        published="18-MAY-1987 10:30:01.79",
        outlet="Reuters",
        authors=("By Jane Doe",),
        language="en",
        metadata={
            "topics": "ship, trade",
            "places": "usa",
            "dateline": "PORT NOWHERE, May 18",
            "slug": "HARBOUR",
        },
        position=1,
        where="story 7",
    )
    assert parse_date(record.published) == "1987-05-18T10:30:01.790000"


def test_each_story_has_its_place(put: Put) -> None:
    numbers = [f'"{n}"' for n in range(1, 6)]
    found = list(read(put("a.sgm", collection(*(story(number=number) for number in numbers)))))
    assert [one.where for one in found] == [f"story {n}" for n in range(1, 6)]
    assert [one.position for one in found if isinstance(one, Record)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "sign_off", ["\n Reuter", "\n REUTER...", "\n reuters", "       REUTER", "\nREUTE", ""]
)
@pytest.mark.parametrize("end", ["\n&#3;", "\n", "", "\n&#3;\n\n"])
def test_sign_offs(put: Put, sign_off: str, end: str) -> None:
    assert only(put, story(f"It is open, he told Reuters.{sign_off}{end}")).text == (
        "It is open, he told Reuters."
    )


def test_an_agency_that_is_quoted_is_no_sign_off(put: Put) -> None:
    assert only(put, story("The report came from\nReuters correspondents")).text == (
        "The report came from Reuters correspondents"
    )


def test_a_dateline_that_holds_the_first_words(put: Put) -> None:
    record = only(put, story("inflation plan is late.", dateline='    RIO, May 18 - The "anti- '))
    assert record.text == 'The "anti-inflation plan is late.'
    assert record.metadata["dateline"] == "RIO, May 18"


def test_an_unprocessed_story_begins_with_its_headline(put: Put) -> None:
    record = only(
        put, bare("UNPROC", "HARBOUR REPORT\n    PORT NOWHERE, May 18 - It is\nopen.\n Reuter")
    )
    assert (record.title, record.text) == ("HARBOUR REPORT", "PORT NOWHERE, May 18 - It is open.")


@pytest.mark.parametrize("below", ["Blah blah blah.", ""])
def test_a_flash_is_its_headline(put: Put, below: str) -> None:
    record = only(put, bare("BRIEF", f"******<TITLE>HARBOUR OPENS AT\nNOON\n</TITLE>{below}"))
    assert record.title == record.text == "HARBOUR OPENS AT NOON"


def test_latin_1(put: Put) -> None:
    data = collection(story("Zoë said so.")).encode("latin-1")
    (record,) = read(put("a.sgm", data))
    assert isinstance(record, Record)
    assert record.text == "Zoë said so."


def test_a_story_of_nothing_is_told(put: Put) -> None:
    first, second = read(put("a.sgm", collection(story("", title=""), story())))
    assert first == Fault("story 7", "no text in it")
    assert isinstance(second, Record)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "no Reuters story in it"),
        ("<!DOCTYPE book><book>Words</book>", "no Reuters story in it"),
        (collection(story())[:300], "cut short"),
    ],
)
def test_refused(put: Put, content: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        list(read(put("a.sgm", content)))


def test_stories_before_a_break_are_read(put: Put) -> None:
    outcomes = read(put("a.sgm", collection(story(), story())[:-20]))
    assert isinstance(next(outcomes), Record)
    with pytest.raises(SourceError, match="cut short"):
        next(outcomes)


def test_a_story_that_was_never_closed_costs_no_other(put: Put) -> None:
    unclosed = story().replace("</REUTERS>", "")
    assert len(list(read(put("a.sgm", collection(unclosed, story()))))) == 2


@pytest.mark.parametrize(
    ("wire", "paragraphs"),
    [
        (
            "One line\nand its rest.\n    A second\nparagraph.",
            ["One line and its rest.", "A second paragraph."],
        ),
        (
            "    Figures follow:\n Wheat   2.55   2.40\n Corn    1.35   1.92\n    Those were they.",
            ["Figures follow:", "Wheat   2.55   2.40\nCorn    1.35   1.92", "Those were they."],
        ),
        (
            "Shr 34 cts vs 1.19 dlrs\n    Net 807,000\n    NOTE: Year includes\na gain.",
            ["Shr 34 cts vs 1.19 dlrs\nNet 807,000", "NOTE: Year includes a gain."],
        ),
        (
            " Loans.......N.A. vs....N.A.\n Float.......511 down...320",
            ["Loans.......N.A. vs....N.A.\nFloat.......511 down...320"],
        ),
        (" One table\n\n Another", ["One table", "Another"]),
        ("A  typist's  gaps\nclose.", ["A typist's gaps close."]),
        ("Terms are open -\nfor now. Late--\nlate.", ["Terms are open - for now. Late-- late."]),
        ("", []),
    ],
)
def test_paragraphs(wire: str, paragraphs: list[str]) -> None:
    assert join_paragraphs(wire.split("\n")) == paragraphs


@given(st.lists(st.text(st.sampled_from("ab .-"), max_size=12)))
def test_no_word_is_lost_and_no_order_changed(lines: list[str]) -> None:
    joined = "".join("".join(join_paragraphs(lines)).split())
    assert joined == "".join("".join(lines).split())
