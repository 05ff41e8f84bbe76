"""Hits -> labelled sentences: what an answer may be made of, and nothing else."""

import re
from collections import Counter
from collections.abc import Sequence

from rag.store.catalogue import Catalogue
from rag.text.anaphora import leans_back
from rag.text.tables import is_table_row
from rag.types import Article, Evidence, Hit, Sentence

PASSAGES_AN_ARTICLE = 3  # more would crowd out the other articles
PASSAGES = 12  # that evidence is taken from
FEWEST_WORDS = 8  # of a sentence without a full stop
LEAD_ARTICLES = 4  # of so many articles the opening belongs to the evidence too:
LEAD_SENTENCES = 3  # there news says what happened


def spread_hits(hits: Sequence[Hit]) -> list[Hit]:
    """The first hits, at most PASSAGES and of one article at most PASSAGES_AN_ARTICLE."""
    counts: Counter[str] = Counter()
    kept: list[Hit] = []
    for hit in hits:
        counts[hit.article_id] += 1
        if counts[hit.article_id] <= PASSAGES_AN_ARTICLE and len(kept) < PASSAGES:
            kept.append(hit)
    return kept


def gather(hits: Sequence[Hit], catalogue: Catalogue) -> tuple[Evidence, ...]:
    """The sentences of the hits' passages and of the first articles' openings.

    Articles come best first, the sentences of each in the order of its text; labels count S1, S2 …
    The score of a sentence is that of its passage; an opening that was not hit has the lowest. A
    passage that begins with what the sentence before it named ("She …") comes with that sentence.
    """
    ranked: dict[str, list[Hit]] = {}
    for hit in hits:
        ranked.setdefault(hit.article_id, []).append(hit)
    floor = min((hit.score for hit in hits), default=0.0)
    found: list[tuple[Article, Sentence, float]] = []
    for rank, (article_id, article_hits) in enumerate(ranked.items()):
        article = catalogue.read_article(article_id)
        if article is not None:
            lead = LEAD_SENTENCES if rank < LEAD_ARTICLES else 0
            scored = _choose_sentences(article, article_hits, lead, floor, catalogue)
            found += [(article, sentence, score) for sentence, score in scored]
    return tuple(
        Evidence(
            f"S{n}", article.id, article.title, article.outlet, article.authors, article.url,
            article.published, sentence.text, sentence.start, sentence.end, score,
        )
        for n, (article, sentence, score) in enumerate(found, start=1)
    )  # fmt: skip


def _choose_sentences(
    article: Article, hits: Sequence[Hit], lead: int, floor: float, catalogue: Catalogue
) -> list[tuple[Sentence, float]]:
    scores = {hit.passage_id: hit.score for hit in hits}
    chosen: list[tuple[Sentence, float]] = []
    position = 0
    before: Sentence | None = None  # the sentence before, where it is not evidence
    for passage in catalogue.read_passages(article):
        for sentence in filter(says_something, passage.sentences):
            if passage.id in scores or position < lead:
                if before is not None and leans_back(sentence.text):
                    chosen.append((before, floor))
                chosen.append((sentence, scores.get(passage.id, floor)))
                before = None
            else:
                before = sentence
            position += 1
    return chosen


def says_something(sentence: Sentence) -> bool:
    """Not a heading nor a dateline ("LONDON."), which ingest lets stand."""
    text = sentence.text
    words = re.findall(r"\w+", text)
    if is_table_row(text):
        return len(words) > 1
    if len(words) < FEWEST_WORDS and not re.search(r"[.!?…。！？][\"'”’»)\]]*$", text):
        return False
    return any(word.islower() or word.isdigit() for word in words) or not text.isascii()
