"""Claims made by script: true ones follow from what is read beside them, false ones have a twin."""

import random
from collections import Counter

import pytest

from rag.text.tokens import stem_words
from tests.helpers.places import CORPUS
from tools.train.claims import (
    CONTRADICTED,
    NOT_STATED,
    SUPPORTED,
    ClaimRow,
    choose_premises,
    make_claims,
)

ARTICLES = [
    {"id": path.name, "title": text.partition("\n")[0], "text": text.partition("\n")[2],
     "outlet": path.parent.name, "published": "2026-05-01"}
    for path in sorted(CORPUS.rglob("*.txt"))
    for text in [path.read_text(encoding="utf-8")]
]  # fmt: skip


@pytest.fixture(scope="module")
def rows() -> list[ClaimRow]:
    return list(make_claims(ARTICLES, random.Random(3)))


def test_all_three_labels_are_made(rows: list[ClaimRow]) -> None:
    counts = Counter(row.label for row in rows)
    assert counts.keys() == {NOT_STATED, SUPPORTED, CONTRADICTED}
    assert min(counts.values()) > 0.1 * len(rows)


def test_every_claim_has_something_to_be_read_beside_it(rows: list[ClaimRow]) -> None:
    for row in rows:
        assert 1 <= len(row.premises) <= 3
        assert row.claim.strip()
        if row.label != SUPPORTED:
            assert row.claim not in row.premises


def test_the_same_words_are_never_true_and_false(rows: list[ClaimRow]) -> None:
    labels: dict[tuple[str, tuple[str, ...]], int] = {}
    for row in rows:
        assert labels.setdefault((row.claim, row.premises), row.label) == row.label


def test_the_same_seed_makes_the_same_claims(rows: list[ClaimRow]) -> None:
    assert list(make_claims(ARTICLES, random.Random(3))) == rows


def test_premises_cover_the_claim_and_come_in_the_order_of_the_text() -> None:
    sentences = [
        "The mayor opened the bridge on Monday.",
        "Rain fell all day.",
        "The bridge cost 538 million crowns.",
        "Nobody was hurt.",
    ]
    claim = "The bridge that the mayor opened cost 538 million crowns."
    chosen = choose_premises(claim, sentences, None, 2)
    assert chosen == (0, 2)
    assert choose_premises(claim, sentences, [0, 9, 0, 0], 1) == (1,)
    assert stem_words(claim) & stem_words(sentences[chosen[0]])
