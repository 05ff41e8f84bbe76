"""Hits -> labelled sentences: what an answer may be made of, and nothing else."""

import re
from collections.abc import Sequence

from rag.store.catalogue import Catalogue
from rag.types import Article, Evidence, Hit, Sentence

PASSAGES_AN_ARTICLE = 3  # more would crowd out the other articles
FEWEST_WORDS = 8  # of a sentence without a full stop
LEAD_ARTICLES = 4  # of so many articles the opening belongs to the evidence too:
LEAD_SENTENCES = 3  # there news says what happened


def gather(hits: Sequence[Hit], catalogue: Catalogue) -> tuple[Evidence, ...]:
    """The sentences of the hits' passages and of the first articles' openings.

    Articles come best first, the sentences of each in the order of its text; labels count S1, S2 …
    The score of a sentence is that of its passage; an opening that was not hit has the lowest.
    """
    ranked: dict[str, list[Hit]] = {}
    for hit in hits:
        same = ranked.setdefault(hit.article_id, [])
        if len(same) < PASSAGES_AN_ARTICLE:
            same.append(hit)
    floor = min((hit.score for hit in hits), default=0.0)
    found: list[tuple[Article, Sentence, float]] = []
    for rank, (article_id, article_hits) in enumerate(ranked.items()):
        article = catalogue.article(article_id)
        if article is not None:
            lead = LEAD_SENTENCES if rank < LEAD_ARTICLES else 0
            scored = _sentences(article, article_hits, lead, floor, catalogue)
            found += [(article, sentence, score) for sentence, score in scored]
    return tuple(
        _labelled(n, article, sentence, score)
        for n, (article, sentence, score) in enumerate(found, start=1)
    )


def _sentences(
    article: Article, hits: Sequence[Hit], lead: int, floor: float, catalogue: Catalogue
) -> list[tuple[Sentence, float]]:
    scores = {hit.passage_id: hit.score for hit in hits}
    chosen: list[tuple[Sentence, float]] = []
    position = 0
    for passage in catalogue.passages(article):
        for sentence in filter(says_something, passage.sentences):
            if passage.id in scores or position < lead:
                chosen.append((sentence, scores.get(passage.id, floor)))
            position += 1
    return chosen


def says_something(sentence: Sentence) -> bool:
    """Not a dateline ("LONDON.", "New York CNN Business —"), nor "Read more" and its like."""
    text = sentence.text
    words = re.findall(r"\w+", text)
    if len(words) < FEWEST_WORDS and not re.search(r"[.!?…。！？][\"'”’»)\]]*$", text):
        return False
    return any(word.islower() or word.isdigit() for word in words) or not text.isascii()


def _labelled(n: int, article: Article, sentence: Sentence, score: float) -> Evidence:
    return Evidence(
        label=f"S{n}",
        article_id=article.id,
        title=article.title,
        outlet=article.outlet,
        authors=article.authors,
        url=article.url,
        published=article.published,
        sentence=sentence.text,
        start=sentence.start,
        end=sentence.end,
        score=score,
    )
