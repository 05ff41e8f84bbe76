"""An archive as if some articles were not in it, without ingesting it again."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields

import numpy as np

from rag.retrieval.search import Archive
from rag.store.catalogue import Catalogue
from rag.store.filters import Filter
from rag.store.memory import Columns, ColumnsCache, Mask


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Fewer(Columns):
    """Columns of which some rows are kept out by every filter, the empty one included."""

    left: Mask

    def make_mask(self, within: Filter) -> Mask:
        return Columns.make_mask(self, within) & self.left


class _Reduced(Catalogue):
    """A catalogue in which nothing finds the passages of some articles."""

    def __init__(self, whole: Catalogue, memory: ColumnsCache, gone: Collection[str]) -> None:
        super().__init__(whole.connection, memory)
        columns = whole.load_columns()
        left = np.ones(len(columns.keys), dtype=np.bool_)
        for article in filter(None, map(whole.read_article, gone)):
            passages = [passage.id for passage in whole.read_passages(article)]
            keys = list(whole.find_keys(passages).values())
            left[columns.find_rows(np.array(keys, dtype=np.int64))] = False
        values = {field.name: getattr(columns, field.name) for field in fields(Columns)}
        self._columns = _Fewer(**values, left=left)

    def load_columns(self) -> Columns:
        return self._columns


class Without(Archive):
    """The archive without `gone`: they are dropped before any score is scaled or fused.

    Counts of words (idf) and of passages stay those of the whole archive.
    """

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive.folder, archive.embedder, reader=archive.reader)
        self.gone: frozenset[str] = frozenset()
        self._shared = ColumnsCache()

    @contextmanager
    def snapshot(self) -> Iterator[Catalogue]:
        with super().snapshot() as whole:
            yield _Reduced(whole, self._shared, self.gone)
