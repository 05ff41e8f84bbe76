"""Whatever the articles: clusters are a partition, whose leads and members no order changes."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ingest.deduplication import SignedArticle, compute_signature, group_copies


def prose(seed: int, words: int) -> list[str]:
    """Words that share nothing with those of another seed, a figure among every eight."""
    chance = random.Random(seed)
    return [
        str(chance.randrange(10**6)) if n % 8 == 0 else f"w{seed}x{chance.randrange(400)}"
        for n in range(words)
    ]


def variants(seed: int) -> list[str]:
    """A story, and copies of it: cut, edited, below another paragraph."""
    words = prose(seed, 250)
    edited = [word if n % 15 else "moreover" for n, word in enumerate(words)]
    return [" ".join(one) for one in (words, words[:150], edited, prose(-seed, 40) + words)]


SIGNATURES = [compute_signature(text) for seed in (1, 2, 3) for text in variants(seed)]
SIGNATURES += [compute_signature("The ferry sails at noon. " * 6), compute_signature("")]
DAYS = st.integers(1, 13).map("2026-03-{:02}".format)
HOURS = st.integers(0, 23)
ZONES = st.sampled_from(["", "Z", "+09:00", "-08:00"])
MOMENTS = st.one_of(st.none(), DAYS, st.builds("{}T{:02}:00:00{}".format, DAYS, HOURS, ZONES))
OUTLETS = st.sampled_from(["", "a.example", "b.example", "c.example"])
ROWS = st.lists(st.tuples(MOMENTS, OUTLETS, st.sampled_from(SIGNATURES)), max_size=25)
ARTICLES = ROWS.map(
    lambda rows: [SignedArticle(n, f"id-{n % 7}-{n}", *row) for n, row in enumerate(rows)]
)


@given(ARTICLES, st.randoms(use_true_random=False))
def test_neither_order_nor_keys_change_the_clusters(
    articles: list[SignedArticle], chance: random.Random
) -> None:
    clusters = group_copies(articles)
    chance.shuffle(articles)
    assert group_copies(articles) == clusters
    keys = {one.key: n for n, one in enumerate(articles, 100)}
    renumbered = group_copies([replace(one, key=keys[one.key]) for one in articles])
    assert renumbered == {keys[copy]: keys[lead] for copy, lead in clusters.items()}


@given(ARTICLES)
def test_clusters_are_a_partition_and_each_stands_by_itself(articles: list[SignedArticle]) -> None:
    clusters = group_copies(articles)
    by_key = {one.key: one for one in articles}
    assert clusters.keys() <= by_key.keys()
    for lead in set(clusters.values()):
        members = [copy for copy, its_lead in clusters.items() if its_lead == lead]
        assert len(members) > 1
        assert clusters[lead] == lead
        assert group_copies([by_key[key] for key in members]) == dict.fromkeys(members, lead)
        _leads_rightly(by_key[lead], [by_key[key] for key in members])


def _leads_rightly(lead: SignedArticle, members: Sequence[SignedArticle]) -> None:
    """No member was published on a day before the lead's, but for zones; none is undated first."""
    if lead.moment is None:
        assert {one.moment for one in members} == {None}
        assert lead.id == min(one.id for one in members)
        return
    start = date.fromisoformat(lead.moment[:10])
    for one in members:
        if one.moment:
            apart = date.fromisoformat(one.moment[:10]) - start
            assert timedelta(days=-1) <= apart <= timedelta(days=6)
