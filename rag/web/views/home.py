"""What stands around the conversation: the archive in figures, examples."""

import re
from collections.abc import Iterable, Sequence
from heapq import nlargest
from typing import TYPE_CHECKING

from rag.formatting import format_count, format_day
from rag.types import Article
from rag.web.markup import escape

if TYPE_CHECKING:
    from rag.store.archive import Status

# What some outlets put behind their headlines: "… | Harbour Post", "… - Harbour Post", "…".
TAIL = re.compile(r"\s*(?:\.{3}|…|\s[|–—-]\s[^|–—-]{2,40})\s*$")
QUOTATION = re.compile('["“”„«»]')
SHAPES = (
    "What is known about {topic}?",
    "What was said about {topic}?",
    "What do the outlets write on {topic}?",
    "What was reported in {month} about {topic}?",
)


def masthead(status: "Status") -> str:
    """The name of the tool and the archive in one line."""
    return (
        f'<header class="masthead"><h1>Clippings</h1><p class="facts">{facts(status)}</p></header>'
    )


def tabs() -> str:
    """The two halves of the page; holdings.js makes their panels known as such."""
    return (
        '<div class="tabs" role="tablist" aria-label="View">'
        '<button type="button" role="tab" id="tab-ask" data-tab="ask" aria-controls="left"'
        ' aria-selected="true">Ask</button>'
        '<button type="button" role="tab" id="tab-archive" data-tab="archive"'
        ' aria-controls="holdings-panel" aria-selected="false" tabindex="-1">Archive</button></div>'
    )


def facts(status: "Status") -> str:
    """The archive in one line: "42 articles · 5 outlets · 3 Jan 2025 – 20 Nov 2026"."""
    parts = [format_count(status.articles, "article"), format_count(len(status.outlets), "outlet")]
    if status.first_day and status.last_day:
        parts.append(f"{format_day(status.first_day)} – {format_day(status.last_day)}")
    if status.undated:
        parts.append(f"{status.undated:,} undated")
    return "".join(f"<span>{escape(part)}</span>" for part in parts)


def welcome(status: "Status", questions: Sequence[str]) -> str:
    """What an empty conversation shows."""
    buttons = "".join(
        f'<li><button type="button" class="example" dir="auto">{escape(question)}</button></li>'
        for question in questions
    )
    examples = f'<ul class="examples" aria-label="Examples">{buttons}</ul>' if buttons else ""
    return (
        '<section class="welcome"><h2>Ask the archive</h2>'
        f"<p>Answers come from {format_count(status.articles, 'article')} of "
        f"{format_count(len(status.outlets), 'outlet')} and from nothing else. Every number in an "
        "answer opens the article at the sentence it rests on.</p>"
        f"{examples}</section>"
    )


def example_questions(articles: Iterable[Article]) -> tuple[str, ...]:
    """Up to four questions that this archive can answer, made from its newest headlines.

    One headline an outlet where there are enough outlets, so that the examples differ.
    """
    usable = (article for article in articles if article.published and topic(article.title))
    newest = nlargest(40, usable, key=lambda article: (article.published or "", article.id))
    chosen: list[Article] = []
    for repeated in (False, True):
        for article in newest:
            told = {topic(other.title) for other in chosen}
            fresh = repeated or article.outlet not in {other.outlet for other in chosen}
            if len(chosen) < 4 and fresh and topic(article.title) not in told:
                chosen.append(article)
    return tuple(map(_question, SHAPES, chosen))


def topic(title: str) -> str:
    """A headline as something to ask about; "" where it is too long or itself a quotation."""
    bare = TAIL.sub("", title).strip().removesuffix(".")
    return bare if len(bare) <= 90 and not QUOTATION.search(bare) else ""


def _question(shape: str, article: Article) -> str:
    month = f"{article.day:%B %Y}" if article.day else ""
    return shape.format(topic=f"“{topic(article.title)}”", month=month)
