"""Hits of several searches, merged."""

from hypothesis import given
from hypothesis import strategies as st

from rag.answering.candidates import interleave_hits
from rag.types import Hit


def hit(name: str, score: float = 1.0) -> Hit:
    return Hit(name, "a", "", "", None, score, "It sank.", 0, 8)


LISTS = st.lists(
    st.lists(st.sampled_from("abcdefgh"), unique=True).map(lambda names: [hit(n) for n in names])
)


@given(LISTS, st.integers(-1, 12))
def test_hits_are_merged_by_rank(lists: list[list[Hit]], k: int) -> None:
    merged = [one.passage_id for one in interleave_hits(lists, k)]
    every = {one.passage_id for hits in lists for one in hits}
    assert len(merged) == len(set(merged)) == min(max(k, 0), len(every))
    rank = {
        name: min(hits.index(hit(name)) for hits in lists if hit(name) in hits) for name in every
    }
    assert [rank[name] for name in merged] == sorted(rank.values())[: len(merged)]


def test_the_first_list_goes_first_and_keeps_its_score() -> None:
    one, other = [hit("a", 0.9), hit("b", 0.1)], [hit("c", 5.0), hit("a", 4.0), hit("d", 3.0)]
    assert interleave_hits([one, other], 10) == [
        hit("a", 0.9),
        hit("c", 5.0),
        hit("b", 0.1),
        hit("d", 3.0),
    ]
    assert interleave_hits([one, other], 2) == [hit("a", 0.9), hit("c", 5.0)]
    assert interleave_hits([], 3) == []
