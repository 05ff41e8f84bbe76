"""Hits -> labelled sentences: what an answer may be made of, and nothing else."""

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import islice

from rag.store.catalogue import Catalogue
from rag.text.anaphora import leans_back
from rag.text.listed import join_items
from rag.text.tables import is_table_row
from rag.types import Article, Evidence, Hit, Sentence

FEWEST_WORDS = 8  # of a sentence without a full stop


@dataclass(frozen=True, slots=True)
class Breadth:
    """How much of how many articles is looked at."""

    hits: int  # passages that are found, out of which …
    passages: int  # … so many are taken
    passages_an_article: int  # more would crowd out the other articles
    lead_articles: int  # of so many articles the opening belongs to the evidence too: there news
    lead_sentences: int  # says what happened
    joins_items: bool = False  # a list in lines of their own is one piece of evidence, not none


FACT = Breadth(60, 12, 3, 4, 3)  # one thing is sought
OVERVIEW = Breadth(150, 36, 2, 30, 2)  # many articles have something to say
LISTING = Breadth(150, 24, 6, 3, 30, joins_items=True)  # many things, often many in one article


def spread_hits(hits: Sequence[Hit], breadth: Breadth = FACT) -> list[Hit]:
    """The first hits, of one article and in all at most as many as the breadth allows."""
    counts: Counter[str] = Counter()
    kept: list[Hit] = []
    for hit in hits:
        counts[hit.article_id] += 1
        if counts[hit.article_id] <= breadth.passages_an_article and len(kept) < breadth.passages:
            kept.append(hit)
    return kept


def gather(
    hits: Sequence[Hit], catalogue: Catalogue, breadth: Breadth = FACT
) -> tuple[Evidence, ...]:
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
            lead = breadth.lead_sentences if rank < breadth.lead_articles else 0
            sentences = _read_sentences(article, catalogue, joins_items=breadth.joins_items)
            scored = _choose_sentences(sentences, article_hits, lead, floor)
            found += [(article, *one) for one in scored]
    return tuple(
        Evidence(
            f"S{n}", article.id, article.title, article.outlet, article.authors, article.url,
            article.published, sentence.text, sentence.start, sentence.end, score,
            article.section,
        )
        for n, (article, sentence, score) in enumerate(found, start=1)
    )  # fmt: skip


def _read_sentences(
    article: Article, catalogue: Catalogue, *, joins_items: bool
) -> list[tuple[Sentence, Set[str]]]:
    """What an article says, in order, each with the ids of the passages in which it stands."""
    placed = [
        (sentence, passage.id)
        for passage in catalogue.read_passages(article)
        for sentence in passage.sentences
        if joins_items or says_something(sentence)
    ]
    if not joins_items:
        return [(sentence, {id_}) for sentence, id_ in placed]
    ids = iter([id_ for _, id_ in placed])
    joined = join_items(article.text, [sentence for sentence, _ in placed])
    read = [(sentence, count, set(islice(ids, count))) for sentence, count in joined]
    return [(one, stands_in) for one, count, stands_in in read if count > 1 or says_something(one)]


def _choose_sentences(
    sentences: Sequence[tuple[Sentence, Set[str]]], hits: Sequence[Hit], lead: int, floor: float
) -> list[tuple[Sentence, float]]:
    scores = {hit.passage_id: hit.score for hit in hits}
    chosen: dict[int, float] = {}
    for place, (sentence, stands_in) in enumerate(sentences):
        found = [scores[id_] for id_ in stands_in if id_ in scores]
        if found or place < lead:
            if place and leans_back(sentence.text):
                chosen.setdefault(place - 1, floor)
            chosen[place] = max(found, default=floor)
    return [(sentences[place][0], score) for place, score in sorted(chosen.items())]


def says_something(sentence: Sentence) -> bool:
    """Not a heading nor a dateline ("LONDON."), which ingest lets stand."""
    text = sentence.text
    words = re.findall(r"\w+", text)
    if is_table_row(text):
        return len(words) > 1
    if len(words) < FEWEST_WORDS and not re.search(r"[.!?…。！？][\"'”’»)\]]*$", text):
        return False
    return any(word.islower() or word.isdigit() for word in words) or not text.isascii()
