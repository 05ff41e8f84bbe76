"""The archive as readers use it: opened, and searched by a question."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from rag.clock import read_clock_day
from rag.errors import ArchiveMismatch
from rag.models.embedding import Embedder, LocalEmbedder, RememberingEmbedder
from rag.models.reader import Reader, open_reader
from rag.query.grounding import ground_request
from rag.query.parsed import Query
from rag.retrieval.hybrid import RetrievalResult, retrieve
from rag.retrieval.reranking import FIRST, LocalReranker, Reranker, rerank
from rag.settings import Settings, load_settings
from rag.store.archive import ArchiveReader, ArchiveStatus, read_description
from rag.store.catalogue import Catalogue
from rag.store.schema import FORMAT
from rag.types import Hit, Request, Window


class Archive(ArchiveReader):
    """A finished archive that can be asked; any number of threads and processes may read one."""

    def __init__(
        self,
        folder: Path,
        embedder: Embedder,
        reranker: Reranker | None = None,
        reader: Reader | None = None,
        outlet_aliases: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(folder, embedder, outlet_aliases)
        self.reader = reader
        self._reranker = reranker

    def warm_up(self) -> None:
        """Load what the first question would wait for: models, the passages.

        Raises UsageError for a reader that cannot be used.
        """
        super().warm_up()
        if self.reader is not None:
            self.reader.warm_up()

    def status(self) -> ArchiveStatus:
        """What is in the archive, and which reader is at work."""
        status = super().status()
        return replace(status, reader=self.reader.name) if self.reader else status

    def search(
        self,
        question: str,
        k: int = 10,
        *,
        today: date | None = None,
        window: Window | None = None,
        outlets: Sequence[str] = (),
        as_of: date | None = None,
    ) -> list[Hit]:
        """The k best passages for a question; `window`, `outlets` and `as_of` are hard limits.

        `as_of` leaves out what was published later, or without a date. `today` is what relative
        words ("last week") count from; when left out that day, or else the clock's.
        """
        today = today or as_of or read_clock_day()
        request = Request(question, today, window=window, outlets=tuple(outlets), as_of=as_of)
        with self.snapshot() as catalogue:
            return self.find(ground_request(request, catalogue, widen=False), k, catalogue).hits

    def find(self, query: Query, k: int, catalogue: Catalogue) -> RetrievalResult:
        """The k best passages for an understood query, within one snapshot.

        Raises ArchiveMismatch when the archive was made anew with another embedding model since.
        """
        self.check_model(catalogue)
        wide = k if self._reranker is None else max(k, FIRST)
        nearest = partial(self.find_nearest, catalogue)
        found = retrieve(
            query, catalogue=catalogue, nearest=nearest, embedder=self.embedder, k=wide
        )
        if self._reranker is not None:
            hits = rerank(query.asked_as, found.hits, self._reranker)[:k]
            found = replace(found, hits=hits)
        return found


def open_archive(
    path: str | Path | None = None,
    *,
    settings: Settings | None = None,
    embedder: Embedder | None = None,
) -> Archive:
    """The archive in a folder (default: the setting `archive`), checked but nothing loaded yet.

    Raises ArchiveMissing, ArchiveMismatch (another embedding model or format), ArchiveDamaged.
    """
    settings = settings or load_settings()
    folder = Path(path or settings.archive)
    embedder = embedder or RememberingEmbedder(LocalEmbedder(settings.embedding_model))
    reranker = LocalReranker(settings.reranker) if settings.reranker else None
    described = read_description(folder)
    if described.get("format") != FORMAT:
        raise ArchiveMismatch(
            f"The archive {folder} has format {described.get('format')}, this program reads "
            f"{FORMAT}. Run `python -m ingest --archive {folder} --rebuild`."
        )
    if described.get("fingerprint") != embedder.fingerprint:
        raise ArchiveMismatch(
            f"The archive {folder} was made with the embedding model "
            f"{described.get('embedding_model')}, the settings name {embedder.name}. Set "
            f"embedding_model back, or run `python -m ingest --archive {folder} --rebuild`."
        )
    reader = open_reader(settings.reader)
    return Archive(folder, embedder, reranker, reader, settings.outlet_aliases)
