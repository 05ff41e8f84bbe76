"""What the archive has to say to a question, known before anything is written: steps 2 to 4."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from rag.answering.corrections import ArticleChange, find_changes
from rag.answering.figures.newest import find_term
from rag.answering.parts import EvidenceSimilarity, PartRanker, RankedPart
from rag.answering.ranking import RankedSentence
from rag.answering.selection import TASKS_FOR_ONE
from rag.query.parsed import Query
from rag.query.understanding import split_query
from rag.retrieval.evidence import FACT, LISTING, OVERVIEW, Breadth, gather, spread_hits
from rag.retrieval.hybrid import RetrievalResult
from rag.retrieval.search import Archive
from rag.store.catalogue import Catalogue
from rag.text.anaphora import leans_back
from rag.text.tokens import keep_letters
from rag.types import Article, Evidence, Hit


@dataclass(frozen=True, slots=True)
class Candidates:
    """The sentences that an answer may be made of."""

    query: Query
    parts: tuple[RankedPart, ...]
    evidence: tuple[Evidence, ...]
    articles: Mapping[str, Article]  # that the evidence is taken from, by id
    similarity: EvidenceSimilarity
    changes: Mapping[str, ArticleChange]  # of its articles, after the day asked for

    @property
    def answered(self) -> list[RankedPart]:
        return [part for part in self.parts if part.answerability.answered]

    @property
    def unanswered(self) -> list[RankedPart]:
        return [part for part in self.parts if not part.answerability.answered]

    @property
    def reason(self) -> str:
        """Why nothing of it answers; "" where no more can be said than that."""
        return next((part.reason for part in self.parts if part.reason), "")

    @property
    def nearest(self) -> list[RankedSentence]:
        """All that was ranked, the best first."""
        ranked = [one for part in self.parts for one in part.ranked]
        return sorted(ranked, key=lambda one: -one.score)

    def select_best(self, most: int) -> tuple[Evidence, ...]:
        """What a model is given: the best of each part in turn, in the order of evidence.

        At most `most` sentences, or as many as the reader lets an answer use; what several outlets
        print word for word, once. One that says "She" comes with the sentence before it. Nothing
        outside the days and outlets asked for while these have an answer.
        """
        most = self.query.sources or most
        ranked = [[one.evidence for one in part.ranked] for part in self.answered]
        best = dict.fromkeys(item for row in zip_longest(*ranked) for item in row if item)
        before = {item: other for other, item in pairwise(self.evidence)}
        kept: dict[str, Evidence] = {}
        for item in best:
            named = before.get(item) if leans_back(item.sentence) else None
            along = [named] if named and named.article_id == item.article_id else []
            for one in [item, *along]:
                if len(kept) < most:
                    kept.setdefault(keep_letters(one.sentence), one)
        chosen = set(kept.values())
        return tuple(item for item in self.evidence if item in chosen)


def choose_breadth(query: Query) -> Breadth:
    """How far to look: a survey has something of many articles, a list much of a few."""
    tasks = {part.task for part in split_query(query)}
    if tasks == {"list"}:
        return LISTING
    return FACT if tasks <= TASKS_FOR_ONE else OVERVIEW


def retrieve_parts(query: Query, archive: Archive, catalogue: Catalogue) -> list[RetrievalResult]:
    """The passages found for each part of the query, in its order.

    What is asked of an outlet is searched there by itself, too, a survey in the days asked for, and
    who holds an office in the year before today: a little may lie below all that others say.
    """
    breadth = choose_breadth(query)
    found = []
    for part in split_query(query):
        result = archive.find(part, breadth.hits, catalogue)
        window = part.asked_window if breadth is not FACT else find_term(part.parsed)
        asked = []
        if window and not part.hard_window:
            asked.append(replace(part, window=window, hard_window=True))
        if part.outlets and not part.hard_outlets:
            asked.append(replace(part, hard_outlets=True))
        if asked:
            own = [archive.find(within, breadth.hits, catalogue).hits for within in asked]
            result = replace(result, hits=interleave_hits([*own, result.hits], breadth.hits))
        found.append(result)
    return found


def gather_evidence(
    found: Sequence[RetrievalResult], catalogue: Catalogue, breadth: Breadth = FACT
) -> tuple[Evidence, ...]:
    """The sentences of the best passages of all parts, spread over the articles."""
    spread = [spread_hits(one.hits, breadth) for one in found]
    hits = interleave_hits(spread, breadth.passages * len(found))
    return gather(hits, catalogue, breadth)


def rank_candidates(
    query: Query,
    found: Sequence[RetrievalResult],
    evidence: tuple[Evidence, ...],
    archive: Archive,
    catalogue: Catalogue,
) -> Candidates:
    """The evidence ranked for each part of the query, and whether it answers that part."""
    similarity = EvidenceSimilarity(archive.embedder, evidence)
    ids = dict.fromkeys(item.article_id for item in evidence)
    articles = {id_: article for id_ in ids if (article := catalogue.read_article(id_))}
    ranker = PartRanker(evidence, articles, similarity, archive.reader, catalogue)
    parts = tuple(
        ranker.rank(part, retrieved)
        for part, retrieved in zip(split_query(query), found, strict=True)
    )
    changes = find_changes(query.as_of, ids, catalogue)
    return Candidates(query, parts, evidence, articles, similarity, changes)


def interleave_hits(lists: Sequence[Sequence[Hit]], k: int) -> list[Hit]:
    """The hits of several searches merged: the first of each, then the second of each, and so on.

    At most `k`, each passage once, where it stands first; the score stays that of its own search.
    """
    merged: dict[str, Hit] = {}
    for row in zip_longest(*lists):
        for hit in filter(None, row):
            merged.setdefault(hit.passage_id, hit)
    return list(merged.values())[: max(k, 0)]
