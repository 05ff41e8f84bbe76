"""The archive as readers use it: open it, search it, read an article."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rag.clock import clock_day
from rag.errors import ArchiveDamaged, ArchiveMismatch, ArchiveMissing, UsageError
from rag.models.embedding import Embedder, LocalEmbedder, RememberingEmbedder
from rag.query.grounding import ground
from rag.retrieval.hybrid import Found, retrieve
from rag.retrieval.reranking import FIRST, LocalReranker, Reranker, rerank
from rag.settings import Settings, load_settings
from rag.store.catalogue import Catalogue
from rag.store.generations import Generations
from rag.store.memory import Memory
from rag.store.schema import CATALOGUE, FORMAT
from rag.store.vectors import VectorIndex
from rag.types import Article, Hit, Passage, Query, Request, Window


@dataclass(frozen=True, slots=True)
class Status:
    """What is in an archive."""

    path: str
    articles: int
    passages: int
    undated: int
    first_day: date | None
    last_day: date | None
    outlets: Mapping[str, int]  # outlet -> articles, most first
    years: Mapping[int, int]  # year of publication -> articles, in order
    stories: int  # that several articles tell …
    duplicates: int  # … beyond the earliest article of each
    versions: int  # earlier ones, of articles that were changed
    embedding_model: str
    generation: int
    refreshed: str  # the day of the last refresh that changed something
    checked: str  # the moment of the last refresh, ISO 8601
    size: int  # bytes on disk, all of the archive's folder


class Archive:
    """A finished archive, open for reading; any number of threads and processes may read one."""

    def __init__(self, folder: Path, embedder: Embedder, reranker: Reranker | None = None) -> None:
        self.folder = folder
        self.embedder = embedder
        self._reranker = reranker
        self._generations = Generations(folder / "chroma")
        self._index_lock = Lock()
        self._index: tuple[int, VectorIndex] | None = None
        self._held = ExitStack()
        self._memory = Memory()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of memory and index; the archive can still be used and will take them again."""
        self._memory.forget()
        with self._index_lock:
            self._index = None
            self._held.close()

    @contextmanager
    def snapshot(self) -> Iterator[Catalogue]:
        """The catalogue at one moment, for several reads that must fit together."""
        with Catalogue.snapshot(self.folder / CATALOGUE, self._memory) as catalogue:
            yield catalogue

    def article(self, article_id: str) -> Article:
        """The article as it stands now. Raises UsageError when there is none of that id."""
        with self.snapshot() as catalogue:
            article = catalogue.article(article_id)
        if article is None:
            raise UsageError(f"There is no article {article_id!r} in {self.folder}.")
        return article

    def articles(self) -> Iterator[Article]:
        """All articles in the order of their ids, as they stood when the iteration began."""
        with self.snapshot() as catalogue:
            yield from catalogue.articles()

    def passages(self, article: Article) -> list[Passage]:
        with self.snapshot() as catalogue:
            return catalogue.passages(article)

    def copies(self, article_id: str) -> list[Article]:
        """The articles of all outlets that tell this story in the same words, the earliest first.

        The article itself is one of them; [] if there is no other.
        """
        with self.snapshot() as catalogue:
            return catalogue.copies(article_id)

    def versions(self, article_id: str) -> list[dict[str, str]]:
        """What the article said before it was changed, oldest first.

        Each has the days on which it was first `seen` and `replaced`, `title`, `text`, `published`.
        """
        with self.snapshot() as catalogue:
            return catalogue.versions(article_id)

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
        request = Request(
            question,
            today or as_of or clock_day(),
            window=window,
            outlets=tuple(outlets),
            as_of=as_of,
        )
        with self.snapshot() as catalogue:
            return self.find(ground(request, catalogue, widen=False), k, catalogue).hits

    def find(self, query: Query, k: int, catalogue: Catalogue) -> Found:
        """The k best passages for an understood query, within one snapshot.

        Raises ArchiveMismatch when the archive was made anew with another embedding model since.
        """
        if (model := catalogue.state("embedding model")) not in {None, self.embedder.fingerprint}:
            raise ArchiveMismatch(
                f"The archive {self.folder} is now made with the embedding model {model}, this "
                f"program uses {self.embedder.name}. Set embedding_model to it and start again."
            )
        generation = int(catalogue.state("generation") or 0)

        def nearest(vector: NDArray[np.float32], count: int) -> list[tuple[str, float]]:
            with self._index_lock:
                return self._published(generation).nearest(vector, count)

        wide = k if self._reranker is None else max(k, FIRST)
        found = retrieve(
            query, catalogue=catalogue, nearest=nearest, embedder=self.embedder, k=wide
        )
        if self._reranker is not None:
            hits = rerank(query.asked_as, found.hits, self._reranker)[:k]
            found = replace(found, hits=hits)
        return found

    def warm_up(self) -> None:
        """Load what the first question would wait for: the embedding model, the passages."""
        self.embedder.embed(["warm"])
        with self.snapshot() as catalogue:
            catalogue.columns()

    def status(self) -> Status:
        with self.snapshot() as catalogue:
            articles, passages, undated, first, last = catalogue.extent()
            generation = int(catalogue.state("generation") or 0)
            return Status(
                path=str(self.folder),
                articles=articles,
                passages=passages,
                undated=undated,
                first_day=first,
                last_day=last,
                outlets=catalogue.outlets(),
                years=catalogue.years(),
                **catalogue.copied(),
                embedding_model=self.embedder.name,
                generation=generation,
                refreshed=catalogue.state("refreshed") or "",
                checked=catalogue.state("checked") or "",
                size=_size(self.folder),
            )

    def index_whole(self) -> bool:
        """Whether the published index is; if not, answers come from the catalogue, more slowly.

        Opens the index, which takes a second or two: not for the start of a page.
        """
        with self.snapshot() as catalogue:
            generation = int(catalogue.state("generation") or 0)
            return self._generations.healthy(generation, catalogue.extent()[1])

    def _published(self, generation: int) -> VectorIndex:
        """The index of a generation, kept open until another one is asked for."""
        if self._index is None or self._index[0] != generation:
            self._index = None
            self._held.close()
            index = self._held.enter_context(self._generations.hold(generation))
            self._index = (generation, index)
        return self._index[1]


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
    described = _described(folder)
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
    return Archive(folder, embedder, reranker)


def _size(folder: Path) -> int:
    """Bytes of all files below; one that a refresh removes meanwhile counts as none."""
    size = 0
    for file in folder.rglob("*"):
        with suppress(OSError):
            size += file.stat().st_size if file.is_file() else 0
    return size


def _described(folder: Path) -> dict[str, object]:
    file = folder / "archive.json"
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ArchiveMissing(
            f"There is no archive in {folder} yet. Make one with "
            f"`python -m ingest PATH… --archive {folder}`; `make run` makes the sample."
        ) from error
    except (OSError, ValueError) as error:
        raise ArchiveDamaged(
            f"{file} cannot be read ({error}). Run `python -m ingest PATH… --archive {folder}`, "
            "which writes it again."
        ) from error
    return values if isinstance(values, dict) else {}
