"""PDFs: columns in their order, whole words and paragraphs, and nothing that is no part of it."""

from collections.abc import Callable

import pytest

from ingest.readers.base import Fault, Record, Source
from ingest.readers.pdf import reader
from ingest.readers.registry import read
from rag.errors import SourceError
from tests.helpers.pdf_files import Text, column, pdf

Put = Callable[[str, str | bytes], Source]

ONE = [  # lines of one paragraph
    "The harbour reopened on Monday after three",
    "weeks of repairs, the authority said in a note",
    "to shipping companies and fishing crews.",
]
TWO = [
    "\tThe first ferries left at dawn for the islands,",
    "carrying 240 people and their cars, and they",
    "came back full before noon, as was hoped.",
]
THREE = [
    "\tTraders in the old town had complained of the",
    "empty streets since the quay was closed, and",
    "of deliveries that had to take the long road.",
]


FOUR = [f"\t{ONE[0]}", *ONE[1:]]  # the first again, indented as paragraphs after others are


def whole(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines)


TEXT = "\n\n".join(map(whole, (ONE, TWO, THREE)))
HEADLINE = Text(60, 760, "Harbour reopens after repairs", 24)


def record_of(put: Put, *pages: list[Text], **options: object) -> Record:
    info = {name: str(value) for name, value in options.items()}
    (record,) = read(put("a.pdf", pdf(pages, info)))
    assert isinstance(record, Record)
    return record


def test_one_column(put: Put) -> None:
    record = record_of(put, [HEADLINE, *column(60, 700, ONE + TWO + THREE)])
    assert (record.title, record.text, record.published) == (HEADLINE.text, TEXT, None)


@pytest.mark.parametrize("order", [1, -1, 0])
def test_columns_in_whatever_order_the_file_has_them(put: Put, order: int) -> None:
    lines = [
        *column(60, 700, ONE + TWO),
        *column(320, 700, THREE + FOUR),
    ]
    if order == 0:  # row by row, across both
        lines.sort(key=lambda line: (-line.y, line.x))
    record = record_of(put, [HEADLINE, *(lines if order >= 0 else reversed(lines))])
    assert record.text == f"{TEXT}\n\n{whole(ONE)}"


def test_three_columns_below_a_standfirst_and_above_a_note(put: Put) -> None:
    narrow = [line[:24].strip() for line in ONE + ONE]
    columns = [line for x in (60, 220, 380) for line in column(x, 660, narrow)]
    standfirst = Text(
        60, 700, "Ferries sail again, and the old town hopes for its trade to return."
    )
    note = Text(60, 560, "This text was written by the newsroom of the coast and by two agencies.")
    record = record_of(put, [HEADLINE, standfirst, *columns, note])
    assert record.text.startswith(standfirst.text)
    assert record.text.endswith(note.text)
    middle = record.text[len(standfirst.text) : -len(note.text)].split()
    assert middle == " ".join(narrow * 3).split()


def test_a_table_is_read_row_by_row(put: Put) -> None:
    cells = [
        ("Quay", "Depth"),
        ("North", "9 m"),
        ("South", "7 m"),
        ("East", "5 m"),
        ("West", "4 m"),
    ]
    rows = [
        Text(x, 640 - 13 * number, text)
        for number, row in enumerate(cells)
        for x, text in zip((60, 200), row, strict=True)
    ]
    text = record_of(put, [HEADLINE, *column(60, 700, ONE), *rows]).text
    assert "North 9 m" in text
    assert "South 7 m" in text


@pytest.mark.parametrize(
    ("end", "start", "joined"),
    [
        ("repub-", "lic was proclaimed", "the republic was proclaimed"),
        ("well-", "known quay was closed", "the well-known quay was closed"),
        ("Anglo-", "French treaty was signed", "the Anglo-French treaty was signed"),
        ("1914-", "1918 war memorial", "the 1914-1918 war memorial"),
        ("timeta-", "ble and the time-table", "the timetable and the time-table"),
        ("time-", "table as the time-table", "the time-table as the time-table"),
        ("repub\xad", "lic was proclaimed", "the republic was proclaimed"),
    ],
)
def test_words_parted_at_the_end_of_a_line(put: Put, end: str, start: str, joined: str) -> None:
    filler = "It was said in the town on Monday that the"
    lines = [f"{filler} {end}", f"{start} for all to see here"]
    assert joined in record_of(put, [HEADLINE, *column(60, 700, lines)]).text


def test_a_paragraph_that_goes_on_in_the_next_column_and_on_the_next_page(put: Put) -> None:
    left = column(60, 700, ONE + TWO[:2])
    right = column(320, 700, TWO[2:] + THREE + FOUR[:1])
    record = record_of(put, [HEADLINE, *left, *right], column(60, 700, FOUR[1:]))
    assert record.text == f"{TEXT}\n\n{whole(ONE)}"


def test_running_heads_and_page_numbers(put: Put) -> None:
    def page(number: int, lines: list[str]) -> list[Text]:
        head = Text(60, 800, f"THE COAST GAZETTE   Page {number}", 8)
        return [head, *column(60, 700, lines), Text(290, 40, f"– {number} –", 8)]

    pages = [[HEADLINE, *page(1, ONE)], page(2, TWO), page(3, THREE)]
    assert record_of(put, *pages).text == TEXT


def test_an_initial_of_several_lines(put: Put) -> None:
    lines = column(
        90, 700, ["he harbour reopened on Monday after", "three weeks of repairs, they said."]
    )
    more = column(60, 674, ["The ferries left at dawn for the islands, as was hoped."])
    text = record_of(put, [HEADLINE, Text(60, 687, "T", 32), *lines, *more]).text
    assert text.startswith("The harbour reopened on Monday after three weeks")


def test_the_headline_is_the_biggest_type_or_what_the_title_says(put: Put) -> None:
    masthead = Text(60, 810, "The Coast Gazette", 30)
    body = column(60, 700, ONE)
    assert record_of(put, [HEADLINE, *body], Title="report_v2.docx").title == HEADLINE.text
    assert record_of(put, [masthead, HEADLINE, *body], Title=HEADLINE.text).title == HEADLINE.text
    assert record_of(put, body, Title="Harbour report").title == "Harbour report"
    assert record_of(put, body, Title="Microsoft Word - report.docx").title == ""


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("18 May 2022", "18 May 2022"),
        ("Press release, May 18, 2022", "May 18, 2022"),
        ("NORTHPORT, 18 May 2022 – The harbour reopened, the authority said.", "18 May 2022"),
        ("Wednesday 18.05.2022, No. 114", "18.05.2022"),
        ("The quay was closed on 18 May 2022 because of the storm that came from the north.", None),
        ("Effective 18 May 2022", None),
        ("18 May 2022 / 19 May 2022", None),
        ("May 2022", None),
        ("31 February 2022", None),
    ],
)
def test_a_date_at_the_top_of_page_one(put: Put, line: str, published: str | None) -> None:
    record = record_of(put, [HEADLINE, Text(60, 730, line), *column(60, 700, ONE)])
    assert record.published == published
    assert record.published_from == ("the document's first page" if published else "")


def test_when_the_file_was_made_is_not_when_it_was_published(put: Put) -> None:
    info = {"CreationDate": "D:20220518083000+02'00'", "Author": "jdoe"}
    record = record_of(put, [HEADLINE, *column(60, 700, ONE)], **info)
    assert (record.published, record.authors) == (None, ())
    assert record.metadata == {"created": "2022-05-18", "document_author": "jdoe", "pages": "1"}


def test_a_byline_and_an_embargo(put: Put) -> None:
    top = [
        Text(60, 790, "EMBARGOED UNTIL 00:01 GMT, 19 May 2022"),
        HEADLINE,
        Text(60, 735, "By Jane Doe and John Roe"),
    ]
    record = record_of(put, [*top, *column(60, 700, ONE)])
    assert record.authors == ("Jane Doe and John Roe",)
    assert record.embargo == "00:01 GMT, 19 May 2022"
    assert record.published is None
    assert "Jane Doe" not in record.text


@pytest.mark.parametrize(
    "hidden",
    [
        Text(60, 650, "SECRET words that nobody saw.", before="1 g"),
        Text(60, 650, "SECRET words that nobody saw.", before="3 Tr"),
        Text(60, 650, "SECRET words that nobody saw.", 1),
        Text(700, 650, "SECRET words that nobody saw."),
    ],
)
def test_what_no_reader_sees(put: Put, hidden: Text) -> None:
    assert record_of(put, [HEADLINE, *column(60, 700, ONE), hidden]).text == whole(ONE)


def test_white_words_on_a_dark_ground_are_seen(put: Put) -> None:
    box = Text(60, 600, "Ferries sail again from today.", before="0 g 50 590 300 30 re f 1 g")
    assert box.text in record_of(put, [HEADLINE, *column(60, 700, ONE), box]).text


def test_words_across_the_margin_are_no_part_of_the_text(put: Put) -> None:
    stamp = Text(0, 0, "Printed by the library", before="0 1 -1 0 20 300 cm")
    assert record_of(put, [HEADLINE, *column(60, 700, ONE), stamp]).text == whole(ONE)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_pages_that_are_turned(put: Put, turn: int) -> None:
    matrix = {0: "", 90: "0 1 -1 0 595 0 cm", 180: "-1 0 0 -1 595 842 cm", 270: "0 -1 1 0 0 842 cm"}
    lines = [HEADLINE, *column(60, 700, ONE + TWO)]
    turned = [line._replace(y=line.y - 300, before=matrix[turn]) for line in lines]
    (record,) = read(put("a.pdf", pdf([turned], turn=turn)))
    assert isinstance(record, Record)
    assert (record.title, record.text) == (HEADLINE.text, f"{whole(ONE)}\n\n{whole(TWO)}")


def test_pages_without_text_are_named(put: Put) -> None:
    record = record_of(put, [HEADLINE, *column(60, 700, ONE)], [], column(60, 700, TWO))
    assert record.metadata["pages_without_text"] == "2"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf([[]]), "no text in it: a scan"),
        (pdf([[HEADLINE]], locked=True), "encrypted"),
        (pdf([[HEADLINE]])[:300], "cut short"),
        (b"%PDF-1.4\nnothing at all\n%%EOF", "not a sound PDF"),
        (
            pdf([[Text(60, 700, "\x01\x02\x03\x04\x05\x06\x07")]]),
            r"no text in it|fonts do not tell",
        ),
    ],
)
def test_pdfs_that_cannot_be_read(put: Put, data: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        list(read(put("a.pdf", data)))


@pytest.mark.parametrize(
    ("limit", "least"), [("MAX_PAGES", 1), ("MAX_LETTERS", 50), ("MAX_SECONDS", -1)]
)
def test_pdfs_that_are_too_much(
    put: Put, monkeypatch: pytest.MonkeyPatch, limit: str, least: int
) -> None:
    monkeypatch.setattr(reader, limit, least)
    with pytest.raises(SourceError, match=r"more than|too much"):
        list(read(put("a.pdf", pdf([column(60, 700, ONE), column(60, 700, TWO)]))))


def test_a_page_that_is_broken_is_told_and_the_others_are_read(put: Put) -> None:
    data = pdf([[HEADLINE, *column(60, 700, ONE)], column(60, 700, TWO)])
    spoilt = data.replace(b"6 0 obj\n<< /Type /Page ", b"6 0 obj\n<< /Type /Nope ")
    outcomes = list(read(put("a.pdf", spoilt)))
    assert isinstance(outcomes[0], Record)
    assert whole(ONE) in outcomes[0].text
    assert all(isinstance(one, Fault) for one in outcomes[1:])


def test_a_pdf_by_another_name(put: Put) -> None:
    (record,) = read(put("release.bin", pdf([[HEADLINE, *column(60, 700, ONE)]])))
    assert isinstance(record, Record)
    assert record.text == whole(ONE)
