"""Where sources come from: copies of one story counted as one, sentences that were corrected."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.provenance import (
    UNKNOWN,
    SentenceChange,
    diff_wordings,
    find_earlier_wording,
    find_rewording,
    format_outlets,
    list_other_outlets,
    read_history,
    trace_provenance,
)
from rag.retrieval.search import Archive
from rag.store.catalogue import Catalogue
from rag.store.syndication import Revision
from rag.types import Answer, Article, Citation
from tests.helpers.doubles import noon
from tests.helpers.newsroom import SEEN, Newsroom

WIRE = (
    "A ferry with 140 people on board ran aground near Brannock Head on Tuesday evening. "
    "Lifeboats from three stations took all of them off before midnight, the coastguard said. "
    "Nobody was hurt. The ferry had left Port Hallam at 5.40 p.m. in thick fog, and its radar "
    "had been repaired only a week before. The company said that 12 crossings were cancelled."
)
OWN = (
    "The harbour master of Port Hallam has asked for a second tug since 2019. On Wednesday he "
    "said that the town had been lucky. A tug costs 9 million crowns, he said, and a rescue in "
    "winter costs more than that. The council meets again in three weeks to talk about money."
)
COST = "A tug costs 9 million crowns, he said, and a rescue in winter costs more than that."
LATER = date(2026, 11, 2)


def record(id_: str, outlet: str, text: str = WIRE, day: str = "2026-10-21") -> dict[str, str]:
    return {
        "id": id_,
        "title": f"Ferry aground ({id_})",
        "outlet": outlet,
        "published": day,
        "text": text,
    }


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """Three outlets print one wire story, one of them has a story of its own besides."""
    newsroom = Newsroom(tmp_path)
    newsroom.write_records(
        "news.jsonl",
        record("post", "Harbour Post"),
        record("echo", "Port Hallam Echo", f"{WIRE} More in our next issue.", "2026-10-22"),
        record("lantern", "The Lantern", day="2026-10-23"),
        record("tug", "The Lantern", OWN, "2026-10-24"),
    )
    newsroom.refresh()
    return newsroom


def cite(n: int, article: Article, sentence: str) -> Citation:
    start = article.text.index(sentence)
    return Citation(
        n=n,
        article_id=article.id,
        title=article.title,
        outlet=article.outlet,
        authors=article.authors,
        url=article.url,
        published=article.published,
        sentence=sentence,
        start=start,
        end=start + len(sentence),
    )


def answer(archive: Archive, *cited: tuple[str, str]) -> Answer:
    """An answer that cites a sentence of each of these articles."""
    citations = tuple(
        cite(n, archive.article(id_), sentence) for n, (id_, sentence) in enumerate(cited, 1)
    )
    return Answer("What happened?", "What happened?", "extractive", "…", citations=citations)


@pytest.mark.parametrize(
    ("cited", "line"),
    [
        (["post"], "3 outlets, 1 wire story (first in Harbour Post, 21 Oct 2026)"),
        (["lantern", "echo"], "3 outlets, 1 wire story (first in Harbour Post, 21 Oct 2026)"),
        (
            ["echo", "tug"],
            "2 articles from 2 outlets (1 wire story in 3 outlets, first in Harbour Post, "
            "21 Oct 2026)",
        ),
        (["tug"], "1 article from 1 outlet"),
        ([], ""),
    ],
)
def test_outlets_that_print_one_story_are_counted_as_one(
    newsroom: Newsroom, cited: list[str], line: str
) -> None:
    sentences = {"tug": COST}
    with newsroom.open() as archive:
        given = answer(archive, *((id_, sentences.get(id_, "Nobody was hurt.")) for id_ in cited))
        assert format_outlets(given, trace_provenance(given, archive)) == line


def test_as_of_a_day_what_was_printed_later_does_not_count(newsroom: Newsroom) -> None:
    with newsroom.open() as archive:
        given = answer(archive, ("post", "Nobody was hurt."))
        lines = [
            format_outlets(given, trace_provenance(given, archive, as_of=date(2026, 10, day)))
            for day in (21, 22, 23)
        ]
    assert lines == [
        "1 article from 1 outlet",
        "2 outlets, 1 wire story (first in Harbour Post, 21 Oct 2026)",
        "3 outlets, 1 wire story (first in Harbour Post, 21 Oct 2026)",
    ]


def test_one_outlet_under_two_names_is_counted_once(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path)
    newsroom.write_records(
        "news.jsonl",
        record("a", "The Lantern"),
        record("b", "lantern.example", day="2026-10-22"),
        record("c", "The Lantern", OWN),
        record("d", "lantern.example", COST),
    )
    newsroom.refresh()
    with newsroom.open() as archive:
        given = answer(archive, ("b", "Nobody was hurt."), ("c", COST), ("d", COST))
        origins = trace_provenance(given, archive)
        assert format_outlets(given, origins) == "3 articles from 1 outlet"
        wire, *_ = given.citations
        assert origins.find_wire_copies(wire) == ()
        assert {copy.outlet for copy in origins.find_copies(wire)} == {"The Lantern"}


def test_while_an_answer_streams_nothing_is_claimed_of_its_sources(newsroom: Newsroom) -> None:
    with newsroom.open() as archive:
        given = answer(archive, ("post", "Nobody was hurt."), ("echo", "Nobody was hurt."))
        assert format_outlets(given, UNKNOWN) == "2 articles from 2 outlets"
        declined = replace(given, mode="declined")
        assert format_outlets(declined, UNKNOWN) == "2 nearest articles from 2 outlets"


def test_copies_are_named_the_earliest_first(newsroom: Newsroom) -> None:
    with newsroom.open() as archive:
        given = answer(archive, ("echo", "Nobody was hurt."), ("tug", COST))
        origins = trace_provenance(given, archive)
        wire, alone = given.citations
        copies = origins.find_copies(wire)
        assert [copy.article_id for copy in copies] == ["post", "echo", "lantern"]
        assert list_other_outlets(copies, wire.outlet) == ("Harbour Post", "The Lantern")
        assert (origins.find_story_id(wire), origins.find_copies(alone)) == ("post", ())
        assert origins.find_story_id(alone) == "tug"


def test_a_posting_twice_in_one_outlet_is_no_wire_story(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path)
    twice = [record("a", "Harbour Post"), record("b", "Harbour Post")]
    newsroom.write_records("news.jsonl", *twice)
    newsroom.refresh()
    with newsroom.open() as archive:
        given = answer(archive, ("a", "Nobody was hurt."), ("b", "Nobody was hurt."))
        origins = trace_provenance(given, archive)
        assert len(origins.find_copies(given.citations[0])) == 2
        assert format_outlets(given, origins) == "2 articles from 1 outlet"


def corrected(newsroom: Newsroom, *texts: str) -> None:
    """The tug's story says these one after the other, a day apart, from the day `LATER` on."""
    for days, text in enumerate(texts):
        newsroom.write_records("news.jsonl", record("tug", "The Lantern", text, "2026-10-24"))
        newsroom.refresh(now=noon(date.fromordinal(LATER.toordinal() + days)))


def test_a_corrected_sentence_tells_when_and_what_it_said(newsroom: Newsroom) -> None:
    now = COST.replace("9 million", "11 million")
    corrected(newsroom, OWN.replace(COST, now))
    with newsroom.open() as archive:
        given = answer(archive, ("tug", now), ("tug", "On Wednesday he said that the town had"))
        origins = trace_provenance(given, archive)
        changed, same = given.citations
        assert origins.find_rewording(changed) == SentenceChange(LATER, COST)
        assert origins.find_rewording(same) is None
        past, present = read_history("tug", archive)
        assert (past.text, past.replaced) == (OWN, LATER)
        assert (present.text, present.replaced) == (archive.article("tug").text, None)
        assert read_history("no such article", archive) == ()


def test_of_several_corrections_the_one_that_made_the_sentence_counts(newsroom: Newsroom) -> None:
    once, now = (COST.replace("9", number) for number in ("10", "11"))
    texts = [OWN.replace(COST, wording) for wording in (once, now, now)]
    corrected(newsroom, *texts[:2], f"{texts[2]} This is the end.")
    with newsroom.open() as archive:
        given = answer(archive, ("tug", now))
        day = date.fromordinal(LATER.toordinal() + 1)
        assert trace_provenance(given, archive).find_rewording(
            given.citations[0]
        ) == SentenceChange(day, once)


def test_the_answer_beside_one_that_broke_off_is_traced_as_well(newsroom: Newsroom) -> None:
    with newsroom.open() as archive:
        beside = answer(archive, ("echo", "Nobody was hurt."))
        broken = replace(answer(archive, ("tug", COST)), instead=beside, broken_off=True)
        assert trace_provenance(broken, archive).find_wire_copies(beside.citations[0])


class CountingArchive:
    """An archive that counts what its catalogue is asked."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.queries: list[str] = []

    @contextmanager
    def snapshot(self) -> Iterator[Catalogue]:
        with self._archive.snapshot() as catalogue:
            catalogue.connection.set_trace_callback(self.queries.append)
            yield catalogue


def test_an_answer_takes_four_queries_however_many_its_sources(newsroom: Newsroom) -> None:
    with newsroom.open() as archive:
        counting = CountingArchive(archive)
        ids = ("post", "echo", "lantern")
        given = answer(archive, *((id_, "Nobody was hurt.") for id_ in ids), ("tug", COST))
        with counting.snapshot() as catalogue:
            catalogue.load_outlets()  # kept until the archive is refreshed
        counting.queries.clear()
        trace_provenance(given, counting)  # type: ignore[arg-type]
        assert len([query for query in counting.queries if "SELECT" in query]) == 4
        counting.queries.clear()
        trace_provenance(answer(archive), counting)  # type: ignore[arg-type]
        assert counting.queries == []


# Sentences and their earlier wordings


def states(*texts: str) -> list[Revision]:
    return [
        Revision(SEEN if n < len(texts) - 1 else None, "", text) for n, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ([], None),
        (["It is so. All is well."], None),
        (["All is well. It is so.", "It is so. All is well."], None),
        (["It  is\nso.", "It is so."], None),  # wrapped anew
        (
            ["It is not so. All is well.", "It is so. All is well."],
            SentenceChange(SEEN, "It is not so."),
        ),
        (["All is well.", "All is well. It is so."], SentenceChange(SEEN, "")),
        (["It is so.", "No longer.", "It is so."], SentenceChange(SEEN, "")),
        (["It is so.", "No longer."], None),  # it went, and is not cited from what stands
    ],
)
def test_when_a_sentence_came_to_say_what_it_says(
    texts: Sequence[str], found: SentenceChange | None
) -> None:
    assert find_rewording("It is so.", states(*texts)) == found


def test_a_sentence_that_still_stands_was_not_the_one_before() -> None:
    before = "The dam holds 3 tons of water. The dam held 2 tons of sand in May."
    now = "The dam holds 3 tons of water. The dam holds 4 tons of water."
    sentence = "The dam holds 4 tons of water."
    assert find_earlier_wording(sentence, before, beside="") == "The dam holds 3 tons of water."
    assert find_earlier_wording(sentence, before, beside=now) != "The dam holds 3 tons of water."


words = st.text(alphabet="ab1.,’ é\n", max_size=40)


@given(words, words)
def test_joined_pieces_give_either_wording_back(before: str, now: str) -> None:
    pieces = list(diff_wordings(before, now))
    for kind, wording in (("before", before), ("now", now)):
        joined = "".join(text for of, text in pieces if of in {"same", kind})
        assert joined == " ".join(wording.split())


def test_numbers_are_compared_whole() -> None:
    pieces = list(diff_wordings("It rose by 4.5 per cent.", "It rose by 5.4 per cent."))
    assert pieces == [
        ("same", "It rose by "),
        ("before", "4.5 "),
        ("now", "5.4 "),
        ("same", "per cent."),
    ]


def test_very_long_wordings_are_set_side_by_side() -> None:
    before, now = "a " * 5_000, "b " * 5_000
    assert list(diff_wordings(before, now)) == [("before", before.strip()), ("now", now.strip())]
