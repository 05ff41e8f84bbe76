"""An answer made of source sentences: which of those ranked, and in which order they read."""

from collections.abc import Sequence

from rag.answering.candidates import Candidates
from rag.answering.citations import cite_sentences
from rag.answering.ranking import RankedSentence
from rag.text.tokens import stem_words
from rag.types import Answer, Evidence

MOST = 5  # sentences of an answer
FIRST = 3  # of them that are read before the others
WORTH = 0.55  # of the best sentence's score: a sentence below this adds little
TWINS = 0.75  # shared words (Jaccard) above which two sentences say the same

PART_DECLINED = "The archive does not answer this part of the question:"
PART_LEFT_OUT = "So few sources leave no room for this part of the question:"


def extract_answer(found: Candidates) -> Answer:
    """The best sentences themselves, in turn for each part of the question that is answered."""
    query = found.query
    notes = [f"{PART_DECLINED} “{part.question}”" for part in found.unanswered]
    room = query.sources or MOST
    parts = found.answered[:room]
    notes += [f"{PART_LEFT_OUT} “{part.question}”" for part in found.answered[room:]]
    chosen = [item for part in parts for item in select(part.ranked, most=room // len(parts))]
    text, claims, citations = cite_sentences(tuple(dict.fromkeys(chosen)))
    return Answer(
        query.question, query.asked_as, "extractive", text,
        claims, citations, query.window, warnings=tuple(notes),
    )  # fmt: skip


def select(ranked: Sequence[RankedSentence], *, most: int = MOST) -> tuple[Evidence, ...]:
    """The sentences of an answer in reading order: the best one's article first, each in its order.

    The best three come before the others. No sentence twice in other words, none far below the
    best; what leans on the sentence before it comes with that, where there is room.
    """
    chosen: list[RankedSentence] = []
    for one in ranked:
        if len(chosen) == most or one.score < WORTH * ranked[0].score:
            break
        if not any(_are_twins(one.evidence.sentence, other.evidence.sentence) for other in chosen):
            chosen.append(one)
    if not chosen:
        return ()
    first = [chosen[0], *_order_by_article(chosen[1:FIRST], chosen)]
    return _add_antecedents([*first, *_order_by_article(chosen[FIRST:], chosen)], most)


def _order_by_article(
    some: Sequence[RankedSentence], chosen: Sequence[RankedSentence]
) -> list[RankedSentence]:
    """Some of the chosen sentences by article, the best first, and by their place in it."""
    order = [one.evidence.article_id for one in chosen]
    return sorted(some, key=lambda one: (order.index(one.evidence.article_id), one.evidence.start))


def _add_antecedents(chosen: Sequence[RankedSentence], most: int) -> tuple[Evidence, ...]:
    """The sentences, each after the one that it leans on; the last ones make room for these.

    Where there is room for a single sentence, it is the first, whatever that leans on.
    """
    shown: dict[Evidence, None] = {}
    for one in chosen:
        pair = [one.before, one.evidence] if one.before and most > 1 else [one.evidence]
        new = [item for item in pair if item not in shown]
        if len(shown) + len(new) > most:
            break
        shown |= dict.fromkeys(new)
    return tuple(shown)


def _are_twins(one: str, other: str) -> bool:
    a, b = stem_words(one), stem_words(other)
    return bool(a | b) and len(a & b) / len(a | b) > TWINS
