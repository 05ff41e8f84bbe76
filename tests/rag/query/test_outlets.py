"""Outlets in questions: how they are written, when a word names one, and when it tells."""

from datetime import date
from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.query.grounding import ground_request
from rag.query.outlets import find_mentions, find_outlets
from rag.query.parsed import ParsedQuestion
from rag.retrieval.bm25 import extract_search_terms
from rag.store.outlets import gather_outlets
from rag.types import Request
from tests.helpers.newsroom import Newsroom

TODAY = date(2026, 11, 18)
KNOWN = gather_outlets(
    [
        "theweek.co.uk",
        "usatoday.com",
        "CNN",
        "cnn.com",
        "The New York Times",
        "The Sun",
        "Fox News",
    ],
    {"The New York Times": ["nytimes.com"]},
)
CNN = ("CNN", "cnn.com")


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did The Week say about tea?", ("theweek.co.uk",)),
        ("what did the week say about tea?", ("theweek.co.uk",)),
        ("What was in theweek.com on tea?", ("theweek.co.uk",)),
        ("The Week reported what?", ("theweek.co.uk",)),
        ("What did edition.cnn.com say?", CNN),
        ("What does cnn write?", CNN),
        ("What did the NYT find, and nytimes.com?", ("The New York Times",)),
        ("What did USA Today and USA TODAY report?", ("usatoday.com",)),
        ("what did usa today report?", ("usatoday.com",)),
        ("What is happening in the USA today?", ()),
        ("What happened in the week of the vote?", ()),
        ("Who walked at Paris Fashion Week?", ()),
        ("Fashion Week in Milan: who came?", ()),
        ("Who bought Sun Microsystems?", ()),
        ("How hot is the sun?", ()),
        ("Did Fox sue?", ("Fox News",)),
        ("Did a fox bite?", ()),
        ("What do nyt and CNNs mean?", ()),
    ],
)
def test_outlets_however_they_are_written(question: str, named: tuple[str, ...]) -> None:
    assert set(find_outlets(question, KNOWN)) == set(named)


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("According to CNN, who won?", ["won"]),
        ("Who won, according to The New York Times?", ["won"]),
        ("What did The Week say about tea?", ["say", "tea"]),
        ("What did USA Today's coverage of tea say?", ["coverage", "tea", "say"]),
        ("In an article in The New York Times, who won?", ["won"]),
        ("What was said of tea in CNN?", ["said", "tea"]),
        ("Who owns a stake in CNN now?", ["owns", "stake", "cnn"]),
        ("Who left The New York Times?", ["new york times", "left", "new", "york", "times"]),
        ("Who came to a CNN town hall?", ["came", "cnn", "town", "hall"]),
        ("According to CNN, who was fired by CNN?", ["fired", "cnn"]),
    ],
)  # fmt: skip
def test_who_tells_is_no_search_term(question: str, terms: list[str]) -> None:
    asked = ParsedQuestion(question, TODAY, KNOWN)
    assert extract_search_terms(asked) == terms
    assert all(
        mention.outlet in KNOWN.canonical.values() for mention in find_mentions(question, KNOWN)
    )


def test_a_reader_may_choose_an_outlet_by_any_of_its_names(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.write_records(
        "news.jsonl",
        *(
            {"id": name, "title": "Tea", "text": f"Tea, {name} says.", "outlet": name}
            for name in ("The Week", "theweek.co.uk", "CNN")
        ),
    )
    room.refresh()
    with room.open() as archive:
        hits = archive.search("Who says tea?", today=TODAY, outlets=["theweek.com"])
        assert {hit.outlet for hit in hits} == {"The Week", "theweek.co.uk"}
        with archive.snapshot() as catalogue:
            request = Request("Tea?", TODAY, outlets=("week",))
            query = ground_request(request, catalogue)
            assert query.hard_outlets
            assert set(query.outlets) == {"The Week", "theweek.co.uk"}
            refused = Request("Tea?", TODAY, outlets=("CNN", "The Times"))
            with pytest.raises(UsageError, match="no outlet 'The Times'"):
                ground_request(refused, catalogue)


def test_that_an_outlet_reported_is_no_content() -> None:
    known = gather_outlets(["Aldervane Ledger"])
    asked = ParsedQuestion("What did the Aldervane Ledger report about tea?", TODAY, known)
    assert list(asked.content.values()) == ["tea"]
    assert "report" in ParsedQuestion("Who wrote the report on tea?", TODAY, known).content
