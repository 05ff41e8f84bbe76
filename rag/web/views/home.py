"""What an empty conversation offers: questions that the archive can answer."""

import re
from collections.abc import Iterable
from heapq import nlargest

from rag.types import Article

# What some outlets put behind their headlines: "… | Harbour Post", "… - Harbour Post", "…".
TAIL = re.compile(r"\s*(?:\.{3}|…|\s[|–—-]\s[^|–—-]{2,40})\s*$")
QUOTATION = re.compile('["“”„«»]')
SHAPES = (
    "What is known about {topic}?",
    "What was said about {topic}?",
    "What do the outlets write on {topic}?",
    "What was reported in {month} about {topic}?",
)


def choose_examples(articles: Iterable[Article]) -> tuple[str, ...]:
    """Up to four questions that this archive can answer, made from its newest headlines.

    One headline an outlet where there are enough outlets, so that the examples differ.
    """
    usable = (article for article in articles if article.published and find_topic(article.title))
    newest = nlargest(40, usable, key=lambda article: (article.published or "", article.id))
    chosen: list[Article] = []
    for repeated in (False, True):
        for article in newest:
            told = {find_topic(other.title) for other in chosen}
            fresh = repeated or article.outlet not in {other.outlet for other in chosen}
            if len(chosen) < 4 and fresh and find_topic(article.title) not in told:
                chosen.append(article)
    return tuple(map(_write_question, SHAPES, chosen))


def find_topic(title: str) -> str:
    """A headline as something to ask about; "" where it is too long or itself a quotation."""
    bare = TAIL.sub("", title).strip().removesuffix(".")
    return bare if len(bare) <= 90 and not QUOTATION.search(bare) else ""


def _write_question(shape: str, article: Article) -> str:
    month = f"{article.day:%B %Y}" if article.day else ""
    return shape.format(topic=f"“{find_topic(article.title)}”", month=month)
