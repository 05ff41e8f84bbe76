"""Exports: what people read, what programs parse_export, and that hostile words stay words."""

import json
import re
from dataclasses import replace

import pytest

from rag.errors import UsageError
from rag.export.clipboard import write_plain_text
from rag.export.csl import write_csl_json
from rag.export.formats import FORMATS
from rag.export.html_page import write_html
from rag.export.json_object import write_json
from rag.export.markdown import write_markdown
from rag.export.parse import parse_export
from rag.export.person_names import make_csl_name
from rag.export.records import Export, hash_sentence
from rag.types import Answer
from tests.helpers.export_samples import ASKED, HOSTILE, export_of, quoting
from tests.helpers.exported_page import Page
from tests.helpers.page_samples import ANSWER, BROKEN_OFF, COST, TOLLS


def test_the_hash_is_the_sentences_own() -> None:
    assert hash_sentence("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert hash_sentence("café") != hash_sentence("cafe\u0301"), "no character is taken for another"


def test_markdown_reads_as_an_answer_with_its_references() -> None:
    text = write_markdown(export_of(ANSWER))
    assert "# Answers from Fjord archive\n\nAsked on 25 Nov 2026." in text
    assert "## 1. What did it cost?" in text
    assert (
        "*Written by qwen3:4b-instruct; 1 of 3 sentences supported · 1 weak · "
        "1 not in the sources.*" in text
    )
    assert "It cost 611 million crowns. [1] It opened in June. [2] The queen came. \\[9\\]" in text
    assert "- Weakly supported: “It opened in June.” The source says May." in text
    assert "- \\[…\\] stands for a sentence that is not in the sources." in text
    assert (
        "[1] **The bridge opens**. Harbour Post, Ida Moor, 4 May 2026."
        " <https://www.harbourpost.example/bridge>\n\n> It cost 611 million crowns.\n\n"
        f"From article a1, characters {COST.start}–{COST.end}, SHA-256 of the sentence"
        f" {hash_sentence(COST.sentence)}." in text
    )


def test_each_answer_keeps_its_own_numbers() -> None:
    declined = replace(quoting(TOLLS), mode="declined", text="The archive does not say. [2]")
    export = export_of(ANSWER, BROKEN_OFF, declined)
    text = write_markdown(export)
    assert re.findall(r"^#+ .*$", text, re.MULTILINE) == [
        "# Answers from Fjord archive",
        "## 1. What did it cost?",
        "### References",
        "## 2. What did it cost?",
        "### References",
        "### What the sources themselves say",
        "### References",
        "## 3. What of The bridge opens?",
        "### Nearest passages",
    ]
    places = [(record.answer, record.n) for record in export.list_records()]
    assert places == [("1", 1), ("1", 2), ("2", 1), ("2-instead", 1), ("2-instead", 2), ("3", 2)]
    ids = Page(write_html(export)).ids
    assert {f"source-{answer}-{n}" for answer, n in places} <= set(ids)


def test_numbers_link_to_references_and_back() -> None:
    twice = replace(ANSWER, text="It cost much. [1] Really. [1]", claims=())
    links = Page(write_html(export_of(twice))).links
    assert links == [
        "#source-1-1", "#source-1-1", "#use-1-1-1", "#use-1-1-2",
        "https://www.harbourpost.example/bridge", "https://www.harbourpost.example/bridge",
    ]  # fmt: skip


def test_a_page_needs_nothing_else_and_may_load_nothing() -> None:
    html = write_html(export_of())
    assert "default-src 'none'" in html
    assert not re.search(r"<script|<link|\bsrc=|url\(|@import", html)


def test_csl_has_an_item_for_each_article() -> None:
    other = replace(TOLLS, title="The bridge is open")
    items = json.loads(write_csl_json(export_of(ANSWER, quoting(replace(other, n=1)))))
    assert [item["id"] for item in items] == ["a1", "a1#2"], "a changed headline is another item"
    first = items[0]
    assert first["author"] == [{"family": "Moor", "given": "Ida"}]
    assert first["issued"] == {"date-parts": [[2026, 5, 4]]}
    assert first["accessed"] == {"date-parts": [[2026, 11, 25]]}
    assert (first["title"], first["container-title"]) == ("The bridge opens", "Harbour Post")
    assert first["note"].count("\n") == 1
    assert COST.sentence in first["note"]


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Ida Moor", {"family": "Moor", "given": "Ida"}),
        ("Moor, Ida", {"family": "Moor", "given": "Ida"}),
        ("Martha C. White", {"family": "White", "given": "Martha C."}),
        ("J. R. R. Nolde", {"family": "Nolde", "given": "J. R. R."}),
        ("Seán Federico-O'Murchú", {"family": "Federico-O'Murchú", "given": "Seán"}),
        (
            "Jan van der Berg",
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
        ),
        ("Sam Hill Jr.", {"family": "Hill", "given": "Sam", "suffix": "Jr."}),
        ("Sam Hill, Jr.", {"family": "Hill", "given": "Sam", "suffix": "Jr."}),
        ("Kestria News Agency", {"literal": "Kestria News Agency"}),
        ("Reuters", {"literal": "Reuters"}),
        ("Opinion James Nixey", {"literal": "Opinion James Nixey"}),
        ("Ida Moor and Ole Lund", {"literal": "Ida Moor and Ole Lund"}),
        ("Anna Bo Carl Dan Eve Fox", {"literal": "Anna Bo Carl Dan Eve Fox"}),
        ("毛泽东", {"literal": "毛泽东"}),
        ("김 철수", {"literal": "김 철수"}),
        ("ida@harbourpost.example", {"literal": "ida@harbourpost.example"}),
        ("van", {"literal": "van"}),
    ],
)
def test_bylines_are_names_where_they_are(author: str, name: dict[str, str]) -> None:
    assert make_csl_name(author) == name


def test_the_clipboard_has_the_answer_its_references_and_its_doubts() -> None:
    assert write_plain_text(ANSWER) == (
        "It cost 611 million crowns. [1] It opened in June. [2] The queen came. [9]\n\n"
        "[1] The bridge opens. Harbour Post, Ida Moor, 4 May 2026."
        " https://www.harbourpost.example/bridge\n    “It cost 611 million crowns.”\n"
        "[2] The bridge opens. Harbour Post, Ida Moor, 4 May 2026."
        " https://www.harbourpost.example/bridge\n    “Tolls are not planned.”\n\n"
        "Weakly supported: “It opened in June.” The source says May.\n\n"
        "[…] stands for a sentence that is not in the sources.\n\n"
        "Written by qwen3:4b-instruct; 1 of 3 sentences supported · 1 weak · 1 not in the sources."
    )
    assert "What the sources themselves say:" in write_plain_text(BROKEN_OFF)


def test_an_altered_sentence_does_not_fit_its_hash() -> None:
    values = json.loads(write_json(export_of(ANSWER)))
    values["answers"][0]["citations"][0]["sentence"] = "It cost 711 million crowns."
    assert [record.fits for record in parse_export(json.dumps(values)).records] == [False, True]


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", "[" * 100_000, '{"clippings": 2, "answers": [3]}', "9" * 5000]
)
def test_what_is_no_json_export_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"no export of Clippings|another version"):
        parse_export(text)
    assert parse_export('{"clippings": 1, "answers": [3]}').records == []


def test_an_answer_that_cites_nothing_is_exported() -> None:
    nothing = Answer("Who?", "Who?", "declined", "The archive does not say.")
    export = Export((nothing,), ASKED, HOSTILE[0])
    for name in ("markdown", "html", "json"):
        assert parse_export(FORMATS[name].write(export)).records == []
    assert json.loads(write_csl_json(export)) == []
