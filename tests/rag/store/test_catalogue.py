"""The catalogue: what was stored comes back, filters filter, and a snapshot stands still."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rag.errors import ArchiveDamaged
from rag.retrieval.bm25 import search_bm25
from rag.store.catalogue import Catalogue
from rag.store.filters import Filter
from rag.store.schema import connect
from rag.store.sync_state import StoredArticle, SyncState
from rag.types import Article, Passage, Sentence
from tests.helpers.doubles import HashEmbedder
from tests.helpers.newsroom import SEEN, Newsroom

ARTICLE = {
    "id": "ferry",
    "title": "Zürich ferry sinks",
    "text": "The ferry sank. “Nobody” drowned, said Ms O'Neill.",
    "published": "2026-05-04T23:30:00+02:00",
    "outlet": "Harbour Post",
    "authors": ["Ada Ø", "Ben"],
    "url": "https://example.org/ferry?a=1",
    "section": "Sea",
    "language": "en",
    "desk": "night",
}
OTHERS = [
    {"id": "a#1", "title": "Bridge", "text": "A bridge opened.", "published": "2026-05-05"},
    {"id": "b", "title": "Sinking feeling", "text": "It rained.", "outlet": "Echo"},
    {
        "id": "c",
        "title": "Tide",
        "text": "High tides.",
        "published": "2026-05-06",
        "outlet": "Echo",
    },
]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    news = Newsroom(tmp_path_factory.mktemp("catalogue"))
    news.write_records("sea.jsonl", ARTICLE, *OTHERS)
    news.refresh()
    return news


@pytest.fixture
def catalogue(news: Newsroom) -> Iterator[Catalogue]:
    with Catalogue.snapshot(news.archive / "catalogue.sqlite") as catalogue:
        yield catalogue


def test_an_article_comes_back_as_it_was(catalogue: Catalogue) -> None:
    article = catalogue.read_article("ferry")
    assert article == Article(
        id="ferry",
        title="Zürich ferry sinks",
        text="The ferry sank. “Nobody” drowned, said Ms O'Neill.",
        published="2026-05-04T23:30:00+02:00",
        outlet="Harbour Post",
        authors=("Ada Ø", "Ben"),
        url="https://example.org/ferry?a=1",
        path="news/sea.jsonl",
        section="Sea",
        language="en",
        metadata={"desk": "night"},
    )
    assert [one.id for one in catalogue.read_articles()] == ["a#1", "b", "c", "ferry"]
    assert catalogue.read_article("Ferry") is None


def test_passages_come_back_with_their_sentences(catalogue: Catalogue) -> None:
    article = catalogue.read_article("ferry")
    assert article is not None
    first, second = "The ferry sank.", "“Nobody” drowned, said Ms O'Neill."
    assert catalogue.read_passages(article) == [
        Passage(
            "ferry#0", "ferry", 0, article.text, (Sentence(0, 15, first), Sentence(16, 50, second))
        )
    ]


def test_entries_and_keys(catalogue: Catalogue) -> None:
    keys = catalogue.find_keys(["ferry#0", "a#1#0", "b#0", "ferry#1", "nothing#0"])
    assert keys.keys() == {"ferry#0", "a#1#0", "b#0"}
    entries = catalogue.read_entries([*keys.values(), 10_000])
    assert {one.article_id: (one.n, one.day, one.outlet) for one in entries.values()} == {
        "ferry": (0, date(2026, 5, 4), "Harbour Post"),
        "a#1": (0, date(2026, 5, 5), ""),
        "b": (0, None, "Echo"),
    }


@pytest.mark.parametrize(
    ("within", "ids"),
    [
        (Filter(), {"ferry", "a#1", "b", "c"}),
        (Filter(first=date(2026, 5, 5)), {"a#1", "c"}),
        (Filter(last=date(2026, 5, 5)), {"ferry", "a#1"}),
        (Filter(date(2026, 5, 4), date(2026, 5, 4)), {"ferry"}),
        (Filter(outlets=("Echo",)), {"b", "c"}),
        (Filter(outlets=("Echo", "Harbour Post")), {"b", "c", "ferry"}),
        (Filter(first=date(2026, 5, 5), outlets=("Echo",)), {"c"}),
        (Filter(outlets=("'; DROP TABLE articles; --",)), set()),
        (Filter(first=date(2027, 1, 1)), set()),
    ],
)
def test_filters(catalogue: Catalogue, within: Filter, ids: set[str]) -> None:
    condition, values = within.to_sql()
    query = f"SELECT articles.id FROM articles WHERE {condition}"  # noqa: S608
    assert {row[0] for row in catalogue.connection.execute(query, values)} == ids
    columns = catalogue.load_columns()
    keys = columns.keys[columns.make_mask(within)].tolist()
    assert {one.article_id for one in catalogue.read_entries(keys).values()} == ids


def test_vectors_are_those_of_the_texts(catalogue: Catalogue, hasher: HashEmbedder) -> None:
    keys = catalogue.find_keys(["c#0", "ferry#0"])
    texts = [OTHERS[2], ARTICLE]
    wanted = hasher.embed([f"{one['title']}. {one['text']}" for one in texts])
    vectors = catalogue.read_vectors(np.array([keys["c#0"], keys["ferry#0"]]))
    np.testing.assert_allclose(vectors.astype(np.float32), wanted, atol=1e-3)
    assert len(catalogue.read_vectors(np.array([], dtype=np.int64))) == 0


@pytest.mark.parametrize(
    ("terms", "ids"),
    [
        (["ferries"], ["ferry"]),  # Porter stems
        (["ZURICH"], ["ferry"]),  # case and diacritics folded
        (["sinks"], ["b", "ferry"]),
        (["ferry sank"], ["ferry"]),  # a phrase
        (["sank ferry"], []),
        (["bridge", "tides"], ["a#1", "c"]),
        (['fer" OR "bridge'], []),  # nothing in a term is an operator
        (["ferry*", "NEAR(bridge)", "title:", "(", "^tide"], ["c", "ferry"]),
        (["", "  "], []),
        ([], []),
        (['"'], []),
    ],
)
def test_words(catalogue: Catalogue, terms: list[str], ids: list[str]) -> None:
    found = search_bm25(terms, catalogue, limits=Filter(), preferred=Filter(), pool=10)
    entries = catalogue.read_entries(list(found))
    assert sorted(one.article_id for one in entries.values()) == ids
    assert list(found.values()) == sorted(found.values(), reverse=True)
    best = search_bm25(terms, catalogue, limits=Filter(), preferred=Filter(), pool=1)
    assert best == dict(list(found.items())[:1])


def test_a_word_in_the_headline_counts_twice(catalogue: Catalogue) -> None:
    terms = ["sinking", "rained"]
    found = search_bm25(terms, catalogue, limits=Filter(), preferred=Filter(), pool=10)
    (best, high), (other, low) = found.items()
    entries = catalogue.read_entries([best, other])
    assert [entries[best].article_id, entries[other].article_id] == ["b", "ferry"]
    assert high > low


def test_counts(catalogue: Catalogue) -> None:
    assert catalogue.count_passages_with({"sinks", "bridge", "unheard"}) == {
        "sinks": 2,
        "bridge": 1,
        "unheard": 0,
    }
    assert list(catalogue.count_by_outlet().items()) == [("Echo", 2), ("", 1), ("Harbour Post", 1)]
    assert catalogue.measure_extent() == (4, 4, 1, date(2026, 5, 4), date(2026, 5, 6))
    assert catalogue.read_state("refreshed") == SEEN.isoformat()
    assert catalogue.read_state("no such thing") is None


def test_stored_is_what_a_plan_compares_with(catalogue: Catalogue, news: Newsroom) -> None:
    stored = SyncState(catalogue.connection).read_stored()
    assert stored.keys() == {"ferry", "a#1", "b", "c"}
    assert len({one.fingerprint for one in stored.values()}) == 4
    mark, outlet = stored["b"].fingerprint, stored["b"].outlet
    assert stored["b"] == StoredArticle(mark, str(news.sources), "news/sea.jsonl", outlet)
    assert stored["b"].location == str(news.sources / "sea.jsonl")


def test_a_snapshot_stands_still(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    news.write("a.txt", "First\n\nThe first text.")
    news.refresh()
    with Catalogue.snapshot(news.archive / "catalogue.sqlite") as before:
        news.write("a.txt", "First\n\nThe second text.")
        news.write("b.txt", "Second\n\nAnother text.")
        assert news.counts() == (1, 1, 0, 0)
        assert [one.text for one in before.read_articles()] == ["The first text."]
        assert before.read_state("generation") == "1"
        assert not len(before.find_postings("second").rows)
    with Catalogue.snapshot(news.archive / "catalogue.sqlite") as after:
        assert [one.text for one in after.read_articles()] == ["The second text.", "Another text."]
        assert after.read_state("generation") == "2"


def test_what_is_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(ArchiveDamaged, match="cannot be opened"):
        connect(tmp_path / "none.sqlite")
    assert not (tmp_path / "none.sqlite").exists()
    (tmp_path / "text.sqlite").write_text("This is a letter and no database. " * 100)
    with pytest.raises(ArchiveDamaged, match=r"remove .* and ingest"):
        connect(tmp_path / "text.sqlite")


def test_a_catalogue_that_is_torn_inside(news: Newsroom, tmp_path: Path) -> None:
    whole = sqlite3.connect(news.archive / "catalogue.sqlite")
    whole.execute("VACUUM INTO ?", (str(tmp_path / "torn.sqlite"),))
    whole.close()
    torn = tmp_path / "torn.sqlite"
    pages = bytearray(torn.read_bytes())
    pages[4096:] = b"\xaa" * (len(pages) - 4096)
    torn.write_bytes(pages)
    with pytest.raises(ArchiveDamaged, match="backup"), Catalogue.snapshot(torn) as catalogue:
        list(catalogue.read_articles())
