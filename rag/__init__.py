"""Clippings: ask a news archive, get answers cited to the sentence.

    from datetime import date
    from rag import open_archive, open_chain

    with open_archive("archive") as archive:
        hits = archive.search("What did the minister promise?", k=5, today=date(2026, 5, 20))

    chain = open_chain("archive")
    print(chain.invoke("What did the minister promise?").to_markdown())

These are the names that others may rely on. Functions are imported when they are first used, so
that `python -m rag status` starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from rag.errors import (
    AnswerCut,
    ArchiveDamaged,
    ArchiveError,
    ArchiveLocked,
    ArchiveMismatch,
    ArchiveMissing,
    BelowFloor,
    ClippingsError,
    ModelBroke,
    ModelError,
    ModelMissing,
    ModelUnreachable,
    PullFailed,
    SourceError,
    UsageError,
)  # fmt: skip
from rag.types import (
    Answer,
    Article,
    Citation,
    Claim,
    Evidence,
    Hit,
    Passage,
    Request,
    Sentence,
    Verdict,
    Window,
)  # fmt: skip

if TYPE_CHECKING:
    from rag.integrations.langchain import open_chain
    from rag.query.parsed import Query
    from rag.query.understanding import understand
    from rag.retrieval.search import Archive, open_archive
    from rag.text.sentences import split_sentences
    from rag.verification.support import check_claim

__all__ = [
    "Answer", "AnswerCut", "Archive", "ArchiveDamaged", "ArchiveError", "ArchiveLocked",
    "ArchiveMismatch", "ArchiveMissing", "Article", "BelowFloor", "Citation", "Claim",
    "ClippingsError", "Evidence", "Hit", "ModelBroke", "ModelError", "ModelMissing",
    "ModelUnreachable", "Passage", "PullFailed", "Query", "Request", "Sentence", "SourceError",
    "UsageError", "Verdict", "Window", "check_claim", "open_archive", "open_chain", "refresh",
    "split_sentences", "understand",
]  # fmt: skip

_LAZY = {
    "Archive": "rag.retrieval.search",
    "Query": "rag.query.parsed",
    "check_claim": "rag.verification.support",
    "open_archive": "rag.retrieval.search",
    "open_chain": "rag.integrations.langchain",
    "refresh": "ingest.refresh",  # the one name of ingest: asking imports nothing of it
    "split_sentences": "rag.text.sentences",
    "understand": "rag.query.understanding",
}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    return getattr(import_module(_LAZY[name]), name)
