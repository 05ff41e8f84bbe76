"""The published index: one Chroma collection in one folder. The only file that imports chromadb.

Any Chroma or LangChain tool can open the folder (collection "news", cosine). It is made from the
catalogue and never the only place where anything is kept, so every fault of it is an `IndexDamaged`
that the caller answers by scoring from the catalogue, or by building the folder again.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

COLLECTION = "news"
HNSW: "CreateHNSWConfiguration" = {
    "space": "cosine",
    "max_neighbors": 32,
    "ef_construction": 200,
    "ef_search": 200,
}
BATCH = 2000  # rows a write: fastest between 1,000 and 2,500; 5,461 is the most Chroma takes


class IndexDamaged(Exception):
    """The folder cannot be opened or does not answer as it should."""


@dataclass(frozen=True, slots=True)
class VectorRow:
    """One passage as Chroma holds it; the metadata are strings and whole numbers."""

    id: str
    vector: NDArray[np.float32]
    document: str
    metadata: dict[str, str | int]


class VectorIndex:
    """Adds, deletes and finds passages in one folder."""

    def __init__(self, collection: "Collection") -> None:
        self._collection = collection

    @classmethod
    @contextmanager
    def open(cls, folder: Path) -> Iterator[Self]:
        """The index in `folder`, made there if there is none; closed when the block ends.

        Raises IndexDamaged.
        """
        with _translate_faults():
            from chromadb import PersistentClient
            from chromadb.config import Settings

            settings = Settings(anonymized_telemetry=False)
            client = cast("Client", PersistentClient(str(folder), settings=settings))
        with closing(client):
            with _translate_faults():
                collection = client.get_or_create_collection(
                    COLLECTION, configuration={"hnsw": HNSW}, embedding_function=None
                )
            yield cls(collection)

    def add(self, rows: Sequence[VectorRow]) -> None:
        """Add passages that are not there yet (Chroma ignores ids it has)."""
        with _translate_faults():
            for start in range(0, len(rows), BATCH):
                part = rows[start : start + BATCH]
                self._collection.add(
                    ids=[row.id for row in part],
                    embeddings=np.stack([row.vector for row in part]),
                    documents=[row.document for row in part],
                    metadatas=[dict(row.metadata) for row in part],
                )

    def delete(self, passage_ids: Sequence[str]) -> None:
        with _translate_faults():
            for start in range(0, len(passage_ids), BATCH):
                self._collection.delete(ids=list(passage_ids[start : start + BATCH]))

    def count(self) -> int:
        with _translate_faults():
            return int(self._collection.count())

    def find_nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """Passage ids and cosines (higher is nearer) of the k nearest, best first."""
        with _translate_faults():
            found: Any = self._collection.query(
                query_embeddings=[vector.tolist()], n_results=k, include=["distances"]
            )
        distances = found["distances"][0]
        return [
            (id_, 1.0 - float(distance))
            for id_, distance in zip(found["ids"][0], distances, strict=True)
        ]


@contextmanager
def _translate_faults() -> Iterator[None]:
    """Whatever Chroma raises, as IndexDamaged: it has no common base and panics in Rust besides."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:
        raise IndexDamaged(f"{type(error).__name__}: {error}") from error
