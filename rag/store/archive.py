"""The archive as it is stored: its articles, its state, its published index."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rag.errors import ArchiveDamaged, ArchiveMismatch, ArchiveMissing, UsageError
from rag.models.embedding import Embedder
from rag.store.catalogue import Catalogue
from rag.store.generations import Generations
from rag.store.memory import ColumnsCache
from rag.store.schema import CATALOGUE
from rag.store.vectors import VectorIndex
from rag.types import Article, Passage


@dataclass(frozen=True, slots=True)
class ArchiveStatus:
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
    reader: str = "none"  # the one that has its say in ordering sentences and in declining


class ArchiveReader:
    """A finished archive, open for reading; any number of threads and processes may read one.

    `outlet_aliases` are pairs of names that the reader takes for the same outlet's.
    """

    def __init__(
        self, folder: Path, embedder: Embedder, outlet_aliases: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.folder = folder
        self.embedder = embedder
        self._generations = Generations(folder / "chroma")
        self._index_lock = Lock()
        self._index: tuple[int, VectorIndex] | None = None
        self._held = ExitStack()
        self._memory = ColumnsCache(aliases=outlet_aliases)

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

    def snapshot(self) -> AbstractContextManager[Catalogue]:
        """The catalogue at one moment, for several reads that must fit together."""
        return Catalogue.snapshot(self.folder / CATALOGUE, self._memory)

    def article(self, article_id: str) -> Article:
        """The article as it stands now. Raises UsageError when there is none of that id."""
        with self.snapshot() as catalogue:
            article = catalogue.read_article(article_id)
        if article is None:
            raise UsageError(f"There is no article {article_id!r} in {self.folder}.")
        return article

    def articles(self) -> Iterator[Article]:
        """All articles in the order of their ids, as they stood when the iteration began."""
        with self.snapshot() as catalogue:
            yield from catalogue.read_articles()

    def passages(self, article: Article) -> list[Passage]:
        with self.snapshot() as catalogue:
            return catalogue.read_passages(article)

    def copies(self, article_id: str) -> list[Article]:
        """The articles of all outlets that tell this story in the same words, the earliest first.

        The article itself is one of them; [] if there is no other.
        """
        with self.snapshot() as catalogue:
            return catalogue.read_copies(article_id)

    def versions(self, article_id: str) -> list[dict[str, str]]:
        """What the article said before it was changed, oldest first.

        Each has the days on which it was first `seen` and `replaced`, `title`, `text`, `published`.
        """
        with self.snapshot() as catalogue:
            return catalogue.read_versions(article_id)

    def warm_up(self) -> None:
        """Load what the first question would wait for: the embedding model, the passages."""
        self.embedder.embed(["warm"])
        with self.snapshot() as catalogue:
            catalogue.load_columns()

    def status(self) -> ArchiveStatus:
        with self.snapshot() as catalogue:
            articles, passages, undated, first, last = catalogue.measure_extent()
            generation = int(catalogue.read_state("generation") or 0)
            copies = catalogue.count_copies()
            return ArchiveStatus(
                path=str(self.folder),
                articles=articles,
                passages=passages,
                undated=undated,
                first_day=first,
                last_day=last,
                outlets=catalogue.count_by_outlet(),
                years=catalogue.count_by_year(),
                stories=copies["stories"],
                duplicates=copies["duplicates"],
                versions=copies["versions"],
                embedding_model=self.embedder.name,
                generation=generation,
                refreshed=catalogue.read_state("refreshed") or "",
                checked=catalogue.read_state("checked") or "",
                size=_measure_size(self.folder),
            )

    def has_whole_index(self) -> bool:
        """Whether the published index is; if not, answers come from the catalogue, more slowly.

        Opens the index, which takes a second or two: not for the start of a page.
        """
        with self.snapshot() as catalogue:
            generation = int(catalogue.read_state("generation") or 0)
            return self._generations.is_healthy(generation, catalogue.measure_extent()[1])

    def check_model(self, catalogue: Catalogue) -> None:
        """Raises ArchiveMismatch when it was made anew with another embedding model since."""
        model = catalogue.read_state("embedding model")
        if model not in {None, self.embedder.fingerprint}:
            raise ArchiveMismatch(
                f"The archive {self.folder} is now made with the embedding model {model}, this "
                f"program uses {self.embedder.name}. Set embedding_model to it and start again."
            )

    def find_nearest(
        self, catalogue: Catalogue, vector: NDArray[np.float32], count: int
    ) -> list[tuple[str, float]]:
        """The passages nearest to a vector by the index of a snapshot, with their cosines."""
        generation = int(catalogue.read_state("generation") or 0)
        with self._index_lock:
            return self._open_index(generation).find_nearest(vector, count)

    def _open_index(self, generation: int) -> VectorIndex:
        """The index of a generation, kept open until another one is asked for."""
        if self._index is None or self._index[0] != generation:
            self._index = None
            self._held.close()
            index = self._held.enter_context(self._generations.hold(generation))
            self._index = (generation, index)
        return self._index[1]


def _measure_size(folder: Path) -> int:
    """Bytes of all files below; one that a refresh removes meanwhile counts as none."""
    size = 0
    for file in folder.rglob("*"):
        with suppress(OSError):
            size += file.stat().st_size if file.is_file() else 0
    return size


def read_description(folder: Path) -> dict[str, object]:
    """What `archive.json` says of the archive in a folder: its format, its embedding model.

    Raises ArchiveMissing, ArchiveDamaged.
    """
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
