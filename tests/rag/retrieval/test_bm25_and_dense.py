"""Candidates: exact under any filter, of one generation only, from many threads, index or not."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval import dense
from rag.retrieval.bm25 import search_bm25
from rag.retrieval.dense import Nearest, Vector, search_dense
from rag.store.catalogue import Catalogue
from rag.store.filters import Filter
from rag.store.memory import Columns, ColumnsCache, Postings, PostingsCache
from rag.store.schema import CATALOGUE
from rag.store.vectors import IndexDamaged
from tests.helpers.doubles import HashEmbedder, noon
from tests.helpers.newsroom import SEEN, Newsroom

WORDS = ["ferry", "pier", "storm", "mayor", "bridge", "strike", "school", "budget"]
FIRST_DAY = date(2026, 1, 1)
OUTLETS = ["Echo", "Post", "Lantern"]
ARTICLES = 60


def text(n: int) -> str:
    words = [WORDS[(n * step) % len(WORDS)] for step in (1, 3, 5)]
    return f"The {words[0]} and the {words[1]}. " + f"A {words[2]} again. " * (n % 4)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """Articles of sixty days and three outlets; every seventh is undated."""
    news = Newsroom(tmp_path_factory.mktemp("finding"))
    news.write_records(
        "news.jsonl",
        *(
            {"id": f"a{n:02}", "title": WORDS[n % 5], "text": text(n), "outlet": OUTLETS[n % 3]}
            | ({"published": (FIRST_DAY + timedelta(n)).isoformat()} if n % 7 else {})
            for n in range(ARTICLES)
        ),
    )
    news.refresh()
    return news


@pytest.fixture(scope="module")
def catalogue(news: Newsroom) -> Iterator[Catalogue]:
    """With all vectors in memory."""
    with Catalogue.snapshot(news.archive / CATALOGUE) as catalogue:
        yield catalogue


@pytest.fixture(scope="module")
def crowded(news: Newsroom) -> Iterator[Catalogue]:
    """The same, too large for its memory."""
    with Catalogue.snapshot(news.archive / CATALOGUE, ColumnsCache(room=0)) as catalogue:
        assert catalogue.load_columns().vectors is None
        yield catalogue


def not_asked(vector: Vector, count: int) -> list[tuple[str, float]]:
    raise AssertionError("the index is asked though all is in memory")


def damaged(vector: Vector, count: int) -> list[tuple[str, float]]:
    raise IndexDamaged("it is gone")


def index_of(catalogue: Catalogue) -> Nearest:
    """An index that finds exactly, and counts how much was asked of it."""

    def nearest(vector: Vector, count: int) -> list[tuple[str, float]]:
        scores = reference(catalogue, vector, Filter())
        best = sorted(scores, key=lambda key: -scores[key])[:count]
        entries = catalogue.read_entries(best)
        return [(f"{entries[key].article_id}#{entries[key].n}", scores[key]) for key in best]

    return nearest


def reference(catalogue: Catalogue, vector: Vector, within: Filter) -> dict[int, float]:
    """The cosines of all passages that a filter leaves, by SQL, one passage at a time."""
    condition, values = within.to_sql()
    rows = catalogue.connection.execute(
        "SELECT passages.key, vectors.vector FROM passages"  # noqa: S608
        " JOIN articles ON articles.key = passages.article"
        f" JOIN vectors ON vectors.key = passages.vector WHERE {condition}",
        values,
    )
    return {
        key: float(np.frombuffer(blob, dtype="<f2").astype(np.float64) @ vector)
        for key, blob in rows
    }


days = st.none() | st.integers(-3, ARTICLES + 3).map(lambda n: FIRST_DAY + timedelta(n))
outlets = st.lists(st.sampled_from([*OUTLETS, "Nobody"]), unique=True, max_size=3).map(tuple)
filters = st.builds(Filter, days, days, outlets)
terms = st.lists(st.sampled_from([*WORDS, "ferry and", "unheard"]), min_size=1, max_size=4)


def assert_best(
    found: dict[int, float], limits: dict[int, float], both: dict[int, float], pool: int
) -> None:
    """`found` are the pool best of `limits` and the half pool best of `both`, none else."""
    assert found.keys() <= limits.keys(), "nothing outside the limits"
    for key, score in found.items():
        assert score == pytest.approx(limits[key], abs=1e-5)
    for scores, count in ((limits, pool), (both, pool // 2)):
        wanted = sorted(scores.values(), reverse=True)[:count]
        best = sorted((found[key] for key in found.keys() & scores.keys()), reverse=True)
        assert best[: len(wanted)] == pytest.approx(wanted, abs=1e-5)
    assert len(found) <= pool + pool // 2


@given(st.sampled_from(WORDS), filters, filters, st.integers(2, 80))
def test_by_meaning_is_exact_under_any_filter(
    catalogue: Catalogue,
    crowded: Catalogue,
    word: str,
    limits: Filter,
    preferred: Filter,
    pool: int,
) -> None:
    vector = HashEmbedder().embed([word])[0]
    allowed = reference(catalogue, vector, limits)
    soft = reference(catalogue, vector, preferred) if preferred else {}
    both = {key: score for key, score in allowed.items() if key in soft}
    for where, nearest in ((catalogue, not_asked), (crowded, damaged)):
        found = search_dense(vector, where, nearest, limits=limits, preferred=preferred, pool=pool)
        assert_best(found, allowed, both, pool)


@given(filters, filters, st.integers(1, 30))
def test_an_index_is_asked_for_what_a_filter_drops(
    crowded: Catalogue, limits: Filter, preferred: Filter, pool: int
) -> None:
    vector = HashEmbedder().embed(["storm"])[0]
    allowed = reference(crowded, vector, limits)
    soft = reference(crowded, vector, preferred) if preferred else {}
    both = {key: score for key, score in allowed.items() if key in soft}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dense, "EXACT_LIMIT", 5)
        found = search_dense(
            vector, crowded, index_of(crowded), limits=limits, preferred=preferred, pool=pool
        )
    assert_best(found, allowed, both, pool)


@given(terms, filters, filters, st.integers(2, 80))
def test_by_words_is_exact_under_any_filter(
    catalogue: Catalogue, query: Sequence[str], limits: Filter, preferred: Filter, pool: int
) -> None:
    def scores(within: Filter) -> dict[int, float]:
        condition, values = within.to_sql()
        match = " OR ".join(f'"{term}"' for term in dict.fromkeys(query))
        rows = catalogue.connection.execute(
            "SELECT words.rowid, -bm25(words, 2.0, 1.0) FROM words"  # noqa: S608
            " JOIN passages ON passages.key = words.rowid"
            " JOIN articles ON articles.key = passages.article"
            f" WHERE words MATCH ? AND {condition}",
            (match, *values),
        )
        return dict(rows.fetchall())

    allowed = scores(limits)
    soft = scores(preferred) if preferred else {}
    both = {key: score for key, score in allowed.items() if key in soft}
    found = search_bm25(query, catalogue, limits=limits, preferred=preferred, pool=pool)
    assert_best(found, allowed, both, pool)


def test_equal_scores_come_in_the_order_of_their_keys() -> None:
    columns = Columns(
        keys=np.arange(10, 20),
        days=np.zeros(10, dtype=np.int32),
        outlets=np.zeros(10, dtype=np.int32),
        names={"": 0},
        vectors=None,
    )
    scores = np.array([1, 2, 2, 2, 0, 2, 1, 2, 2, 3], dtype=np.float32)
    kept = np.ones(10, dtype=np.bool_)
    assert list(columns.select_best(scores, kept, 4)) == [19, 11, 12, 13]
    assert list(columns.select_best(scores, kept, 100))[:2] == [19, 11]
    assert columns.select_best(scores, ~kept, 4) == {}


def test_an_empty_archive_has_no_candidates(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    news.write("a.txt", "One\n\nThe only text.")
    news.refresh()
    (news.sources / "a.txt").unlink()
    news.refresh()
    vector = HashEmbedder().embed(["text"])[0]
    nothing = Filter()
    with Catalogue.snapshot(news.archive / CATALOGUE) as empty:
        found = search_dense(vector, empty, not_asked, limits=nothing, preferred=nothing, pool=5)
        assert found == {}
        assert search_bm25(["text"], empty, limits=nothing, preferred=nothing, pool=5) == {}


def test_a_refresh_is_seen_by_the_next_question_and_not_by_this_one(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    news.write("old.txt", "Old\n\nThe ferry sank.")
    news.refresh()
    with news.open() as archive:
        with archive.snapshot() as before:
            kept = before.load_columns()
            news.write("new.txt", "New\n\nThe ferry was raised.")
            news.write("old.txt", "Old\n\nThe boat sank.")
            news.refresh()
            with archive.snapshot() as after:
                assert len(after.load_columns()) == 2
                assert after.load_columns() is after.load_columns()
                assert ids(after, after.find_postings("ferry")) == ["news/new.txt"]
            assert ids(before, before.find_postings("ferry")) == ["news/old.txt"]
            assert np.array_equal(before.load_columns().keys, kept.keys)
        hits = archive.search("ferry", today=FIRST_DAY)
        assert {hit.article_id for hit in hits} == {"news/new.txt", "news/old.txt"}
        assert all("ferry sank" not in hit.text for hit in hits)


def ids(catalogue: Catalogue, postings: Postings) -> list[str]:
    keys = catalogue.load_columns().keys[postings.rows].tolist()
    return sorted(one.article_id for one in catalogue.read_entries(keys).values())


def test_an_archive_made_anew_in_the_same_place_is_another(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    news.write("a.txt", "One\n\nThe ferry sank.")
    news.refresh()
    memory = ColumnsCache()
    with Catalogue.snapshot(news.archive / CATALOGUE, memory) as first:
        assert len(first.find_postings("ferry").rows) == 1
    news.archive.rename(tmp_path / "away")
    news.write("a.txt", "One\n\nThe boat sank.")
    news.refresh(now=noon(SEEN + timedelta(1)))
    with Catalogue.snapshot(news.archive / CATALOGUE, memory) as second:
        assert second.read_state("generation") == "1"
        assert len(second.find_postings("ferry").rows) == 0


def test_threads_share_what_is_kept(news: Newsroom) -> None:
    questions = [" ".join(WORDS[n % 8 : n % 8 + 2]) for n in range(16)]
    with news.open() as archive:
        wanted = [archive.search(question, today=FIRST_DAY) for question in questions]
    with news.open() as archive, ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda question: archive.search(question, today=FIRST_DAY), questions)
        assert list(found) == wanted
        archive.close()
        assert archive.search(questions[0], today=FIRST_DAY) == wanted[0]


def test_postings_that_were_asked_for_last_are_kept() -> None:
    def postings(size: int) -> Postings:
        return Postings(np.arange(size, dtype=np.int32), np.ones(size, dtype=np.float32))

    kept = PostingsCache(most=10)
    for term, size in (("a", 4), ("b", 4), ("a", 4)):
        kept.keep(term, postings(size))
    assert kept.get("a") is not None
    kept.keep("c", postings(4))
    assert kept.get("b") is None
    assert kept.get("a") is not None
    kept.keep("long", postings(100))
    assert [kept.get(term) for term in "abc"] == [None] * 3
    assert kept.get("long") is None, "longer than all that may be kept"
    kept.keep("a", postings(10))
    assert kept.get("a") is not None


def test_frequencies_are_those_of_the_postings(catalogue: Catalogue) -> None:
    counts = catalogue.count_passages_with(["ferry", "unheard"])
    wanted = sum("ferry" in f"{WORDS[n % 5]} {text(n)}" for n in range(ARTICLES))
    assert counts == {"ferry": wanted, "unheard": 0}
    assert len(catalogue.load_columns()) == ARTICLES
