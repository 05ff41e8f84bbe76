"""A folder of sources, the archive kept in step with it, and what the archive really holds."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from chromadb import PersistentClient
from chromadb.config import Settings
from numpy.typing import NDArray

from ingest.passages import make_embedded_text
from ingest.progress import Progress
from ingest.refresh import Options, refresh
from ingest.summary import Summary
from rag.models.embedding import Embedder
from rag.retrieval.search import Archive, open_archive
from rag.settings import load_settings
from tests.helpers.doubles import HashEmbedder, noon

if TYPE_CHECKING:
    from chromadb.api.client import Client

SEEN = date(2026, 10, 30)  # the day of every refresh here
COUNTS = ("added", "changed", "unchanged", "removed")


class Newsroom:
    """Sources below `news/`, an archive beside them, and an embedder that notes its work."""

    def __init__(self, place: Path) -> None:
        self.sources = place / "news"
        self.sources.mkdir(exist_ok=True)
        self.archive = place / "archive"
        self.embedder = HashEmbedder()

    def write(self, name: str, text: str) -> Path:
        path = self.sources / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def write_records(self, name: str, *records: dict[str, Any]) -> Path:
        return self.write(name, "".join(json.dumps(record) + "\n" for record in records))

    def refresh(self, *paths: Path, embedder: Embedder | None = None, **options: Any) -> Summary:
        """Refresh from `paths` (default: all sources) with `Options` given by name."""
        self.embedder.embedded.clear()
        return refresh(
            paths or [self.sources],
            self.archive,
            embedder or self.embedder,
            Options(**{"now": noon(SEEN), "yes": True} | options),
            Progress(quiet=True),
        )

    def counts(self, *paths: Path, **options: Any) -> tuple[int, ...]:
        """Refresh; how many articles were added, changed, unchanged and removed."""
        summary = self.refresh(*paths, **options)
        return tuple(getattr(summary, name) for name in COUNTS)

    @contextmanager
    def open(self) -> Iterator[Archive]:
        hashed = isinstance(self.embedder, HashEmbedder)  # meaning does not matter then
        settings = load_settings(reader="none" if hashed else None)
        with open_archive(self.archive, settings=settings, embedder=self.embedder) as archive:
            yield archive

    def texts(self) -> dict[str, str]:
        """The text of every article, by id, as the archive has it."""
        with self.open() as archive:
            return {article.id: article.text for article in archive.articles()}

    @property
    def generation(self) -> int:
        with self.open() as archive:
            return archive.status().generation

    @property
    def index(self) -> Path:
        """The Chroma folder in service."""
        return self.archive / "chroma" / str(self.generation)


@dataclass(frozen=True)
class Held:
    """A passage in one of the two places that hold it."""

    text: str
    vector: NDArray[np.float32]


def in_catalogue(archive: Archive) -> dict[str, Held]:
    """The passages that the catalogue holds, by id."""
    held: dict[str, Held] = {}
    with archive.snapshot() as catalogue:
        keys = catalogue.load_columns().keys
        vectors = catalogue.read_vectors(keys).astype(np.float32)
        by_key = dict(zip(keys.tolist(), vectors, strict=True))
        for article in catalogue.read_articles():
            passages = catalogue.read_passages(article)
            of = catalogue.find_keys([passage.id for passage in passages])
            held |= {p.id: Held(p.text, by_key.pop(of[p.id])) for p in passages}
    assert not by_key, "there are passages of no article"
    return held


@contextmanager
def chroma(folder: Path) -> Iterator["Client"]:
    """A client of Chroma's own on a folder."""
    settings = Settings(anonymized_telemetry=False)
    with cast("Client", PersistentClient(str(folder), settings=settings)) as client:
        yield client


def in_chroma(folder: Path) -> dict[str, Held]:
    """The passages that a Chroma folder holds, by id, as any other program would read them."""
    with chroma(folder) as client:
        collection = client.get_collection("news", embedding_function=None)
        rows: Any = collection.get(include=["documents", "embeddings"])
    parts = zip(rows["ids"], rows["documents"], rows["embeddings"], strict=True)
    return {id_: Held(text, np.asarray(vector)) for id_, text, vector in parts}


def assert_whole(archive: Archive, embedder: Embedder) -> None:
    """Catalogue and Chroma hold the same passages, each with the vector of its text."""
    status = archive.status()
    assert archive.has_whole_index()
    kept = in_catalogue(archive)
    published = in_chroma(archive.folder / "chroma" / str(status.generation))
    assert published.keys() == kept.keys()
    assert status.passages == len(kept)
    assert {id_: held.text for id_, held in published.items()} == {
        id_: held.text for id_, held in kept.items()
    }
    passages = {
        p.id: make_embedded_text(a, p) for a in archive.articles() for p in archive.passages(a)
    }
    fresh = dict(zip(passages, embedder.embed(list(passages.values())), strict=True))
    for id_, held in kept.items():
        np.testing.assert_allclose(held.vector, fresh[id_], atol=1e-3)  # kept as float16
        np.testing.assert_allclose(published[id_].vector, held.vector, atol=1e-6)
