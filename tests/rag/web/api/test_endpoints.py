"""What other programs may ask the page, through Gradio's own client and through an MCP client."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client

from rag.retrieval.search import Archive
from rag.web.api.parameters import MOST_PASSAGES
from rag.web.security.content_policy import POLICY
from tests.helpers.asking import OVER, STRIKE, WAGES
from tests.helpers.calling import WAYS, Call, Refused
from tests.helpers.page_program import serving

FUNCTIONS = {"ask", "search_passages", "read_article", "archive_status", "list_outlets"}


@pytest.fixture(scope="module")
def address(sample_archive: Path) -> Iterator[str]:
    with serving(sample_archive, "--mcp", model="none") as address:
        yield address


@pytest.fixture(scope="module", params=WAYS)
def call(request: pytest.FixtureRequest, address: str) -> Call:
    return WAYS[request.param](address)


def test_an_answer_cites_sentences_that_stand_where_it_says(call: Call) -> None:
    answer = call("ask", question=STRIKE)
    assert list(answer) == [
        "question", "asked_as", "mode", "text", "claims", "citations", "window", "scope", "best",
        "articles", "glosses", "superseded", "figures", "model", "complete", "warnings", "timings",
        "tokens",
    ]  # fmt: skip
    assert (answer["question"], answer["mode"]) == (STRIKE, "extractive")
    assert "[1]" in answer["text"]
    assert {claim["support"] for claim in answer["claims"]} == {"supported"}
    assert {OVER, WAGES} & {one["sentence"] for one in answer["citations"]}
    for one in answer["citations"]:
        text = call("read_article", article_id=one["article_id"])["text"]
        assert text[one["start"] : one["end"]] == one["sentence"]


def test_an_answer_keeps_to_the_limits_that_were_given(call: Call) -> None:
    outlet = call("list_outlets")["outlets"][0]["name"]
    days = {"from_date": "2026-05-01", "to_date": "2026-05-31"}
    answer = call("ask", question=STRIKE, outlets=[outlet], model="none", **days)
    assert answer["window"] == {
        "from": "2026-05-01", "to": "2026-05-31", "why": "from 2026-05-01 to 2026-05-31"
    }  # fmt: skip
    assert {one["outlet"] for one in answer["citations"]} == {outlet}
    found = call("search_passages", question=STRIKE, k=50, outlets=[outlet], **days)["passages"]
    assert {one["outlet"] for one in found} == {outlet}
    assert {one["published"][:7] for one in found} == {"2026-05"}


def test_an_answer_as_of_a_day_from_so_many_sources(call: Call) -> None:
    answer = call("ask", question="What will the bridge cost?", as_of="2025-12-31", sources=2)
    assert 1 <= len(answer["citations"]) <= 2
    assert all(one["published"] < "2026" for one in answer["citations"])
    assert "Only articles published by 31 Dec 2025 count" in " ".join(answer["warnings"])


def test_what_last_week_means_is_counted_from_the_day_given(call: Call) -> None:
    asked = {"question": "What was reported last week?"}
    assert call("ask", **asked)["window"]["from"] == "2026-10-19"
    assert call("ask", today="2026-05-27", **asked)["window"]["from"] == "2026-05-18"


def test_passages_stand_where_they_say(call: Call) -> None:
    passages = call("search_passages", question=STRIKE, k=3)["passages"]
    assert len(passages) == 3
    assert [one["score"] for one in passages] == sorted(
        (one["score"] for one in passages), reverse=True
    )
    for one in passages:
        text = call("read_article", article_id=one["article_id"])["text"]
        assert text[one["start"] : one["end"]] == one["text"]


def test_of_too_many_passages_there_come_as_many_as_may(call: Call) -> None:
    found = call("search_passages", question="the", k=10**12)["passages"]
    assert len(found) == MOST_PASSAGES


def test_an_article_has_its_text_copies_and_versions(call: Call, sample: Archive) -> None:
    for known in sample.articles():
        read = call("read_article", article_id=known.id)
        assert (read["id"], read["text"], read["title"]) == (known.id, known.text, known.title)
        assert read["authors"] == list(known.authors)
        assert read["copies"] == [one.id for one in sample.copies(known.id) if one.id != known.id]
        assert read["versions"] == sample.versions(known.id)
        if read["copies"]:
            return
    pytest.fail("the sample archive has copies of a story")


def test_the_status_tells_figures_but_not_where_the_archive_lies(
    call: Call, sample: Archive
) -> None:
    status, known = call("archive_status"), sample.status()
    assert status["articles"] == known.articles
    assert status["passages"] == known.passages
    assert status["last_day"] == "2026-10-28"
    assert status["outlets"] == known.outlets
    assert sum(status["years"].values()) + status["undated"] == known.articles
    assert status["model"]["name"] == "none"
    assert str(sample.folder) not in json.dumps(status)


def test_outlets_come_with_their_articles(call: Call, sample: Archive) -> None:
    listed = call("list_outlets")["outlets"]
    assert {one["name"]: one["articles"] for one in listed} == sample.status().outlets


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("ask", {"question": " \n "}, "Write a question first"),
        ("ask", {"question": "\x00\x1b\u200d"[:2]}, "Write a question first"),
        ("ask", {"question": "why " * 501}, "2,000 characters"),
        ("ask", {"question": STRIKE, "today": "yesterday"}, "today is not a day"),
        ("ask", {"question": STRIKE, "from_date": "2026-02-30"}, "from_date is not a day"),
        ("ask", {"question": STRIKE, "to_date": "2026W101x"}, "to_date is not a day"),
        (
            "ask",
            {"question": STRIKE, "from_date": "2026-06-01", "to_date": "2026-05-01"},
            "exchange",
        ),
        ("ask", {"question": STRIKE, "outlets": ["No such Post"]}, "no outlet 'No such Post'"),
        ("ask", {"question": STRIKE, "outlets": ["x"] * 101}, "100 at most"),
        ("ask", {"question": STRIKE, "model": "openai:gpt-5"}, "not a model of the Ollama server"),
        ("ask", {"question": STRIKE, "model": "x\r\nHost: y"}, "control characters"),
        ("search_passages", {"question": ""}, "Write a question first"),
        ("search_passages", {"question": STRIKE, "k": 0}, "whole number from 1 to 50"),
        ("search_passages", {"question": STRIKE, "k": -(10**30)}, "whole number from 1 to 50"),
        ("read_article", {"article_id": ""}, "no article of that id"),
        ("read_article", {"article_id": "/etc/passwd"}, "no article of that id"),
        ("read_article", {"article_id": "../" * 9 + "etc/passwd"}, "no article of that id"),
        ("read_article", {"article_id": "file:///etc/passwd"}, "no article of that id"),
        ("read_article", {"article_id": "catalogue.sqlite"}, "no article of that id"),
        ("read_article", {"article_id": "' OR 1=1 --"}, "no article of that id"),
        ("read_article", {"article_id": "svg-168\x00"}, "control characters"),
        ("read_article", {"article_id": "x" * 3000}, "too long"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(
    call: Call, name: str, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(Refused, match=message) as refused:
        call(name, **arguments)
    assert "Traceback" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("ask", {"question": {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}}),
        ("ask", {"question": STRIKE, "outlets": "Harbour Post"}),
        ("ask", {"question": STRIKE, "outlets": [{"a": 1}]}),
        ("ask", {"question": STRIKE, "model": 7}),
        ("search_passages", {"question": STRIKE, "k": "ten"}),
        ("search_passages", {"question": STRIKE, "k": True}),
        ("search_passages", {"question": STRIKE, "from_date": 20260501}),
        ("read_article", {"article_id": ["svg-168"]}),
        ("read_article", {"article_id": "svg-168", "path": "/etc/passwd"}),
        ("read_article", {}),
        ("save", {"article_id": "svg-168"}),
    ],
)
def test_values_of_another_kind_and_unknown_names_are_refused(
    call: Call, name: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(Refused) as refused:
        call(name, **arguments)
    assert "Traceback" not in str(refused.value)
    assert "root:" not in str(refused.value)


def test_half_a_character_and_control_characters_do_no_harm(call: Call) -> None:
    answer = call("ask", question=f"\x00{STRIKE}\x1b[2J \u202e <script>")
    assert answer["question"] == f"{STRIKE} [2J \u202e <script>"


def test_the_api_names_its_endpoints_and_nothing_else(address: str) -> None:
    info = Client(address, verbose=False).view_api(return_format="dict", print_info=False)
    assert isinstance(info, dict)
    assert {name.strip("/") for name in info["named_endpoints"]} == FUNCTIONS
    assert info["unnamed_endpoints"] == {}
    for endpoint in info["named_endpoints"].values():
        assert len(endpoint["description"]) > 60


def test_all_that_is_served_carries_the_policy(address: str) -> None:
    for path in ("health", "mcp", "config"):
        assert httpx.get(address + path).headers["content-security-policy"] == POLICY
