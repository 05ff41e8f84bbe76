"""Finding passages: by words and by meaning, fused, then weighed by their article.

Scores: BM25 and cosine are each scaled to 0..1 over their own pool (linear fusion was a little
better than reciprocal ranks) and added by weight. News says at the top what happened: to the
passages of the best articles is added how much of the question their headline and opening cover.
The sum is multiplied by how well the article's day and outlet fit. `rag.retrieval.weights` has the
measures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from rag.models.embedding import Embedder
from rag.query.parsed import Query
from rag.retrieval.bm25 import extract_search_terms, search_bm25
from rag.retrieval.boosts import build_hard_filter, build_soft_filter, compute_boost
from rag.retrieval.dense import Nearest, search_dense
from rag.retrieval.idf import compute_coverage, compute_idf
from rag.retrieval.weights import DENSE_WEIGHT, LEAD_WEIGHT, OPENING, OPENING_WEIGHT, OPENINGS, POOL
from rag.store.catalogue import Catalogue, PassageEntry
from rag.text.tokens import stem_words
from rag.types import Article, Hit


@dataclass(frozen=True, slots=True)
class RetrievalResult:
    """Hits, best first, and by what they were found."""

    hits: list[Hit]
    standing: float  # how far the best of them stands out, 0 to about 3
    weights: Mapping[str, float]  # of the question's words, by their stems: the rare ones tell


def retrieve(
    query: Query, *, catalogue: Catalogue, nearest: Nearest, embedder: Embedder, k: int
) -> RetrievalResult:
    """The k best passages for a query, best first, ties broken by passage id.

    A window or outlets that the reader set are filters; those read from the question only weigh.
    Of a story that several outlets tell in the same words, only the copy that fits best is found.
    """
    hard, soft = build_hard_filter(query), build_soft_filter(query)
    terms = extract_search_terms(query.parsed)
    lexical = search_bm25(terms, catalogue, limits=hard, preferred=soft, pool=POOL)
    vector = embedder.embed([query.parsed.subject_text])[0]
    dense = search_dense(vector, catalogue, nearest, limits=hard, preferred=soft, pool=POOL)
    scores = _fuse_scores(dense, lexical)
    entries = catalogue.read_entries(list(scores))
    fits = {key: compute_boost(query, entry) for key, entry in entries.items()}

    def ranking(scores: Mapping[int, float]) -> list[int]:
        weighed = {key: scores[key] * fits[key] for key in entries}
        return sorted(weighed, key=lambda key: (-weighed[key], *entries[key].place))

    words = query.parsed.content
    frequencies = catalogue.count_passages_with(words.values())
    weights = compute_idf(words, frequencies, len(catalogue.load_columns()))
    covered = _score_openings(weights, [entries[key] for key in ranking(scores)], catalogue)
    for key, entry in entries.items():
        scores[key] += OPENING_WEIGHT * covered.get(entry.article_id, 0.0)
    best = _dedupe_stories([entries[key] for key in ranking(scores)])
    weighed = [(entry, scores[entry.key] * fits[entry.key]) for entry in best]
    standing = scores[best[0].key] + LEAD_WEIGHT * _measure_lead(weighed) if best else 0.0
    return RetrievalResult(_build_hits(weighed[:k], catalogue), standing, weights)


def _fuse_scores(dense: dict[int, float], lexical: dict[int, float]) -> dict[int, float]:
    meaning = _scale_scores(dense, min(dense.values(), default=0.0))
    # Where few passages hold a word at all, the least of them still stands above all others.
    least = min(lexical.values(), default=0.0) if len(lexical) >= POOL else 0.0
    words = _scale_scores(lexical, least)
    return {
        key: DENSE_WEIGHT * meaning.get(key, 0.0) + (1 - DENSE_WEIGHT) * words.get(key, 0.0)
        for key in sorted(meaning | words)
    }


def _scale_scores(scores: dict[int, float], low: float) -> dict[int, float]:
    """The scores as shares of the way from `low` to the highest."""
    span = max(scores.values(), default=0.0) - low
    return {key: (score - low) / span if span else 1.0 for key, score in scores.items()}


def _score_openings(
    weights: Mapping[str, float], ranked: Sequence[PassageEntry], catalogue: Catalogue
) -> dict[str, float]:
    """The share of the question's words in headline and opening of the best-ranked articles."""
    articles = list(dict.fromkeys(entry.article_id for entry in ranked))[:OPENINGS]
    openings = catalogue.read_openings(articles, OPENING)
    return {
        id_: compute_coverage(weights, stem_words(f"{title} . {text}"))
        for id_, (title, text) in openings.items()
    }


def _dedupe_stories(ranked: Sequence[PassageEntry]) -> list[PassageEntry]:
    """Only the best-ranked article of each story, with all its passages."""
    told_by: dict[str, str] = {}
    return [e for e in ranked if told_by.setdefault(e.story, e.article_id) == e.article_id]


def _measure_lead(weighed: Sequence[tuple[PassageEntry, float]]) -> float:
    """By how much the best article leads those ranked sixth to fifteenth.

    Not the second: several articles may tell the same story, and it is answered all the better.
    """
    best: dict[str, float] = {}
    for entry, score in weighed:
        best.setdefault(entry.article_id, score)
    ranked = list(best.values())
    return ranked[0] - fmean(ranked[5:15] or ranked[-1:])


def _build_hits(scored: Sequence[tuple[PassageEntry, float]], catalogue: Catalogue) -> list[Hit]:
    articles: dict[str, Article] = {}
    hits: list[Hit] = []
    for entry, score in scored:
        article = articles.get(entry.article_id) or catalogue.read_article(entry.article_id)
        if article is None:
            continue
        articles[article.id] = article
        passage = catalogue.read_passages(article)[entry.n]
        hits.append(Hit(
            passage.id, article.id, article.title, article.outlet, article.published,
            score, passage.text, passage.start, passage.end,
        ))  # fmt: skip
    return hits
