"""One line above an answer: what was looked at for it, or what was not found there."""

from collections.abc import Sequence

from rag.formatting import format_count, format_day, format_published
from rag.query.parsed import Query
from rag.types import CitedArticle


def write_scope(query: Query, articles: Sequence[CitedArticle]) -> str:
    """Time, outlets, what is cited: "Any time · All outlets · 3 articles from 2 outlets · …"."""
    if not articles:
        return ""
    known = query.parsed.known_outlets
    outlets = {known.name_outlet(one.outlet) for one in articles} - {""}
    newest = max((one.published for one in articles if one.published), default=None)
    parts = [
        f"As of {format_day(query.as_of)}" if query.as_of else "",
        query.window.why if query.window else "Any time",
        ", ".join(query.outlets) if query.hard_outlets else "All outlets",
        format_count(len(articles), "article")
        + (f" from {format_count(len(outlets), 'outlet')}" if outlets else ""),
        f"newest {format_published(newest)}" if newest else "",
    ]
    return " · ".join(filter(None, parts))
