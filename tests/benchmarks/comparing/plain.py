"""Plain retrieval on an archive's own passages: what Clippings is to be better than.

None of it uses the rules of `rag`: BM25 takes the question's words as they are, dense its vector,
the hybrid adds the two, and nothing knows the day.
"""

import re
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Self

import numpy as np

from rag.retrieval.search import Archive
from rag.store.filters import Filter

POOL = 200  # passages of each kind that the hybrid adds up
DENSE = 0.6  # its share in the hybrid, the rest is BM25's


class Plain:
    """BM25, cosine and their sum over all passages of an archive, each as a ranking of articles."""

    def __init__(self, archive: Archive) -> None:
        self._held = ExitStack()
        self._catalogue = self._held.enter_context(archive.snapshot())
        self._embedder = archive.embedder
        columns = self._catalogue.load_columns()
        every = columns.keys[columns.make_mask(Filter())]
        self._keys = every.tolist()
        self._vectors = self._catalogue.read_vectors(every).astype(np.float32)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def bm25(self, question: str, most: int = POOL) -> dict[int, float]:
        """BM25 by passage key (FTS5, Porter stems, the headline weighs twice), best first."""
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", question))
        return dict(
            self._catalogue.connection.execute(
                "SELECT rowid, -bm25(words, 2.0, 1.0) FROM words WHERE words MATCH ?"
                " ORDER BY bm25(words, 2.0, 1.0), rowid LIMIT ?",
                (words, most),
            ).fetchall()
        )

    def dense(self, question: str, most: int = POOL) -> dict[int, float]:
        """Cosine by passage key, best first; a passage is embedded with its headline."""
        cosines = self._vectors @ self._embedder.embed([question])[0]
        best = np.argsort(-cosines, kind="stable")[:most]
        return {self._keys[n]: float(cosines[n]) for n in best}

    def hybrid(self, question: str) -> dict[int, float]:
        """Both, each scaled to 0..1 over its best POOL passages, added by weight."""
        words, meaning = _scaled(self.bm25(question)), _scaled(self.dense(question))
        scores = {
            key: DENSE * meaning.get(key, 0.0) + (1 - DENSE) * words.get(key, 0.0)
            for key in words | meaning
        }
        return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])))

    def articles(self, scores: Mapping[int, float]) -> list[str]:
        """The articles of passages that come best first, each once."""
        entries = self._catalogue.read_entries(list(scores))
        return list(dict.fromkeys(entries[key].article_id for key in scores))


def _scaled(scores: Mapping[int, float]) -> dict[int, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    return {key: (score - low) / ((high - low) or 1.0) for key, score in scores.items()}
