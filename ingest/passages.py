"""An article into passages: whole sentences, in order, none twice, offsets kept."""

import hashlib
from collections.abc import Iterator

from rag.text.sentences import split_sentences
from rag.types import Article, Passage, Sentence

LENGTH = 600  # characters from the first to the last; measured best for retrieval on news


def cut_passages(article: Article) -> list[Passage]:
    """The passages of an article, from its top; every sentence stands in exactly one."""
    return [
        Passage(
            id=f"{article.id}#{n}",
            article_id=article.id,
            n=n,
            text=article.text[sentences[0].start : sentences[-1].end],
            sentences=tuple(sentences),
        )
        for n, sentences in enumerate(_group_sentences(split_sentences(article.text)))
    ]


def make_embedded_text(article: Article, passage: Passage) -> str:
    """What is embedded: the headline tells a passage what its pronouns mean."""
    return f"{article.title}. {passage.text}" if article.title else passage.text


def hash_content(text: str) -> bytes:
    """The key under which the vector of a text is kept."""
    return hashlib.sha256(text.encode()).digest()[:16]


def _group_sentences(sentences: list[Sentence]) -> Iterator[list[Sentence]]:
    group: list[Sentence] = []
    for sentence in sentences:
        if group and sentence.end - group[0].start > LENGTH:
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group
