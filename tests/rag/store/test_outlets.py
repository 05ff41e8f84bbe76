"""Outlets under all their names: by spelling, by the hosts of their articles, by the reader."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.search import open_archive
from rag.settings import load_settings
from rag.store.outlets import OutletNames, gather_outlets, make_outlet_key
from tests.helpers.newsroom import Newsroom


@pytest.mark.parametrize(
    "names",
    [
        ("The Week", "theweek.co.uk", "theweek.com", "Week", "www.theweek.co.uk"),
        ("CNN", "cnn.com", "edition.cnn.com", "CNN News"),
        ("BBC", "BBC News", "bbc.co.uk", "news.bbc.co.uk"),
        ("Guardian", "The Guardian", "theguardian.com"),
        ("USA Today", "USA TODAY", "usatoday.com", "college.usatoday.com"),
        ("Le Monde", "lemonde.fr"),
        ("RTÉ", "rte.ie", "RTE News"),
        ("Harbour Notes", "harbournotes.substack.com", "harbour-notes.example"),
    ],
)
def test_spellings_of_one_name_have_one_key(names: Sequence[str]) -> None:
    assert len({make_outlet_key(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Evening News", "Evening"),
        ("Harbour Post", "Harbour Echo"),
        ("ferry.substack.com", "harbour.substack.com"),
        ("The Sunday Times", "The Times"),
        ("co.uk", "com.au"),
        ("!!!", "???"),
    ],
)
def test_two_outlets_have_two(one: str, other: str) -> None:
    assert make_outlet_key(one) != make_outlet_key(other)


HOSTS = {
    "The New York Times": ["nytimes.com"],
    "nytimes.com": ["nytimes.com"],
    "The Guardian": ["theguardian.com"],
    "The Observer": ["theguardian.com"],
    "MailOnline": ["dailymail.co.uk"],
    "Harbour Post": ["yahoo.com"],
    "Port Hallam Echo": ["yahoo.com"],
}


@pytest.fixture(scope="module")
def known() -> OutletNames:
    return gather_outlets(list(HOSTS), HOSTS, [("Old Lady", "The Observer"), ("FT", "nowhere.org")])


@pytest.mark.parametrize(
    ("written", "outlet"),
    [
        ("New York Times", "The New York Times"),
        ("NYT", "The New York Times"),
        ("www.nytimes.com", "The New York Times"),
        ("dailymail.co.uk", "MailOnline"),  # it alone lies there
        ("Daily Mail", "MailOnline"),
        ("theguardian.com", "The Guardian"),  # its own name, whoever else lies there
        ("observer", "The Observer"),
        ("Old Lady", "The Observer"),
        ("PHE", "Port Hallam Echo"),
        ("yahoo.com", None),  # of several outlets, and short for none
        ("phe", None),
        ("FT", None),  # what the reader named is not in the archive
        ("", None),
    ],
)
def test_an_outlet_is_found_by_all_its_names(
    known: OutletNames, written: str, outlet: str | None
) -> None:
    assert known.find_outlet(written) == outlet


def test_one_outlet_under_two_names_is_one(known: OutletNames) -> None:
    assert {known.name_outlet(name) for name in HOSTS} == set(HOSTS) - {"nytimes.com"}
    assert known.name_outlet("Somebody") == "Somebody"
    assert known.list_names(["The New York Times"]) == ("The New York Times", "nytimes.com")


def test_the_reader_may_make_two_outlets_one() -> None:
    known = gather_outlets(["Mail", "MailOnline"], aliases=[("MailOnline", "Mail"), ("M", "Mail")])
    assert known.canonical == {"Mail": "Mail", "MailOnline": "Mail"}
    assert (known.find_outlet("M"), known.initials) == ("Mail", {"M": "Mail"})


@given(st.lists(st.text(), unique=True), st.lists(st.tuples(st.text(), st.text())))
def test_every_name_is_some_outlets(names: list[str], aliases: list[tuple[str, str]]) -> None:
    known = gather_outlets(names, {name: [name] for name in names}, aliases)
    assert set(known.canonical) == set(names)
    for outlet in set(known.canonical.values()):
        listed = known.list_names([outlet])
        assert outlet in listed, "an outlet is called by one of its names"
        assert {known.name_outlet(name) for name in listed} == {outlet}


def test_an_archive_knows_its_outlets_by_their_addresses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Newsroom(tmp_path)
    places = [
        ("The Port Times", "https://www.ptimes.example/a"),
        ("ptimes.example", "https://ptimes.example/b"),
        ("Harbour Post", "http://[broken"),
        ("", "https://nobody.example/c"),
    ]
    room.write_records(
        "news.jsonl",
        *(
            {"id": url, "title": "Ferry", "text": f"It left, {url}.", "outlet": outlet, "url": url}
            for outlet, url in places
        ),
    )
    room.refresh()
    monkeypatch.setenv("CLIPPINGS_OUTLET_ALIASES", "Blue Paper = Harbour Post")
    settings = load_settings(reader="none")
    with open_archive(room.archive, settings=settings, embedder=room.embedder) as archive:
        with archive.snapshot() as catalogue:
            known = catalogue.load_outlets()
        with archive.snapshot() as catalogue:
            assert catalogue.load_outlets() is known
    assert set(known.list_names(["The Port Times"])) == {"The Port Times", "ptimes.example"}
    assert known.find_outlet("blue paper") == "Harbour Post"
