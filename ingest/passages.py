"""Sentences of an article into passages: whole, in order, none twice, offsets kept."""

import hashlib
from collections.abc import Iterator, Sequence

from rag.text.sentences import find_gap, join_sentences
from rag.types import Article, Passage, Sentence

LENGTH = 600  # characters from the first to the last; measured best for retrieval on news


def cut_passages(article: Article, sentences: Sequence[Sentence]) -> list[Passage]:
    """The passages of an article's `sentences`, in order; each stands in exactly one."""
    return [
        Passage(
            id=f"{article.id}#{n}",
            article_id=article.id,
            n=n,
            text=join_sentences(article.text, group),
            sentences=tuple(group),
        )
        for n, group in enumerate(_group_sentences(article.text, sentences))
    ]


def make_embedded_text(article: Article, passage: Passage) -> str:
    """What is embedded: the headline tells a passage what its pronouns mean."""
    return f"{article.title}. {passage.text}" if article.title else passage.text


def hash_content(text: str) -> bytes:
    """The key under which the vector of a text is kept."""
    return hashlib.sha256(text.encode()).digest()[:16]


def _group_sentences(text: str, sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    group: list[Sentence] = []
    length = 0
    for sentence in sentences:
        more = len(sentence.text) + (len(find_gap(text, group[-1], sentence)) if group else 0)
        if group and length + more > LENGTH:
            yield group
            group, length, more = [], 0, len(sentence.text)
        group.append(sentence)
        length += more
    if group:
        yield group
