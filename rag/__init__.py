"""Clippings: ask a news archive, get answers cited to the sentence.

    from datetime import date
    from rag import open_archive, open_chain

    with open_archive("archive") as archive:
        hits = archive.search("What did the minister promise?", k=5, today=date(2026, 5, 20))

    chain = open_chain("archive")
    print(chain.invoke("What did the minister promise?").to_markdown())

The names are imported when first used, so that `python -m rag status` starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.errors import ClippingsError
    from rag.integrations.langchain import open_chain
    from rag.store.archive import Archive, open_archive
    from rag.types import Answer, Article, Citation, Claim, Hit, Request, Window

__all__ = [
    "Answer",
    "Archive",
    "Article",
    "Citation",
    "Claim",
    "ClippingsError",
    "Hit",
    "Request",
    "Window",
    "open_archive",
    "open_chain",
]

_HOMES = {
    "Archive": "rag.store.archive",
    "ClippingsError": "rag.errors",
    "open_archive": "rag.store.archive",
    "open_chain": "rag.integrations.langchain",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "rag.types")), name)
