"""Candidates by words: the passages that hold the question's words, the rare ones above all.

The score of a passage is the sum of its BM25 scores for each term (Robertson and Zaragoza, 2009;
FTS5's formula). Those of a term are kept between questions, since the words that stand in very many
passages are slow to score and come again and again.
"""

from collections.abc import Sequence

import numpy as np

from rag.query.parsed import ParsedQuestion
from rag.query.spelling import list_variants
from rag.query.vocabulary import split_words
from rag.store.catalogue import Catalogue
from rag.store.filters import Filter
from rag.store.memory import Postings
from rag.text.lexicon import STOP_WORDS
from rag.text.tokens import fold


def extract_search_terms(question: ParsedQuestion) -> list[str]:
    """The words of a question worth looking up, lower-cased, each once, in order.

    What is quoted and what has a name of several words is a term as a whole, beside its words.
    Words of grammar, of relative time and of who tells ("according to CNN") are left out, unless
    nothing else is there.
    """
    tellers = [question.text[one.start : one.end] for one in question.mentions if one.tells]
    names = [name for name in question.names if " " in name]
    wholes = [*question.quotes, *(n for n in names if not any(n in one for one in tellers))]
    terms = [" ".join(split_words(whole)).lower() for whole in wholes]
    words = [fold(word.replace("’", "'")) for word in split_words(question.topic)]
    terms += [word for word in words if word not in STOP_WORDS]
    return list(dict.fromkeys(filter(None, terms))) or list(dict.fromkeys(words))


def search_bm25(
    terms: Sequence[str], catalogue: Catalogue, *, limits: Filter, preferred: Filter, pool: int
) -> dict[int, float]:
    """BM25 by passage key: the `pool` best within `limits`, and half as many of those `preferred`.

    Terms are words or phrases, any of which may match (Porter stems, diacritics folded, in any
    spelling that the archive has); the headline weighs twice. `limits` are the reader's own and
    exclude; `preferred` (empty if there is none) only adds, within the limits.
    """
    columns = catalogue.load_columns()
    scores = np.zeros(len(columns.keys), dtype=np.float32)
    for term in dict.fromkeys(terms):
        for postings in _find_spelled(term, catalogue):
            scores[postings.rows] += postings.scores
    allowed = (scores > 0) & columns.make_mask(limits)
    found = columns.select_best(scores, allowed, pool)
    if preferred:
        found |= columns.select_best(scores, allowed & columns.make_mask(preferred), pool // 2)
    return found


def _find_spelled(term: str, catalogue: Catalogue) -> list[Postings]:
    """The postings of a term in each of its spellings, none weighing more than the most common.

    A rare spelling says no more of a passage than a common one.
    """
    found = [catalogue.find_postings(one) for one in list_variants(term, catalogue)]
    if len(found) == 1:
        return found
    size = len(catalogue.load_columns())
    weights = [_weigh_rarity(len(postings.rows), size) for postings in found]
    least = min(weights)
    return [
        Postings(postings.rows, postings.scores * np.float32(least / weight))
        for postings, weight in zip(found, weights, strict=True)
    ]


def _weigh_rarity(count: int, size: int) -> float:
    """The weight of a word that `count` of `size` passages hold, as FTS5 has it."""
    return max(1e-6, float(np.log((size - count + 0.5) / (count + 0.5))))
